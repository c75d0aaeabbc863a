"""A store's messages as a Maildir, and notmuch's index of them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from email.header import Header
from email.utils import format_datetime
from pathlib import Path

from processes import Process

from bizcare_tui.store.unix_time import from_unix_seconds

_OF_TEXTS = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
}


def write_mail(store: Path, folder: Path) -> int:
    """Write a store's messages as a Maildir, where that is not done yet; how many there are."""
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    count = int(connection.execute("SELECT count(*) FROM message").fetchone()[0])
    if (folder / "INBOX" / "done").exists():
        return count
    shutil.rmtree(folder, ignore_errors=True)
    box = folder / "INBOX"
    for name in ("cur", "new", "tmp"):
        (box / name).mkdir(parents=True)
    print(f"writing {count:,} mails …", flush=True)
    first: dict[int, str] = {}
    query = """SELECT m.id, m.thread_id, m.at, m.author, m.text, e.topic, e.customer, e.product
               FROM message m JOIN inbox_entry e ON e.account_id = m.account_id AND e.thread_id = m.thread_id
               ORDER BY m.at, m.id"""
    for number, thread_id, at, author, text, topic, customer, product in connection.execute(query):
        own = f"<{number}@mail.example>"
        headers = {
            "From": f"{_header(_plain(customer) or author)} <{author}@mail.example>",
            "To": f"{_header(_plain(product))} <seller@mail.example>",
            "Subject": _header(" ".join(topic.split())),
            "Date": format_datetime(from_unix_seconds(at)),
            "Message-ID": own,
        }
        if thread_id in first:
            headers |= {"In-Reply-To": first[thread_id], "References": first[thread_id]}
        first.setdefault(thread_id, own)
        (box / "cur" / f"{at}.{number}.mail:2,S").write_bytes(_mail(headers, text))
    (box / "done").touch()
    return count


def _mail(headers: dict[str, str], text: str) -> bytes:
    """A mail as bytes; an `EmailMessage` takes two milliseconds to make."""
    lines = [f"{name}: {value}" for name, value in (headers | _OF_TEXTS).items()]
    return "\r\n".join([*lines, "", *text.splitlines(), ""]).encode()


def _header(words: str) -> str:
    return words if words.isascii() else Header(words, "utf-8").encode(linesep="\r\n")


def _plain(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum() or letter == " ").strip()


def newest_word(store: Path) -> bytes:
    """Return a word of the newest message's subject."""
    with sqlite3.connect(store) as connection:
        topic = connection.execute(
            """SELECT e.topic FROM message m
               JOIN inbox_entry e ON e.account_id = m.account_id AND e.thread_id = m.thread_id
               ORDER BY m.at DESC, m.id DESC LIMIT 1"""
        ).fetchone()[0]
    # aerc leaves blanks out and moves on instead.
    return max((word for word in str(topic).split() if word.isascii()), key=len).encode()


def notmuch(mail: Path, *arguments: str) -> Process | None:
    """Return a process of notmuch on a Maildir, which is indexed first; None if notmuch is not installed."""
    program = shutil.which("notmuch")
    if program is None:
        return None
    rules = mail / "notmuchrc"
    rules.write_text(
        f"[database]\npath={mail}/INBOX\n[user]\nname=a\nprimary_email=a@mail.example\n[new]\nignore=done\n"
    )
    settings = {"PATH": os.environ["PATH"], "HOME": str(mail), "NOTMUCH_CONFIG": str(rules)}
    if not (mail / "INBOX" / ".notmuch").exists():
        print("  notmuch indexes the mails …", flush=True)
        began = time.perf_counter()
        subprocess.run([program, "new", "--quiet"], env=settings, check=True, stdout=sys.stderr)
        print(f"  its index was made in {time.perf_counter() - began:.1f} s", flush=True)
    return Process([program, *arguments], settings)
