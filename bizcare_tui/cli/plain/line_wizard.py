"""A wizard in progress in the line mode: its answers, saved after each, and what it is about."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from bizcare_tui.cli.plain.conversation import Aside, Flow
from bizcare_tui.cli.plain.questions import yes
from bizcare_tui.cli.plain.session import LineSession
from bizcare_tui.cli.plain.unsaved_copy import UnsavedCopy
from bizcare_tui.desk.decision_rows import REFUND, DecisionRow
from bizcare_tui.desk.precedents import Precedent
from bizcare_tui.desk.unsaved_texts import TextKind, UnsavedText
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.decisions.answers import ChosenGround, DecisionAnswers, EvidenceItem, has_new_answers
from bizcare_tui.domain.decisions.missing_answers import MissingAnswer, wizard_steps
from bizcare_tui.domain.policy import Rule
from bizcare_tui.domain.threads import Author
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present.detail_labels import wizard_step_label
from bizcare_tui.present.labels import author_label
from bizcare_tui.present.precedent_lines import precedent_line, precedent_text
from bizcare_tui.present.rule_lines import rule_title
from bizcare_tui.present.wizard_strip import wizard_step_name

T = TypeVar("T")


class Discarded(Exception):
    """The person discarded the answers."""


class HandedOver(Exception):
    """The answers were handed over to a second person."""


class LineWizard:
    """A wizard in progress. Nothing is stored before something was answered; then each answer is, at once.

    Args:
        session: the state of the line mode.
        kind: the kind of the decision.
        thread_id: the thread.
    """

    def __init__(self, session: LineSession, kind: str, thread_id: int) -> None:
        self.session = session
        self.decisions = session.desk.decisions
        self.name = _("Refund") if kind == REFUND else _("Rejection")
        self.state = self.decisions.wizards.begin(thread_id, kind)
        self.context = self.decisions.contexts.read(thread_id)
        self._copy = UnsavedCopy(session.texts, session.talk)

    # --- answers -----------------------------------------------------------------------------------

    @property
    def thread_id(self) -> int:
        """The thread."""
        return self.state.thread_id

    @property
    def answers(self) -> Any:
        """The present answers."""
        return self.state.answers

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules of the grounds that can be chosen, by their ids."""
        policy = self.decisions.policy
        return policy.refunds if self.state.kind == REFUND else policy.grounds

    def change(self, **changes: Any) -> None:
        """Change some of the answers, and save them."""
        self.set_answers(dataclasses.replace(self.answers, **changes))

    def set_answers(self, answers: DecisionAnswers) -> None:
        """Replace the answers, and save them."""
        self.state = dataclasses.replace(self.state, answers=answers)
        self.save()

    def set_items(self, ground: str, items: Sequence[EvidenceItem]) -> None:
        """Replace the evidence for a ground."""
        chosen = self.answers.of(ground) or ChosenGround(ground)
        with_items = dataclasses.replace(chosen, items=tuple(items))
        self.change(chosen=self.answers.with_ground(with_items).chosen)

    def save(self) -> bool:
        """Save the answers; if the store cannot, keep them in a file. Return whether they are saved."""
        before = self.state
        saved = self._copy.save(lambda: self.decisions.wizards.save(before, before.answers), self._unsaved)
        if saved is None:
            return False
        if saved.answers != before.answers and saved.saved_by:
            text = _("{0} also changed answers here. Both changes are kept.")
            self.say(text.format(saved.saved_by))
        self.state = saved
        return True

    def leave(self) -> None:
        """Say that the answers are kept; ask what to do if they cannot be saved."""
        self._copy.ask_what_to_do(self.save)
        if self.state.revision or has_new_answers(self.answers, self.state.stored):
            self.say(_("Your answers are kept. The same word continues."))
        else:
            self.say(_("Nothing was answered, so nothing is kept."))

    def _unsaved(self) -> UnsavedText:
        state = self.state
        return UnsavedText(
            TextKind(state.kind), state.answers.letter, (state.thread_id,), title=self.name,
            base_message_id=state.base_message_id, revision=state.revision,
            answers=state.answers.values(), stored_answers=state.stored.values(),
        )  # fmt: skip

    # --- steps -------------------------------------------------------------------------------------

    def missing(self) -> list[MissingAnswer]:
        """Return what has to be answered yet, with the step that it belongs to."""
        return self.decisions.missing(self.context, self.answers)

    def missing_here(self) -> str:
        """Return what has to be answered first in the present step; empty if nothing is missing."""
        return next((text for step, text in self.missing() if step is self.answers.step), "")

    def go(self, by: int) -> bool:
        """Go to another step, the answers are kept; return whether there is one."""
        steps = wizard_steps(self.answers)
        to = steps.index(self.answers.step) + by
        if not 0 <= to < len(steps):
            return False
        self.change(step=steps[to])
        return True

    def say(self, text: str) -> None:
        """Print a sentence, or several lines."""
        self.session.say(text)

    def say_step(self) -> None:
        """Say which step this is, what it is about, and in which steps something is open."""
        steps = wizard_steps(self.answers)
        number = steps.index(self.answers.step) + 1
        head = _("{0} · step {1} of {2}").format(self.name, number, len(steps))
        self.say(f"{head}: {wizard_step_label(self.answers.step)}.")
        if number == 1:
            self._say_beginning()
        counts = {step: sum(each is step for each, _text in self.missing()) for step in steps}
        later = [wizard_step_name(step) for step in steps[number:] if counts[step]]
        if number > 1 and later:
            self.say(_("Open after it: {0}.").format(", ".join(later)))

    def _say_beginning(self) -> None:
        self.say(self.session.title(self.thread_id) + ".")
        if self.state.saved_by and self.state.saved_at:
            text = _("last saved by {0}, {1}")
            self.say(text.format(self.state.saved_by, moment_in_words(self.state.saved_at)) + ".")
        self.say(
            _("Answers are kept. “help” lists what can be typed, “cancel” leaves, “discard” discards them.")
        )

    # --- questions ---------------------------------------------------------------------------------

    def ask(self, start: Callable[[], Flow[T]], asides: Sequence[Aside] = ()) -> T:
        """Hold a conversation, with the words of all steps besides those of this one."""
        return self.session.talk.hold(start, asides=[*asides, *self._asides()])

    def _asides(self) -> Iterator[Aside]:
        yield Aside("request", _("read the request again"), self._read_messages)
        yield Aside("rules", _("read the rules of the reasons, and what speaks for each"), self._read_rules)
        yield Aside("precedents", _("read earlier decisions that are alike"), self._read_precedents)
        yield Aside("news", _("read what arrived in the thread meanwhile"), self._read_news)
        yield Aside("discard", _("discard all answers"), self._discard)

    def refresh(self) -> None:
        """Evaluate the thread again, because something new is known about it."""
        self.context = self.decisions.contexts.read(self.thread_id)

    def _read_messages(self) -> None:
        for each in self.context.case.messages:
            if each.author is not Author.MARKETPLACE:
                self.say(f"{author_label(each.author)}, {moment_in_words(each.at)}:")
                self.say(each.text)

    def _read_rules(self) -> None:
        from bizcare_tui.present.rule_lines import accepted_evidence, evaluation_lines, rule_text

        for rule in self.rules.values():
            self.say(f"{rule_title(rule)}. {rule_text(rule)} ({rule.source})")
            self.say(accepted_evidence(rule) + ".")
            evaluated = self.context.of(rule.id)
            for text in evaluation_lines(evaluated) if evaluated is not None else ():
                self.say(text)

    @cached_property
    def precedents(self) -> Mapping[str, Sequence[Precedent]]:
        """The earlier decisions on each ground that are most like this request."""
        return self.decisions.precedents.by_ground(self.thread_id, self.state.kind, list(self.rules))

    def _read_precedents(self) -> None:
        found = {each.row.id: each for ground in self.precedents.values() for each in ground}
        if not found:
            self.say(_("No earlier decision on these reasons is like this request."))
        for each in found.values():
            self.say(precedent_line(each))
            self.say(precedent_text(each, self.decisions.policy))

    def precedents_in_words(self, ground: str) -> str:
        """Return how many precedents a ground has, and what became of the most alike; empty without any."""
        found = self.precedents.get(ground, ())
        if not found:
            return ""
        count = ngettext("{n} precedent", "{n} precedents", len(found)).format(n=len(found))
        return f"{count}: {precedent_line(found[0])}"

    def say_news(self) -> None:
        """Say how many messages arrived since the wizard was begun, if any."""
        count = self.decisions.wizards.count_new_messages(self.state)
        if count:
            text = _("New messages in the thread since you started: {0}.").format(count)
            self.say(text + " " + _("“news” reads them."))

    def _read_news(self) -> None:
        count = self.decisions.wizards.count_new_messages(self.state)
        if not count:
            self.say(_("No new messages."))
            return
        self.refresh()
        for each in self.context.case.messages[-count:]:
            self.say(f"{author_label(each.author)}, {moment_in_words(each.at)}:")
            self.say(each.text)
        self.state = self.decisions.wizards.mark_messages_read(self.state)
        self.save()

    def _discard(self) -> None:
        if self.state.revision:

            def asking() -> Flow[bool]:
                return (yield from yes(_("Discard all answers? No decision is made.")))

            if not self.session.talk.hold(asking):
                return
            self.decisions.wizards.discard(self.state)
        raise Discarded


StepRun = Callable[[LineWizard], DecisionRow | None]
"""Asks the questions of a step; returns the decision if it made one."""
