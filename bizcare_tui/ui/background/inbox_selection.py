"""Which threads the inbox shows: the chosen section, the filter that was typed, and the order."""

from __future__ import annotations

from collections.abc import Sequence

from bizcare_tui.desk.inbox import Section
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.highlight import SearchTerm, extract_search_terms
from bizcare_tui.domain.query import all_of, depends_on_time, parse
from bizcare_tui.domain.query_tree import AllOf, Query, QueryProblem


class InboxSelection:
    """The chosen section, combined with the filter.

    Args:
        sections: the sections; the first one is chosen.
    """

    def __init__(self, sections: Sequence[Section]) -> None:
        self.sections = tuple(sections)
        self.section = self.sections[0]
        self.search_text = ""
        # The filter that was typed last without an error.
        self._filter: Query = AllOf()
        self.search_terms: tuple[SearchTerm, ...] = ()
        self.best_first = False

    @property
    def query(self) -> Query:
        """The query of the inbox: the section's query combined with the filter."""
        return all_of(parse_query(self.section.query), self._filter)

    @property
    def section_queries(self) -> list[Query]:
        """The query of each section."""
        return [parse_query(section.query) for section in self.sections]

    @property
    def section_index(self) -> int:
        """The index of the chosen section; 0 if it was removed."""
        return self.sections.index(self.section) if self.section in self.sections else 0

    @property
    def depends_on_time(self) -> bool:
        """Whether the passing of time changes which threads a section has."""
        return any(map(depends_on_time, self.section_queries))

    def choose(self, index: int) -> bool:
        """Choose the section with this index; return whether there is one."""
        if index >= len(self.sections):
            return False
        self.section = self.sections[index]
        self._set_search_terms()
        return True

    def set_search_text(self, search_text: str) -> QueryProblem | None:
        """Filter by this query; if it has an error, keep the filter and return the error."""
        self.search_text = search_text
        try:
            self._filter = parse(search_text)
        except QueryProblem as problem:
            return problem
        self._set_search_terms()
        return None

    def _set_search_terms(self) -> None:
        self.search_terms = extract_search_terms(self.query)
