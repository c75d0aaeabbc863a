"""Parse the body of a request into form fields and files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

_PARAMETER = re.compile(
    r';\s*(name|filename)="((?:[^"\\]|\\.)*)"|;\s*(name|filename)=([^\s;"]+)', re.IGNORECASE
)
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file sent with a reply: its name, its MIME type and its bytes."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class RequestForm:
    """The fields and the files of a request body, by field name."""

    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, ReceivedFile] = field(default_factory=dict)


def read_form(content_type: str, body: bytes) -> RequestForm:
    """Return the form in a URL-encoded or multipart body; an empty form for any other content type."""
    kind = content_type.partition(";")[0].strip().casefold()
    if kind == "multipart/form-data":
        boundary = _BOUNDARY.search(content_type)
        return _multipart(body, boundary[1].encode()) if boundary else RequestForm()
    if kind in ("application/x-www-form-urlencoded", ""):
        text = body.decode("utf-8", "replace")
        return RequestForm(dict(parse_qsl(text, keep_blank_values=True)))
    return RequestForm()


def _multipart(body: bytes, boundary: bytes) -> RequestForm:
    form = RequestForm()
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:]:
        head, found, content = part.partition(b"\r\n\r\n")
        if not found or part.startswith(b"--"):
            continue
        headers = _headers(head.decode("utf-8", "replace"))
        parameters = _parameters(headers.get("content-disposition", ""))
        name = parameters.get("name", "")
        if "filename" in parameters:
            kind = headers.get("content-type", "application/octet-stream")
            # PHP, which the Marketplace uses, drops the folders of a file name.
            filename = re.split(r"[/\\]", parameters["filename"])[-1]
            form.files[name] = ReceivedFile(filename, kind, content)
        else:
            form.fields[name] = content.decode("utf-8", "replace")
    return form


def _headers(head: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in head.split("\r\n") if ":" in line)
    return {name.strip().casefold(): value.strip() for name, _colon, value in pairs}


def _parameters(disposition: str) -> dict[str, str]:
    parameters = {}
    for quoted, value, bare, bare_value in _PARAMETER.findall(disposition):
        # Browsers and curl escape quotes in a name as %22 or with a backslash.
        text = re.sub(r"\\(.)", r"\1", value).replace("%22", '"') if quoted else bare_value
        parameters[(quoted or bare).casefold()] = text
    return parameters
