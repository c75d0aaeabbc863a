"""Visits of the inbox, a conversation, every list and every text by the keys in force."""

from __future__ import annotations

from typist import Typist, sequence_of

from bizcare_tui.ui.commands.command import Context as In
from bizcare_tui.ui.commands.keymap import MAIN_SCREEN, with_shared

MAIN = tuple(MAIN_SCREEN)


def leave(typist: Typist, title: str) -> None:
    """Close a list, a text or a dialog by its key."""
    typist.press_until_gone("close", In.DIALOG, title)


def visit_list(typist: Typist, opener: str, title: str, context: In = In.LIST) -> None:
    """Open a list from the inbox, move in it, and stay there."""
    typist.press_until(opener, In.MAIN, title)
    typist.expect_label("close", In.DIALOG)
    typist.move_in_list(In.LIST, *with_shared(context))


def selected_topic(lines: list[str]) -> str:
    """Return the line of the inbox under the cursor."""
    return next((line[1:50] for line in lines if line.startswith("▌") and "Topic" in line), "")


def until_topic(typist: Typist, topic: str, *, other: bool = False) -> str:
    """Wait until the cursor of the inbox is on a thread, or on another one; return where it is."""

    def is_there(lines: list[str]) -> bool:
        shown = selected_topic(lines)
        return bool(shown) and (shown == topic) is not other

    return selected_topic(typist.terminal.until(is_there))


def visit_inbox(typist: Typist) -> None:
    """Move in the inbox."""
    first = until_topic(typist, "", other=True)
    typist.press_dead_keys(*MAIN)
    typist.press("move_down", In.MAIN)
    second = until_topic(typist, first, other=True)
    typist.press_dead_keys(*MAIN)
    typist.press("move_up", In.MAIN)
    until_topic(typist, first)
    for there, back in (("move_down", "move_up"), ("last", "first"), ("page_down", "page_up")):
        for key in typist.keymap.command(there, In.MAIN).keys:
            typist.press(there, In.MAIN, key)
            shown = until_topic(typist, first, other=True)
            assert (shown == second) is (there == "move_down"), key
            typist.press(back, In.MAIN)
            until_topic(typist, first)
    typist.press_until("mark_all", In.INBOX, "marked: 5")
    typist.press_until("mark", In.INBOX, "marked: 4")
    typist.press_until_gone("back", In.MAIN, "marked: 4")


def visit_conversation(typist: Typist) -> None:
    """Open a thread, act on its message, and go back."""
    typist.press_until("open", In.INBOX, f"{typist.keymap.key('author')} author")
    typist.press_dead_keys(*MAIN)
    typist.press_until("author", In.CONVERSATION, "Who wrote this?")
    typist.press_dead_keys(*with_shared(In.AUTHOR))
    for command in typist.keymap.of(In.AUTHOR):
        # No other message here ends like this one.
        if command.id != "author_alike":
            typist.expect_label(command.id, In.AUTHOR)
    typist.press_until_gone("author_seller", In.AUTHOR, "Who wrote this?")
    typist.press_until("author", In.CONVERSATION, "Who wrote this?")
    leave(typist, "Who wrote this?")
    typist.press_until_gone("back", In.MAIN, f"{typist.keymap.key('author')} author")


def visit_board(typist: Typist) -> None:
    visit_list(typist, "board", "╭─ Defects", In.BOARD)
    typist.press_until("board_step", In.BOARD, "What happened?")
    typist.move_in_list(In.LIST, *with_shared(In.CHOICE), letters_choose=True)
    leave(typist, "What happened?")
    leave(typist, "╭─ Defects")


def visit_outbox(typist: Typist) -> None:
    visit_list(typist, "outbox", "╭─ Outbox", In.OUTBOX)
    typist.press_until_gone("outbox_undo", In.OUTBOX, "╭─ Outbox")


def visit_decisions(typist: Typist) -> None:
    visit_list(typist, "decisions", "╭─ Decisions", In.DECISIONS)
    typist.press_until("decisions_reason", In.DECISIONS, "1 of 2")
    typist.press_until("decisions_withdraw", In.DECISIONS, "Undo decision")
    typist.press_until_gone("leave_form", In.FORM, "Undo decision")
    leave(typist, "╭─ Decisions")


def visit_list_filter(typist: Typist) -> None:
    """Show only some lines of a list; keys that type are typed into its filter."""
    typist.press_until("statistics", In.MAIN, "╭─ Statistics")
    typist.press("filter", In.LIST)
    typist.terminal.press("Carousel")
    typist.terminal.until_gone("due now")
    typist.press_until("filter_clear", In.LIST_FILTER, "due now")
    leave(typist, "╭─ Statistics")


def visit_history(typist: Typist) -> None:
    visit_list(typist, "history", "What you did", In.HISTORY)
    leave(typist, "What you did")
    typist.press_until("history", In.MAIN, "What you did")
    typist.press_until_gone("history_undo", In.HISTORY, "What you did")
    typist.terminal.until_text("Undone")


def visit_author_sweep(typist: Typist) -> None:
    """Decide on a group and undo it; open a group, and leave it."""
    title = "╭─ Who wrote these messages?"
    visit_list(typist, "authors", title, In.AUTHOR_GROUPS)
    for name in ("authors_seller", "authors_customer", "authors_each"):
        typist.expect_label(name, In.AUTHOR_GROUPS)
    typist.press_until("authors_seller", In.AUTHOR_GROUPS, "✓ ours")
    typist.press_until_gone("authors_undo", In.AUTHOR_GROUPS, "✓ ours")
    typist.press_until("authors_each", In.AUTHOR_GROUPS, "[x]")
    typist.press_dead_keys(*with_shared(In.AUTHOR_MESSAGES))
    typist.press_until("authors_tick", In.AUTHOR_MESSAGES, "[ ]")
    typist.press_until("authors_tick_all", In.AUTHOR_MESSAGES, "[x]")
    typist.press_until_gone("close", In.DIALOG, "[x]")
    leave(typist, title)


def visit_sections(typist: Typist) -> None:
    visit_list(typist, "sections", "╭─ Sections", In.SECTIONS)
    first = typist.line
    typist.press("section_down", In.SECTIONS)
    typist.until_line(first, other=True)
    typist.press("section_up", In.SECTIONS)
    typist.until_line(first)
    typist.press_until("section_rename", In.SECTIONS, "Name of the section")
    typist.press_until_gone("leave_form", In.FORM, "Name of the section")
    leave(typist, "╭─ Sections")


def visit_reader(typist: Typist, opener: str, title: str, context: In = In.READER) -> None:
    """Open a text from the inbox, show that the dead default keys leave it open, and close it."""
    typist.press_until(opener, In.MAIN, title)
    typist.expect_label("close", In.DIALOG)
    typist.press_dead_keys(*with_shared(context))
    leave(typist, title)


def visit_help(typist: Typist) -> None:
    """Scroll the help with each key that scrolls; it names the keys in force; open the guide from it."""
    contexts = with_shared(In.HELP)
    typist.press_until("help", In.MAIN, "Here: the inbox")
    typist.press_dead_keys(*contexts)
    for there, back in (("move_down", "move_up"), ("page_down", "page_up"), ("last", "first")):
        for key in typist.keys_of(there, In.READER, contexts):
            typist.press(there, In.READER, key)
            typist.terminal.until_gone("Here: the inbox")
            typist.press(back, In.READER, typist.keys_of(back, In.READER, contexts)[0])
            typist.terminal.until_text("Here: the inbox")
    typist.press_until("help_guide", In.HELP, "The guide")
    leave(typist, "╭─ The guide")
    leave(typist, "Here: the inbox")


def visit_readers(typist: Typist) -> None:
    visit_help(typist)
    visit_reader(typist, "explain", "How the deadlines were calculated")
    visit_reader(typist, "customer", "╭─ Customer")
    visit_reader(typist, "bar", "Business Care facts", In.LIST)
    visit_reader(typist, "notices", "Last notices")


def visit_plain_lists(typist: Typist) -> None:
    for opener, title in (
        ("away", "Since your last visit, "),
        ("statistics", "╭─ Statistics"),
        ("forecast", "╭─ Forecast"),
    ):
        visit_list(typist, opener, title)
        leave(typist, title)
    visit_list(typist, "guide", "╭─ The guide")
    typist.press_until("choose", In.LIST, "╭─ The guide: ")
    leave(typist, "╭─ The guide: ")
    leave(typist, "╭─ The guide")


def visit_choices(typist: Typist) -> None:
    """Move in a choice, whose letters choose too, and choose by number."""
    contexts = with_shared(In.CHOICE)
    for opener, title in (("snooze", "Snooze until"), ("kind", "Which request type?")):
        typist.press_until(opener, In.MAIN, title)
        typist.move_in_list(In.LIST, *contexts, letters_choose=True)
        leave(typist, title)
    typist.press_until("kind", In.MAIN, "Which request type?")
    typist.press_until_gone("choose_number", In.CHOICE, "Which request type?")


def visit_baseline(typist: Typist) -> None:
    """Choose, tick and accept, each by its key."""
    title = "From when do deadlines count?"
    contexts = with_shared(In.BASELINE)
    typist.press_until("baseline", In.MAIN, title)
    for command_id, context in (
        ("move_down", In.BASELINE),
        ("baseline_accept", In.BASELINE),
        ("close", In.DIALOG),
    ):
        typist.expect_label(command_id, context)
    typist.press_dead_keys(*contexts)
    typist.press_until("move_up", In.BASELINE, "› [x] mark everything")
    typist.press_dead_keys(*contexts)
    typist.press_until("baseline_tick", In.BASELINE, "› [ ] mark everything")
    typist.press_until_gone("move_down", In.BASELINE, "› [ ] mark everything")
    leave(typist, title)
    typist.press_until("baseline", In.MAIN, title)
    typist.press_until_gone("baseline_accept", In.BASELINE, title)


def move_beside_field(typist: Typist) -> None:
    """Move in the list of a picker with the keys of lists, while its field has the keys that type."""
    first = typist.until_line("", other=True)
    # Keys that type are for the field, so that its own arrows stay.
    typist.terminal.press(sequence_of(typist.field_key("move_down", In.LIST) or "down"))
    typist.until_line(first, other=True)
    typist.terminal.press(sequence_of(typist.field_key("move_up", In.LIST) or "up"))
    typist.until_line(first)


def visit_palette(typist: Typist) -> None:
    """Find a command by its words, move with the keys of lists, and leave with the key of dialogs."""
    typist.press_until("palette", In.MAIN, "What do you want to do?")
    move_beside_field(typist)
    typist.press("close", In.DIALOG, typist.field_key("close", In.DIALOG))
    typist.terminal.until_gone("What do you want to do?")


def visit_link(typist: Typist) -> None:
    """Find another thread by a word, move with the keys of lists, and link with it."""
    title = "Link with another thread"
    typist.press_until("link", In.MAIN, title)
    typist.terminal.press("Topic")
    move_beside_field(typist)
    typist.press("close", In.DIALOG, typist.field_key("close", In.DIALOG))
    typist.terminal.until_gone(title)
    typist.press_until("link", In.MAIN, title)
    typist.terminal.press("Topic")
    typist.until_line("", other=True)
    typist.terminal.press(sequence_of("enter"))
    typist.terminal.until_gone(title)
    typist.terminal.until_text("Linked")


def until_place(typist: Typist, number: int) -> None:
    """Wait until focus mode shows a ticket by its place; two of the five have a letter on its way."""
    typist.terminal.until_text(f"{number} of 3 before")


def visit_focus(typist: Typist) -> None:
    """Go through what is due one by one, to the end and back; dead default keys do neither."""
    end = "╭─ Focus mode"
    typist.press("focus", In.MAIN)
    lines = typist.terminal.until(lambda shown: any(end in line or "1 of 3" in line for line in shown))
    if any(end in line for line in lines):
        typist.press_dead_keys(*with_shared(In.FOCUS_END))
        typist.press("focus_following", In.FOCUS_END)
    until_place(typist, 1)
    typist.press_dead_keys(*with_shared(In.FOCUS), *MAIN)
    typist.press("focus_next", In.FOCUS)
    until_place(typist, 2)
    typist.press("focus_back", In.FOCUS)
    until_place(typist, 1)
    for number in (2, 3):
        typist.press("focus_next", In.FOCUS)
        until_place(typist, number)
    typist.press_until("focus_next", In.FOCUS, end)
    typist.press("focus_skipped", In.FOCUS_END)
    until_place(typist, 3)
    typist.press_until_gone("back", In.MAIN, "3 of 3 before")
    typist.press("first", In.MAIN)
    typist.terminal.until(lambda shown: "Topic 5" in selected_topic(shown))


LISTS = (
    visit_focus,
    visit_inbox,
    visit_conversation,
    visit_board,
    visit_decisions,
    visit_list_filter,
    visit_history,
    visit_author_sweep,
    visit_sections,
    visit_plain_lists,
    visit_choices,
    visit_readers,
    visit_baseline,
    visit_palette,
    visit_link,
    visit_outbox,
)
