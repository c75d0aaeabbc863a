"""The check of a reply before it is sent: what a careful colleague would say against it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bizcare_tui.domain.automatic import reads_automatic
from bizcare_tui.domain.language import language_name, reads_as
from bizcare_tui.domain.prose import own_words, without_code
from bizcare_tui.domain.replies.channels import ways_off
from bizcare_tui.domain.replies.courtesies import body_lines, says_nothing, sentences_of
from bizcare_tui.domain.replies.credentials import find_credentials, mask
from bizcare_tui.domain.replies.facts import facts_of, stems
from bizcare_tui.domain.replies.findings import Finding, Kind, Outcome
from bizcare_tui.domain.replies.known import Known, Twin, Wording, wording
from bizcare_tui.domain.replies.receipts import reads_like_a_receipt
from bizcare_tui.domain.replies.strangers import strangers
from bizcare_tui.domain.replies.thresholds import DEFAULTS, Thresholds
from bizcare_tui.domain.replies.ticket import Ticket
from bizcare_tui.domain.snippets import unfilled
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.words import any_of, flat
from bizcare_tui.i18n import _

_LONGEST = 60_000  # characters of a draft that are looked at

# A question, a menu path, a quotation, a number: what is said with one of them is said of something.
_CONCRETE = re.compile(r"[?>\"“„«`\d]")

_SHORT = 20  # words in which one fact of the ticket is enough

_GRAVEST_FIRST = {outcome: rank for rank, outcome in enumerate(Outcome)}

# The names that people give to slots in templates of their own.
_SLOT_NAME = (
    "(?:nombre|nom|name|nome|imie|imię|naam|vorname|nachname|cliente?|customer|klant|kunde|klient"
    "|producto|produit|product|prodotto|produkt|produto|tienda|boutique|shop|negozio|sklep|winkel|loja)"
)
_PLACEHOLDER = re.compile(
    any_of(
        rf"""
        \{{\{{ ?[\w ]{{1,40}}\}}\}} | \[[A-ZÀ-ÖØ-ÞĄĆĘŁŃŚŹŻ][A-ZÀ-ÖØ-ÞĄĆĘŁŃŚŹŻ _/-]{{2,40}}\]
        | (?i:\[{_SLOT_NAME}[^\]\n]{{0,20}}\] | %{_SLOT_NAME}% | \{{{_SLOT_NAME}\}})
        | \b[Xx]{{4,}}\b(?![\d-]) | _{{4,}}
        """
    )
)
_GREETED_BY_SLOT = re.compile(r"\A\s*\w+[ \w]{0,20}[ ,](\$\w+|<\w+>)")
# Said of a variable, its name is no slot.
_A_VARIABLE = re.compile(
    r"(?:variab\w*|zmienn\w*|param\w*|array|smarty|php|twig|tabl\w+|objet|object\w*)\W{1,3}\Z", re.IGNORECASE
)


def check(draft: str, ticket: Ticket, known: Known, thresholds: Thresholds = DEFAULTS) -> list[Finding]:
    """What there is to say against a reply, gravest first, then by its place in the draft."""
    draft = draft[:_LONGEST]
    found = [
        *_unfilled(draft, ticket, known),
        *_credentials(draft, ticket),
        *_automatic(draft),
        *_insufficient(draft, ticket, thresholds),
        *_canned(draft, ticket, known, thresholds),
        *_strangers(draft, ticket, known),
        *_off_platform(draft, ticket),
        *_wrong_language(draft, ticket),
    ]
    return sorted(found, key=lambda each: (_GRAVEST_FIRST[each.outcome], each.span or (0, 0)))


def _unfilled(draft: str, ticket: Ticket, known: Known) -> Iterator[Finding]:
    plain = without_code(draft)
    said = "\n".join(each.text for each in ticket.messages)
    spans = [*unfilled(plain, known.slot_names), *(found.span() for found in _PLACEHOLDER.finditer(plain))]
    places = {
        span
        for span in spans
        if draft[slice(*span)] not in said and not _A_VARIABLE.search(draft, max(span[0] - 20, 0), span[0])
    }
    if greeted := _GREETED_BY_SLOT.match(draft):
        places.add(greeted.span(1))
    for start, end in sorted(places):
        yield Finding(
            Kind.UNFILLED_SLOT,
            Outcome.BLOCK,
            _("{0} is still to be filled in.").format(safe_line(draft[start:end], 40)),
            (start, end),
        )


def _credentials(draft: str, ticket: Ticket) -> Iterator[Finding]:
    for span in find_credentials(draft):
        yield Finding(
            Kind.CREDENTIALS,
            Outcome.BLOCK,
            _(
                "This looks like a password or a key. Take it out; where access is needed, ask for"
                " an employee account with limited rights."
            ),
            span,
        )
    if any(find_credentials(said.text) for said in ticket.messages):
        yield Finding(
            Kind.CREDENTIALS,
            Outcome.NOTE,
            _(
                "A message of this thread holds a password or a key. Ask for it to be changed, and for"
                " an employee account with limited rights instead."
            ),
        )


def _automatic(draft: str) -> Iterator[Finding]:
    if reads_automatic(draft):
        why = _(
            "This says that it is automatic, and such an answer does not count. Say it in your own words."
        )
        yield Finding(Kind.AUTO_REPLY, Outcome.BLOCK, why)
    elif reads_like_a_receipt(draft):
        why = _(
            "This reads like an automatic receipt, which does not count as an answer. Say what you found."
        )
        yield Finding(Kind.AUTO_REPLY, Outcome.OVERRIDE, why)


def _insufficient(draft: str, ticket: Ticket, thresholds: Thresholds) -> Iterator[Finding]:
    telling = _told(draft, ticket)
    facts = len(_facts(" ".join(telling), ticket))
    words = sum(len(sentence.split()) for sentence in telling)
    is_concrete = any(_CONCRETE.search(sentence) for sentence in telling)
    if not words:
        why = _("This neither answers nor asks anything. Say what you found, or ask for what you need.")
    elif facts == 0 or (facts < thresholds.answer_facts and words > _SHORT and not is_concrete):
        why = _("Hardly anything in this refers to what was asked. Name the error, or what you tried.")
    else:
        return
    if ticket.is_answered:
        # It is the first answer that has to suffice; later ones may be a good-bye.
        outcome = Outcome.WARN
    elif words < thresholds.answer_words and not is_concrete:
        outcome = Outcome.BLOCK
    else:
        outcome = Outcome.OVERRIDE
    yield Finding(Kind.INSUFFICIENT, outcome, why)


def _canned(draft: str, ticket: Ticket, known: Known, thresholds: Thresholds) -> Iterator[Finding]:
    names = _name_words(ticket)
    mine = wording(draft, names)
    if len(mine.words) < thresholds.canned_shortest:
        return
    twin = known.twin(mine, ticket.thread_id, names)
    if twin is None or twin.share < thresholds.canned_share:
        return
    own_words_left = sum(not repeated for repeated in twin.repeated)
    own_facts = _facts(" ".join(_own(mine, twin)), ticket)
    canned = own_words_left < thresholds.own_words and len(own_facts) < thresholds.own_facts
    share = round(100 * twin.share)
    if canned:
        why = _("{0} % of this stands in an earlier text. Say what is the case in this ticket.")
    else:
        why = _("{0} % of this stands in an earlier text; the rest is your own.")
    yield Finding(
        Kind.CANNED,
        Outcome.BLOCK if canned else Outcome.NOTE,
        why.format(share),
        twin=mask(twin.text),
        share=twin.share,
    )


def _strangers(draft: str, ticket: Ticket, known: Known) -> Iterator[Finding]:
    for stranger in strangers(draft, ticket, known):
        name = safe_line(stranger.name, 60)
        if stranger.sure:
            why = _("{0} belongs to another customer. Is this from another ticket?").format(name)
        else:
            why = _("{0} is not named in this thread. Is it the right person?").format(name)
        outcome = Outcome.BLOCK if stranger.sure else Outcome.WARN
        yield Finding(Kind.OTHER_CUSTOMER, outcome, why, stranger.span)


def _off_platform(draft: str, ticket: Ticket) -> Iterator[Finding]:
    for start, end in ways_off(draft, ticket):
        yield Finding(
            Kind.OFF_PLATFORM,
            Outcome.OVERRIDE,
            _(
                "{0} leads away from the Marketplace, where a request counts as not handled, and can cost"
                " the account. Keep it in this thread."
            ).format(safe_line(draft[start:end], 60)),
            (start, end),
        )


def _wrong_language(draft: str, ticket: Ticket) -> Iterator[Finding]:
    written = reads_as(draft)
    if ticket.language is None or written is None or written == ticket.language:
        return
    theirs = language_name(ticket.language)
    yield Finding(
        Kind.WRONG_LANGUAGE,
        Outcome.OVERRIDE,
        _("The customer writes in {0}, this is not. Write in their language.").format(theirs),
    )


def _told(draft: str, ticket: Ticket) -> list[str]:
    """The sentences of a reply that tell or ask something: courtesies only where they name facts too."""
    said = (sentence for line in body_lines(own_words(draft)) for sentence in sentences_of(line))
    return [each for each in said if not says_nothing(each) or len(_facts(each, ticket)) > 1]


def _facts(text: str, ticket: Ticket) -> frozenset[str]:
    return frozenset(stems(text)) & facts_of(ticket)


def _own(mine: Wording, twin: Twin) -> Iterator[str]:
    return (word for word, repeated in zip(mine.words, twin.repeated, strict=True) if not repeated)


def _name_words(ticket: Ticket) -> frozenset[str]:
    """What slots are filled with: it is nobody's own wording."""
    names = f"{ticket.customer} {ticket.product} {ticket.shop} {ticket.prestashop_version}"
    return frozenset(re.findall(r"[^\W_]+", flat(names)))
