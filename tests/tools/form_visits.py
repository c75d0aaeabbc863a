"""Visits of the composer, the filter and every form by the keys in force."""

from __future__ import annotations

from list_visits import MAIN, leave, move_beside_field
from typist import Typist, sequence_of

from bizcare_tui.ui.commands.command import Context as In
from bizcare_tui.ui.commands.keymap import with_shared


def type_in_field(typist: Typist, *contexts: In, width: int = 0) -> str:
    """Show that letters are typed into a field, whatever they do elsewhere, and dead keys do nothing."""
    text = typist.type_all_typed_keys(width)
    typist.press_dead_keys_of_field(*contexts)
    typist.terminal.press("0815")
    typist.terminal.until_text(("" if width else text[-8:]) + "0815")
    return "0815" if width else text + "0815"


def visit_note(typist: Typist) -> None:
    title = "Internal note"
    typist.press_until("note", In.MAIN, title)
    typist.expect_label("accept_form", In.FORM)
    typist.expect_label("leave_form", In.FORM)
    type_in_field(typist, In.FORM)
    typist.press_until_gone("leave_form", In.FORM, title)
    typist.press_until("note", In.MAIN, title)
    typist.terminal.until_text("0815")
    typist.press_until_gone("accept_form", In.FORM, title)


def visit_tag(typist: Typist) -> None:
    title = "Tags separated"
    typist.press_until("tag", In.MAIN, title)
    typist.expect_label("leave_form", In.FORM)
    text = type_in_field(typist, In.FORM)
    typist.press_until_gone("leave_form", In.FORM, title)
    typist.press_until("tag", In.MAIN, text[-8:])
    typist.erase(text)
    typist.terminal.press("vip")
    typist.press_until_gone("accept_form", In.FORM, title)
    typist.terminal.until_text("#vip")


def visit_key(typist: Typist) -> None:
    title = "Welcome to bizcare"
    typist.press_until("key", In.MAIN, title)
    for command_id in ("key_demo", "key_later"):
        typist.expect_label(command_id, In.API_KEY)
    typist.press_dead_keys_of_field(In.API_KEY)
    typist.terminal.press("08")
    typist.terminal.until_text("••")
    typist.press_until_gone("key_later", In.API_KEY, title)


def visit_filter(typist: Typist) -> None:
    typist.press_until("filter", In.MAIN, "words, is:late")
    typist.expect_label("filter_clear", In.FILTER)
    text = typist.type_all_typed_keys()
    typist.press_until_gone("filter_clear", In.FILTER, text[-8:])
    # The empty field is painted once before it is hidden.
    typist.terminal.until_gone("words, is:late")
    typist.press_until("filter", In.MAIN, "words, is:late")
    typist.press_until_gone("filter_clear", In.FILTER, "words, is:late")
    typist.press_until("filter", In.MAIN, "words, is:late")
    typist.terminal.press("is:la")
    typist.press_until("complete", In.FILTER, "is:late")
    typist.press_until_gone("filter_clear", In.FILTER, "is:late")


def visit_composer(typist: Typist) -> None:
    """Type, undo, insert a snippet, check and send with a reason, each by its key."""
    typist.press_until("reply", In.MAIN, "Reply to")
    for command in typist.keymap.of(In.COMPOSER):
        if command.short:
            typist.expect_label(command.id, In.COMPOSER)
    text = type_in_field(typist, *MAIN, width=30)
    typist.press_until_gone("drop_draft", In.COMPOSER, text[-8:])
    typist.press_until("undo_typing", In.COMPOSER, text[-8:])
    typist.press_until_gone("redo_typing", In.COMPOSER, text[-8:])
    typist.press_until("snippet", In.COMPOSER, "Snippets")
    move_beside_field(typist)
    typist.terminal.press(sequence_of("enter"))
    typist.terminal.until_gone("Snippets")
    typist.press_until("check", In.COMPOSER, "Check before sending")
    typist.press_dead_keys(*with_shared(In.FINDINGS))
    leave(typist, "Check before sending")
    typist.press_until("attach", In.COMPOSER, "Attach a file")
    typist.press_until_gone("leave_form", In.FORM, "Attach a file")
    typist.press("drop_draft", In.COMPOSER)
    typist.terminal.until_text("The draft is empty now")
    typist.terminal.press("He mirado el carrusel de la tienda: no falta nada y todo funciona")
    typist.press_until("send", In.COMPOSER, "your reason for sending")
    reason = type_in_field(typist, *with_shared(In.FINDINGS))
    assert reason
    typist.press_until_gone("findings_send", In.FINDINGS, "Check before sending")
    typist.terminal.until_text("is sent in")


def visit_submission(typist: Typist) -> None:
    """Go through the fields, and check lines of the list by the keys of lists."""
    title = "Submit the patch"
    typist.press_until("board", In.MAIN, "╭─ Defects")
    typist.press_until("board_step", In.BOARD, "What happened?")
    typist.press_until("choose", In.LIST, title)
    for command_id, context in (("leave_form", In.FORM), ("accept_form", In.FORM)):
        typist.expect_label(command_id, context)
    text = type_in_field(typist, *with_shared(In.SUBMISSION))
    typist.erase(text)
    # Keys typed before the next field has the cursor would go into this one.
    line = typist.terminal.cursor_line
    typist.terminal.press("\t")
    typist.terminal.until(lambda _lines: typist.terminal.cursor_line > line)
    type_in_field(typist, *with_shared(In.SUBMISSION))
    typist.terminal.press("\t")
    typist.until_list_has_focus()
    first = typist.line
    contexts = with_shared(In.SUBMISSION)
    typist.press_dead_keys(*contexts)
    typist.press("move_down", In.CHECKLIST)
    typist.until_line(first, other=True)
    typist.press("move_up", In.CHECKLIST)
    typist.until_line(first)
    typist.press_until("submission_check", In.SUBMISSION, "[x]")
    typist.press_until("accept_form", In.FORM, "is not three or four numbers")
    typist.press_until_gone("leave_form", In.FORM, title)
    leave(typist, "╭─ Defects")


FORMS = (visit_note, visit_tag, visit_key, visit_filter, visit_submission, visit_composer)
