"""The evidence pack: all that proves a thread's decisions, in one zip that is the same for the same store."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from bizcare_tui.desk.document import Block, as_html, as_markdown
from bizcare_tui.desk.lines import iso
from bizcare_tui.desk.views import Conversation
from bizcare_tui.domain.redaction import Redaction
from bizcare_tui.domain.replies.credentials import mask
from bizcare_tui.domain.text import safe_line
from bizcare_tui.i18n import _
from bizcare_tui.paths import new_private_file
from bizcare_tui.store.instants import instant, maybe_instant
from bizcare_tui.store.place import Line
from bizcare_tui.store.reading import Reading

# What is not told of a member: the time it was packed.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_NAME = re.compile(r"[^\w.-]+")


class Pack:
    """The pack of a thread.

    Args:
        reading: the store.
        conversation: the thread as it is shown.
        explained: how its deadlines were reckoned, line by line.
        evaluated: the lines of `evaluate --json`.
        redact: whether personal data and credentials are taken out; files are then left out too.
    """

    def __init__(
        self,
        reading: Reading,
        conversation: Conversation,
        *,
        explained: Sequence[str],
        evaluated: Sequence[Mapping[str, Any]],
        redact: bool,
    ) -> None:
        self._reading = reading
        self._conversation = conversation
        self._explained = explained
        self._evaluated = evaluated
        thread_id = conversation.row.id
        self._decisions = list(reversed(reading.decisions(thread_id)))
        self._history = reading.history(thread_id)
        self._redaction = self._redacting() if redact else None

    def write(self, file: Path) -> None:
        """Write the zip, for its owner alone.

        Raises:
            WrongUsage: the file is there already, or cannot be written.
        """
        content = self.content()
        with new_private_file(file) as draft:
            draft.write_bytes(content)

    def content(self) -> bytes:
        """The zip: the same bytes as long as the store says the same."""
        members = dict(sorted(self._members()))
        sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in members.items())
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, data in {**members, "SHA256SUMS": sums.encode()}.items():
                info = zipfile.ZipInfo(name, _NO_TIME)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.create_system = 3
                info.external_attr = 0o600 << 16
                archive.writestr(info, data)
        return packed.getvalue()

    # --- what is in it -----------------------------------------------------------------------------

    def _members(self) -> Iterator[tuple[str, bytes]]:
        blocks = list(self._blocks())
        title = _("Evidence, thread {0}").format(self._conversation.row.id)
        yield "evidence.md", as_markdown(blocks).encode()
        yield "evidence.html", as_html(title, blocks).encode()
        thread_id = self._conversation.row.id
        thread = self._reading.thread(thread_id)
        yield "raw/thread.json", self._json(json.loads(thread["raw"]) if thread else {})
        messages = [json.loads(row["raw"]) for row in self._reading.messages(thread_id)]
        yield "raw/messages.jsonl", self._lines(messages)
        order = thread["order_id"] if thread else None
        sale = self._reading.sale(order, thread["product_id"]) if thread and order else None
        if sale is not None:
            yield "raw/sale.json", self._json(json.loads(sale["raw"]))
        yield "evaluated.jsonl", self._lines(self._evaluated)
        yield "history.jsonl", self._lines([self._entry(row) for row in self._history])
        for row in self._decisions:
            yield f"decisions/{row['id']}.json", self._json(self._decision(row))
        if self._redaction is None:
            yield from self._files()

    def _files(self) -> Iterator[tuple[str, bytes]]:
        for digest in self._digests():
            row = self._reading.evidence_file(digest)
            if row is not None:
                yield f"files/{digest[:12]}-{_member_name(row['name'])}", bytes(row["content"])
        for row in self._reading.reply_files(self._conversation.row.id):
            yield f"files/reply-{row['reply_id']}-{_member_name(row['name'])}", bytes(row["content"])

    def _digests(self) -> list[str]:
        found = {
            item["file"]
            for row in self._decisions
            if row["content"]
            for chosen in json.loads(row["content"]).get("answers", {}).get("chosen", ())
            for item in chosen["items"]
            if item.get("file")
        }
        return sorted(found)

    def _decision(self, row: Line) -> dict[str, Any]:
        return {
            "id": row["id"],
            "kind": row["kind"],
            "at": iso(instant(row["at"])),
            "grounds": row["grounds"].split(),
            "policy": row["policy"],
            "by": self._person(row["login"]),
            "seconded_by": self._person(row["seconder"]) if row["seconder"] else None,
            "replaces": row["replaces"],
            "reply": {"id": row["reply_id"], "state": row["reply_state"]} if row["reply_id"] else None,
            "refund_seen_at": iso(maybe_instant(row["seen_at"])),
            "content": json.loads(row["content"]) if row["content"] else None,
            "digest": row["digest"],
            # With the salt the content can be held against the digest; redacted, it no longer fits.
            "salt": row["salt"] if self._redaction is None else None,
        }

    def _entry(self, row: Line) -> dict[str, Any]:
        return {
            "id": row["id"],
            "at": iso(instant(row["at"])),
            "kind": row["kind"],
            "by": self._person(row["login"]) if row["login"] else None,
            "payload": json.loads(row["payload"]) if row["payload"] else None,
            "salt": row["salt"] if self._redaction is None else None,
            "payload_digest": row["payload_digest"],
            "previous": row["previous"],
            "digest": row["digest"],
        }

    # --- the document ------------------------------------------------------------------------------

    def _blocks(self) -> Iterator[Block]:
        row = self._conversation.row
        yield Block(_("Evidence, thread {0}").format(row.id), 1)
        yield Block(self._text(row.topic))
        if self._redaction is not None:
            yield Block(_("Personal data and credentials are taken out; files of evidence are left out."))
        yield Block(_("What was known"), 2)
        yield Block(
            "\n".join(
                self._text(f"{fact.label}: {fact.value or '?'} ({fact.meaning}) [{fact.source}]")
                for fact in self._conversation.facts
            ),
            -1,
        )
        yield Block(_("Deadlines, and how they were reckoned"), 2)
        yield Block(self._text("\n".join(self._explained)), -1)
        yield from self._told_decisions()
        yield Block(_("The grounds as the data stand now"), 2)
        for line in self._evaluated:
            if "ground" in line:
                said = [f"{line['verdict']}: {line['why']}"]
                said += [f"- {each['text']} [{each['source']}]" for each in line["evidence"]]
                yield Block(str(line["ground"]), 3)
                yield Block(self._text("\n".join(said)), -1)
        yield Block(_("The conversation"), 2)
        for message in self._conversation.messages:
            yield Block(f"{iso(message.at)}, {message.author}, {_('message')} {message.id}", 3)
            yield Block(self._text(message.text), -1)
        yield Block(_("What happened, entry by entry"), 2)
        entries = [
            f"{each['id']}  {iso(instant(each['at']))}  {each['kind']}  {each['digest']}"
            for each in self._history
        ]
        yield Block("\n".join(entries) or "-", -1)
        yield Block(_("SHA256SUMS lists every file; `bizcare verify` holds the history against its anchors."))

    def _told_decisions(self) -> Iterator[Block]:
        yield Block(_("Decisions"), 2)
        if not self._decisions:
            yield Block(_("Nothing was decided."))
        for row in self._decisions:
            who = self._person(row["login"])
            if row["seconder"]:
                who = _("{0}, seconded by {1}").format(who, self._person(row["seconder"]))
            yield Block(f"{row['id']}: {row['kind']}, {iso(instant(row['at']))}, {who}", 3)
            if not row["content"]:
                yield Block(_("Its content was erased; its digest is {0}.").format(row["digest"]))
                continue
            content = json.loads(row["content"])
            for chosen in content.get("answers", {}).get("chosen", ()):
                items = [f"- {item['proof']}: {item['text']} [{item['source']}]" for item in chosen["items"]]
                if chosen["reason"]:
                    items.append(_("reason: {0}").format(chosen["reason"]))
                yield Block(self._text("\n".join([chosen["ground"], *items])), -1)
            if content.get("letter"):
                yield Block(self._text(content["letter"]), -1)
            yield Block(_("Policy {0}, digest {1}").format(row["policy"], row["digest"]))

    # --- redacting ---------------------------------------------------------------------------------

    def _redacting(self) -> Redaction:
        names = [self._conversation.row.customer, *(each.author_name for each in self._conversation.messages)]
        logins = {row["login"] for row in (*self._decisions, *self._history) if row["login"]}
        logins |= {row["seconder"] for row in self._decisions if row["seconder"]}
        return Redaction(names, sorted(logins))

    def _text(self, text: str) -> str:
        return mask(text) if self._redaction is None else self._redaction.text(text)

    def _person(self, login: str) -> str:
        return safe_line(login) if self._redaction is None else self._redaction.person(login)

    def _json(self, value: Any) -> bytes:
        return (json.dumps(self._plain(value), ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()

    def _lines(self, values: Sequence[Any]) -> bytes:
        return "".join(
            json.dumps(self._plain(value), ensure_ascii=False, sort_keys=True) + "\n" for value in values
        ).encode()

    def _plain(self, value: Any) -> Any:
        return value if self._redaction is None else self._redaction.values(value)


def _member_name(name: str) -> str:
    """A file's name as a member of the zip: letters, digits, dots and dashes alone."""
    return _NAME.sub("_", name).lstrip(".") or "file"
