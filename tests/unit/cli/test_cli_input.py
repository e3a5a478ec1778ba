"""What the command line does with files that cannot be used: a clear message, status 2, nothing half written."""

import resource
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image, ImageDraw

from filiform.cli.main import main

ROOT = Path(__file__).parents[3]
FACE = ROOT / "tests" / "data" / "composite_f_multi.jpg"
INTAKE = ROOT / "docs" / "examples" / "intake.toml"


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def process(*words: object, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    # -B: under a limit on file sizes Python 3.11 would keep half a .pyc of each new module and fail on it ever after
    return subprocess.run(
        [sys.executable, "-B", "-c", "from filiform.cli.main import main; main()", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=before,
        timeout=120,
    )


def png_of(width: int, height: int) -> bytes:
    """Return a small PNG file of one colour that unpacks to a very large picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress(b"\0" * (width // 8 + 1) * height, 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def cat() -> bytes:
    """Return a drawn cat: two ears, two eyes, whiskers, no person."""
    picture = Image.new("RGB", (800, 800), "#d8c8b0")
    draw = ImageDraw.Draw(picture)
    draw.polygon([(220, 330), (250, 120), (400, 260)], fill="#7a5a3a")
    draw.polygon([(580, 330), (550, 120), (400, 260)], fill="#7a5a3a")
    draw.ellipse([200, 220, 600, 640], fill="#8a6a4a")
    for x in (310, 490):
        draw.ellipse([x - 45, 350, x + 45, 430], fill="#b8d070")
        draw.ellipse([x - 10, 355, x + 10, 425], fill="black")
    draw.polygon([(375, 480), (425, 480), (400, 510)], fill="#d08080")
    for y in (500, 520, 540):
        draw.line([(120, y - 20), (360, y)], fill="white", width=3)
        draw.line([(440, y), (680, y - 20)], fill="white", width=3)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


BAD_PHOTOS = {
    "empty.jpg": b"",
    "cut.jpg": FACE.read_bytes()[:20_000],
    "bomb.png": png_of(20_000, 10_000),
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>',
    "text.jpg": b"hello",
    "zeros.jpg": bytes(4096),
}


@pytest.mark.parametrize("name", sorted(BAD_PHOTOS))
@pytest.mark.parametrize("command", ["place", "propose"])
def test_a_file_that_is_no_photo_is_refused_and_nothing_is_written(tmp_path: Path, name: str, command: str) -> None:
    photo = tmp_path / name
    photo.write_bytes(BAD_PHOTOS[name])
    options = ["--intake", INTAKE] if command == "propose" else []
    result = run(command, photo, *options, "--json", tmp_path / "out.json")
    assert result.exit_code == 2
    assert result.stderr.startswith("filiform: ")
    assert "Traceback" not in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]


def test_a_bomb_is_a_small_file() -> None:
    assert len(BAD_PHOTOS["bomb.png"]) < 100_000


def test_a_png_that_is_named_jpg_is_read(tmp_path: Path) -> None:
    photo = tmp_path / "face.jpg"
    with Image.open(FACE) as picture:
        picture.save(photo, "PNG")
    result = run("place", photo, "--json", "-")
    assert result.exit_code == 0
    assert '"refused": null' in result.stdout


def test_a_cat_is_refused_with_its_reason(tmp_path: Path) -> None:
    photo = tmp_path / "cat.png"
    photo.write_bytes(cat())
    result = run("place", photo, "--json", tmp_path / "out.json", "--png", tmp_path / "out.png")
    assert result.exit_code == 3
    assert "faces: 0" in result.stderr
    assert '"gate": "faces"' in (tmp_path / "out.json").read_text()
    assert not (tmp_path / "out.png").exists()


@pytest.mark.parametrize(
    ("photo", "say"),
    [
        ("nowhere.jpg", "There is no file nowhere.jpg. Give the path of a photo."),
        (".", ". is a folder. Give the file of a photo."),
        ("/dev/zero", "/dev/zero is not a file."),
        ("\0.jpg", "is no path"),
    ],
)
def test_a_path_that_leads_nowhere_is_told(photo: str, say: str) -> None:
    result = run("place", photo)
    assert result.exit_code == 2
    assert say in result.stderr


def as_nobody(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the program without the administrator's rights."""
    start = "import os; from filiform.cli import place; from filiform.cli.main import main; "
    drop = "os.geteuid() == 0 and os.seteuid(65534); main()"
    return subprocess.run(
        [sys.executable, "-c", start + drop, *map(str, words)], capture_output=True, text=True, check=False
    )


def test_a_photo_nobody_may_read_is_told(tmp_path: Path) -> None:
    photo = tmp_path / "closed.jpg"
    photo.write_bytes(FACE.read_bytes())
    photo.chmod(0)
    done = as_nobody("place", photo)
    assert done.returncode == 2
    assert done.stderr == f"filiform: {photo} cannot be read: you may not read it.\n"


def test_a_folder_nobody_may_write_to_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    done = as_nobody("place", FACE, "--json", folder / "out.json")
    assert done.returncode == 2
    assert "cannot be written: you may not write there." in done.stderr


@pytest.mark.parametrize(
    ("data", "say"),
    [
        (b"[patient]\nborn = 2087-01-01\n", "line 2, patient, born: Birth date 2087 lies ahead. Did you mean"),
        ("# für\n".encode("latin-1"), "line 1 is not UTF-8"),
        (b"#" * 300_000, "300000 bytes"),
        (b"[patient]\nborn = 1978-03-02\nsex='male'\n[[condition]]\nwhat='pregnancy'\n", "(line 3)"),
        (b"\x89PNG\r\n\x1a\n", "not UTF-8"),
        (b"", "Missing: a table [patient]"),
    ],
)
def test_an_intake_that_cannot_be_used_is_told_with_its_line(tmp_path: Path, data: bytes, say: str) -> None:
    intake = tmp_path / "intake.toml"
    intake.write_bytes(data)
    result = run("propose", "--no-photo", "--intake", intake, "--json", tmp_path / "out.json")
    assert result.exit_code == 2
    assert say in result.stderr
    assert not (tmp_path / "out.json").exists()


def test_an_intake_with_a_mark_of_byte_order_and_windows_lines_is_read(tmp_path: Path) -> None:
    intake = tmp_path / "intake.toml"
    intake.write_bytes(b"\xef\xbb\xbf" + INTAKE.read_bytes().replace(b"\n", b"\r\n"))
    assert run("propose", "--no-photo", "--intake", intake, "--on", "2026-11-22").exit_code == 0


@pytest.mark.parametrize(
    ("words", "say"),
    [
        (["propose", "--intake", INTAKE], "Give a PHOTO, or --no-photo"),
        (["propose", FACE, "--no-photo", "--intake", INTAKE], "exclude each other"),
        (["propose", "--no-photo", "--careful", "--intake", INTAKE], "need a PHOTO"),
        (["propose", FACE], "--intake"),
        (["propose", FACE, "--intake", INTAKE, "--protocol", "defalt"], 'Did you mean "default"?'),
        (["propose", FACE, "--intake", INTAKE, "--on", "22.11.2026"], "Write it like 2026-11-22."),
        (["propose", FACE, "--intake", INTAKE, "--on", "9999-12-20"], "is not a day of a session"),
        (["propose", FACE, "--intake", INTAKE, "--on", "2026-10-01"], "The date 2026-10-14 lies ahead."),
        (["propose", FACE, "--intake", INTAKE, "--paper", "a5"], "a5"),
        (["place", FACE, "--ipd-mm", "6.2"], "Give millimetres from"),
        (["place", FACE, "--ipd-mm", "nan"], "Give millimetres from"),
        (["place", FACE, "--hairline", "12"], "Give two numbers, like 812,233."),
        (["place", FACE, "--hairline", "nan,3"], "is not a place on the photo"),
        (["place", FACE, "--hairline", "9000,3"], "lies beside the photo"),
        (["place", FACE, "--left45", FACE, "--json", FACE], "would overwrite"),
        (["place", FACE, "--right45", "nowhere.jpg"], "There is no file nowhere.jpg"),
        (["propose", "--no-photo", "--card", "--intake", INTAKE], "--card, --careful need a PHOTO"),
        (["place", FACE, "--json", "-", "--png", "-"], "Only one output can go to standard output."),
        (["measure", FACE], "No such command"),
    ],
)
def test_words_that_cannot_be_used_are_told(words: list[object], say: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert say in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("out", "say"),
    [
        ("nowhere/out.json", "there is no such folder"),
        ("file/out.json", "part of the path is a file, not a folder"),
        ("folder", "that is a folder; name a file in it"),
        ("photo.jpg", "would overwrite"),
        ("link.jpg", "would overwrite"),
        ("x" * 300, "the name is too long"),
    ],
)
def test_an_output_that_cannot_be_written_is_told_before_any_work(tmp_path: Path, out: str, say: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    (tmp_path / "photo.jpg").write_bytes(FACE.read_bytes())
    (tmp_path / "link.jpg").symlink_to(tmp_path / "photo.jpg")
    result = run("place", tmp_path / "photo.jpg", "--json", tmp_path / out)
    assert result.exit_code == 2
    assert say in result.stderr
    assert (tmp_path / "photo.jpg").read_bytes() == FACE.read_bytes()


def test_two_outputs_of_one_name_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run("place", FACE, "--json", out, "--png", out)
    assert result.exit_code == 2
    assert "named for two outputs" in result.stderr


def test_a_disk_that_is_full_leaves_nothing_half(tmp_path: Path) -> None:
    def few_bytes() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    (tmp_path / "out.json").write_text("older")
    done = process("place", FACE, "--json", tmp_path / "out.json", before=few_bytes)
    assert done.returncode == 2
    assert "cannot be written: it would be larger than files may be here" in done.stderr
    assert (tmp_path / "out.json").read_text() == "older"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_full_device_is_told_and_stays_a_device() -> None:
    done = process("place", FACE, "--json", "/dev/full")
    assert done.returncode == 2
    assert "the disk is full" in done.stderr
    assert Path("/dev/full").is_char_device()


def test_standard_output_that_is_full_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from filiform.cli.main import main; main()", "place", str(FACE), "--json", "-"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith("filiform: standard output cannot be written: the disk is full.")
