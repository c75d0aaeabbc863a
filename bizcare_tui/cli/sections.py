"""`bizcare sections`: the sections of the inbox, their names and queries, shown or changed."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.output import print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.inbox import Section
from bizcare_tui.desk.sections import AT_MOST, the_query
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _


def run(options: Namespace) -> int:
    """Change one if told to, and print them with their keys and how many threads each has."""
    desk = Desk()
    if options.query is not None or options.name is not None or options.remove:
        desk.save_sections(_changed(list(desk.sections), options))
    sections = desk.sections
    counts = desk.counts([section.query for section in sections])
    for number, section in enumerate(sections, 1):
        count = counts[section.query]
        if options.json:
            print_json({"key": number, "name": section.name, "query": section.query, "threads": count})
        else:
            print(f"{number}  {section.name:<16} {count:>7}  {section.query}")
    return 0


def _changed(sections: list[Section], options: Namespace) -> list[Section]:
    place = (options.number or 0) - 1
    if not 0 <= place <= min(len(sections), AT_MOST - 1):
        raise WrongUsage(_("Name the section: 1 to {0}.").format(min(len(sections) + 1, AT_MOST)))
    if options.remove:
        if place == len(sections) or len(sections) == 1:
            raise WrongUsage(_("There is no section {0} to take away.").format(place + 1))
        return sections[:place] + sections[place + 1 :]
    before = sections[place] if place < len(sections) else Section("", "")
    changed = Section(
        before.name if options.name is None else options.name,
        before.query if options.query is None else options.query,
    )
    the_query(changed.query)
    if not changed.name.strip():
        raise WrongUsage(_("Give the section a name: --name NAME."))
    return [*sections[:place], changed, *sections[place + 1 :]]
