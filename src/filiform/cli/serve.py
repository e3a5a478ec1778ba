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
SECRET_FILE = "secret_key"  # noqa: S105 the name of the file, not the secret
START_S, STOP_S, LOOK_S = 60.0, 10.0, 0.1
WORKER_PAUSE_S = 2.0  # a worker that ended is started again, no more often than this


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
    _prepare(environment)
    sys.exit(_Server(environment, host, port).run(_web(address, port)))


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


def _prepare(environment: Mapping[str, str]) -> None:
    """Bring database and page files up to date, and make the demo, in one process."""
    done = subprocess.run([sys.executable, "-m", "django", "prepare"], env=environment, check=False)
    if done.returncode:
        raise click.ClickException(f"Starting failed with status {done.returncode}; what was said stands above.")


def _web(address: str, port: int) -> list[str]:
    size = ["--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
    where = ["--host", address, "--port", str(port), "--log-level", "warning"]
    return [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", *size, *where, APPLICATION]


class _Server:
    """The web server and the one worker beside it."""

    def __init__(self, environment: Mapping[str, str], host: str, port: int) -> None:
        self.environment, self.host, self.port = environment, host, port
        self.told = False

    def run(self, web: Sequence[str]) -> int:
        """Run until told to stop or the web server ends; a worker that ends is started again."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._tell)
        running = [self._started(web)]
        try:
            _tell_when_open(self.host, self.port, lambda: not self.told and running[0].poll() is None)
            while not self.told and running[0].poll() is None:
                self._keep_worker(running)
                time.sleep(LOOK_S)
            ended = running[0].returncode
        finally:
            _stop(running)
        return 0 if self.told else ended or 1

    def _tell(self, number: int, _: FrameType | None) -> None:
        self.told = True

    def _started(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, env=self.environment, start_new_session=True)  # noqa: S603

    def _keep_worker(self, running: list[subprocess.Popen[bytes]]) -> None:
        """Start the worker, once the web server is open, and again when it ended."""
        if len(running) > 1:
            if running[1].poll() is None:
                return
            ended = running.pop()
            click.echo(f"The worker ended with status {ended.returncode}; it is started again.", err=True)
            time.sleep(WORKER_PAUSE_S)
        if not self.told:
            running.append(self._started([sys.executable, "-m", "django", "worker"]))


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
