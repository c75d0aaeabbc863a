"""`bizcare export`: write the store as JSON Lines, its tables as CSV, or its threads as Markdown."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import TableProgress, narrate, print_json
from bizcare_tui.cli.store_maintenance import load_store_maintenance
from bizcare_tui.desk.data_copies import DataCopies
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.document import as_markdown, thread_document
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.errors import OutputFailed, WrongUsage
from bizcare_tui.i18n import N_, _, format_number, ngettext
from bizcare_tui.paths import convert_write_errors, create_private_file, create_private_folder


def run(options: Namespace) -> int:
    """Write the requested export. Files are readable only by their owner, and no file is overwritten."""
    if options.query and not options.markdown:
        raise WrongUsage(_("A query can only be used with --markdown. The other formats export everything."))
    if sum(map(bool, (options.file, options.csv, options.markdown))) > 1:
        raise WrongUsage(_("Give one of FILE, --csv and --markdown."))
    if options.markdown:
        return _export_threads(options)
    progress = TableProgress()
    keeping = load_store_maintenance()
    if options.csv:
        written = keeping.export_csv(Path(options.csv), progress)
    elif options.file and options.file != "-":
        written = keeping.export_to(Path(options.file), progress)
    else:
        if sys.stdout.isatty():
            raise WrongUsage(
                _("This is too much output for a terminal."), _("Give a file, or redirect the output: > FILE")
            )
        try:
            keeping.export(sys.stdout.buffer, progress)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputFailed(error.strerror or str(error)) from error
        finally:
            progress.end()
        return 0
    progress.end()
    if options.json:
        print_json({"to": options.csv or options.file, "tables": {each.table: each.rows for each in written}})
        return 0
    rows = sum(each.rows for each in written)
    narrate(
        ngettext("{0} row written to {1}.", "{0} rows written to {1}.", rows).format(
            format_number(rows), options.csv or options.file
        )
    )
    narrate(_("It contains personal data and all texts, but not the API key."))
    return 0


def _export_threads(options: Namespace) -> int:
    """Write a Markdown file for each thread that matches the query."""
    desk = Desk()
    threads = desk.inbox.thread_ids(parse_query(options.query or ""))
    folder = create_private_folder(Path(options.markdown))
    DataCopies(desk.session.paths, desk.session.database).record(folder)
    for thread_id in threads:
        document = as_markdown(list(thread_document(desk.conversations.conversation(thread_id))))
        with convert_write_errors(folder), create_private_file(folder / f"{thread_id}.md") as stream:
            stream.write(document)
    if options.json:
        print_json({"to": options.markdown, "threads": len(threads)})
    else:
        text = ngettext("{0} thread written to {1}.", "{0} threads written to {1}.", len(threads))
        narrate(text.format(format_number(len(threads)), options.markdown))
    return 0


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", nargs="?", metavar=_("FILE"), help=_("a new file; standard output if missing or -")
    )
    parser.add_argument("--csv", metavar=_("FOLDER"), help=_("write every table as CSV, for a spreadsheet"))
    parser.add_argument(
        "--markdown", metavar=_("FOLDER"), help=_("write the threads as Markdown, for reading")
    )
    parser.add_argument(
        "--query", metavar=_("QUERY"), help=_("only threads that match the query, for --markdown")
    )


COMMAND = CliCommand(
    name="export",
    help=N_("export the whole store as JSON Lines, its tables as CSV, or threads as Markdown"),
    run=run,
    add_arguments=_add_arguments,
    rank=301,
)
