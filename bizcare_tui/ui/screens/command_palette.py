"""The command palette: finds every command by its words and synonyms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast

from textual import events
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from bizcare_tui.i18n import _
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.commands.key_labels import is_typed, key_labels
from bizcare_tui.ui.commands.keymap import with_shared
from bizcare_tui.ui.commands.running import commands_with_reasons, run_command
from bizcare_tui.ui.workspace import Workspace

# What the palette does for the commands of a list.
_ACTIONS = {
    "move_down": "cursor_down",
    "move_up": "command_list('cursor_up')",
    "page_down": "command_list('page_down')",
    "page_up": "command_list('page_up')",
    "first": "command_list('first')",
    "last": "command_list('last')",
    "close": "escape",
}


class ActionPalette(CommandPalette):
    """The palette with the keys of lists too. Keys that type, or edit the text, belong to its field."""

    async def on_key(self, event: events.Key) -> None:
        """Run the command that a list has for the key."""
        binding = self.active_bindings.get(event.key)
        if is_typed(event.key) or (binding is not None and binding.node is self.focused):
            return
        workspace = cast("Workspace", self.app)
        command = workspace.keymap.find(event.key, with_shared(Context.LIST))
        if command is not None and command.id in _ACTIONS:
            event.stop()
            event.prevent_default()
            await self.run_action(_ACTIONS[command.id])


class CommandProvider(Provider):
    """Offers the commands of the main screen. For one that cannot be run now, it shows the reason."""

    async def discover(self) -> Hits:
        """Yield all commands while nothing is typed."""
        for text, _synonyms, run, help_text in self._entries():
            yield DiscoveryHit(text, run, help=help_text)

    async def search(self, query: str) -> Hits:
        """Yield the commands whose sentence or one of whose synonyms matches the query."""
        matcher = self.matcher(query)
        for text, synonyms, run, help_text in self._entries():
            score = max(map(matcher.match, (text, *synonyms)))
            if score > 0:
                yield Hit(score, matcher.highlight(text), run, help=help_text)

    def _entries(self) -> Iterator[tuple[str, tuple[str, ...], Callable[[], Any], str]]:
        workspace = cast("Workspace", self.app)
        for command, reason in commands_with_reasons(workspace):
            help_text = _("unavailable: {0}").format(reason) if reason else key_labels(command)
            synonyms = tuple(map(_, command.synonyms))
            yield command.help_text, synonyms, partial(run_command, command, workspace), help_text
