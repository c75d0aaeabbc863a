"""The sections of the inbox: queries saved under names, in a file of the person's own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bizcare_tui.config import read_toml
from bizcare_tui.desk.inbox import Section
from bizcare_tui.domain.query import Query, QueryProblem, parse
from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BadQuery, BadSettings
from bizcare_tui.i18n import _
from bizcare_tui.paths import Paths, write_private

AT_MOST = 9
_LONGEST_NAME = 24

DEFAULTS = (
    Section(_("All"), ""),
    Section(_("Due"), "is:due -is:snoozed"),
    Section(_("Waiting"), "is:waiting"),
    Section(_("Pre-sale"), "is:presale"),
    Section(_("Notices"), "is:notice"),
    Section(_("Fixes"), "is:fix"),
    Section(_("Snoozed"), "is:snoozed"),
    Section(_("Mine"), "assigned:me"),
    Section(_("Unassigned"), "assigned:none -is:closed"),
)


def the_query(text: str) -> Query:
    """The query that a text says.

    Raises:
        BadQuery: it cannot be read.
    """
    try:
        return parse(text)
    except QueryProblem as problem:
        sentence = _("Column {column}: {sentence}").format(column=problem.column, sentence=problem.sentence)
        raise BadQuery(sentence, problem.hint, problem.column) from problem


def load_sections(paths: Paths) -> tuple[Section, ...]:
    """The person's sections in their order; those built in where none were saved.

    Raises:
        BadSettings: the file cannot be used; the sentence names it and the section.
    """
    file = paths.sections_file
    _text, told = read_toml(file)
    if not told:
        return DEFAULTS
    rows = told.get("section")
    if not isinstance(rows, list) or not 0 < len(rows) <= AT_MOST or told.keys() != {"section"}:
        raise BadSettings(
            _("{file}: it holds one to nine `[[section]]`, and nothing else.").format(file=file),
            _("Correct it, or remove it."),
        )
    return tuple(
        _section(_("{0}, section {1}").format(file, number), row) for number, row in enumerate(rows, 1)
    )


def save_sections(paths: Paths, sections: Sequence[Section]) -> None:
    """Keep sections in the person's own file.

    Raises:
        BadQuery: a query cannot be read.
        BadSettings: a name is missing, there are too many, or the file cannot be written.
    """
    rows = [{"name": section.name, "query": section.query} for section in sections]
    if not 0 < len(rows) <= AT_MOST:
        raise BadSettings(_("There are one to nine sections, as there are keys for them."))
    checked = [_section(_("section {0}").format(number), row) for number, row in enumerate(rows, 1)]
    # A TOML text is written as JSON writes it, but for a sign that is in neither of ours.
    text = "\n".join(
        f"[[section]]\nname = {json.dumps(section.name)}\nquery = {json.dumps(section.query)}\n"
        for section in checked
    )
    try:
        write_private(paths.sections_file, text)
    except OSError as error:
        raise BadSettings(
            _("{file} cannot be written: {why}.").format(file=paths.sections_file, why=error.strerror),
            _("Check its folder."),
        ) from error


def _section(where: str, row: Any) -> Section:
    if not isinstance(row, dict) or not all(isinstance(value, str) for value in row.values()):
        raise BadSettings(_("{where}: it wants a name and a query.").format(where=where))
    name, query = safe_line(row.get("name", "")).strip()[:_LONGEST_NAME], safe_line(row.get("query", ""))
    if not name or row.keys() - {"name", "query"}:
        raise BadSettings(_("{where}: it wants a name and a query.").format(where=where))
    try:
        the_query(query)
    except BadQuery as error:
        raise BadSettings(f"{where}: {error}") from error
    return Section(name, query)
