"""Where bizcare keeps its files: the folder `BIZCARE_HOME`, else the XDG folders."""

from __future__ import annotations

import errno
import os
import pwd
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BadSettings, StoreProblem, WrongUsage
from bizcare_tui.i18n import _

MAX_TEXT_BYTES = 10_000_000
"""The maximum size in bytes of a text file that is read as a whole."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders in use. They are created when first needed, accessible only to their owner."""

    config: Path
    data: Path

    @classmethod
    def from_environment(cls) -> Paths:
        """Return the folders that the environment variables define.

        Raises:
            BadSettings: no folder can be determined.
        """
        if home := os.environ.get("BIZCARE_HOME"):
            try:
                folder = Path(home).expanduser()
            except RuntimeError:
                raise BadSettings(
                    _("BIZCARE_HOME is {0}: there is no such user.").format(safe_line(home)),
                    _("Set it to a folder in which you can write."),
                ) from None
            return cls(folder, folder)
        return cls(
            _xdg("XDG_CONFIG_HOME", ".config"),
            _xdg("XDG_DATA_HOME", ".local/share"),
        )

    @property
    def settings_file(self) -> Path:
        return self.config / "config.toml"

    @property
    def key_file(self) -> Path:
        return self.config / "api-key"

    @property
    def mail_password_file(self) -> Path:
        return self.config / "imap-password"

    @property
    def policy_file(self) -> Path:
        return self.config / "policy.toml"

    @property
    def sections_file(self) -> Path:
        return self.config / "sections.toml"

    @property
    def anchors_file(self) -> Path:
        return self.data / "anchors.jsonl"

    @property
    def database(self) -> Path:
        return self.data / "bizcare.db"


def _xdg(variable: str, default: str) -> Path:
    # The XDG specification requires ignoring a path that is not absolute.
    folder = Path(os.environ.get(variable, ""))
    return (folder if folder.is_absolute() else _home() / default) / "bizcare"


def _home() -> Path:
    """Return this user's home folder; the user of a container may have none."""
    with suppress(KeyError):
        home = Path(os.environ.get("HOME") or pwd.getpwuid(os.getuid()).pw_dir)
        if home.is_absolute():
            return home
    raise BadSettings(
        _("This user has no home folder: HOME is not set, and the system has none recorded."),
        _("Set BIZCARE_HOME to a folder in which you can write."),
    )


def ensure_private_folder(folder: Path) -> Path:
    """Create `folder`, accessible only to its owner, unless it exists.

    Raises:
        StoreProblem: the folder cannot be created.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreProblem(
            _("The folder {0} cannot be created: {1}.").format(folder, error.strerror),
            _("Set BIZCARE_HOME to a folder in which you can write."),
        ) from error
    return folder


def write_private_file(file: Path, text: str) -> None:
    """Replace the content of `file` with `text` atomically; only its owner can read it."""
    ensure_private_folder(file.parent)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def folder_mode(parent: Path) -> int:
    """Return the mode for a new folder in `parent`: shared with the group if the group may write `parent`."""
    return 0o2770 if parent.stat().st_mode & stat.S_IWGRP else 0o700


def file_mode(parent: Path) -> int:
    """Return the mode for a new file in `parent`: shared with the group if the group may write `parent`."""
    return 0o660 if parent.stat().st_mode & stat.S_IWGRP else 0o600


def create_private_folder(folder: Path) -> Path:
    """Create a folder, accessible only to its owner; an existing folder must be empty.

    Raises:
        WrongUsage: the folder is not empty, or cannot be created.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_used = any(folder.iterdir())
    except OSError as error:
        raise WrongUsage(
            _("The folder {0} cannot be created: {1}.").format(folder, error.strerror),
            _("Give another folder."),
        ) from None
    if is_used:
        raise WrongUsage(_("The folder {0} is not empty.").format(folder), _("Give another folder."))
    return folder


@contextmanager
def convert_write_errors(path: Path) -> Iterator[None]:
    """Convert an OSError raised inside the block to WrongUsage about this path, except BrokenPipeError.

    Raises:
        WrongUsage: the path cannot be written.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise WrongUsage(
            _("{0} cannot be written: {1}.").format(path, error.strerror or str(error)),
            _("Give another file. An existing file is not overwritten."),
        ) from None


def create_private_file(file: Path, encoding: str = "utf-8") -> TextIO:
    """Create a text file that only its owner can read, and open it without newline translation.

    Raises:
        OSError: the file exists already, or cannot be created.
    """
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    return os.fdopen(descriptor, "w", encoding=encoding, newline="")


def read_text(file: Path, limit: int = MAX_TEXT_BYTES, encoding: str = "utf-8") -> str:
    """Return the text of a file or pipe that the user named.

    Raises:
        OSError: the file cannot be read, or has more than `limit` bytes (a device may be endless).
        UnicodeDecodeError: the text does not have this encoding.
    """
    with file.open("rb") as stream:
        return read_text_from(stream, limit, encoding)


def read_text_from(stream: BinaryIO, limit: int = MAX_TEXT_BYTES, encoding: str = "utf-8") -> str:
    """Return the rest of a stream as text, with the same limit and errors as `read_text`."""
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return content.decode(encoding)


def append_private_file(file: Path, text: str) -> None:
    """Append to a text file that only its owner can read, and flush it to the disk.

    Raises:
        OSError: the file cannot be written.
        StoreProblem: its folder cannot be created.
    """
    ensure_private_folder(file.parent)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
