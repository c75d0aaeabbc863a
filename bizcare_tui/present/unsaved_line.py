"""An unsaved text as a line."""

from __future__ import annotations

from datetime import datetime

from bizcare_tui.desk.unsaved_texts import UnsavedText
from bizcare_tui.domain.dates import minute_in_digits
from bizcare_tui.domain.text import safe_line
from bizcare_tui.i18n import _


def unsaved_line(text: UnsavedText) -> str:
    """Return when and where a text was typed, for which thread, and its beginning."""
    where = text.kind.in_words
    if text.thread_id is not None:
        where = f"{where}, {_('thread {0}').format(text.thread_id)}"
    return f"{_time(text.at)}  {where}: {text.beginning or text.title}"


def _time(at: str) -> str:
    try:
        return minute_in_digits(datetime.fromisoformat(at))
    except (ValueError, OverflowError):  # the file was changed by hand
        return safe_line(at)
