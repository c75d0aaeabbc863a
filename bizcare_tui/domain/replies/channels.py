"""Ways off the Marketplace in a reply: addresses, numbers, other channels, competing platforms.

A complaint that is handled elsewhere counts as unprocessed, and leading customers away is a ground
for suspending the account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bizcare_tui.domain.prose import without_quotes
from bizcare_tui.domain.replies.courtesies import sentences
from bizcare_tui.domain.replies.known import host_of
from bizcare_tui.domain.replies.ticket import Ticket
from bizcare_tui.domain.words import any_of, flat, joined

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,4}[a-z]{2,24})\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.,/-])(?:\+|00)?\(?\d[\d ().-]{7,20}\d(?![\w-])")

# Sample addresses, the Marketplace and PrestaShop themselves.
_OPEN_HOSTS = re.compile(
    r"(?:.*\.)?"
    + any_of(
        r"""
        example\.(?:com|org|net) | ejemplo\.(?:com|es) | exemple\.(?:com|fr) | esempio\.it | beispiel\.de
        | prestashop\.com | prestashop-project\.org | prestashop\.net
        | (?:your|my|tu|su|votre|mon|tuo|suo|ihre?|deine?|meine?|twoj|uw|jouw|seu|teu|o-seu)-?
          (?:domaine?|dominio|domena|domein|e?shop|boutique|tienda|negozio|sklep|winkel|loja|store|sito)\.\w+
        """
    )
)

_MESSENGERS = any_of(
    r"""
    whats?app | telegram | skype | discord | slack | messenger | viber | wechat | teamviewer
    | any ?desk | rust ?desk | google meet | (?:microsoft|ms) teams | videollamada | videocall | video call
    | visioconference | videochiamata | videogesprek | linkedin | instagram | facebook | wire | threema
    """
)
# With one of these before it, such a name is a way to somebody.
_BY = any_of(
    r"""
    by | via | per | por | par | su | op | na | no | on | en | uber | auf | through | over | pelo
    | tramite | con
    | mit | przez | sur | met | com | using | use | a
    """
)
_TALKS = r"(?:whats?app|telegram|skype|discord|slack|teamviewer|any ?desk|rust ?desk|threema)\w*"
_GROUP = (
    r"(?:(?:our|nuestro|notre|unseren?|nostro|naszego|nasz|onze|nosso|el|la|le|il|den|dem|o|grupo de|groupe"
    r"|serveur|server|servidor|canal|canale|gruppo|group|channel) ){0,3}"
)
_BY_TALK = (
    rf"(?:{_BY}|joins?|rejoign\w+|un\w+ a|zapraszamy na|kom\w* (?:op|auf|sie auf)|entre no) {_GROUP}{_TALKS}"
)
_MAIL_ME = r"(?:e-?)?mail(?:en)? (?:me|us|ons|mij|sie (?:mir|uns))"
# Calling the customer, who is to give their number.
_CALL_YOU = any_of(
    r"""
    (?:le|te|les|lo) llam(?:o|amos|are|aremos) | (?:vous|t') ?(?:r')?(?:r?appell?e\w*|telephone\w*)
    | (?:la|ti|vi) (?:chiamo|chiamiamo|chiamero|richiamo)
    | ruf(?:e|en) (?:ich |wir )?(?:sie|dich) (?:gern\w* )?(?:zuruck|an)
    | oddzwon\w* | zadzwoni(?:e|my) | bel(?:len)? (?:ik|wij|we) (?:u|je) | (?:ik|we|wij) bel(?:len)? (?:u|je)
    | eu ligo | ligo-lhe | lhe lig(?:o|amos) | ligo para | (?:call|ring|phone) you | give you a (?:call|ring)
    | your (?:phone|mobile) number | su (?:numero de )?telefono | votre numero de (?:telephone|portable)
    | suo numero di telefono
    | ihre (?:telefonnummer|handynummer) | uw telefoonnummer | seu (?:numero de )?telefone | numer telefonu
    """
)
# A place of the seller's own to ask for help, or to buy, by its address.
_HELP_HOST = re.compile(
    r"(?<![@\w.-])(?:https?://)?(?:[\w-]{1,40}\.){0,2}"
    r"(?:support|soporte|suporte|assistance|assistenza|aide|help|helpdesk|hilfe|pomoc|desk|tickets?|shop|store|tienda"
    r"|boutique|negozio|sklep|winkel|loja|forum|foro)[\w-]{0,20}\.(?:[\w-]{1,63}\.){0,3}"
    r"(?:com|net|org|eu|es|fr|it|de|pl|nl|pt|io|app|dev|shop|store|co|be|ch|at|uk|br|mx|ar|info|biz|site|online)\b"
)
_BY_CALL = rf"{_BY} (?:(?:a|an|un|une|uma|einen|een) )?(?:zoom|visio|teams|signal)"
_OURS = r"(?:nuestr[oa]|mi|notre|our|my|unsere|nostr[oa]|onze|nosso|direct)"
_MAIL = any_of("e-?maila? | mail | correo(?: electronico)? | courriel | maila | posta(?: elettronica)?")
_BY_MAIL = rf"(?:(?:by|via|per|por|par|op|through|al|a|to) (?:{_OURS} )?{_MAIL}\b|mailem\b|mailowo\b|mailto)"
_A_MAIL = rf"(?:an|eine|un|una|um) {_MAIL}\b"
_BY_PHONE = any_of(
    r"""
    (?:by|via|per|por|par|am|au|al|the|ao|do|pelo|da) (?:tele(?:fon[oe]?|phone|foon|fone|movel)
      | phone|telefoon|tel)\b | telefoni(?:camente|sch|cznie|sch) | telephoniquement
    | telefonisch\w* | telefon(?:icznie|em|u|ie)?\b | (?:call|ring|phone) (?:me|us)
    | llam(?:e|a|ar|en)(?:me|nos) | (?:appelez|rappelez)[- ](?:moi|nous)
    | (?:chiami|chiamaci|chiamatemi|mi chiami|chiamarci|chiamarmi)
    | ru(?:f|fen sie|fe)\w* (?:mich|uns) | zadzwon\w* | bel (?:me|ons) | bellen
    | lig(?:ue|a)(?:-me|-nos)?\b | liguem?\b
    """
)
_US = any_of(
    r"""
    me | us | our | my | nos | nuestr\w+ | mi | nous | notre | nos | moi | mon | ma | mes | uns
    | unser\w* | mich | mir | mein\w* | ci | nostr\w+ | mio | mia | noi | nam | nas | nasz\w* | mnie
    | mi | moj\w* | ons | onze | mij | mijn | nosso?\w* | meu | minha | connosco | conosco
    | (?:escrib|contact|llam|mand|envi|escrev|cham|fal|lig)\w*(?:nos|me|-me|-nos)
    | (?:scriv|contatt|chiam|mand|invi)\w*(?:mi|ci) | te (?:atiendo|ayudo|respondo|paso)
    | le (?:atiendo|respondo|atendemos)
    """
)
_INVITES = any_of(
    r"""
    write | contact\w* | message | reach | text | call | add | join | send | drop | continu\w*
    | reply | answer | faster | quicker | chat | talk | connect | escrib\w* | contact\w* | llam\w*
    | mand\w* | envi\w* | habl\w* | segui\w* | conect\w* | rapid\w* | antes | agil\w* | atend\w*
    | ecri\w* | contact\w* | joi\w* | appel\w* | envoy\w* | pass\w* | rapid\w* | parl\w* | discut\w*
    | scriv\w* | contatt\w* | chiam\w* | mand\w* | invi\w* | veloc\w* | prim[ao] | schreib\w*
    | kontakt\w* | meld\w* | ruf\w* | schick\w* | send\w* | schnell\w* | erreich\w* | klar\w*
    | besprech\w* | wend\w* | pis\w* | napis\w* | kontakt\w* | dzwon\w* | zadzwon\w* | wysl\w*
    | wysyl\w* | szybci\w* | polacz\w* | wrzuc\w* | schrijf\w* | stuur\w* | mail\w* | app\w*
    | bel\w* | neem\w* | snel\w* | bereik\w* | escrev\w* | contact\w* | contat\w* | lig\w* | cham\w*
    | mand\w* | envi\w* | fal\w* | rapid\w* | combin\w*
    """
)
# What asks the customer to do so, rather than tells of what a module does.
_ASKS_YOU = any_of(
    r"""
    (?:please|you can|you may|feel free to|just|simply|could you|then) (?:\w+ )?(?:send|write|mail
      | e-?mail|contact|call|reach)
    | (?:envie|mande|escriba|contacte|llame|escribe|manda|envia|remita|haga)(?:nos|me|lo|la|melo|noslo)?
    | (?:envoyez|ecrivez|contactez|joignez|adressez|appelez|passez)(?:-\w+)*
    | (?:mandi|invii|scriva|contatti|chiami|scrivi|manda|invia|contatta|chiama)(?:ci|mi|lo|la|melo|celo|teci)?
    | (?:senden|schicken|schreiben|mailen|kontaktieren|rufen|wenden|melden) sie
    | (?:schick|schreib|ruf) (?:mir|uns|mich|es|die|das)
    | prosze (?:\w+ )?(?:wysl|wysy|napis|pis|przes|kontakt|dzwon|zadzwon)\w* | napisz | wyslij | przeslij
    | zadzwon
    | (?:stuur|mail|schrijf|bel) (?:ons|me|mij|het|dit|een|de|uw) | neem contact | contacteer
    | envie(?:-nos|-me)? | mande(?:-nos|-me)? | escreva(?:-nos|-me)? | contacte(?:-nos|-me)?
    | ligue(?:-nos|-me)?
    | chame(?:-nos|-me)?
    """
)
_OWN = any_of(
    r"""
    our | my | nuestr[oa] | mi | notre | mon | unser\w* | nostr[oa] | il nostro | la nostra | nasz\w* | onze
    | ons | nosso | nossa
    """
)
_PLACE = any_of(
    r"""
    web(?:site|seite|shop|sait)? | webseite | sitio(?: web)? | tienda | boutique | site(?: web)? | sito
    | negozio
    | shop | store | online-?shop | stronie | strone | sklep\w* | winkel | webwinkel | loja | espace client
    | area (?:de )?client\w* | panel\w* klienta
    """
)
_HELP_PLACE = any_of(
    r"""
    (?:support|help|service|ticket|customer)[ -]?(?:portal|desk|cent(?:er|re)|site|system|forum|area)\w*
    | helpdesk\w* | foro | forum | forums | portal\w* | ticketsystem\w* | kundenportal | klantenportaal
    | (?:sistema|gestor|portal|centro|centre|systeme|plateforme|piattaforma|system) (?:de |di |d')?
      (?:tickets?|soporte|ayuda|assistance|aide|support|assistenza|supporto|suporte|zgloszen)
    | servicedesk | supportdesk | support-?seite | supportpagina
    """
)
_ITS_OWN = r"(?:(?:own|propi[oa]|propre|proprio|eigen\w*|wlasn\w+|propri[oa]) )?"
_OWN_PLACE = rf"{_OWN} {_ITS_OWN}(?:\w+ )?{_PLACE}"
_OWN_HELP = rf"{_OWN} {_ITS_OWN}(?:\w+ )?{_HELP_PLACE}"
_BUYS = any_of(
    r"""
    promo\w* | oferta | angebot | aanbieding | soldes? | tansz\w* | goedkoper
    |     buy | bought | purchase | order | cheaper | discount | price | open | create | register | log in
    | sign up | ticket | download
    | compr\w* | barat\w* | descuento | precio | abr\w* | regist\w* | descarg\w*
    | achet\w* | command\w* | moins cher | reduction | prix | ouvr\w* | inscri\w* | telecharg\w*
    | acquist\w* | sconto | prezzo | apr\w* | scaric\w* | meno
    | kauf\w* | bestell\w* | gunstig\w* | billig\w* | rabatt | preis | eroffn\w* | anleg\w*
    | herunterlad\w* | lad\w*
    | kup\w* | zakup\w* | zamow\w* | tani\w* | rabat\w* | cen\w* | zaloz\w* | zglos\w* | pobra\w*
    | koop\w* | kop\w* | bestel\w* | goedkop\w* | korting | prijs | aanmaak\w* | maak\w*
    | pay\w* | pag[aouiu]\w* | zahl\w* | betaal\w* | zaplac\w* | przelew\w* | uberweis\w* | virement
    | bonifico
    | transferencia
    | desconto | preco | abra | abrir | baix\w* | transfer\w* | mais barat\w*
    """
)
_COMPETITORS = any_of(
    r"""
    code ?canyon | envato | theme ?forest | template ?monster | gumroad | lemon ?squeezy | payhip
    | fiverr | upwork | malt\b | freelancer\.com | shopify app store | paypal\.me
    """
)
_DIRECTLY = any_of(
    r"""
    direct(?:ly|amente|ement|e)? | bezposrednio | direkt | rechtstreeks | diretamente
    | fuera del? (?:marketplace|addons) | outside (?:of )?(?:the )?(?:marketplace|addons)
    | en dehors d\w+ (?:marketplace|addons) | fuori dal? (?:marketplace|addons) | ausserhalb
    | poza (?:marketplace|addons) | buiten (?:de )?(?:marketplace|addons)
    | fora d[oa] (?:marketplace|addons)
    """
)


@lru_cache(maxsize=32)
def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})(?!\w)")


def ways_off(draft: str, ticket: Ticket) -> list[tuple[int, int]]:
    """Where a reply leads the customer off the Marketplace: start and end of each place.

    Not counted: what the customer wrote themselves, addresses at their own shop, sample addresses,
    PrestaShop's own pages, and channels that are what the product is about.
    """
    own = without_quotes(draft)
    folded = _without_product(flat(own), flat(ticket.product))
    asked = flat(f"{ticket.product}\n" + "\n".join((ticket.topic, *(said.text for said in ticket.messages))))
    found = [
        *_addresses(own, folded, ticket, asked),
        *_numbers(folded, asked),
        *_places(folded, ticket, asked),
    ]
    for start, end in sentences(folded):
        sentence = folded[start:end]
        found += [(start + a, start + b) for a, b in _channels(sentence, asked)]
    return joined(sorted(found))


def _without_product(folded: str, product: str) -> str:
    """The text with blanks in place of the product's name, which may be any words."""
    return folded.replace(product, " " * len(product)) if product else folded


def _addresses(own: str, folded: str, ticket: Ticket, asked: str) -> Iterator[tuple[int, int]]:
    shop = host_of(ticket.shop)
    for found in _EMAIL.finditer(own):
        host = found[1].lower()
        theirs = shop and (host == shop or host.endswith(f".{shop}") or shop.endswith(f".{host}"))
        if _SIGNS_IN.search(folded, max(found.start() - 40, 0), found.start()):
            continue
        if not theirs and not _OPEN_HOSTS.fullmatch(host) and flat(found[0]) not in asked:
            yield found.span()


def _places(folded: str, ticket: Ticket, asked: str) -> Iterator[tuple[int, int]]:
    shop = host_of(ticket.shop)
    for found in _HELP_HOST.finditer(folded):
        host = host_of(found[0])
        if host not in asked and not _OPEN_HOSTS.fullmatch(host) and not (shop and shop in host):
            yield found.span()


def _numbers(folded: str, asked: str) -> Iterator[tuple[int, int]]:
    said = re.sub(r"\D", "", asked)
    for found in _PHONE.finditer(folded):
        digits = re.sub(r"\D", "", found[0])
        if 9 <= len(digits) <= 15 and digits[-9:] not in said and _is_to_be_called(folded, *found.span()):
            yield found.span()


def _is_to_be_called(folded: str, start: int, end: int) -> bool:
    """Whether a number is there to be called: after "tel.", on a line of its own, or with an invitation."""
    line_start, line_end = (
        folded.rfind("\n", 0, start) + 1,
        (folded.find("\n", end) + 1 or len(folded) + 1) - 1,
    )
    around = folded[max(line_start, start - 100) : min(line_end, end + 60)]
    if _LABELS_NUMBER.search(folded, max(line_start, start - 40), start):
        return True
    if folded[start] == "+" and not re.search(r"[^\W\d_]", folded[line_start:start] + folded[end:line_end]):
        return True
    return bool(_words(_US).search(around) and _words(_INVITES).search(around) and _CALLS.search(around))


_SIGNS_IN = re.compile(
    r"\b"
    + any_of(
        r"""
    user\w* | login | usuario | utilisateur | utente | benutzer\w* | uzytkownik | gebruiker\w*
    | utilizador | usuari\w* | identifiant | compte | cuenta
    """
    )
    + r"\b"
)
# What stands right before a number that is to be called.
_CALL = any_of(
    r"""
    call | ring | phone | text | llam\w* | appelez | rappelez | joindre | chiam\w* | anrufen | rufen | ruf
    | zadzwon\w* | dzwon\w* | bel | bellen | lig\w+
    """
)
_PHONE_WORD = any_of(
    r"""
    tel(?:efono|efon|ephone|efoon|efone|eph)? | tfno | phone | movil | mobile | mobil | handy | gsm | portable
    | cellulare | komork\w* | kom | telemovel | celular | hotline | nummer | numer\w* | numero | number
    """
)
_LABELS_NUMBER = re.compile(rf"\b{_CALL}\b[^.!?\n]{{0,20}}$|\b{_PHONE_WORD}[.:]?[ :]{{1,3}}(?:\(|\+|00)?$")
_CALLS = re.compile(rf"\b{any_of(_BY_PHONE + ' | ' + _MESSENGERS + ' | ' + _PHONE_WORD)}\b")


def _channels(sentence: str, asked: str) -> Iterator[tuple[int, int]]:
    """What in a folded sentence invites to another channel, place or seller."""
    to_us = _words(_US).search(sentence) is not None
    asks = _words(_ASKS_YOU).search(sentence) is not None
    invited = asks or (to_us and _words(_INVITES).search(sentence) is not None)
    buys = _words(_BUYS).search(sentence) is not None
    tells_of_mail = _TELLS_OF_MAIL.search(sentence) is not None
    for found in _words(_MESSENGERS).finditer(sentence):
        if invited and (found[0] not in asked or _HANDS_OVER.search(sentence)):
            yield found.span()
    ways = {
        _BY_MAIL: invited and not tells_of_mail,
        _A_MAIL: invited and to_us and not tells_of_mail,
        _BY_PHONE: invited and not tells_of_mail,
        _BY_CALL: invited,
        _MAIL_ME: True,
        _CALL_YOU: True,
        _OWN_PLACE: buys or asks,
        _OWN_HELP: True,
        _DIRECTLY: buys and to_us,
    }
    for pattern, leads_away in ways.items():
        if leads_away and (way := _words(pattern).search(sentence)):
            yield way.span()
    talk = _words(_BY_TALK).search(sentence)
    if talk and talk[0].split()[-1] not in asked:
        yield talk.span()
    if (other := _words(_COMPETITORS).search(sentence)) and other[0] not in asked:
        yield other.span()


_HANDS_OVER = re.compile(r"\d{3}|@\w|\b(?:nuestr\w+|notre|our|unser\w*|nostr\w+|nasz\w*|onze|nosso?\w*)\b")
_TELLS_OF_MAIL = re.compile(
    r"\b(?:notificacion|notification|benachrichtig\w*|notifica\w*|powiadomien\w*|melding)\b"
)
