"""The text of a defect: deadline, branches, requests, past steps and possible actions."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from bizcare_tui.desk.review_times import review_basis_in_words
from bizcare_tui.domain.dates import full_day_in_words, moment_in_words, past_moment_in_words
from bizcare_tui.domain.defects import Branch, Defect, DefectReport, RecordedStep
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.verdicts import ProposedStep
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present import detail_labels
from bizcare_tui.present.cells import fit

_MAX_REPORTS, _MAX_STEPS = 8, 6
_LINE_WIDTH, _STATE_WIDTH = 5, 24


def defect_title(defect: Defect) -> str:
    """Return the number and title of a defect as text."""
    return _("Defect {0}: {1}").format(defect.id, defect.title)


def defect_detail_lines(defect: Defect, verdicts: Sequence[ProposedStep], accept_key: str) -> list[Content]:
    """Return the lines that show a defect in full.

    Args:
        defect: the defect.
        verdicts: the steps that notices from PrestaShop propose for it.
        accept_key: the key that records such a step.
    """
    lines = [Content.styled(defect_title(defect), "bold"), *_clock_lines(defect)]
    for each in verdicts:
        source = _("thread {0}").format(each.thread_id) if each.thread_id else _("a mail")
        notice = _("PrestaShop wrote in {0}: {1}").format(source, safe_line(each.words))
        step = detail_labels.defect_step_label(each.step)
        proposal = _("{key} records it: {name} {step}").format(key=accept_key, name=each.name, step=step)
        lines.append(Content.styled(f"{notice} · {proposal}", "bold"))
    if defect.blocked:
        lines.append(Content.styled(_("blocked: {0}").format(defect.blocked), "bold"))
    if defect.versions:
        lines.append(Content(_("seen on PrestaShop {0}").format(", ".join(defect.versions))))
    if defect.lines:
        lines += [branch_line(branch) for branch in defect.branches]
    elif defect.version:
        lines.append(Content(_("patch {0}").format(defect.version)))
    lines += [_report_line(defect, report) for report in defect.reports[:_MAX_REPORTS]]
    lines += [Content.styled(step_line(step), "dim") for step in defect.steps[-_MAX_STEPS:]]
    return lines


def branch_line(branch: Branch) -> Content:
    """Return the line that shows the state and the number of customers of a branch."""
    count = len(branch.reports)
    customers = ngettext("{n} customer", "{n} customers", count).format(n=count)
    state = f"{detail_labels.defect_state_label(branch.state)} {branch.version}"
    blocked = _(" · blocked: {0}").format(branch.blocked) if branch.blocked else ""
    return Content(
        f"  PrestaShop {fit(branch.line, _LINE_WIDTH)} {fit(state, _STATE_WIDTH)} {customers}{blocked}"
    )


def step_line(step: RecordedStep) -> str:
    """Return a recorded step as text: time, name, branches, person and details."""
    details = [
        str(step.content[key]) for key in ("version", "reason", "note", "title") if step.content.get(key)
    ]
    branches = [", ".join(step.branches)] if step.branches else []
    return " · ".join(
        [
            "  " + past_moment_in_words(step.at),
            detail_labels.defect_step_label(step.step),
            *branches,
            step.by,
            *details,
        ]
    )


def _clock_lines(defect: Defect) -> list[Content]:
    clock = defect.clock
    if clock is None:
        return []
    due = _("fix due {0} · submit by {1} · reported {2}").format(
        moment_in_words(clock.due), full_day_in_words(clock.submit_by), moment_in_words(clock.start)
    )
    return [
        Content(due),
        Content.styled(_("submission date based on {0}").format(review_basis_in_words(clock.review)), "dim"),
    ]


def _report_line(defect: Defect, report: DefectReport) -> Content:
    if report.ended:
        informed = _("ended")
    elif report.informed_at is not None:
        informed = _("informed {0}").format(past_moment_in_words(report.informed_at))
    else:
        informed = _("not informed yet")
    line = ""
    if defect.lines:
        line = _("PrestaShop {0} · ").format(report.line) if report.line else _("PrestaShop unknown · ")
    customer = f"{report.customer} · " if report.customer else ""
    return Content(f"  {report.thread_id}  {customer}{line}{report.topic} · {informed}")
