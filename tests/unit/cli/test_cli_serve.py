"""The server: it starts on what it is given, says where it is, and leaves nothing behind when it is stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from filiform.cli.main import main
from filiform.cli.serve import server_environment

PROGRAM = [sys.executable, "-c", "from filiform.cli.main import main; main()"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes(column: str, numbers: set[str]) -> set[str]:
    """Return the processes whose parent ("ppid") or session ("sess") is one of these."""
    listed = subprocess.run(["ps", "-eo", f"pid=,{column}="], capture_output=True, text=True, check=True).stdout
    return {pid for pid, number in (line.split() for line in listed.splitlines()) if number in numbers}


def children(running: subprocess.Popen[str], count: int, without: frozenset[str] = frozenset()) -> set[str]:
    """Return the processes the server started, once there are so many."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = processes("ppid", {str(running.pid)}) - without
        if len(found) == count:
            return found
        time.sleep(0.1)
    raise AssertionError(f"never {count} processes")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    environment = {**os.environ, "FILIFORM_VAR": str(tmp_path)}
    words = ["serve", "--no-demo", "--port", str(port)]
    with subprocess.Popen([*PROGRAM, *words], env=environment, stdout=subprocess.PIPE, text=True) as running:
        yield running, port
        if running.poll() is None:
            running.kill()


def test_the_server_answers_where_it_says_and_stops_when_told(server: tuple[subprocess.Popen[str], int]) -> None:
    running, port = server
    assert running.stdout
    assert running.stdout.readline().startswith("There is no clinic yet")
    assert running.stdout.readline() == f"Filiform runs on http://localhost:{port} (Ctrl-C stops it).\n"
    with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
        assert answer.read() == b"ok"
    started = children(running, 2)
    assert processes("sess", started) > started
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=30) == 0
    assert processes("sess", started) == set()


def test_a_worker_that_is_killed_is_started_again(server: tuple[subprocess.Popen[str], int]) -> None:
    running, _ = server
    started = children(running, 2)
    listed = subprocess.run(["ps", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    (worker,) = (row[0] for row in rows if row[0] in started and row[-1] == "worker")
    os.kill(int(worker), signal.SIGKILL)
    (again,) = children(running, 1, frozenset(started))
    assert again != worker
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=30) == 0
    assert processes("sess", started | {again}) == set()


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(main, ["serve", "--port", str(port)], env={"FILIFORM_VAR": str(tmp_path)})
    assert result.exit_code == 2
    assert f"Port {port} of localhost cannot be used" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_demo_is_never_shown_to_other_machines(tmp_path: Path) -> None:
    words = ["serve", "--host", "0.0.0.0", "--port", str(free_port())]  # noqa: S104 that it is refused is the point
    result = CliRunner().invoke(main, words, env={"FILIFORM_VAR": str(tmp_path)})
    assert result.exit_code == 2
    assert "Give --no-demo." in result.stderr


def test_the_secret_is_made_once_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    given = {"FILIFORM_VAR": str(tmp_path)}
    first, second = (server_environment(given, "localhost", demo=False) for _ in range(2))
    assert first["FILIFORM_SECRET_KEY"] == second["FILIFORM_SECRET_KEY"]
    assert len(first["FILIFORM_SECRET_KEY"]) > 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_the_demo_is_kept_apart_from_the_clinic(tmp_path: Path) -> None:
    given = {"FILIFORM_VAR": str(tmp_path)}
    demo, clinic = (server_environment(given, "localhost", demo=is_demo) for is_demo in (True, False))
    assert demo["FILIFORM_VAR"] != clinic["FILIFORM_VAR"]
    assert (demo["FILIFORM_DEMO"], clinic["FILIFORM_DEMO"]) == ("1", "")
