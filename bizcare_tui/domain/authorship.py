"""Who wrote each message of a thread, and how we know: the Marketplace does not say reliably."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bizcare_tui.domain.automatic import is_automatic
from bizcare_tui.domain.language_data import listed_words
from bizcare_tui.domain.prose import without_quotes
from bizcare_tui.domain.signatures import ends_with, has_own_words
from bizcare_tui.domain.text_folding import fold_line
from bizcare_tui.domain.threads import Author, AuthorSource, Qualification

# A notification mail is sent soon after its message; the clocks may differ a little. In seconds.
MAIL_AFTER, MAIL_BEFORE = 20 * 60, 2 * 60

_SHORTEST_PASTE = 30  # characters; a shorter earlier message may be a phrase that anybody writes


@dataclass(frozen=True)
class SellerIdentity:
    """What identifies a seller's messages: the names they appear under, and their accepted signatures."""

    names: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()

    @cached_property
    def folded_names(self) -> frozenset[str]:
        """The names in comparable form: without case, accents and redundant spaces; none is empty."""
        return frozenset(filter(None, map(fold_line, self.names)))


@dataclass(frozen=True, slots=True)
class ThreadFacts:
    """The facts of a thread that show who began it."""

    has_order: bool
    qualification: Qualification

    @property
    def is_customers(self) -> bool:
        """Whether a customer began the thread: it has an order, or a pre-sale or after-sale tag."""
        return self.has_order or self.qualification in (Qualification.PRESALE, Qualification.AFTERSALE)


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """The facts of a message that show its author.

    `role` and `name` are what the API reported (None or UNKNOWN, and empty, when it reported nothing).
    `own_reply` is whether the text equals a reply that we sent to this thread. `notified` is whether a
    notification mail announced the message. `mark` is the author that a person set, or None.
    """

    text: str
    role: Author | None = None
    name: str = ""
    own_reply: bool = False
    notified: bool = False
    mark: Author | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """The author of a message, and the source that determined it."""

    author: Author
    by: AuthorSource


def read_authors(
    thread: ThreadFacts, messages: Sequence[MessageFacts], seller: SellerIdentity
) -> list[Attribution]:
    """Return the author of each message of a thread; `messages` are all the known ones, oldest first.

    The first of these sources that applies determines the author:

    1. a person's mark;
    2. the author field of the API;
    3. a reply of ours with the same text;
    4. a notification mail, which the seller receives for a customer's message;
    5. the position as first message of a customer's thread;
    6. the seller's signature, unless it is part of a repeated earlier message, quoted or pasted.

    A name without a role counts as the seller's if it is one of the seller's names, as the Marketplace's if
    it is PrestaShop's own, and as the customer's if the first message known to be theirs had it.
    """
    attributions: list[Attribution] = []
    customer = ""
    for index, message in enumerate(messages):
        name = fold_line(message.name)
        attribution = _attribute(
            message,
            named=_author_by_name(name, seller, customer),
            seller=seller,
            begins=index == 0 and thread.is_customers,
            earlier=[each.text for each in messages[:index]],
        )
        if attribution.author is Author.CUSTOMER and not customer:
            customer = name
        attributions.append(attribution)
    return attributions


def notified_of(messages: Sequence[int], mails: Sequence[int]) -> frozenset[int]:
    """Return the indices of the messages that notification mails announced.

    A mail announces the last message written in the 20 minutes before it or in the 2 minutes after it.

    Args:
        messages: when each message was written, the oldest first, in seconds since 1970.
        mails: when each mail was sent, in seconds since 1970.
    """
    found = set()
    for mail in mails:
        near = [index for index, at in enumerate(messages) if mail - MAIL_AFTER <= at <= mail + MAIL_BEFORE]
        if near:
            found.add(near[-1])
    return frozenset(found)


def _attribute(
    message: MessageFacts,
    *,
    named: Author | None,
    seller: SellerIdentity,
    begins: bool,
    earlier: Sequence[str],
) -> Attribution:
    if message.mark is not None:
        return Attribution(message.mark, AuthorSource.PERSON)
    reported = message.role if message.role not in (None, Author.UNKNOWN) else named
    if reported is not None:
        return Attribution(reported, AuthorSource.AUTHOR_FIELD)
    if message.own_reply:
        return Attribution(Author.SELLER, AuthorSource.OWN_REPLY)
    if message.notified or begins:
        return Attribution(
            Author.CUSTOMER, AuthorSource.MAIL if message.notified else AuthorSource.FIRST_MESSAGE
        )
    if _is_signed(message.text, seller) and not _repeats(message.text, earlier):
        return Attribution(Author.SELLER, AuthorSource.SIGNATURE)
    return Attribution(Author.UNKNOWN, AuthorSource.UNKNOWN)


def _is_signed(text: str, seller: SellerIdentity) -> bool:
    if not ends_with(text, *seller.signatures):
        return False
    own = without_quotes(text)
    return ends_with(own, *seller.signatures) and has_own_words(own, *seller.signatures)


def _repeats(text: str, earlier: Sequence[str]) -> bool:
    """Return whether a text ends with the whole of an earlier message, which its writer then only pasted.

    Automatic answers are exempt, because they repeat themselves.
    """
    folded_text = fold_line(text)
    pastes = [folded for each in earlier if len(folded := fold_line(each)) >= _SHORTEST_PASTE]
    return any(map(folded_text.endswith, pastes)) and not is_automatic(Author.SELLER, text)


def _author_by_name(name: str, seller: SellerIdentity, customer: str) -> Author | None:
    if not name:
        return None
    if name in seller.folded_names:
        return Author.SELLER
    if _is_prestashop(name):
        return Author.MARKETPLACE
    return Author.CUSTOMER if name == customer else None


def _is_prestashop(name: str) -> bool:
    words = name.replace("-", " ").split()
    return "prestashop" in words and listed_words("general.marketplace_author").issuperset(words)
