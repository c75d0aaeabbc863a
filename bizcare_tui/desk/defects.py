"""Defects: the board, matching requests to defects, their steps, and letters about a published patch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bizcare_tui.desk.defect_board import read_board
from bizcare_tui.desk.defect_proposals import DefectProposal, propose_defects
from bizcare_tui.desk.patch_letters import patch_letter_facts
from bizcare_tui.desk.releases import read_known_releases
from bizcare_tui.desk.session import DeskSession
from bizcare_tui.desk.step_branches import branches_of_step
from bizcare_tui.desk.submission_verdicts import read_verdicts
from bizcare_tui.desk.verbs import VerbResult, Verbs
from bizcare_tui.desk.views import ConversationView, ReplyDraft
from bizcare_tui.domain.branches import Branches, branches_in_words, version_problem
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.decisions.letters import patch_letter
from bizcare_tui.domain.defects import Defect, DefectStepKind
from bizcare_tui.domain.language import detect, language_name
from bizcare_tui.domain.submissions import Check, Review, checklist, reviews, submissions_left, versions_used
from bizcare_tui.domain.text import own_line, own_text, safe_line
from bizcare_tui.domain.verdicts import ProposedStep
from bizcare_tui.errors import NotPossible, WrongUsage
from bizcare_tui.hints import list_hint
from bizcare_tui.i18n import _
from bizcare_tui.now import now
from bizcare_tui.store.reads.hot_defects import read_defect_steps

if TYPE_CHECKING:
    from bizcare_tui.desk.replies import Replies

_MAX_TITLE_LENGTH = 120
_MAX_TEXT_LENGTH = 600


@dataclass(frozen=True, slots=True)
class SubmissionCheck:
    """What to check before a ZIP is submitted.

    `checks` are the lines of the checklist, `left` the submissions left today, `submitted` the ZIPs of the
    product so far, the oldest first, `in_review` those that PrestaShop reviews now, `releases_age` the age
    of the list of PrestaShop's releases in words.
    """

    checks: Mapping[Check, str]
    left: int
    submitted: tuple[Review, ...]
    releases_age: str = ""

    @property
    def in_review(self) -> tuple[Review, ...]:
        """The ZIPs of the product in review; submitting another one restarts the review."""
        return tuple(each for each in self.submitted if each.outcome is None)

    def used(self, branches: Branches, version: str) -> tuple[str, ...]:
        """Return the versions that `version` must exceed."""
        return versions_used(self.submitted, branches, version)


class Defects:
    """The defects of an account. Methods that write also recompute the requests about the defect.

    Args:
        session: the session of the person.
        verbs: attaches requests to defects.
        replies: stores the drafts of letters about a patch.
    """

    def __init__(self, session: DeskSession, verbs: Verbs, replies: Replies) -> None:
        self._session = session
        self._reading = session.reader
        self._verbs = verbs
        self._replies = replies

    # --- reading -----------------------------------------------------------------------------------

    def board(self) -> list[Defect]:
        """Return all defects, the next deadline first."""
        return read_board(self._reading)

    def defect(self, defect_id: int) -> Defect:
        """Return a defect by its number.

        Raises:
            NotPossible: no defect has this number.
        """
        found = next((each for each in self.board() if each.id == defect_id), None)
        if found is None:
            raise NotPossible(_("There is no defect {0}.").format(defect_id), list_hint("board", "defects"))
        return found

    def proposals(self, conversation: ConversationView, product_id: int | None) -> list[DefectProposal]:
        """Return up to 8 defects that a request may be about: alike ones, the likeliest first, then others.

        The others are those of its product and those without a product.
        """
        return propose_defects(self._reading, self.board(), conversation, product_id)

    def submission(self, defect: Defect) -> SubmissionCheck:
        """Return what to check before a ZIP with the patch of a defect is submitted."""
        defects = self.board()
        submitted = [
            review
            for each in defects
            if each.product_id == defect.product_id
            for review in reviews(each.steps)
        ]
        submitted.sort(key=lambda each: each.submitted_at)
        in_review = [each.name for each in submitted if each.outcome is None]
        releases = read_known_releases(self._reading, now())
        checks = checklist(in_review, releases.requirement_in_words())
        return SubmissionCheck(checks, submissions_left_today(defects), tuple(submitted), releases.age(now()))

    def verdicts(self, defects: Sequence[Defect] | None = None) -> list[ProposedStep]:
        """Return the steps that PrestaShop's notices propose for ZIPs in review.

        None of them is recorded automatically.
        """
        # Opening a notice must not load sqlmodel when nothing was ever submitted.
        steps = read_defect_steps(self._reading) if defects is None else ()
        if defects is None and all(each.step is not DefectStepKind.SUBMITTED for each in steps):
            return []
        defects = self.board() if defects is None else defects
        return read_verdicts(self._reading, defects)

    # --- requests ----------------------------------------------------------------------------------

    def create_defect(self, thread_ids: Sequence[int], title: str, product_id: int | None) -> VerbResult:
        """Create a defect and attach these requests to it.

        Raises:
            WrongUsage: the title is empty.
        """
        from bizcare_tui.store import defects

        title = own_line(title).strip()[:_MAX_TITLE_LENGTH]
        if not title:
            raise WrongUsage(_("Describe the defect in a few words: what goes wrong."))
        with self._session.store().transaction() as session:
            defect_id = defects.open_defect(session, self._session.account_id(), title, product_id, now()).id
        return self._verbs.fix(thread_ids, defect_id)

    def attach(self, thread_ids: Sequence[int], defect_id: int | None) -> VerbResult:
        """Attach requests to a defect, or detach them when `defect_id` is None."""
        return self._verbs.fix(thread_ids, defect_id)

    # --- steps -------------------------------------------------------------------------------------

    def record_step(
        self,
        defect_id: int,
        step: DefectStepKind,
        *,
        branch: str = "",
        at: datetime | None = None,
        **content: Any,
    ) -> int:
        """Record a step of a defect; return the number of the step.

        Args:
            defect_id: the defect's number.
            step: the step.
            branch: the branches concerned, like "8" or "1.7, 8", or "all". When empty: the branches in
                which the step is possible, unless that is ambiguous.
            at: when it happened, by default now.
            content: the details of the step: `version`, `changelog` and `checks` of a submission, `reason`
                of a block or a rejection, `title`, `thread` (the request that is on a branch), `note`.

        Raises:
            NotPossible: the step is not possible now.
            WrongUsage: a detail of the step is missing or wrong.
        """
        from bizcare_tui.store import defects

        defect = self.defect(defect_id)
        branches = branches_of_step(defect, step, branch)
        if step not in defect.next_steps(branches):
            raise NotPossible(
                _("This step is not possible now: the defect is {0}, the step is {1}.").format(
                    _states_in_words(defect, branches), step
                )
            )
        content = {name: _clean_text(value) for name, value in content.items()}
        self._require_details(defect, step, branches, content)
        if branches:
            content["branches"] = list(branches)
        with self._session.store().transaction() as session:
            row = defects.get_defect(session, self._session.account_id(), defect_id)
            step_id = defects.record_step(session, row, step, content, now=now(), at=at)
        self._session.recompute(f"defect {step.value}")
        return step_id

    def accept(self, proposed: ProposedStep) -> int:
        """Record the step that a notice proposes, at the time of the notice; return the step's number."""
        words = safe_line(proposed.words)
        content = {"reason": words} if proposed.step is DefectStepKind.RETURNED else {"note": words}
        return self.record_step(
            proposed.defect_id,
            proposed.step,
            branch=branches_in_words(proposed.branches) if proposed.branches else "",
            at=proposed.at,
            notice=proposed.thread_id,
            **content,
        )

    def undo_step(self, step_id: int) -> None:
        """Undo the step of this number.

        Raises:
            NotPossible: the step is undone already.
        """
        from bizcare_tui.store import defects

        with self._session.store().transaction() as session:
            defects.undo_step(session, self._session.account_id(), step_id, now())
        self._session.recompute("defect step undone")

    def _require_details(
        self, defect: Defect, step: DefectStepKind, branches: Branches, content: Mapping[str, Any]
    ) -> None:
        match step:
            case DefectStepKind.SUBMITTED:
                self._require_submission_details(defect, branches, content)
            case DefectStepKind.BLOCKED | DefectStepKind.RETURNED if not content.get("reason"):
                raise WrongUsage(_("Give a reason."))
            case DefectStepKind.RENAMED if not content.get("title"):
                raise WrongUsage(_("Enter a name."))
            case DefectStepKind.BRANCH if len(branches) != 1:
                raise WrongUsage(_("Give one branch, for example 8."))
            case DefectStepKind.BRANCH if content.get("thread") not in [
                each.thread_id for each in defect.reports
            ]:
                raise WrongUsage(_("Give the thread number of one of its requests."))

    def _require_submission_details(
        self, defect: Defect, branches: Branches, content: Mapping[str, Any]
    ) -> None:
        submission = self.submission(defect)
        version = str(content.get("version", ""))
        if problem := version_problem(version, submission.used(branches, version)):
            raise WrongUsage(problem, field="version")
        changelog = str(content.get("changelog", ""))
        if not changelog:
            raise WrongUsage(
                _("Write what was fixed. The Marketplace requires a changelog in English."), field="changelog"
            )
        if (language := detect(changelog)) not in (None, "en"):
            raise WrongUsage(
                _("The changelog seems to be in {0}.").format(language_name(language)),
                _("Write it in English."),
                field="changelog",
            )
        if missing := [
            text for check, text in submission.checks.items() if check.value not in content.get("checks", ())
        ]:
            raise WrongUsage(_("Not checked yet: {0}").format(missing[0]), field="checks")
        if not submission.left:
            raise NotPossible(
                _("Three ZIPs were submitted today. The Marketplace accepts no more than that in one day."),
                _("Submit the ZIP tomorrow."),
            )
        reasons = [defect.branch(line).blocked for line in branches or defect.lines or ("",)]
        if reason := next(filter(None, reasons), ""):
            raise NotPossible(_("The defect is blocked: {0}").format(reason), _("Unblock the defect first."))

    # --- letters -----------------------------------------------------------------------------------

    def draft_letters(self, defect_id: int) -> list[int]:
        """Write a draft to each customer who can get the patch and was not informed; return the threads.

        Each draft names the version of the customer's branch. An existing draft stays as it is. Nothing is
        sent.

        Raises:
            NotPossible: the patch is not published in any branch.
        """
        defect = self.defect(defect_id)
        if not any(each.published_at for each in defect.branches):
            raise NotPossible(_("The patch is not published yet."), _("Record the publication first."))
        policy = self._session.policy
        thread_ids = []
        for report in defect.to_inform:
            draft = self._replies.draft(report.thread_id)
            if not draft.text.strip():
                text = patch_letter(
                    policy, patch_letter_facts(defect, report, self._session.settings.seller_names)
                )
                self._replies.save_draft(
                    report.thread_id, ReplyDraft(text, base_message_id=draft.base_message_id)
                )
            thread_ids.append(report.thread_id)
        return thread_ids


def submissions_left_today(defects: Iterable[Defect]) -> int:
    """Return how many submissions are left today; the limit counts all products together."""
    steps = [step for each in defects for step in each.steps if step.step is DefectStepKind.SUBMITTED]
    return submissions_left((step.at for step in steps), marketplace_date(now()))


def _states_in_words(defect: Defect, branches: Branches) -> str:
    states = {defect.branch(line).state.value: None for line in branches}
    return " / ".join(states) or defect.state.value


def _clean_text(value: Any) -> Any:
    return own_text(value).strip()[:_MAX_TEXT_LENGTH] if isinstance(value, str) else value
