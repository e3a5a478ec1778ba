"""Looking at a photo opens no connection to anywhere."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PHOTO = Path(__file__).parents[2] / "data" / "composite_f_multi.jpg"
LOOK = """
import sys
from pathlib import Path
from filiform.face.engine import Engine
from filiform.photo.read import upright
from filiform.photo.sample import Pyramid
picture = Pyramid(upright(Path(sys.argv[1]).read_bytes()).pixels)
engine = Engine()
(box,) = engine.boxes(picture)
print(len(engine.expression(engine.trace(picture, box).landmarks_px)))
"""
# Says no to every socket of the Python world and stops the process: the weaker witness where no tracer is installed.
NO_SOCKETS = """
import socket, os
class Closed(socket.socket):
    def __init__(self, *args, **kwargs):
        os._exit(77)
socket.socket = Closed
"""


def test_no_internet_socket_is_opened_while_a_face_is_found(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LOOK, str(PHOTO)]
    tracer = shutil.which("strace")
    if tracer:
        log = tmp_path / "calls"
        command = [tracer, "-f", "-e", "trace=socket,connect,sendto,sendmsg", "-o", str(log), *command]
    elif shutil.which("unshare") and not subprocess.run(["unshare", "-rn", "true"], check=False).returncode:
        command = ["unshare", "-rn", *command]
    else:
        command[2] = NO_SOCKETS + LOOK
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    assert done.stdout.strip() == "52"
    if tracer:
        calls = log.read_text(encoding="utf-8")
        assert "exited with 0" in calls
        assert not re.search(r"AF_INET6?\b", calls)
