"""`bizcare erase ID`, `bizcare erase --old`: erase personal data; decisions stay provable."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bizcare_tui.cli.argument_types import whole_number
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import N_, _, ngettext


def run(options: Namespace) -> int:
    """Print what would be erased; with `--yes`, erase it."""
    if (options.id is None) is not options.old:
        raise WrongUsage(_("Give a thread of the customer, or --old."))
    desk = Desk()
    if options.old:
        threads = desk.erasure.threads_past_retention(desk.settings.keep_months)
    else:
        threads = desk.erasure.of_customer(options.id)
    if not options.yes:
        return _preview(desk, threads, as_json=options.json)
    erased = desk.erasure.erase(threads)
    if options.json:
        print_json(
            {
                "threads": list(erased.threads),
                "messages": erased.messages,
                "decisions": erased.decisions,
                "history": erased.entries,
                "erased": True,
                "copies": [str(file) for file in desk.erasure.copies()],
            }
        )
        return 0
    count = len(erased.threads)
    narrate(ngettext("Erased: {0} thread.", "Erased: {0} threads.", count).format(count))
    narrate(
        _("Titles and notes of defects are kept. Check whether one names the customer (bizcare defects).")
    )
    if copies := desk.erasure.copies():
        narrate(_("These files may still contain the data. Remove those that you no longer need:"))
        for file in copies:
            narrate(f"  {file}")
    return 0


def _preview(desk: Desk, threads: list[int], *, as_json: bool) -> int:
    if as_json:
        print_json({"threads": threads, "erased": False})
        return 0
    for row in desk.inbox.rows(threads):
        print(f"{row.id:>9}  {row.customer[:24]:<24}  {row.topic}")
    narrate(
        ngettext(
            "{0} thread: its topic, shop, messages, notes, replies and evidence would be "
            "deleted permanently.",
            "{0} threads: their topics, shops, messages, notes, replies and evidence would "
            "be deleted permanently.",
            len(threads),
        ).format(len(threads))
    )
    narrate(
        _(
            "The decisions with their dates and reasons, and all deadlines, are kept. Add --yes to"
            " erase the data."
        )
    )
    return 0


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "id", nargs="?", type=whole_number, metavar=_("ID"), help=_("a thread of the customer")
    )
    parser.add_argument("--old", action="store_true", help=_("closed threads older than keep_months"))
    parser.add_argument(
        "--yes", action="store_true", help=_("erase the data; without it, only show what would be erased")
    )


COMMAND = CliCommand(
    name="erase",
    help=N_("erase a customer's personal data; decisions stay provable"),
    run=run,
    add_arguments=_add_arguments,
    rank=304,
)
