"""The command line: its commands and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence

from bizcare_tui import __version__
from bizcare_tui.domain.query import CHOICES
from bizcare_tui.i18n import N_, _
from bizcare_tui.settings import NAMES, THEMES

# The words of argparse itself, which looks them up by this name in its own module.
argparse._ = _  # type: ignore[attr-defined]
_OF_ARGPARSE = (
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
    """What a command line asks for; ends the program with exit code 2 where it cannot be read."""
    return the_parser().parse_args(arguments)


def complete() -> None:
    """Answer the shell that asks how a command line may go on, and end the program."""
    import argcomplete

    argcomplete.autocomplete(the_parser())


def the_parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    parser = argparse.ArgumentParser(
        prog="bizcare",
        description=_("Answer Business Care tickets of the PrestaShop Marketplace, next deadline first."),
        epilog=_("Without a command it opens the app. `bizcare demo` shows it on made-up data."),
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"bizcare {__version__}")
    _add_looks(parser)
    parser.add_argument(
        "--plain", action="store_true", help=_("line by line, for screen readers and simple terminals")
    )
    commands = parser.add_subparsers(dest="command", metavar=_("COMMAND"))

    _add_reading(commands)
    _add_decisions(commands)
    _add_verbs(commands)
    _add_own_work(commands)
    _add_looking_after(commands)
    _add_sandbox(commands)
    return parser


def command_names() -> frozenset[str]:
    """The names of all commands."""
    (commands,) = (each for each in the_parser()._actions if isinstance(each, argparse._SubParsersAction))
    return frozenset(commands.choices)


def _add_looks(parser: argparse.ArgumentParser, default: object = None) -> None:
    parser.add_argument(
        "--no-mouse", action="store_true", default=default, help=_("leave the mouse to the terminal")
    )
    parser.add_argument("--theme", choices=THEMES, default=default, help=_("the colours"))


def _add_reading(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser("demo", help=_("open the app on made-up data; nothing of yours is touched"))
    _add_looks(demo, default=argparse.SUPPRESS)
    demo.add_argument("--no-tour", action="store_true", help=_("without the tour"))
    demo.add_argument(
        "--plain", action="store_true", default=argparse.SUPPRESS, help=_("line by line, for screen readers")
    )

    sync = _add(commands, "sync", _("bring the store up to date with the Marketplace"))
    sync.add_argument("--full", action="store_true", help=_("read every thread's messages again"))
    sync.add_argument("--progress-json", action="store_true", help=argparse.SUPPRESS)

    list_ = _add(commands, "list", _("the inbox, next deadline first"))
    query = list_.add_argument("query", nargs="*", metavar=_("WORD"), help=_("only threads with these words"))
    _completed_by(query, query_words)
    list_.add_argument("--limit", type=_count, default=50, help=_("at most so many; 0 for all (50)"))

    show = _add(commands, "show", _("one thread with its messages and deadlines"))
    show.add_argument("id", type=_count, metavar=_("ID"))

    due = _add(commands, "due", _("what falls due; exit code 3 when an obligation is late"))
    due.add_argument(
        "--within", type=_duration, metavar="4h", help=_("only within this time, like 30m, 4h, 2d")
    )

    due.add_argument(
        "--forecast", action="store_true", help=_("by day, until Tuesday 00:00 after the weekend")
    )

    stats = _add(commands, "stats", _("answers in time, the score's window, fixes, refusals, refunds"))
    stats.add_argument("--csv", action="store_true", help=_("all figures as CSV, with their threads"))

    explain = _add(commands, "explain", _("how each deadline of a thread was reckoned"))
    explain.add_argument("id", type=_count, metavar=_("ID"))

    baseline = _add(commands, "baseline", _("from when on requests are scored"))
    baseline.add_argument("when", nargs="?", metavar=_("WHEN"), help=_("move it there, like 2026-11-01"))
    baseline.add_argument(
        "--signatures", action="store_true", help=_("take the endings that were found as your signatures")
    )

    reply = _add(commands, "reply", _("send a reply, through the check and the outbox"))
    reply.add_argument("id", type=_count, metavar=_("ID"))
    reply.add_argument("--file", required=True, metavar=_("FILE"), help=_("its text; - for standard input"))
    reply.add_argument("--attach", metavar=_("FILE"), help=_("a file to go with it"))
    reply.add_argument(
        "--take-over", metavar=_("WORD"), help=_("a word for whoever is writing to the thread now")
    )
    reply.add_argument("--override", metavar=_("REASON"), help=_("why it goes although a check doubts it"))

    outbox = _add(commands, "outbox", _("what was sent, and what became of it"))
    outbox.add_argument(
        "what",
        nargs="?",
        choices=("send", "retry", "sent", "undo", "discard"),
        help=_("send: work it off; for one reply: retry, sent (it was seen in the thread), undo, discard"),
    )
    outbox.add_argument("number", nargs="?", type=_count, metavar=_("NUMBER"))
    outbox.add_argument("--reason", metavar=_("REASON"), help=_("why, where that is for you to judge"))
    outbox.add_argument("--progress-json", action="store_true", help=argparse.SUPPRESS)

    watch = _add(commands, "watch", _("sync, send, and tell of deadlines before they pass, until stopped"))
    watch.add_argument("--once", action="store_true", help=_("a single round, for cron"))

    check = _add(commands, "check", _("what stands against a reply; exit code 6 when it must change"))
    check.add_argument("id", type=_count, metavar=_("ID"))
    check.add_argument("--file", required=True, metavar=_("FILE"), help=_("its text; - for standard input"))


def _add_looking_after(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    doctor = _add(commands, "doctor", _("check key, host, clock, store, mail, outbox and terminal"))
    doctor.add_argument("--report", action="store_true", help=_("for a bug report: nothing of anybody in it"))
    config = _add(commands, "config", _("every setting, its value, where that comes from, what it is about"))
    name = config.add_argument("name", nargs="?", metavar=_("NAME"), help=_("one of them"))
    _completed_by(name, lambda: NAMES)
    completions = commands.add_parser("completions", help=_("what a shell reads to complete commands"))
    completions.add_argument("shell", choices=("bash", "zsh", "fish"))


def _completed_by(argument: argparse.Action, words: Callable[[], Iterable[str]]) -> None:
    """Have a shell complete an argument with these words."""
    argument.completer = lambda **_asked: words()  # type: ignore[attr-defined]


def _add_decisions(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    evaluate = _add(commands, "evaluate", _("the six grounds of refusal, with verdict and evidence"))
    evaluate.add_argument("id", type=_count, metavar=_("ID"))

    compat = _add(commands, "compat", _("the PrestaShop versions declared compatible: show or record them"))
    compat.add_argument("product", nargs="?", metavar=_("PRODUCT"), help=_("its number, or its name"))
    compat.add_argument("--from", dest="since", metavar=_("DATE"), help=_("from when on (today)"))
    compat.add_argument("--min", metavar="V", help=_("the lowest version, like 1.7.6"))
    compat.add_argument("--max", metavar="V", help=_("the highest; 8.1 includes every 8.1.x"))
    compat.add_argument("--source", metavar=_("TEXT"), help=_("how it is known"))
    compat.add_argument(
        "--import", dest="import_", metavar=_("FILE"), help=_("record a CSV: product,from,min,max,source")
    )

    shop = _add(commands, "shop", _("the licensed shop of a thread: show or correct it"))
    shop.add_argument("id", type=_count, metavar=_("ID"))
    shop.add_argument("website", nargs="?", metavar=_("ADDRESS"), help=_("what it is"))
    shop.add_argument("--source", metavar=_("TEXT"), help=_("how it is known"))

    for name, text in (
        ("reject", _("refuse a request, by a file of answers: the wizard for scripts")),
        ("refund", _("agree to a refund, by a file of answers: the wizard for scripts")),
    ):
        command = _add(commands, name, text)
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

    decisions = _add(commands, "decisions", _("what was decided, and what became of it"))
    decisions.add_argument("--thread", type=_count, metavar=_("ID"))
    decisions.add_argument("--ground", metavar=_("GROUND"))
    decisions.add_argument("--product", metavar=_("PRODUCT"))
    decisions.add_argument("--outcome", metavar=_("OUTCOME"))
    decisions.add_argument("--withdraw", type=_count, metavar=_("NUMBER"), help=_("take a decision back"))
    decisions.add_argument("--reason", metavar=_("REASON"), help=_("why it is taken back"))

    policy = _add(commands, "policy", _("the rules of Business Care, with their sources"))
    policy.add_argument("--language", choices=("es", "fr", "en", "it"))

    verify = _add(commands, "verify", _("whether anything in the history was changed since the last anchor"))
    verify.add_argument("--anchor", metavar=_("FILE"), help=_("write the anchor to this file as well"))
    verify.add_argument(
        "--against", metavar=_("FILE"), help=_("hold the history against these anchors as well")
    )

    migrate = _add(commands, "migrate", _("move the store to another database, counted and verified"))
    migrate.add_argument("--to", required=True, metavar="URL", help="postgresql+psycopg://…, sqlite:////…")

    _add_moving(commands)

    evidence = _add(commands, "evidence", _("write all that proves a thread's decisions into a zip"))
    evidence.add_argument("id", type=_count, metavar=_("ID"))
    evidence.add_argument("--out", metavar=_("FILE"), help=_("where to (evidence-ID.zip)"))
    evidence.add_argument("--redact", action="store_true", help=_("without personal data and credentials"))


def _add_verbs(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    def verb(name: str, text: str, *, several: bool = True) -> argparse.ArgumentParser:
        command = _add(commands, name, text)
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
    snooze = verb("snooze", _("put threads off; a new message wakes them"))
    snooze.add_argument("--until", required=True, metavar="3h", help=_("like 3h, 2d, fri 14:00, 2026-12-01"))
    snooze.add_argument("--past-deadline", action="store_true", help=_("even past what falls due"))
    verb("wake", _("wake threads that were put off"))
    verb("tag", _("put tags on threads, or take them off")).add_argument(
        "--tags", required=True, metavar=_("TAGS"), help=_("with blanks between; -tag takes one off")
    )
    note = verb("note", _("write a note for the desk; it is never sent"))
    note.add_argument("--text", metavar=_("TEXT"))
    note.add_argument("--file", metavar=_("FILE"), help=_("its text; - for standard input"))
    verb("claim", _("take threads as yours that nobody has"))
    verb("assign", _("assign threads to a person, or to nobody")).add_argument(
        "--to", required=True, metavar=_("LOGIN"), help=_("a login, or nobody")
    )
    verb("kind", _("say what kind of request threads are")).add_argument(
        "--kind", required=True, choices=("installation", "configuration", "technical", "other", "nobody"),
        help=_("nobody takes it back"),
    )  # fmt: skip
    fix = verb("fix", _("say about which defect threads are"))
    fix.add_argument("--defect", metavar=_("NUMBER"), help=_("a defect's number, or nobody for none"))
    fix.add_argument("--new", metavar=_("TITLE"), help=_("a new defect, by what goes wrong"))
    link = verb("link", _("link two threads with one another"), several=False)
    link.add_argument("other", type=_count, metavar=_("OTHER"))
    link.add_argument("--remove", action="store_true", help=_("take the link off"))
    author = verb("author", _("say who wrote a message"), several=False)
    author.add_argument("--message", required=True, type=_count, metavar=_("NUMBER"))
    author.add_argument("--who", choices=("customer", "seller", "marketplace"))
    author.add_argument("--automatic", choices=("yes", "no"), help=_("whether a machine wrote it"))
    undo = _add(commands, "undo", _("take back what you did last, or an act by its number"))
    undo.set_defaults(module="verbs")
    undo.add_argument("act", nargs="?", type=_count, metavar=_("NUMBER"))


def _add_own_work(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    read = _add(commands, "read", _("mark threads as read"))
    read.add_argument("id", nargs="*", type=_count, metavar=_("ID"))
    read.add_argument("--query", metavar=_("QUERY"), help=_("all threads that it finds"))
    acts = _add(commands, "acts", _("what you did, newest first"))
    acts.add_argument("--limit", type=_count, default=200, help=_("at most so many (200)"))
    away = _add(commands, "away", _("what happened since you were here last"))
    away.add_argument("--seen", action="store_true", help=_("know it from now on"))
    customer = _add(commands, "customer", _("other threads, orders and refunds of the same shop"))
    customer.add_argument("id", type=_count, metavar=_("ID"))
    page = _add(commands, "page", _("the address of the thread's page in the partner account"))
    page.add_argument("id", type=_count, metavar=_("ID"))
    _add(commands, "key", _("try and keep the API key; it is asked for, or read from the input"))
    draft = _add(commands, "draft", _("your draft to a thread: shown, written, thrown away"))
    draft.add_argument("id", type=_count, metavar=_("ID"))
    draft.add_argument("--file", metavar=_("FILE"), help=_("its text; - for standard input"))
    draft.add_argument("--attach", metavar=_("FILE"), help=_("a file to go with it"))
    draft.add_argument("--drop", action="store_true", help=_("throw it away"))
    snippets = _add(commands, "snippets", _("texts to answer a thread with, what is known filled in"))
    snippets.add_argument("id", type=_count, metavar=_("ID"))
    snippets.add_argument("--questions", action="store_true", help=_("the questions for what it lacks"))
    sections = _add(commands, "sections", _("the sections of the inbox: show or change them"))
    sections.add_argument("number", nargs="?", type=_count, metavar=_("NUMBER"), help=_("its key"))
    sections.add_argument("--name", metavar=_("NAME"))
    sections.add_argument("--query", metavar=_("QUERY"))
    sections.add_argument("--remove", action="store_true", help=_("take it away"))
    defects = _add(commands, "defects", _("the board of defects, and the steps of one"))
    defects.add_argument("number", nargs="?", type=_count, metavar=_("NUMBER"))
    defects.add_argument(
        "--step",
        choices=(
            "reproduced", "fixed", "submitted", "returned", "published", "blocked", "unblocked", "renamed",
        ),
    )  # fmt: skip
    defects.add_argument("--version", metavar="1.2.3", help=_("of a patch that is handed in"))
    defects.add_argument("--text", metavar=_("TEXT"), help=_("changelog, reason or name, by the step"))
    defects.add_argument("--checked", action="store_true", help=_("everything on the list was checked"))
    defects.add_argument("--undo", action="store_true", help=_("take the last step back"))
    defects.add_argument("--letters", action="store_true", help=_("draft a letter to each who was not told"))


def _add_moving(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    export = _add(commands, "export", _("the whole store as JSON Lines, or its tables as CSV, or Markdown"))
    export.add_argument("file", nargs="?", metavar=_("FILE"), help=_("a new file; none or - for the output"))
    export.add_argument("--csv", metavar=_("FOLDER"), help=_("every table, for a spreadsheet"))
    export.add_argument("--markdown", metavar=_("FOLDER"), help=_("every thread, to be read"))
    export.add_argument("--query", metavar=_("QUERY"), help=_("only threads that it finds, for --markdown"))

    import_ = _add(commands, "import", _("an exported store, to where none is yet: all or nothing"))
    import_.add_argument("file", metavar=_("FILE"), help=_("what `bizcare export` wrote; - for the input"))

    backup = _add(commands, "backup", _("copy the store while it is used, and open the copy to be sure"))
    backup.add_argument("file", nargs="?", metavar=_("FILE"), help=_("a new file (in backups/ by the time)"))

    erase = _add(commands, "erase", _("take a customer's personal data out; decisions stay provable"))
    erase.add_argument("id", nargs="?", type=_count, metavar=_("ID"), help=_("a thread of the customer"))
    erase.add_argument("--old", action="store_true", help=_("closed threads older than keep_months"))
    erase.add_argument("--yes", action="store_true", help=_("do it; without it, it is only told"))

    restore = _add(commands, "restore", _("bring a copy back; the store that is there is kept beside it"))
    restore.add_argument("file", metavar=_("FILE"), help=_("what `bizcare backup` made"))


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
    command.add_argument("--json", action="store_true", help=_("one JSON object a line, and nothing else"))
    return command


def _add_sandbox(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = _("serve a Seller API with made-up data on this machine")
    sandbox = commands.add_parser("sandbox", help=text, description=text, allow_abbrev=False)
    sandbox.add_argument("--port", type=_count, default=0, help=_("0 for a free one (0)"))
    sandbox.add_argument("--threads", type=_count, default=260, help=_("how many threads (260)"))
    sandbox.add_argument("--seed", type=_count, default=1, help=_("the same seed gives the same data (1)"))
    sandbox.add_argument("--data", metavar=_("FILE"), help=_("serve the rows of this JSON file instead"))
    sandbox.add_argument("--key", help=_("the key to accept; a made-up one unless told"))
    sandbox.add_argument("--faults", default="", help=_("misbehave, like close-after=0.1,429=0.05"))
    sandbox.add_argument("--no-message-ids", action="store_true", help=_("messages carry no ids"))
    sandbox.add_argument("--no-thread-ids", action="store_true", help=_("messages carry no thread ids"))
    sandbox.add_argument("--authors", action="store_true", help=_("messages tell their authors"))


def query_words() -> list[str]:
    """Terms of the query language with the values that are known without a store."""
    return [f"{field}:{value}" for field, values in CHOICES.items() for value in values]


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError(_("{0!r} is not a whole number").format(text))
    return int(text)


def _duration(text: str) -> int:
    """The seconds of a duration like 30m, 4h or 2d."""
    seconds = {"m": 60, "h": 3600, "d": 86400}.get(text[-1:])
    if seconds is None or not text[:-1].isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(_("{0!r} is not a time like 30m, 4h or 2d").format(text))
    return int(text[:-1]) * seconds
