"""The command palette: finds every command by its words and synonyms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from bizcare_tui.i18n import _
from bizcare_tui.ui.commands.key_labels import key_labels
from bizcare_tui.ui.commands.running import commands_with_reasons, run_command
from bizcare_tui.ui.workspace import Workspace


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
