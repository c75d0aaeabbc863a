"""Prints bizcare beside mail programs on the same messages: `python tests/benchmarks/beside.py`.

The messages of a store of `run.py` are written into a Maildir, a mail each, threaded by their headers.
neomutt and aerc show it in a pty, newest first, with their caches filled by a run before; notmuch indexes
it and is asked on the command line, as `bizcare list` is. What is not installed is left out. A figure in
brackets is theirs over ours.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from checkouts import Checkout, first_words, this_checkout
from run import press
from terminal import Terminal

from bizcare_tui.store.unix_time import from_unix_seconds

RUNS = 5
WORD = "module"


@dataclass(frozen=True, slots=True)
class Program:
    """A program in a terminal: how it is started, a word of its first line, and its keys."""

    name: str
    command: list[str]
    settings: dict[str, str]
    first: bytes
    down: bytes
    page: bytes
    look_for: Callable[[str], bytes]
    figures: dict[str, float] = field(default_factory=dict)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "bizcare-benchmarks")
    options.add_argument("--size", type=int, default=2_000, help="threads (%(default)s)")
    options.add_argument("--keys", type=int, default=50, help="how often each key is pressed")
    chosen = options.parse_args()
    checkout = this_checkout(chosen.folder)
    home = checkout.home(chosen.size)
    mail = chosen.folder / f"{chosen.size}-mail"
    count = write_mail(home / "bizcare.db", mail)
    print(f"{chosen.size:,} threads, {count:,} messages; a figure in brackets is theirs over ours")
    ours, *others = programs(checkout, home, mail)
    for program in (ours, *others):
        measure(program, chosen.keys)
    for what in ours.figures:
        print(f"  {what}")
        for program in (ours, *others):
            reported, own = program.figures.get(what), ours.figures[what]
            said = "did not" if reported is None else f"{reported:10,.1f}   ({reported / own:.2f})"
            print(f"    {program.name:<10} {said}")
    on_the_command_line(checkout, home, mail)


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
        mail = EmailMessage(policy=SMTP)
        own = f"<{number}@mail.example>"
        mail["From"] = f"{_plain(customer) or author} <{author}@mail.example>"
        mail["To"] = f"{_plain(product)} <seller@mail.example>"
        mail["Subject"] = " ".join(topic.split())
        mail["Date"] = format_datetime(from_unix_seconds(at))
        mail["Message-ID"] = own
        if thread_id in first:
            mail["In-Reply-To"] = mail["References"] = first[thread_id]
        first.setdefault(thread_id, own)
        mail.set_content(text)
        (box / "cur" / f"{at}.{number}.mail:2,S").write_bytes(bytes(mail))
    (box / "done").touch()
    return count


def _plain(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum() or letter == " ").strip()


def programs(checkout: Checkout, home: Path, mail: Path) -> list[Program]:
    """Ours, and those that are installed."""
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    settings = kept | {"TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": str(mail)}
    newest = _newest(home)
    found = [
        Program(
            "bizcare", checkout.command(), checkout.environment(home), first_words(home),
            b"j", b"\x1b[6~", lambda word: f"/{word}".encode(),
        )
    ]  # fmt: skip
    if neomutt := shutil.which("neomutt"):
        rules = mail / "neomuttrc"
        rules.write_text(
            f"set mbox_type=Maildir\nset folder={mail}\nset spoolfile={mail}/INBOX\n"
            f"set header_cache={mail}/headers\nset sort=reverse-date\nset mail_check=0\n"
            'set charset=utf-8\nset index_format="%4C %D %-20.20F %s"\nset help=no\n'
        )
        found.append(
            Program(
                "neomutt", [neomutt, "-n", "-F", str(rules)], settings, newest,
                b"j", b"\x1b[6~", lambda word: f"l~b {word}\n".encode(),
            )
        )  # fmt: skip
    if aerc := shutil.which("aerc"):
        rules = mail / ".config" / "aerc"
        rules.mkdir(parents=True, exist_ok=True)
        accounts = rules / "accounts.conf"
        accounts.write_text(
            f"[seller]\nsource = maildir://{mail}\ndefault = INBOX\nfrom = a <a@mail.example>\n"
        )
        accounts.chmod(0o600)
        (rules / "aerc.conf").write_text("[ui]\nsort = -r date\nsidebar-width = 0\n")
        found.append(
            Program(
                "aerc", [aerc], settings, newest,
                b"j", b"\x1b[6~", lambda word: f":search -b {word}\n".encode(),
            )
        )  # fmt: skip
    return found


def _newest(home: Path) -> bytes:
    with sqlite3.connect(home / "bizcare.db") as connection:
        topic = connection.execute(
            """SELECT e.topic FROM message m
               JOIN inbox_entry e ON e.account_id = m.account_id AND e.thread_id = m.thread_id
               ORDER BY m.at DESC, m.id DESC LIMIT 1"""
        ).fetchone()[0]
    # aerc leaves blanks out and moves on instead.
    return max((word for word in str(topic).split() if word.isascii()), key=len).encode()


def measure(program: Program, keys: int) -> None:
    """Start a program some times, move about in it, look for a word."""
    figures = program.figures
    try:
        with Terminal(program.command, program.settings) as terminal:
            terminal.until(program.first, timeout=600)  # fills the caches
            terminal.until_quiet(2, at_most=10)
        starts = []
        for _ in range(RUNS):
            with Terminal(program.command, program.settings) as terminal:
                starts.append(terminal.until(program.first, timeout=600))
        figures["start to the first lines, ms"] = statistics.median(starts) * 1000
        with Terminal(program.command, program.settings) as terminal:
            terminal.until(program.first, timeout=600)
            terminal.until_quiet(2, at_most=10)
            for name, key in (("down", program.down), ("page", program.page)):
                presses = [press(terminal, key) for _ in range(keys)]
                figures[f"{name}, ms"] = statistics.median(seconds for _, seconds in presses) * 1000
                figures[f"{name}, bytes"] = statistics.median(size for size, _ in presses)
            # A cursor that blinks, as ours does in its field, writes every half second.
            terminal.press(program.look_for(WORD))
            figures[f"looking for {WORD!r}, ms"] = (
                terminal.until_quiet(0.4, patience=120, at_most=120)[1] * 1000
            )
            figures["memory, MB"] = terminal.memory()
    except TimeoutError:
        print(f"  {program.name} did not show {program.first!r}")


def on_the_command_line(checkout: Checkout, home: Path, mail: Path) -> None:
    """A word looked for by a whole process: `bizcare list`, and `notmuch search` where it is installed."""
    ours = _timed(checkout.command("list", WORD, "--limit", "50"), checkout.environment(home))
    print(f"  {WORD!r} on the command line, 50 threads, ms\n    bizcare    {ours:10,.1f}   (1.00)")
    notmuch = shutil.which("notmuch")
    if notmuch is None:
        return
    rules = mail / "notmuchrc"
    rules.write_text(
        f"[database]\npath={mail}/INBOX\n[user]\nname=a\nprimary_email=a@mail.example\n[new]\nignore=done\n"
    )
    settings = {"PATH": os.environ["PATH"], "HOME": str(mail), "NOTMUCH_CONFIG": str(rules)}
    began = time.perf_counter()
    subprocess.run([notmuch, "new", "--quiet"], env=settings, check=True, stdout=sys.stderr)
    made = time.perf_counter() - began
    theirs = _timed([notmuch, "search", "--limit=50", WORD], settings)
    print(f"    notmuch    {theirs:10,.1f}   ({theirs / ours:.2f})     its index was made in {made:.1f} s")


def _timed(command: list[str], settings: dict[str, str]) -> float:
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run(command, env=settings, check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    main()
