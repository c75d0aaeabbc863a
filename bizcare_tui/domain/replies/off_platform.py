"""Find where a reply leads off the Marketplace: addresses, numbers, other channels, competing platforms."""

# PrestaShop counts a complaint that is handled elsewhere as unprocessed, and may suspend the account of a
# seller who leads customers away.

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bizcare_tui.domain.prose import without_quotes
from bizcare_tui.domain.replies.courtesies import sentence_spans
from bizcare_tui.domain.replies.reply_index import shop_host
from bizcare_tui.domain.replies.ticket import Ticket
from bizcare_tui.domain.text_folding import any_of, flat, merge_spans

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,4}[a-z]{2,24})\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.,/-])(?:\+|00)?\(?\d[\d ().-]{7,20}\d(?![\w-])")

# Sample addresses, and addresses of the Marketplace and PrestaShop, are allowed.
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
    | webex | jitsi | facetime | visioconference | videochiamata | videogesprek | linkedin | instagram
    | facebook | wire | threema
    """
)
# After one of these words, the name of a messenger is a way to contact somebody.
_BY = any_of(
    r"""
    by | via | per | por | par | su | op | na | no | on | en | uber | auf | through | over | pelo
    | tramite | con
    | mit | przez | sur | met | com | using | use | a
    """
)
_MESSENGER_NAME = (
    r"(?:whats?app|telegram|skype|discord|slack|teamviewer|any ?desk|rust ?desk|threema"
    r"|viber|wechat|webex|jitsi|facetime|imessage)\w*"
)
# A messenger with a name or number to reach somebody: "Skype: live:ana", "Telegram: @ana".
_HANDLE = re.compile(
    r"\b(?:whats?app|telegram|skype|signal|viber|wechat|discord|threema|line)\s{0,2}[:=]\s{0,2}"
    r"(?:live:|@|\+|\d{3})[\w.+-]{2,}"
)
_GROUP = (
    r"(?:(?:our|nuestro|notre|unseren?|nostro|naszego|nasz|onze|nosso|el|la|le|il|den|dem|o|grupo de|groupe"
    r"|serveur|server|servidor|canal|canale|gruppo|group|channel) ){0,3}"
)
_BY_MESSENGER = (
    rf"(?:{_BY}|joins?|rejoign\w+|un\w+ a|zapraszamy na|kom\w* (?:op|auf|sie auf)|entre no) "
    rf"{_GROUP}{_MESSENGER_NAME}"
)
_MAIL_ME = r"(?:e-?)?mail(?:en)? (?:me|us|ons|mij|sie (?:mir|uns))"
# The seller offers to call the customer, or asks for their number.
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
# The address of a help desk or shop of the seller's own.
_HELP_HOST = re.compile(
    r"(?<![@\w.-])(?:https?://)?(?:[\w-]{1,40}\.){0,2}"
    r"(?:support|soporte|suporte|assistance|assistenza|aide|help|helpdesk|hilfe|pomoc|desk|tickets?"
    r"|shop|store|tienda"
    r"|boutique|negozio|sklep|winkel|loja|forum|foro)[\w-]{0,20}\.(?:[\w-]{1,63}\.){0,3}"
    r"(?:com|net|org|eu|es|fr|it|de|pl|nl|pt|io|app|dev|shop|store|co|be|ch|at|uk|br|mx|ar|info|biz"
    r"|site|online)\b"
)
_TOOL = r"(?:zoom|teams|google meet|meet|webex|skype|jitsi|whatsapp|signal|telegram)"
_MEETING_WORD = any_of(
    r"""
    call | meeting | session | anruf | termin | gesprach | llamada | reunion | videollamada | appel | chiamata
    | riunione | videochiamata | spotkani\w+ | rozmow\w+ | gesprek | afspraak | chamada | reuniao
    | rendez-vous
    """
)
_MEETING = (
    rf"{_TOOL}[- ]{_MEETING_WORD}|{_MEETING_WORD}"
    r" (?:por|de|en|par|via|su|na|op|over|uber|per|em|com|on|przez|mit|met)?"
    rf" ?{_TOOL}"
)
# Addresses of meetings, calendars and messengers.
_MEETING_HOST = re.compile(
    r"(?<![@\w.-])(?:https?://)?(?:[\w-]{1,40}\.){0,3}"
    + any_of(
        r"""
    zoom\.(?:us|com) | meet\.google\.com | teams\.(?:microsoft|live)\.com | webex\.com | jit\.si
    | whereby\.com
    | calendly\.com | cal\.com | doodle\.com | gotomeet(?:ing)?\.(?:com|me) | gotomeeting\.com | skype\.com
    | wa\.me
    | whatsapp\.com | t\.me | telegram\.(?:me|org|dog) | discord\.(?:gg|com) | discordapp\.com
    | signal\.(?:me|group|org)
    | m\.me | messenger\.com | viber\.com | viber\.me | line\.me | wechat\.com | slack\.com | youcanbook\.me
    | acuityscheduling\.com | tidycal\.com | meetings\.hubspot\.com | savvycal\.com | koalendar\.com
    | oncehub\.com
    | simplybook\.me | setmore\.com | calendar\.app\.google | calendar\.google\.com | chat\.google\.com
    | bookings\.cloud\.microsoft
    | anydesk\.com | teamviewer\.com | join\.me | livestorm\.co | loom\.com/meet
    """
    )
    + r"(?![\w-])(?:/[^\s<>\"')\]]{0,300})?"
)
_BY_CALL = rf"{_BY} (?:(?:a|an|un|une|uma|einen|een) )?(?:zoom|visio|teams|signal|meet|webex|jitsi|line)"
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
# Asks the customer to do something, as opposed to describing what a module does.
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
def _word_pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})(?!\w)")


def find_off_platform(draft: str, ticket: Ticket) -> list[tuple[int, int]]:
    """Return start and end of each passage that leads the customer off the Marketplace.

    Not counted are contacts that the customer wrote, addresses at their shop, sample addresses,
    PrestaShop's own pages, and channels that the product itself is about.
    """
    unquoted = without_quotes(draft)
    folded = _without_product(flat(unquoted), flat(ticket.product))
    ticket_text = flat(
        f"{ticket.product}\n" + "\n".join((ticket.topic, *(message.text for message in ticket.messages)))
    )
    found = [
        *_email_addresses(unquoted, folded, ticket, ticket_text),
        *_phone_numbers(folded, ticket_text),
        *_help_hosts(folded, ticket, ticket_text),
        *_meeting_hosts(folded, ticket_text),
    ]
    for start, end in sentence_spans(folded):
        sentence = folded[start:end]
        found += [(start + a, start + b) for a, b in _invitations(sentence, ticket_text)]
    return merge_spans(sorted(found))


def _without_product(folded: str, product: str) -> str:
    """Return the text with the product's name replaced by spaces, because it may contain any words."""
    return folded.replace(product, " " * len(product)) if product else folded


def _email_addresses(
    unquoted: str, folded: str, ticket: Ticket, ticket_text: str
) -> Iterator[tuple[int, int]]:
    shop = shop_host(ticket.shop)
    for found in _EMAIL.finditer(unquoted):
        host = found[1].lower()
        is_customers = shop and (host == shop or host.endswith(f".{shop}") or shop.endswith(f".{host}"))
        if _LOGIN_LABEL.search(folded, max(found.start() - 40, 0), found.start()):
            continue
        if not is_customers and not _OPEN_HOSTS.fullmatch(host) and flat(found[0]) not in ticket_text:
            yield found.span()


def _help_hosts(folded: str, ticket: Ticket, ticket_text: str) -> Iterator[tuple[int, int]]:
    shop = shop_host(ticket.shop)
    for found in _HELP_HOST.finditer(folded):
        host = shop_host(found[0])
        if host not in ticket_text and not _OPEN_HOSTS.fullmatch(host) and not (shop and shop in host):
            yield found.span()


def _meeting_hosts(folded: str, ticket_text: str) -> Iterator[tuple[int, int]]:
    for found in _MEETING_HOST.finditer(folded):
        if shop_host(found[0]) not in ticket_text:
            yield found.span()


def _phone_numbers(folded: str, ticket_text: str) -> Iterator[tuple[int, int]]:
    known_digits = re.sub(r"\D", "", ticket_text)
    for found in _PHONE.finditer(folded):
        digits = re.sub(r"\D", "", found[0])
        if (
            9 <= len(digits) <= 15
            and digits[-9:] not in known_digits
            and _invites_to_call(folded, *found.span())
        ):
            yield found.span()


def _invites_to_call(folded: str, start: int, end: int) -> bool:
    """Return whether the customer is to call a number.

    That is a number after "tel.", one alone on its line, or one in a sentence that invites to call.
    """
    line_start, line_end = (
        folded.rfind("\n", 0, start) + 1,
        (folded.find("\n", end) + 1 or len(folded) + 1) - 1,
    )
    around = folded[max(line_start, start - 100) : min(line_end, end + 60)]
    if _LABELS_NUMBER.search(folded, max(line_start, start - 40), start):
        return True
    if folded[start] == "+" and not re.search(r"[^\W\d_]", folded[line_start:start] + folded[end:line_end]):
        return True
    return bool(
        _word_pattern(_US).search(around) and _word_pattern(_INVITES).search(around) and _CALLS.search(around)
    )


_LOGIN_LABEL = re.compile(
    r"\b"
    + any_of(
        r"""
    user\w* | login | usuario | utilisateur | utente | benutzer\w* | uzytkownik | gebruiker\w*
    | utilizador | usuari\w* | identifiant | compte | cuenta
    """
    )
    + r"\b"
)
# Directly in front of a number to be called.
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


def _invitations(sentence: str, ticket_text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a folded sentence that invite to another channel, place or seller."""
    mentions_us = _word_pattern(_US).search(sentence) is not None
    is_asked = _word_pattern(_ASKS_YOU).search(sentence) is not None
    is_invited = is_asked or (mentions_us and _word_pattern(_INVITES).search(sentence) is not None)
    is_about_buying = _word_pattern(_BUYS).search(sentence) is not None
    is_about_notifications = _NOTIFICATION.search(sentence) is not None
    for found in _word_pattern(_MESSENGERS).finditer(sentence):
        if is_invited and (found[0] not in ticket_text or _CONTACT_DETAIL.search(sentence)):
            yield found.span()
    patterns = {
        _BY_MAIL: is_invited and not is_about_notifications,
        _A_MAIL: is_invited and mentions_us and not is_about_notifications,
        _BY_PHONE: is_invited and not is_about_notifications,
        _BY_CALL: is_invited,
        _MEETING: True,
        _MAIL_ME: True,
        _CALL_YOU: True,
        _OWN_PLACE: is_about_buying or is_asked,
        _OWN_HELP: True,
        _DIRECTLY: is_about_buying and mentions_us,
    }
    for pattern, leads_away in patterns.items():
        if leads_away and (match := _word_pattern(pattern).search(sentence)):
            yield match.span()
    if (handle := _HANDLE.search(sentence)) and handle[0] not in ticket_text:
        yield handle.span()
    messenger = _word_pattern(_BY_MESSENGER).search(sentence)
    if messenger and messenger[0].split()[-1] not in ticket_text:
        yield messenger.span()
    if (competitor := _word_pattern(_COMPETITORS).search(sentence)) and competitor[0] not in ticket_text:
        yield competitor.span()


_CONTACT_DETAIL = re.compile(
    r"\d{3}|@\w|\b(?:nuestr\w+|notre|our|unser\w*|nostr\w+|nasz\w*|onze|nosso?\w*)\b"
)
_NOTIFICATION = re.compile(
    r"\b(?:notificacion|notification|benachrichtig\w*|notifica\w*|powiadomien\w*|melding)\b"
)
