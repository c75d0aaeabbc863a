"""Questions and answers line by line: asked until an answer fits, with words to go back and to cancel.

A flow is a generator that yields questions and sentences, and is sent the answers. It can be run again with
the answers given so far: this is how "back" works, and how a wrong answer is asked for again. So a flow may
read as it likes, but what it writes before its last question must be the same when it is written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bizcare_tui.domain.text import own_text
from bizcare_tui.errors import BizcareError
from bizcare_tui.i18n import _

T = TypeVar("T")

# What begins a word in a text of several lines.
_DOT = "."
# What puts a text aside, if that is possible: the same as the word "later".
_PUT_ASIDE = ".."


class WentBack(Exception):
    """The person went back at the first question of a flow."""


class Cancelled(Exception):
    """The person cancelled."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A word that can be typed instead of an answer. It shows or does something; the question comes again.

    Args:
        word: what is typed.
        help: what it does, in the language of the interface.
        run: does it; it may hold a conversation of its own.
    """

    word: str
    help: str
    run: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """A question that is answered by a line.

    Args:
        text: the question.
        read: returns the answer that a line gives; raises a BizcareError or ValueError that says what to do.
        lines: the choices, printed before the question.
        default: what an empty line stands for; empty if a line is needed.
        is_optional: whether an empty line is an answer itself.
    """

    text: str
    read: Callable[[str], T]
    lines: tuple[str, ...] = ()
    default: str = ""
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class LongQuestion:
    """A question that is answered by a text of several lines; `initial` is the text so far."""

    text: str
    initial: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A text that was written, the dot word that ended the writing without its dot, and what followed it."""

    text: str
    word: str = ""
    rest: str = ""


Flow = Generator["Question[Any] | LongQuestion | str", Any, T]
"""Yields questions and sentences to say, is sent the answers, and returns a result."""


def ask(question: Question[T]) -> Flow[T]:
    """Ask a question; the answer has the type that it reads."""
    answer: T = yield question
    return answer


class Conversation:
    """Asks the questions of flows, and reads texts.

    Args:
        read_line: prints a prompt and returns the next line of input; raises EOFError at its end.
        describe: returns an error as the person should read it.
    """

    def __init__(
        self,
        read_line: Callable[[str], str],
        describe: Callable[[BizcareError], str] = str,
    ) -> None:
        self._read_line = read_line
        self._describe = describe

    def say(self, text: str) -> None:
        """Print a sentence, or several lines."""
        print(text)

    def read_line(self, prompt: str) -> str:
        """Return a line of input without the spaces around it."""
        return self._read_line(prompt).strip()

    def hold(self, start: Callable[[], Flow[T]], *, first: str = "", asides: Sequence[Aside] = ()) -> T:
        """Run a flow to its end, and return its result.

        An error that the flow raises after an answer is said, and that answer is asked for again.

        Args:
            start: returns the flow; it is called again with the earlier answers after "back".
            first: the answer to the first question, if it was typed already.
            asides: the words that can be typed instead of an answer.

        Raises:
            WentBack: the person went back at the first question.
            Cancelled: the person cancelled.
            BizcareError: the flow failed before its first question.
            EOFError: the input ended.
        """
        answered: list[Any] = []
        # What was typed for each question, by its position: the default when it is asked again.
        lines: dict[int, str] = {}
        while True:
            try:
                return self._run(start(), answered, lines, first, asides)
            except _AskAgain:
                pass
            except WentBack:
                if not answered:
                    raise
                answered.pop()
            except BizcareError as error:
                if not answered:
                    raise
                self.say(self._describe(error))
                answered.pop()
            first = ""

    def write(
        self,
        intro: str,
        initial: str = "",
        *,
        goes_on: bool = False,
        keep: Callable[[str], str] = lambda text: text,
        words: Mapping[str, str] | None = None,
    ) -> Written:
        """Let the person write a text of several lines, after the text so far.

        Args:
            intro: what is to be written.
            initial: the text so far.
            goes_on: whether the person was writing just before, and knows the text and how to write.
            keep: called with the whole text after each line, so that a broken connection loses nothing;
                returns the text as it was kept.
            words: the dot words that end the writing besides the dot itself, without their dots, each with
                what it does.

        Raises:
            WentBack, Cancelled: the person typed that dot word.
            EOFError: the input ended.
        """
        self.say(intro)
        if not goes_on:
            if initial:
                self.say(_("The text so far:"))
                self.say(initial)
            self.say(
                _("Write line by line. A line with only a dot ends it; .help lists what else a dot can do.")
            )
        text, known = initial, words or {}
        while True:
            line = self._read_line("")
            if line.strip() == _DOT:
                return Written(text)
            if line.strip() == _PUT_ASIDE and "later" in known:
                return Written(text, "later")
            word, rest = _dot_word(line)
            if word in known:
                return Written(text, word, rest)
            if word and not rest and self._handle_word(word, text, known):
                continue
            text = keep(_with_line(text, line.removeprefix(_DOT) if _is_dotted_text(line) else line))

    # --- one question ------------------------------------------------------------------------------

    def _run(
        self,
        flow: Flow[T],
        answered: list[Any],
        lines: dict[int, str],
        first: str,
        asides: Sequence[Aside],
    ) -> T:
        """Run a flow with the answers so far, then ask for the others."""
        position, answer = 0, None
        while True:
            try:
                step = flow.send(answer)
            except StopIteration as ended:
                result: T = ended.value
                return result
            answer = None
            if isinstance(step, str):
                if position == len(answered):
                    self.say(step)
                continue
            if position == len(answered):
                answered.append(self._answer(step, lines, position, first, asides))
                first = ""
            answer = answered[position]
            position += 1

    def _answer(
        self,
        question: Question[Any] | LongQuestion,
        lines: dict[int, str],
        position: int,
        first: str,
        asides: Sequence[Aside],
    ) -> Any:
        """Ask until an answer fits; `lines` has what was typed for each position before."""
        if isinstance(question, LongQuestion):
            written = self.write(question.text, lines.get(position, question.initial))
            lines[position] = written.text
            return written.text
        default = lines.get(position, question.default)
        for line in () if first else question.lines:
            self.say(line)
        while True:
            line = first or self.read_line(_prompt(question, default))
            first = ""
            self._raise_if_control_word(line, question, asides)
            try:
                if line or not question.is_optional:
                    line = _literal(line) or default
                if not line and not question.is_optional:
                    self.say(_("An answer is needed. cancel leaves this; help says what can be typed."))
                    continue
                answer = question.read(line)
            except BizcareError as error:
                self.say(self._describe(error))
            except ValueError as error:
                self.say(str(error))
            else:
                lines[position] = line
                return answer

    def _raise_if_control_word(self, line: str, question: Question[Any], asides: Sequence[Aside]) -> None:
        """Go back, cancel, help or run an aside, if the line is the word for it."""
        word = line.casefold()
        if word in _words("back", _("back")):
            raise WentBack
        if word in _words("cancel", _("cancel")):
            raise Cancelled
        if word in _words("help", _("help"), "?"):
            self._help(question, asides)
            raise _AskAgain
        for aside in asides:
            if word == aside.word:
                try:
                    aside.run()
                except BizcareError as error:
                    self.say(self._describe(error))
                except (WentBack, Cancelled):
                    pass
                raise _AskAgain

    def _help(self, question: Question[Any], asides: Sequence[Aside]) -> None:
        self.say(_("An answer to the question, or one of these words:"))
        self.say(_("back: the question before; cancel: leave this."))
        for aside in asides:
            self.say(f"{aside.word}: {aside.help}")
        if question.is_optional:
            self.say(_("An empty line is an answer too."))

    def _handle_word(self, word: str, text: str, known: Mapping[str, str]) -> bool:
        """Handle a dot word that does not end the writing; return whether it was one."""
        match word:
            case "back":
                raise WentBack
            case "cancel":
                raise Cancelled
            case "read":
                self.say(text or _("There is no text yet."))
            case "help":
                self._help_writing(known.items())
            case _:
                self.say(_("There is no .{0}. .help lists the words.").format(word))
                self.say(_("To write it as text, begin the line with two dots."))
        return True

    def _help_writing(self, known: Iterable[tuple[str, str]]) -> None:
        self.say(_(".: the text is finished"))
        self.say(_(".read: read the text so far"))
        for word, help_ in known:
            self.say(f".{word}: {help_}")
        self.say(_(".back: the question before; .cancel: leave this"))


class _AskAgain(Exception):
    """The question is to be asked again, after the flow was run again."""


def _prompt(question: Question[Any], default: str) -> str:
    text = question.text
    if default:
        text = _("{question} An empty line means: {default}.").format(question=text, default=default)
    elif question.is_optional:
        text = _("{question} An empty line means none.").format(question=text)
    return f"{text} "


def _words(*words: str) -> set[str]:
    return {word.casefold() for word in words}


def _literal(line: str) -> str:
    """Return a line without the backslash in front that makes a word such as "back" an answer."""
    return line.removeprefix("\\")


def _dot_word(line: str) -> tuple[str, str]:
    """Return the dot word that a line begins with, without its dot, and what follows it; "" if none."""
    word, _space, rest = line.strip().partition(" ")
    if word.startswith(_DOT) and word[1:].replace("-", "").isalpha():
        return word[1:].casefold(), rest.strip()
    return "", ""


def _is_dotted_text(line: str) -> bool:
    """Return whether a line is a dot word that is meant as text: it has two dots."""
    return line.startswith(_DOT * 2) and _dot_word(line[1:])[0] != ""


def _with_line(text: str, line: str) -> str:
    return f"{text}\n{own_text(line)}" if text else own_text(line)
