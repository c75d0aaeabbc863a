"""Where bizcare keeps its files: one folder by `BIZCARE_HOME`, else the XDG folders."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bizcare_tui.errors import StoreProblem, WrongUsage
from bizcare_tui.i18n import _


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders in use. They are made on first need, open to their owner alone."""

    config: Path
    data: Path

    @classmethod
    def from_environment(cls) -> Paths:
        """The folders that the environment names."""
        if home := os.environ.get("BIZCARE_HOME"):
            folder = Path(home).expanduser()
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


def _xdg(variable: str, otherwise: str) -> Path:
    # The XDG specification: a path that is not absolute is to be ignored.
    folder = Path(os.environ.get(variable, ""))
    return (folder if folder.is_absolute() else Path.home() / otherwise) / "bizcare"


def private_folder(folder: Path) -> Path:
    """Make `folder` for its owner alone, unless it is there.

    Raises:
        StoreProblem: it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreProblem(
            _("The folder {0} cannot be made: {1}.").format(folder, error.strerror),
            _("Set BIZCARE_HOME to a folder that you can write."),
        ) from error
    return folder


def write_private(file: Path, text: str) -> None:
    """Replace `file` with `text` at once or not at all, readable by its owner alone."""
    private_folder(file.parent)
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


@contextmanager
def new_private_file(file: Path) -> Iterator[Path]:
    """A file beside `file` to be written; it becomes `file` at the end, whole or not at all.

    Raises:
        WrongUsage: `file` is there already, or its folder cannot be written.
    """
    _make_private(file)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        _make_private(draft)
        yield draft
        draft.replace(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        file.unlink()
        raise


def _make_private(file: Path) -> None:
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
    except OSError as error:
        raise WrongUsage(
            _("{0} cannot be written: {1}.").format(file, error.strerror),
            _("Name another file. One that is there is not written over."),
        ) from None


def new_private_folder(folder: Path) -> Path:
    """Make a folder to be written into, for its owner alone; one that is there must be empty.

    Raises:
        WrongUsage: something is in it, or it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        used = any(folder.iterdir())
    except OSError as error:
        raise WrongUsage(
            _("The folder {0} cannot be made: {1}.").format(folder, error.strerror), _("Name another one.")
        ) from None
    if used:
        raise WrongUsage(_("The folder {0} is not empty.").format(folder), _("Name another one."))
    return folder


def open_private(file: Path, encoding: str = "utf-8") -> TextIO:
    """A new text file for its owner alone, its lines as they are written.

    Raises:
        OSError: it is there already, or cannot be made.
    """
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    return os.fdopen(descriptor, "w", encoding=encoding, newline="")
