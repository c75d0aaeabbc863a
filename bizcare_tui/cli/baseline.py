"""`bizcare baseline`: show or change the time from which requests are scored."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.baseline import STILL_IN_TIME, counted_from
from bizcare_tui.domain.clock import MARKETPLACE_ZONE, day_begins, local_instant, marketplace_date
from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BizcareError, WrongUsage
from bizcare_tui.i18n import _
from bizcare_tui.ui.labels import format_time


def run(options: Namespace) -> int:
    """Show or move the baseline; list message endings that may be signatures, or accept some of them."""
    desk = Desk()
    if options.when:
        try:
            when = local_instant(options.when)
        except ValueError:
            raise WrongUsage(
                _("{0!r} is not a date or a time.").format(options.when), _("Write it like 2026-11-01.")
            ) from None
        desk.baseline.answer(when, (), mark_older_read=False)
    offer = desk.baseline.question()
    if offer is None:
        raise BizcareError(
            _("It is not decided yet from when deadlines count."), _("Run `bizcare sync` first.")
        )
    endings = [ending for ending, _count in offer.signatures]
    accepted = [_signature(given, endings) for given in options.signature or ()]
    if accepted:
        desk.baseline.answer(offer.baseline, accepted, mark_older_read=False)
    at = offer.baseline.astimezone(MARKETPLACE_ZONE).isoformat()
    if options.json:
        found = [{"text": text, "messages": count} for text, count in offer.signatures]
        print_json(
            {
                "baseline": at,
                "unscored": offer.unscored,
                "signatures": endings,
                "found": found,
                "accepted": accepted,
            }
        )
        return 0
    print(at)
    if options.signatures:
        for number, (text, count) in enumerate(offer.signatures, 1):
            print(f"{number}  ×{count}  {safe_line(' ⏎ '.join(text.splitlines()), 200)}")
    return 0


def baseline_question(desk: Desk) -> str:
    """Return the baseline question that the app asks after the first sync, as a sentence for a command.

    It is empty if the question is answered or does not arise.
    """
    offer = desk.baseline.open_question()
    if offer is None:
        return ""
    now = desk.now()
    day = marketplace_date(now - STILL_IN_TIME)
    current = counted_from(offer.requests, offer.baseline, (), now)
    earlier = counted_from(offer.requests, day_begins(day), (), now)
    template = _(
        "Deadlines count from {since} on: {late} late, {due} due. From four days ago it would be"
        " {more_late} late, {more_due} due: bizcare baseline {day}"
    )
    return template.format(
        since=format_time(offer.baseline),
        late=current.late,
        due=current.due,
        more_late=earlier.late,
        more_due=earlier.due,
        day=day.isoformat(),
    )


def _signature(given: str, endings: list[str]) -> str:
    """Return the signature that an argument names: by its number in the list of endings, or by its text.

    Raises:
        WrongUsage: no ending has this number, or the text is empty.
    """
    text = given.replace("\\n", "\n").strip()
    if not text.isdecimal():
        if not text:
            raise WrongUsage(
                _("A signature has at least one word."), _("See `bizcare baseline --signatures`.")
            )
        return text
    if not 1 <= int(text) <= len(endings):
        raise WrongUsage(
            _("There is no ending number {0}.").format(text), _("See `bizcare baseline --signatures`.")
        )
    return endings[int(text) - 1]
