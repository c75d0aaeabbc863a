"""What a request carries: the fields and files of its body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

_PARAMETER = re.compile(
    r';\s*(name|filename)="((?:[^"\\]|\\.)*)"|;\s*(name|filename)=([^\s;"]+)', re.IGNORECASE
)
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a reply: its own name, its MIME type, its bytes."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a body, and its files by field name."""

    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, Attachment] = field(default_factory=dict)


def read_form(content_type: str, body: bytes) -> Form:
    """The form in a body, url-encoded or multipart; an empty one for any other type."""
    kind = content_type.partition(";")[0].strip().casefold()
    if kind == "multipart/form-data":
        boundary = _BOUNDARY.search(content_type)
        return _multipart(body, boundary[1].encode()) if boundary else Form()
    if kind in ("application/x-www-form-urlencoded", ""):
        text = body.decode("utf-8", "replace")
        return Form(dict(parse_qsl(text, keep_blank_values=True)))
    return Form()


def _multipart(body: bytes, boundary: bytes) -> Form:
    form = Form()
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:]:
        head, found, content = part.partition(b"\r\n\r\n")
        if not found or part.startswith(b"--"):
            continue
        headers = _headers(head.decode("utf-8", "replace"))
        told = _parameters(headers.get("content-disposition", ""))
        name = told.get("name", "")
        if "filename" in told:
            kind = headers.get("content-type", "application/octet-stream")
            # PHP, which the Marketplace runs on, keeps no folders of a file's name.
            filename = re.split(r"[/\\]", told["filename"])[-1]
            form.files[name] = Attachment(filename, kind, content)
        else:
            form.fields[name] = content.decode("utf-8", "replace")
    return form


def _headers(head: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in head.split("\r\n") if ":" in line)
    return {name.strip().casefold(): value.strip() for name, _colon, value in pairs}


def _parameters(disposition: str) -> dict[str, str]:
    told = {}
    for quoted, value, bare, bare_value in _PARAMETER.findall(disposition):
        # Browsers and curl escape quotes of a name as %22 or with a backslash.
        text = re.sub(r"\\(.)", r"\1", value).replace("%22", '"') if quoted else bare_value
        told[(quoted or bare).casefold()] = text
    return told
