"""Ground 2, another shop: the shops named in topic and messages against the licensed one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bizcare_tui.domain.evidence.case import Case, Evaluated, Evidence, Verdict, Words, quoted
from bizcare_tui.domain.policy import Ground
from bizcare_tui.domain.prose import sentence_around, without_quotes
from bizcare_tui.domain.shops import Shop, mentioned, read_shop, same_shop
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.words import any_of, flat, word_set
from bizcare_tui.i18n import _

_LAST_LINES = 7  # lines in which a signature ends a message

# In a sentence with one of these, an address is an example, a supplier's, a page to read.
_NAMED_OTHERWISE = re.compile(
    r"\b"
    + any_of(
        r"""
    # an example, a competitor, something seen elsewhere
    like (?:on|at|in|the one)?\s*(?:https?|www|\S+\.\w{2,}) | (?:such )?as (?:on|in|at|seen)
    | for example | examples? | e\.?g
    | similar | inspir\w* | competitor\w* | competition | rivals? | reference | tutorial\w*
    | documentation | article
    | blog\w* | read (?:on|at|here) | saw | seen (?:on|at) | found (?:on|at|here|it on) | shown (?:on|at)
    | como (?:en|el de|la de|hace|lo hace|lo tiene\w*) | ejemplos? | ej | parecid\w* | competencia
    | competidor\w*
    | visto en | vi en | inspirad\w+
    | comme (?:sur|chez|le fait|celui) | exemples? | concurrent\w* | concurrence | vu sur | tutoriel
    | lu sur
    | modele | s'inspir\w+ | similaire
    | come (?:su|fa|in|quello|quella|sul) | esempi\w* | concorren\w* | visto su | simile | ispirat\w+
    | wie (?:es |das |man es )?(?:auf|bei|in|hier) | beispiel\w* | z\.? ?b | konkurren\w* | mitbewerb\w*
    | wettbewerb\w*
    | gesehen | anleitung | vorbild | ahnlich\w* | gefunden (?:auf|bei)
    | tak jak | jak (?:na|w|u) | przyklad\w* | np | konkuren\w* | podobn\w* | widzial\w* | instrukcj\w*
    | wzor\w*
    # whose work or goods
    | agency | agencies | agence\w* | agentur\w* | agenzia | agencia\w* | agencj\w+ | web-?design\w*
    | webagent\w*
    | design (?:by|von|de) | diseno web | powered by | suppliers? | wholesalers? | distributor\w*
    | proveedor\w*
    | mayorista\w* | fournisseur\w* | grossiste\w* | fornitor\w* | lieferant\w* | grosshandler\w*
    | dostawc\w*
    | hurtowni\w* | manufacturers? | fabricantes? | fabricants? | produttor\w* | hersteller\w*
    | producent\w*
    | partners? | socio | partenaire\w* | image (?:host|hosted)\w* | screenshot\w* | pantallazo
    | capture\w* d'ecran
    | (?:theme|template|plantilla|tema|motyw|szablon)s? (?:from|de|von|di|z|by)
    | (?:bought|buy|purchased|ordered|comprado|compr\w+|achete\w*|acquistat\w*|gekauft
      |kupion\w*) (?:\w+ ){0,3}(?:on|at|from
      |en|sur|chez|su|bei|na|w)
    """
    )
    + r"\b"
)
# Right before an address: somebody else's it is.
_OF_OTHERS = re.compile(
    r"\b(?:developer|desarrollador|developpeur|sviluppatore|entwickler|programist\w|freelancer?"
    r"|webmaster|integrat\w+"
    r"|host(?:er|ing|ed)?(?: at| by)?|hebergeur|alojamiento|e-?mail|mail|correo|kontakt|contact|via"
    r"|video|guide|docs?)"
    r"\W{0,4}(?:\w+\W{1,2}){0,2}\Z"
)
# What an address is named for that is the shop in question: it stands first, or after one of these.
_MEANT = re.compile(
    r"(?:\A[\W\d]*|\b(?:on|at|in|for|about|under|called|named|is|en|para|es|sur|pour|est|su|sul|sulla|per|e"
    r"|auf|bei|im|unter"
    r"|fur|ist|na|w|dla|pod|jest|uber|betrifft|betreff|sobre|concerne|concerning|regarding|riguarda"
    r"|dotyczy|url|site|web|website|store|shop|tienda|boutique|negozio|sito|sklep\w*"
    r"|laden|domain"
    r"|domena|dominio|domaine|page|pagina|seite|strona|stron\w+|address|adresse?|direccion|indirizzo"
    r"|adres\w*)"
    r"\W{1,4}(?:(?:the|our|my|el|la|le|notre|mon|nuestr\w|mi|il|nostro|mio|unser\w*|mein\w*|der|dem|nasz\w*"
    r"|shop|store|site|website|tienda|boutique|negozio|sito|web|outlet|onlineshop|webshop|sklep\w*|seite"
    r"|stronie)\W{1,4}){0,3})\Z"
)
# Hosts that programs talk to, or that hold what is read: nobody's shop.
_SERVES = word_set("""
    academy api apis assets auth blog cdn docs fonts forum gateway graph help imap login mail oauth pop
    rest smtp static status support webhook webhooks wiki ws
""")
_SHOP_AFTER = re.compile(
    r"\A\W{1,3}(?:is|es|est|e|ist|jest|,)?\W{0,3}(?:(?:our|my|nuestr\w|mi|notre|ma|mon|nostr\w|mi\w"
    r"|unser\w*|mein\w*|nasz\w*|the)\W)"
)

# The customer says that the shop's address changed.
_MOVED = re.compile(
    r"\b"
    + any_of(
        r"""
    (?:moved|migrated|changed|switched|renamed|transferred|new|old|former|previous) (?:\w+ ){0,4}(?:domain
      |address|name)
    | domain (?:\w+ ){0,2}(?:changed|change|moved|has changed) | rebrand\w*
    | (?:moved|migrated) (?:\w+ ){0,5}(?:to|from) \S*\.[a-z]{2,}
    | redirects? (?:to|from) | formerly | used to be
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

_CLOSING = re.compile(
    any_of(
        r"""
    regards | cheers | sincerely | thanks | thank you | best | saludos? | un saludo | gracias | atentamente
    | cordialement | salutations | merci | bien a vous | cordiali saluti | saluti | grazie | distinti saluti
    | grusse\w* | gruss\w* | mfg | danke | vielen dank | pozdraw\w* | dziekuj\w* | z powazaniem | --\s*$
    | —\s*$
    | sent from | envoye de | enviado desde | inviato da | gesendet von | wyslano z
    """
    )
)

# Before an address that belongs to code: a namespace, an attribute.
_IN_CODE = re.compile(r"""(?:[{=]["']?|xmlns\S*)\Z""")

# In a signature, an address after one of these is the shop's all the same.
_CAPTION = re.compile(
    r"\b(?:shop|store|tienda|boutique|negozio|sklep|laden|onlineshop|webshop|site|sitio|sito|web"
    r"|url|website)\w*"
    r"\W{1,4}\Z"
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
        ending = _signature_start(text)
        for start, end, shop in mentioned(text):
            place = quoted(words, (start, end))
            evidence = place if words.id else Evidence(place.text, "topic", words.at, place.span)
            yield _Named(
                shop,
                evidence,
                is_meant=_is_meant(text, (start, end)) and not _is_aside(text, (start, end), ending, shop),
                is_aside=_is_aside(text, (start, end), ending, shop),
                by_customer=words.author is Author.CUSTOMER,
            )


def _is_meant(text: str, span: tuple[int, int]) -> bool:
    """Whether an address is named as that of the shop in question."""
    first, last = sentence_around(text, span)
    return bool(_MEANT.search(flat(text[first : span[0]])) or _SHOP_AFTER.match(flat(text[span[1] : last])))


def _is_aside(text: str, span: tuple[int, int], ending: int, shop: Shop) -> bool:
    """Whether an address is named in passing, for something else, or in a signature."""
    start, end = span
    if shop.host.partition(".")[0] in _SERVES:
        return True
    first, last = sentence_around(text, span)
    before, after = flat(text[first:start]), flat(text[end:last])
    if start >= ending and not _CAPTION.search(before):
        return True
    if _NAMED_OTHERWISE.search(f"{before}\n{after}") or _NAMED_OTHERWISE.search(
        before + flat(text[start:end])
    ):
        return True
    return bool(_OF_OTHERS.search(before) or _IN_CODE.search(before))


def _topic(case: Case) -> Words:
    """The topic, which whoever opened the thread wrote; number 0."""
    return Words(0, case.opened_at, Author.CUSTOMER, case.topic)


def _asks(words: Words) -> bool:
    return words.author in (Author.CUSTOMER, Author.UNKNOWN)


def _signature_start(text: str) -> int:
    """Where the signature of a message begins: below a closing formula among its last lines."""
    lines = text.rstrip().splitlines(keepends=True)
    first = max(len(lines) - _LAST_LINES, 1)
    for number in range(first, len(lines)):
        line = flat(lines[number]).strip()
        if len(line) <= 60 and _CLOSING.match(line):
            return sum(map(len, lines[: number + 1]))
    return len(text)
