"""The palette: every action, found by its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from bizcare_tui.i18n import _
from bizcare_tui.ui.actions import shown_keys

if TYPE_CHECKING:
    from bizcare_tui.ui.app import BizcareApp


class Actions(Provider):
    """Offers the actions of the registry; one that is not possible now says why."""

    async def discover(self) -> Hits:
        """All actions, before a word is typed."""
        for text, run, why in self._offers():
            yield DiscoveryHit(text, run, help=why)

    async def search(self, query: str) -> Hits:
        """The actions that match."""
        matcher = self.matcher(query)
        for text, run, why in self._offers():
            score = matcher.match(text)
            if score > 0:
                yield Hit(score, matcher.highlight(text), run, help=why)

    def _offers(self) -> Iterator[tuple[str, Callable[[], Any], str]]:
        app = cast("BizcareApp", self.app)
        for action, reason in app.actions_now():
            why = _("not now: {0}").format(reason) if reason else shown_keys(action)
            yield action.help, partial(app.run_action, f"app.run('{action.id}')"), why
