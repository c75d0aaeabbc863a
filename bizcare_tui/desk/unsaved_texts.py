"""Texts that could not be saved when bizcare ended: kept in private files, and offered at the next start."""

from __future__ import annotations

import json
import os
import stat
import tempfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import uuid4

from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import StoreProblem
from bizcare_tui.i18n import _
from bizcare_tui.paths import Paths, ensure_private_folder, write_private_file

_FOLDER = "unsaved"
_FIRST_LINE = "bizcare: text that was not saved"
_BEGINNING_CHARACTERS = 60


class TextKind(StrEnum):
    """The kind of field that a text was typed into."""

    DRAFT = "draft"
    NOTE = "note"
    REJECTION = "rejection"
    REFUND = "refund"
    FORM = "form"

    @property
    def in_words(self) -> str:
        """The kind as a word of the interface."""
        return {
            TextKind.DRAFT: _("reply"),
            TextKind.NOTE: _("note"),
            TextKind.REJECTION: _("rejection"),
            TextKind.REFUND: _("refund"),
            TextKind.FORM: _("form"),
        }[self]


@dataclass(frozen=True, slots=True)
class UnsavedText:
    """A text that is not in the store.

    `thread_ids` are the threads that it is about; it was typed in the first one. `stored_text` is the draft
    that the store had. `answers` are a wizard's answers as plain values, `stored_answers` those that the
    store had. `at` is when the text was kept, in ISO 8601.
    """

    kind: TextKind
    text: str
    thread_ids: tuple[int, ...] = ()
    title: str = ""
    attachments: tuple[str, ...] = ()
    base_message_id: int = 0
    stored_text: str = ""
    revision: int = 0
    answers: Mapping[str, Any] = field(default_factory=dict)
    stored_answers: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""

    @property
    def thread_id(self) -> int | None:
        """The thread in which the text was typed; None when it belongs to no thread."""
        return self.thread_ids[0] if self.thread_ids else None

    @property
    def beginning(self) -> str:
        """The first words of the text, on one line."""
        return safe_line(" ".join(self.text.split()), _BEGINNING_CHARACTERS)


@dataclass(frozen=True, slots=True)
class KeptText:
    """An unsaved text, and the file that contains it."""

    file: Path
    content: UnsavedText


class UnsavedTexts:
    """The texts of this person that could not be saved.

    Each text is a file that only its owner can read. It is in the folder `unsaved/` beside the store, or,
    when that disk cannot be written, in a folder of this user inside the system's temporary folder.

    Args:
        paths: where the store is.
    """

    def __init__(self, paths: Paths) -> None:
        store_hash = zlib.crc32(os.fsencode(paths.data.absolute()))
        temporary = Path(tempfile.gettempdir()) / f"bizcare-{_FOLDER}-{os.getuid()}-{store_hash:08x}"
        self._folders = (paths.data / _FOLDER, temporary)

    def keep(self, text: UnsavedText, file: Path | None = None) -> Path:
        """Write a text to a file, and return the file.

        Args:
            text: the text.
            file: the file to overwrite, when the text has one already; None for a new file.

        Raises:
            StoreProblem: the text cannot be written to either folder.
        """
        text = text if text.at else replace(text, at=datetime.now(UTC).isoformat(timespec="seconds"))
        content = _file_content(text)
        name = f"{text.at[:19].replace(':', '')}-{text.kind}-{uuid4().hex[:8]}.txt"
        files = [file] if file is not None else [folder / name for folder in self._folders]
        reason = ""
        for candidate in files:
            try:
                if _is_owned(ensure_private_folder(candidate.parent)):
                    write_private_file(candidate, content)
                    return candidate
                reason = _("{0} belongs to another user").format(candidate.parent)
            except (OSError, StoreProblem) as error:
                reason = str(error)
        raise StoreProblem(_("The text cannot be saved in a file either: {0}.").format(reason))

    def found(self) -> list[KeptText]:
        """Return the kept texts, the oldest first; an unreadable file is returned as a text itself."""
        texts = []
        for folder in self._folders:
            with suppress(OSError):
                files = sorted(folder.glob("*.txt")) if _is_owned(folder) else []
                texts += [KeptText(file, _read(file)) for file in files if _is_owned(file)]
        return sorted(texts, key=lambda kept: (kept.content.at, kept.file.name))

    def discard(self, kept: KeptText) -> None:
        """Remove the file of a text that was restored or is not wanted.

        Raises:
            StoreProblem: the file cannot be removed.
        """
        try:
            kept.file.unlink(missing_ok=True)
        except OSError as error:
            raise StoreProblem(
                _("{0} cannot be removed: {1}.").format(kept.file, error.strerror), _("Check its folder.")
            ) from error


def _file_content(text: UnsavedText) -> str:
    values = {name: value for name, value in asdict(text).items() if name != "text" and value}
    header = json.dumps(values, ensure_ascii=True)
    return f"{_FIRST_LINE}\n{header}\n\n{text.text}".encode("utf-8", "replace").decode()


def _read(file: Path) -> UnsavedText:
    content = file.read_bytes().decode("utf-8", "replace")
    first_line, _newline, rest = content.partition("\n")
    header, _newline, text = rest.partition("\n\n")
    try:
        if first_line != _FIRST_LINE:
            raise ValueError(first_line)
        values = json.loads(header)
        return UnsavedText(
            kind=TextKind(values["kind"]),
            text=text,
            thread_ids=tuple(map(int, values.get("thread_ids", ()))),
            title=str(values.get("title", "")),
            attachments=tuple(map(str, values.get("attachments", ()))),
            base_message_id=int(values.get("base_message_id", 0)),
            stored_text=str(values.get("stored_text", "")),
            revision=int(values.get("revision", 0)),
            answers=dict(values.get("answers", {})),
            stored_answers=dict(values.get("stored_answers", {})),
            at=str(values.get("at", "")),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        at = datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds")
        return UnsavedText(TextKind.FORM, content, title=file.name, at=at)


def _is_owned(path: Path) -> bool:
    """Return whether a file or folder belongs to this user and is not a link, so nobody else created it."""
    try:
        status = path.lstat()
    except OSError:
        return False
    return status.st_uid == os.getuid() and not stat.S_ISLNK(status.st_mode)
