"""The loop of the line mode: read a line, run the command that it names, until the person leaves."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence

from bizcare_tui.cli.baseline_question import baseline_question
from bizcare_tui.cli.brief_rows import print_unseen_brief
from bizcare_tui.cli.plain.cli_commands import run_cli_command
from bizcare_tui.cli.plain.command import PlainGroup
from bizcare_tui.cli.plain.conversation import Cancelled, Flow, WentBack
from bizcare_tui.cli.plain.questions import yes
from bizcare_tui.cli.plain.registry import BY_WORD, COMMANDS
from bizcare_tui.cli.plain.session import LineSession, describe
from bizcare_tui.cli.plain.system import welcome
from bizcare_tui.cli.registry import command_names, summaries
from bizcare_tui.cli.terminal import no_control_sequences
from bizcare_tui.cli.unsaved_rows import print_unsaved
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.domain.nearest import nearest_word
from bizcare_tui.domain.outbox import reply_state_label
from bizcare_tui.errors import BizcareError, WrongUsage
from bizcare_tui.i18n import _

_LEAVING = ("quit", "exit", "q")
# Words that are in front of a command in a shell, and need not be typed here.
_PROGRAM = "bizcare"


class LineMode:
    """The line mode: reads lines, and runs the commands that they name.

    Every command of `bizcare` works here as it does in a shell, too. Threads are named by their place in the
    last list; a command that needs a thread and names none uses the open one.

    Args:
        desk: the desk to work on.
        read_input: prints a prompt and returns the next line of input; raises EOFError at its end.
        tour: whether to begin with the tour.
    """

    def __init__(self, desk: Desk, read_input: Callable[[str], str] = input, *, tour: bool = False) -> None:
        self._session = LineSession(desk, read_input)
        self._has_tour = tour

    def run(self) -> int | None:
        """Read and run commands until the person leaves; return the exit code, None to show the demo."""
        session = self._session
        with no_control_sequences():
            try:
                session.say(_("bizcare, line by line. Type help for the commands, quit to quit."))
                if self._begin():
                    return None
                while not self._run_next():
                    pass
            except (EOFError, KeyboardInterrupt):
                print()
        return 0

    def _begin(self) -> bool:
        """Say what is there; return whether to show the demo."""
        session = self._session
        print_unsaved(session.texts)
        if self._guard(lambda: welcome(session)):
            return True
        print_unseen_brief(session.desk)
        section = session.desk.inbox.sections[0]
        self._guard(lambda: session.show_list(parse_query(section.query), section.name))
        if question := baseline_question(session.desk):
            session.say(question)
        if self._has_tour:
            session.tour.begin()
        return False

    def _run_next(self) -> bool:
        """Read a line and run it; return whether the person leaves."""
        session = self._session
        line = session.talk.read_line(f"{session.open_id or 'bizcare'}> ").removeprefix(f"{_PROGRAM} ")
        name, _space, words = line.partition(" ")
        name = name.casefold()
        if name in _LEAVING:
            return bool(self._guard(self._may_leave))
        if name:
            self._guard(lambda: self._run(name, words.strip()))
        return False

    def _guard(self, run: Callable[[], object]) -> object:
        """Run something, and say why it could not be done."""
        try:
            return run()
        except WentBack:
            self._session.say(_("Back at the start; nothing was done."))
        except Cancelled:
            self._session.say(_("Cancelled."))
        except BizcareError as error:
            self._session.say(_("Not done: {0}").format(describe(error)))
        except KeyboardInterrupt:
            self._session.say(_("Stopped."))
        return None

    def _run(self, name: str, words: str) -> None:
        session = self._session
        name = name.replace("_", "-")
        if name.lstrip("#").isdecimal() and not words:
            name, words = "open", name
        if name in ("help", "palette"):
            _help(session, words)
            name = "help"
        elif name in BY_WORD and not _is_for_shell(name, words):
            name = BY_WORD[name].name
            BY_WORD[name].run(session, _unquoted(words))
        elif name in command_names():
            run_cli_command(session, name, _split(words))
        else:
            raise _unknown(name)
        session.tour.did(name)

    def _may_leave(self) -> bool:
        """Return whether to leave; ask if some replies are not confirmed yet."""
        session = self._session
        states = session.desk.replies.states() if session.desk.session.exists else {}
        if not states:
            return True

        def asking() -> Flow[bool]:
            parts = ", ".join(f"{reply_state_label(state)} {count}" for state, count in states.items())
            yield _("Not all replies are confirmed: {0}.").format(parts)
            return (yield from yes(_("Quit?")))

        return session.talk.hold(asking)


def _help(session: LineSession, words: str) -> None:
    """List the commands by group, or those that a word finds."""
    if words:
        found = [each for each in COMMANDS if words in each.words] or [
            each
            for each in COMMANDS
            if words.casefold() in f"{' '.join((*each.words, *each.covers))} {_(each.help)}".casefold()
        ]
        for each in found:
            session.say(f"{' / '.join(each.words)}: {_(each.help)}")
        others = [each for each in summaries() if words in each.name and each.name not in BY_WORD]
        for other in others:
            session.say(f"{other.name}: {_(other.help)}")
        if not found and not others:
            raise WrongUsage(
                _("Nothing here is called {0!r}.").format(words[:40]), _("“help” lists all words.")
            )
        return
    for group in PlainGroup:
        session.say(f"{group.title}:")
        for each in COMMANDS:
            if each.group is group:
                session.say(f"  {each.name}: {_(each.help)}")
    session.say(_("help WORD: find a command; quit: end bizcare"))
    session.say(_("At a question: back is the question before, cancel leaves, help says what can be typed."))
    more = sorted(command_names() - BY_WORD.keys())
    session.say(
        _("Commands of the shell work here too, with --help after them: {0}.").format(", ".join(more))
    )


def _is_for_shell(name: str, words: str) -> bool:
    """Return whether a line is meant as a command line: it has an option, or names a step of the outbox."""
    if name not in command_names():
        return False
    has_option = any(word.startswith("--") and len(word) > 2 for word in words.split())
    return has_option or (name == "outbox" and words[:1].isalpha())


def _split(words: str) -> Sequence[str]:
    try:
        return shlex.split(words)
    except ValueError as error:
        raise WrongUsage(_("The line cannot be read: {0}.").format(error)) from None


def _unquoted(words: str) -> str:
    """Return words without the quotation marks around all of them."""
    if len(words) > 1 and words[0] == words[-1] and words[0] in "'\"":
        return words[1:-1]
    return words


def _unknown(name: str) -> WrongUsage:
    # What cannot be undone is not proposed for a word that is like it.
    words = [each for each in (*BY_WORD, *command_names(), "help", "quit") if each != "erase"]
    near = nearest_word(name, words)
    hint = _("Did you mean {0}?").format(near) if near else _("Type help to list the commands.")
    return WrongUsage(_("There is no command {0!r}.").format(name[:40]), hint)
