"""Find where a reply leads off the Marketplace: addresses, numbers, other channels, competing platforms."""

# PrestaShop counts a complaint that is handled elsewhere as unprocessed, and may suspend the account of a
# seller who leads customers away.

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bizcare_tui.domain.prose import without_quotes
from bizcare_tui.domain.replies.courtesies import sentence_spans
from bizcare_tui.domain.replies.reply_index import shop_host
from bizcare_tui.domain.replies.ticket import Ticket
from bizcare_tui.domain.text_folding import any_of, flat, merge_spans
from bizcare_tui.domain.word_pattern import WordPattern

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,4}[a-z]{2,24})\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.,/-])(?:\+|00)?\(?\d[\d ().-]{7,20}\d(?![\w-])")

# Sample addresses, and addresses of the Marketplace and PrestaShop, are allowed.
_OPEN_HOSTS = WordPattern(
    r"(?:.*\.)?(?:%channel.sample_host%\.(?:com|org|net|es|fr|it|de)"
    r"|prestashop\.(?:com|net)|prestashop-project\.org"
    r"|~channel.sample_owner~-?~channel.sample_name~\.\w+)"
)

_MESSENGERS = WordPattern("%channel.messenger%")
# A messenger with a name or number to reach somebody: "Skype: live:ana", "Telegram: @ana".
_HANDLE = WordPattern(r"%channel.handle%\s{0,2}[:=]\s{0,2}(?:live:|@|\+|\d{3})[\w.+-]{2,}")
_BY_MESSENGER = WordPattern(
    r"(?:%channel.by%|%channel.join%) (?:%channel.group% ){0,3}%channel.messenger_name%"
)
_MAIL_ME = WordPattern("%channel.mail_me%")
# The seller offers to call the customer, or asks for their number.
_CALL_YOU = WordPattern("%channel.call_you%")
# The address of a help desk or shop of the seller's own.
_HELP_HOST = WordPattern(
    r"(?<![@\w.-])(?:https?://)?(?:[\w-]{1,40}\.){0,2}~channel.help_host~[\w-]{0,20}\.(?:[\w-]{1,63}\.){0,3}"
    r"(?:com|net|org|eu|es|fr|it|de|pl|nl|pt|io|app|dev|shop|store|co|be|ch|at|uk|br|mx|ar|info|biz"
    r"|site|online)\b"
)
_MEETING = WordPattern(
    r"%channel.tool%[- ]%channel.meeting%|%channel.meeting% (?:%channel.meeting_by%)? ?%channel.tool%"
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
_BY_CALL = WordPattern("%channel.by% (?:%channel.article% )?%channel.call_tool%")
_BY_MAIL = WordPattern("%channel.by_mail% (?:%channel.our_mail% )?%channel.mail%|%channel.mailing%")
_A_MAIL = WordPattern("%channel.a_mail% %channel.mail%")
_BY_PHONE = WordPattern("%channel.by_phone%")
_US = WordPattern("%channel.us%")
_INVITES = WordPattern("%channel.invites%")
# Asks the customer to do something, as opposed to describing what a module does.
_ASKS_YOU = WordPattern("%channel.asks_you%")
_OWN_PLACE = WordPattern(r"%channel.own% (?:%channel.its_own% )?(?:\w+ )?%channel.place%")
_OWN_HELP = WordPattern(r"%channel.own% (?:%channel.its_own% )?(?:\w+ )?%channel.help_place%")
_BUYS = WordPattern("%channel.buys%")
_COMPETITORS = WordPattern("%channel.competitor%")
_DIRECTLY = WordPattern("%channel.directly%")


@dataclass(frozen=True, slots=True)
class LeadAway:
    """A passage of a reply that leads the customer off the Marketplace.

    `is_address` is true for an e-mail or web address and a telephone number, and false for words.
    """

    span: tuple[int, int]
    is_address: bool


def find_off_platform(draft: str, ticket: Ticket) -> list[LeadAway]:
    """Return each passage that leads the customer off the Marketplace, in the order of the draft.

    Not counted are contacts that the customer wrote, addresses at their shop, sample addresses,
    PrestaShop's own pages, and channels that the product itself is about.
    """
    unquoted = without_quotes(draft)
    folded = _without_product(flat(unquoted), flat(ticket.product))
    ticket_text = flat(
        f"{ticket.product}\n" + "\n".join((ticket.topic, *(message.text for message in ticket.messages)))
    )
    addresses = [
        *_email_addresses(unquoted, folded, ticket, ticket_text),
        *_phone_numbers(folded, ticket_text),
        *_help_hosts(folded, ticket, ticket_text),
        *_meeting_hosts(folded, ticket_text),
    ]
    found = [*addresses]
    for start, end in sentence_spans(folded):
        sentence = folded[start:end]
        found += [(start + a, start + b) for a, b in _invitations(sentence, ticket_text)]
    return [
        LeadAway((start, end), any(start <= address[0] < end for address in addresses))
        for start, end in merge_spans(sorted(found))
    ]


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
    return bool(_US.search(around) and _INVITES.search(around) and _CALLS.search(around))


_LOGIN_LABEL = WordPattern("%channel.login%")
_LABELS_NUMBER = WordPattern(r"%channel.call%[^.!?\n]{0,20}$|%channel.phone%[.:]?[ :]{1,3}(?:\(|\+|00)?$")
_CALLS = WordPattern("%channel.by_phone%|%channel.messenger%|%channel.phone%")


def _invitations(sentence: str, ticket_text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a folded sentence that invite to another channel, place or seller."""
    mentions_us = _US.search(sentence) is not None
    is_asked = _ASKS_YOU.search(sentence) is not None
    is_invited = is_asked or (mentions_us and _INVITES.search(sentence) is not None)
    is_about_buying = _BUYS.search(sentence) is not None
    is_about_notifications = _NOTIFICATION.search(sentence) is not None
    for found in _MESSENGERS.finditer(sentence):
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
        if leads_away and (match := pattern.search(sentence)):
            yield match.span()
    if (handle := _HANDLE.search(sentence)) and handle[0] not in ticket_text:
        yield handle.span()
    messenger = _BY_MESSENGER.search(sentence)
    if messenger and messenger[0].split()[-1] not in ticket_text:
        yield messenger.span()
    if (competitor := _COMPETITORS.search(sentence)) and competitor[0] not in ticket_text:
        yield competitor.span()


_CONTACT_DETAIL = WordPattern(r"\d{3}|@\w|%channel.our%")
_NOTIFICATION = WordPattern("%channel.notification%")
