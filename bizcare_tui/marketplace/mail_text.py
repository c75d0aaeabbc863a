"""Decode real-world mail (raw bytes in headers, wrong charsets, missing text) in linear time on any input."""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
import unicodedata
from collections.abc import Iterator
from email.message import Message
from functools import lru_cache

from bizcare_tui.domain.body import read_body
from bizcare_tui.domain.text import HIDDEN, ZERO_WIDTH, safe_text

_LONGEST_TEXT = 20_000
_MOST_PARTS = 50
_DEEPEST = 20
_ENCODED_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?(.*?)\?=")
_META_CHARSET = re.compile(rb"<meta\b[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_META_SPAN = 4096  # bytes at the start of HTML in which a charset is searched
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")

# Charset labels that senders use for a superset of that charset, decoded as browsers do (WHATWG Encoding).
_SUPERSETS = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_ALIASES = {
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "ks_c_5601-1989": "cp949",
    "x-gbk": "gb18030",
    "x-sjis": "cp932",
    "x-euc-jp": "euc_jp",
    "unicode": "utf-16",
    "x-unknown": "",
    "windows-874": "cp874",
}
# Python codecs that can decode, but are not charsets of mail.
_NO_CHARSETS = frozenset(
    {"ascii", "idna", "punycode", "undefined", "unicode-escape", "unicode_escape", "raw-unicode-escape"}
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def first_header(message: Message, name: str) -> str:
    """Return the first header of that name, decoded and unfolded; empty if there is none."""
    return next(iter(decoded_headers(message, name)), "")


def decoded_headers(message: Message, name: str) -> list[str]:
    """Return all headers of that name, decoded and unfolded."""
    return [decode_encoded_words(value) for value in raw_headers(message, name)]


def raw_headers(message: Message, name: str) -> list[str]:
    """Return all headers of that name as one line each; raw bytes are decoded, encoded words are not."""
    wanted = name.lower()
    return [_unfolded(value) for key, value in message.raw_items() if str(key).lower() == wanted]


def decode_encoded_words(line: str) -> str:
    """Return a header line with its encoded words (RFC 2047) decoded.

    Adjacent words of the same charset are decoded together, because some senders split a character in two.
    """
    pieces: list[str] = []
    charset, pending, end = "", b"", 0
    for word in _ENCODED_WORD.finditer(line):
        between = line[end : word.start()]
        label = word[1].partition("*")[0]
        if pending and (between.strip() or label.casefold() != charset.casefold()):
            pieces.append(decode_bytes(pending, charset))
            pending = b""
        if between.strip() or end == 0:
            pieces.append(between)
        charset, pending, end = label, pending + _word_bytes(word[2], word[3]), word.end()
    if pending:
        pieces.append(decode_bytes(pending, charset))
    return "".join([*pieces, line[end:]])


def decode_bytes(content: bytes, charset: str, *, is_html: bool = False) -> str:
    """Decode bytes with the charset that a mail declares, if Python can use it.

    A byte order mark overrides the charset. Without a usable charset, use the one that the HTML declares,
    else UTF-8, else windows-1252.
    """
    for mark, codec in _BOMS:
        if content.startswith(mark):
            return content.decode(codec, errors="replace")
    codec = find_codec(charset)
    if not codec and is_html and (meta := _META_CHARSET.search(content[:_META_SPAN])):
        codec = find_codec(meta[1].decode("ascii"))
        # The declaration was readable as ASCII, so the content cannot be UTF-16 or UTF-32.
        codec = "utf-8" if codec.startswith(("utf-16", "utf-32")) else codec
    if codec:
        return content.decode(codec, errors=_BYTE_BY_BYTE)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors=_BYTE_BY_BYTE)


@lru_cache(maxsize=64)
def find_codec(charset: str) -> str:
    """Return the name of the Python codec for a charset label; empty if there is no text codec for it."""
    label = charset.strip("\"' \t").casefold()
    label = _ALIASES.get(label, label)
    try:
        known = codecs.lookup(label)
    except (LookupError, ValueError, UnicodeError):
        return ""
    if known.name in _NO_CHARSETS or not getattr(known, "_is_text_encoding", True):
        return ""
    return _SUPERSETS.get(known.name, known.name)


def visible_text(message: Message) -> str:
    """Return the readable, safe text of a mail: the first plain part with visible text, else the first HTML.

    Parts whose disposition is "attachment" are skipped; a file name alone does not make a part an attachment.
    A forwarded mail within the mail counts only if the outer one has no text. The text is cut after 20,000
    characters and then ends in a note of how many are missing.
    """
    for inside in (False, True):
        parts = list(_text_parts(message, inside=inside))
        for kind in ("text/plain", "text/html"):
            texts = (_text_of(part) for part in parts if part.get_content_type() == kind)
            if found := next((text for text in texts if _is_visible(text)), ""):
                return found
    return ""


def _unfolded(value: object) -> str:
    # The mail parser keeps raw bytes as lone surrogates.
    content = str(value).encode("utf-8", errors="surrogateescape")
    return re.sub(r"[\r\n]+[ \t]*", " ", decode_bytes(content, ""))


def _word_bytes(encoding: str, text: str) -> bytes:
    content = text.encode("utf-8")
    if encoding in "bB":
        return _from_base64(content)
    return quopri.decodestring(content.replace(b"_", b" "))


def _from_base64(content: bytes) -> bytes:
    """Decode base64 whose padding, line ends or end may be damaged."""
    letters = _NOT_BASE64.sub(b"", content.partition(b"=")[0] if content.count(b"=") < 3 else content)
    letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return b""


def _text_parts(message: Message, *, inside: bool) -> Iterator[Message]:
    """Yield the text parts in their order; with `inside`, also those of mails within the mail."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    seen = 0
    while waiting and seen < _MOST_PARTS:
        part, depth = waiting.pop()
        seen += 1
        if part.get_content_type() == "message/rfc822" and not inside:
            continue
        payload = part.get_payload()
        if part.is_multipart() and isinstance(payload, list):
            if depth < _DEEPEST:
                waiting += [(each, depth + 1) for each in reversed(payload) if isinstance(each, Message)]
        elif part.get_content_type() in ("text/plain", "text/html") and not _is_attachment(part):
            yield part


def _is_attachment(part: Message) -> bool:
    disposition = next(iter(raw_headers(part, "Content-Disposition")), "")
    return disposition.partition(";")[0].strip().casefold() == "attachment"


def _text_of(part: Message) -> str:
    content = _content(part)
    is_html = part.get_content_type() == "text/html"
    text = decode_bytes(content, str(part.get_content_charset() or ""), is_html=is_html)
    if not is_html:
        text = _unflowed(part, text.replace("\r\n", "\n"))
    text = text.strip("\r\n").rstrip()
    left_out = len(text) - _LONGEST_TEXT
    text = text[:_LONGEST_TEXT]
    text = read_body(text).text if is_html else safe_text(text)
    return f"{text}\n[… {left_out} more characters]" if left_out > 0 else text


def _content(part: Message) -> bytes:
    """Return the bytes of a part with its transfer encoding decoded, as far as it is intact."""
    encoding = next(iter(raw_headers(part, "Content-Transfer-Encoding")), "").strip(" ;").casefold()
    # Without this header, the library returns the bytes unchanged.
    del part["Content-Transfer-Encoding"]
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return b""
    if encoding.startswith("quoted-printable"):
        return quopri.decodestring(raw)
    return _from_base64(raw) if encoding.startswith("base64") else raw


def _unflowed(part: Message, text: str) -> str:
    """Return the text with the soft line breaks of `format=flowed` (RFC 3676) joined."""
    if str(part.get_param("format", "")).casefold() != "flowed":
        return text
    deletes_space = str(part.get_param("delsp", "")).casefold() == "yes"
    lines: list[str] = []
    open_depth: int | None = None  # the quote depth of a line that continues on the next one
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        rest = line[depth:].removeprefix(" ")
        is_soft = rest.endswith(" ") and rest != "-- "
        shown = rest[:-1] if is_soft and deletes_space else rest
        if open_depth == depth and rest != "-- ":
            lines[-1] += shown
        else:
            lines.append(f"{'>' * depth} {shown}" if depth else shown)
        open_depth = depth if is_soft else None
    return "\n".join(line.rstrip(" ") for line in lines)


def _is_visible(text: str) -> bool:
    signs = (letter for letter in text if letter not in (ZERO_WIDTH, HIDDEN))
    return any(not sign.isspace() and unicodedata.category(sign)[0] not in "CMZ" for sign in signs)


def _byte_by_byte(error: UnicodeError) -> tuple[str, int]:
    """Decode bytes that a charset does not define as windows-1252, or as control characters."""
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return "".join(_WINDOWS[byte] for byte in wrong), error.end


_WINDOWS = [bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(256)]
_BYTE_BY_BYTE = "bizcare.byte_by_byte"
codecs.register_error(_BYTE_BY_BYTE, _byte_by_byte)
