"""`bizcare unsaved`: show, restore or discard texts that could not be saved when bizcare ended."""

from __future__ import annotations

from argparse import Namespace

from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.unsaved_texts import KeptText, UnsavedTexts, save_unsaved_text
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.paths import Paths


def run(options: Namespace) -> int:
    """List the texts, oldest first, or show, restore or discard one of them.

    Raises:
        WrongUsage: there is no text with this number.
    """
    texts = UnsavedTexts(Paths.from_environment())
    found = texts.found()
    if options.what is None:
        for number, kept in enumerate(found, 1):
            if options.json:
                print_json(_fields(number, kept))
            else:
                print(_summary_line(number, kept))
        if not found and not options.json:
            narrate(_("Every text was saved."))
        return 0
    number = options.number or 0
    if not 1 <= number <= len(found):
        raise WrongUsage(
            _("There is no unsaved text {0}.").format(number), _("`bizcare unsaved` lists them.")
        )
    kept = found[number - 1]
    if options.what == "show":
        print_json(_fields(number, kept)) if options.json else print(kept.content.text)
        return 0
    if options.what == "restore":
        save_unsaved_text(Desk(), kept.content)
    texts.discard(kept)
    narrate(_("Restored.") if options.what == "restore" else _("Discarded."))
    return 0


def _summary_line(number: int, kept: KeptText) -> str:
    """Return a text as a line: when and where it was typed, for which thread, and its beginning."""
    text = kept.content
    about = f" {text.thread_id}" if text.thread_id is not None else ""
    beginning = text.beginning or text.title
    return f"{number}. {text.at[:16].replace('T', ' ')}  {text.kind.in_words}{about}: {beginning}"


def print_unsaved(texts: UnsavedTexts) -> None:
    """Print the unsaved texts at the start of the line mode, if there are any."""
    found = texts.found()
    if found:
        count = len(found)
        print(
            ngettext(
                "{n} text could not be saved when bizcare ended:",
                "{n} texts could not be saved when bizcare ended:",
                count,
            ).format(n=count)
        )
        for number, kept in enumerate(found, 1):
            print(_summary_line(number, kept))
        print(_("unsaved show N prints one, unsaved restore N saves it, unsaved discard N removes it."))


def _fields(number: int, kept: KeptText) -> dict[str, object]:
    text = kept.content
    return {
        "number": number,
        "kind": text.kind.value,
        "threads": list(text.thread_ids),
        "at": text.at,
        "text": text.text,
        "file": str(kept.file),
    }
