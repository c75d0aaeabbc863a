"""Message bodies: HTML, HTML encoded twice and plain text all become readable, safe text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizcare_tui.domain.body import LONGEST_BODY, printable_raw, read_body, same_text_key
from bizcare_tui.domain.text import safe_text
from bizcare_tui.domain.text_folding import word_set


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("", ""),
        ("Hola,\n\nno funciona.\n  Ana", "Hola,\n\nno funciona.\n  Ana"),
        ("<p>Hola,</p>\n<p>no <b>funciona</b>.<br />\nAna</p>", "Hola,\n\nno funciona.\nAna"),
        ("a<br><br><br><br>b", "a\n\nb"),
        ("one <b>line</b> and another", "one line and another"),
        ("one <b>line</b>\nand another", "one <b>line</b>\nand another"),
        ("PS <8 only", "PS <8 only"),
        ("<p>PS <8 only, a<b and c>d</p>", "PS <8 only, a<b and c>d"),
        ("d&#039;acheter", "d'acheter"),
        ("d&amp;#039;acheter", "d'acheter"),
        ("&lt;p&gt;d&amp;#039;acheter&lt;/p&gt;", "d'acheter"),
        ("<p>d&#039;acheter</p>", "d'acheter"),
        ("<p>add &lt;div class=&quot;x&quot;&gt; here</p>", 'add <div class="x"> here'),
        ("add &lt;div&gt; here", "add <div> here"),
        ("<pre>if (a &lt; b) {\n    go();\n}\n</pre>after", "if (a < b) {\n    go();\n}\n\nafter"),
        ("<ul><li>one</li><li><p>two</p></li></ul>", "- one\n- two"),
        ("<ol><li>one<ul><li>in</li></ul></li><li>two</li></ol>", "1. one\n  - in\n2. two"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", "A | B\n1 | 2"),
        (
            "<p>see</p><blockquote cite=x><p>a</p><p>b</p><blockquote>c</blockquote></blockquote><p>end</p>",
            "see\n\n> a\n>\n> b\n>\n> > c\n\nend",
        ),
        ('<p>x <img src="https://t.example/p.png" alt="the error"></p>', "x [image: the error]"),
        ('<p>x<img src="https://t.example/p.gif" width="1" height="1"></p>', "x"),
        ("<style>p{}</style><p>x</p><script>alert(1)</script>y", "x\n\ny"),
        ("<scr<script>ipt>alert(1)</scr</script>ipt>", "<script>"),
        ("<b>x</b> <script>what follows", "x <script>what follows"),
        ("<b>x</b> <!-- what follows", "x <!-- what follows"),
        ('<b>x</b> <a href="what follows', 'x <a href="what follows'),
        ("<b>From</b> <ana@shop.example> <?php echo 1; ?>", "From <ana@shop.example> <?php echo 1; ?>"),
        ("it\\'s \\\"here\\\"", "it\\'s \\\"here\\\""),
        ("<p>&#27;]52;c;x&#7;&#155;31m</p>", "]52;c;x›31m"),
        ("<p>a\ud800b</p>", "a�b"),
        ("<p>✓ Business Care active</p>", "✓ Business Care active"),
    ],
)  # fmt: skip
def test_a_body_becomes_readable(raw: str, text: str) -> None:
    assert read_body(raw).text == text


@pytest.mark.parametrize(
    ("raw", "text", "links"),
    [
        (
            '<a href="https://evil.example/x">https://bank.example</a>',
            "https://bank.example <https://evil.example/x>",
            (("https://bank.example", "https://evil.example/x"),),
        ),
        (
            '<a href="https://shop.example/">shop.example</a>',
            "shop.example",
            (("shop.example", "https://shop.example/"),),
        ),
        (
            '<a href="mailto:ana@shop.example">ana@shop.example</a>',
            "ana@shop.example",
            (("ana@shop.example", "mailto:ana@shop.example"),),
        ),
        ('<a href="https://a.example/?a=1&b=2"></a>', "<https://a.example/?a=1&b=2>",
         (("https://a.example/?a=1&b=2", "https://a.example/?a=1&b=2"),)),
        ('<a href="javascript:alert(1)">go</a>', "go <javascript:alert(1)>", ()),
        ('<a href="java\nscript:alert(1)">go</a>', "go <javascript:alert(1)>", ()),
        ('<a href="\x01data:text/html,x">go</a>', "go <data:text/html,x>", ()),
        ('<a href="https://a.example/\u202ex">go</a>', "go <https://a.example/�x>", ()),
        ('<a href="#top">up</a>', "up", ()),
        (
            "see https://a.example/x?id=1&section=2.",
            "see https://a.example/x?id=1&section=2.",
            (("https://a.example/x?id=1&section=2", "https://a.example/x?id=1&section=2"),),
        ),
    ],
)  # fmt: skip
def test_links_show_their_true_target(raw: str, text: str, links: tuple[tuple[str, str], ...]) -> None:
    body = read_body(raw)
    assert (body.text, body.links) == (text, links)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("no quote here:\nnone", ()),
        ("hi\n> a\n> b\nbye\n>> c", ((1, 2), (4, 4))),
        ("ok\n\nOn Tue, 3 Jan 2025, Ana <a@b.example> wrote:\n\n> a\n\n> b\n\nbelow", ((2, 6),)),
        ("ok\nOn Tue, 3 Jan 2025 at 10:00, Ana\n<a@b.example> wrote:\nhello\nyou", ((1, 4),)),
        ("ok\nEl mar, 3 ene 2025 a las 10:00, Ana escribió:\n> hola", ((1, 2),)),
        ("ok\nLe mar. 3 janv. 2025 à 10:00, Ana a écrit :\n> salut", ((1, 2),)),
        ("ok\nIl giorno mar 3 gen 2025 alle ore 10:00 Ana ha scritto:\n> ciao", ((1, 2),)),
        ("ok\nAm Di., 3. Jan. 2025 um 10:00 Uhr schrieb Ana <a@b.example>:\n> hallo", ((1, 2),)),
        ("ok\nwt., 3 sty 2025 o 10:00 Ana <a@b.example> napisał(a):\n> cześć", ((1, 2),)),
        ("ok\n-----Mensaje original-----\nDe: Ana\n\nhola\n", ((1, 4),)),
    ],
)
def test_quotes_are_found(text: str, quoted: tuple[tuple[int, int], ...]) -> None:
    assert read_body(text).quoted == quoted


def test_a_quotation_in_html_is_a_quote() -> None:
    assert read_body('<p>Yes.</p><blockquote cite="x">Does it?</blockquote>').quoted == ((2, 2),)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        # Plain text that mentions or pastes code stays as it was written.
        ("Before </head>, after <body>.\nVersion 8.1", "Before </head>, after <body>.\nVersion 8.1"),
        ("Add <script>x('a')</script> to it\nline 2", "Add <script>x('a')</script> to it\nline 2"),
        ("Code:\n<div id=a>\n  <b>x</b>\n</div>\nBad?", "Code:\n<div id=a>\n  <b>x</b>\n</div>\nBad?"),
        ("<div>\n<b>x</b>\n</div>\nWhat is wrong?", "<div>\n<b>x</b>\n</div>\nWhat is wrong?"),
        ("l&#039;a <br> in it\r\nand &amp; here", "l'a <br> in it\nand &amp; here"),
        ("Bonjour,<br />\nil ne marche pas<br />\n<br />\nMerci", "Bonjour,\nil ne marche pas\n\nMerci"),
        ("<p>a</p>\n<p>b</p>\nc", "a\n\nb\n\nc"),
        ("<html><body>a\nb</body></html>", "a\nb"),
        # Encoded once more than it should be.
        ("Bonjour,&lt;br /&gt;\nJ&amp;#039;ai &amp;eacute;", "Bonjour,\nJ'ai é"),
        ("Bonjour,&lt;br /&gt;J&amp;#039;ai", "Bonjour,\nJ'ai"),
        ("<p>l&amp;#039;option est activ&amp;eacute;e &amp;laquo;</p>", "l'option est activée «"),
        ("<p>&amp;lt;div&amp;gt; and &lt;div&gt; &amp;amp;</p>", "&lt;div&gt; and <div> &amp;"),
        ("<p><code>&amp;eacute;</code></p>", "&eacute;"),
        # Tables.
        ("<table><tr><td></td><td>a</td></tr><tr><td>b</td><td></td></tr></table>", " | a\nb |"),
        ("<table><tr><td><div>N</div></td><td><p>Ana</p><p>Ruiz</p></td></tr></table>", "N | Ana Ruiz"),
        ("<table><tr><td>1<br>2</td><td>3</td></tr><tr><td></td><td> </td></tr></table>", "1 2 | 3"),
        ("<table><tr><td><p>Hola</p><p>Ana</p></td></tr></table>", "Hola\n\nAna"),
        ("<table><tr><td>x<table><tr><td>1</td><td>2</td></tr></table></td></tr></table>", "x\n1 | 2"),
        # What is struck out, raised or lowered.
        ("<p>PS <del>1.6.1</del> 8.1.2</p>", "PS ~1.6.1~ 8.1.2"),
        ("<p>PS <s>1.6</s>, <strike>1<b>.7</b></strike> 8</p>", "PS ~1.6~, ~1.7~ 8"),
        ("<p>PS <span style='text-decoration: line-through'>1.6</span>8</p>", "PS ~1.6~ 8"),
        ("<p><span style='text-decoration:underline'>1.6</span></p>", "1.6"),
        ("<del><p>a</p><p>b</p></del><p>c</p>", "~a~\n\n~b~\n\nc"),
        ("<p>10<sup>2</sup> 10<sup>-3</sup> x<sup>n+1</sup></p>", "10^2 10^-3 x^(n+1)"),
        ("<p>H<sub>2</sub>O 1<sup>er</sup></p>", "H_2O 1er"),
        # Lists.
        ("<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b"),
        ("<ol><li>a</li><li value='7'>b</li><li>c</li></ol>", "1. a\n7. b\n8. c"),
        ("<ol reversed><li>a</li><li>b</li></ol>", "2. a\n1. b"),
        ("<ol start='x'><li>a</li></ol>", "1. a"),
        ("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", "- a\n  - b\n- c"),
        # Indents are layout, unless they quote.
        ("<p>Facts:</p><blockquote><p>PS 8</p></blockquote>", "Facts:\n\n  PS 8"),
        ("<blockquote class='gmail_quote'>q</blockquote>", "> q"),
        ("<p>On 16 Nov 2026, A &lt;a@b.example&gt; wrote:</p><blockquote>q</blockquote>",
         "On 16 Nov 2026, A <a@b.example> wrote:\n\n> q"),
    ],
)  # fmt: skip
def test_a_body_reads_as_it_was_meant(raw: str, text: str) -> None:
    assert read_body(raw).text == text


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("(https://a.example/wiki/Foo_(bar)).", ["https://a.example/wiki/Foo_(bar)"]),
        ("«https://a.example/a» „https://a.example/b“", ["https://a.example/a", "https://a.example/b"]),
        (
            "https://a.example/módulo/, https://b.example/путь…",
            ["https://a.example/módulo/", "https://b.example/путь"],
        ),
        ("「https://a.example/a」を https://a.example/b。次", ["https://a.example/a", "https://a.example/b"]),
        (
            "https://a.example（x） https://a.example/東京（曖昧）",
            ["https://a.example", "https://a.example/東京（曖昧）"],
        ),
        (
            "https://a.example/L’Équipe” https://a.example/x؟",
            ["https://a.example/L’Équipe", "https://a.example/x"],
        ),
        (
            "https://a.example/?a[0]=1, [https://b.example]",
            ["https://a.example/?a[0]=1", "https://b.example"],
        ),
        ("https://a.example/x)y https://a.example/–", ["https://a.example/x", "https://a.example/"]),
        ("https://[::1]/x", ["https://[::1]/x"]),
    ],
)
def test_a_link_ends_before_what_closes_around_it(text: str, targets: list[str]) -> None:
    assert [target for _words, target in read_body(text).links] == targets


def test_markup_takes_nothing_of_the_text() -> None:
    image = "iVBORw0KGgo+/=" * 20_000
    styled = "<span style='font-size:11.0pt;font-family:\"Calibri\",sans-serif;mso-x:y'>w </span>" * 5_000
    raw = (
        f"<style>{'p{}' * 99_999}</style><!-- {'x' * 300_000} --><p>Hola:</p>"
        f'<p><img src="data:image/png;base64,{image}" alt="captura"></p><p>{styled}</p><p>zanahoria</p>'
    )
    text = read_body(raw).text
    assert text.startswith("Hola:\n\n[image: captura]\n\nw w ")
    assert text.endswith("zanahoria")


def test_a_flood_of_markup_is_cut_with_a_note() -> None:
    text = read_body("<p>before</p>" + "<b>x</b>" * 200_000).text
    assert text.startswith("before")
    assert text.endswith(" more characters]")
    assert text.count("x") <= 100_000


def test_a_huge_body_is_cut_with_a_note() -> None:
    text = read_body("x" * (LONGEST_BODY + 7)).text
    assert text.endswith("\n[… 7 more characters]")
    assert text.replace("\n", "").count("x") == LONGEST_BODY


@pytest.mark.parametrize(
    "piece",
    [
        *sorted(
            word_set(
                "<div> <a<a <b> <table><tr><td> <p><b><i> <blockquote>x <ul><li>x <!-- & &# <script> < \\"
            )
        ),
        *sorted(word_set("https:// <b><div></b> \u0301\u0323 </p>")),
        "<a href=x>",
        '<a "',
        ">\n",
    ],
)
def test_a_flood_of_one_thing_is_read(piece: str) -> None:
    flood = piece * (LONGEST_BODY // len(piece))
    body = read_body("<p>before</p>" + flood)
    assert "before" in body.text[:20]
    assert safe_text(body.text) == body.text
    same_text_key(flood)


MARKUP = [
    *sorted(
        word_set("<p> </p> <b> </b> <div> </div> <pre> </pre> <ul> <li> </ul> <blockquote> </blockquote>")
    ),
    *sorted(
        word_set(
            "<table> <tr> <td> </table> <br> </a> < &lt; &amp; &#27; <!-- --> <script> </script> \x1b[ ' \""
        )
    ),
    "<a href='https://a.example'>",
    "> ",
    " ",
    "\n",
]
bodies = st.lists(st.one_of(st.sampled_from(MARKUP), st.text(max_size=6)), max_size=40).map("".join)


@given(bodies)
def test_any_body_is_read_into_safe_text(raw: str) -> None:
    body = read_body(raw)
    assert safe_text(body.text) == body.text
    assert all(target.startswith(("http", "mailto:")) for _, target in body.links)
    assert all(first <= last < len(body.text.split("\n")) for first, last in body.quoted)
    assert safe_text(printable_raw(raw)) == printable_raw(raw)


@given(bodies, st.text(alphabet="abcdefgh", min_size=12, max_size=12))
def test_words_outside_of_scripts_and_comments_are_never_lost(raw: str, word: str) -> None:
    raw = raw.replace("<script>", "").replace("<!--", "").replace("<a", "")
    assert word in read_body(f"<p>{raw} {word} ").text.replace("\n", "")


@pytest.mark.parametrize(
    "returned",
    [
        'It\'s "here":\n\nuse <b> & go',
        'It\\\'s \\"here\\":\n\nuse <b> & go',
        "<p>It&#039;s &quot;here&quot;:</p>\n<p>use &lt;b&gt; &amp; go</p>",
        "It&amp;#039;s &amp;quot;here&amp;quot;:<br />\r\n<br />use &amp;lt;b&amp;gt; &amp;amp; go",
        ' It\'s "here":&nbsp;use <b> & go ',
    ],
)
def test_a_reply_equals_itself_however_it_comes_back(returned: str) -> None:
    assert same_text_key(returned) == same_text_key('It\'s "here":\n\nuse <b> & go')


def test_different_replies_differ() -> None:
    assert same_text_key("Version 1.2") != same_text_key("Version 1.3")
    assert same_text_key("YES") != same_text_key("yes")


@given(bodies)
def test_a_link_never_ends_in_what_closes(raw: str) -> None:
    for _words, target in read_body(f"https://a.example/{raw}").links:
        assert not target.endswith((",", ";", "»", "”", "…", "。"))
