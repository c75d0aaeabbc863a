"""Facts about the customer's shop: its address, other shops named, and its PrestaShop version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bizcare_tui.desk.views import CareFact, MessageView
from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.dates import short_day_in_words
from bizcare_tui.domain.evidence.evaluation_data import ThreadMessage
from bizcare_tui.domain.evidence.version_ground import version_from_customer
from bizcare_tui.domain.shops import read_shop, same_shop, shops_named
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.versions import read_version
from bizcare_tui.i18n import _
from bizcare_tui.store.records import InboxEntryRecord
from bizcare_tui.store.thread_records import ThreadRecord


def shop_fact(record: InboxEntryRecord, thread: ThreadRecord, seen: datetime | None) -> CareFact:
    """Return the licensed shop, and whether its address is unreadable, odd, or a test install."""
    label, source = _("Licensed shop"), _("Seller API, thread")
    if not thread.website:
        return CareFact(
            "shop", label, None, _("no shop was reported; ask the customer for its address"), source, seen
        )
    shop = read_shop(thread.website)
    meaning = _("the shop for which the product was downloaded")
    if shop is None:
        meaning = _("this cannot be read as the address of a shop")
    elif shop.is_test:
        meaning = _("a test installation, allowed for the licensed shop")
    elif shop.is_odd:
        meaning = _("check it carefully: the address may be disguised")
    return CareFact("shop", label, record.shop, meaning, source, seen)


def other_shops_fact(thread: ThreadRecord, messages: Sequence[MessageView]) -> CareFact:
    """Return the shops other than the licensed one that the topic and the customer's messages name."""
    label, source = _("Other shops"), _("topic and messages")
    licensed = read_shop(thread.website) if thread.website else None
    texts = [thread.topic] + [m.text for m in messages if m.author is not Author.SELLER]
    named = {
        shop.host: shop
        for text in texts
        for shop in shops_named(text)
        if licensed is None or not same_shop(shop, licensed)
    }
    if not named:
        return CareFact("other_shops", label, _("none"), "", source, None)
    if all(shop.is_test for shop in named.values()):
        meaning = _("test installations of the licensed shop are allowed: ask the customer")
    elif licensed is None:
        meaning = _("the licensed shop is unknown, so it cannot be compared")
    else:
        meaning = _(
            "possibly not the licensed shop: read the messages before you decide. If the shop has"
            " moved, PrestaShop changes the licence"
        )
    return CareFact("other_shops", label, ", ".join(named), meaning, source, None)


def prestashop_version_fact(
    record: InboxEntryRecord, messages: Sequence[MessageView], seen: datetime | None
) -> CareFact:
    """Return the version reported by the API, or the one the customer wrote where that adds or differs."""
    label, reported = _("PrestaShop"), record.prestashop_version or ""
    written = version_from_customer(
        record.topic,
        [
            ThreadMessage(m.id, m.at, m.author, m.text, opens=not position)
            for position, m in enumerate(messages)
        ],
    )
    if written is None:
        meaning = "" if reported else _("missing; ask the customer")
        return CareFact("prestashop", label, reported or None, meaning, _("Seller API, thread"), seen)
    version, words = written
    source = _("message {0}").format(words.id) if words is not None else _("the topic")
    when = short_day_in_words(marketplace_date(words.at)) if words is not None else source
    reported_version = read_version(reported)
    if reported_version is None:
        meaning = _("the customer wrote it, {0}").format(when)
        return CareFact("prestashop", label, version.text, meaning, source, words.at if words else None)
    if version.low <= reported_version.low and reported_version.high <= version.high:
        return CareFact("prestashop", label, reported, "", _("Seller API, thread"), seen)
    meaning = _("recorded; the customer wrote {0}, {1}: ask which version the shop runs").format(
        version.text, when
    )
    return CareFact("prestashop", label, reported, meaning, _("Seller API, thread; {0}").format(source), seen)
