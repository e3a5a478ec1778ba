"""Run a command against a throw-away PostgreSQL: a socket in a folder of its own, no network, nothing left behind."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SPEED = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB", "listen_addresses="]


def binaries() -> Path:
    """Return the folder that holds initdb, the newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    if not found and not on_path:
        sys.exit("No PostgreSQL server here. Run: sudo apt-get install --no-install-recommends postgresql")
    return (found[0] if found else Path(str(on_path)).resolve()).parent


def other_user() -> dict[str, object]:
    """Return the account the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextmanager
def server() -> Iterator[str]:
    """Start a server and yield the folder of its socket."""
    bin_dir, as_user = binaries(), other_user()
    folder = tempfile.mkdtemp(prefix="pg-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)  # noqa: S108
    if as_user:
        os.chown(folder, as_user["user"], as_user["group"])
    env = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": folder}
    try:
        subprocess.run(
            [bin_dir / "initdb", "-D", f"{folder}/data", "-U", "filiform", "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True,
            cwd=folder,
            env=env,
            stdout=subprocess.DEVNULL,
            **as_user,
        )
        options = [part for pair in SPEED for part in ("-c", pair)]
        with Path(folder, "log").open("wb") as log:
            running = subprocess.Popen(
                [bin_dir / "postgres", "-D", f"{folder}/data", "-k", folder, *options],
                cwd=folder,
                env=env,
                stdout=log,
                stderr=log,
                **as_user,
            )
        ready = [bin_dir / "pg_isready", "-q", "-h", folder, "-U", "filiform", "-d", "postgres"]
        for _ in range(200):
            if subprocess.run(ready, check=False, cwd=folder).returncode == 0:
                break
            time.sleep(0.05)
        yield folder
        running.send_signal(signal.SIGINT)
        running.wait(10)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    with server() as socket:
        given = {**os.environ, "PGHOST": socket, "PGUSER": "filiform", "PGDATABASE": "postgres"}
        code = subprocess.run(sys.argv[1:], check=False, env=given).returncode
    sys.exit(code)
