"""`bizcare sections`: show or change the sections of the inbox, with their names and queries."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bizcare_tui.cli.argument_types import whole_number
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.inbox import Section
from bizcare_tui.desk.sections import MAX_SECTIONS, parse_query
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import N_, _


def run(options: Namespace) -> int:
    """Change a section if requested, and print all with their keys and numbers of threads."""
    desk = Desk()
    if options.query is not None or options.name is not None or options.remove:
        desk.inbox.save_sections(_changed(list(desk.inbox.sections), options))
    sections = desk.inbox.sections
    queries = [parse_query(section.query) for section in sections]
    counts = desk.inbox.counts(queries)
    for number, (section, query) in enumerate(zip(sections, queries, strict=True), 1):
        count = counts[query]
        if options.json:
            print_json({"key": number, "name": section.name, "query": section.query, "threads": count})
        else:
            print(f"{number}  {section.name:<16} {count:>7}  {section.query}")
    return 0


def _changed(sections: list[Section], options: Namespace) -> list[Section]:
    index = (options.number or 0) - 1
    if not 0 <= index <= min(len(sections), MAX_SECTIONS - 1):
        raise WrongUsage(
            _("Give the number of the section: 1 to {0}.").format(min(len(sections) + 1, MAX_SECTIONS))
        )
    if options.remove:
        if index == len(sections) or len(sections) == 1:
            raise WrongUsage(_("There is no section {0} to remove.").format(index + 1))
        return sections[:index] + sections[index + 1 :]
    previous = sections[index] if index < len(sections) else Section("", "")
    changed = Section(
        previous.name if options.name is None else options.name,
        previous.query if options.query is None else options.query,
    )
    parse_query(changed.query)
    if not changed.name.strip():
        raise WrongUsage(_("Give the section a name: --name NAME."))
    return [*sections[:index], changed, *sections[index + 1 :]]


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "number", nargs="?", type=whole_number, metavar=_("NUMBER"), help=_("key of the section (1 to 9)")
    )
    parser.add_argument("--name", metavar=_("NAME"))
    parser.add_argument("--query", metavar=_("QUERY"))
    parser.add_argument("--remove", action="store_true", help=_("remove the section"))


COMMAND = CliCommand(
    name="sections",
    help=N_("show or change the sections of the inbox"),
    run=run,
    add_arguments=_add_arguments,
    rank=510,
)
