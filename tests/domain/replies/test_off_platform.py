"""Invitations to leave the Marketplace are found with their place, and only those."""

from __future__ import annotations

import pytest
from reply_tickets import ticket

from bizcare_tui.domain.replies.off_platform import find_off_platform


@pytest.mark.parametrize(
    ("draft", "place"),
    [
        ("Write to us at help@our-modules.com, it is faster.", "help@our-modules.com"),
        ("Escríbanos por correo y se lo enviamos.", "por correo"),
        ("Écrivez-nous par e-mail, ce sera plus simple.", "par e-mail"),
        ("Call us on +34 655 01 48 27.", "+34 655 01 48 27"),
        ("Tom, Tel. 030 1234567-8", "030 1234567-8"),
        ("Regards,\n+49 30 12345678", "+49 30 12345678"),
        ("Escríbame por WhatsApp y lo vemos en directo.", "WhatsApp"),
        ("Kolejne pytania wrzucaj na nasz Discord.", "Discord"),
        ("Melden Sie sich bei uns per Skype.", "Skype"),
        ("Open a ticket in our helpdesk.", "our helpdesk"),
        ("Puede comprarlo más barato en nuestra web.", "nuestra web"),
        ("The Pro version is on CodeCanyon.", "CodeCanyon"),
        ("Sie können direkt bei uns kaufen, 20 % günstiger.", "direkt"),
        ("Scrivimi su Telegram, ti rispondo prima.", "Telegram"),
        ("Chame a gente no WhatsApp, falamos por lá, é o nosso canal.", "WhatsApp"),
        ("Stuur ons een appje via WhatsApp.", "WhatsApp"),
        ("The line 12 is empty. Skype: live:abc", "Skype: live:abc"),
        ("Telegram: @dev_ana", "Telegram: @dev_ana"),
    ],
)
def test_a_way_off_is_pointed_at(draft: str, place: str) -> None:
    assert any(place in draft[slice(*each.span)] for each in find_off_platform(draft, ticket()))


@pytest.mark.parametrize(
    "draft",
    [
        "The sender must be shop@costa-garden.com, not a free address.",
        "Put user@example.com there to try it.",
        "See https://devdocs.prestashop-project.org/8/ and help.prestashop.com.",
        "The EAN 5601234567892 of order 700214533 is right.",
        "The module sends the invoice by e-mail when the order is paid.",
        "In the field Phone the prefix 48 is missing: 600-100-200.",
        "The customer gets a notification by e-mail.",
        "> write us at help@our-modules.com",
        "Answer here and I will look at it today.",
        "Our module shows the price with tax.",
    ],
)
def test_what_stays_on_the_marketplace_is_none(draft: str) -> None:
    assert find_off_platform(draft, ticket()) == []


def test_what_the_customer_named_or_the_product_is_about_is_none() -> None:
    asked = ticket(
        "The WhatsApp button opens +34 655 014 827, my mail is me@home.es", product="WhatsApp Button"
    )
    assert find_off_platform("The WhatsApp button needs the number as +34 655 014 827.", asked) == []
    assert find_off_platform("The mail to me@home.es was refused.", asked) == []
    assert find_off_platform("Send us a WhatsApp to our number.", asked) != []


@pytest.mark.parametrize(
    "draft",
    [
        "Join at https://us02web.zoom.us/j/123456789 on Tuesday.",
        "Let's talk: https://meet.google.com/abc-defg-hij",
        "Book a time: https://calendly.com/nordlys/30min",
        "https://teams.microsoft.com/l/meetup-join/19",
        "Escríbanos a https://wa.me/34600123456",
        "Our group: https://t.me/nordlys",
        "Come to https://discord.gg/abc",
        "We could have a Zoom call tomorrow.",
        "Podemos hacer una llamada por Teams mañana.",
        "Faisons une réunion Zoom demain.",
        "Wir können einen Teams-Termin machen.",
        "Write to us on Viber, it is faster.",
        "Add us on WeChat, we answer faster.",
        "Write to us on Signal, it is faster.",
    ],
)
def test_messengers_and_meetings_lead_away(draft: str) -> None:
    assert find_off_platform(draft, ticket())


def test_a_meeting_that_the_customer_named_is_no_way_of_ours() -> None:
    asked = ticket("The link https://calendly.com/us in our footer is broken")
    assert find_off_platform("The link to calendly.com was cut by the theme.", asked) == []
