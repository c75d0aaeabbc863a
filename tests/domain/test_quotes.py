"""Quotes in a message are recognised in every form and language; sentences that look like quotes are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain import quote_heads, quotes
from bizcare_tui.domain.prose import own_parts, without_quotes
from bizcare_tui.domain.quotes import folded_ranges, is_quote_head, quoted_ranges

OWN = "Our shop still fails."
ANSWER = "It works on https://otra-tienda.example.net with PrestaShop 1.6.1.4."

HEADS = """
On Mon, 16 Nov 2026 at 10:11, Support <s@x.example> wrote:
On Mon, Nov 16, 2026 at 10:11 AM Support <s@x.example> wrote:
On 2026-11-16 10:11, Support wrote:
On Monday, November 16, 2026 at 10:11:00 AM GMT+1, Support <s@x.example> wrote:
El lun, 16 nov 2026 a las 10:11, Support (<s@x.example>) escribió:
En lunes, 16 de noviembre de 2026, 10:11:00 CET, Support <s@x.example> escribió:
Le lun. 16 nov. 2026 à 10:11, Support <s@x.example> a écrit :
Le 16 novembre 2026 à 10:11, Support a écrit :
Il giorno lun 16 nov 2026 alle ore 10:11 Support <s@x.example> ha scritto:
Il 16/11/2026 10:11, Support ha scritto:
Am Mo., 16. Nov. 2026 um 10:11 Uhr schrieb Support <s@x.example>:
Am 16.11.2026 um 10:11 schrieb Support:
W dniu 16.11.2026 o 10:11, Support pisze:
pon., 16 lis 2026 o 10:11 Support <s@x.example> napisał(a):
Wiadomość napisana przez Support <s@x.example> w dniu 16 lis 2026, o godz. 10:11:
Op ma 16 nov 2026 om 10:11 schreef Support <s@x.example>:
Op 16 nov. 2026, om 10:11 heeft Support <s@x.example> het volgende geschreven:
Em seg., 16 de nov. de 2026 às 10:11, Support <s@x.example> escreveu:
Support <s@x.example> escreveu (segunda, 16/11/2026 à(s) 10:11):
No dia 16/11/2026, às 10:11, Support escreveu:
2026年11月16日(月) 10:11 Support <s@x.example>:
Support <s@x.example> 于2026年11月16日周一 10:11写道：
2026년 11월 16일 (월) 오전 10:11, Support <s@x.example>님이 작성:
16.11.2026 10:11, Support пишет:
Den mån 16 nov. 2026 kl 10:11 skrev Support <s@x.example>:
-----Original Message-----
---------- Forwarded message ---------
-------- Forwarded Message --------
-----Mensaje original-----
---------- Mensaje reenviado ---------
-------- Message d'origine --------
----- Mail original -----
-----Messaggio originale-----
-----Ursprüngliche Nachricht-----
-------- Weitergeleitete Nachricht --------
-----Original-Nachricht-----
-----Oryginalna wiadomość-----
-------- Przekazana wiadomość --------
-----Oorspronkelijk bericht-----
-----Mensagem original-----
---------- Mensagem encaminhada ---------
-----元のメッセージ-----
-----Исходное сообщение-----
Begin forwarded message:
Inicio del mensaje reenviado:
Début du message réexpédié :
Anfang der weitergeleiteten Nachricht:
Inizio messaggio inoltrato:
Begin doorgestuurd bericht:
Początek przekazywanej wiadomości:
""".strip().split("\n")

BLOCKS = [
    "From: Support <s@x.example>\nSent: Monday, November 16, 2026 10:11 AM\nTo: Ana\nSubject: RE: Checkout",
    "De : Support <s@x.example>\nEnvoyé : lundi 16 novembre 2026 10:11\nÀ : Ana\nObjet : RE: Paiement",
    "De: Soporte\nEnviado el: lunes, 16 de noviembre de 2026 10:11\nPara: Ana\nAsunto: RE: Pago",
    "Da: Support\nInviato: lunedì 16 novembre 2026 10:11\nA: Ana\nOggetto: R: Pagamento",
    "Von: Support\nGesendet: Montag, 16. November 2026 10:11\nAn: Ana\nBetreff: AW: Zahlung",
    "Od: Support\nWysłano: poniedziałek, 16 listopada 2026 10:11\nDo: Ana\nTemat: RE: Płatność",
    "Van: Support\nVerzonden: maandag 16 november 2026 10:11\nAan: Ana\nOnderwerp: RE: Betaling",
    "De: Support\nEnviada: 16 de novembro de 2026 10:11\nPara: Ana\nAssunto: RE: Pagamento",
    "*From:* Support <s@x.example>\n*Date:* Mon, 16 Nov 2026\n*Subject:* RE",
    "________________________________\nFrom: Support\nSent: November 16, 2026\nTo: Ana\nSubject: Re",
    "---\n\nVon: Support\n\nGesendet: Montag, 16. November 2026 10:11\n\nAn: Ana\n\nBetreff: AW",
    "Från: Support\nSkickat: den 16 november 2026 10:11\nTill: Ana\nÄmne: SV",
    "Απο: Support <s@x.example>\nΑποστολή: x\nΠρος: Ana\nΘέμα: RE",
    "差出人: Support <s@x.example>\n送信日時: 2026年11月16日 10:11\n宛先: Ana\n件名: RE",
    "보낸 사람: Support <s@x.example>\n보낸 날짜: 2026년 11월 16일\n받는 사람: Ana\n제목: RE",
    "От: Support <s@x.example>\nОтправлено: 16 ноября 2026\nКому: Ana\nТема: RE",
    "From: Support <s@x.example> Sent: Monday, November 16, 2026 To: Ana Subject: Re: x",
]

SENTENCES = [
    "Bonjour,\n\nLe fournisseur m'a écrit :\n\nvotre module bloque le paiement.\n\nPouvez-vous vérifier ?",
    "Il cliente mi ha scritto:\nil pagamento non va\nCosa faccio?",
    "Am Telefon schrieb mir der Kunde folgendes:\nZahlung geht nicht\nWas tun?",
    "Everything below is mine.\nOn line 12 I wrote :\n$x = 1;\nAnd it fails.",
    "With PrestaShop 1.7.8 the customer wrote:\nit fails",
    "Mi pedido del 16/11/2026 con ana@x.example da este error:\nFatal\n¿qué hago?",
    "From: 12\nTo: 15\nprices are wrong",
    "El cliente escribió:\nno va",
    "Op de site schreef de klant:\nwerkt niet\nwat nu?",
    "De versie is: 8\nDatum: 16/11/2026\nhelp",
    "Klient napisał:\nnie działa",
    "O cliente escreveu:\nnão funciona",
    "Le 3 décembre le client m'a écrit :\nça ne marche pas",
    "Go to:\n> Modules\n> Module Manager\n> Configure\nand it is blank",
    "> Advanced Parameters > Performance\nis blank",
    "I open\n> Design\n> Theme & Logo\nand see nothing",
]


@pytest.mark.parametrize("head", HEADS)
def test_text_below_a_quoted_header_is_not_ones_own(head: str) -> None:
    text = f"{OWN}\n\n{head}\n\n{ANSWER}"
    assert quoted_ranges(text) == folded_ranges(text) == ((2, 4),)
    assert without_quotes(text).strip() == OWN


@pytest.mark.parametrize("block", BLOCKS)
def test_text_below_a_quoted_block_is_not_ones_own(block: str) -> None:
    text = f"{OWN}\n\n{block}\n\n{ANSWER}"
    assert quoted_ranges(text) == ((2, text.count("\n")),)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_like_a_head_is_ones_own(text: str) -> None:
    assert quoted_ranges(text) == ()


def test_a_head_without_date_needs_marks_below() -> None:
    assert quoted_ranges("Ana wrote:\nhello") == ()
    assert quoted_ranges("ok\nAna wrote:\n> hello there.\nbye") == ((1, 2),)


def test_a_head_goes_over_three_lines() -> None:
    text = f"{OWN}\nOn Mon, 16 Nov 2026 at 10:11, Support\nfor modules\n<s@x.example> wrote:\n{ANSWER}"
    assert quoted_ranges(text) == ((1, 4),)


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Enviado desde mi iPhone",
        "Envoyé de mon iPhone",
        "Inviato da iPhone",
        "Von meinem iPhone gesendet",
        "Wysłane z iPhone'a",
        "Verstuurd vanaf mijn iPhone",
        "Enviado do meu iPhone",
        "Get Outlook for Android",
    ],
)
def test_what_a_telephone_adds_is_not_ones_own(line: str) -> None:
    assert quoted_ranges(f"Hallo\n\n{line}") == ((2, 2),)
    assert quoted_ranges(f"Hallo\n\n{line}\n\n-----Original Message-----\n{ANSWER}") == ((2, 5),)


def test_a_message_is_never_folded_whole() -> None:
    whole = f"-----Original Message-----\nFrom: Support\n\n{ANSWER}"
    assert folded_ranges(whole) == ()
    assert without_quotes(whole).strip() == ""
    assert folded_ranges("> What is wrong?\n> And why?") == ()


def test_the_first_message_has_nothing_to_quote_but_what_is_forwarded() -> None:
    said = "Bonjour,\nLe 12/11/2026 le client a écrit :\nle paiement ne passe pas"
    assert quoted_ranges(said, opens=True) == ()
    assert quoted_ranges(said) == ((1, 2),)
    forwarded = f"See below.\n---------- Forwarded message ---------\nFrom: S <s@x.example>\n\n{ANSWER}"
    assert quoted_ranges(forwarded, opens=True) == ((1, 4),)
    assert folded_ranges(forwarded, opens=True) == ()
    assert quoted_ranges(forwarded.partition("\n")[2], opens=True) == ()


def test_each_message_of_a_thread_is_read_by_itself() -> None:
    texts = [(f"one\n-----Original Message-----\n{ANSWER}", True), ("theirs", False), ("two", True)]
    assert own_parts(texts).split() == ["one", "two"]


def test_what_is_struck_out_is_not_meant() -> None:
    assert without_quotes("We use ~1.6.1~ 8.1.2") == "We use         8.1.2"
    for kept in ("~10 or ~20 orders", "see ~/a and ~/b", "a~b~c"):
        assert without_quotes(kept) == kept


LINES = [
    *HEADS,
    *"\n".join(BLOCKS).split("\n"),
    "> quoted text.",
    "> Modules",
    "",
    "hello",
    "Sent from my iPhone",
    ":",
]


@given(st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=12)), max_size=30), st.booleans())
def test_ranges_lie_within_the_text(lines: list[str], opens: bool) -> None:
    text = "\n".join(lines)
    ranges = quoted_ranges(text, opens=opens)
    count = text.count("\n") + 1
    places = [place for each in ranges for place in each]
    assert places == sorted(places)
    assert all(0 <= first <= last < count for first, last in ranges)
    assert len(without_quotes(text, opens=opens)) == len(text)
    folded = {line for first, last in folded_ranges(text) for line in range(first, last + 1)}
    written = {place for place, line in enumerate(text.split("\n")) if line.strip()}
    assert not written or written - folded


@pytest.mark.parametrize(
    "line", [*HEADS[::7], "From: a@b.example", ">", "Sent from my iPhone", "-----", ":", ""]
)
def test_each_line_of_a_flood_is_looked_at_a_bounded_number_of_times(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = 0

    def counted(text: str) -> str:
        nonlocal looked_at
        looked_at += 1
        return prepared(text)

    prepared = quote_heads.prepared
    monkeypatch.setattr(quotes, "prepared", counted)
    quoted_ranges("\n".join(["hello", *[line] * 4_000]))
    assert looked_at <= 6 * 4_001


def test_a_head_is_known_by_its_last_lines() -> None:
    assert is_quote_head(["hello", "On 16 Nov 2026, Ana <a@b.example> wrote:"])
    assert not is_quote_head(["On 16 Nov 2026, Ana <a@b.example> wrote:", "hello"])
    assert not is_quote_head([])
