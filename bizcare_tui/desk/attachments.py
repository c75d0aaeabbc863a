"""Read a file to attach to a reply."""

from __future__ import annotations

import mimetypes
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BadAttachment
from bizcare_tui.i18n import _
from bizcare_tui.settings import Settings

if TYPE_CHECKING:
    from bizcare_tui.store.outbox import FileToSend

# File extensions that mean the same type.
_TYPE_ALIASES = {"jpeg": "jpg"}


def read_attachment(path: str, settings: Settings) -> FileToSend:
    """Read a file to attach to a reply, and give it a name that is safe to send.

    Raises:
        BadAttachment: the path does not exist or is not a file, or the file is empty, too large, or of a
            type that is not accepted.
    """
    from bizcare_tui.store.outbox import FileToSend

    file = Path(path).expanduser()
    content = _read_file(file, settings.attachment_mb)
    extension = file.suffix.lstrip(".").casefold()
    if _TYPE_ALIASES.get(extension, extension) not in settings.attachment_types:
        raise BadAttachment(
            _("{0} cannot be sent: this file type is not accepted.").format(_printable_path(file)),
            _(
                "Accepted types: {0}. Put other files into a ZIP file. The Marketplace documents"
                " no list; this one is unverified and can be changed with the setting"
                " attachment_types."
            ).format(", ".join(settings.attachment_types)),
        )
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return FileToSend(str(file.absolute()), _safe_name(file), media_type, content)


def _read_file(file: Path, max_mb: int) -> bytes:
    """Return the content of a file at a path that a person gave."""
    try:
        # O_NONBLOCK: opening a named pipe would wait for its other end.
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or _("this is not a valid file name")
        raise BadAttachment(
            _("{0} cannot be read: {1}.").format(_printable_path(file), reason), _("Check the path.")
        ) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise BadAttachment(_("{0} is not a file.").format(_printable_path(file)), _("Give a file."))
    try:
        with os.fdopen(descriptor, "rb") as stream:
            content = stream.read((max_mb << 20) + 1)
    except OSError as error:  # some system files can be opened but not read
        raise BadAttachment(
            _("{0} cannot be read: {1}.").format(_printable_path(file), error.strerror), _("Check the path.")
        ) from None
    if len(content) > max_mb << 20:
        raise BadAttachment(
            _("{0} is larger than {1} MB.").format(_printable_path(file), max_mb),
            _(
                "Send a smaller file. The Marketplace documents no limit; this one is unverified and"
                " can be changed with the setting attachment_mb."
            ),
        )
    if not content:
        raise BadAttachment(_("{0} is empty.").format(_printable_path(file)), _("Check the file."))
    return content


def _safe_name(file: Path) -> str:
    """Return the file's name without characters that break a header or are invalid on another system."""
    name = safe_line(file.name.encode("utf-8", "replace").decode(), 100 - len(file.suffix))
    name = name.translate({ord(letter): "_" for letter in '"\\/:*?<>|'}).lstrip("-. ")
    return name if name.endswith(file.suffix) else name + file.suffix


def _printable_path(file: Path) -> str:
    return safe_line(str(file).encode("utf-8", "replace").decode(), 200)
