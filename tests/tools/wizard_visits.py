"""Both wizards, step by step, by the keys in force."""

from __future__ import annotations

from list_visits import leave, until_topic
from typist import Typist

from bizcare_tui.ui.commands.command import Context as In

# Commands that a step names only where there is something for them to show.
NOT_ALWAYS_SHOWN = frozenset({"reasons_precedents"})


def go_to(typist: Typist, topic: str) -> None:
    """Move the cursor of the inbox down to a thread."""
    shown = until_topic(typist, "", other=True)
    while topic not in shown:
        typist.press("move_down", In.MAIN)
        shown = until_topic(typist, shown, other=True)


def step(typist: Typist, number: int) -> None:
    typist.terminal.until(lambda lines: f"step {number} of 6" in lines[0])


def enter_step(typist: Typist, number: int, *contexts: In) -> None:
    """Go on to a step: its line names the keys in force, and the dead default keys do nothing."""
    typist.press("wizard_next", In.WIZARD)
    step(typist, number)
    show_keys_of_step(typist, *contexts)


def show_keys_of_step(typist: Typist, *contexts: In) -> None:
    """Show that the line of keys names those of the step, and that the dead default keys do nothing."""
    for command in typist.keymap.of(*contexts):
        if command.short and command.id not in NOT_ALWAYS_SHOWN:
            typist.expect_label(command.id, command.context)
    is_letter = In.LETTER in contexts
    press_dead_keys = typist.press_dead_keys_of_field if is_letter else typist.press_dead_keys
    press_dead_keys(*contexts, In.WIZARD, *(() if is_letter else (In.WIZARD_ROWS,)))
    typist.press_until("wizard_help", In.WIZARD, "╰")
    typist.press_until_gone("close", In.DIALOG, "╰")


def move_in_step(typist: Typist, *contexts: In) -> None:
    """Move in the rows of a step from the first one, wherever the cursor is."""
    shown = typist.until_line("", other=True)
    typist.press("last", In.WIZARD_ROWS)
    last = typist.until_line(shown, other=True)
    typist.press("first", In.WIZARD_ROWS)
    typist.until_line(last, other=True)
    typist.move_in_list(In.WIZARD_ROWS, *contexts, In.WIZARD, In.WIZARD_ROWS)


def type_line(typist: Typist, text: str, title: str) -> None:
    typist.terminal.press(text)
    typist.terminal.until_text(text)
    typist.press_until_gone("accept_form", In.FORM, title)


def open_and_leave_line(typist: Typist, command_id: str, context: In, title: str) -> None:
    typist.press_until(command_id, context, title)
    typist.press_until_gone("leave_form", In.FORM, title)


def send_decision(typist: Typist, command_id: str, context: In) -> None:
    """Send a letter, with a reason where the check asks for one."""
    typist.press(command_id, context)
    lines = typist.terminal.until(
        lambda shown: any("before sending" in line for line in shown) or "step 6" not in shown[0]
    )
    if any("before sending" in line for line in lines):
        assert not any("STOP" in line for line in lines), "\n".join(lines)
        if any("REASON?" in line for line in lines):
            typist.terminal.press("it says what there is to say")
        typist.press("findings_send", In.FINDINGS)
    typist.terminal.until_text("Decision recorded")


def visit_rejection(typist: Typist) -> None:
    """Reject a request, step by step."""
    go_to(typist, "Topic 3")
    typist.press("reject", In.MAIN)
    step(typist, 1)
    show_keys_of_step(typist)
    enter_step(typist, 2, In.REJECTION_REASONS)
    move_in_step(typist, In.REJECTION_REASONS)
    open_and_leave_line(typist, "reasons_shop", In.REJECTION_REASONS, "Its address as shown")
    open_and_leave_line(typist, "reasons_versions", In.REJECTION_REASONS, "Start date, lowest")
    typist.press("last", In.WIZARD_ROWS)
    typist.terminal.until(lambda _lines: "Code changed" in typist.line)
    typist.press("wizard_choose", In.WIZARD)
    lines = typist.terminal.until(
        lambda shown: any("[x]" in line or "╭─ The data do not prove it" in line for line in shown)
    )
    if not any("[x]" in line for line in lines):
        cancel = typist.until_line("", other=True)
        typist.press("move_down", In.LIST)
        typist.until_line(cancel, other=True)
        typist.press_until("choose", In.LIST, "[x]")
    open_and_leave_line(typist, "reasons_explain", In.REJECTION_REASONS, "Why does this reason apply?")
    enter_step(typist, 3, In.EVIDENCE)
    typist.press_until("evidence_finding", In.EVIDENCE, "Your finding")
    type_line(typist, "I saw that your developer changed the template of the carousel", "Your finding")
    typist.terminal.until_text("finding: ")
    typist.press("first", In.WIZARD_ROWS)
    typist.terminal.until(lambda _lines: "Code changed" in typist.line)
    move_in_step(typist, In.EVIDENCE)
    typist.press_until("evidence_quote", In.EVIDENCE, "Which message?")
    leave(typist, "Which message?")
    open_and_leave_line(typist, "evidence_file", In.EVIDENCE, "Path of the file")
    enter_step(typist, 4, In.ALTERNATIVES)
    move_in_step(typist, In.ALTERNATIVES)
    typist.press_until("wizard_choose", In.WIZARD, "[x]")
    open_and_leave_line(
        typist, "alternatives_partial", In.ALTERNATIVES, "Write it in the customer's language"
    )
    typist.press("wizard_back", In.WIZARD)
    step(typist, 3)
    enter_step(typist, 4, In.ALTERNATIVES)
    enter_step(typist, 5, In.LETTER)
    text = typist.type_all_typed_keys(40)
    typist.press_until_gone("letter_compose", In.LETTER, text[-8:])
    typist.press_until("letter_check", In.LETTER, "Check before sending")
    leave(typist, "Check before sending")
    enter_step(typist, 6, In.REVIEW)
    typist.press("wizard_leave", In.WIZARD)
    typist.terminal.until_gone("step 6 of 6")
    typist.press("reject", In.MAIN)
    step(typist, 6)
    send_decision(typist, "review_send", In.REVIEW)


def visit_refund(typist: Typist) -> None:
    """Agree to a refund, step by step."""
    hint = f"{typist.keymap.key('author')} author"
    typist.terminal.until_text(hint)
    typist.press_until_gone("back", In.MAIN, hint)
    go_to(typist, "Topic 2")
    typist.press("refund", In.MAIN)
    step(typist, 1)
    grounds = (In.REFUND_REASONS, In.EVIDENCE)
    show_keys_of_step(typist, *grounds)
    move_in_step(typist, *grounds)
    typist.press_until("wizard_choose", In.WIZARD, "╭─ Does only this shop")
    typist.press_until("choose", In.LIST, "(•) Yes, only this shop")
    typist.press_until("refund_singular", In.REFUND_REASONS, "╭─ Does only this shop")
    leave(typist, "╭─ Does only this shop")
    typist.press("first", In.WIZARD_ROWS)
    typist.terminal.until(lambda _lines: "[x]" in typist.line)
    typist.press_until("evidence_finding", In.EVIDENCE, "Your finding")
    type_line(typist, "We looked at it for days: on shop number two nothing loads at all", "Your finding")
    typist.terminal.until_text("finding: ")
    enter_step(typist, 2, In.REFUND_WINDOWS)
    typist.press_until("refund_late", In.REFUND_WINDOWS, "Outside the refund windows")
    type_line(typist, "the Marketplace asked us to", "Outside the refund windows")
    enter_step(typist, 3)
    move_in_step(typist)
    typist.press_until("wizard_choose", In.WIZARD, "[x]")
    typist.press("move_down", In.WIZARD_ROWS)
    typist.press_until("wizard_choose", In.WIZARD, "(•)")
    enter_step(typist, 4, In.REFUND_LETTER, In.LETTER)
    text = typist.type_all_typed_keys(40)
    typist.press_until("refund_paste", In.REFUND_LETTER, "You paste this letter")
    typist.press_until("refund_paste", In.REFUND_LETTER, "The app sends this letter")
    typist.press_until_gone("letter_compose", In.LETTER, text[-8:])
    enter_step(typist, 5, In.REFUND_STEP)
    typist.expect_label("wizard_next", In.WIZARD)
    typist.press_until("refund_file", In.REFUND_STEP, "Saved:")
    enter_step(typist, 6, In.REFUND_CONFIRMATION)
    open_and_leave_line(typist, "refund_note", In.REFUND_CONFIRMATION, "It is saved with the decision.")
    typist.press_until("wizard_choose", In.WIZARD, "[x] I completed")
    send_decision(typist, "refund_decide", In.REFUND_CONFIRMATION)


WIZARDS = (visit_rejection, visit_refund)
