"""The argument parser with all commands and their options."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

from bizcare_tui import __version__
from bizcare_tui.desk.guide import guide_topics
from bizcare_tui.domain.nearest import nearest_word
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.query_fields import CHOICES
from bizcare_tui.domain.text import safe_line
from bizcare_tui.i18n import N_, _
from bizcare_tui.settings import SETTING_NAMES, THEMES
from bizcare_tui.store.database_url import redact_text

# The possible outcomes of a decision. Until its letter is confirmed, the outcome is the state of that reply.
_OUTCOMES = (
    "rejected", "refunding", "overdue", "refunded", "replaced", "withdrawal",
    *(state.value for state in ReplyState if state is not ReplyState.CONFIRMED),
)  # fmt: skip
NOBODY = "nobody"
"""The value that stands for no person, no kind or no defect."""
_LONGEST_ERROR = 1_000
# A negated query term: "-is:snoozed".
_EXCLUDED = re.compile(r"-[^-]")
_LONGEST_SECONDS = 100 * 366 * 86_400  # a century, because dates are limited
# argparse looks up its own translations by this name in its module.
argparse._ = _  # type: ignore[attr-defined]
_ARGPARSE_MESSAGES = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("expected one argument"),
)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse a command line; exit with code 2 if it is invalid."""
    parser = build_parser()
    _reject_unknown_options(parser, arguments)
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command == "list":
        options.query += rest  # query words that follow an option
    elif rest:
        parser.error(_("unrecognized arguments: %s") % " ".join(rest))
    return options


class _CommandParser(argparse.ArgumentParser):
    """A parser that suggests the nearest command or value for an unknown one.

    Commands with a query accept query words that begin with a dash, because these are negated terms.
    """

    _takes_query = False

    def add_argument(self, *names: Any, **more: Any) -> argparse.Action:
        """Add an argument, and note whether it is a query."""
        self._takes_query = self._takes_query or names in (("query",), ("--query",))
        return super().add_argument(*names, **more)

    def _parse_optional(self, arg_string: str) -> Any:
        if (
            self._takes_query
            and _EXCLUDED.match(arg_string)
            and arg_string not in self._option_string_actions
        ):
            return None
        return super()._parse_optional(arg_string)

    def error(self, message: str) -> NoReturn:
        """Exit with the error on one line, without the passwords of addresses in it."""
        super().error(safe_line(redact_text(message), _LONGEST_ERROR))

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is not None and value not in action.choices:
            raise argparse.ArgumentError(action, _unknown_word(str(value), [*map(str, action.choices)]))


def _reject_unknown_options(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> None:
    """Exit if an option is unknown, and suggest the nearest one.

    This is checked first: after a typo, "unknown option" helps more than "missing option".
    """
    commands = _commands(parser)
    command = next((word for word in arguments if word in commands), None)
    command_parser = commands[command] if command is not None else parser
    known = [
        *command_parser._option_string_actions,
        *(() if command is None else parser._option_string_actions),
    ]
    for word in arguments:
        if word == "--":
            return
        option = word.partition("=")[0]
        if option.startswith("--") and option not in known:
            long_options = [name for name in known if name.startswith("--")]
            command_parser.error(_unknown_word(option, long_options))


def _unknown_word(word: str, known: Sequence[str]) -> str:
    """Return the error for an unknown word, with the nearest known one, or else all known ones."""
    near = nearest_word(word, known)
    hint = _("did you mean {0}?").format(near) if near else _("known are: {0}").format(", ".join(known))
    return _("{0!r} is unknown; {1}").format(word[:40], hint)


def answer_completion() -> None:
    """Answer a shell's completion request, and exit."""
    import argcomplete

    argcomplete.autocomplete(build_parser())


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with every command and its options."""
    parser: argparse.ArgumentParser = _CommandParser(
        prog="bizcare",
        description=_("Answer Business Care tickets of the PrestaShop Marketplace, next deadline first."),
        epilog=_("Without a command it opens the app. `bizcare demo` shows it on made-up data."),
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"bizcare {__version__}")
    _add_display_options(parser)
    parser.add_argument(
        "--plain", action="store_true", help=_("line by line, for screen readers and simple terminals")
    )
    commands = parser.add_subparsers(dest="command", metavar=_("COMMAND"))

    _add_core_commands(commands)
    _add_decision_commands(commands)
    _add_verb_commands(commands)
    _add_personal_commands(commands)
    _add_maintenance_commands(commands)
    _add_sandbox_command(commands)
    return parser


def command_names() -> frozenset[str]:
    """Return the names of all commands."""
    return frozenset(_commands(build_parser()))


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    (commands,) = (each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    return dict(commands.choices)


def _add_display_options(parser: argparse.ArgumentParser, default: object = None) -> None:
    parser.add_argument(
        "--no-mouse", action="store_true", default=default, help=_("leave the mouse to the terminal")
    )
    parser.add_argument("--theme", choices=THEMES, default=default, help=_("the colours"))


def _add_core_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser("demo", help=_("open the app on made-up data; nothing of yours is touched"))
    _add_display_options(demo, default=argparse.SUPPRESS)
    demo.add_argument("--no-tour", action="store_true", help=_("without the tour"))
    demo.add_argument(
        "--plain", action="store_true", default=argparse.SUPPRESS, help=_("line by line, for screen readers")
    )

    sync = _add_command(commands, "sync", _("bring the store up to date with the Marketplace"))
    sync.add_argument("--full", action="store_true", help=_("read every thread's messages again"))
    _add_same_account(sync)
    sync.add_argument("--progress-json", action="store_true", help=argparse.SUPPRESS)

    list_ = _add_command(commands, "list", _("the inbox, next deadline first"))
    query = list_.add_argument("query", nargs="*", metavar=_("WORD"), help=_("only threads with these words"))
    _set_completer(query, query_completions)
    list_.add_argument("--limit", type=_count, default=50, help=_("at most so many; 0 for all (50)"))

    show = _add_command(commands, "show", _("one thread with its messages and deadlines"))
    show.add_argument("id", type=_count, metavar=_("ID"))

    due = _add_command(commands, "due", _("what falls due; exit code 3 when an obligation is late"))
    due.add_argument(
        "--within", type=_duration, metavar="4h", help=_("only within this time, like 30m, 4h, 2d")
    )

    due.add_argument(
        "--forecast", action="store_true", help=_("by day, until Tuesday 00:00 after the weekend")
    )

    stats = _add_command(
        commands, "stats", _("answers in time, the last 6 months, fixes, rejections, refunds")
    )
    stats.add_argument("--csv", action="store_true", help=_("all figures as CSV, with their threads"))

    explain = _add_command(commands, "explain", _("how each deadline of a thread was calculated"))
    explain.add_argument("id", type=_count, metavar=_("ID"))

    baseline = _add_command(commands, "baseline", _("from when deadlines count"))
    baseline.add_argument("when", nargs="?", metavar=_("WHEN"), help=_("move it there, like 2026-11-01"))
    baseline.add_argument(
        "--signatures", action="store_true", help=_("list the endings that may be your signatures, numbered")
    )
    baseline.add_argument(
        "--signature",
        action="append",
        metavar=_("TEXT"),
        help=_("an ending of your messages, or its number in the list; may be repeated"),
    )

    reply = _add_command(commands, "reply", _("send a reply, through the check and the outbox"))
    reply.add_argument("id", type=_count, metavar=_("ID"))
    reply.add_argument("--file", required=True, metavar=_("FILE"), help=_("its text; - for standard input"))
    reply.add_argument("--attach", metavar=_("FILE"), help=_("a file to go with it"))
    reply.add_argument(
        "--take-over", metavar=_("WORD"), help=_("a word for whoever is writing to the thread now")
    )
    reply.add_argument("--override", metavar=_("REASON"), help=_("why it goes although a check doubts it"))

    outbox = _add_command(commands, "outbox", _("what was sent, and what became of it"))
    outbox.add_argument(
        "what",
        nargs="?",
        choices=("send", "retry", "sent", "undo", "discard"),
        help=_("send: work it off; for one reply: retry, sent (it was seen in the thread), undo, discard"),
    )
    outbox.add_argument("number", nargs="?", type=_count, metavar=_("NUMBER"))
    outbox.add_argument("--reason", metavar=_("REASON"), help=_("why, where that is for you to judge"))
    outbox.add_argument(
        "--take-over",
        metavar=_("REASON"),
        help=_("why you decide about a colleague's reply; they keep its text as a draft"),
    )
    outbox.add_argument("--progress-json", action="store_true", help=argparse.SUPPRESS)

    watch = _add_command(
        commands, "watch", _("sync, send, and announce deadlines before they pass, until stopped")
    )
    watch.add_argument("--once", action="store_true", help=_("a single round, for cron"))

    check = _add_command(commands, "check", _("what is wrong with a reply; exit code 6 when it must change"))
    check.add_argument("id", type=_count, metavar=_("ID"))
    check.add_argument("--file", required=True, metavar=_("FILE"), help=_("its text; - for standard input"))


def _add_maintenance_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    doctor = _add_command(commands, "doctor", _("check key, host, clock, store, mail, outbox and terminal"))
    doctor.add_argument("--report", action="store_true", help=_("for a bug report: nothing of anybody in it"))
    config = _add_command(
        commands, "config", _("every setting, its value, where that comes from, what it is about")
    )
    name = config.add_argument("name", nargs="?", metavar=_("NAME"), help=_("one of them"))
    _set_completer(name, lambda: SETTING_NAMES)
    guide = _add_command(commands, "guide", _("the guide: the list of its pages, or one page"))
    topic = guide.add_argument("topic", nargs="?", metavar=_("TOPIC"), help=_("one of the pages"))
    _set_completer(topic, lambda: (each.name for each in guide_topics()))
    guide.add_argument("--raw", action="store_true", help=_("as Markdown, also on a terminal"))
    completions = commands.add_parser("completions", help=_("what a shell reads to complete commands"))
    completions.add_argument("shell", choices=("bash", "zsh", "fish"))


def _set_completer(argument: argparse.Action, words: Callable[[], Iterable[str]]) -> None:
    """Let shells complete an argument with these words."""
    argument.completer = lambda **_context: words()  # type: ignore[attr-defined]


def _add_decision_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    evaluate = _add_command(
        commands, "evaluate", _("the six reasons for a rejection, with verdict and evidence")
    )
    evaluate.add_argument("id", type=_count, metavar=_("ID"))

    compat = _add_command(
        commands, "compat", _("the PrestaShop versions declared compatible: show or record them")
    )
    compat.add_argument("product", nargs="?", metavar=_("PRODUCT"), help=_("its number, or its name"))
    compat.add_argument("--from", dest="since", metavar=_("DATE"), help=_("from when on (today)"))
    compat.add_argument("--min", metavar="V", help=_("the lowest version, like 1.7.6"))
    compat.add_argument("--max", metavar="V", help=_("the highest; 8.1 includes every 8.1.x"))
    compat.add_argument(
        "--except",
        dest="except_",
        metavar="V[,V…]",
        help=_("versions between that were not declared; 8.1 excludes every 8.1.x"),
    )
    compat.add_argument("--source", metavar=_("TEXT"), help=_("how it is known"))
    compat.add_argument(
        "--import",
        dest="import_",
        metavar=_("FILE"),
        help=_("record a CSV: product,from,min,max,except,source"),
    )

    shop = _add_command(commands, "shop", _("the licensed shop of a thread: show or correct it"))
    shop.add_argument("id", type=_count, metavar=_("ID"))
    shop.add_argument("website", nargs="?", metavar=_("ADDRESS"), help=_("what it is"))
    shop.add_argument("--source", metavar=_("TEXT"), help=_("how it is known"))

    for name, text in (
        ("reject", _("reject a request from a file of answers: the wizard for scripts")),
        ("refund", _("agree to a refund, by a file of answers: the wizard for scripts")),
    ):
        command = _add_command(commands, name, text)
        command.add_argument("id", type=_count, metavar=_("ID"))
        command.add_argument(
            "--decision", metavar=_("FILE"), help=_("the answers, in TOML; - for standard input")
        )
        command.add_argument(
            "--template",
            action="store_true",
            help=_("write a file of answers to fill in, to --decision or here"),
        )
        command.add_argument(
            "--yes", action="store_true", help=_("act; without it, it is only looked through")
        )

    decisions = _add_command(commands, "decisions", _("what was decided, and what became of it"))
    decisions.add_argument("--thread", type=_count, metavar=_("ID"))
    decisions.add_argument("--ground", metavar=_("GROUND"), choices=CHOICES["ground"])
    decisions.add_argument("--product", metavar=_("PRODUCT"))
    decisions.add_argument("--outcome", metavar=_("OUTCOME"), choices=_OUTCOMES)
    decisions.add_argument("--withdraw", type=_count, metavar=_("NUMBER"), help=_("undo a decision"))
    decisions.add_argument("--reason", metavar=_("REASON"), help=_("why it is undone"))

    policy = _add_command(commands, "policy", _("the rules of Business Care, with their sources"))
    policy.add_argument("--language", choices=("es", "fr", "en", "it"))
    policy.add_argument(
        "--second-person",
        choices=("on", "off"),
        help=_("require a second person to send every decision; ending this needs two persons"),
    )
    policy.add_argument(
        "--stale",
        type=_months,
        nargs="?",
        const=6,
        metavar="6m",
        help=_("only rules whose source was read longer ago, like 6m or 1y; exit 3 when there are any"),
    )

    verify = _add_command(
        commands, "verify", _("whether anything in the history was changed since the last anchor")
    )
    verify.add_argument("--anchor", metavar=_("FILE"), help=_("write the anchor to this file as well"))
    verify.add_argument(
        "--against", metavar=_("FILE"), help=_("hold the history against these anchors as well")
    )

    migrate = _add_command(commands, "migrate", _("move the store to another database, counted and verified"))
    migrate.add_argument("--to", required=True, metavar="URL", help="postgresql+psycopg://…, sqlite:////…")

    _add_store_commands(commands)

    evidence = _add_command(commands, "evidence", _("write all that proves a thread's decisions into a zip"))
    evidence.add_argument("id", type=_count, metavar=_("ID"))
    evidence.add_argument("--out", metavar=_("FILE"), help=_("where to (evidence-ID.zip)"))
    evidence.add_argument("--redact", action="store_true", help=_("without personal data and credentials"))


def _add_verb_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    def verb(name: str, text: str, *, several: bool = True) -> argparse.ArgumentParser:
        command = _add_command(commands, name, text)
        command.set_defaults(module="verbs")
        if several:
            command.add_argument("id", nargs="*", type=_count, metavar=_("ID"))
            command.add_argument("--query", metavar=_("QUERY"), help=_("all threads that it finds"))
        else:
            command.add_argument("id", type=_count, metavar=_("ID"))
        return command

    verb("done", _("close threads as answered"))
    verb("reopen", _("open threads again that a verb closed"))
    verb("no-answer", _("close threads to which no answer is needed")).add_argument(
        "--reason", required=True, metavar=_("REASON")
    )
    snooze = verb("snooze", _("snooze threads; a new message wakes them up"))
    snooze.add_argument("--until", required=True, metavar="3h", help=_("like 3h, 2d, fri 14:00, 2026-12-01"))
    snooze.add_argument("--past-deadline", action="store_true", help=_("even past what falls due"))
    verb("wake", _("wake up snoozed threads"))
    verb("tag", _("add tags to threads, or remove them")).add_argument(
        "--tags", required=True, metavar=_("TAGS"), help=_("separated by spaces; -tag removes one")
    )
    note = verb("note", _("write a note for the desk; it is never sent"))
    note.add_argument("--text", metavar=_("TEXT"))
    note.add_argument("--file", metavar=_("FILE"), help=_("its text; - for standard input"))
    verb("claim", _("assign threads that nobody has to yourself"))
    verb("assign", _("assign threads to a person, or to nobody")).add_argument(
        "--to", required=True, metavar=_("LOGIN"), help=_("a login, or nobody")
    )
    verb("kind", _("set the request type of threads")).add_argument(
        "--kind", required=True, choices=("installation", "configuration", "technical", "other", "nobody"),
        help=_("no longer assigned to anybody"),
    )  # fmt: skip
    fix = verb("fix", _("set the defect that threads are about"))
    fix.add_argument(
        "--defect", type=_defect, metavar=_("NUMBER"), help=_("a defect's number, or nobody for none")
    )
    fix.add_argument("--new", metavar=_("TITLE"), help=_("a new defect, by what goes wrong"))
    link = verb("link", _("link two threads with one another"), several=False)
    link.add_argument("other", type=_count, metavar=_("OTHER"))
    link.add_argument("--remove", action="store_true", help=_("remove the link"))
    author = verb("author", _("set who wrote a message"), several=False)
    author.add_argument("--message", required=True, type=_count, metavar=_("NUMBER"))
    author.add_argument("--who", choices=("customer", "seller", "marketplace"))
    author.add_argument("--automatic", choices=("yes", "no"), help=_("whether a machine wrote it"))
    undo = _add_command(commands, "undo", _("undo what you did last, or an action by its number"))
    undo.set_defaults(module="verbs")
    undo.add_argument("act", nargs="?", type=_count, metavar=_("NUMBER"))


def _add_personal_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    read = _add_command(commands, "read", _("mark threads as read"))
    read.add_argument("id", nargs="*", type=_count, metavar=_("ID"))
    read.add_argument("--query", metavar=_("QUERY"), help=_("all threads that it finds"))
    acts = _add_command(commands, "acts", _("what you did, newest first"))
    acts.add_argument("--limit", type=_count, default=200, help=_("at most so many (200)"))
    away = _add_command(commands, "away", _("what happened since you were here last"))
    away.add_argument("--seen", action="store_true", help=_("know it from now on"))
    absence = _add_command(commands, "absence", _("who is not at work on which days: list, add or remove"))
    absence.add_argument("what", nargs="?", choices=("list", "add", "remove"))
    absence.add_argument("number", type=_count, nargs="?", metavar="N")
    absence.add_argument("--from", dest="since", metavar=_("DATE"), help=_("the first day"))
    absence.add_argument("--to", dest="until", metavar=_("DATE"), help=_("the last day (the first)"))
    absence.add_argument("--who", metavar=_("PERSON"), help=_("whose login (yours)"))
    customer = _add_command(commands, "customer", _("other threads, orders and refunds of the same shop"))
    customer.add_argument("id", type=_count, metavar=_("ID"))
    page = _add_command(
        commands, "page", _("the address of a page of the partner account: a thread's by its number")
    )
    page.add_argument("id", type=_count, nargs="?", metavar=_("ID"))
    page.add_argument("--product", type=_count, metavar="N", help=_("the page of this product"))
    page.add_argument("--validation", action="store_true", help=_("the page of submissions under review"))
    page.add_argument("--confirm", action="store_true", help=_("remember that such a page opened"))
    key = _add_command(
        commands, "key", _("try and keep the API key; it is asked for, or read from the input")
    )
    _add_same_account(key)
    draft = _add_command(commands, "draft", _("your draft to a thread: show, write or discard it"))
    draft.add_argument("id", type=_count, metavar=_("ID"))
    draft.add_argument("--file", metavar=_("FILE"), help=_("its text; - for standard input"))
    draft.add_argument("--attach", metavar=_("FILE"), help=_("a file to go with it"))
    draft.add_argument("--drop", action="store_true", help=_("discard it"))
    unsaved = _add_command(commands, "unsaved", _("texts that could not be saved when bizcare ended"))
    unsaved.add_argument(
        "what", nargs="?", choices=("show", "restore", "discard"),
        help=_("for one of them: print it, save it as draft or answers, or remove it"),
    )  # fmt: skip
    unsaved.add_argument("number", nargs="?", type=_count, metavar=_("NUMBER"))
    snippets = _add_command(commands, "snippets", _("texts to answer a thread with, what is known filled in"))
    snippets.add_argument("id", type=_count, metavar=_("ID"))
    snippets.add_argument("--questions", action="store_true", help=_("the questions for what it lacks"))
    sections = _add_command(commands, "sections", _("the sections of the inbox: show or change them"))
    sections.add_argument("number", nargs="?", type=_count, metavar=_("NUMBER"), help=_("its key"))
    sections.add_argument("--name", metavar=_("NAME"))
    sections.add_argument("--query", metavar=_("QUERY"))
    sections.add_argument("--remove", action="store_true", help=_("remove it"))
    defects = _add_command(commands, "defects", _("the board of defects, and the steps of one"))
    defects.add_argument("number", nargs="?", type=_count, metavar=_("NUMBER"))
    defects.add_argument(
        "--step",
        choices=(
            "reproduced", "fixed", "submitted", "returned", "cancelled", "published", "blocked", "unblocked",
            "branch", "renamed",
        ),
    )  # fmt: skip
    defects.add_argument("--branch", metavar="8", help=_("PrestaShop lines that it is about, or all"))
    defects.add_argument("--version", metavar="1.2.3", help=_("of the ZIP that is submitted"))
    defects.add_argument(
        "--thread", type=_count, metavar=_("ID"), help=_("the request that is on a branch (--step branch)")
    )
    defects.add_argument("--text", metavar=_("TEXT"), help=_("changelog, reason, name or note, by the step"))
    defects.add_argument(
        "--accept", action="store_true", help=_("record the step that a notice from PrestaShop suggests")
    )
    defects.add_argument("--checked", action="store_true", help=_("everything on the list was checked"))
    defects.add_argument(
        "--checklist", action="store_true", help=_("print what is checked before a ZIP is submitted")
    )
    defects.add_argument("--undo", action="store_true", help=_("undo the last step"))
    defects.add_argument(
        "--letters", action="store_true", help=_("draft a letter to each customer who can have the patch")
    )


def _add_store_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    export = _add_command(
        commands, "export", _("the whole store as JSON Lines, or its tables as CSV, or Markdown")
    )
    export.add_argument("file", nargs="?", metavar=_("FILE"), help=_("a new file; none or - for the output"))
    export.add_argument("--csv", metavar=_("FOLDER"), help=_("every table, for a spreadsheet"))
    export.add_argument("--markdown", metavar=_("FOLDER"), help=_("every thread, to be read"))
    export.add_argument("--query", metavar=_("QUERY"), help=_("only threads that it finds, for --markdown"))

    import_ = _add_command(commands, "import", _("an exported store, to where none is yet: all or nothing"))
    import_.add_argument("file", metavar=_("FILE"), help=_("what `bizcare export` wrote; - for the input"))

    backup = _add_command(
        commands, "backup", _("copy the store while it is used, and open the copy to be sure")
    )
    backup.add_argument("file", nargs="?", metavar=_("FILE"), help=_("a new file (in backups/ by the time)"))

    erase = _add_command(commands, "erase", _("take a customer's personal data out; decisions stay provable"))
    erase.add_argument("id", nargs="?", type=_count, metavar=_("ID"), help=_("a thread of the customer"))
    erase.add_argument("--old", action="store_true", help=_("closed threads older than keep_months"))
    erase.add_argument("--yes", action="store_true", help=_("do it; without it, only say what would be done"))

    restore = _add_command(
        commands, "restore", _("bring a copy back; the store that is there is kept beside it")
    )
    restore.add_argument("file", metavar=_("FILE"), help=_("what `bizcare backup` made"))


def _add_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
    command.add_argument("--json", action="store_true", help=_("one JSON object a line, and nothing else"))
    return command


def _add_sandbox_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = _("serve a Seller API with made-up data on this machine")
    sandbox = commands.add_parser("sandbox", help=text, description=text, allow_abbrev=False)
    sandbox.add_argument("--port", type=_count, default=0, help=_("0 for a free one (0)"))
    sandbox.add_argument("--threads", type=_count, default=260, help=_("how many threads (260)"))
    sandbox.add_argument("--seed", type=_count, default=1, help=_("the same seed gives the same data (1)"))
    sandbox.add_argument("--data", metavar=_("FILE"), help=_("serve the rows of this JSON file instead"))
    sandbox.add_argument("--key", help=_("the key to accept; a made-up one by default"))
    sandbox.add_argument("--faults", default="", help=_("misbehave, like close-after=0.1,429=0.05"))
    sandbox.add_argument("--no-message-ids", action="store_true", help=_("messages carry no ids"))
    sandbox.add_argument("--no-thread-ids", action="store_true", help=_("messages carry no thread ids"))
    sandbox.add_argument("--authors", action="store_true", help=_("messages name their authors"))


def _add_same_account(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--same-account",
        action="store_true",
        help=_("the key is of this store's account, although it lists nothing that is in the store"),
    )


def query_completions() -> list[str]:
    """Return the query terms whose values are known without a store."""
    return [f"{field}:{value}" for field, values in CHOICES.items() for value in values]


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError(_("{0!r} is not a whole number").format(text))
    return int(text)


def _defect(text: str) -> str:
    return text if text == NOBODY else str(_count(text))


def _months(text: str) -> int:
    """Parse a number of calendar months: 6m, 1y."""
    digits, unit = text.strip().lower()[:-1], text.strip().lower()[-1:]
    if unit not in ("m", "y") or not digits.isascii() or not digits.isdigit() or len(digits) > 3:
        raise argparse.ArgumentTypeError(
            _("{0!r} is not a number of months or years, like 6m or 1y.").format(text)
        )
    return int(digits) * (12 if unit == "y" else 1)


def _duration(text: str) -> int:
    """Return the seconds of a duration like 30m, 4h or 2d."""
    seconds = {"m": 60, "h": 3600, "d": 86400}.get(text[-1:])
    if seconds is None or not text[:-1].isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(_("{0!r} is not a time like 30m, 4h or 2d").format(text))
    return min(int(text[:-1]) * seconds, _LONGEST_SECONDS)
