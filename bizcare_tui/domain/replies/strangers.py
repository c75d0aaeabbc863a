"""Another customer's name or shop in a reply: what was copied from another ticket."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from bizcare_tui.domain.prose import without_quotes
from bizcare_tui.domain.replies.known import Known, host_of
from bizcare_tui.domain.replies.ticket import Ticket
from bizcare_tui.domain.words import any_of, flat, fold, word_set

_GREETED = re.compile(
    any_of(
        r"""
    ^\W*(hola|buen[oa]s? ?(?:dias|tardes|noches)?|estimad[oa]s?|querid[oa]s?|bonjour|bonsoir
      | salut|ch(?:er|ere)s?|hello|hi|hey|dear|good (?:morning|afternoon|evening|day)|ciao
      | buongiorno|buonasera|salve|gentil[ei]\w*|egregi\w*|car[oa]|hallo|guten (?:tag|morgen
      | abend)|sehr geehrter?|liebe[rs]?|moin|dzien dobry|witam|czesc|hej|szanown[aiey]+|beste
      | geachte|dag|goede(?:morgen|middag|ndag|navond)|hoi|ola|oi|bom dia|boa (?:tarde|noite)
      | prezad[oa]s?|exm[oa]\.?|fala)?[ ,]*
    """
    )
)
_TITLES = word_set(
    """
    sr sra srta senor senora don dona d dna mr mrs ms miss mister madam madame mme m mlle monsieur
    messieurs mesdames dr dra dott dottoressa sig sigra signor signora signore gent gentile gentilissimo
    gentilissima egregio herr frau herrn pani pan panie panu panstwo panowie meneer mevrouw dhr mw mevr
    heer senhor senhora exmo exma prof ing arq egr car cara caro
    """
)
# Names start so, and so do these.
_NOBODY = word_set(
    """
    team equipo equipe squadra zespol all todos tous tutti alle everybody everyone there cliente client
    customer kunde klant klient amigo amiga friend gracias thanks thank merci grazie danke dziekuje
    bedankt obrigado obrigada dank vielen muchas mil la el le les the der die das de het ein una uno un
    on en in por para pour for su tu your votre ihr je we wir i yo ja buenos buenas dias tardes noches
    hola bonjour hello hallo ola ciao again nuevo again de-nouveau sir sirs madam damen herren und ici
    business care prestashop marketplace
    """
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_HOST = re.compile(r"(?<![\w.-])(?:https?://)?((?:[\w-]{1,63}\.){1,4}[a-z]{2,24})\b", re.IGNORECASE)
_LIKE = 3  # first letters that the forms of a name have in common: Moniko and Monika


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody else in a draft: where, and whether they are surely another customer."""

    span: tuple[int, int]
    name: str
    sure: bool


def strangers(draft: str, ticket: Ticket, known: Known) -> list[Stranger]:
    """The other customers that a draft greets or names, and their shops."""
    own = without_quotes(draft)
    theirs = _named_here(ticket)
    found = [*_greeted(own, ticket, known, theirs), *_full_names(own, ticket, known, theirs)]
    for host in _HOST.finditer(own):
        name = host_of(host[1])
        if (
            known.is_other_shop(name, ticket.thread_id)
            and name not in theirs
            and not _of_this_ticket(name, ticket)
        ):
            found.append(Stranger(host.span(1), host[1], sure=True))
    return found


def _of_this_ticket(host: str, ticket: Ticket) -> bool:
    shop = host_of(ticket.shop)
    said = "\n".join((ticket.topic, *(each.text for each in ticket.messages))).lower()
    return (
        bool(shop) and (host == shop or shop.endswith(f".{host}") or host.endswith(f".{shop}"))
    ) or host in said


def _greeted(own: str, ticket: Ticket, known: Known, theirs: frozenset[str]) -> list[Stranger]:
    at = len(own) - len(own.lstrip())
    line = own[at:].split("\n", 1)[0][:120]
    folded = flat(line)
    opening = _GREETED.match(folded)
    if opening is None or not opening[1]:
        return []
    names = _names_from(line, opening.end())
    plain = [flat(name[0]) for name in names]
    if not names or not theirs.isdisjoint(plain):
        return []
    greeted = " ".join(plain)
    span = (at + names[0].start(), at + names[-1].end())
    shown = own[slice(*span)]
    if known.is_other_customer(greeted, ticket.thread_id):
        return [Stranger(span, shown, sure=True)]
    another = known.is_other_name(plain[-1], ticket.thread_id)
    if not another and any(_is_a_form_of(name, ticket.customer) for name in plain):
        return []
    return [Stranger(span, shown, sure=False)] if another or ticket.customer else []


def _names_from(line: str, at: int) -> list[re.Match[str]]:
    """The words of a name that begins here, after titles if any."""
    names: list[re.Match[str]] = []
    for word in _WORD.finditer(line, at):
        plain = flat(word[0])
        if line[at : word.start()].strip():
            break
        at = word.end()
        if plain in _TITLES and not names:
            at += line[at : at + 1] == "."
        elif word[0][0].isupper() and plain not in _NOBODY:
            names.append(word)
        else:
            break
    return names


def _full_names(own: str, ticket: Ticket, known: Known, theirs: frozenset[str]) -> list[Stranger]:
    words = [word for word in _WORD.finditer(own) if word[0][0].isupper()]
    found = []
    for first, last in pairwise(words):
        if last.start() - first.end() == 1 and own[first.end()] == " ":
            name = flat(own[first.start() : last.end()])
            if known.is_other_customer(name, ticket.thread_id) and not theirs.issuperset(name.split()):
                found.append(
                    Stranger((first.start(), last.end()), own[first.start() : last.end()], sure=True)
                )
    return found


def _named_here(ticket: Ticket) -> frozenset[str]:
    texts = (ticket.customer, ticket.shop, ticket.product, *(said.text[:20_000] for said in ticket.messages))
    return frozenset(flat(word[0]) for text in texts for word in _WORD.finditer(text))


def _is_a_form_of(name: str, customer: str) -> bool:
    """Whether a name can be the customer's own in another case, or short: Moniko, Monika."""
    return any(fold(name)[:_LIKE] == flat(word[0])[:_LIKE] for word in _WORD.finditer(customer))
