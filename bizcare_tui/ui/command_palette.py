"""The command palette: finds every action by its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from bizcare_tui.i18n import _
from bizcare_tui.ui.actions import key_labels

if TYPE_CHECKING:
    from bizcare_tui.ui.app import BizcareApp


class ActionProvider(Provider):
    """Offers the actions of the registry. For an action that is not possible now, it shows the reason."""

    async def discover(self) -> Hits:
        """Yield all actions while nothing is typed."""
        for text, run, help_text in self._entries():
            yield DiscoveryHit(text, run, help=help_text)

    async def search(self, query: str) -> Hits:
        """Yield the actions that match the query."""
        matcher = self.matcher(query)
        for text, run, help_text in self._entries():
            score = matcher.match(text)
            if score > 0:
                yield Hit(score, matcher.highlight(text), run, help=help_text)

    def _entries(self) -> Iterator[tuple[str, Callable[[], Any], str]]:
        app = cast("BizcareApp", self.app)
        for action, reason in app.actions_with_reasons():
            help_text = _("unavailable: {0}").format(reason) if reason else key_labels(action)
            yield _(action.help), partial(app.run_action, f"app.run('{action.id}')"), help_text
