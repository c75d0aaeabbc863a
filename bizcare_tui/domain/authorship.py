"""Who wrote each message of a thread, and how we know: the Marketplace does not say reliably."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bizcare_tui.domain.signatures import ends_with
from bizcare_tui.domain.threads import Author, Qualification, Rung
from bizcare_tui.domain.words import fold_line, word_set

# A mail is sent soon after the message that it tells of; clocks may differ a little. In seconds.
MAIL_AFTER, MAIL_BEFORE = 20 * 60, 2 * 60

# The Marketplace signs with its own name and words such as these; a customer's agency may have
# "PrestaShop" in its name too, but not only.
_MARKETPLACE_WORDS = word_set("""
    prestashop addons marketplace support team customer service technical quality account seller partner the
    equipe equipo soporte tecnico servicio atencion al cliente client technique qualite assistenza de
""")


@dataclass(frozen=True)
class Seller:
    """How a seller's messages are told: the names they appear under, and their accepted signatures."""

    names: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()

    @cached_property
    def folded_names(self) -> frozenset[str]:
        """The names as they are compared: without case, accents and needless blanks; none empty."""
        return frozenset(filter(None, map(fold_line, self.names)))


@dataclass(frozen=True, slots=True)
class ThreadFacts:
    """What of a thread tells who began it."""

    has_order: bool
    qualification: Qualification

    @property
    def is_customers(self) -> bool:
        """Begun by a customer: it has an order, or a pre-sale or after-sale tag."""
        return self.has_order or self.qualification in (Qualification.PRESALE, Qualification.AFTERSALE)


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """What of a message tells its author.

    `role` and `name` are what an author field told (None or UNKNOWN, and empty, where none did),
    `own_reply` whether the text equals a reply that we sent to this thread, `notified` whether a mail told of
    it, `mark` what a person said.
    """

    text: str
    role: Author | None = None
    name: str = ""
    own_reply: bool = False
    notified: bool = False
    mark: Author | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """The author of a message, and the rung that decided."""

    author: Author
    by: Rung


def read_authors(thread: ThreadFacts, messages: Sequence[MessageFacts], seller: Seller) -> list[Attribution]:
    """Who wrote each message of a thread; `messages` are all that are known, oldest first.

    The first of these that holds decides: a person's mark; the author field; a reply of ours with the
    same text; the seller's signature; a notification mail, which the seller gets of a customer's message;
    being the first message of a customer's thread. A name without
    a role is read as the seller's where it is one of theirs, as the Marketplace's where it is
    PrestaShop's own, and as the customer's where the first message known to be theirs bore it.
    """
    attributions: list[Attribution] = []
    customer = ""
    for index, message in enumerate(messages):
        name = fold_line(message.name)
        attribution = _attribute(
            message,
            named=_named(name, seller, customer),
            seller=seller,
            begins=index == 0 and thread.is_customers,
        )
        if attribution.author is Author.CUSTOMER and not customer:
            customer = name
        attributions.append(attribution)
    return attributions


def notified_of(messages: Sequence[int], mails: Sequence[int]) -> frozenset[int]:
    """Which messages mails told of, by their places: the last before each mail that is near enough.

    Args:
        messages: when each was written, the oldest first, in seconds since 1970.
        mails: when each mail was sent.
    """
    found = set()
    for mail in mails:
        near = [place for place, at in enumerate(messages) if mail - MAIL_AFTER <= at <= mail + MAIL_BEFORE]
        if near:
            found.add(near[-1])
    return frozenset(found)


def _attribute(message: MessageFacts, *, named: Author | None, seller: Seller, begins: bool) -> Attribution:
    if message.mark is not None:
        return Attribution(message.mark, Rung.PERSON)
    told = message.role if message.role not in (None, Author.UNKNOWN) else named
    if told is not None:
        return Attribution(told, Rung.AUTHOR_FIELD)
    if message.own_reply:
        return Attribution(Author.SELLER, Rung.OWN_REPLY)
    if ends_with(message.text, *seller.signatures):
        return Attribution(Author.SELLER, Rung.SIGNATURE)
    if message.notified or begins:
        return Attribution(Author.CUSTOMER, Rung.MAIL if message.notified else Rung.FIRST_MESSAGE)
    return Attribution(Author.UNKNOWN, Rung.UNKNOWN)


def _named(name: str, seller: Seller, customer: str) -> Author | None:
    if not name:
        return None
    if name in seller.folded_names:
        return Author.SELLER
    if _is_prestashop(name):
        return Author.MARKETPLACE
    return Author.CUSTOMER if name == customer else None


def _is_prestashop(name: str) -> bool:
    words = name.replace("-", " ").split()
    return "prestashop" in words and _MARKETPLACE_WORDS.issuperset(words)
