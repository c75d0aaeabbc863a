"""The layout and the colours of the main screen."""

from __future__ import annotations

from bizcare_tui.ui.startup.first_screen import FULL, FULL_PERCENT, TALL, WIDE, WIDE_PERCENT

# The lines above a draft where the conversation is not beside it: the title, the chips, ten of the message.
ANSWERED_LINES = 12
CSS = (
    """
    Panes {
        layout: vertical;
        #above { height: auto; }
        #below { height: auto; }
        #deadlines { display: none; }
        &.-tall #deadlines { display: block; }
        #panes { height: 1fr; }
        #browsing { width: 1fr; }
        #inbox { height: 1fr; }
        #reading { width: 1fr; border-left: vkey $quiet-border; }
        #card { width: 46; border-left: vkey $quiet-border; display: none; }
        #tour {
        height: auto; max-height: 3; padding: 0 1; background: $block-cursor-background; display: none;
    }
        #filter { display: none; }
        &.-narrow #reading { display: none; border-left: none; }
        &.-narrow #inbox-title { display: none; }
        &.-narrow.-reading #browsing { display: none; }
        &.-narrow.-reading #tabs { display: none; }
        &.-narrow.-reading #deadlines { display: none; }
        &.-narrow.-reading #reading { display: block; }
        &.-wide #browsing { width: $wide; }
        &.-full #browsing { width: $full; }
        &.-full #card { display: block; }
        #composer { width: 1fr; display: none; }
        &.-writing #composer { display: block; }
        &.-writing #card { display: none; }
        &.-writing.-wide #browsing { display: none; }
        &.-writing.-full #browsing { width: 30%; }
        &.-writing.-narrow #browsing { display: none; }
        &.-writing.-narrow #tabs { display: none; }
        &.-writing.-narrow #deadlines { display: none; }
        &.-writing.-narrow #panes { layout: vertical; }
        &.-writing.-narrow #reading { display: block; height: $answered; max-height: 58%; }
        &.-writing.-narrow #bar { max-height: 1; }
        &.-writing.-narrow #composer { height: 1fr; border-left: none; }
        &.-writing.-narrow.-reading #composer { display: none; }
        &.-writing.-narrow.-reading #reading { height: 1fr; max-height: 100%; }
        &.-writing.-narrow.-reading #bar { max-height: 4; }
        &.-focus #tabs { display: none; }
        &.-focus #deadlines { display: none; }
        &.-focus #browsing { display: none; }
        &.-focus.-narrow #card { display: none; }
        &.-focus.-wide #card { display: none; }
        &.-focus.-drafted #card { display: none; }
        &.-focus.-drafting #card { display: none; }
        &.-focus #focus { display: block; }
        &.-focus #reading { display: block; border-left: none; }
        &.-focus #focus-commands { display: block; }
        &.-focus.-drafted #focus-draft { display: block; }
        &.-focus.-drafting #focus-draft { display: none; }
        &.-focus.-drafting #composer { display: block; }
        &.-focus.-narrow #panes { layout: vertical; }
        &.-focus.-narrow #focus-draft { height: 30%; border-left: none; }
        &.-focus.-narrow #composer { height: 1fr; border-left: none; }
        &.-focus.-narrow #focus-draft { border-top: solid $quiet-border; }
        &.-focus.-narrow #composer { border-top: solid $quiet-border; }
    }
    """.replace("$wide", f"{WIDE_PERCENT}%")
    .replace("$full", f"{FULL_PERCENT}%")
    .replace("$answered", str(ANSWERED_LINES))
)


def layout_classes(
    width: int, height: int, *, is_reading: bool, is_writing: bool, is_focused: bool
) -> dict[str, bool]:
    """Return the CSS classes that choose the layout of the panes, each with whether it is set.

    Args:
        width: the columns of the terminal.
        height: its lines.
        is_reading: whether the conversation takes the keys.
        is_writing: whether a draft is open.
        is_focused: whether focus mode is on.
    """
    return {
        "-narrow": width < WIDE,
        "-wide": WIDE <= width < FULL,
        "-full": width >= FULL,
        "-tall": height >= TALL,
        "-focus": is_focused,
        "-drafting": is_focused and is_writing,
        "-reading": is_reading and width < WIDE and not is_focused,
        "-writing": is_writing and not is_focused,
    }
