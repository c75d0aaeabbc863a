"""Which branches of a product a step of a defect is about."""

from __future__ import annotations

from collections.abc import Iterable

from bizcare_tui.domain.branches import EVERY, EVERY_NAME, Branches, branches_in_words, read_branches
from bizcare_tui.domain.defects import Defect, DefectStepKind
from bizcare_tui.domain.submissions import ENDS_REVIEW, reviews
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _


def branches_of_step(defect: Defect, step: DefectStepKind, named: str) -> Branches:
    """Return the branches a step concerns: those named, else those in which the step is possible.

    Raises:
        WrongUsage: a name is no branch, or it is ambiguous which branch is meant.
    """
    if step is DefectStepKind.RENAMED:
        return EVERY
    branches: Branches | None = EVERY
    if named.strip():
        branches = read_branches(named)
        if branches is None:
            raise WrongUsage(
                _("{0!r} is not a branch.").format(named[:30]),
                _("Give PrestaShop branches, for example 1.7 or 8, or {0}.").format(EVERY_NAME),
                field="branch",
            )
    if step in ENDS_REVIEW:
        return _branches_in_review(defect, step, branches or EVERY)
    if branches or not defect.lines:
        return branches or EVERY
    if named.strip():
        return defect.lines
    possible = defect.lines_for(step)
    if step is DefectStepKind.SUBMITTED and len(possible) > 1:
        raise _ambiguous_branch(possible)
    return EVERY if possible == defect.lines else possible


def _branches_in_review(defect: Defect, step: DefectStepKind, branches: Branches) -> Branches:
    """Return the branches of the ZIP whose review ends: one ZIP gets one verdict.

    Raises:
        WrongUsage: several ZIPs in review fit.
    """
    in_review = [each for each in reviews(defect.steps) if each.outcome is None]
    matching = [
        each for each in in_review if not branches or not each.branches or set(branches) & set(each.branches)
    ]
    if len(matching) > 1:
        raise _ambiguous_branch([branches_in_words(each.branches) for each in matching])
    return matching[0].branches if matching else branches


def _ambiguous_branch(branches: Iterable[str]) -> WrongUsage:
    return WrongUsage(_("Give one of these branches: {0}").format(", ".join(branches)), field="branch")
