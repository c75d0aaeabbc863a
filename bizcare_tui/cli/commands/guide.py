"""`bizcare guide`: list the pages of the guide, or print one."""

from __future__ import annotations

import shutil
import sys
from argparse import ArgumentParser, Namespace

from bizcare_tui.cli.argument_types import set_completer
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.guide import guide_page, guide_topics
from bizcare_tui.i18n import N_, _

# Lines longer than this are hard to read.
_MAX_WIDTH = 100


def run(options: Namespace) -> int:
    """Print the list of pages, or a page: as plain text on a terminal, else as its Markdown.

    Raises:
        WrongUsage: there is no page of that name.
    """
    if options.topic is None:
        _print_topics(as_json=options.json)
        return 0
    markdown = guide_page(options.topic)
    if options.json:
        print_json({"topic": options.topic, "text": markdown})
    elif options.raw or not sys.stdout.isatty():
        print(markdown, end="")
    else:
        from bizcare_tui.present.guide_text import guide_text

        print(guide_text(markdown, min(shutil.get_terminal_size().columns, _MAX_WIDTH)), end="")
    return 0


def _print_topics(*, as_json: bool) -> None:
    group = ""
    for topic in guide_topics():
        if as_json:
            print_json({"topic": topic.name, "group": topic.group, "about": topic.about})
            continue
        if topic.group != group:
            print(f"\n{topic.group}" if group else topic.group)
            group = topic.group
        print(f"  {topic.name:<16} {topic.about}")
    if not as_json:
        narrate(_("`bizcare guide TOPIC` shows one of these pages."))


def _add_arguments(parser: ArgumentParser) -> None:
    topic = parser.add_argument("topic", nargs="?", metavar=_("TOPIC"), help=_("name of a page"))
    set_completer(topic, lambda: (each.name for each in guide_topics()))
    parser.add_argument("--raw", action="store_true", help=_("print Markdown, even on a terminal"))


COMMAND = CliCommand(
    name="guide",
    help=N_("show the guide: a list of its pages, or one page"),
    run=run,
    add_arguments=_add_arguments,
    rank=602,
)
