"""Groups messages of unknown author by their ending, so that one look at an ending decides many of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from bizcare_tui.domain.prose import without_quotes
from bizcare_tui.domain.signatures import (
    comparable_line,
    ends_with,
    has_name,
    is_program_footer,
    signature_lines,
)

# The share of a group's messages that must also share a line above its ending for the group to be divided by
# that line: so "Ana, TrueVoice" and "Luis, TrueVoice" are two groups, and a few strays make no further ones.
_SHARED = 0.9
_ID_LENGTH = 10  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class UnattributedMessage:
    """A message of unknown author in an open thread.

    `text` is the end of its text. `customer` is the name of the customer or the shop, `customer_key`
    identifies who opened the thread; both are "" if that is not known.
    `touches_first_answer` is whether the first answer of its thread would count as given, or as given in
    time, if it were the seller's; `touches_follow_up` is whether it would end a follow-up clock that runs.
    """

    id: int
    thread_id: int
    at: datetime
    text: str
    topic: str = ""
    product: str = ""
    customer: str = ""
    customer_key: str = ""
    touches_first_answer: bool = False
    touches_follow_up: bool = False


@dataclass(frozen=True, slots=True)
class AuthorGroup:
    """The messages of unknown author with the same ending, the newest first.

    `id` identifies the ending; it stays the same while the group is neither divided nor merged. `ending` is
    the ending as the newest message has it, "" if the messages have no text. `identifies` is whether the
    ending tells one writer from others: "Thank you" does not, a name does. An accepted signature does not:
    the author of its messages is unknown because they repeat an earlier one, which anybody can paste.
    """

    id: str
    ending: str
    messages: tuple[UnattributedMessage, ...]
    identifies: bool

    @property
    def is_decided_at_once(self) -> bool:
        """Whether one decision may cover all messages: the ending identifies its writer, or one is left."""
        return self.identifies or len(self.messages) == 1

    @property
    def clocks(self) -> int:
        """How many clocks depend on who wrote these messages."""
        return count_clocks(self.messages)

    def has(self, message_id: int) -> bool:
        """Return whether a message is in the group."""
        return any(each.id == message_id for each in self.messages)

    def without(self, message_ids: Collection[int]) -> AuthorGroup | None:
        """Return the group without some messages; None if no message is left."""
        left = tuple(each for each in self.messages if each.id not in message_ids)
        return replace(self, messages=left) if left else None


def touches_first_answer(
    at: datetime, *, start: datetime, due: datetime, answered_at: datetime | None
) -> bool:
    """Return whether the first answer would be given, or be in time, if the seller wrote a message at `at`.

    Args:
        at: when the message was written.
        start: when the clock of the first answer started.
        due: its deadline.
        answered_at: when the first answer was given, as far as that is known.
    """
    if at < start:
        return False
    return answered_at is None or answered_at >= due > at


def touches_follow_up(at: datetime, *, last_answer_at: datetime | None) -> bool:
    """Return whether a follow-up clock that runs would end, or start later, without a message at `at`."""
    return last_answer_at is None or at > last_answer_at


def count_clocks(messages: Iterable[UnattributedMessage]) -> int:
    """Return how many clocks depend on who wrote these messages."""
    first, later = set(), set()
    for message in messages:
        if message.touches_first_answer:
            first.add(message.thread_id)
        if message.touches_follow_up:
            later.add(message.thread_id)
    return len(first) + len(later)


def count_threads(messages: Iterable[UnattributedMessage]) -> int:
    """Return in how many threads these messages are."""
    return len({each.thread_id for each in messages})


def count_customers(messages: Iterable[UnattributedMessage]) -> int:
    """Return how many customers the threads of these messages have; an unknown one counts as one."""
    return len({each.customer_key or str(each.thread_id) for each in messages})


@dataclass(frozen=True, slots=True)
class Ending:
    """The lines of a text's ending, the last one first, and the same lines as they are compared."""

    lines: tuple[str, ...]
    comparable: tuple[str, ...]


def ending_of(text: str) -> Ending:
    """Return the ending of a text; without lines if the text has none."""
    lines = _ending_lines(text)
    return Ending(lines, tuple(map(comparable_line, lines)))


def group_by_ending(
    messages: Iterable[UnattributedMessage],
    accepted: Sequence[str] = (),
    ending_of: Callable[[str], Ending] = ending_of,
) -> list[AuthorGroup]:
    """Return messages grouped by their endings; every message is in exactly one group.

    An ending is the last one to four lines of a message without its quotes and without what mail programs
    write below it, compared without case, accents and spaces. Messages with the same last line are in one
    group, unless nearly all of them share a longer ending with others. The groups that touch the most clocks
    are first, then the largest.

    Args:
        messages: the messages, in any order.
        accepted: the accepted signatures of the seller.
        ending_of: returns the ending of a text; one that remembers them saves time when messages are grouped
            again.
    """
    newest_first = sorted(messages, key=lambda each: (each.at, each.id), reverse=True)
    endings = [_Ended(each, ending_of(each.text)) for each in newest_first]
    groups = [_to_group(part, depth, accepted) for part, depth in _divide(endings, 0)]
    return sorted(groups, key=group_order)


def group_order(group: AuthorGroup) -> tuple[int, int, str]:
    """Return what groups are sorted by: the most clocks first, then the most messages."""
    return -group.clocks, -len(group.messages), group.id


def _ending_lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text's ending, the last one first."""
    own = without_quotes(text).splitlines()
    above = _without_footers(own)
    lines = above if any(map(comparable_line, above)) else own
    last = next((line.strip() for line in reversed(lines) if comparable_line(line)), "")
    return tuple(signature_lines("\n".join(lines))) or ((last,) if last else ())


def _without_footers(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines without the last ones that a mail program wrote."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or is_program_footer(lines[end - 1])):
        end -= 1
    return lines[:end]


@dataclass(frozen=True, slots=True)
class _Ended:
    """A message with its ending."""

    message: UnattributedMessage
    ending: Ending

    def lines(self, depth: int) -> tuple[str, ...]:
        """Return so many lines of the ending, the last one first."""
        return self.ending.lines[:depth]


def _divide(endings: Sequence[_Ended], depth: int) -> Iterator[tuple[Sequence[_Ended], int]]:
    """Yield groups of messages that share this many last lines or more, each with how many they share."""
    parts: dict[str, list[_Ended]] = {}
    rest: list[_Ended] = []
    for each in endings:
        if len(each.ending.lines) > depth:
            parts.setdefault(each.ending.comparable[depth], []).append(each)
        else:
            rest.append(each)
    if depth:
        shared = [part for part in parts.values() if len(part) > 1]
        if len(endings) == 1 or sum(map(len, shared)) < _SHARED * len(endings):
            yield endings, depth
            return
        rest += [part[0] for part in parts.values() if len(part) == 1]
        parts = {line: part for line, part in parts.items() if len(part) > 1}
    if rest:
        yield rest, depth
    for part in parts.values():
        yield from _divide(part, depth + 1)


def _to_group(endings: Sequence[_Ended], depth: int, accepted: Sequence[str]) -> AuthorGroup:
    """Return the group of messages that share this many last lines."""
    # A message alone is shown with its whole ending.
    depth = len(endings[0].ending.lines) if len(endings) == 1 else min(depth, len(endings[0].ending.lines))
    comparable = "\n".join(endings[0].ending.comparable[:depth])
    newest_first = sorted(endings, key=lambda each: (each.message.at, each.message.id), reverse=True)
    ending = "\n".join(reversed(newest_first[0].lines(depth)))
    has_writer = any(map(has_name, dict.fromkeys(each.lines(depth) for each in endings)))
    return AuthorGroup(
        id=sha256(comparable.encode(errors="surrogatepass")).hexdigest()[:_ID_LENGTH],
        ending=ending,
        messages=tuple(each.message for each in newest_first),
        identifies=has_writer and not ends_with(ending, *accepted),
    )
