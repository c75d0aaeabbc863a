"""Texts that commands read from a file or from standard input."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from bizcare_tui import paths
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _


def read_file_or_stdin(path: str) -> str:
    """Return the text of a file, or of standard input for "-".

    Raises:
        WrongUsage: the file cannot be read as text.
    """
    try:
        return _read_stdin() if path == "-" else paths.read_text(Path(path))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or _("it is not UTF-8 text")
        raise WrongUsage(_("{0!r} cannot be read: {1}.").format(path, reason), _("Check the path.")) from None


def _read_stdin() -> str:
    text = sys.stdin.read(paths.MAX_TEXT_BYTES + 1)
    if len(text) > paths.MAX_TEXT_BYTES:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return text
