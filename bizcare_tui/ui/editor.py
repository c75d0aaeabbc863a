"""The person's own editor, on a private temporary file."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from bizcare_tui.domain.text import own_text
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _

_OTHERWISE = "vi"


def edit_outside(text: str) -> str:
    """The text after the person has edited it in `$VISUAL`, else `$EDITOR`.

    The file lies in a folder that only they can enter, and is gone afterwards. No shell is run.

    Raises:
        BizcareError: the editor cannot be run, or ended with a failure; the text is as it was.
    """
    command = _command()
    with tempfile.TemporaryDirectory(prefix="bizcare-") as folder:
        file = Path(folder) / "reply.txt"
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        try:
            done = subprocess.run([*command, str(file)], check=False)  # noqa: S603 - the person's choice
        except (OSError, ValueError) as error:
            raise BizcareError(
                _("The editor {0} cannot be run: {1}.").format(command[0], error),
                _("Set VISUAL or EDITOR to one that is installed."),
            ) from None
        if done.returncode:
            raise BizcareError(
                _("The editor {0} ended with {1}.").format(command[0], done.returncode),
                _("The draft is as it was before."),
            )
        try:
            return own_text(file.read_text(encoding="utf-8", errors="replace")).rstrip("\n")
        except OSError as error:
            raise BizcareError(
                _("What the editor wrote cannot be read: {0}.").format(error.strerror),
                _("The draft is as it was before."),
            ) from None


def _command() -> list[str]:
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _OTHERWISE
    try:
        return shlex.split(named) or [_OTHERWISE]
    except ValueError:
        raise BizcareError(
            _("VISUAL or EDITOR cannot be read: {0}.").format(named), _("Check its quotes.")
        ) from None
