"""Threads as sentences to be read aloud: what is urgent, cover, shop, time left and next step come first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from bizcare_tui.desk.inbox import InboxRow
from bizcare_tui.domain.care_summary import CareSummary, ShopState
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.outbox import reply_state_label
from bizcare_tui.domain.request_types import request_type_in_words
from bizcare_tui.domain.threads import Cover, author_source_in_words
from bizcare_tui.hints import Hint
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present import labels
from bizcare_tui.present.care_lines import next_sentence, purchase_parts

if TYPE_CHECKING:
    from bizcare_tui.desk.views import ConversationView, MessageView


def spoken_row(row: InboxRow, now: datetime) -> str:
    """Return a row of the inbox as sentences: deadline, cover and shop, then the rest."""
    parts = [
        _deadline(row, now),
        spoken_cover(row.cover, row.days_left),
        row.shop or row.customer,
        row.topic,
        row.product.partition(" – ")[0],
        *_row_states(row),
        f"#{row.id}",
    ]
    return ". ".join(part for part in parts if part)


def spoken_thread(
    conversation: ConversationView, now: datetime, name_of: Callable[[Hint], str]
) -> Iterator[str]:
    """Yield the sentences of a thread, the most important first: urgency, cover, shop, time left, next step.

    Args:
        conversation: the thread.
        now: the present time.
        name_of: returns the word for a recommended command.
    """
    row, summary = conversation.row, conversation.summary
    yield _deadline(row, now) + "."
    yield spoken_cover(row.cover, row.days_left) + "."
    yield f"{row.shop or row.customer or _('no shop known')}: {_shop_state(summary.shop)}."
    if row.due is not None:
        yield _("Deadline: {0}.").format(moment_in_words(row.due))
    yield spoken_next_step(summary, now, name_of)
    yield f"#{row.id} {row.topic}."
    yield ", ".join(purchase_parts(conversation)[1:]) + "."
    if summary.version:
        yield f"PrestaShop {summary.version}."
    if row.kind is not None:
        yield _("Request type: {0}.").format(request_type_in_words(row.kind))
    if states := _row_states(row):
        yield ", ".join(states) + "."


def spoken_next_step(summary: CareSummary, now: datetime, name_of: Callable[[Hint], str]) -> str:
    """Return what to do next with a thread; `name_of` returns the word for a recommended command."""
    sentence = next_sentence(summary, now).render(name_of)
    return _("Next: {0}").format(sentence.replace(" · ", "; ")) + "."


def spoken_message(message: MessageView, number: int, *, whole: bool = False) -> Iterator[str]:
    """Yield the lines of a message: its number, author and time, then its text without quotes.

    Args:
        message: the message.
        number: its number in the thread, from 1.
        whole: whether to yield quotes as well.
    """
    who = labels.author_label(message.author)
    source = author_source_in_words(message.author_by)
    yield _("Message {n}, {who} ({source}), {when}:").format(
        n=number, who=who, source=source, when=moment_in_words(message.at)
    )
    quoted = {line for first, last in message.quoted for line in range(first, last + 1)}
    for position, line in enumerate(message.text.splitlines()):
        if whole or position not in quoted:
            yield f"  {line}"
    if quoted and not whole:
        count = len(quoted)
        yield "  " + ngettext("{n} quoted line is left out.", "{n} quoted lines are left out.", count).format(
            n=count
        )
    if message.attachments:
        yield "  " + _("Files: {0}.").format(", ".join(message.attachments))
    if message.gone_at is not None:
        yield "  " + _("no longer on the Marketplace")


def spoken_cover(cover: Cover, days_left: int | None) -> str:
    """Return the Business Care cover in words, such as "Business Care active, 80 days left"."""
    text = _("Business Care {0}").format(labels.cover_state_label(cover))
    if cover is Cover.ACTIVE and days_left is not None:
        days = ngettext("{n} day left", "{n} days left", days_left).format(n=days_left)
        text += f", {days}"
    return text


def _deadline(row: InboxRow, now: datetime) -> str:
    return labels.deadline_label(row.urgency(now), row.owed, row.due, row.state, now)


def _shop_state(shop: ShopState) -> str:
    return {
        ShopState.SAME: _("the licensed shop"),
        ShopState.OTHER: _("the request is about another shop"),
        ShopState.UNCLEAR: _("not certain that the request is about it"),
    }[shop]


def _row_states(row: InboxRow) -> list[str]:
    """Return what was begun or set on a thread, in words."""
    states = []
    if row.unread:
        states.append(_("unread"))
    if row.snoozed_until is not None:
        states.append(_("snoozed until {0}").format(moment_in_words(row.snoozed_until)))
    if row.has_draft:
        states.append(_("draft"))
    if row.reply is not None:
        states.append(_("reply {0}").format(reply_state_label(row.reply)))
    if row.assignee:
        states.append(_("assigned to {0}").format(row.assignee))
    states += [f"#{tag}" for tag in row.tags]
    return states
