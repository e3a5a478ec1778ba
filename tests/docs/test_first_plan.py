"""Every command of the first plan does what the page says."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "first-plan.md"
BLOCKS = re.findall(r"^```\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line]


def test_the_page_is_made_of_commands_of_this_program() -> None:
    assert len(COMMANDS) > 10
    assert all(command.startswith("filiform ") for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_page_is_done(tmp_path: Path, command: str) -> None:
    (tmp_path / "photo.jpg").write_bytes((ROOT / "tests" / "data" / "composite_f_multi.jpg").read_bytes())
    (tmp_path / "intake.toml").write_bytes((ROOT / "docs" / "examples" / "intake.toml").read_bytes())
    words = shlex.split(command)[1:]
    program = [sys.executable, "-c", "from filiform.cli.main import main; main()", *words]
    done = subprocess.run(program, cwd=tmp_path, env=dict(os.environ), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for option in ("--json", "--png", "--pdf"):
        if option in words and (out := words[words.index(option) + 1]) != "-":
            assert (tmp_path / out).stat().st_size > 0


@pytest.mark.parametrize("link", re.findall(r"\]\((\.\./[^)]+)\)", PAGE.read_text(encoding="utf-8")))
def test_every_link_of_the_page_leads_somewhere(link: str) -> None:
    assert (PAGE.parent / link).is_file()
