"""The texts around the page of a wizard: its head line, its keys, and the help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content

from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.decisions.step_progress import StepState
from bizcare_tui.i18n import _
from bizcare_tui.present import labels
from bizcare_tui.present.wizard_strip import strip_parts
from bizcare_tui.ui.commands.command import Context

if TYPE_CHECKING:
    from bizcare_tui.domain.evidence.evaluation_data import ThreadMessage
    from bizcare_tui.ui.screens.keyed_screen import KeyedScreen
    from bizcare_tui.ui.wizard.open_wizard import OpenWizard
    from bizcare_tui.ui.wizard.steps import WizardSteps

_KEY_GAP = "   "
_MAX_KEY_LINES = 2
_STRIP_STYLES = {StepState.DONE: "", StepState.CURRENT: "bold reverse", StepState.OPEN: "dim"}


def head_line(wizard: OpenWizard, steps: WizardSteps) -> Content:
    """Return the head line: the wizard, its step and thread, and who else saved the answers last."""
    state = wizard.state
    parts = [_("{0} · step {1} of {2}").format(wizard.name, steps.number, steps.count), wizard.about]
    if state.is_of_another and state.saved_at:
        parts.append(_("last saved by {0}, {1}").format(state.saved_by, moment_in_words(state.saved_at)))
    return Content(" · ".join(parts))


def strip_line(steps: WizardSteps, width: int) -> Content:
    """Return all steps in one line, with their marks and names, as far as they fit into a width."""
    parts = strip_parts(steps.progress, width)
    return Content.assemble(*((text, _STRIP_STYLES[state]) for text, state in parts))


def keys_line(screen: KeyedScreen[Any], steps: WizardSteps, *, has_rows: bool, width: int) -> Content:
    """Return the keys of the present page with their labels, then those of the wizard, in two lines.

    What does not fit is left out whole: first the keys of the page but its first, the last ones first, then
    the key back. The keys to go on, to leave, to discard and to the help are always there.
    """
    keymap = screen.host.keymap
    of_page = keymap.hints(*steps.page.key_contexts)
    if has_rows:
        of_page.insert(0, (screen.key_of("wizard_choose"), _("choose")))
    # The first key of the wizard is that to the next step.
    of_wizard = keymap.hints(Context.WIZARD)[steps.next is None :]
    back = screen.key_of("wizard_back")
    if steps.previous is None:
        of_wizard = [each for each in of_wizard if each[0] != back]
    while len(lines := _key_lines(of_page, of_wizard, width)) > _MAX_KEY_LINES:
        if len(of_page) > 2:
            del of_page[-1]
        elif any(key == back for key, _label in of_wizard):
            of_wizard = [each for each in of_wizard if each[0] != back]
        elif of_page:
            del of_page[-1]
        else:
            break
    return Content("\n").join(map(_key_line, lines[:_MAX_KEY_LINES]))


_Hints = list[tuple[str, str]]


def _key_lines(of_page: _Hints, of_wizard: _Hints, width: int) -> list[_Hints]:
    """Return keys with their labels in lines of a width; no key is apart from its label.

    All are in one line, or those of the page in one and those of the wizard in the next. Where these are too
    long, each line is filled.
    """
    everything = [*of_page, *of_wizard]
    for lines in ([everything], [each for each in (of_page, of_wizard) if each]):
        if all(_key_line(each).cell_length <= width for each in lines):
            return lines
    filled: list[_Hints] = []
    for hint in everything:
        if filled and _key_line([*filled[-1], hint]).cell_length <= width:
            filled[-1].append(hint)
        else:
            filled.append([hint])
    # A key alone in the last line would be overlooked.
    if len(filled) > 1 and len(filled[-1]) == 1 and len(filled[-2]) > 1:
        taken = filled[-2].pop()
        if _key_line([taken, *filled[-1]]).cell_length <= width:
            filled[-1].insert(0, taken)
        else:
            filled[-2].append(taken)
    return filled


def _key_line(hints: _Hints) -> Content:
    return Content(_KEY_GAP).join([Content.assemble((key, "bold"), f" {label}") for key, label in hints])


def messages_text(messages: Sequence[ThreadMessage]) -> Content:
    """Return messages with their authors and times."""
    return Content(
        "\n\n".join(
            f"{labels.author_label(each.author)}, {moment_in_words(each.at)}\n{each.text}"
            for each in messages
        )
    )
