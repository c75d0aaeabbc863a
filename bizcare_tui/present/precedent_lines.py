"""Precedents as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from bizcare_tui.desk.decision_rows import kind_in_words
from bizcare_tui.desk.precedents import Precedent
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.dates import day_in_words, moment_in_words
from bizcare_tui.domain.decisions.precedents import Aftermath
from bizcare_tui.domain.policy import Policy
from bizcare_tui.i18n import _, current_language


def precedent_line(precedent: Precedent) -> str:
    """Return a precedent in one line: the decision, when, about what, and what became of it."""
    row = precedent.row
    day = day_in_words(marketplace_date(row.at))
    about = row.product or row.topic
    return f"#{row.id} {kind_in_words(row.kind)}, {day}, {about}: {aftermath_in_words(precedent)}"


def aftermath_in_words(precedent: Precedent) -> str:
    """Return what became of a decision, in words."""
    return ", ".join(_aftermath_label(each) for each in precedent.aftermath)


def precedent_text(precedent: Precedent, policy: Policy) -> str:
    """Return a precedent as a text: the decision, its evidence, its letter, and the customer's reply."""
    return "\n".join(_text_lines(precedent, policy))


def _text_lines(precedent: Precedent, policy: Policy) -> Iterator[str]:
    row = precedent.row
    yield f"#{row.thread_id} {row.topic}"
    titles = ", ".join(policy.titles(row.grounds, current_language()))
    yield f"{kind_in_words(row.kind)}, {moment_in_words(row.at)}, {row.who}: {titles}"
    yield _("What became of it: {0}").format(aftermath_in_words(precedent))
    yield _("Why it is alike: {0}").format(precedent.likeness.why)
    if precedent.findings:
        yield ""
        yield from (f"· {' '.join(each.split())}" for each in precedent.findings)
    if precedent.letter:
        yield from ("", _("The letter:"), precedent.letter.strip())
    if precedent.last_reply:
        yield from ("", _("What the customer wrote last:"), precedent.last_reply.strip())


def _aftermath_label(aftermath: Aftermath) -> str:
    return {
        Aftermath.UNDONE: _("undone"),
        Aftermath.REFUNDED_ANYWAY: _("PrestaShop refunded anyway"),
        Aftermath.REFUND_SEEN: _("refund seen"),
        Aftermath.REFUND_NOT_SEEN: _("refund not seen"),
        Aftermath.DECIDED_AGAIN: _("decided again later"),
        Aftermath.CUSTOMER_REPLIED: _("the customer replied"),
        Aftermath.NO_REPLY: _("no reply"),
    }[aftermath]
