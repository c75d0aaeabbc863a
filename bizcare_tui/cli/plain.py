"""`bizcare --plain`: the desk line by line, without boxes, for screen readers and simple terminals.

Every command of `bizcare` works here as it does in a shell. Threads go by their place in the last list, and
what needs one is about the thread that is open.
"""

from __future__ import annotations

import shlex
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bizcare_tui.cli.arguments import command_names
from bizcare_tui.cli.output import deadline_in_words
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.views import Draft
from bizcare_tui.domain.replies.findings import Finding, Outcome
from bizcare_tui.domain.text import own_text
from bizcare_tui.domain.threads import Cover
from bizcare_tui.errors import BizcareError, CheckRefused, WrongUsage
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.ui.words import cover_state

AT_ONCE = 10
# What is about one thread, and takes the one that is open where none is named.
OF_A_THREAD = frozenset(
    {
        "show", "explain", "evaluate", "evidence", "shop", "customer", "page", "draft", "check", "read",
        "done", "reopen", "no-answer", "snooze", "wake", "tag", "note", "claim", "assign", "kind", "fix",
        "link", "author", "erase",
    }
)  # fmt: skip
# What opens the app, or serves: not from within.
_NOT_HERE = frozenset({"demo", "sandbox", "completions"})


def run(_options: Namespace | None) -> int:
    """Read commands until the end of the input, or `quit`."""
    return Plain(Desk()).run()


class Plain:
    """The desk in lines.

    Args:
        desk: the desk.
        ask: asks for a line, and ends with EOFError.
    """

    def __init__(self, desk: Desk, ask: Callable[[str], str] = input) -> None:
        self._desk = desk
        self._ask = ask
        self._listed: list[int] = []
        self._told = 0
        self._open: int | None = None
        self._own: dict[str, Callable[[Sequence[str]], None]] = {
            "help": self._help,
            "list": self._list,
            "more": self._more,
            "open": self._open_thread,
            "reply": self._reply,
            "refuse": lambda words: self._decide("reject", words),
            "refund": lambda words: self._decide("refund", words),
        }

    def run(self) -> int:
        """Go on until the person leaves."""
        print(_("bizcare, line by line. help names the commands, quit leaves."))
        self._do("list", [])
        while True:
            try:
                words = self._words()
                if words and words[0] in ("quit", "exit", "q"):
                    return 0
                if words:
                    self._do(words[0], words[1:])
            except (EOFError, KeyboardInterrupt):
                print()
                return 0

    def _words(self) -> list[str]:
        try:
            return shlex.split(self._ask(self._prompt()))
        except ValueError as error:
            print(_("That cannot be read: {0}.").format(error))
            return []

    def _prompt(self) -> str:
        return f"{self._open or 'bizcare'}> "

    def _do(self, command: str, words: Sequence[str]) -> None:
        try:
            if command in self._own:
                self._own[command](words)
            elif command.isdecimal() and not words:
                self._open_thread([command])
            else:
                self._pass_on(command, words)
        except BizcareError as error:
            print(_("Not done: {0}").format(error))
            if isinstance(error, CheckRefused):
                self._say_findings([each for each in error.findings if isinstance(each, Finding)])
        except KeyboardInterrupt:
            print(_("Stopped."))

    # --- looking -----------------------------------------------------------------------------------

    def _help(self, _words: Sequence[str]) -> None:
        print(_("list QUERY: threads, the next deadline first; more: the next ones"))
        print(_("open 3, or 3: the third of the list; its number opens a thread too"))
        print(_("reply: answer the open thread; refuse, refund: decide it, by a file in your editor"))
        print(_("done, note --text TEXT, tag --tags TAGS, snooze --until 3h …: to the open thread, or to #3"))
        print(_("sync, due, outbox, away, undo …: every command of bizcare; --help behind one explains it"))
        print(_("quit: leave"))

    def _list(self, words: Sequence[str]) -> None:
        self._listed = list(self._desk.thread_ids(" ".join(words)))
        self._told = 0
        count = len(self._listed)
        print(ngettext("{0} thread.", "{0} threads.", count).format(count))
        self._more([])

    def _more(self, _words: Sequence[str]) -> None:
        part = self._listed[self._told : self._told + AT_ONCE]
        for place, thread_id in enumerate(part, self._told + 1):
            print(f"{place}. {self._in_words(thread_id)}")
        self._told += len(part)
        if left := len(self._listed) - self._told:
            print(_("{0} more: more").format(left))

    def _in_words(self, thread_id: int) -> str:
        line = self._desk.show_line(thread_id)
        care = _("Business Care {0}").format(cover_state(Cover(line["business_care"]["state"])))
        unread = _("unread") if line["unread"] else ""
        product = line["product"]["name"] if line["product"] else ""
        parts = [
            deadline_in_words(line, self._desk.now()),
            unread,
            line["topic"],
            product,
            care,
            str(thread_id),
        ]
        return ". ".join(part for part in parts if part)

    def _open_thread(self, words: Sequence[str]) -> None:
        if len(words) != 1:
            raise WrongUsage(_("Say which: open 3."))
        thread_id = self._number(words[0])
        line = self._desk.show_line(thread_id)
        self._open = thread_id
        print(f"{line['topic']}. {deadline_in_words(line, self._desk.now())}.")
        self._pass_on("show", [str(thread_id)])
        self._desk.mark_read(thread_id)

    # --- answering ---------------------------------------------------------------------------------

    def _reply(self, words: Sequence[str]) -> None:
        thread_id = self._the_thread(words)
        draft, is_meant = self._written(thread_id)
        if not is_meant or not draft.text.strip():
            print(_("Kept as a draft."))
            return
        looked = self._desk.replies.look_over(thread_id, draft)
        for note in looked.notes:
            print(note)
        self._say_findings(looked.findings)
        outcomes = {finding.outcome for finding in looked.findings}
        if Outcome.BLOCK in outcomes:
            print(_("It is kept as a draft. reply goes on with it; draft --drop throws it away."))
            return
        asks = Outcome.OVERRIDE in outcomes
        reason = self._ask(_("Why does it go all the same? ")).strip() if asks else ""
        if (asks and not reason) or not self._agrees(_("Send it?")):
            print(_("Kept as a draft."))
            return
        row = self._desk.replies.queue(
            thread_id, draft.text, files=draft.attachments, override=reason, base=looked.last_message_id
        )
        seconds = self._desk.settings.undo_seconds
        print(_("In the outbox as {0}. For {1} seconds: outbox undo {0}").format(row.id, seconds))
        if self._desk.has_key():
            self._desk.start_sending(lambda _progress: None)

    def _written(self, thread_id: int) -> tuple[Draft, bool]:
        """The draft as it is written on and saved, and whether it is meant to go."""
        draft = self._desk.replies.draft(thread_id)
        if draft.text:
            print(_("Your draft so far:"))
            print(draft.text)
        print(_("Write on. A line with a dot alone ends it; two dots keep it as a draft."))
        while (line := self._ask("")) not in (".", ".."):
            text = f"{draft.text}\n{own_text(line)}" if draft.text else own_text(line)
            # After each line: the connection may be gone before the next.
            draft = self._desk.replies.save_draft(thread_id, replace(draft, text=text))
        return draft, line == "."

    def _decide(self, command: str, words: Sequence[str]) -> None:
        from bizcare_tui.ui.editor import edit_outside

        thread_id = self._the_thread(words)
        with TemporaryDirectory(prefix="bizcare-") as folder:
            file = Path(folder) / f"{command}.toml"
            if run_command([command, str(thread_id), "--template", "--decision", str(file)]):
                return
            text = file.read_text(encoding="utf-8")
            while True:
                print(_("Your editor opens a file of questions; answer them, save and leave it."))
                text = edit_outside(text)
                file.write_text(text, encoding="utf-8")
                if run_command([command, str(thread_id), "--decision", str(file)]) == 0:
                    break
                if not self._agrees(_("Correct it?")):
                    return
            if self._agrees(_("Do it, and send the letter?")):
                run_command([command, str(thread_id), "--decision", str(file), "--yes"])

    # --- within ------------------------------------------------------------------------------------

    def _pass_on(self, command: str, words: Sequence[str]) -> None:
        """Run a command as a shell does; "#3" is the third of the list."""
        if command in _NOT_HERE:
            raise WrongUsage(_("Not from here: bizcare {0}").format(command))
        if command not in command_names():
            raise WrongUsage(_("There is no command {0!r}.").format(command), _("help names them."))
        told = [str(self._number(word)) if word.startswith("#") else word for word in words]
        if command in OF_A_THREAD and self._open is not None and not _names_a_thread(told):
            told.insert(0, str(self._open))
        run_command([command, *told])

    def _the_thread(self, words: Sequence[str]) -> int:
        if words:
            return self._number(words[0])
        if self._open is None:
            raise WrongUsage(_("No thread is open."), _("open 3 opens the third of the list."))
        return self._open

    def _number(self, word: str) -> int:
        """A thread by its place in the list, or by its own number."""
        digits = word.lstrip("#")
        if not digits.isascii() or not digits.isdecimal() or len(digits) > 18:
            raise WrongUsage(_("{0!r} is not a whole number").format(word))
        place = int(digits)
        return self._listed[place - 1] if 1 <= place <= len(self._listed) else place

    def _agrees(self, question: str) -> bool:
        return self._ask(f"{question} {_('yes or no:')} ").strip().casefold() in ("y", "yes", _("yes"))

    def _say_findings(self, findings: Sequence[Finding]) -> None:
        for finding in findings:
            print(f"{finding.outcome.value.upper()}: {finding.why}")


def run_command(words: Sequence[str]) -> int:
    """Run a command as a shell does; its exit code."""
    from bizcare_tui.cli.main import main

    try:
        return main(words)
    except SystemExit as left:  # the parser has said what is wrong
        return left.code if isinstance(left.code, int) else 1


def _names_a_thread(words: Sequence[str]) -> bool:
    return bool(words) and (words[0].isdecimal() or "--query" in words or "--old" in words)
