"""One word, one thing: the glossary and the classes of the core agree."""

import ast
import re
from pathlib import Path

import filiform.knowledge
from filiform.knowledge import load

CORE = ("knowledge", "photo", "intake", "face", "points", "safety", "planning")
SRC = Path(filiform.knowledge.__file__).parents[1]
TERMS = load.evidence().terms


def public_classes() -> list[tuple[str, str]]:
    modules = [path for package in CORE for path in (SRC / package).rglob("*.py")]
    return [
        (path.stem, node.name)
        for path in modules
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]


def term_id(class_name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", class_name).lower()


def test_every_public_class_of_the_core_is_a_term() -> None:
    assert sorted(f"{module}: {name}" for module, name in public_classes() if term_id(name) not in TERMS) == []


def test_a_class_name_means_one_thing_in_the_core() -> None:
    names = [name for _, name in public_classes()]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_a_chinese_word_has_its_pinyin() -> None:
    assert [term.id for term in TERMS.values() if bool(term.hanzi) != bool(term.pinyin)] == []


def test_a_definition_is_one_sentence() -> None:
    assert [term.id for term in TERMS.values() if not re.fullmatch(r"[A-Z].*\.", term.definition)] == []


def test_no_two_terms_have_the_same_english() -> None:
    english = [term.english for term in TERMS.values()]
    assert sorted({word for word in english if english.count(word) > 1}) == []
