"""`bizcare absence`: list, add and remove the days on which people are absent."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date

from bizcare_tui.cli.argument_types import whole_number
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.absences import Absence
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import N_, _


def run(options: Namespace) -> int:
    """List current and future absences, add one, or remove one."""
    absences = Desk().absences
    if options.what == "add":
        if options.since is None:
            raise WrongUsage(_("Give the first day: --from 2026-12-21."))
        first = _day(options.since)
        added = absences.add(first, _day(options.until) if options.until else first, options.who)
        _print([added], as_json=options.json)
        return 0
    if options.what == "remove":
        if options.number is None:
            raise WrongUsage(_("Give the number of the absence."), _("`bizcare absence` lists them."))
        absences.remove(options.number)
        if not options.json:
            narrate(_("Removed."))
        return 0
    found = absences.all()
    _print(found, as_json=options.json)
    if not found and not options.json:
        narrate(_("Nobody is absent. Record an absence with `bizcare absence add --from DATE --to DATE`."))
    return 0


def _print(absences: list[Absence], *, as_json: bool) -> None:
    for each in absences:
        if as_json:
            print_json(
                {
                    "id": each.id,
                    "who": each.login,
                    "from": each.first_day.isoformat(),
                    "to": each.last_day.isoformat(),
                    "added_by": each.added_by,
                }
            )
        else:
            by = "" if each.added_by == each.login else "  " + _("recorded by {0}").format(each.added_by)
            print(f"{each.id:>4}  {each.first_day} – {each.last_day}  {each.login}{by}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(_("{0!r} is not a date like 2026-03-01.").format(text[:40])) from None


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", nargs="?", choices=("list", "add", "remove"))
    parser.add_argument("number", type=whole_number, nargs="?", metavar="N")
    parser.add_argument("--from", dest="since", metavar=_("DATE"), help=_("the first day"))
    parser.add_argument(
        "--to", dest="until", metavar=_("DATE"), help=_("the last day (default: the first day)")
    )
    parser.add_argument("--who", metavar=_("PERSON"), help=_("login of the person (default: yours)"))


COMMAND = CliCommand(
    name="absence",
    help=N_("list, add or remove absences"),
    run=run,
    add_arguments=_add_arguments,
    rank=503,
)
