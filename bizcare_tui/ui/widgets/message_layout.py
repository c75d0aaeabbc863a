"""Lay out a message of the conversation in lines: heading, folded quotes, links, attachments."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING

from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.threads import Author, AuthorSource, author_source_in_words
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present import labels
from bizcare_tui.present.cells import wrap_parts, wrap_with_offsets

if TYPE_CHECKING:
    from bizcare_tui.desk.views import MessageView
    from bizcare_tui.ui.commands.keymap import Keymap

_MIN_FOLDED_QUOTE = 3
# Longer messages, such as a pasted log, are folded after this many laid-out lines.
_MAX_MESSAGE_LINES = 300
_MAX_EARLIER_TEXT = 60  # characters shown of the text before an edit


@dataclass(frozen=True, slots=True)
class LaidOutLine:
    """A line as laid out.

    Args:
        message: the index of its message; -1 if it belongs to none.
        text: the text of the line.
        style: the name of its style; `head` is the first line of a heading, `head_rest` another one.
        offset: where the line begins in the text of its message; -1 if it is not part of that text.
    """

    message: int
    text: str
    style: str
    offset: int = -1


@dataclass(frozen=True, slots=True)
class MessageLayout:
    """Lays out messages.

    Args:
        width: the number of columns of their text.
        now: returns the present time.
        keymap: the keys in force, which the lines name.
        author_hint: what sets an author who is not known; "" if no key does.
        is_unfolded: whether quotes and the end of long messages are shown.
        raw_message_ids: the messages of which the raw text is shown.
        matches_in: returns the matches of the search in the text of a message, by its index.
    """

    width: int
    now: Callable[[], datetime]
    keymap: Keymap
    author_hint: str
    is_unfolded: bool
    raw_message_ids: AbstractSet[int]
    matches_in: Callable[[int], Sequence[tuple[int, int]]]

    def lines(self, index: int, message: MessageView) -> Iterator[LaidOutLine]:
        """Yield the lines of a message: its heading, its text, its links and attachments."""
        heading = wrap_parts(self._heading(message), " · ", self.width + 1)
        for number, text in enumerate(heading):
            yield LaidOutLine(index, text, "head" if number == 0 else "head_rest")
        if message.id in self.raw_message_ids:
            yield LaidOutLine(index, _("Raw text:"), "muted")
            yield from self._text_lines(index, message.raw.splitlines(), "text")
            return
        yield from self._body_lines(index, message)
        for label, target in message.links:
            if label != target:
                yield from self._text_lines(index, [f"↗ {label}: {target}"], "muted")
        if message.attachments is None:
            return
        for name in message.attachments:
            yield from self._text_lines(index, [_("Attachment: {0}").format(name or _("no name"))], "muted")

    def _body_lines(self, index: int, message: MessageView) -> Iterator[LaidOutLine]:
        """Yield the lines of the body; fold quotes and the end of a long body, except where they match."""
        lines = message.text.split("\n")
        starts = [0, *accumulate(len(line) + 1 for line in lines)]
        matches = self.matches_in(index)
        quoted = dict(message.quoted)
        number = shown = 0
        while number < len(lines):
            last = quoted.get(number)
            style = "text" if last is None else "muted"
            last = number if last is None else last
            count = last - number + 1
            folds = style == "muted" and count >= _MIN_FOLDED_QUOTE and not self.is_unfolded
            if folds and not _overlaps(matches, starts[number], starts[last + 1]):
                folded = ngettext(
                    "{n} quoted line: press {quotes}", "{n} quoted lines: press {quotes}", count
                )
                yield LaidOutLine(index, "▸ " + self.keymap.fill(folded, n=count), "muted")
                shown += 1
            else:
                for at in range(number, last + 1):
                    for piece in self._text_lines(index, [lines[at]], style, starts[at]):
                        yield piece
                        shown += 1
            number = last + 1
            is_long = shown >= _MAX_MESSAGE_LINES and number < len(lines) and not self.is_unfolded
            if is_long and not _overlaps(matches, starts[number], starts[-1]):
                count = len(lines) - number
                rest = ngettext("{n} more line: press {quotes}", "{n} more lines: press {quotes}", count)
                yield LaidOutLine(index, "▸ " + self.keymap.fill(rest, n=count), "muted")
                return

    def _text_lines(
        self, index: int, lines: list[str], style: str, offset: int = -1
    ) -> Iterator[LaidOutLine]:
        """Yield the laid-out lines of a text.

        Args:
            index: the index of the message.
            lines: the lines of the text.
            style: the name of their style.
            offset: where the text begins in the text of its message, if there is only one line; else -1.
        """
        for line in lines:
            for start, piece in wrap_with_offsets(line.expandtabs(4), self.width) if line else [(0, "")]:
                yield LaidOutLine(index, piece, style, offset + start if offset >= 0 else -1)

    def _heading(self, message: MessageView) -> list[str]:
        """Return the parts of the heading: author, time, how we know the author, and what is special."""
        parts = [labels.author_label(message.author)]
        if message.author_name:
            parts[0] += f" ({message.author_name})"
        parts.append(f"{labels.time_ago(message.at, self.now())}, {moment_in_words(message.at)}")
        if message.author_by is AuthorSource.UNKNOWN and self.author_hint:
            parts.append(self.author_hint)
        else:
            parts.append(author_source_in_words(message.author_by))
        if message.automatic:
            parts.append(_("automatic: does not stop a deadline"))
        if message.earlier:
            earlier_text, until = message.earlier[-1]
            text = _("edited (noticed {when}); previous text: “{text}”")
            parts.append(
                text.format(when=moment_in_words(until), text=safe_line(earlier_text, _MAX_EARLIER_TEXT))
            )
        if message.gone_at is not None:
            parts.append(_("no longer on the Marketplace"))
        return parts


def _overlaps(matches: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Return whether one of the sorted matches overlaps the text from `start` to `end`."""
    index = bisect_left(matches, start + 1, key=itemgetter(1))
    return index < len(matches) and matches[index][0] < end


def author_letter(author: Author) -> str:
    """Return the author's letter for the gutter, so that colour is never the only sign."""
    return {
        Author.CUSTOMER: "C",
        Author.SELLER: "Y",
        Author.MARKETPLACE: "M",
        Author.UNKNOWN: "?",
    }[author]
