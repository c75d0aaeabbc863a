"""Commands that show facts, deadlines, the customer, the forecast and the statistics."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bizcare_tui.i18n import N_, _
from bizcare_tui.ui.background.presence import PresenceReporter
from bizcare_tui.ui.commands.command import Command, CommandGroup
from bizcare_tui.ui.commands.targets import about, thread_title
from bizcare_tui.ui.startup import morning_brief

if TYPE_CHECKING:
    from textual.screen import Screen

    from bizcare_tui.ui.workspace import Workspace


async def show_facts(workspace: Workspace, first: str = "") -> None:
    """Show all facts of the current thread from the one with the key `first`; run what a person chooses."""
    from bizcare_tui.ui.commands.running import run_command
    from bizcare_tui.ui.screens.facts import FactsScreen

    if workspace.thread_id is None:
        return
    conversation = await workspace.read(workspace.desk.conversations.conversation, workspace.thread_id)
    if conversation is not None:
        chosen = await workspace.ask(
            FactsScreen(
                conversation.facts,
                thread_title(conversation.row),
                workspace.desk.now(),
                workspace.keymap,
                first=first,
            )
        )
        if chosen is not None:
            run_command(workspace.keymap.command(chosen), workspace)


async def show_brief(workspace: Workspace) -> None:
    """Show the morning brief."""
    brief = await workspace.read(workspace.desk.statistics.brief.read)
    if brief is not None:
        await morning_brief.show_brief(workspace, brief)


async def explain_deadlines(workspace: Workspace) -> None:
    """Show how the deadlines of the current thread were calculated."""
    read_lines = workspace.desk.conversations.explain
    await _show_text(workspace, _("How the deadlines were calculated"), read_lines)


async def show_customer(workspace: Workspace) -> None:
    """Show the card of the customer of the current thread."""
    await _show_text(workspace, _("Customer"), workspace.desk.conversations.customer_card)


async def _show_text(workspace: Workspace, title: str, read_lines: Callable[[int], list[str]]) -> None:
    """Show lines of text about the current thread."""
    from bizcare_tui.ui.screens.facts import PlainTextScreen

    thread_id = workspace.thread_id
    lines = await workspace.read(read_lines, thread_id) if thread_id is not None else None
    if thread_id is not None and lines is not None:
        await workspace.ask(PlainTextScreen(title, lines, await about(workspace, [thread_id])))


async def show_forecast(workspace: Workspace) -> None:
    """Show what falls due on the next days."""
    from bizcare_tui.ui.screens.figures import FiguresScreen, format_forecast

    outlook = await workspace.read(workspace.desk.statistics.forecast)
    if outlook is not None:
        await _open_chosen(
            workspace, FiguresScreen(_("Forecast"), *format_forecast(outlook), workspace.desk.inbox.rows)
        )


async def show_statistics(workspace: Workspace) -> None:
    """Show the statistics."""
    from bizcare_tui.ui.screens.figures import FiguresScreen, format_statistics

    figures = await workspace.read(workspace.desk.statistics.figures)
    policy = await workspace.read(lambda: workspace.desk.decisions.policy)
    if figures is not None and policy is not None:
        shown = format_statistics(figures, policy)
        await _open_chosen(workspace, FiguresScreen(_("Statistics"), *shown, workspace.desk.inbox.rows))


async def show_last_visit(workspace: Workspace) -> None:
    """Show what happened since the person's last visit."""
    await workspace.part(PresenceReporter).show_last_visit()


async def _open_chosen(workspace: Workspace, screen: Screen[int | None]) -> None:
    """Show a screen, and open the thread that the person chose there."""
    thread_id = await workspace.ask(screen)
    if thread_id is not None:
        await workspace.open_thread(thread_id)


COMMANDS: tuple[Command[Workspace], ...] = (
    Command(
        "brief",
        ("J",),
        N_("Show the morning brief: what is late, due and new, each with its threads"),
        show_brief,
        synonyms=(N_("today"), N_("summary")),
        group=CommandGroup.LOOK,
    ),
    Command(
        "away",
        ("H",),
        N_("Show what happened since your last visit"),
        show_last_visit,
    ),
    Command(
        "explain",
        ("e",),
        N_("Explain how each deadline was calculated, by which rule"),
        explain_deadlines,
        needs_thread=True,
    ),
    Command(
        "customer",
        ("C",),
        N_("Show the customer: other threads, orders and refunds of the same shop"),
        show_customer,
        needs_thread=True,
    ),
    Command(
        "forecast",
        ("W",),
        N_("Show the forecast: what is due until Tuesday after the weekend"),
        show_forecast,
    ),
    Command(
        "statistics",
        ("S",),
        N_("Show the statistics by week, product, language and person"),
        show_statistics,
        synonyms=(N_("figures"), N_("score")),
    ),
    Command(
        "bar",
        ("i",),
        N_("Show all Business Care facts with their source and age"),
        show_facts,
        short=N_("facts"),
        rank=36,
        needs_thread=True,
    ),
)
