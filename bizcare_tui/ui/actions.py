"""The registry of all actions, the source of the footer, help, palette, keymap and the guide's table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bizcare_tui.config import line_of_key, read_toml, suggest_key
from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import N_, _

# The name of the Textual worker group whose workers may open a question screen.
QUESTION_GROUP = "asking"

ANYWHERE, INBOX, CONVERSATION, COMPOSER = "anywhere", "inbox", "conversation", "composer"


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do.

    Args:
        id: the identifier that keymaps and tests use.
        keys: the keys that start the action, as Textual names them.
        help: the sentence for help, palette and guide, in English: translate it where it is shown.
        short: the label in the footer, in English; empty to leave the action out of the footer.
        where: the pane in which the action is available.
    """

    id: str
    keys: tuple[str, ...]
    help: str
    short: str = ""
    where: str = ANYWHERE


ACTIONS: tuple[Action, ...] = (
    Action("move_down", ("j", "down"), N_("Next thread, or next message"), where=ANYWHERE),
    Action("move_up", ("k", "up"), N_("Previous thread, or previous message"), where=ANYWHERE),
    Action("page_down", ("pagedown", "ctrl+d", "space"), N_("A page down")),
    Action("page_up", ("pageup", "ctrl+u"), N_("A page up")),
    Action("first", ("g", "home"), N_("To the first")),
    Action("last", ("G", "end"), N_("To the last")),
    Action(
        "open",
        ("enter", "l"),
        N_("Open the thread under the cursor; this marks it as read"),
        N_("open"),
        INBOX,
    ),
    Action("back", ("escape", "h"), N_("Back to the inbox, the draft kept; clear the filter"), N_("back")),
    Action("switch_pane", ("tab", "shift+tab"), N_("To the other pane"), N_("pane")),
    Action("next_unread", ("n",), N_("Open the next thread with something unread"), N_("next unread")),
    Action("filter", ("slash",), N_("Only threads with these words, or that a query asks for"), N_("filter")),
    Action("order", ("v",), N_("What was found: by deadline, or the best match first")),
    Action("jump", ("semicolon",), N_("Jump to a thread or message in sight by its letter")),
    Action("section_1", ("1",), N_("The first section of the inbox")),
    Action("section_2", ("2",), N_("The second section")),
    Action("section_3", ("3",), N_("The third section")),
    Action("section_4", ("4",), N_("The fourth section")),
    Action("section_5", ("5",), N_("The fifth section")),
    Action("section_6", ("6",), N_("The sixth section")),
    Action("section_7", ("7",), N_("The seventh section")),
    Action("section_8", ("8",), N_("The eighth section")),
    Action("section_9", ("9",), N_("The ninth section")),
    Action("sections", ("E",), N_("The sections: their names, queries and order")),
    Action("done", ("d",), N_("Done: close the thread; a closed one opens again"), N_("done")),
    Action("snooze", ("w",), N_("Snooze until later; a new message wakes it up")),
    Action("wake", ("Z",), N_("Wake up a snoozed thread")),
    Action("no_answer", ("N",), N_("No answer needed, for a reason")),
    Action("tag", ("t",), N_("Add or remove tags")),
    Action("note", ("c",), N_("Write a note for the desk; it is never sent")),
    Action("claim", ("T",), N_("Assign the thread to yourself, or give it back")),
    Action("assign", ("A",), N_("Assign to somebody, or to nobody")),
    Action("link", ("L",), N_("Link with another thread")),
    Action("accept_kind", ("p",), N_("Confirm the request type that the text suggests")),
    Action("kind", ("P",), N_("Set the request type")),
    Action("fix", ("f",), N_("A technical error of the product: set its defect"), N_("fix")),
    Action("board", ("b",), N_("The board of defects, by what falls due first")),
    Action("mark", ("m",), N_("Mark the thread: verbs then go to all that are marked"), where=INBOX),
    Action("mark_all", ("M",), N_("Mark all threads shown, or none"), where=INBOX),
    Action("reply", ("r",), N_("Write a reply, or go on with its draft"), N_("reply")),
    Action("undo", ("u",), N_("Undo the last action, or the reply that has not left yet")),
    Action("history", ("U",), N_("What you did; undo any of it")),
    Action("away", ("H",), N_("What happened since you were here last")),
    Action("absences", ("V",), N_("Who is not at work on which days: add or remove an absence")),
    Action("outbox", ("O",), N_("The outbox: every reply, and what became of it"), N_("outbox")),
    Action("reject", ("x",), N_("Reject the request, step by step"), N_("reject")),
    Action("refund", ("dollar_sign",), N_("Agree to a refund, led step by step"), N_("refund")),
    Action("decisions", ("D",), N_("What was decided, by reason, product and outcome")),
    Action("explain", ("e",), N_("How each deadline was calculated, with the rule and its source")),
    Action("customer", ("C",), N_("The customer's card: other threads, orders and refunds of the same shop")),
    Action("forecast", ("W",), N_("What falls due by when, until Tuesday after the weekend")),
    Action("statistics", ("S",), N_("How support goes: in time, by week, product, language and person")),
    Action("bar", ("i",), N_("All facts of the Business Care bar, with source and age"), N_("facts")),
    Action("author", ("a",), N_("Set who wrote the selected message"), N_("author"), CONVERSATION),
    Action("raw", ("R",), N_("The selected message as it came, or readable again"), N_("raw"), CONVERSATION),
    Action("quotes", ("z",), N_("Unfold or fold quotes and long messages"), N_("unfold"), CONVERSATION),
    Action("web", ("o",), N_("Open the thread's page of the partner account in the browser")),
    Action("copy", ("y",), N_("Copy the address of the thread's page")),
    Action("copy_text", ("Y",), N_("Copy the selected message, or the thread's topic")),
    Action("sync", ("s",), N_("Sync with the Marketplace now, or stop the sync"), N_("sync")),
    Action("baseline", ("B",), N_("From when deadlines count, and your signatures")),
    Action("key", ("K",), N_("Enter another API key")),
    Action("palette", ("ctrl+p",), N_("Find any action by its words")),
    Action("help", ("question_mark", "f1"), N_("This help"), N_("help")),
    Action("tour_next", ("f2",), N_("The tour of the demo: its next step")),
    Action("tour_end", ("f10",), N_("End the tour")),
    Action("quit", ("q", "ctrl+q"), N_("Leave"), N_("quit")),
    Action("send", ("ctrl+s",), N_("Send the reply, through the check"), N_("send"), COMPOSER),
    Action("check", ("f7",), N_("Check the reply without sending it"), N_("check"), COMPOSER),
    Action("snippet", ("ctrl+t",), N_("Insert a snippet"), N_("snippet"), COMPOSER),
    Action("next_slot", ("ctrl+n",), N_("To the next slot that is still to be filled"), where=COMPOSER),
    Action("questions", ("ctrl+g",), N_("Draft questions about missing information"), N_("ask"), COMPOSER),
    Action("quote", ("ctrl+r",), N_("Quote the selected message"), N_("quote"), COMPOSER),
    Action("attach", ("ctrl+o",), N_("Send a file with the reply"), N_("file"), COMPOSER),
    Action("editor", ("ctrl+e",), N_("Continue in your editor ($VISUAL, $EDITOR)"), N_("editor"), COMPOSER),
    Action("undo_typing", ("ctrl+z",), N_("Undo the last change of the draft"), where=COMPOSER),
    Action("redo_typing", ("ctrl+y",), N_("Redo what was undone"), where=COMPOSER),
    Action("drop_draft", ("f8",), N_("Discard the draft"), where=COMPOSER),
)

_KEY_LABELS = {
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "semicolon": ";",
    "dollar_sign": "$",
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "space": "Space",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
}


def apply_keymap(
    changes: Mapping[str, str], actions: Sequence[Action] = ACTIONS, file: Path | None = None
) -> tuple[Action, ...]:
    """Return the actions with a person's own keys.

    A key that the person assigns is removed from the action that had it by default. So a person's keys keep
    working when a new version of the app gives one of them to a new action.

    Args:
        changes: a comma-separated list of keys for each action id.
        actions: the actions before the changes.
        file: the file that contains the changes, for error messages; None for the settings.

    Raises:
        BadSettings: an action id does not exist, or two actions have the same key.
    """
    actions_by_id = {action.id: action for action in actions}
    for action_id, keys in changes.items():
        if action_id not in actions_by_id:
            raise BadSettings(
                _("{0}: there is no action {1!r} to give a key to.").format(
                    _location_of(action_id, file), action_id
                ),
                suggest_key(action_id, actions_by_id),
            )
        new_keys = tuple(key.strip() for key in keys.split(",") if key.strip())
        actions_by_id[action_id] = replace(actions_by_id[action_id], keys=new_keys)
    assigned: dict[str, str] = {}
    for action_id in changes:
        for key in actions_by_id[action_id].keys:
            if key in assigned:
                raise BadSettings(
                    _("{0}: the key {1!r} is given to {2} and to {3}.").format(
                        _location_of(action_id, file), key, assigned[key], action_id
                    ),
                    _("Change one of them in [keys] or in your file of keys."),
                )
            assigned[key] = action_id
    return tuple(
        replace(action, keys=tuple(key for key in action.keys if assigned.get(key, action.id) == action.id))
        for action in actions_by_id.values()
    )


def _location_of(action_id: str, file: Path | None) -> str:
    """Return the file and line that assign keys to an action, for an error message."""
    if file is None:
        return "[keys]"
    return _("{0}, line {1}").format(file, line_of_key(read_toml(file)[0], action_id))


def key_labels(action: Action) -> str:
    """Return the keys of an action as text for the person."""
    return " ".join(key_label(key) for key in action.keys)


def key_label(key: str) -> str:
    """Return a key as text for the person, such as "Ctrl+S" or "PgDn"."""
    if key in _KEY_LABELS:
        return _KEY_LABELS[key]
    if key.startswith("ctrl+"):
        return "Ctrl+" + key.removeprefix("ctrl+").upper()
    return key.upper() if re.fullmatch(r"f\d+", key) else key


def format_keys_table(actions: tuple[Action, ...] = ACTIONS) -> str:
    """Return the Markdown table of keys for the guide."""
    rows = [f"| `{key_labels(action).replace(' ', '` `')}` | {_(action.help)} |" for action in actions]
    return "\n".join(("| keys | what they do |", "|---|---|", *rows))
