"""Defects in the line mode: link a request to one, and the board with the steps of their patches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from bizcare_tui.cli.plain.command import PlainCommand, PlainGroup
from bizcare_tui.cli.plain.conversation import Cancelled, Flow
from bizcare_tui.cli.plain.questions import choose, choose_several, line, long_text, yes
from bizcare_tui.cli.plain.session import LineSession
from bizcare_tui.desk.defects import submissions_left_today
from bizcare_tui.desk.partner_pages import PageKind
from bizcare_tui.desk.verbs import VerbResult
from bizcare_tui.domain.dates import full_day_in_words, moment_in_words, past_moment_in_words
from bizcare_tui.domain.defects import Defect, DefectStepKind
from bizcare_tui.domain.fixes import why_no_fix
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.verdicts import ProposedStep
from bizcare_tui.errors import NotPossible
from bizcare_tui.i18n import N_, _, ngettext
from bizcare_tui.present.detail_labels import defect_state_label, defect_step_label

# What a step asks for besides an optional note: the question and the name of its detail.
_DETAILS: dict[DefectStepKind, tuple[str, str]] = {
    DefectStepKind.BLOCKED: (N_("Why is it blocked?"), "reason"),
    DefectStepKind.RETURNED: (N_("What did PrestaShop write?"), "reason"),
    DefectStepKind.RENAMED: (N_("What goes wrong, in a few words?"), "title"),
}


# --- linking requests -------------------------------------------------------------------------------------


def fix(session: LineSession, words: str) -> None:
    """Link threads to a defect: a similar one, a new one, or none."""
    threads, answer = session.targets(words)
    session.apply("fix", threads, partial(_linking, session, threads), answer)


def _linking(session: LineSession, threads: Sequence[int]) -> Flow[VerbResult]:
    desk = session.desk
    row = session.row(threads[0])
    if row.defect is None and (reason := why_no_fix(row.qualification, row.cover)):
        yield _("No fix is required here: {0}").format(reason) + "."
        if not (yield from yes(_("Record it as a defect anyway? The fix is then due within 30 days."))):
            raise Cancelled
    proposals = desk.conversations.similar_defects(threads[0])
    lines = [
        f"{each.defect.title}, {defect_state_label(each.defect.state)}"
        + (", " + _("similar: {0}").format(each.why) if each.score else "")
        for each in proposals
    ]
    lines.append(_("a &new defect …"))
    if row.defect is not None:
        lines.append(_("none (&remove it from its defect)"))
    title = _("{0}: which defect is it?").format(session.about(threads))
    index = yield from choose(title, lines)
    if index < len(proposals):
        return desk.defects.attach(threads, proposals[index].defect.id)
    if index > len(proposals):
        return desk.defects.attach(threads, None)
    name = yield from line(_("What goes wrong, in a few words?"), default=row.topic[:80])
    return desk.defects.create_defect(threads, name, desk.inbox.product_id_of(threads[0]))


# --- the board --------------------------------------------------------------------------------------------


def board(session: LineSession, words: str) -> None:
    """Read the defects, most urgent first, and do something about one."""
    defects = session.desk.defects.board()
    if not defects:
        session.say(_("No defects are recorded.") + " " + _("“fix” links a request to one."))
        return
    left = submissions_left_today(defects)
    session.say(
        ngettext("{n} submission left today", "{n} submissions left today", left).format(n=left) + "."
    )

    def asking() -> Flow[int]:
        return (yield from choose(_("Which defect?"), [_defect_line(each) for each in defects]))

    _act_on(session, defects[session.talk.hold(asking, first=words)].id)


def _act_on(session: LineSession, defect_id: int) -> None:
    """Read a defect, and ask what to do about it."""
    defect = session.desk.defects.defect(defect_id)
    proposed = [each for each in session.desk.defects.verdicts([defect]) if each.defect_id == defect_id]
    ways: list[tuple[str, Callable[[], object]]] = [
        (_("record the next step"), lambda: _record_step(session, defect)),
        (_("write drafts that inform the customers of the patch"), lambda: _draft_letters(session, defect)),
        (_("open a request"), lambda: session.open(_ask_request(session, defect))),
        (_("refund a request: the error cannot be fixed"), lambda: _refund(session, defect)),
        (_("undo the last step"), lambda: _undo_step(session, defect)),
        (_("read the address of the product's page"), lambda: _say_page(session, PageKind.PRODUCT, defect)),
        (
            _("read the address of the page of the submissions under review"),
            lambda: _say_page(session, PageKind.VALIDATION, defect),
        ),
        (_("nothing"), lambda: None),
    ]
    for each in proposed:
        text = _("record what PrestaShop's notice proposes: {0}").format(_proposal(each))
        ways.insert(0, (text, partial(_accept, session, each)))

    def asking() -> Flow[int]:
        yield from _defect_details(defect, proposed)
        choices = [text for text, _run in ways]
        return (yield from choose(_("What do you do about it?"), choices, default=len(choices) - 1))

    ways[session.talk.hold(asking)][1]()


def _record_step(session: LineSession, defect: Defect) -> None:
    step = session.talk.hold(partial(_recording, session, defect))
    session.say(_("Recorded: {0}.").format(defect_step_label(step)))
    if step is DefectStepKind.PUBLISHED:
        _draft_letters(session, session.desk.defects.defect(defect.id))


def _recording(session: LineSession, defect: Defect) -> Flow[DefectStepKind]:
    """Ask which step it is, in which branch, and for its details; record it."""
    branches = defect.lines
    if len(branches) > 1:
        index = yield from choose(_("Which branch?"), [*branches, _("all of them")], default=len(branches))
        branches = (branches[index],) if index < len(branches) else branches
    steps = defect.next_steps(branches)
    step = steps[(yield from choose(_("What happened?"), [defect_step_label(each) for each in steps]))]
    content: dict[str, Any] = {"branch": ", ".join(branches)}
    if step is DefectStepKind.SUBMITTED:
        content |= yield from _asking_submission(session, defect)
    elif step is DefectStepKind.BRANCH:
        content["thread"] = yield from _choosing_request(defect)
        question = _("Which PrestaShop branch does the customer use? For example: 8")
        content["branch"] = yield from line(question)
    elif step in _DETAILS:
        question, name = _DETAILS[step]
        content[name] = yield from line(_(question))
    elif note := (yield from line(_("A note on it:"), is_optional=True)):
        content["note"] = note
    session.desk.defects.record_step(defect.id, step, **content)
    return step


def _asking_submission(session: LineSession, defect: Defect) -> Flow[dict[str, Any]]:
    """Ask for what the submission of a ZIP needs: version, changelog, and each line of the checklist."""
    submission = session.desk.defects.submission(defect)
    submitted = ", ".join(each.name for each in submission.submitted[-5:])
    yield _("Submitted before: {0}").format(submitted or _("none recorded")) + "."
    yield session.desk.pages.address(PageKind.PRODUCT, defect.product_id)
    version = yield from line(_("Version of the ZIP, like 2.4.1:"))
    changelog = yield from long_text(_("The changelog, in English:"))
    texts = list(submission.checks.values())
    checked = yield from choose_several(_("Which of these have you checked? “all” means all:"), texts)
    checks = [list(submission.checks)[index].value for index in checked]
    return {"version": version, "changelog": changelog, "checks": checks}


def _undo_step(session: LineSession, defect: Defect) -> None:
    if not defect.steps:
        raise NotPossible(_("No step has been recorded yet."))
    recent = defect.steps[::-1][:5]

    def asking() -> Flow[int]:
        lines = [f"{defect_step_label(each.step)}, {past_moment_in_words(each.at)}" for each in recent]
        return (yield from choose(_("Undo which step?"), lines, default=0))

    step = recent[session.talk.hold(asking)]
    session.desk.defects.undo_step(step.id)
    session.say(_("Undone: {0}").format(defect_step_label(step.step)) + ".")


def _accept(session: LineSession, proposed: ProposedStep) -> None:
    session.desk.defects.accept(proposed)
    session.say(_("Recorded: {0}.").format(_proposal(proposed)))
    if proposed.step is DefectStepKind.PUBLISHED:
        _draft_letters(session, session.desk.defects.defect(proposed.defect_id))


def _draft_letters(session: LineSession, defect: Defect) -> None:
    threads = session.desk.defects.draft_letters(defect.id)
    if not threads:
        session.say(_("Every customer who can install the patch has been informed."))
        return
    count = len(threads)
    text = ngettext(
        "{n} draft was written. “reply” lets you make it personal and send it.",
        "{n} drafts were written. “reply” lets you make each one personal and send it.",
        count,
    )
    session.listed = list(threads)
    session.say(text.format(n=count))
    session.open(threads[0])


def _refund(session: LineSession, defect: Defect) -> None:
    from bizcare_tui.cli.plain.wizard import refund

    refund(session, f"#{_ask_request(session, defect)}")


def _ask_request(session: LineSession, defect: Defect) -> int:
    if not defect.reports:
        raise NotPossible(_("No request belongs to this defect any more."))
    if len(defect.reports) == 1:
        return defect.reports[0].thread_id
    return session.talk.hold(partial(_choosing_request, defect))


def _choosing_request(defect: Defect) -> Flow[int]:
    lines = [f"#{each.thread_id} {each.topic}, {each.customer}" for each in defect.reports]
    return defect.reports[(yield from choose(_("Which request?"), lines))].thread_id


def _say_page(session: LineSession, kind: PageKind, defect: Defect) -> None:
    session.say(session.desk.pages.link(kind, defect.product_id).url)


# --- a defect in words ------------------------------------------------------------------------------------


def _defect_line(defect: Defect) -> str:
    count = len(defect.reports)
    parts = [
        defect_state_label(defect.state),
        moment_in_words(defect.clock.due) if defect.clock is not None else _("nobody is waiting"),
        ngettext("{n} customer", "{n} customers", count).format(n=count),
        defect.title,
        defect.product.partition(" – ")[0],
    ]
    return ", ".join(part for part in parts if part)


def _defect_details(defect: Defect, proposed: Sequence[ProposedStep]) -> Flow[None]:
    yield _("Defect {0}: {1}").format(defect.id, defect.title) + "."
    if defect.clock is not None:
        yield _("fix due {0} · submit by {1} · reported {2}").format(
            moment_in_words(defect.clock.due),
            full_day_in_words(defect.clock.submit_by),
            moment_in_words(defect.clock.start),
        )
    for each in proposed:
        source = _("thread {0}").format(each.thread_id) if each.thread_id else _("a mail")
        yield _("PrestaShop wrote in {0}: {1}").format(source, safe_line(each.words))
    if defect.blocked:
        yield _("blocked: {0}").format(defect.blocked)
    for branch in defect.branches if defect.lines else ():
        yield f"PrestaShop {branch.line}: {defect_state_label(branch.state)} {branch.version}".rstrip()
    for report in defect.reports[:8]:
        informed = _("not informed yet")
        if report.ended:
            informed = _("ended")
        elif report.informed_at is not None:
            informed = _("informed {0}").format(past_moment_in_words(report.informed_at))
        yield f"#{report.thread_id} {report.topic}, {report.customer}, {informed}"
    for step in defect.steps[-6:]:
        yield f"{past_moment_in_words(step.at)}, {defect_step_label(step.step)}, {step.by}"


def _proposal(proposed: ProposedStep) -> str:
    return f"{proposed.name} {defect_step_label(proposed.step)}"


COMMANDS: tuple[PlainCommand, ...] = (
    PlainCommand(
        "fix", N_("technical error: link the thread to a defect"), fix, PlainGroup.ORGANISE, also=("bug",)
    ),
    PlainCommand(
        "board",
        N_("read the defects, most urgent first; record steps, inform customers"),
        board,
        PlainGroup.DECIDE,
        also=("defects",),
        covers=(
            "board_inform", "board_step", "board_undo", "board_record", "board_page", "board_validation",
            "board_refund", "submission_check", "submission_copy",
        ),
    ),
)  # fmt: skip
