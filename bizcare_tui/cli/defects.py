"""`bizcare defects`: the board of defects, and the steps of one."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.lines import iso
from bizcare_tui.domain.defects import CHECKS, Defect, Step
from bizcare_tui.errors import NotPossible, WrongUsage
from bizcare_tui.i18n import _, ngettext


def run(options: Namespace) -> int:
    """Take a step if one is named, and print the defect; without a number all of them."""
    desk = Desk()
    if options.number is None:
        if options.step or options.undo or options.letters:
            raise WrongUsage(_("Name the defect."), _("`bizcare defects` lists them."))
        _print(desk.defects.board(), as_json=options.json)
        return 0
    if options.step:
        _take(desk, options)
    elif options.undo:
        taken = desk.defects.defect(options.number).taken
        if not taken:
            raise NotPossible(_("There is nothing to take back."))
        desk.defects.take_back(taken[-1].id)
    elif options.letters:
        threads = desk.defects.draft_letters(options.number)
        count = len(threads)
        narrate(ngettext("{0} draft written.", "{0} drafts written.", count).format(count))
    _print([desk.defects.defect(options.number)], as_json=options.json)
    return 0


def _take(desk: Desk, options: Namespace) -> None:
    step = Step(options.step)
    content: dict[str, Any] = {}
    if step is Step.SUBMITTED:
        checks = [check.value for check in CHECKS] if options.checked else []
        content = {"version": options.version or "", "changelog": options.text or "", "checks": checks}
    elif step in (Step.BLOCKED, Step.RETURNED):
        content = {"reason": options.text or ""}
    elif step is Step.RENAMED:
        content = {"title": options.text or ""}
    desk.defects.take(options.number, step, **content)


def _print(defects: Sequence[Defect], *, as_json: bool) -> None:
    for defect in defects:
        due = defect.clock.due if defect.clock else None
        if as_json:
            print_json(
                {
                    "defect": defect.id,
                    "title": defect.title,
                    "product": defect.product_id,
                    "state": defect.state.value,
                    "blocked": defect.blocked or None,
                    "due": iso(due),
                    "threads": [report.thread_id for report in defect.reports],
                    "next": [step.value for step in defect.next_steps()],
                }
            )
        else:
            requests = ngettext("{n} request", "{n} requests", len(defect.reports)).format(
                n=len(defect.reports)
            )
            when = (iso(due) or "")[:16]
            print(f"#{defect.id}  {defect.state.value:<10}  {when:<16}  {requests}  {defect.title}")
    if not defects and not as_json:
        narrate(_("No defect is written down."))
