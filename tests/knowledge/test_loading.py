"""The loader: what it refuses, and the digest of all facts."""

import hashlib
from pathlib import Path

import pytest

from filiform.errors import KnowledgeError
from filiform.knowledge import load
from filiform.knowledge.evidence import OutcomeScale
from filiform.knowledge.models import Point, Zone


def tables(root: Path, monkeypatch: pytest.MonkeyPatch, **files: str) -> None:
    for name, text in files.items():
        (root / f"{name}.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(load, "DATA", root)


ZONE = '[[zone]]\nid = "legs"\nlabel = "Legs"\ninitial = "L"\norder = 1\n'


def test_rows_are_read_by_their_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables(tmp_path, monkeypatch, zones=ZONE)
    assert load.table(Zone, "zones.toml", "zone")["legs"].initial == "L"


def test_an_id_used_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables(tmp_path, monkeypatch, zones=ZONE + ZONE)
    with pytest.raises(KnowledgeError, match=r"zones\.toml: an id is used twice"):
        load.table(Zone, "zones.toml", "zone")


def test_an_unknown_key_is_refused_with_its_file_and_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables(tmp_path, monkeypatch, zones=ZONE + 'colour = "red"\n')
    with pytest.raises(KnowledgeError, match=r"(?s)zones\.toml legs.*colour"):
        load.table(Zone, "zones.toml", "zone")


def test_a_broken_file_is_refused_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables(tmp_path, monkeypatch, zones="[[zone")
    with pytest.raises(KnowledgeError, match=r"zones\.toml"):
        load.table(Zone, "zones.toml", "zone")


def test_a_missing_table_or_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables(tmp_path, monkeypatch)
    with pytest.raises(KnowledgeError, match=r"zones\.toml"):
        load.table(Zone, "zones.toml", "zone")
    with pytest.raises(KnowledgeError, match="points"):
        load.folder(Point, "points")


def test_a_scale_that_may_not_be_shipped_cannot_hold_its_levels() -> None:
    with pytest.raises(ValueError, match="keep the name and the licence"):
        OutcomeScale(id="x", name="X", kind="k", rater="r", licence="l", ship="no", level="seen", levels=("0", "1"))


def test_the_digest_covers_every_file_by_name_and_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables(tmp_path, monkeypatch, a="x = 1\n")
    whole = hashlib.sha256(b"a.toml\x006\x00x = 1\n").hexdigest()
    assert load.digest.__wrapped__() == whole
    tables(tmp_path, monkeypatch, b="")
    assert load.digest.__wrapped__() != whole


def test_facts_are_read_once() -> None:
    assert load.knowledge() is load.knowledge()
    assert load.evidence() is load.evidence()
