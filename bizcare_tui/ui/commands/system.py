"""Commands of the app itself: sync, settings, help, palette, tour, leaving."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bizcare_tui.i18n import N_, _
from bizcare_tui.ui.background.inbox_loading import InboxLoader
from bizcare_tui.ui.background.outbox_runner import OutboxRunner
from bizcare_tui.ui.background.reply_writer import ReplyWriter
from bizcare_tui.ui.background.sync_runner import SyncRunner
from bizcare_tui.ui.background.unsaved_recovery import UnsavedRecovery
from bizcare_tui.ui.commands.command import Command, Context
from bizcare_tui.ui.commands.targets import about, target_threads
from bizcare_tui.ui.startup.baseline_question import ask_baseline
from bizcare_tui.ui.startup.tour import Tour

if TYPE_CHECKING:
    from bizcare_tui.ui.workspace import Workspace


def sync(workspace: Workspace) -> None:
    """Start a sync, or stop the one that runs."""
    runner = workspace.part(SyncRunner)
    if runner.is_running:
        runner.stop()
    else:
        runner.begin()
        workspace.part(OutboxRunner).end_pause()


def cannot_sync(workspace: Workspace) -> str:
    """Return why no sync can be started; "" if one can, or can be stopped."""
    runner = workspace.part(SyncRunner)
    if runner.is_running or runner.has_key():
        return ""
    text = _("no API key: another user syncs this store with `bizcare watch`; {key} enters a key")
    return workspace.keymap.fill(text)


async def enter_key(workspace: Workspace) -> None:
    """Ask for the API key, then sync; or leave for the demo."""
    from bizcare_tui.ui.screens.dialogs import KeyScreen

    desk = workspace.desk
    match await workspace.ask(
        KeyScreen(desk.marketplace.try_key, desk.marketplace.save_key, desk.settings.api_url)
    ):
        case "demo":
            workspace.exit("demo")
        case "key":
            workspace.part(SyncRunner).begin()
            workspace.part(InboxLoader).load()  # an empty list then says that threads are being read


async def choose_baseline(workspace: Workspace) -> None:
    """Ask again from when deadlines count."""
    await ask_baseline(workspace, again=True)


async def open_palette(workspace: Workspace) -> None:
    """Show the palette, which finds every command by its words, and run what was chosen there."""
    from bizcare_tui.ui.commands.running import commands_with_reasons, run_command
    from bizcare_tui.ui.screens.command_palette import CommandPalette

    threads = target_threads(workspace)
    subject = await about(workspace, threads) if threads else ""
    command = await workspace.ask(CommandPalette(commands_with_reasons(workspace), subject))
    if command is not None:
        run_command(command, workspace)


async def show_help(workspace: Workspace) -> None:
    """Show every command with its keys, those of the pane or field that has the keys first."""
    from bizcare_tui.ui.commands.running import commands_with_reasons
    from bizcare_tui.ui.screens.help import HelpScreen
    from bizcare_tui.ui.screens.help_sections import main_sections

    here = workspace.panes.active_context
    typing = [(each, "") for each in workspace.keymap.of(Context.FILTER) if here is Context.FILTER]
    await workspace.ask(HelpScreen(main_sections([*commands_with_reasons(workspace), *typing], here)))


async def show_guide(workspace: Workspace) -> None:
    """Show the list of the guide's pages."""
    from bizcare_tui.desk.guide import guide_topics
    from bizcare_tui.ui.screens.guide import GuideScreen

    topics = await workspace.read(guide_topics)
    if topics is not None:
        await workspace.ask(GuideScreen(topics))


async def choose_theme(workspace: Workspace) -> None:
    """Show the themes, and save the one that the person keeps."""
    from bizcare_tui.ui.screens.theme_list import ThemeScreen

    name = await workspace.ask(ThemeScreen())
    if name is not None:
        await workspace.read(workspace.desk.session.save_theme, name)


async def leave(workspace: Workspace) -> None:
    """Save what was typed and leave; ask first if replies are on their way."""
    writer = workspace.part(ReplyWriter)
    if await writer.put_aside() and await writer.confirm_leaving():
        # Unsaved notes and the input of forms are not in the store.
        await asyncio.to_thread(workspace.part(UnsavedRecovery).save_before_leaving)
        workspace.exit()


COMMANDS: tuple[Command[Workspace], ...] = (
    Command(
        "sync",
        ("s",),
        N_("Sync with the Marketplace now, or stop the sync"),
        sync,
        short=N_("sync"),
        rank=35,
        disabled=cannot_sync,
    ),
    Command("baseline", ("B",), N_("Set from when deadlines count, and your signatures"), choose_baseline),
    Command("key", ("K",), N_("Enter another API key"), enter_key, asks_first=True),
    Command("palette", ("ctrl+p",), N_("Find an action by its name"), open_palette),
    Command("help", ("question_mark", "f1"), N_("Show this help"), show_help, short=N_("keys"), rank=95),
    Command(
        "guide",
        ("f3",),
        N_("The guide: how to do things, and why"),
        show_guide,
        synonyms=(
            N_("manual"),
            N_("documentation"),
            N_("settings"),
            N_("language"),
            N_("export"),
            N_("backup"),
        ),
    ),
    Command(
        "theme",
        ("f5",),
        N_("Choose the colours; each theme is shown at once"),
        choose_theme,
        synonyms=(N_("theme"), N_("dark"), N_("light"), N_("contrast")),
    ),
    Command(
        "tour_next",
        ("f2",),
        N_("Show the next step of the demo tour"),
        lambda workspace: workspace.part(Tour).next_step(),
    ),
    Command("tour_end", ("f10",), N_("End the demo tour"), lambda workspace: workspace.part(Tour).end()),
    Command("quit", ("q", "ctrl+q"), N_("Quit"), leave, waits_for_list=False, short=N_("quit"), rank=40),
)
