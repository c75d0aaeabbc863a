"""`bizcare unsaved`: show, restore or discard texts that could not be saved when bizcare ended."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from bizcare_tui.cli.argument_types import whole_number
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.cli.unsaved_rows import print_unsaved_lines
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.unsaved_saving import save_unsaved_text
from bizcare_tui.desk.unsaved_texts import KeptText, UnsavedTexts
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import N_, _
from bizcare_tui.paths import Paths


def run(options: Namespace) -> int:
    """List the texts, oldest first, or show, restore or discard one of them.

    Raises:
        WrongUsage: there is no text with this number.
    """
    texts = UnsavedTexts(Paths.from_environment())
    found = texts.found()
    if options.what is None:
        _list(found, as_json=options.json)
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


def _list(found: Sequence[KeptText], *, as_json: bool) -> None:
    if as_json:
        for number, kept in enumerate(found, 1):
            print_json(_fields(number, kept))
    elif found:
        print_unsaved_lines(found)
    else:
        narrate(_("There are no unsaved texts."))


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


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="?", choices=("show", "restore", "discard"),
        help=_("for one text: print it, save it as draft or answers, or remove it"),
    )  # fmt: skip
    parser.add_argument("number", nargs="?", type=whole_number, metavar=_("NUMBER"))


COMMAND = CliCommand(
    name="unsaved",
    help=N_("texts that could not be saved when bizcare ended"),
    run=run,
    add_arguments=_add_arguments,
    rank=508,
)
