"""`bizcare erase ID`, `bizcare erase --old`: personal data taken out; what was decided stays provable."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.erasing import copies
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _, ngettext


def run(options: Namespace) -> int:
    """Say what would be erased, and with `--yes` erase it."""
    if (options.id is None) is not options.old:
        raise WrongUsage(_("Name a thread of the customer, or --old."))
    desk = Desk()
    if options.old:
        threads = desk.erasing.kept_long_enough(desk.settings.keep_months)
    else:
        threads = desk.erasing.of_customer(options.id)
    if not options.yes:
        return _tell(desk, threads, as_json=options.json)
    erased = desk.erasing.erase(threads)
    if options.json:
        print_json(
            {
                "threads": list(erased.threads),
                "messages": erased.messages,
                "decisions": erased.decisions,
                "history": erased.entries,
                "erased": True,
                "copies": [str(file) for file in copies(desk.paths)],
            }
        )
        return 0
    count = len(erased.threads)
    narrate(ngettext("Erased: {0} thread.", "Erased: {0} threads.", count).format(count))
    if kept := copies(desk.paths):
        narrate(_("These files may still hold it; remove those that you no longer need:"))
        for file in kept:
            narrate(f"  {file}")
    return 0


def _tell(desk: Desk, threads: list[int], *, as_json: bool) -> int:
    if as_json:
        print_json({"threads": threads, "erased": False})
        return 0
    for row in desk.rows(threads):
        print(f"{row.id:>9}  {row.customer[:24]:<24}  {row.topic}")
    narrate(
        ngettext(
            "{0} thread: its topic, shop, messages, notes, replies and evidence would go, for ever.",
            "{0} threads: their topics, shops, messages, notes, replies and evidence would go, for ever.",
            len(threads),
        ).format(len(threads))
    )
    narrate(_("What was decided, when and on which grounds, and every deadline stay. With --yes it is done."))
    return 0
