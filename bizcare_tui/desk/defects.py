"""Defects: the board of them, which one a request is about, their steps, and telling customers of a patch."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from bizcare_tui.desk.asked import asked_text
from bizcare_tui.desk.verbs import Did, Verbs
from bizcare_tui.desk.views import Conversation, Draft
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.decisions.letters import LetterFacts, day_in_letter, patch_letter
from bizcare_tui.domain.defects import (
    CHECKS,
    Check,
    Defect,
    DefectState,
    Report,
    Step,
    Taken,
    by_what_falls_due,
    submissions_left,
    version_problem,
)
from bizcare_tui.domain.language import detect, language_name
from bizcare_tui.domain.likeness import ENOUGH, Traits, likeness, together, traits
from bizcare_tui.domain.policy import Policy
from bizcare_tui.domain.text import own_text, safe_line
from bizcare_tui.domain.threads import Outcome
from bizcare_tui.errors import NotPossible, WrongUsage
from bizcare_tui.i18n import _
from bizcare_tui.now import now
from bizcare_tui.store.instants import instant, maybe_instant
from bizcare_tui.store.place import Line
from bizcare_tui.store.reading import Reading

if TYPE_CHECKING:
    from bizcare_tui.desk.replies import Replies
    from bizcare_tui.store.engine import Store

# Outcomes after which a customer need not be told of a patch.
ENDED = (Outcome.REJECTED, Outcome.REFUNDED, Outcome.NO_ANSWER_NEEDED)
LONGEST_TITLE = 120
LONGEST_REASON = 600
PROPOSED_AT_MOST = 8


@dataclass(frozen=True, slots=True)
class Proposal:
    """A defect that a request may be about: how alike they are, and by what; 0 where by nothing."""

    defect: Defect
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Submission:
    """What is gone through before a patch is handed in: the checks, submissions left today, numbers used."""

    checks: Mapping[Check, str]
    left: int
    used: tuple[str, ...]


class Defects:
    """The defects of an account. What writes also works out again the requests about them.

    Args:
        reading: the store, to be read.
        verbs: attaches requests.
        replies: keeps the drafts that tell of a patch.
        policy: gives the rules in force, with the letter.
        account_id: the account's number.
        store: opens the store for writing.
        work_out: works out again what was touched; takes the cause.
        signature: the name to sign with.
    """

    def __init__(
        self,
        reading: Reading,
        verbs: Verbs,
        replies: Replies,
        *,
        policy: Callable[[], Policy],
        account_id: Callable[[], int],
        store: Callable[[], Store],
        work_out: Callable[[str], None],
        signature: str,
    ) -> None:
        self._reading = reading
        self._verbs = verbs
        self._replies = replies
        self._policy = policy
        self._account_id = account_id
        self._store = store
        self._work_out = work_out
        self._signature = signature

    # --- reading -----------------------------------------------------------------------------------

    def board(self) -> list[Defect]:
        """All defects, by what falls due first."""
        taken: dict[int, list[Taken]] = defaultdict(list)
        for row in self._reading.defect_steps():
            taken[row["defect_id"]].append(_taken(row))
        reports: dict[int, list[Report]] = defaultdict(list)
        for row in self._reading.reports():
            reports[row["defect_id"]].append(_report(row))
        return by_what_falls_due(
            _defect(row, reports[row["id"]], taken[row["id"]]) for row in self._reading.defects()
        )

    def defect(self, defect_id: int) -> Defect:
        """A defect.

        Raises:
            NotPossible: there is none of this number.
        """
        found = next((each for each in self.board() if each.id == defect_id), None)
        if found is None:
            raise NotPossible(_("There is no defect {0}.").format(defect_id), _("b shows them all."))
        return found

    def proposals(self, conversation: Conversation, product_id: int | None) -> list[Proposal]:
        """The defects that a request may be about, the likeliest first, then the others of its product."""
        texts: dict[int, list[Traits]] = defaultdict(list)
        for row in self._reading.reported_texts():
            texts[row["defect_id"]].append(traits(f"{row['topic']}\n{row['text'] or ''}"))
        asked = traits(f"{conversation.row.topic}\n{asked_text(conversation.messages)}")
        found = []
        for defect in self.board():
            same = product_id is not None and defect.product_id == product_id
            known = together([traits(defect.title), *texts[defect.id]])
            alike = likeness(asked, known, same_product=same)
            if alike.score >= ENOUGH:
                found.append(Proposal(defect, alike.score, alike.why))
            elif same or defect.product_id is None:
                found.append(Proposal(defect, 0.0, ""))
        # Sorted as they are: those alike in nothing stay by what falls due.
        return sorted(found, key=lambda each: -each.score)[:PROPOSED_AT_MOST]

    def submission(self, defect: Defect) -> Submission:
        """What is gone through before the patch of a defect is handed in."""
        everything = self.board()
        used = [
            str(step.content["version"])
            for each in everything
            if each.product_id == defect.product_id
            for step in each.taken
            if step.step is Step.SUBMITTED and step.content.get("version")
        ]
        return Submission(CHECKS, left_today(everything), tuple(used))

    # --- requests ----------------------------------------------------------------------------------

    def open_for(self, thread_ids: Sequence[int], title: str, product_id: int | None) -> Did:
        """Write down a new defect, and attach these requests to it.

        Raises:
            WrongUsage: it has no title.
        """
        from bizcare_tui.store import defects

        title = safe_line(title).strip()[:LONGEST_TITLE]
        if not title:
            raise WrongUsage(_("Give the defect a name: what goes wrong, in a few words."))
        with self._store().transaction() as session:
            defect_id = defects.open_defect(session, self._account_id(), title, product_id, now()).id
        return self._verbs.fix(thread_ids, defect_id)

    def attach(self, thread_ids: Sequence[int], defect_id: int | None) -> Did:
        """Say that requests are about a defect, or about none."""
        return self._verbs.fix(thread_ids, defect_id)

    # --- steps -------------------------------------------------------------------------------------

    def take(self, defect_id: int, step: Step, **content: Any) -> int:
        """Take a step; returns its number. A submission takes `version` and `checks`, a block a `reason`.

        Raises:
            NotPossible: it cannot be taken now.
            WrongUsage: something that belongs to it is missing or wrong.
        """
        from bizcare_tui.store import defects

        defect = self.defect(defect_id)
        if step not in defect.next_steps():
            raise NotPossible(_("A defect that is {0} cannot be {1} now.").format(defect.state, step))
        content = {name: _clean(value) for name, value in content.items()}
        self._refuse(defect, step, content)
        with self._store().transaction() as session:
            row = defects.the_defect(session, self._account_id(), defect_id)
            taken = defects.take(session, row, step, content, now())
        self._work_out(f"defect {step.value}")
        return taken

    def take_back(self, step_id: int) -> None:
        """Take the step of this number back.

        Raises:
            NotPossible: it was taken back already.
        """
        from bizcare_tui.store import defects

        with self._store().transaction() as session:
            defects.take_back(session, self._account_id(), step_id, now())
        self._work_out("defect step taken back")

    def _refuse(self, defect: Defect, step: Step, content: Mapping[str, Any]) -> None:
        match step:
            case Step.SUBMITTED:
                self._refuse_submission(defect, content)
            case Step.BLOCKED | Step.RETURNED if not content.get("reason"):
                raise WrongUsage(_("Say why."))
            case Step.RENAMED if not content.get("title"):
                raise WrongUsage(_("Give it a name."))

    def _refuse_submission(self, defect: Defect, content: Mapping[str, Any]) -> None:
        submission = self.submission(defect)
        if problem := version_problem(str(content.get("version", "")), submission.used):
            raise WrongUsage(problem)
        changelog = str(content.get("changelog", ""))
        if not changelog:
            raise WrongUsage(_("Write what was mended: the Marketplace wants a changelog in English."))
        if (language := detect(changelog)) not in (None, "en"):
            raise WrongUsage(
                _("The changelog reads like {0}.").format(language_name(language)), _("Write it in English.")
            )
        if missing := [
            text for check, text in CHECKS.items() if check.value not in content.get("checks", ())
        ]:
            raise WrongUsage(_("Not checked yet: {0}").format(missing[0]))
        if not submission.left:
            raise NotPossible(
                _("Three were handed in today, and the Marketplace takes no more."), _("Hand it in tomorrow.")
            )
        if defect.blocked:
            raise NotPossible(_("It is blocked: {0}").format(defect.blocked), _("Lift that first."))

    # --- telling -----------------------------------------------------------------------------------

    def draft_letters(self, defect_id: int) -> list[int]:
        """Write a draft to each customer who was not told of the patch yet; returns the threads.

        A draft that is there already stays as it is. Nothing is sent.

        Raises:
            NotPossible: the patch is not published.
        """
        defect = self.defect(defect_id)
        if defect.state not in (DefectState.PUBLISHED, DefectState.TOLD) or defect.published_at is None:
            raise NotPossible(_("The patch is not published yet."), _("Say so first."))
        policy = self._policy()
        published = marketplace_date(defect.published_at)
        written = []
        for report in defect.untold:
            draft = self._replies.draft(report.thread_id)
            if not draft.text.strip():
                text = patch_letter(policy, self._facts(defect, report, published))
                self._replies.save_draft(report.thread_id, Draft(text, base_message_id=draft.base_message_id))
            written.append(report.thread_id)
        return written

    def _facts(self, defect: Defect, report: Report, published: date) -> LetterFacts:
        return LetterFacts(
            language=report.language or None,
            customer=report.customer,
            signature=self._signature,
            slots={
                "topic": report.topic,
                "version": defect.version,
                "product": defect.product.partition(" – ")[0],
                "published": day_in_letter(published, report.language),
            },
        )


def left_today(defects: Iterable[Defect]) -> int:
    """How many submissions are left today, of those over all products."""
    steps = [step for each in defects for step in each.taken if step.step is Step.SUBMITTED]
    return submissions_left((step.at for step in steps), marketplace_date(now()))


def _defect(row: Line, reports: Sequence[Report], taken: Sequence[Taken]) -> Defect:
    title = next(
        (str(step.content["title"]) for step in reversed(taken) if step.step is Step.RENAMED), row["title"]
    )
    return Defect(row["id"], title, row["product_id"], row["product"], tuple(reports), tuple(taken))


def _taken(row: Line) -> Taken:
    content = json.loads(row["content"])
    return Taken(row["id"], Step(row["step"]), instant(row["at"]), safe_line(row["login"]), content)


def _report(row: Line) -> Report:
    return Report(
        thread_id=row["thread_id"],
        topic=row["topic"],
        customer=row["customer"],
        language=row["language"],
        version=row["prestashop_version"],
        request_at=instant(row["first_start"]),
        told_at=maybe_instant(row["told_at"]),
        ended=row["outcome"] in ENDED,
    )


def _clean(value: Any) -> Any:
    return own_text(value).strip()[:LONGEST_REASON] if isinstance(value, str) else value
