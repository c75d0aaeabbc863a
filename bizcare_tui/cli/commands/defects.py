"""`bizcare defects`: list the defects, or show one and record its steps."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Any

from bizcare_tui.cli.argument_types import whole_number
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.branches import EVERY, EVERY_NAME, Branches, branches_in_words, read_branches
from bizcare_tui.domain.clock import iso
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.defects import Branch, Defect, DefectReport, DefectStepKind
from bizcare_tui.domain.submissions import Check
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.verdicts import ProposedStep
from bizcare_tui.errors import NotPossible, WrongUsage
from bizcare_tui.i18n import N_, _, ngettext
from bizcare_tui.present.detail_labels import defect_state_label, defect_step_label


def run(options: Namespace) -> int:
    """Record the step that is named, if any, and print the defect; without a number, print all defects."""
    desk = Desk()
    if options.number is None:
        if options.step or options.undo or options.letters or options.accept:
            raise WrongUsage(_("Give the number of the defect."), _("`bizcare defects` lists them."))
        _print(desk, desk.defects.board(), as_json=options.json)
        return 0
    if options.step:
        _record_step(desk, options)
    elif options.undo:
        _undo(desk, options)
    elif options.letters:
        threads = desk.defects.draft_letters(options.number)
        count = len(threads)
        narrate(ngettext("{0} draft written.", "{0} drafts written.", count).format(count))
    elif options.checklist:
        return _checklist(desk, options)
    elif options.accept:
        _accept(desk, options)
    _print(desk, [desk.defects.defect(options.number)], as_json=options.json)
    return 0


def _accept(desk: Desk, options: Namespace) -> None:
    """Record the step that a notice from PrestaShop proposes."""
    branches = _branches(options)
    proposed = [
        each
        for each in desk.defects.verdicts()
        if each.defect_id == options.number and (not branches or set(branches) & set(each.branches))
    ]
    if not proposed:
        raise NotPossible(_("No notice from PrestaShop suggests a step for it."))
    if len(proposed) > 1:
        names = ", ".join(branches_in_words(each.branches) for each in proposed)
        raise WrongUsage(_("Give one of these branches: {0}").format(names))
    desk.defects.accept(proposed[0])


def _checklist(desk: Desk, options: Namespace) -> int:
    """Print the checklist for submitting a ZIP, and how old the list of PrestaShop releases is."""
    submission = desk.defects.submission(desk.defects.defect(options.number))
    for check, text in submission.checks.items():
        if options.json:
            print_json({"check": check.value, "text": text})
        else:
            print(text)
    narrate(submission.releases_age)
    return 0


def _branches(options: Namespace) -> Branches:
    branches = read_branches(options.branch) if options.branch else EVERY
    if branches is None:
        raise WrongUsage(_("{0!r} is not a branch.").format(options.branch[:30]))
    return branches


def _undo(desk: Desk, options: Namespace) -> None:
    """Undo the last step, or with `--branch` the last step of that branch."""
    branches = _branches(options)
    steps = [
        step
        for step in desk.defects.defect(options.number).steps
        if not branches or not step.branches or set(step.branches) & set(branches)
    ]
    if not steps:
        raise NotPossible(_("There is nothing to undo."))
    desk.defects.undo_step(steps[-1].id)


def _record_step(desk: Desk, options: Namespace) -> None:
    step = DefectStepKind(options.step)
    content: dict[str, Any] = {}
    if step is DefectStepKind.SUBMITTED:
        checks = [check.value for check in Check] if options.checked else []
        content = {"version": options.version or "", "changelog": options.text or "", "checks": checks}
        _warn_of_review(desk, options.number)
    elif step in (DefectStepKind.BLOCKED, DefectStepKind.RETURNED):
        content = {"reason": options.text or ""}
    elif step is DefectStepKind.RENAMED:
        content = {"title": options.text or ""}
    elif step is DefectStepKind.BRANCH:
        content = {"thread": options.thread}
    elif options.text:
        content = {"note": options.text}
    desk.defects.record_step(options.number, step, branch=options.branch or "", **content)


def _warn_of_review(desk: Desk, number: int) -> None:
    """Warn of ZIPs in review: another ZIP of the same product restarts their review."""
    in_review = desk.defects.submission(desk.defects.defect(number)).in_review
    if in_review:
        zips = ", ".join(each.name for each in in_review)
        narrate(
            _(
                "Warning: {0} in review. Another ZIP restarts the review. Cancel that submission first."
            ).format(zips)
        )


def _print(desk: Desk, defects: Sequence[Defect], *, as_json: bool) -> None:
    verdicts = desk.defects.verdicts(defects)
    for defect in defects:
        proposed = [each for each in verdicts if each.defect_id == defect.id]
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
                    "submit_by": iso(defect.clock.submit_by) if defect.clock else None,
                    "submit_by_basis": "average" if defect.review is None else "own",
                    "version": defect.version or None,
                    "published_at": iso(defect.published_at),
                    "branches": [_branch(branch) for branch in defect.branches],
                    "reports": [_report(defect, report) for report in defect.reports],
                    "threads": [report.thread_id for report in defect.reports],
                    "proposed": [_proposed(each) for each in proposed],
                    "next": [step.value for step in defect.next_steps()],
                }
            )
        else:
            requests = ngettext("{n} request", "{n} requests", len(defect.reports)).format(
                n=len(defect.reports)
            )
            when = moment_in_words(due) if due else ""
            state = defect_state_label(defect.state)
            print(f"#{defect.id}  {state:<12}  {when:<21}  {requests}  {defect.title}")
            for branch in defect.branches if defect.lines else ():
                state = " ".join(filter(None, (defect_state_label(branch.state), branch.version)))
                count = len(branch.reports)
                about = ngettext("{n} request", "{n} requests", count).format(n=count)
                print(f"      PrestaShop {branch.line:<4} {state:<22}  {about}")
            for each in proposed:
                source = _("thread {0}").format(each.thread_id) if each.thread_id else _("mail")
                print(f"      {defect_step_label(each.step)}? {each.name}, {source}: {safe_line(each.words)}")
    if not defects and not as_json:
        narrate(_("No defects are recorded."))


def _branch(branch: Branch) -> dict[str, Any]:
    return {
        "branch": branch.line or EVERY_NAME,
        "state": branch.state.value,
        "version": branch.version or None,
        "blocked": branch.blocked or None,
        "published_at": iso(branch.published_at),
        "threads": [report.thread_id for report in branch.reports],
    }


def _report(defect: Defect, report: DefectReport) -> dict[str, Any]:
    return {
        "thread": report.thread_id,
        "branch": report.line or None,
        "prestashop_version": report.version or None,
        "version": defect.version_for(report) or None if defect.is_published_for(report) else None,
        "informed_at": iso(report.informed_at),
        "ended": report.ended,
    }


def _proposed(step: ProposedStep) -> dict[str, Any]:
    return {
        "step": step.step.value,
        "branch": branches_in_words(step.branches),
        "version": step.version,
        "at": iso(step.at),
        "thread": step.thread_id or None,
        "words": safe_line(step.words),
    }


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("number", nargs="?", type=whole_number, metavar=_("NUMBER"))
    parser.add_argument(
        "--step",
        choices=tuple(DefectStepKind),
    )
    parser.add_argument("--branch", metavar="8", help=_("PrestaShop branches that it is about, or all"))
    parser.add_argument("--version", metavar="1.2.3", help=_("version of the ZIP that is submitted"))
    parser.add_argument(
        "--thread",
        type=whole_number,
        metavar=_("ID"),
        help=_("the request to assign to a branch (--step branch)"),
    )
    parser.add_argument(
        "--text", metavar=_("TEXT"), help=_("changelog, reason, name or note, depending on the step")
    )
    parser.add_argument(
        "--accept", action="store_true", help=_("record the step that a notice from PrestaShop suggests")
    )
    parser.add_argument(
        "--checked", action="store_true", help=_("every item of the submission list was checked")
    )
    parser.add_argument(
        "--checklist",
        action="store_true",
        help=_("print the list of what to check before a ZIP is submitted"),
    )
    parser.add_argument("--undo", action="store_true", help=_("undo the last step"))
    parser.add_argument(
        "--letters", action="store_true", help=_("draft a letter to each customer who can install the patch")
    )


COMMAND = CliCommand(
    name="defects",
    help=N_("the defect board, and the steps of a defect"),
    run=run,
    add_arguments=_add_arguments,
    rank=511,
)
