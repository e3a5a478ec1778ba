"""Files in and files out: what is read is checked first, what is written is written whole or not at all."""

import errno
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from filiform.errors import InputError

STANDARD_OUTPUT = "-"
WHY = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your quota is used up",
    errno.EFBIG: "it would be larger than files may be here",
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.EROFS: "this place can only be read",
    errno.ENOENT: "there is no such folder",
    errno.ENOTDIR: "part of the path is a file, not a folder",
    errno.EISDIR: "that is a folder; name a file in it",
    errno.ENAMETOOLONG: "the name is too long",
}


def content(path: str, what: str, most_bytes: int) -> bytes:
    """Return the bytes of a file somebody named, or say what is the matter with it."""
    file = Path(path)
    try:
        if file.is_dir():
            raise InputError(f"{path} is a folder. Give the file of {what}.")
        if file.exists() and not file.is_file():
            raise InputError(f"{path} is not a file. Give the file of {what}.")
        size = file.stat().st_size
        if size > most_bytes:
            raise InputError(f"{path} has {size} bytes; {what} may have {most_bytes}. Give a smaller file.")
        return file.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}. Give the path of {what}.") from error
    except (OSError, ValueError) as error:
        told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        why = "you may not read it" if isinstance(error, PermissionError) else told
        raise InputError(f"{path} cannot be read: {why}.") from error


def check_outputs(outputs: Iterable[str | None], inputs: Iterable[str | None]) -> None:
    """Refuse, before any work, outputs that cannot be written, meet each other or would replace an input."""
    asked = [path for path in outputs if path]
    if asked.count(STANDARD_OUTPUT) > 1:
        raise InputError("Only one output can go to standard output. Name files for the others.")
    named = [path for path in asked if path != STANDARD_OUTPUT]
    targets = [_real(path) for path in named]
    sources = {_real(path): path for path in inputs if path}
    for path, target in zip(named, targets, strict=True):
        if target in sources:
            raise InputError(f"{path} would overwrite {sources[target]}. Name another file.")
        if targets.count(target) > 1 and Path(target).parent != Path("/dev"):
            raise InputError(f"{path} is named for two outputs. Name two files.")
        try:
            _check_place(path, Path(target))
        except OSError as error:
            raise _unwritable(path, error.errno) from error


def _real(path: str) -> str:
    try:
        return os.path.realpath(path)
    except ValueError as error:
        raise InputError(f"{path!r} is no path: {error}.") from error


def _check_place(path: str, target: Path) -> None:
    if target.is_dir():
        raise _unwritable(path, errno.EISDIR)
    folder = target.parent
    if not folder.is_dir():
        raise _unwritable(path, errno.ENOTDIR if folder.exists() else errno.ENOENT)
    if not os.access(target if target.exists() else folder, os.W_OK):
        raise _unwritable(path, errno.EACCES)


def write(outputs: Mapping[str, bytes]) -> None:
    """Write every output whole: all are written beside their names first, and then renamed together."""
    waiting: dict[Path, tuple[str, Path]] = {}
    try:
        for path, data in outputs.items():
            target = Path(os.path.realpath(path))
            if path == STANDARD_OUTPUT:
                _to_standard_output(data)
            elif target.exists() and not target.is_file():
                _to_device(path, target, data)
            else:
                beside = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
                waiting[beside] = (path, target)
                _to_file(path, beside, data)
        for beside, (path, target) in waiting.items():
            _rename(path, beside, target)
    finally:
        for beside in waiting:
            beside.unlink(missing_ok=True)


def _to_file(path: str, beside: Path, data: bytes) -> None:
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _unwritable(path, error.errno) from error


def _rename(path: str, beside: Path, target: Path) -> None:
    try:
        beside.replace(target)
    except OSError as error:
        raise _unwritable(path, error.errno) from error


def _to_device(path: str, target: Path, data: bytes) -> None:
    try:
        with target.open("wb") as file:
            file.write(data)
    except OSError as error:
        raise _unwritable(path, error.errno) from error


def _to_standard_output(data: bytes) -> None:
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # what is left in the buffer must not be tried again when the process ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise _unwritable("standard output", error.errno) from error


def _unwritable(path: str, number: int | None) -> InputError:
    why = WHY.get(number or 0, os.strerror(number or 0))
    return InputError(f"{path} cannot be written: {why}. Nothing was written under that name.")
