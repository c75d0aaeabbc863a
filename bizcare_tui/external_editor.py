"""Edit a text in the person's own editor, in a private temporary file."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from bizcare_tui.child_environment import child_environment
from bizcare_tui.domain.text import own_text
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _

_DEFAULT_EDITOR = "vi"


def edit_in_external_editor(text: str) -> str:
    """Let the person edit a text in `$VISUAL`, else `$EDITOR`, else vi; return the edited text.

    The file is in a folder that only this user can enter, and is deleted afterwards. No shell is run.

    Raises:
        BizcareError: the editor cannot be run, or ended with an error, or its file cannot be read.
    """
    command = _editor_command()
    with tempfile.TemporaryDirectory(prefix="bizcare-") as folder:
        file = Path(folder) / "reply.txt"
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        try:
            completed = subprocess.run(  # noqa: S603 - the editor is the person's choice
                [*command, str(file)], env=child_environment(), check=False
            )
        except (OSError, ValueError) as error:
            raise BizcareError(
                _("The editor {0} cannot be run: {1}.").format(command[0], error),
                _("Set VISUAL or EDITOR to an editor that is installed."),
            ) from None
        if completed.returncode:
            raise BizcareError(
                _("The editor {0} ended with {1}.").format(command[0], completed.returncode),
                _("The draft was not changed."),
            )
        try:
            return own_text(file.read_text(encoding="utf-8", errors="replace")).rstrip("\n")
        except OSError as error:
            raise BizcareError(
                _("The text that the editor saved cannot be read: {0}.").format(error.strerror),
                _("The draft was not changed."),
            ) from None


def _editor_command() -> list[str]:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _DEFAULT_EDITOR
    try:
        return shlex.split(editor) or [_DEFAULT_EDITOR]
    except ValueError:
        raise BizcareError(
            _("VISUAL or EDITOR cannot be read: {0}.").format(editor), _("Check its quotation marks.")
        ) from None
