"""What the page on a clinic's own protocol shows is read as it stands, and plans a course."""

import re
from pathlib import Path

from click.testing import CliRunner

from filiform.cli.main import main

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "own-protocol.md"
PROTOCOL, DONE = re.findall(r"^```toml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def test_the_protocol_and_the_session_of_the_page_plan_a_course(tmp_path: Path) -> None:
    mine, done = tmp_path / "mine.toml", tmp_path / "done.toml"
    mine.write_text(PROTOCOL, encoding="utf-8")
    done.write_text(DONE, encoding="utf-8")
    intake = str(ROOT / "docs" / "examples" / "intake.toml")
    words = ["course", "--no-photo", "--intake", intake, "--protocol-file", str(mine), "--start", "2026-11-29"]
    result = CliRunner().invoke(main, [*words, "--done", str(done)])
    assert result.exit_code == 0, result.stderr
    assert "Protocol our_evening." in result.stdout
    assert "  2. 2026-11-29 Light: " in result.stdout
    assert "  3. 2026-12-06 Evening: " in result.stdout
