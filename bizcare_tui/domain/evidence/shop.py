"""Ground 2, another shop: the shops named in topic and messages against the licensed one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bizcare_tui.domain.evidence.case import Case, Evaluated, Evidence, Verdict, Words, quoted
from bizcare_tui.domain.evidence.naming import is_aside, is_meant, signature_start
from bizcare_tui.domain.policy import Ground
from bizcare_tui.domain.prose import without_quotes
from bizcare_tui.domain.shops import Shop, mentioned, read_shop, same_shop
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.words import any_of, flat
from bizcare_tui.i18n import _

# The customer says that the shop's address changed.
_MOVED = re.compile(
    r"\b"
    + any_of(
        r"""
    (?:moved|migrated|changed|switched|renamed|transferred|new|old|former|previous) (?:\w+ ){0,4}(?:domain
      |address|name)
    | domain (?:\w+ ){0,2}(?:changed|change|moved|has changed) | rebrand\w*
    | (?:moved|migrated) (?:\w+ ){0,5}(?:to|from) \S*\.[a-z]{2,}
    | redirects? (?:to|from) | formerly | used to (?:be|live|run)
    | (?:cambi\w+|migr\w+|mudad\w*|traslad\w+|nuev\w+|antigu\w+|anterior) (?:\w+ ){0,4}(?:dominio|direccion
      |nombre)
    | dominio (?:\w+ ){0,2}(?:nuevo|antiguo|cambi\w+) | redirig\w+ | redireccion\w*
    | antes (?:era|se llamaba|estaba)
    | (?:chang\w+|migr\w+|demenag\w+|transfer\w+|nouve\w+|ancien\w*|bascul\w+) (?:\w+ |d'){0,4}(?:domaine
      |adresse|nom)
    | domaine (?:\w+ ){0,2}(?:chang\w+|nouveau|ancien) | redirig\w+ | redirection
    | (?:cambi\w+|migr\w+|spostat\w*|trasferit\w*|nuov\w+|vecchi\w+) (?:\w+ ){0,4}(?:dominio|indirizzo
      |nome)
    | reindirizz\w+
    | (?:umgezogen|umzug|gewechselt|geandert|umbenannt|neue\w*|alte\w*|ehemalig\w*
      |fruhere\w*) (?:\w+ ){0,4}(?:domain|adresse|name)
    | domain (?:\w+ ){0,4}(?:gewechselt|geandert|umgezogen|umgestellt|gewechsel\w*) | umgezogen
    | weiterleit\w* | domainwechsel
    | (?:zmien\w+|przenie\w+|przenos\w+|migr\w+|now\w+|star\w+|poprzedni\w*) (?:\w+ ){0,4}(?:domen\w*
      |adres\w*|nazw\w*)
    | domen\w+ (?:\w+ ){0,2}(?:zmien\w+|now\w+) | przekierow\w+
    """
    )
    + r"\b"
)


@dataclass(frozen=True, slots=True)
class _Named:
    """A shop named in a text of the case.

    `is_meant` where it is named as the one concerned, `is_aside` where it is named for something else:
    of many an address the text tells neither.
    """

    shop: Shop
    evidence: Evidence
    is_meant: bool
    is_aside: bool
    by_customer: bool


def evaluate_shop(case: Case) -> Evaluated:
    """Whether the request is about another shop than the licensed one, by registrable domain.

    Supported only where nothing but another shop is named for the one concerned; test installs,
    look-alikes, moved domains and examples leave it unknown.

    Source: partner help centre, when a request may be refused (2).
    """
    licensed = read_shop(case.website) if case.website else None
    if licensed is None:
        return _unknown(
            (),
            _("The licensed shop is not known."),
            _("Look it up in the partner account, and record it with its source."),
        )
    record = Evidence(case.website, case.website_source, case.website_at)
    named = list(_named(case))
    same = [each for each in named if same_shop(each.shop, licensed) and not each.shop.is_test]
    tests = [each for each in named if each.shop.is_test]
    others = [
        each
        for each in named
        if each.is_meant and not each.shop.is_test and not same_shop(each.shop, licensed)
    ]
    evidence = (record, *(each.evidence for each in named))
    has_moved = any(
        _MOVED.search(flat(words.text)) for words in (_topic(case), *case.messages) if _asks(words)
    )
    if has_moved and any(not same_shop(each.shop, licensed) and not each.shop.is_test for each in named):
        return _unknown(
            evidence,
            _("The shop seems to have moved to another domain."),
            _("PrestaShop's support can change the address of the licence: send the customer there."),
            "moved_domain",
        )
    besides = [
        each
        for each in named
        if not each.is_aside and not each.shop.is_test and not same_shop(each.shop, licensed)
    ]
    if same and not besides:
        return Evaluated(
            Ground.OTHER_SHOP, Verdict.CONTRADICTED, _("The licensed shop itself is named."), evidence
        )
    if not others and not same:
        return _nothing_meant(evidence, is_named=bool(named), is_test=bool(tests))
    if same:
        return _unknown(
            evidence, _("The licensed shop and another one are named."), _("Ask on which it happens.")
        )
    return _other(evidence, others, licensed)


def _nothing_meant(evidence: tuple[Evidence, ...], *, is_named: bool, is_test: bool) -> Evaluated:
    """The verdict where no shop is named as the one concerned."""
    if is_test:
        return _unknown(
            evidence,
            _("Only a test install is named: the licensed shop may have one."),
            _("Ask of which shop it is a copy."),
            "staging",
        )
    why = _("No shop is named.")
    if is_named:
        why = _("The other addresses seem to be named as examples, sources or in a signature.")
    return _unknown(evidence, why, _("Ask on which shop it happens."))


def _other(evidence: tuple[Evidence, ...], others: list[_Named], licensed: Shop) -> Evaluated:
    """The verdict where other shops are named, and not the licensed one."""
    if licensed.is_odd or any(each.shop.is_odd for each in others):
        return _unknown(
            evidence,
            _("An address may not be what it looks like."),
            _("Ask the customer to confirm the address of the shop."),
        )
    if not any(each.by_customer for each in others):
        return _unknown(
            evidence,
            _("It is not known who wrote the message that names the other shop."),
            _("Say who wrote it: the key a, in the conversation."),
        )
    if len({each.shop.domain for each in others}) > 1:
        return _unknown(evidence, _("Several other shops are named."), _("Ask on which it happens."))
    return Evaluated(
        Ground.OTHER_SHOP,
        Verdict.SUPPORTED,
        _("Only another shop is named: {0}.").format(others[0].shop.host),
        evidence,
        _("Ask whether the shop moved, or is a test install, before refusing."),
        ("moved_domain", "staging"),
    )


def _unknown(evidence: tuple[Evidence, ...], why: str, settle: str, *alternatives: str) -> Evaluated:
    return Evaluated(Ground.OTHER_SHOP, Verdict.UNKNOWN, why, evidence, settle, alternatives)


def _named(case: Case) -> Iterator[_Named]:
    """The shops that the customer, or nobody knows who, named."""
    for words in (_topic(case), *case.messages):
        if not _asks(words):
            continue
        text = without_quotes(words.text)
        ending = signature_start(text)
        for start, end, shop in mentioned(text):
            place = quoted(words, (start, end))
            evidence = place if words.id else Evidence(place.text, "topic", words.at, place.span)
            aside = is_aside(text, (start, end), ending, shop)
            yield _Named(
                shop,
                evidence,
                is_meant=is_meant(text, (start, end)) and not aside,
                is_aside=aside,
                by_customer=words.author is Author.CUSTOMER,
            )


def _topic(case: Case) -> Words:
    """The topic, which whoever opened the thread wrote; number 0."""
    return Words(0, case.opened_at, Author.CUSTOMER, case.topic)


def _asks(words: Words) -> bool:
    return words.author in (Author.CUSTOMER, Author.UNKNOWN)
