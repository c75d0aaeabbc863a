"""How the author of a message is determined: the order of the sources."""

from __future__ import annotations

import pytest

from bizcare_tui.domain.authorship import Attribution, MessageFacts, SellerIdentity, ThreadFacts, read_authors
from bizcare_tui.domain.threads import Author, AuthorSource, Qualification

NORDLYS = SellerIdentity(names=("Nordlys Modules", "Márta"), signatures=("Marta\nNordlys Modules",))
ORDERED = ThreadFacts(has_order=True, qualification=Qualification.UNKNOWN)
NOTICE = ThreadFacts(has_order=False, qualification=Qualification.NOTICE)

CUSTOMER = Author.CUSTOMER
SELLER = Author.SELLER
UNKNOWN = Author.UNKNOWN


def authors_of(
    *messages: MessageFacts, thread: ThreadFacts = ORDERED, seller: SellerIdentity = NORDLYS
) -> list[Author]:
    return [attribution.author for attribution in read_authors(thread, messages, seller)]


def only(message: MessageFacts, *, thread: ThreadFacts = NOTICE) -> Attribution:
    (attribution,) = read_authors(thread, [message], NORDLYS)
    return attribution


SIGNED = "Please try again.\n\nBest regards,\nMARTA\n Nordlys  modules."


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param(
            MessageFacts(SIGNED, role=SELLER, name="Marta", own_reply=True, mark=CUSTOMER),
            Attribution(CUSTOMER, AuthorSource.PERSON),
            id="a person overrules all",
        ),
        pytest.param(
            MessageFacts(SIGNED, role=CUSTOMER, own_reply=True),
            Attribution(CUSTOMER, AuthorSource.AUTHOR_FIELD),
            id="the reported role comes before our guesses",
        ),
        pytest.param(
            MessageFacts("Hello", role=SELLER, name="PrestaShop"),
            Attribution(SELLER, AuthorSource.AUTHOR_FIELD),
            id="the role comes before the name",
        ),
        pytest.param(
            MessageFacts(SIGNED, role=UNKNOWN, own_reply=True),
            Attribution(SELLER, AuthorSource.OWN_REPLY),
            id="a role of nobody tells nothing",
        ),
        pytest.param(
            MessageFacts(SIGNED),
            Attribution(CUSTOMER, AuthorSource.FIRST_MESSAGE),
            id="who opens may quote",
        ),
        pytest.param(
            MessageFacts("Hello"), Attribution(CUSTOMER, AuthorSource.FIRST_MESSAGE), id="the first message"
        ),
    ],
)
def test_the_first_applicable_source_decides(message: MessageFacts, expected: Attribution) -> None:
    assert only(message, thread=ORDERED) == expected


@pytest.mark.parametrize(
    ("thread", "author"),
    [
        (ThreadFacts(has_order=True, qualification=Qualification.UNKNOWN), CUSTOMER),
        (ThreadFacts(has_order=False, qualification=Qualification.PRESALE), CUSTOMER),
        (ThreadFacts(has_order=False, qualification=Qualification.AFTERSALE), CUSTOMER),
        (ThreadFacts(has_order=False, qualification=Qualification.UNKNOWN), UNKNOWN),
        (NOTICE, UNKNOWN),
    ],
)
def test_a_customers_thread_has_an_order_or_a_tag(thread: ThreadFacts, author: Author) -> None:
    assert only(MessageFacts("Hello"), thread=thread).author is author


def test_what_nothing_tells_is_unknown() -> None:
    assert read_authors(ORDERED, [MessageFacts("One"), MessageFacts("Two")], NORDLYS)[1] == Attribution(
        UNKNOWN, AuthorSource.UNKNOWN
    )


@pytest.mark.parametrize(
    ("name", "author"),
    [
        ("Nordlys Modules", SELLER),
        ("  NÓRDLYS   modules ", SELLER),
        ("marta", SELLER),
        ("PrestaShop", Author.MARKETPLACE),
        ("PrestaShop Addons Team", Author.MARKETPLACE),
        ("Équipe PrestaShop", Author.MARKETPLACE),
        pytest.param("PrestaShop Valencia SL", UNKNOWN, id="an agency is not the Marketplace"),
        pytest.param("Support Team", UNKNOWN, id="anybody's support"),
        ("Ana", UNKNOWN),
        ("   ", UNKNOWN),
    ],
)
def test_a_name_without_a_role_is_read_for_what_it_is(name: str, author: Author) -> None:
    attribution = only(MessageFacts("Hello", name=name))

    assert attribution.author is author
    assert attribution.by is (AuthorSource.UNKNOWN if author is UNKNOWN else AuthorSource.AUTHOR_FIELD)


def test_the_customers_name_is_learned_from_their_first_message() -> None:
    attributions = read_authors(
        ORDERED,
        [
            MessageFacts("Hello", name="Ana Pérez"),
            MessageFacts("Hi", name="Somebody"),
            MessageFacts("And?", name="ANA PEREZ"),
        ],
        NORDLYS,
    )

    assert attributions == [
        Attribution(CUSTOMER, AuthorSource.FIRST_MESSAGE),
        Attribution(UNKNOWN, AuthorSource.UNKNOWN),
        Attribution(CUSTOMER, AuthorSource.AUTHOR_FIELD),
    ]


def test_a_mark_teaches_the_customers_name_too() -> None:
    assert authors_of(
        MessageFacts("Hi", name="Ana", mark=CUSTOMER), MessageFacts("And?", name="Ana"), thread=NOTICE
    ) == [CUSTOMER, CUSTOMER]


def test_a_first_message_marked_as_the_sellers_teaches_no_customer() -> None:
    assert authors_of(MessageFacts("Hi", name="Bea", mark=SELLER), MessageFacts("And?", name="Bea")) == [
        SELLER,
        UNKNOWN,
    ]


def test_a_customer_who_quotes_the_sellers_signature_stays_the_customer() -> None:
    quoting = "It still fails.\n\nOn Monday, Nordlys wrote:\n> Try again.\n> Marta\n> Nordlys Modules"

    assert authors_of(MessageFacts("Hello"), MessageFacts(quoting)) == [CUSTOMER, UNKNOWN]


ANSWER = "Hello Maria,\nplease try version 2.4, it corrects the cart.\nBest regards,\nMarta\nNordlys Modules"


@pytest.mark.parametrize(
    "quoting",
    [
        f"It still fails.\n\nOn 3 November 2026, Marta wrote:\n{ANSWER}",
        f"No funciona.\n\nEl 3 de noviembre Marta escribió:\n{ANSWER}",
        f"Ça ne marche pas.\n\nLe 3 novembre 2026, Marta a écrit :\n{ANSWER}",
        f"It still fails, you said:\n{ANSWER}",
        f"It still fails. {ANSWER}",
        ANSWER,
    ],
)
def test_a_pasted_answer_of_the_seller_makes_nobody_the_seller(quoting: str) -> None:
    said = authors_of(MessageFacts("Hello"), MessageFacts(ANSWER), MessageFacts(quoting))
    assert said == [CUSTOMER, SELLER, UNKNOWN]
    assert authors_of(MessageFacts(quoting)) == [CUSTOMER]


def test_a_signature_decides_where_no_customer_is_known_to_have_begun() -> None:
    assert only(MessageFacts(SIGNED)) == Attribution(SELLER, AuthorSource.SIGNATURE)


def test_the_sellers_next_answer_is_the_sellers() -> None:
    another = ANSWER.replace("2.4", "2.5")
    said = authors_of(MessageFacts("Hello"), MessageFacts(ANSWER), MessageFacts(another))
    assert said == [CUSTOMER, SELLER, SELLER]


@pytest.mark.parametrize("blank", ["", " \n"])
def test_a_blank_signature_or_name_makes_nobody_the_seller(blank: str) -> None:
    seller = SellerIdentity(names=(blank,), signatures=(blank, "--"))

    assert authors_of(MessageFacts("--", name=blank), MessageFacts("Hi"), thread=NOTICE, seller=seller) == [
        UNKNOWN,
        UNKNOWN,
    ]


def test_a_thread_without_messages_has_no_authors() -> None:
    assert read_authors(ORDERED, [], NORDLYS) == []
