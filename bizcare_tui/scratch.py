"""Scratch folders in which files are built, and the removal of those left by killed processes."""

# A process locks (flock) the scratch folder that it uses. The system releases the lock when the process
# ends for any reason, so a free lock means an unused folder. Process ids cannot tell this: they are reused,
# and differ between containers.

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bizcare_tui.paths import convert_write_errors, file_mode, folder_mode

_PREFIX = ".bizcare-"
_FOLDER = re.compile(r"\.bizcare-[0-9a-f]{12}")
_LOCK = "lock"
# A folder of `restore` from before locks were used; a draft that ends with the id of its process.
_OLD_FOLDER = re.compile(r"\.restoring-\w+")
_DRAFT = re.compile(r"\.(.+)\.([1-9]\d{0,9})")
_OLD_SECONDS = 86_400  # an old folder without writes for so long is unused


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """Yield a new folder in `parent` with matching rights; remove it with its content at the end.

    Raises:
        OSError: the folder cannot be created.
    """
    folder, lock = _make(parent)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _make(parent: Path) -> tuple[Path, int]:
    while True:
        folder = parent / f"{_PREFIX}{secrets.token_hex(6)}"
        folder.mkdir(mode=0o700)
        folder.chmod(folder_mode(parent))  # independent of the umask
        try:
            lock = _open_lock(folder)
        except FileNotFoundError:
            continue  # another process removed it as a leftover before it was locked
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if _is_at(lock, folder / _LOCK):
                return folder, lock
        except OSError:
            # The file system has no locks, so no process can recognize the folder as a leftover.
            return folder, lock
        os.close(lock)


@contextmanager
def new_private_file(file: Path, mode: int = 0o600) -> Iterator[Path]:
    """Yield the path of a draft that is renamed to `file` at the end; an existing file is never overwritten.

    If the program ends earlier for any reason, `file` does not exist.

    Raises:
        WrongUsage: `file` exists already, or cannot be written.
    """
    with convert_write_errors(file):
        if os.path.lexists(file):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        with scratch_folder(file.parent) as folder:
            draft = folder / "draft"
            os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
            yield draft
            draft.chmod(mode)
            _sync(draft)
            _name_without_overwriting(draft, file)
            _sync(file.parent)


def _name_without_overwriting(draft: Path, file: Path) -> None:
    try:
        os.link(draft, file)
    except FileExistsError:
        raise
    except OSError:  # the file system has no hard links: reserve the name first
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
        draft.replace(file)


def _sync(path: Path) -> None:
    """Flush a file or folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def find_leftovers(folders: Iterable[Path], own: Iterable[Path]) -> list[Path]:
    """Return leftovers of killed processes: scratch folders in `folders`, and drafts in our `own` folders."""
    paths = {path for folder in folders for path in _entries(folder) if _is_free_folder(path)}
    paths |= {path for folder in own for path in _entries(folder) if _is_free_draft(path)}
    return sorted(paths)


def remove_leftovers(folders: Iterable[Path], own: Iterable[Path]) -> list[Path]:
    """Remove the leftovers of killed processes that this user may remove, and return the removed paths."""
    return [path for path in find_leftovers(folders, own) if _remove(path)]


def _entries(folder: Path) -> list[Path]:
    with suppress(OSError):
        return [path for path in folder.iterdir() if not path.is_symlink()]
    return []


def _is_free_folder(path: Path) -> bool:
    if _OLD_FOLDER.fullmatch(path.name):
        return path.is_dir() and _is_untouched(path)
    if not _FOLDER.fullmatch(path.name) or not path.is_dir():
        return False
    with _try_lock(path) as free:
        return free


def _is_free_draft(path: Path) -> bool:
    draft = _DRAFT.fullmatch(path.name)
    return draft is not None and path.is_file() and not _is_running(int(draft[2]))


def _remove(path: Path) -> bool:
    with suppress(OSError):
        if path.is_file():
            path.unlink()
        elif _OLD_FOLDER.fullmatch(path.name):
            shutil.rmtree(path)
        else:
            with _try_lock(path) as free:
                if free:
                    shutil.rmtree(path)
    return not path.exists()


@contextmanager
def _try_lock(folder: Path) -> Iterator[bool]:
    """Yield whether a scratch folder is unused; no process can start to use it inside the block."""
    try:
        lock = _open_lock(folder)
    except OSError:
        yield False  # the folder is gone, or belongs to another user
        return
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield _is_at(lock, folder / _LOCK)
    finally:
        os.close(lock)


def _open_lock(folder: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    lock = os.open(folder / _LOCK, flags, 0o600)
    with suppress(OSError):
        os.fchmod(lock, file_mode(folder))
    return lock


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


def _is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _is_untouched(folder: Path) -> bool:
    with suppress(OSError):
        newest = max(each.stat().st_mtime for each in (folder, *folder.rglob("*")))
        return time.time() - newest > _OLD_SECONDS
    return False
