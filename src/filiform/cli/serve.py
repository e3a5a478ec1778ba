"""The command that runs the clinic's pages: the web server and the worker that reads photos, until it is stopped."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path
from types import FrameType

import click

from filiform.errors import InputError

SETTINGS = "filiform.web.settings"
APPLICATION = "filiform.web.wsgi:application"
WORKERS, THREADS = 2, 4
MIGRATE = ("migrate", "--verbosity", "0")
COLLECT = ("collectstatic", "--noinput", "--verbosity", "0")
DEMO = ("demo",)
SECRET_FILE = "secret_key"  # noqa: S105 the name of the file, not the secret
START_S, STOP_S, LOOK_S = 60.0, 10.0, 0.2


@click.command()
@click.option("--host", default="localhost", show_default=True, help="Where to listen; localhost is this machine only.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--demo/--no-demo", default=True, show_default=True, help="Show a demo clinic, kept apart from any other."
)
def serve(*, host: str, port: int, demo: bool) -> None:
    """Run the clinic's pages on this machine until Ctrl-C; data is kept under FILIFORM_VAR, else in ./var."""
    address = _free_address(host, port)
    if demo and not ip_address(address).is_loopback:
        raise InputError("The demo clinic's password is known to all; it is shown on localhost only. Give --no-demo.")
    environment = server_environment(os.environ, host, demo=demo)
    for task in (MIGRATE, COLLECT, DEMO) if demo else (MIGRATE, COLLECT):
        _prepare(task, environment)
    sys.exit(_run(_processes(address, port), environment, host, port))


def server_environment(given: Mapping[str, str], host: str, *, demo: bool) -> dict[str, str]:
    """Return the environment of the server, with a secret kept beside its data when none is given."""
    var = Path(given.get("FILIFORM_VAR") or "var").absolute() / ("demo" if demo else "")
    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = given.get("FILIFORM_SECRET_KEY") or _kept_secret(var / SECRET_FILE)
    except OSError as error:
        raise InputError(f"{var} cannot hold the clinic's data: {error.strerror}. Set FILIFORM_VAR.") from error
    hosts = given.get("FILIFORM_HOSTS") or ",".join(dict.fromkeys(["localhost", "127.0.0.1", "[::1]", host]))
    added = {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "FILIFORM_VAR": str(var),
        "FILIFORM_SECRET_KEY": secret,
        "FILIFORM_HOSTS": hosts,
        "FILIFORM_DEMO": "1" if demo else "",
    }
    return {**given, **added}


def _kept_secret(file: Path) -> str:
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as new:
            new.write(secrets.token_urlsafe(48))
    return file.read_text(encoding="ascii").strip()


def _free_address(host: str, port: int) -> str:
    """Return the number of a host on which the port is free."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise InputError(f"There is no host {host}. Try --host localhost.") from error
    family, kind, protocol, _, address = min(found, key=lambda entry: entry[0] != socket.AF_INET)
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            say = f"Port {port} of {host} cannot be used: {error.strerror}. Try --port {port % 65535 + 1}."
            raise InputError(say) from error
    return str(address[0])


def _prepare(task: Sequence[str], environment: Mapping[str, str]) -> None:
    done = subprocess.run([sys.executable, "-m", "django", *task], env=environment, check=False)  # noqa: S603
    if done.returncode:
        raise click.ClickException(f"`{task[0]}` failed with status {done.returncode}; what it said stands above.")


def _processes(address: str, port: int) -> list[list[str]]:
    web = ["granian", "--interface", "wsgi", "--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--no-ws"]
    where = ["--host", address, "--port", str(port), "--log-level", "warning", APPLICATION]
    return [[sys.executable, "-m", *web, *where], [sys.executable, "-m", "django", "db_worker", "--interval", "0.3"]]


def _run(commands: Sequence[Sequence[str]], environment: Mapping[str, str], host: str, port: int) -> int:
    """Start every process, wait until one ends or we are told to stop, and stop the others."""
    running = [subprocess.Popen(command, env=environment, start_new_session=True) for command in commands]  # noqa: S603
    told: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        told.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        _tell_when_open(host, port, lambda: not told and all(process.poll() is None for process in running))
        while not told and all(process.poll() is None for process in running):
            time.sleep(LOOK_S)
        ended = next((process.returncode for process in running if process.returncode is not None), 0)
    finally:
        _stop(running)
    return 0 if told else ended or 1


def _tell_when_open(host: str, port: int, is_wanted: Callable[[], bool]) -> None:
    until = time.monotonic() + START_S
    while is_wanted() and time.monotonic() < until:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(LOOK_S)
        else:
            click.echo(f"Filiform runs on http://{host}:{port} (Ctrl-C stops it).")
            return


def _stop(running: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + STOP_S
    for process in running:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
