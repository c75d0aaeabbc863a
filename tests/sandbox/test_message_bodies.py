"""Plain text as the HTML that the Seller API sends."""

from __future__ import annotations

import html
from random import Random

from bizcare_tui.sandbox.message_bodies import as_entities, as_html, encode_body

TEXT = """Hola, d'acuerdo:

- uno <b>
- dos & tres

> dijo "esto"
Mira https://a.example/?b=1&c=2. Sí

```
TypeError: f() <div> &amp;
  at line 2
```

Marta
Nordlys Modules"""


def test_every_kind_of_paragraph_has_its_tags() -> None:
    assert as_html(TEXT) == (
        "<p>Hola, d&#039;acuerdo:</p>\n"
        "<ul><li>uno &lt;b&gt;</li><li>dos &amp; tres</li></ul>\n"
        '<blockquote type="cite">dijo &quot;esto&quot;</blockquote>\n'
        '<p>Mira <a href="https://a.example/?b=1&amp;c=2">https://a.example/?b=1&amp;c=2</a>. Sí</p>\n'
        "<pre><code>TypeError: f() &lt;div&gt; &amp;amp;\n  at line 2</code></pre>\n"
        "<p>Marta<br />\nNordlys Modules</p>"
    )


def test_entities_alone_decode_to_the_text() -> None:
    assert html.unescape(as_entities(TEXT)) == TEXT
    assert "<" not in as_entities(TEXT)


def test_a_text_is_dressed_in_all_the_ways_there_are() -> None:
    once = as_html(TEXT)
    dressed = {encode_body(TEXT, Random(seed)) for seed in range(60)}
    assert dressed == {TEXT, once, as_entities(TEXT), as_entities(once)}
