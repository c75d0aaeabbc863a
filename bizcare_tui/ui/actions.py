"""Every action of the app: footer, help, palette, keymap and the README's table come from here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bizcare_tui.errors import BadSettings
from bizcare_tui.i18n import _, pgettext

# Groups of work that waits for a person: that opens a screen and waits for its result, and that answers a
# page of a wizard and may ask something on the way.
ASKING, ANSWERING = "asking", "answering"

ANYWHERE, INBOX, CONVERSATION, COMPOSER = "anywhere", "inbox", "conversation", "composer"


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do.

    `keys` as Textual names them; `short` for the footer, empty to leave it out; `where` the pane in
    which it makes sense.
    """

    id: str
    keys: tuple[str, ...]
    help: str
    short: str = ""
    where: str = ANYWHERE


ACTIONS: tuple[Action, ...] = (
    Action("move_down", ("j", "down"), _("Next thread, or next message"), where=ANYWHERE),
    Action("move_up", ("k", "up"), _("Previous thread, or previous message"), where=ANYWHERE),
    Action("page_down", ("pagedown", "ctrl+d", "space"), _("A page down")),
    Action("page_up", ("pageup", "ctrl+u"), _("A page up")),
    Action("first", ("g", "home"), _("To the first")),
    Action("last", ("G", "end"), _("To the last")),
    Action(
        "open",
        ("enter", "l"),
        _("Open the thread under the cursor; this marks it as read"),
        pgettext("key", "open"),
        INBOX,
    ),
    Action("back", ("escape", "h"), _("Back to the inbox, the draft kept; clear the filter"), _("back")),
    Action("switch_pane", ("tab", "shift+tab"), _("To the other pane"), _("pane")),
    Action("next_unread", ("n",), _("Open the next thread with something unread"), _("next unread")),
    Action("filter", ("slash",), _("Only threads with these words, or that a query asks for"), _("filter")),
    Action("order", ("v",), _("What was found: by deadline, or the best match first")),
    Action("jump", ("semicolon",), _("Jump to a thread or message in sight by its letter")),
    Action("section_1", ("1",), _("The first section of the inbox")),
    Action("section_2", ("2",), _("The second section")),
    Action("section_3", ("3",), _("The third section")),
    Action("section_4", ("4",), _("The fourth section")),
    Action("section_5", ("5",), _("The fifth section")),
    Action("section_6", ("6",), _("The sixth section")),
    Action("section_7", ("7",), _("The seventh section")),
    Action("section_8", ("8",), _("The eighth section")),
    Action("section_9", ("9",), _("The ninth section")),
    Action("sections", ("E",), _("The sections: their names, queries and order")),
    Action("done", ("d",), _("Done: close the thread; a closed one opens again"), _("done")),
    Action("snooze", ("w",), _("Put off until later; a new message wakes it")),
    Action("wake", ("Z",), _("Wake what was put off")),
    Action("no_answer", ("N",), _("No answer needed, for a reason")),
    Action("tag", ("t",), _("Put tags on, or take them off")),
    Action("note", ("c",), _("Write a note for the desk; it is never sent")),
    Action("claim", ("T",), _("Take the thread as yours, or give it back")),
    Action("assign", ("A",), _("Assign to somebody, or to nobody")),
    Action("link", ("L",), _("Link with another thread")),
    Action("accept_kind", ("p",), _("Take the kind of request that the text proposes")),
    Action("kind", ("P",), _("Say what kind of request it is")),
    Action("fix", ("f",), _("A technical error of the product: say about which defect"), _("fix")),
    Action("board", ("b",), _("The board of defects, by what falls due first")),
    Action("mark", ("m",), _("Mark the thread: verbs then go to all that are marked"), where=INBOX),
    Action("mark_all", ("M",), _("Mark all threads shown, or none"), where=INBOX),
    Action("reply", ("r",), _("Write a reply, or go on with its draft"), _("reply")),
    Action("undo", ("u",), _("Take back the last verb, or the reply that has not left")),
    Action("history", ("U",), _("What you did, and take any of it back")),
    Action("away", ("H",), _("What happened since you were here last")),
    Action("outbox", ("O",), _("The outbox: every reply, and what became of it"), _("outbox")),
    Action("reject", ("x",), _("Refuse the request, led step by step"), _("refuse")),
    Action("refund", ("dollar_sign",), _("Agree to a refund, led step by step"), _("refund")),
    Action("decisions", ("D",), _("What was decided, by ground, product and outcome")),
    Action("explain", ("e",), _("How each deadline was reckoned, with the rule and its source")),
    Action("customer", ("C",), _("The customer's card: other threads, orders and refunds of the same shop")),
    Action("forecast", ("W",), _("What falls due by when, until Tuesday after the weekend")),
    Action("statistics", ("S",), _("How support goes: in time, by week, product, language and person")),
    Action("bar", ("i",), _("All facts of the Business Care bar, with source and age"), _("facts")),
    Action("author", ("a",), _("Say who wrote the selected message"), _("author"), CONVERSATION),
    Action("raw", ("R",), _("The selected message as it came, or readable again"), _("raw"), CONVERSATION),
    Action("quotes", ("z",), _("Unfold or fold quotes and long messages"), _("unfold"), CONVERSATION),
    Action("web", ("o",), _("Open the thread's page of the partner account in the browser")),
    Action("copy", ("y",), _("Copy the address of the thread's page")),
    Action("copy_text", ("Y",), _("Copy the selected message, or the thread's topic")),
    Action("sync", ("s",), _("Sync with the Marketplace now, or stop the sync"), _("sync")),
    Action("baseline", ("B",), _("From when on requests are scored, and your signatures")),
    Action("key", ("K",), _("Enter another API key")),
    Action("palette", ("ctrl+p",), _("Find any action by its words")),
    Action("help", ("question_mark", "f1"), _("This help"), _("help")),
    Action("tour_next", ("f2",), _("The tour of the demo: its next step")),
    Action("tour_end", ("f10",), _("End the tour")),
    Action("quit", ("q", "ctrl+q"), _("Leave"), _("quit")),
    Action("send", ("ctrl+s",), _("Send the reply, through the check"), _("send"), COMPOSER),
    Action("check", ("f7",), _("Check the reply without sending it"), _("check"), COMPOSER),
    Action("snippet", ("ctrl+t",), _("Insert a snippet"), _("snippet"), COMPOSER),
    Action("next_slot", ("ctrl+n",), _("To the next slot that is still to be filled"), where=COMPOSER),
    Action("questions", ("ctrl+g",), _("Draft the questions for what the request lacks"), _("ask"), COMPOSER),
    Action("quote", ("ctrl+r",), _("Quote the selected message"), _("quote"), COMPOSER),
    Action("attach", ("ctrl+o",), _("Send a file with the reply"), _("file"), COMPOSER),
    Action("editor", ("ctrl+e",), _("Write on in your own editor ($VISUAL, $EDITOR)"), _("editor"), COMPOSER),
    Action("undo_typing", ("ctrl+z",), _("Take back the last change of the draft"), where=COMPOSER),
    Action("redo_typing", ("ctrl+y",), _("Do again what was taken back"), where=COMPOSER),
    Action("drop_draft", ("f8",), _("Throw the draft away"), where=COMPOSER),
)

_SHOWN = {
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


def keymap(changes: Mapping[str, str], actions: Sequence[Action] = ACTIONS) -> tuple[Action, ...]:
    """The actions with a person's own keys, each a comma-separated list by the action's id.

    A key of their own is taken from the action that had it: a new version may bring an action for it.

    Raises:
        BadSettings: there is no such action, or a key was given to two.
    """
    known = {action.id: action for action in actions}
    for action_id, keys in changes.items():
        if action_id not in known:
            raise BadSettings(
                _("[keys] names the action {0!r}, which there is not.").format(action_id),
                _("Known are: {0}.").format(", ".join(known)),
            )
        wanted = tuple(key.strip() for key in keys.split(",") if key.strip())
        known[action_id] = replace(known[action_id], keys=wanted)
    taken: dict[str, str] = {}
    for action_id in changes:
        for key in known[action_id].keys:
            if key in taken:
                raise BadSettings(
                    _("The key {0!r} is given to {1} and to {2}.").format(key, taken[key], action_id),
                    _("Change one of them in [keys] of config.toml."),
                )
            taken[key] = action_id
    return tuple(
        replace(action, keys=tuple(key for key in action.keys if taken.get(key, action.id) == action.id))
        for action in known.values()
    )


def shown_keys(action: Action) -> str:
    """The keys of an action as a person reads them."""
    return " ".join(shown_key(key) for key in action.keys)


def shown_key(key: str) -> str:
    """A key as a person reads it."""
    if key in _SHOWN:
        return _SHOWN[key]
    if key.startswith("ctrl+"):
        return "Ctrl+" + key.removeprefix("ctrl+").upper()
    return key.upper() if re.fullmatch(r"f\d+", key) else key


def readme_table(actions: tuple[Action, ...] = ACTIONS) -> str:
    """The keys as the Markdown table of the README."""
    rows = [f"| `{shown_keys(action).replace(' ', '` `')}` | {action.help} |" for action in actions]
    return "\n".join(("| keys | what they do |", "|---|---|", *rows))
