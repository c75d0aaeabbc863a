"""The author sweep in the line mode: say who wrote the messages of unknown author, group by group."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bizcare_tui.cli.plain.command import PlainCommand, PlainGroup
from bizcare_tui.cli.plain.conversation import Flow
from bizcare_tui.cli.plain.questions import choose, choose_several, yes
from bizcare_tui.cli.plain.session import LineSession
from bizcare_tui.cli.plain.words import word_of
from bizcare_tui.domain.author_effect import effect_in_words
from bizcare_tui.domain.author_groups import AuthorGroup, UnattributedMessage
from bizcare_tui.domain.dates import short_moment_in_words
from bizcare_tui.domain.threads import Author
from bizcare_tui.hints import Hint
from bizcare_tui.i18n import N_, _, ngettext
from bizcare_tui.present.author_group_lines import (
    clocks_in_words,
    last_lines,
    left_in_words,
    size_in_words,
    why_not_at_once,
    writer_label,
)

# So many groups, or messages of one, are read out at a time; the others come when these are decided.
_SHOWN = 9
_WRITERS = (Author.SELLER, Author.CUSTOMER, Author.MARKETPLACE)


def sweep_authors(session: LineSession, _words: str) -> None:
    """Go through the groups until none is left, or the person leaves; a decision is recorded at once."""
    sweep = session.desk.verbs.author_sweep
    found = sweep.read()
    while found.groups:
        session.say(left_in_words(found.groups, found.hidden) + ".")
        group = session.talk.hold(partial(_choosing_group, found.groups[:_SHOWN]))
        if group is None:
            return
        if session.talk.hold(partial(_deciding, session, group)):
            session.say(_("Recorded.") + " " + _("{0} undoes it.").format(word_of(Hint("undo"))))
        found = sweep.read()
    session.say(_("The author of every message in an open thread is known."))


def _choosing_group(groups: Sequence[AuthorGroup]) -> Flow[AuthorGroup | None]:
    """Ask for a group; None to leave."""
    choices = [*map(_group_line, groups), _("leave it at that")]
    index = yield from choose(_("Which ending do you decide on?"), choices, default=0)
    return groups[index] if index < len(groups) else None


def _deciding(session: LineSession, group: AuthorGroup) -> Flow[bool]:
    """Ask who wrote the messages of a group, and record it; return whether something was recorded."""
    yield f"{_ending(group)}: {size_in_words(group.messages)}."
    messages: Sequence[UnattributedMessage] = group.messages
    if group.is_decided_at_once:
        yield from _examples(group.messages[:1])
        writers = [*map(writer_label, _WRITERS), _("only some of them"), _("nobody knows yet")]
        index = yield from choose(_("Whose are they?"), writers)
    else:
        yield why_not_at_once(group)
        index = len(_WRITERS)
    if index > len(_WRITERS):
        return False
    if index == len(_WRITERS):
        messages = yield from _choosing_messages(group.messages[:_SHOWN])
        if not messages:
            return False
        yield from _examples(messages)
        index = yield from choose(_("Whose are they?"), [writer_label(each) for each in _WRITERS])
    author = _WRITERS[index]
    yield effect_in_words(session.desk.verbs.author_sweep.effect(messages, author)) + "."
    question = ngettext("Record {n} message: {whose}?", "Record {n} messages: {whose}?", len(messages))
    if not (yield from yes(question.format(n=len(messages), whose=writer_label(author)))):
        return False
    session.desk.verbs.authors(messages, author)
    return True


def _choosing_messages(messages: Sequence[UnattributedMessage]) -> Flow[list[UnattributedMessage]]:
    lines = [
        ", ".join([short_moment_in_words(each.at), f"#{each.thread_id} {each.topic}"]) for each in messages
    ]
    chosen = yield from choose_several(_("Which messages?"), lines)
    return [messages[index] for index in chosen]


def _examples(messages: Sequence[UnattributedMessage]) -> Flow[None]:
    for message in messages:
        yield f"#{message.thread_id} {message.topic}:"
        yield from last_lines(message.text, 3)


def _group_line(group: AuthorGroup) -> str:
    parts = [_ending(group), size_in_words(group.messages), clocks_in_words(group.clocks)]
    return ", ".join(part for part in parts if part)


def _ending(group: AuthorGroup) -> str:
    return ", ".join(group.ending.splitlines()) or _("(no text)")


COMMANDS: tuple[PlainCommand, ...] = (
    PlainCommand(
        "authors",
        N_("say who wrote the messages of unknown author, many at once by how they end"),
        sweep_authors,
        PlainGroup.ORGANISE,
        also=("sweep",),
        covers=(
            "author_alike",
            "authors_seller",
            "authors_customer",
            "authors_marketplace",
            "authors_thread",
            "authors_each",
            "authors_undo",
            "authors_tick",
            "authors_tick_all",
        ),
    ),
)
