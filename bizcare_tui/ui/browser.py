"""Open a page in the person's graphical browser, if there is one."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from bizcare_tui.child_environment import child_environment
from bizcare_tui.i18n import _
from bizcare_tui.store.login import login_name

if TYPE_CHECKING:
    from bizcare_tui.desk.partner_pages import PageLink
    from bizcare_tui.ui.workspace import Workspace

# Text browsers: they would run in the same terminal as the app.
_TERMINAL_BROWSERS = frozenset({"www-browser", "links", "elinks", "lynx", "w3m"})
_OPEN_SCRIPT = "import sys, webbrowser; sys.exit(not webbrowser.get().open(sys.argv[1]))"


def open_page(url: str) -> bool:
    """Open a page. Return False if there is no browser with its own window, for example over SSH."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    name = Path(str(getattr(browser, "name", ""))).name
    return name not in _TERMINAL_BROWSERS and _open_in_child_process(url)


def _open_in_child_process(url: str) -> bool:
    # `webbrowser` passes the environment of its process to the browser. Use a child process without the keys
    # and passwords of ours.
    completed = subprocess.run(  # noqa: S603 - fixed arguments; the address is one argument
        [sys.executable, "-P", "-c", _OPEN_SCRIPT, url], env=child_environment(), check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return completed.returncode == 0


async def open_partner_page(workspace: Workspace, link: PageLink, about: str) -> None:
    """Open a page of the partner account. If its address is unverified, ask whether the page opened.

    If there is no browser, show the address. Call this from a worker, because it waits for the answer.

    Args:
        workspace: what may be used of the app.
        link: the page.
        about: the title of the thread or defect whose page it is; "" if it is of neither.
    """
    from textual.content import Content

    from bizcare_tui.ui.screens.choice import ChoiceScreen

    if not await asyncio.to_thread(open_page, link.url):
        text = _("No browser is available. The address of the page is {0}").format(link.url)
        if link.confirmed is None:
            text += "\n" + _(
                "This address is unverified. Once the right page has opened, confirm it with `bizcare"
                " page --confirm`."
            )
        workspace.notify(text)
        return
    if link.confirmed is not None:
        return
    texts = (_("Yes, it opened"), _("No, another page or none"), _("Cancel"))
    answers = [Content(text) for text in texts]
    answer = await workspace.ask(ChoiceScreen(_("Did the partner account page open?"), answers, about=about))
    if answer == 0:
        await workspace.read(workspace.desk.pages.confirm, link, login_name())
    elif answer == 1:
        text = _("Set {0} in {1} to the address that your browser shows, with {{id}} for the number.")
        workspace.notify(text.format(link.kind, workspace.desk.session.paths.settings_file))
