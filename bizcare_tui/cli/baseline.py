"""`bizcare baseline`: from when on requests are scored."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.clock import MARKETPLACE_ZONE, local_instant
from bizcare_tui.errors import BizcareError, WrongUsage
from bizcare_tui.i18n import _


def run(options: Namespace) -> int:
    """Show the baseline, or move it: requests before it are not scored."""
    desk = Desk()
    if options.when:
        try:
            when = local_instant(options.when)
        except ValueError:
            raise WrongUsage(
                _("{0!r} is not a date or a time.").format(options.when), _("Write it like 2026-11-01.")
            ) from None
        desk.answer_baseline(when, (), mark_older_read=False)
    offer = desk.baseline()
    if offer is None:
        raise BizcareError(_("There is no baseline yet."), _("Run `bizcare sync` first."))
    endings = [ending for ending, _count in offer.signatures]
    if options.signatures:
        desk.answer_baseline(offer.baseline, endings, mark_older_read=False)
    if options.json:
        at = offer.baseline.astimezone(MARKETPLACE_ZONE).isoformat()
        print_json({"baseline": at, "unscored": offer.unscored, "signatures": endings})
        return 0
    print(offer.baseline.astimezone(MARKETPLACE_ZONE).isoformat())
    return 0
