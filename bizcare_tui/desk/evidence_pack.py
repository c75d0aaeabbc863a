"""The evidence pack: everything that proves the decisions on a thread, in one reproducible zip file."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from bizcare_tui.desk.decision_rows import (
    decided_by_in_words,
    kind_in_words,
    verdict_in_words,
)
from bizcare_tui.desk.document import DocumentBlock, as_html, as_markdown, author_in_words
from bizcare_tui.desk.views import ConversationView
from bizcare_tui.domain.clock import iso
from bizcare_tui.domain.policy import Policy, proof_in_words
from bizcare_tui.domain.redaction import Redaction
from bizcare_tui.domain.replies.credentials import mask_credentials
from bizcare_tui.domain.text import safe_line
from bizcare_tui.i18n import _, current_language
from bizcare_tui.scratch import new_private_file
from bizcare_tui.store.reads.hot_thread import read_decisions, read_messages, read_order_lines, read_thread
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.report_records import HistoryRecord
from bizcare_tui.store.thread_records import DecisionRecord

# The time of every member of the zip: a fixed one, so that the same content gives the same bytes.
_MEMBER_TIME = (1980, 1, 1, 0, 0, 0)
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_UNSAFE_CHARACTERS = re.compile(r"[^\w.-]+")


class EvidencePack:
    """The evidence pack of a thread.

    Args:
        reading: the store.
        conversation: the thread as it is shown.
        explained: how its deadlines were calculated, line by line.
        evaluated: the lines of `evaluate --json`.
        policy: the current rules; they have the titles of the grounds.
        redact: whether to remove personal data and credentials; files are then left out, too.
    """

    def __init__(
        self,
        reading: StoreReader,
        conversation: ConversationView,
        *,
        explained: Sequence[str],
        evaluated: Sequence[Mapping[str, Any]],
        policy: Policy,
        redact: bool,
    ) -> None:
        from bizcare_tui.store.reads.history import read_thread_history

        self._reading = reading
        self._conversation = conversation
        self._explained = explained
        self._evaluated = evaluated
        self._policy = policy
        thread_id = conversation.row.id
        self._decisions = list(reversed(read_decisions(reading, thread_id)))
        self._history = read_thread_history(reading, thread_id)
        self._redaction = self._new_redaction() if redact else None

    def write(self, file: Path) -> None:
        """Write the zip to a new file that only its owner can read.

        Raises:
            WrongUsage: the file exists already, or cannot be written.
        """
        content = self.content()
        with new_private_file(file) as draft:
            draft.write_bytes(content)

    def content(self) -> bytes:
        """Return the zip; the same data in the store give the same bytes."""
        members = dict(sorted(self._members()))
        sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in members.items())
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, data in {**members, "SHA256SUMS": sums.encode()}.items():
                info = zipfile.ZipInfo(name, _MEMBER_TIME)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.create_system = 3
                info.external_attr = 0o600 << 16
                archive.writestr(info, data)
        return stream.getvalue()

    # --- the members of the zip --------------------------------------------------------------------

    def _members(self) -> Iterator[tuple[str, bytes]]:
        blocks = list(self._blocks())
        title = _("Evidence for thread {0}").format(self._conversation.row.id)
        yield "evidence.md", as_markdown(blocks).encode("utf-8", "replace")
        yield "evidence.html", as_html(title, blocks).encode("utf-8", "replace")
        thread_id = self._conversation.row.id
        thread = read_thread(self._reading, thread_id)
        yield "raw/thread.json", self._json_document(json.loads(thread.raw) if thread else {})
        messages = [json.loads(row.raw) for row in read_messages(self._reading, thread_id)]
        yield "raw/messages.jsonl", self._json_lines(messages)
        order_id = thread.order_id if thread else None
        sales = read_order_lines(self._reading, order_id, thread.product_id) if thread and order_id else []
        for number, sale in enumerate(sales, 1):
            name = "raw/sale.json" if number == 1 else f"raw/sale-{number}.json"
            yield name, self._json_document(json.loads(sale.raw))
        yield "evaluated.jsonl", self._json_lines(self._evaluated)
        yield "history.jsonl", self._json_lines([self._history_entry(row) for row in self._history])
        for row in self._decisions:
            yield f"decisions/{row.id}.json", self._json_document(self._decision(row))
        if self._redaction is None:
            yield from self._files()

    def _files(self) -> Iterator[tuple[str, bytes]]:
        from bizcare_tui.store.reads.evidence import read_evidence_file
        from bizcare_tui.store.reads.outbox import read_reply_files

        for digest in self._evidence_digests():
            file = read_evidence_file(self._reading, digest)
            if file is not None:
                yield f"files/{digest[:12]}-{_member_name(file.name)}", file.content
        for row in read_reply_files(self._reading, self._conversation.row.id):
            yield f"files/reply-{row.reply_id}-{_member_name(row.name)}", row.content

    def _evidence_digests(self) -> list[str]:
        digests = {
            item["file"]
            for row in self._decisions
            if row.content
            for chosen in json.loads(row.content).get("answers", {}).get("chosen", ())
            for item in chosen["items"]
            if item.get("file")
        }
        return sorted(digests)

    def _decision(self, row: DecisionRecord) -> dict[str, Any]:
        return {
            "id": row.id,
            "kind": row.kind,
            "at": iso(row.at),
            "grounds": row.grounds.split(),
            "policy": row.policy,
            "by": self._person(row.login),
            "seconded_by": self._person(row.seconder) if row.seconder else None,
            "replaces": row.replaces,
            "reply": {"id": row.reply_id, "state": row.reply_state} if row.reply_id else None,
            "refund_seen_at": iso(row.seen_at),
            "content": json.loads(row.content) if row.content else None,
            "digest": row.digest,
            # The salt lets a reader check the content against the digest; redacted content never matches.
            "salt": row.salt if self._redaction is None else None,
        }

    def _history_entry(self, row: HistoryRecord) -> dict[str, Any]:
        return {
            "id": row.id,
            "at": iso(row.at),
            "kind": row.kind,
            "by": self._person(row.login) if row.login else None,
            "payload": json.loads(row.payload) if row.payload else None,
            "salt": row.salt if self._redaction is None else None,
            "payload_digest": row.payload_digest,
            "previous": row.previous,
            "digest": row.digest,
        }

    # --- the document ------------------------------------------------------------------------------

    def _blocks(self) -> Iterator[DocumentBlock]:
        row = self._conversation.row
        yield DocumentBlock(_("Evidence for thread {0}").format(row.id), 1)
        yield DocumentBlock(self._text(row.topic))
        if self._redaction is not None:
            yield DocumentBlock(
                _("Personal data and credentials are removed, and evidence files are not included.")
            )
        yield DocumentBlock(_("Known facts"), 2)
        yield DocumentBlock(
            "\n".join(
                self._text(f"{fact.label}: {fact.explained} [{fact.source}]")
                for fact in self._conversation.facts
            ),
            -1,
        )
        yield DocumentBlock(_("Deadlines and how they were calculated"), 2)
        yield DocumentBlock(self._text("\n".join(self._explained)), -1)
        yield from self._decision_blocks()
        yield DocumentBlock(_("The reasons, evaluated with today's data"), 2)
        for result in self._evaluated:
            if "ground" in result:
                parts = [f"{verdict_in_words(result['verdict'])}: {result['why']}"]
                parts += [f"- {each['text']} [{each['source']}]" for each in result["evidence"]]
                yield DocumentBlock(self._ground_title(str(result["ground"])), 3)
                yield DocumentBlock(self._text("\n".join(parts)), -1)
        yield DocumentBlock(_("Conversation"), 2)
        for message in self._conversation.messages:
            who = author_in_words(message.author)
            yield DocumentBlock(f"{iso(message.at)}, {who}, {_('message')} {message.id}", 3)
            yield DocumentBlock(self._text(message.text), -1)
            for text, until in message.earlier:
                words = _("Before the edit (noticed {when}): {text}")
                yield DocumentBlock(self._text(words.format(when=iso(until), text=text)), -1)
        yield DocumentBlock(_("History, entry by entry"), 2)
        entries = [f"{each.id}  {iso(each.at)}  {each.kind}  {each.digest}" for each in self._history]
        yield DocumentBlock("\n".join(entries) or "-", -1)
        yield DocumentBlock(
            _("SHA256SUMS lists every file. `bizcare verify` compares the history with its anchors.")
        )

    def _decision_blocks(self) -> Iterator[DocumentBlock]:
        yield DocumentBlock(_("Decisions"), 2)
        if not self._decisions:
            yield DocumentBlock(_("No decision has been made."))
        for row in self._decisions:
            who = decided_by_in_words(row, self._person)
            yield DocumentBlock(f"{row.id}: {kind_in_words(row.kind)}, {iso(row.at)}, {who}", 3)
            if not row.content:
                yield DocumentBlock(_("Its content was erased; its digest is {0}.").format(row.digest))
                continue
            content = json.loads(row.content)
            for chosen in content.get("answers", {}).get("chosen", ()):
                items = [
                    f"- {proof_in_words(item['proof'])}: {item['text']} [{item['source']}]"
                    for item in chosen["items"]
                ]
                if chosen["reason"]:
                    items.append(_("reason: {0}").format(chosen["reason"]))
                yield DocumentBlock(self._text("\n".join([self._ground_title(chosen["ground"]), *items])), -1)
            if content.get("letter"):
                yield DocumentBlock(self._text(content["letter"]), -1)
            yield DocumentBlock(_("Policy {0}, digest {1}").format(row.policy, row.digest))

    # --- redaction ---------------------------------------------------------------------------------

    def _new_redaction(self) -> Redaction:
        names = [self._conversation.row.customer, *(each.author_name for each in self._conversation.messages)]
        logins = {row.login for row in self._decisions} | {row.login for row in self._history if row.login}
        logins |= {row.seconder for row in self._decisions if row.seconder}
        return Redaction(names, sorted(logins))

    def _ground_title(self, ground: str) -> str:
        return self._policy.titles([ground], current_language())[0]

    def _text(self, text: str) -> str:
        return mask_credentials(text) if self._redaction is None else self._redaction.text(text)

    def _person(self, login: str) -> str:
        return safe_line(login) if self._redaction is None else self._redaction.person(login)

    def _json_document(self, value: Any) -> bytes:
        return _encode_json(
            json.dumps(self._redacted(value), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        )

    def _json_lines(self, values: Sequence[Any]) -> bytes:
        lines = (
            json.dumps(self._redacted(value), ensure_ascii=False, sort_keys=True) + "\n" for value in values
        )
        return _encode_json("".join(lines))

    def _redacted(self, value: Any) -> Any:
        return value if self._redaction is None else self._redaction.values(value)


def _encode_json(document: str) -> bytes:
    """Encode a JSON document in UTF-8; a lone surrogate, which UTF-8 cannot encode, stays a \\u escape."""
    return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", document).encode()


def _member_name(name: str) -> str:
    """Return a file's name for the zip, with letters, digits, underscores, dots and dashes only."""
    return _UNSAFE_CHARACTERS.sub("_", name).lstrip(".") or "file"
