"""The check of a reply: its findings, their severity and their place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reply_tickets import known, ticket

from bizcare_tui.desk.snippets import load_snippets
from bizcare_tui.domain.replies.check import check_reply
from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFinding, ReplyFindingKind
from bizcare_tui.domain.replies.reply_index import ReplyIndex
from bizcare_tui.domain.replies.thresholds import Thresholds
from bizcare_tui.domain.replies.ticket import Ticket, TicketMessage
from bizcare_tui.domain.snippets import fill, slots
from bizcare_tui.domain.threads import Author

GOOD = (
    "Hello Maria,\n\nthe white page comes from guest orders: validation.php reads the groups before"
    " PrestaShop has signed the guest in. Until the correction is out, switch off guest checkout under"
    " Shop Parameters > Order Settings; with 8.1.6 signed-in customers can pay.\n\nKind regards,\nTom"
)


def _found(
    draft: str, asked: Ticket | None = None, others: ReplyIndex | None = None
) -> dict[ReplyFindingKind, ReplyFinding]:
    return {each.kind: each for each in reversed(check_reply(draft, asked or ticket(), others or known()))}


def test_a_good_answer_passes() -> None:
    assert check_reply(GOOD, ticket(), known()) == []


# --- canned ----------------------------------------------------------------------------------------

CANNED = (
    "Hello {0},\n\nthank you for choosing {1}. To see the boxes on the home page open Design > Positions,"
    " look for the hook displayHome and check that the module is attached to it. Then empty the cache under"
    " Advanced Parameters > Performance and load the page again.{2}\n\nRegards,\nTom"
)


def test_an_earlier_reply_with_other_names_is_canned_and_shown() -> None:
    earlier = CANNED.format("Bob", "Brand Carousel", "")
    found = _found(CANNED.format("Maria", "Direct Debit Plus", ""), others=known(earlier))[
        ReplyFindingKind.CANNED
    ]
    assert found.outcome is FindingOutcome.BLOCK
    assert found.twin == earlier
    assert found.share is not None
    assert found.share > 0.8
    assert f"{round(100 * found.share)} %" in found.why


def test_the_same_thread_may_get_the_same_text_again() -> None:
    everything = known()
    everything.add_reply(1, CANNED.format("Maria", "Direct Debit Plus", ""))
    assert ReplyFindingKind.CANNED not in _found(
        CANNED.format("Maria", "Direct Debit Plus", ""), others=everything
    )


def test_a_fair_start_with_enough_of_ones_own_is_only_noted() -> None:
    own = (
        " I tried it with a guest order on 8.1.6: your log line about getGroups comes from the direct debit"
        " reading the groups too early, and the white page went away."
    )
    found = _found(CANNED.format("Maria", "it", own), others=known(CANNED.format("Bob", "it", "")))[
        ReplyFindingKind.CANNED
    ]
    assert found.outcome is FindingOutcome.NOTE


def test_greetings_and_closings_are_nobodys_own() -> None:
    first = "Hello Bob,\n\nThe discount is off by one cent.\n\nKind regards,\nTom of the support team"
    assert ReplyFindingKind.CANNED not in _found(GOOD, others=known(first))


@pytest.mark.parametrize("language", ["es", "fr", "en", "it"])
def test_the_snippets_that_come_along_pass_when_filled_in_honestly(language: str) -> None:
    asked, fillings = HONEST[language]
    everything = ReplyIndex(load_snippets(Path("/nonexistent")).everything)
    for snippet in everything_in(language):
        text = fill(snippet.text, fillings)
        assert slots(text) == (), snippet.name
        stands_against = [
            each
            for each in check_reply(text, asked, everything)
            if each.outcome in (FindingOutcome.BLOCK, FindingOutcome.OVERRIDE)
        ]
        assert stands_against == [], snippet.name


@pytest.mark.parametrize("language", ["es", "fr", "en", "it"])
def test_the_snippets_as_they_come_do_not_pass(language: str) -> None:
    everything = ReplyIndex(load_snippets(Path("/nonexistent")).everything)
    for snippet in everything_in(language):
        found = check_reply(snippet.text, HONEST[language][0], everything)
        assert {each.kind for each in found if each.outcome is FindingOutcome.BLOCK} >= {
            ReplyFindingKind.UNFILLED_SLOT
        }


def everything_in(language: str) -> list:  # type: ignore[type-arg]
    """The snippets of a language."""
    return [each for each in load_snippets(Path("/nonexistent")).everything if each.language == language]


def _asked(language: str, text: str) -> Ticket:
    return ticket(text, language=language, topic="", customer="Maria Costa")


_SAME = {
    "signature": "Tom",
    "customer": "Maria",
    "product": "Direct Debit Plus",
    "shop": "costa-garden.com",
    "order": "611830",
    "fixed_version": "2.4.3",
    "new_domain": "costa-jardin.com",
    "tested_version": "8.1.6",
}
HONEST = {
    "es": (
        _asked(
            "es", "Hola, desde la 8.1.6 los clientes ven una página en blanco al pagar con domiciliación."
        ),
        _SAME
        | {
            "problem": "la página en blanco al pagar con domiciliación",
            "question": "¿ocurre también con clientes registrados o solo con invitados?",
            "pages": "los pedidos",
            "check": "la configuración de la domiciliación y el registro de errores",
            "cause": "el módulo leía los grupos del cliente antes de que el invitado estuviera identificado",
            "test": "pagar un pedido de invitado con domiciliación",
            "finding": "la página en blanco sale porque la versión instalada es anterior a la 8.1.6",
            "hint": "con los pedidos de invitado desactivados el pago termina bien",
            "answer": "la domiciliación funciona igual en el dominio nuevo",
            "limits": "no cobra en otra moneda que el euro",
        },
    ),
    "fr": (
        _asked(
            "fr", "Bonjour, depuis la 8.1.6 les clients voient une page blanche au paiement par prélèvement."
        ),
        _SAME
        | {
            "problem": "la page blanche au paiement par prélèvement",
            "question": "est-ce aussi le cas des clients inscrits ou seulement des invités ?",
            "pages": "les commandes",
            "check": "les réglages du prélèvement et le journal des erreurs",
            "cause": "le module lisait les groupes du client avant que l'invité soit identifié",
            "test": "payer une commande d'invité par prélèvement",
            "finding": "la page blanche vient d'une version du module antérieure à la 8.1.6",
            "hint": "sans les commandes d'invité le paiement aboutit",
            "answer": "le prélèvement fonctionne de la même façon sur le nouveau domaine",
            "limits": "il n'encaisse que des euros",
        },
    ),
    "en": (
        ticket(),
        _SAME
        | {
            "problem": "the white page when customers pay by direct debit",
            "question": "does it happen to signed-in customers too, or to guests only?",
            "pages": "the orders",
            "check": "the settings of the direct debit and the error log",
            "cause": "the module read the groups of the customer before the guest was signed in",
            "test": "pay a guest order by direct debit",
            "finding": "the white page comes from a version older than 8.1.6 supports",
            "hint": "with guest orders off, the payment goes through",
            "answer": "the direct debit works the same on the new domain",
            "limits": "it collects euros only",
        },
    ),
    "it": (
        _asked(
            "it",
            "Buongiorno, dalla 8.1.6 i clienti vedono una pagina bianca quando pagano con addebito diretto.",
        ),
        _SAME
        | {
            "problem": "la pagina bianca al pagamento con addebito diretto",
            "question": "succede anche ai clienti registrati o solo agli ospiti?",
            "pages": "gli ordini",
            "check": "le impostazioni dell'addebito diretto e il registro degli errori",
            "cause": "il modulo leggeva i gruppi del cliente prima che l'ospite fosse identificato",
            "test": "pagare un ordine ospite con addebito diretto",
            "finding": "la pagina bianca dipende da una versione precedente alla 8.1.6",
            "hint": "senza gli ordini ospite il pagamento va a buon fine",
            "answer": "l'addebito diretto funziona allo stesso modo sul nuovo dominio",
            "limits": "incassa solo in euro",
        },
    ),
}


# --- not sufficient --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "draft",
    [
        "Hello,\n\nThank you for your message, we are looking into it.\n\nRegards",
        "Hola:\n\nGracias por escribirnos, lo revisamos y le diremos algo lo antes posible.\n\nSaludos",
        "Bonjour,\n\nMerci pour votre message, notre équipe revient vers vous rapidement.\n\nCordialement",
        "Buongiorno,\n\nci scusiamo per il disagio, le faremo sapere al più presto.\n\nSaluti",
        "Guten Tag,\n\nvielen Dank für Ihre Geduld, wir kümmern uns so schnell wie möglich.\n\nGrüße",
        "Dzień dobry,\n\ndziękujemy za wiadomość, wkrótce się odezwiemy.\n\nPozdrawiam",
        "Beste,\n\nbedankt voor uw geduld, we kijken ernaar.\n\nGroet",
        "Bom dia,\n\nobrigado pelo contacto, vamos verificar e daremos novidades em breve.\n\nCumprimentos",
        "Ok!",
        "",
    ],
)
def test_courtesies_alone_are_no_answer(draft: str) -> None:
    assert _found(draft)[ReplyFindingKind.INSUFFICIENT].outcome is FindingOutcome.BLOCK


@pytest.mark.parametrize(
    "draft",
    [
        "Yes, Direct Debit Plus works with 8.1.6.",
        "Does the white page come with guest orders only?",
        "Empty the cache once: the update leaves an old template of the checkout.",
    ],
)
def test_a_short_answer_about_this_ticket_is_enough(draft: str) -> None:
    assert ReplyFindingKind.INSUFFICIENT not in _found(draft)


@pytest.mark.parametrize(
    "draft", ["Not this year, sorry.", "Este ano não, lamento.", 'Bonjour, onglet Style, "Couleur du texte".']
)
def test_a_short_answer_that_names_nothing_of_the_ticket_is_not_blocked(draft: str) -> None:
    found = _found(draft).get(ReplyFindingKind.INSUFFICIENT)
    assert found is None or found.outcome is FindingOutcome.OVERRIDE


def test_a_long_text_about_nothing_of_this_ticket_needs_a_reason() -> None:
    draft = "Please install everything anew on another machine and ask your hoster whether the disk is fine."
    assert _found(draft)[ReplyFindingKind.INSUFFICIENT].outcome is FindingOutcome.OVERRIDE


# --- slots -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "place"),
    [
        ("Hello $customer,\n\n" + GOOD, "$customer"),
        ("Hello ${customer},\n\n" + GOOD, "${customer}"),
        (GOOD + "\n[NAME]", "[NAME]"),
        (GOOD + "\nYour shop {{shop}} is fine.", "{{shop}}"),
        (GOOD + "\nVersion XXXX is out.", "XXXX"),
        ("Hola $nombre:\n\n" + GOOD, "$nombre"),
        ("Hello <name>,\n\n" + GOOD, "<name>"),
        ("Dear {customer},\n\n" + GOOD, "{customer}"),
        (GOOD + "\n[Nombre del cliente]", "[Nombre del cliente]"),
    ],
)
def test_a_slot_that_is_left_blocks_and_is_pointed_at(left: str, place: str) -> None:
    found = _found(left)[ReplyFindingKind.UNFILLED_SLOT]
    assert found.outcome is FindingOutcome.BLOCK
    assert found.span is not None
    assert left[slice(*found.span)] == place


@pytest.mark.parametrize(
    "code",
    [
        "`$customer->getGroups()`",
        "$this->context->shop",
        "```\n$product = 1;\n```",
        "{$product.name}",
        "{{ product.name }}",
        "The variable $product is null there.",
    ],
)
def test_code_is_no_slot(code: str) -> None:
    assert ReplyFindingKind.UNFILLED_SLOT not in _found(f"{GOOD}\n{code}")


@pytest.mark.parametrize(
    "beginning",
    [
        "Add <style>.a{color:red}</style> to custom.css of your theme.",
        "Pay attention to <address> and <code> in the file.",
        "Hello Ana, use <head>, then <body>.",
        "Put <script>, as it is, into the header.",
        "Hello <strong>world</strong> is what your template prints.",
        "Use $cart, which the template has.",
        "The tag <hr>, not <br>.",
    ],
)
def test_a_reply_may_begin_with_code(beginning: str) -> None:
    assert ReplyFindingKind.UNFILLED_SLOT not in _found(f"{beginning} {GOOD}")


@pytest.mark.parametrize(
    ("beginning", "place"),
    [
        ("Hello <name>, line 12 of custom.css hides the button.", "<name>"),
        ("Buenas tardes, <nombre>:", "<nombre>"),
        ("Sehr geehrter Herr <nachname>,", "<nachname>"),
        ("Dzień dobry <imie> i dziękuję.", "<imie>"),
        ("Geachte heer <achternaam>,", "<achternaam>"),
        ("Chère Madame <xyz>,", "<xyz>"),
        ("Bom dia $cliente!", "$cliente"),
        ("Gentile <signore>,", "<signore>"),
        ("Hi <first>\n", "<first>"),
    ],
)
def test_a_slot_in_a_greeting_blocks(beginning: str, place: str) -> None:
    found = _found(f"{beginning} {GOOD}")[ReplyFindingKind.UNFILLED_SLOT]
    assert found.outcome is FindingOutcome.BLOCK
    assert found.span is not None
    assert beginning[slice(*found.span)] == place


def test_what_the_customer_wrote_is_no_slot() -> None:
    asked = ticket("The mail says [PRODUCT] instead of the name, since 8.1.6")
    assert ReplyFindingKind.UNFILLED_SLOT not in _found(
        "The [PRODUCT] comes from the template of the mail.", asked
    )


def test_a_doubtful_slot_needs_a_reason() -> None:
    draft = GOOD + "\nIt is in version XX.XX."
    found = _found(draft)[ReplyFindingKind.UNFILLED_SLOT]
    assert found.outcome is FindingOutcome.OVERRIDE
    assert found.span is not None
    assert draft[slice(*found.span)] == "XX.XX"


def test_a_variable_that_the_customer_asks_about_is_no_slot() -> None:
    asked = ticket("The mail reads {product_name}, since 8.1.6")
    draft = "Replace {product_name} with {product} in the mail, since 8.1.6 knows only that."
    assert ReplyFindingKind.UNFILLED_SLOT not in _found(draft, asked)


# --- what was learned ------------------------------------------------------------------------------


def test_what_only_reads_automatic_needs_a_reason_and_is_pointed_at() -> None:
    receipt = "Votre demande porte le numéro 20514. Elle sera traitée par ordre d'arrivée."
    found = _found(receipt)[ReplyFindingKind.AUTO_REPLY]
    assert found.outcome is FindingOutcome.OVERRIDE
    assert found.span is not None
    assert receipt[slice(*found.span)].startswith(("Votre", "Elle"))


def test_a_text_that_is_about_an_automatic_answer_is_not_blocked() -> None:
    asked = ticket("How do I change the text of the automatic mail that says it was received? 8.1.6")
    draft = (
        'Open Mails > Texts in 8.1.6 and change the text "We have received your message" for each language.'
    )
    assert ReplyFindingKind.AUTO_REPLY not in _found(draft, asked)


def test_a_sentence_that_leads_away_without_an_address_needs_a_reason_and_is_pointed_at() -> None:
    away = "Szybciej będzie głosowo, proszę podać numer, oddzwonię."
    draft = f"{GOOD}\n{away}"
    found = _found(draft)[ReplyFindingKind.OFF_PLATFORM]
    assert found.outcome is FindingOutcome.OVERRIDE
    assert found.span is not None
    assert draft[slice(*found.span)] in away


# --- the language, other customers, automatic, secrets ---------------------------------------------


def test_another_language_than_the_customers_needs_a_reason() -> None:
    draft = "Hola María:\n\nla página en blanco sale con los pedidos de invitado; desactívalos en la 8.1.6."
    assert _found(draft)[ReplyFindingKind.WRONG_LANGUAGE].outcome is FindingOutcome.OVERRIDE
    assert ReplyFindingKind.WRONG_LANGUAGE not in _found(draft, ticket(language=None))
    assert ReplyFindingKind.WRONG_LANGUAGE not in _found("OK 8.1.6 > getGroups")


OTHERS = (("Marta Ruiz", "https://www.ruiz-pan.es"), ("Bob Stone", "stone-tools.co.uk"))


@pytest.mark.parametrize(
    ("draft", "place", "outcome"),
    [
        ("Hello Marta Ruiz,\n\nthe white page is gone.", "Marta Ruiz", FindingOutcome.BLOCK),
        ("Hi Bob,\n\nthe white page is gone.", "Bob", FindingOutcome.WARN),
        ("Dear Mr. Stone,\n\nthe white page is gone.", "Stone", FindingOutcome.WARN),
        ("The white page on ruiz-pan.es is gone.", "ruiz-pan.es", FindingOutcome.BLOCK),
        ("As I told Marta Ruiz, the white page is gone.", "Marta Ruiz", FindingOutcome.BLOCK),
    ],
)
def test_another_customer_is_pointed_at(draft: str, place: str, outcome: FindingOutcome) -> None:
    found = _found(draft, others=known(customers=OTHERS))[ReplyFindingKind.OTHER_CUSTOMER]
    assert found.outcome is outcome
    assert found.span is not None
    assert draft[slice(*found.span)] == place


@pytest.mark.parametrize(
    "draft",
    [
        "Hello Maria,",
        "Dear Ms. Costa,",
        "Hello! Your page is fine.",
        "Hi all,",
        "Dear customer,",
        "Pani Mario,",
        "> Hello Marta Ruiz,\nHello Maria,",
    ],
)
def test_this_customer_is_no_other(draft: str) -> None:
    assert ReplyFindingKind.OTHER_CUSTOMER not in _found(draft, others=known(customers=OTHERS))


def test_a_colleague_whom_the_thread_names_is_no_other() -> None:
    asked = ticket("My colleague Bob will test it in the shop stone-tools.co.uk too.")
    found = _found("Hello Bob,\n\nstone-tools.co.uk is fine.", asked, known(customers=OTHERS))
    assert ReplyFindingKind.OTHER_CUSTOMER not in found


@pytest.mark.parametrize(
    "draft",
    [
        "Su solicitud #4821 está en cola; tiempo medio de respuesta: 24-48 h.",
        "Votre ticket #4821 est en file d'attente ; délai moyen de réponse : 24 h.",
        "Your request #4821 is in our queue; average response time is 2 business days.",
        "La richiesta #4821 è in coda; tempo medio di risposta: 48 ore.",
        "Ihre Anfrage #4821 ist in der Warteschlange; die Antwortzeit beträgt 2 Werktage.",
        "Zgłoszenie #4821 czeka w kolejce; średni czas odpowiedzi to 2 dni robocze.",
        "Uw aanvraag #4821 staat in de wachtrij; gemiddelde reactietijd: 2 werkdagen.",
        "O seu ticket #4821 está na fila; tempo médio de resposta: 2 dias úteis.",
    ],
)
def test_what_reads_like_a_receipt_needs_a_reason(draft: str) -> None:
    assert _found(draft)[ReplyFindingKind.AUTO_REPLY].outcome is FindingOutcome.OVERRIDE


def test_the_days_of_a_review_are_no_receipt() -> None:
    draft = GOOD + "\nThe technical review takes 5 to 7 business days; order 611830 stays as it is."
    assert ReplyFindingKind.AUTO_REPLY not in _found(draft)


def test_after_an_answer_a_good_bye_is_only_warned_of() -> None:
    said = (
        TicketMessage(Author.CUSTOMER, "It is broken"),
        TicketMessage(Author.SELLER, GOOD),
        TicketMessage(Author.CUSTOMER, "Works!"),
    )
    found = _found("Glad to hear that, have a nice weekend!", ticket(messages=said))
    assert found[ReplyFindingKind.INSUFFICIENT].outcome is FindingOutcome.WARN


def test_automatic_phrases_block() -> None:
    draft = "Hello,\n\nwe have received your message and will answer within 24 hours.\n\nSupport"
    assert _found(draft)[ReplyFindingKind.AUTO_REPLY].outcome is FindingOutcome.BLOCK


def test_a_secret_in_the_draft_blocks_and_is_not_repeated() -> None:
    draft = f"{GOOD}\nPassword: Tisch!Eiche88"
    found = _found(draft)[ReplyFindingKind.CREDENTIALS]
    assert found.outcome is FindingOutcome.BLOCK
    assert found.span is not None
    assert draft[slice(*found.span)] == "Tisch!Eiche88"
    assert "Tisch" not in found.why


def test_a_secret_that_the_customer_sent_is_noted_with_a_better_way() -> None:
    found = _found(GOOD, ticket("It is broken since 8.1.6, here: ftp login: maria / Garden!2024"))[
        ReplyFindingKind.CREDENTIALS
    ]
    assert found.outcome is FindingOutcome.NOTE
    assert "limited rights" in found.why


# --- as a whole ------------------------------------------------------------------------------------


def test_the_gravest_comes_first() -> None:
    draft = "Hello Bob,\n\nwrite to us at help@elsewhere.org. Password: Tisch!Eiche88\n$customer"
    outcomes = [each.outcome for each in check_reply(draft, ticket(), known(customers=OTHERS))]
    assert outcomes == sorted(outcomes, key=list(FindingOutcome).index)
    assert outcomes[0] is FindingOutcome.BLOCK


def test_thresholds_are_what_is_gone_by() -> None:
    earlier, draft = CANNED.format("Bob", "it", ""), CANNED.format("Maria", "it", "")
    lenient = Thresholds(own_words=0)
    found = check_reply(draft, ticket(), known(earlier), lenient)
    assert [each.outcome for each in found if each.kind is ReplyFindingKind.CANNED] == [FindingOutcome.NOTE]


_PIECES = st.sampled_from(
    [
        "$customer ",
        "[NAME] ",
        "pass: ",
        "Hello ",
        "\n",
        "a@b.co ",
        "> ",
        "`",
        "{{",
        "Bob ",
        "+49 30 1234567 ",
        "é",
        "𝕏",
        "\x00",
    ]
)


@given(st.lists(_PIECES | st.text(max_size=12), max_size=30).map("".join))
def test_any_text_can_be_checked_and_places_lie_in_it(draft: str) -> None:
    for each in check_reply(draft, ticket(), known("Hello Bob, the page is white.", customers=OTHERS)):
        assert each.why
        if each.span is not None:
            assert 0 <= each.span[0] < each.span[1] <= len(draft)
        assert each.share is None or 0 <= each.share <= 1


@pytest.mark.parametrize(
    "piece",
    ["a", "a ", "a@", "$", "[A", "pass: ", "+1", "a.", "> ", "{{", "tel ", "write us ", "`", "login: a/"],
)
def test_long_nasty_text_is_checked_as_any_other(piece: str) -> None:
    text = piece * (65_536 // len(piece))
    check_reply(text, ticket(text), known(text))


def test_a_reply_learnt_of_later_is_a_twin_too() -> None:
    everything = known()
    draft = CANNED.format("Maria", "it", "")
    assert ReplyFindingKind.CANNED not in _found(draft, others=everything)
    everything.add_reply(7, CANNED.format("Bob", "it", ""))
    assert ReplyFindingKind.CANNED in _found(draft, others=everything)


def test_a_secret_in_the_twin_is_not_shown() -> None:
    earlier = CANNED.format("Bob", "it", " Password: Tisch!Eiche88")
    found = _found(CANNED.format("Maria", "it", ""), others=known(earlier))[ReplyFindingKind.CANNED]
    assert "Tisch" not in found.twin


def test_the_ticket_of_no_messages_can_be_answered() -> None:
    empty = Ticket(1, "", (TicketMessage(Author.MARKETPLACE, ""),))
    assert check_reply(GOOD, empty, known()) is not None
