"""`bizcare baseline`: show or change the time from which requests are scored."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.clock import MARKETPLACE_ZONE, local_instant
from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BizcareError, WrongUsage
from bizcare_tui.i18n import N_, _


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
        raise BizcareError(_("It is not set yet from when deadlines count."), _("Run `bizcare sync` first."))
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


def _signature(given: str, endings: list[str]) -> str:
    """Return the signature that an argument names: by its number in the list of endings, or by its text.

    Raises:
        WrongUsage: no ending has this number, or the text is empty.
    """
    text = given.replace("\\n", "\n").strip()
    if not text.isdecimal():
        if not text:
            raise WrongUsage(
                _("A signature must contain at least one word."), _("See `bizcare baseline --signatures`.")
            )
        return text
    if not 1 <= int(text) <= len(endings):
        raise WrongUsage(
            _("There is no signature number {0}.").format(text), _("See `bizcare baseline --signatures`.")
        )
    return endings[int(text) - 1]


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "when", nargs="?", metavar=_("WHEN"), help=_("set it to this day, for example 2026-11-01")
    )
    parser.add_argument(
        "--signatures",
        action="store_true",
        help=_("list the message endings that may be your signatures, numbered"),
    )
    parser.add_argument(
        "--signature",
        action="append",
        metavar=_("TEXT"),
        help=_("one of your signatures, or its number in the list; may be repeated"),
    )


COMMAND = CliCommand(
    name="baseline",
    help=N_("show or set from when deadlines count"),
    run=run,
    add_arguments=_add_arguments,
    rank=107,
)
