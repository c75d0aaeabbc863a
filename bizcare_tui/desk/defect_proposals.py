"""Propose the defects that a request may be about, by the likeness of the texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bizcare_tui.desk.request_type import request_text
from bizcare_tui.desk.views import ConversationView
from bizcare_tui.domain.defects import Defect
from bizcare_tui.domain.likeness import ENOUGH, Traits, combine_traits, likeness, traits
from bizcare_tui.store.reads.reader import StoreReader

_MAX_PROPOSALS = 8


@dataclass(frozen=True, slots=True)
class DefectProposal:
    """A defect that a request may be about, with the likeness score and its reason.

    `score` is 0 when nothing is alike; `why` is empty then.
    """

    defect: Defect
    score: float
    why: str


def propose_defects(
    reading: StoreReader, defects: Iterable[Defect], conversation: ConversationView, product_id: int | None
) -> list[DefectProposal]:
    """Return up to 8 defects that a request may be about: alike ones, the likeliest first, then others.

    The others are those of its product and those without a product.

    Args:
        reading: reads the texts of the requests about each defect.
        defects: all defects, in the order of the board.
        conversation: the request.
        product_id: the request's product, None if unknown.
    """
    from bizcare_tui.store.reads.defects import read_defect_texts

    texts: dict[int, list[Traits]] = defaultdict(list)
    for record in read_defect_texts(reading):
        texts[record.defect_id].append(traits(f"{record.topic}\n{record.text or ''}"))
    request_traits = traits(f"{conversation.row.topic}\n{request_text(conversation.messages)}")
    proposals = []
    for defect in defects:
        is_same_product = product_id is not None and defect.product_id == product_id
        defect_traits = combine_traits([traits(defect.title), *texts[defect.id]])
        match = likeness(request_traits, defect_traits, same_product=is_same_product)
        if match.score >= ENOUGH:
            proposals.append(DefectProposal(defect, match.score, match.why))
        elif is_same_product or defect.product_id is None:
            proposals.append(DefectProposal(defect, 0.0, ""))
    # The sort is stable: defects with score 0 stay in the order of the board.
    return sorted(proposals, key=lambda each: -each.score)[:_MAX_PROPOSALS]
