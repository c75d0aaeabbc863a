"""The sections of the inbox: named queries, saved in a file in the person's settings folder."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bizcare_tui.config import read_toml
from bizcare_tui.desk.inbox import Section
from bizcare_tui.domain.query import parse
from bizcare_tui.domain.query_tree import Query, QueryProblem
from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BadQuery, BadSettings
from bizcare_tui.i18n import N_, _
from bizcare_tui.paths import Paths, write_private_file

MAX_SECTIONS = 9
_MAX_NAME_CHARACTERS = 24

# The threads that wait for an action of the seller.
TO_DO_QUERY = "is:todo"
_DEFAULT_SECTIONS = (
    Section(N_("To do"), TO_DO_QUERY),
    Section(N_("Waiting"), "is:waiting"),
    Section(N_("Pre-sale"), "is:presale"),
    Section(N_("Notices"), "is:notice"),
    Section(N_("Fixes"), "is:fix"),
    Section(N_("Snoozed"), "is:snoozed"),
    Section(N_("Mine"), "assigned:me"),
    Section(N_("Unassigned"), "assigned:none -is:closed"),
    Section(N_("All"), ""),
)


def default_sections() -> tuple[Section, ...]:
    """Return the built-in sections, with names in the language of the interface."""
    return tuple(Section(_(section.name), section.query) for section in _DEFAULT_SECTIONS)


def parse_query(text: str) -> Query:
    """Parse the text of a query.

    Raises:
        BadQuery: the text is not a valid query; the sentence names the column.
    """
    try:
        return parse(text)
    except QueryProblem as problem:
        sentence = _("Column {column}: {sentence}").format(column=problem.column, sentence=problem.sentence)
        raise BadQuery(sentence, problem.hint, problem.column) from problem


def load_sections(paths: Paths) -> tuple[Section, ...]:
    """Return the person's sections in their order, or the built-in ones when none are saved.

    Raises:
        BadSettings: the file is invalid; the sentence names the file and the section.
    """
    file = paths.sections_file
    _text, tables = read_toml(file)
    if not tables:
        return default_sections()
    rows = tables.get("section")
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_SECTIONS or tables.keys() != {"section"}:
        raise BadSettings(
            _("{file}: it must contain one to nine `[[section]]` tables and nothing else.").format(file=file),
            _("Correct the file, or remove it."),
        )
    return tuple(
        _checked_section(_("{0}, section {1}").format(file, number), row)
        for number, row in enumerate(rows, 1)
    )


def save_sections(paths: Paths, sections: Sequence[Section]) -> None:
    """Save sections in the person's own file.

    Raises:
        BadQuery: a query is invalid.
        BadSettings: a name is missing, there are too many, or the file cannot be written.
    """
    rows = [{"name": section.name, "query": section.query} for section in sections]
    if not 0 < len(rows) <= MAX_SECTIONS:
        raise BadSettings(_("There must be one to nine sections, one for each number key."))
    checked = [_checked_section(_("section {0}").format(number), row) for number, row in enumerate(rows, 1)]
    # JSON strings are valid TOML strings, except for a character that neither the names nor the queries have.
    text = "\n".join(
        f"[[section]]\nname = {json.dumps(section.name)}\nquery = {json.dumps(section.query)}\n"
        for section in checked
    )
    try:
        write_private_file(paths.sections_file, text)
    except OSError as error:
        raise BadSettings(
            _("{file} cannot be written: {why}.").format(file=paths.sections_file, why=error.strerror),
            _("Check its folder."),
        ) from error


def _checked_section(where: str, row: object) -> Section:
    if not isinstance(row, dict) or not all(isinstance(value, str) for value in row.values()):
        raise BadSettings(_("{where}: it needs a name and a query.").format(where=where))
    name, query = (
        safe_line(row.get("name", "")).strip()[:_MAX_NAME_CHARACTERS],
        safe_line(row.get("query", "")),
    )
    if not name or row.keys() - {"name", "query"}:
        raise BadSettings(_("{where}: it needs a name and a query.").format(where=where))
    try:
        parse_query(query)
    except BadQuery as error:
        raise BadSettings(f"{where}: {error}") from error
    return Section(name, query)
