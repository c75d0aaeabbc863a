"""`bizcare --plain`: an interactive line mode without boxes, for screen readers and simple terminals."""

from __future__ import annotations

import shlex
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bizcare_tui.cli.baseline_question import baseline_question
from bizcare_tui.cli.brief_rows import print_unseen_brief
from bizcare_tui.cli.command_line import run_command
from bizcare_tui.cli.json.threads import thread_json
from bizcare_tui.cli.output import format_deadline
from bizcare_tui.cli.parser import takes_thread
from bizcare_tui.cli.plain_reply import LineReply, agrees, print_findings
from bizcare_tui.cli.registry import command_names, load_command
from bizcare_tui.cli.unsaved_rows import print_unsaved
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.unsaved_texts import UnsavedTexts
from bizcare_tui.domain.counters import in_words
from bizcare_tui.domain.nearest import nearest_word
from bizcare_tui.domain.replies.reply_findings import ReplyFinding
from bizcare_tui.domain.threads import Cover
from bizcare_tui.errors import BizcareError, ReplyCheckFailed, WrongUsage
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.present.labels import cover_state_label

PAGE_SIZE = 10


def run(_options: Namespace | None) -> int:
    """Run the line mode until the end of the input, or `quit`."""
    return LineMode(Desk()).run()


class LineMode:
    """The interactive line mode.

    Every command of `bizcare` works here as it does in a shell. Threads are named by their position in the
    last list; a command that needs a thread and names none uses the open one.

    Args:
        desk: the desk to work on.
        ask: prints a prompt and returns the next line of input; raises EOFError at its end.
    """

    def __init__(self, desk: Desk, ask: Callable[[str], str] = input) -> None:
        self._desk = desk
        self._ask = ask
        self._listed: list[int] = []
        self._printed_count = 0
        self._open: int | None = None
        self._texts = UnsavedTexts(desk.session.paths)
        self._line_reply = LineReply(desk, ask, self._texts)
        self._commands: dict[str, Callable[[Sequence[str]], None]] = {
            "help": self._help,
            "list": self._list,
            "more": self._more,
            "open": self._open_thread,
            "reply": self._reply,
            "reject": lambda words: self._decide("reject", words),
            "refuse": lambda words: self._decide("reject", words),
            "refund": lambda words: self._decide("refund", words),
        }

    def run(self) -> int:
        """Read and run commands until the person leaves; return the exit code."""
        print(_("bizcare, line by line. Type help for the commands, quit to quit."))
        print_unsaved(self._texts)
        print_unseen_brief(self._desk)
        self._run_line("list", [])
        if question := baseline_question(self._desk):
            print(question)
        while True:
            try:
                words = self._read_words()
                if words and words[0] in ("quit", "exit", "q"):
                    return 0
                if words:
                    self._run_line(words[0], words[1:])
            except (EOFError, KeyboardInterrupt):
                print()
                return 0

    def _read_words(self) -> list[str]:
        try:
            return shlex.split(self._ask(self._prompt()))
        except ValueError as error:
            print(_("The line cannot be read: {0}.").format(error))
            return []

    def _prompt(self) -> str:
        return f"{self._open or 'bizcare'}> "

    def _run_line(self, command: str, words: Sequence[str]) -> None:
        try:
            if command in self._commands:
                self._commands[command](words)
            elif command.isdecimal() and not words:
                self._open_thread([command])
            else:
                self._run_bizcare_command(command, words)
        except BizcareError as error:
            print(_("Not done: {0}").format(error))
            if isinstance(error, ReplyCheckFailed):
                print_findings([each for each in error.findings if isinstance(each, ReplyFinding)])
        except KeyboardInterrupt:
            print(_("Stopped."))

    # --- looking -----------------------------------------------------------------------------------

    def _help(self, _words: Sequence[str]) -> None:
        print(_("list QUERY: show threads, next deadline first; more: show the next ones"))
        print(_("open 3, or 3: open the third thread of the list; or give the number of a thread"))
        print(_("reply: answer the open thread; reject, refund: decide on it, with a file in your editor"))
        print(
            _(
                "done, note --text TEXT, tag --tags TAGS, snooze --until 3h …: act on the open thread, or"
                " on #3"
            )
        )
        print(_("sync, due, outbox, away, undo …: every command of bizcare; add --help to see what it does"))
        print(_("quit: close bizcare"))

    def _list(self, words: Sequence[str]) -> None:
        self._listed = list(self._desk.inbox.thread_ids(parse_query(" ".join(words))))
        self._printed_count = 0
        count = len(self._listed)
        print(ngettext("{0} thread.", "{0} threads.", count).format(count))
        if summary := in_words(self._desk.statistics.counters(), self._desk.now()):
            print(f"{summary}.")
        self._more([])

    def _more(self, _words: Sequence[str]) -> None:
        page = self._listed[self._printed_count : self._printed_count + PAGE_SIZE]
        for position, thread_id in enumerate(page, self._printed_count + 1):
            print(f"{position}. {self._summary(thread_id)}")
        self._printed_count += len(page)
        if remaining := len(self._listed) - self._printed_count:
            print(_("{0} more threads (type more)").format(remaining))

    def _summary(self, thread_id: int) -> str:
        line = thread_json(self._desk, thread_id)
        care = _("Business Care {0}").format(cover_state_label(Cover(line["business_care"]["state"])))
        unread = _("unread") if line["unread"] else ""
        product = line["product"]["name"] if line["product"] else ""
        parts = [
            format_deadline(line, self._desk.now()),
            unread,
            line["topic"],
            product,
            care,
            str(thread_id),
        ]
        return ". ".join(part for part in parts if part)

    def _open_thread(self, words: Sequence[str]) -> None:
        if len(words) != 1:
            raise WrongUsage(_("Give a number: open 3."))
        thread_id = self._parse_thread_id(words[0])
        line = thread_json(self._desk, thread_id)
        self._open = thread_id
        print(f"{line['topic']}. {format_deadline(line, self._desk.now())}.")
        self._run_bizcare_command("show", [str(thread_id)])
        self._desk.conversations.mark_read(thread_id)

    # --- answering ---------------------------------------------------------------------------------

    def _reply(self, words: Sequence[str]) -> None:
        self._line_reply.write(self._thread_id_of(words))

    def _decide(self, command: str, words: Sequence[str]) -> None:
        from bizcare_tui.external_editor import edit_in_external_editor

        thread_id = self._thread_id_of(words)
        with TemporaryDirectory(prefix="bizcare-") as folder:
            file = Path(folder) / f"{command}.toml"
            if run_command([command, str(thread_id), "--template", "--decision", str(file)]):
                return
            text = file.read_text(encoding="utf-8")
            while True:
                print(_("Your editor opens a file with questions. Answer them, save and close it."))
                text = edit_in_external_editor(text)
                file.write_text(text, encoding="utf-8")
                if run_command([command, str(thread_id), "--decision", str(file)]) == 0:
                    break
                if not agrees(self._ask, _("Correct it?")):
                    return
            if agrees(self._ask, _("Record the decision and send the letter?")):
                run_command([command, str(thread_id), "--decision", str(file), "--yes"])

    # --- running commands --------------------------------------------------------------------------

    def _run_bizcare_command(self, command: str, words: Sequence[str]) -> None:
        """Run a command as in a shell; "#3" stands for the third thread of the list."""
        if command not in command_names():
            near = nearest_word(command, [*command_names(), *self._commands])
            hint = _("Did you mean {0}?").format(near) if near else _("Type help to list the commands.")
            raise WrongUsage(_("There is no command {0!r}.").format(command), hint)
        if not load_command(command).in_line_mode:
            raise WrongUsage(_("Not available here. Run: bizcare {0}").format(command))
        arguments = [str(self._parse_thread_id(word)) if word.startswith("#") else word for word in words]
        if self._open is not None and not _names_a_thread(arguments) and takes_thread(command):
            arguments.insert(0, str(self._open))
        run_command([command, *arguments])

    def _thread_id_of(self, words: Sequence[str]) -> int:
        if words:
            return self._parse_thread_id(words[0])
        if self._open is None:
            raise WrongUsage(_("No thread is open."), _("open 3 opens the third thread of the list."))
        return self._open

    def _parse_thread_id(self, word: str) -> int:
        """Return the id of a thread that is given by its position in the list, or by its id."""
        digits = word.lstrip("#")
        if not digits.isascii() or not digits.isdecimal() or len(digits) > 18:
            raise WrongUsage(_("{0!r} is not a whole number").format(word))
        position = int(digits)
        return self._listed[position - 1] if 1 <= position <= len(self._listed) else position


def _names_a_thread(words: Sequence[str]) -> bool:
    return bool(words) and (words[0].isdecimal() or "--query" in words or "--old" in words)
