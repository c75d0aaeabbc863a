"""Find another customer's name or shop in a reply, which was probably copied from another ticket."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from bizcare_tui.domain.language_data import listed_words
from bizcare_tui.domain.prose import without_quotes
from bizcare_tui.domain.replies.reply_index import ReplyIndex, shop_host
from bizcare_tui.domain.replies.ticket import Ticket
from bizcare_tui.domain.text_folding import flat, fold
from bizcare_tui.domain.word_pattern import WordPattern

_GREETING = WordPattern(r"\W*(%courtesy.salutation%)?[ ,]*")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_HOST = re.compile(r"(?<![\w.-])(?:https?://)?((?:[\w-]{1,63}\.){1,4}[a-z]{2,24})\b", re.IGNORECASE)
_SHARED_LETTERS = 3  # first letters that the forms of a name share: Moniko and Monika


@dataclass(frozen=True, slots=True)
class OtherCustomerMention:
    """A person or shop in a draft that is not the ticket's; if `is_certain`, another customer's."""

    span: tuple[int, int]
    name: str
    is_certain: bool


def find_other_customers(draft: str, ticket: Ticket, known: ReplyIndex) -> list[OtherCustomerMention]:
    """Return the other customers that a draft greets or names, and their shops."""
    unquoted = without_quotes(draft)
    ticket_names = _names_in_ticket(ticket)
    found = [
        *_greeted(unquoted, ticket, known, ticket_names),
        *_full_names(unquoted, ticket, known, ticket_names),
    ]
    for host in _HOST.finditer(unquoted):
        name = shop_host(host[1])
        if (
            known.is_other_shop(name, ticket.thread_id)
            and name not in ticket_names
            and not _is_in_ticket(name, ticket)
        ):
            found.append(OtherCustomerMention(host.span(1), host[1], is_certain=True))
    return found


def _is_in_ticket(host: str, ticket: Ticket) -> bool:
    shop = shop_host(ticket.shop)
    ticket_text = "\n".join((ticket.topic, *(each.text for each in ticket.messages))).lower()
    return (
        bool(shop) and (host == shop or shop.endswith(f".{host}") or host.endswith(f".{shop}"))
    ) or host in ticket_text


def _greeted(
    unquoted: str, ticket: Ticket, known: ReplyIndex, ticket_names: frozenset[str]
) -> list[OtherCustomerMention]:
    at = len(unquoted) - len(unquoted.lstrip())
    line = unquoted[at:].split("\n", 1)[0][:120]
    folded = flat(line)
    opening = _GREETING.match(folded)
    if opening is None or not opening[1]:
        return []
    names = _names_from(line, opening.end())
    plain = [flat(name[0]) for name in names]
    if not names or not ticket_names.isdisjoint(plain):
        return []
    greeted = " ".join(plain)
    span = (at + names[0].start(), at + names[-1].end())
    shown = unquoted[slice(*span)]
    if known.is_other_customer(greeted, ticket.thread_id):
        return [OtherCustomerMention(span, shown, is_certain=True)]
    is_other = known.is_other_name(plain[-1], ticket.thread_id)
    if not is_other and any(_is_a_form_of(name, ticket.customer) for name in plain):
        return []
    return [OtherCustomerMention(span, shown, is_certain=False)] if is_other or ticket.customer else []


def _names_from(line: str, at: int) -> list[re.Match[str]]:
    """Return the words of the name that begins at a position, after any titles."""
    names: list[re.Match[str]] = []
    for word in _WORD.finditer(line, at):
        plain = flat(word[0])
        if line[at : word.start()].strip():
            break
        at = word.end()
        if plain in listed_words("courtesy.name_title") and not names:
            at += line[at : at + 1] == "."
        elif word[0][0].isupper() and plain not in listed_words("courtesy.no_name"):
            names.append(word)
        else:
            break
    return names


def _full_names(
    unquoted: str, ticket: Ticket, known: ReplyIndex, ticket_names: frozenset[str]
) -> list[OtherCustomerMention]:
    words = [word for word in _WORD.finditer(unquoted) if word[0][0].isupper()]
    found = []
    for first, last in pairwise(words):
        if last.start() - first.end() == 1 and unquoted[first.end()] == " ":
            name = flat(unquoted[first.start() : last.end()])
            if known.is_other_customer(name, ticket.thread_id) and not ticket_names.issuperset(name.split()):
                found.append(
                    OtherCustomerMention(
                        (first.start(), last.end()), unquoted[first.start() : last.end()], is_certain=True
                    )
                )
    return found


def _names_in_ticket(ticket: Ticket) -> frozenset[str]:
    texts = (
        ticket.customer,
        ticket.shop,
        ticket.product,
        *(message.text[:20_000] for message in ticket.messages),
    )
    return frozenset(flat(word[0]) for text in texts for word in _WORD.finditer(text))


def _is_a_form_of(name: str, customer: str) -> bool:
    """Return whether a name can be a form of the customer's name: Moniko for Monika."""
    return any(
        fold(name)[:_SHARED_LETTERS] == flat(word[0])[:_SHARED_LETTERS] for word in _WORD.finditer(customer)
    )
