"""The lines of the author sweep: a group, the counters, and what each decision on a group would change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from rich.cells import cell_len
from textual.content import Content

from bizcare_tui.domain.author_decisions import SweptGroup
from bizcare_tui.domain.author_effect import AuthorEffect, effect_in_words
from bizcare_tui.domain.counters import Counters, late_in_words, rest_in_words
from bizcare_tui.domain.threads import Author
from bizcare_tui.i18n import _
from bizcare_tui.present.author_group_lines import (
    clocks_in_words,
    count_in_words,
    ending_in_one_line,
    last_lines,
    size_in_words,
    why_not_at_once,
    writer_label,
)
from bizcare_tui.present.cells import fit
from bizcare_tui.present.tones import Tone
from bizcare_tui.ui.tones import TONE_STYLES

# Who may have written a group, and the commands that say so.
WRITERS = {
    Author.SELLER: "authors_seller",
    Author.CUSTOMER: "authors_customer",
    Author.MARKETPLACE: "authors_marketplace",
}
_COUNT_WIDTH, _STATE_WIDTH = 7, 18
_EXAMPLE_LINES, _WIDE_EXAMPLE_LINES = 3, 30


def group_line(row: SweptGroup, width: int) -> Content:
    """Return the line of a group: its ending, its messages, and the deadlines or the decision."""
    count = count_in_words(row.group, row.left).rjust(_COUNT_WIDTH)
    ending = fit(ending_in_one_line(row.group.ending), max(8, width - _COUNT_WIDTH - _STATE_WIDTH - 4))
    if row.left is None:
        state = f"✓ {' + '.join(map(writer_label, row.authors))}"
        return Content.styled(f"{ending} {count}  {fit(state, _STATE_WIDTH)}", TONE_STYLES[Tone.CALM])
    clocks = fit(clocks_in_words(row.left.clocks), _STATE_WIDTH)
    return Content.assemble(
        (ending, "" if row.group.is_decided_at_once else "italic"),
        f" {count}  ",
        (clocks, TONE_STYLES[Tone.OWED]),
    )


def counters_line(counters: Counters, now: datetime, width: int) -> Content:
    """Return the counters of the header, with times if they fit into the width."""
    late = late_in_words(counters.late)
    rest: list[str] = []
    for is_brief in (False, True):
        rest = rest_in_words(counters, now, brief=is_brief)
        if cell_len(" · ".join([late, *rest])) <= width:
            break
    if not late and not rest:
        return Content(_("nothing is due"))
    parts = [Content.styled(late, TONE_STYLES[Tone.LATE])] if late else []
    return Content(" · ").join([*parts, *map(Content, rest)])


def detail_lines(
    row: SweptGroup,
    effects: Mapping[Author, AuthorEffect | None],
    keys: Mapping[Author, str],
    width: int | None,
) -> list[Content]:
    """Return how large a group is, what each decision would change, and an example.

    Args:
        row: the group.
        effects: what changes if its messages are of each author; None while that is computed.
        keys: the keys that say so.
        width: where the lines of the example are cut, as there is no room to wrap them; None where there is.
    """
    group = row.left or row.group
    lines = [Content(size_in_words(group.messages))]
    if why := why_not_at_once(group):
        lines.append(Content.styled(why, TONE_STYLES[Tone.OPEN]))
    elif row.left is not None:
        lines += [_effect_line(keys[author], author, effects[author]) for author in WRITERS]
    example = group.messages[0]
    about = " · ".join(filter(None, (f"#{example.thread_id} {example.topic}", example.customer)))
    count = _WIDE_EXAMPLE_LINES if width is None else _EXAMPLE_LINES
    texts = [about, *(last_lines(example.text, count) or [_("(no text)")])]
    first, *others = (Content(text if width is None else fit(text, width).rstrip()) for text in texts)
    return [*lines, first.stylize("dim"), *others]


def _effect_line(key: str, author: Author, effect: AuthorEffect | None) -> Content:
    words = effect_in_words(effect) if effect is not None else "…"
    style = "bold" if effect is not None and effect.changes_clocks else ""
    return Content.assemble((key, "bold"), f" {writer_label(author)}: ", (words, style))
