"""Commands of the line mode that read things out: messages, facts, deadlines, figures, pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from bizcare_tui.cli.plain.cli_commands import run_cli_command
from bizcare_tui.cli.plain.command import PlainCommand, PlainGroup
from bizcare_tui.cli.plain.conversation import Flow
from bizcare_tui.cli.plain.questions import choose
from bizcare_tui.cli.plain.session import LineSession
from bizcare_tui.cli.plain.words import word_of
from bizcare_tui.desk.partner_pages import PageKind
from bizcare_tui.desk.views import ConversationView, MessageView
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.domain.threads import Author
from bizcare_tui.errors import NotPossible
from bizcare_tui.hints import Hint
from bizcare_tui.i18n import N_, _, labelled
from bizcare_tui.present.labels import author_label, time_ago
from bizcare_tui.present.spoken_lines import spoken_message
from bizcare_tui.store.login import login_name


def read_messages(session: LineSession, words: str, *, whole: bool = False) -> None:
    """Read all messages of a thread, the oldest first; quotes are left out."""
    thread_id, _rest = session.target(words)
    session.open_id = thread_id
    for number, message in enumerate(session.conversation(thread_id).messages, 1):
        for line in spoken_message(message, number, whole=whole):
            session.say(line)


def read_raw(session: LineSession, words: str) -> None:
    """Read a message as the Marketplace sent it, with its links and earlier texts."""
    conversation, message = _chosen_message(session, words)
    session.say(message.raw)
    for shown, target in message.links:
        session.say(f"{shown}: {target}")
    for text, until in message.earlier:
        session.say(_("before the edit (noticed {when}):").format(when=moment_in_words(until)))
        session.say(text)
    session.open_id = conversation.row.id


def set_author(session: LineSession, words: str) -> None:
    """Say who wrote a message, or whether it was sent automatically."""
    conversation, message = _chosen_message(session, words)
    verbs = session.desk.verbs
    answers: list[tuple[str, Callable[[], object]]] = [
        (_("the customer"), partial(verbs.author, conversation.row.id, message.id, Author.CUSTOMER)),
        (_("you or a colleague"), partial(verbs.author, conversation.row.id, message.id, Author.SELLER)),
        (_("the Marketplace"), partial(verbs.author, conversation.row.id, message.id, Author.MARKETPLACE)),
        (
            _("it was sent automatically: it stops no clock"),
            partial(verbs.author, conversation.row.id, message.id, automatic=True),
        ),
        (
            _("a person wrote it, it is not automatic"),
            partial(verbs.author, conversation.row.id, message.id, automatic=False),
        ),
    ]

    def asking() -> Flow[str]:
        texts = [text for text, _run in answers]
        index = yield from choose(_("Who wrote it?"), texts)
        answers[index][1]()
        return texts[index]

    answer = session.talk.hold(asking)
    session.say(_("Recorded: {0}.").format(answer) + " " + _("{0} undoes it.").format(word_of(Hint("undo"))))
    session.say_next_step(conversation.row.id)


def _chosen_message(session: LineSession, words: str) -> tuple[ConversationView, MessageView]:
    """Ask for a message of a thread; the first of unknown author is offered, else the last one."""
    thread_id, answer = session.target(words, has_answer=True)
    session.open_id = thread_id
    conversation = session.conversation(thread_id)
    messages = conversation.messages
    if not messages:
        raise NotPossible(_("No message of this thread has been fetched yet."))
    unknown = [index for index, each in enumerate(messages) if each.author is Author.UNKNOWN]

    def asking() -> Flow[int]:
        lines = [
            f"{author_label(each.author)}, {moment_in_words(each.at)}: {' '.join(each.text.split())[:80]}"
            for each in messages
        ]
        title = _("{0}: which message?").format(session.title(thread_id))
        return (yield from choose(title, lines, default=unknown[0] if unknown else len(messages) - 1))

    return conversation, messages[session.talk.hold(asking, first=answer)]


def read_facts(session: LineSession, words: str) -> None:
    """Read all facts about a thread, each with its source and age."""
    thread_id, _rest = session.target(words)
    now = session.desk.now()
    for fact in session.conversation(thread_id).facts:
        parts = [labelled(fact.label, fact.explained), fact.source]
        if fact.seen_at is not None:
            parts.append(time_ago(fact.seen_at, now))
        session.say(", ".join(part for part in parts if part) + ".")


def read_page_address(session: LineSession, words: str) -> None:
    """Read the address of a thread's page in the partner account; ask whether it opened, if nobody knows."""
    thread_id, _rest = session.target(words)
    link = session.desk.pages.link(PageKind.THREAD, thread_id)
    session.say(link.url)
    if link.confirmed is not None:
        return

    def asking() -> Flow[int]:
        answers = [_("Yes, it opened"), _("No, another page or none"), _("not tried")]
        return (yield from choose(_("Did the partner account page open?"), answers, default=2))

    match session.talk.hold(asking):
        case 0:
            session.desk.pages.confirm(link, login_name())
            session.say(_("Recorded."))
        case 1:
            text = _("Set {0} in {1} to the address that your browser shows, with {{id}} for the number.")
            session.say(text.format(link.kind, session.desk.session.paths.settings_file))


def _of_thread(name: str) -> Callable[[LineSession, str], None]:
    """Return a command that runs a command of the command line for a thread."""

    def run(session: LineSession, words: str) -> None:
        thread_id, _rest = session.target(words)
        run_cli_command(session, name, [str(thread_id)])

    return run


def read_away(session: LineSession, words: str) -> None:
    """Read what happened since the person's last visit."""
    run_cli_command(session, "away", words.split())


def _commands() -> Iterator[PlainCommand]:
    look = PlainGroup.LOOK
    yield PlainCommand(
        "messages",
        N_("read all messages of the thread"),
        read_messages,
        look,
        covers=("move_down", "move_up"),
    )
    yield PlainCommand(
        "quotes",
        N_("read all messages of the thread with what they quote"),
        partial(read_messages, whole=True),
        look,
    )
    yield PlainCommand("raw", N_("read a message as the Marketplace sent it"), read_raw, look)
    yield PlainCommand("author", N_("say who wrote a message"), set_author, look, covers=(
        "author_customer", "author_seller", "author_marketplace", "author_automatic", "author_person",
    ))  # fmt: skip
    yield PlainCommand(
        "bar",
        N_("read all facts about the thread with their source and age"),
        read_facts,
        look,
        also=("facts",),
    )
    yield PlainCommand("explain", N_("how each deadline was calculated"), _of_thread("explain"), look)
    yield PlainCommand(
        "customer", N_("other threads, orders and refunds of the same shop"), _of_thread("customer"), look
    )
    yield PlainCommand("away", N_("what happened since your last visit"), read_away, look)
    yield PlainCommand(
        "web",
        N_("read the address of the thread's page in the partner account"),
        read_page_address,
        look,
        also=("browser",),
        covers=("copy",),
    )


COMMANDS: tuple[PlainCommand, ...] = tuple(_commands())
