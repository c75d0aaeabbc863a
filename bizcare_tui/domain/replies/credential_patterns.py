"""The words around a secret: labels, separators, and words that are never a secret."""

# Languages: English, Spanish, French, Italian, German, Polish, Dutch, Portuguese. All patterns match text
# without case and accents (`words.flat`), and every repetition is bounded.

from __future__ import annotations

import re

from bizcare_tui.domain.word_pattern import WordPattern

LABEL = WordPattern(
    r"(?P<strong>~secret.compounding~|(?<![^\W_])~secret.strong~)(?![^\W_])"
    r"|(?<![^\W_])(?P<weak>~secret.weak~)(?![^\W_])"
)
# What encloses or follows a label: "(FTP)", `"`, `'`, "]", "**".
_AROUND = r"[ \t]{0,3}(?:\([^()\n]{0,30}\)|\[[^\[\]\n]{0,30}\])?[\"'`*_)\]»”]{0,3}"
_BETWEEN = r"(?:[ \t]{1,3}(?!%secret.no_is%)[^\s.,;:!?|=<>]{1,20}){0,6}?"
_NOW = r"(?:%secret.now%[ \t]{0,3}:?[ \t]{1,3})?"
_SIGN = r"(?:[:=]{1,3}[>-]?|-{1,2}>|→|⇒|(?<=[\"']),)"
# A separator such as ":", up to a few words after the label (SIGN), or a verb such as "is" (VERB).
SIGN = WordPattern(
    rf"{_AROUND}{_BETWEEN}[ \t]{{0,5}}(?P<sign>{_SIGN})[ \t*_]{{0,20}}(?:\r?\n[ \t]{{0,20}}){{0,2}}"
)
VERB = WordPattern(
    rf"{_AROUND}{_BETWEEN}[ \t]{{1,3}}(?P<sign>~secret.is~)(?:[ \t]{{0,3}}[:=]|(?![^\W_]))["
    rf" \t]{{0,5}}{_NOW}(?:\r?\n[ \t]{{0,20}})?"
)
DASH = WordPattern(rf"{_AROUND}[ \t]{{1,3}}[-–—][ \t]{{1,5}}")
LINE = WordPattern(rf"{_AROUND}{_BETWEEN}[ \t]{{0,5}}\r?\n[ \t]{{0,20}}(?:\r?\n[ \t]{{0,20}})?")
BLANK = WordPattern(rf"{_AROUND}(?:[ \t]{{1,3}}~secret.of_what~)?[ \t]{{1,5}}")

# Access data: "FTP: maria / Garden!2024".
LOGIN = r"(?<![^\W_])~secret.login~"
LOGIN_WORD = WordPattern(rf"{LOGIN}(?![^\W_])")
USER = r"[\w.@+-]{3,60}+"
_THEN = (
    r"(?:[ \t]{0,3}(?P<mark>//|[/|:,;]|[ \t][-–][ \t])[ \t]{0,3}"
    r"|[ \t]{1,3}%secret.and%[ \t]{1,3})"
)
SIGNED_PAIR = WordPattern(
    rf"{LOGIN}(?![^\W_])[^\n:=(|]{{0,40}}[:=(|][^\n]{{0,30}}?(?<![\w.@+-]){USER}{_THEN}"
)
PAIR = WordPattern(rf"{LOGIN}(?![^\W_])[^\n]{{0,40}}?(?<![\w.@+-]){USER}{_THEN}")
USER_AND_BLANK = WordPattern(rf"{LOGIN}(?![^\W_])[^\n]{{0,20}}?[:=][ \t]{{0,3}}{USER}(?P<mark>[ \t]{{1,3}})")
# "user / password:": the value that follows has two parts.
LOGIN_BEFORE = WordPattern(rf"{LOGIN}[ \t]{{0,3}}(?:[/&,|+]|%secret.and_too%)[ \t]{{0,3}}\Z")
SECOND_PART = WordPattern(r"[ \t]{0,3}(?://|[/|,;:]|[ ]%secret.and_too%[ ])[ \t]{0,3}")
# A line that announces access data in the lines below.
HEADING = WordPattern(rf"(?:[^\n]{{0,40}}[^\w\n])?{LOGIN}(?![^\W_])[^\n:]{{0,40}}:[ \t]*")

# In an address: "?token=…", "&api_key=…".
QUERY_VALUE = WordPattern(
    r"[?&;#]([\w.\[\]-]{0,40}?)~secret.parameter~(?:\])?=(?P<secret>[^\s&;#\"'<>|]{1,2000})"
)

# In a sentence with one of these before the label, an ordinary word after it is no secret.
TROUBLE = WordPattern(r"%secret.trouble%")
NO_SECRET = WordPattern(r"%secret.no_secret%")
# A version, a piece of code, a file name, a date, an address.
TECHNICAL = re.compile(
    r"(?:v|ps|php|mysql|mariadb|prestashop)?[-_ ]?v?\d[\d.,x]*|[a-z_$][\w$]*\([^()]*\)[;.]?"
    r"|[$\w]+->\w.*|\w+::\w.*"
    r"|/[\w.-]+(?:/[\w.-]+)+/?|/[a-z._-]+|[\w./-]*\.(?:php|js|tpl|twig|css|yml|xml|html?|log)"
    r"|[\w.+-]+@(?:[a-z][a-z0-9-]*\.)+[a-z]{2,8}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\d+(?:px|kb|mb"
    r"|gb|ms|s|h|min|em|rem)"
    r"|#[0-9a-f]{3,8}|[a-z]+/[a-z]+|_\w+_|ps_\w+"
)
# Dots, or a slot that is not filled in.
MASKED = WordPattern(
    r"[*•●x._…-]+|\[[^\[\]]*\]?|\{\{?[$%/*#]?[a-z_ .>-]*\}?\}?|<[^<>]*>?|\$\{?[a-z_]+\}?|%[a-z_]+%?"
    r"|~secret.your~[-_ ][a-z]+"
)
