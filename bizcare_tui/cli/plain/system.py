"""Commands of the line mode about the program: sync, key, baseline, tour, guide."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from getpass import getpass

from bizcare_tui.cli.plain.cli_commands import run_cli_command
from bizcare_tui.cli.plain.command import PlainCommand, PlainGroup
from bizcare_tui.cli.plain.conversation import Flow
from bizcare_tui.cli.plain.questions import choose, choose_several, yes
from bizcare_tui.cli.plain.session import LineSession
from bizcare_tui.desk.guide import guide_topics
from bizcare_tui.desk.views import BaselineQuestion
from bizcare_tui.domain.counters import in_words
from bizcare_tui.domain.dates import moment_in_words
from bizcare_tui.errors import NotPossible, OtherAccount, WrongUsage
from bizcare_tui.i18n import N_, _, ngettext
from bizcare_tui.present.baseline_choices import MAX_SIGNATURES, baseline_choices, baseline_effect


def sync(session: LineSession, words: str) -> None:
    """Sync with the Marketplace, then say how much the list has."""
    session.say(_("Syncing …"))
    run_cli_command(session, "sync", words.split())
    session.show_list(session.query)


# --- the key ----------------------------------------------------------------------------------------------


def enter_key(session: LineSession, _words: str) -> None:
    """Ask for the API key, test it with the Marketplace, and save it; then sync."""
    key = _read_secret(session, _("API key, from the partner account, Settings, API (it is not shown):"))
    if not key:
        raise WrongUsage(_("No key was entered."), _("Nothing was changed."))
    marketplace = session.desk.marketplace
    try:
        accepted = marketplace.try_key(key)
    except OtherAccount as error:
        sentence = error.sentence

        def asking() -> Flow[bool]:
            yield sentence
            return (yield from yes(_("Is it the key of the same account all the same?")))

        if not session.talk.hold(asking):
            session.say(_("The key is not saved."))
            return
        accepted = marketplace.try_key(key, is_same_account=True)
    marketplace.save_key(key)
    session.say(accepted)
    sync(session, "")


def _read_secret(session: LineSession, prompt: str) -> str:
    """Return a line that the terminal does not show."""
    if sys.stdin.isatty():
        return getpass(f"{prompt} ").strip()
    return session.talk.read_line(f"{prompt} ")


def welcome(session: LineSession) -> bool:
    """On a first run, offer the key or the demo; return whether the demo was shown instead of the account."""
    if session.desk.session.exists or session.desk.marketplace.has_key():
        return False

    def asking() -> Flow[int]:
        yield _("Welcome to bizcare. It reads the threads of your partner account, and says which to answer.")
        ways = [_("enter the API key"), _("look at the demo, with made-up data"), _("later")]
        return (yield from choose(_("How do you begin?"), ways))

    match session.talk.hold(asking):
        case 0:
            enter_key(session, "")
        case 1:
            return True
        case _:
            session.say(_("“key” asks for the key."))
    return False


# --- the baseline -----------------------------------------------------------------------------------------


def answer_baseline(session: LineSession, words: str) -> None:
    """Ask from when deadlines count, and which endings of messages are the seller's signatures."""
    if words[:4].isdecimal():  # a day, as on the command line
        run_cli_command(session, "baseline", words.split())
        return
    desk = session.desk
    question = desk.baseline.question()
    if question is None:
        raise NotPossible(_("There are no threads yet. Sync first."))

    def asking() -> Flow[None]:
        yield _older_threads(question)
        choices = baseline_choices(question, desk.now())
        lines = [f"{text}: {baseline_effect(question, since, (), desk.now())}" for text, since in choices]
        since = choices[(yield from choose(_("From when do deadlines count?"), lines, default=0))][1]
        signed: Sequence[str] = ()
        if question.signatures:
            offered = question.signatures[:MAX_SIGNATURES]
            endings = [f"{' / '.join(text.splitlines())}, {count}" for text, count in offered]
            indexes = yield from choose_several(_("Which of these signatures are yours?"), endings)
            signed = [offered[index][0] for index in indexes]
        read = yield from yes(_("Mark everything older as read, except threads that still need an answer?"))
        desk.baseline.answer(since, signed, read)
        owed = in_words(desk.statistics.counters(), desk.now()) or _("nothing is due")
        yield _("Deadlines count from {0}: {1}.").format(moment_in_words(since), owed)

    session.talk.hold(asking, first=words)
    session.show_list(session.query)


def _older_threads(question: BaselineQuestion) -> str:
    text = ngettext(
        "{n} thread is older than the current choice. The API does not report who answered it."
        " Older threads than your choice do not count in deadlines and statistics.",
        "{n} threads are older than the current choice. The API does not report who answered them."
        " Older threads than your choice do not count in deadlines and statistics.",
        question.unscored,
    )
    return text.format(n=question.unscored)


# --- tour and guide ---------------------------------------------------------------------------------------


def control_tour(session: LineSession, words: str) -> None:
    """Begin the tour, go to its next step, or end it."""
    match words.casefold():
        case "next":
            session.tour.next_step()
        case "end":
            session.tour.end()
        case _:
            session.tour.begin()


def read_guide(session: LineSession, words: str) -> None:
    """Read the guide's page about the line mode, or another page."""
    run_cli_command(session, "guide", words.split() or ["plain"])
    if not words:
        text = _(
            "“guide” and the name of a page reads another one; these pages are about the app, with its keys."
        )
        session.say(f"{text} {', '.join(topic.name for topic in guide_topics())}.")


COMMANDS: tuple[PlainCommand, ...] = (
    PlainCommand("sync", N_("sync with the Marketplace now"), sync, PlainGroup.SYSTEM),
    PlainCommand(
        "baseline",
        N_("from when deadlines count, and which signatures are yours"),
        answer_baseline,
        PlainGroup.SYSTEM,
        covers=("baseline_tick", "baseline_accept"),
    ),
    PlainCommand(
        "key",
        N_("enter another API key"),
        enter_key,
        PlainGroup.SYSTEM,
        covers=("key_later", "key_demo", "key_same_account"),
    ),
    PlainCommand(
        "tour",
        N_("a tour in seven steps; tour next goes on, tour end ends it"),
        control_tour,
        PlainGroup.SYSTEM,
        covers=("tour_next", "tour_end"),
    ),
    PlainCommand(
        "guide",
        N_("read the guide's page about the line mode, or another page"),
        read_guide,
        PlainGroup.SYSTEM,
        covers=("help_guide",),
    ),
)
