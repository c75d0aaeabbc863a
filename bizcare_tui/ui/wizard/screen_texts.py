"""The texts around the page of a wizard: its head line, its keys, and the help."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content

from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.i18n import _
from bizcare_tui.present import labels
from bizcare_tui.ui.commands.command import Command, Context
from bizcare_tui.ui.commands.key_labels import key_labels

if TYPE_CHECKING:
    from bizcare_tui.domain.evidence.evaluation_data import ThreadMessage
    from bizcare_tui.ui.screens.keyed_screen import KeyedScreen
    from bizcare_tui.ui.wizard.open_wizard import OpenWizard
    from bizcare_tui.ui.wizard.steps import WizardSteps


def head_line(wizard: OpenWizard, steps: WizardSteps) -> Content:
    """Return the head line: the wizard, its step and thread, and who saved the answers last."""
    state, title = wizard.state, _(steps.page.title)
    parts = [
        _("{0} · step {1} of {2}: {3}").format(wizard.name, steps.number, steps.count, title),
        wizard.about,
    ]
    if state.saved_by and state.saved_at:
        parts.append(_("last saved by {0}, {1}").format(state.saved_by, moment_in_words(state.saved_at)))
    return Content(" · ".join(parts))


def keys_line(screen: KeyedScreen[Any], steps: WizardSteps, *, has_rows: bool) -> Content:
    """Return the keys of the present page with their labels, then those of the wizard."""
    keymap = screen.host.keymap
    # The first key of the wizard is that to the next step.
    hints = [*keymap.hints(*steps.page.key_contexts), *keymap.hints(Context.WIZARD)[steps.next is None :]]
    if has_rows:
        hints.insert(0, (screen.key_of("wizard_choose"), _("choose")))
    return Content("   ".join(f"{key} {text}" for key, text in hints))


def help_text(commands: Iterable[Command[Any]]) -> Content:
    """Return all keys of a page, a line each."""
    lines = [(key_labels(each), each.label or each.help_text) for each in commands if each.keys]
    return Content("\n".join(f"{key:<14} {text}" for key, text in lines))


def messages_text(messages: Sequence[ThreadMessage]) -> Content:
    """Return messages with their authors and times."""
    return Content(
        "\n\n".join(
            f"{labels.author_label(each.author)}, {moment_in_words(each.at)}\n{each.text}"
            for each in messages
        )
    )
