"""Prints bizcare beside mail programs on the same messages: `python tests/benchmarks/beside.py`.

The messages of a store of `run.py` are written into a Maildir, a mail each, threaded by their headers.
neomutt and aerc show it in a pty, newest first, with their caches filled by a run before; notmuch indexes
it and is asked on the command line, as `bizcare list` is. What is not installed is left out, and so is what
takes longer than a minute. All are measured in turn. A store of more threads than `--mailed` is measured
beside the mails of one of so many: a Maildir of millions of files would take hours.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from checkouts import Checkout, first_words, this_checkout
from figures import machine, paired_ratio
from maildir import newest_word, notmuch, write_mail
from pressing import milliseconds, press, sizes
from processes import Usage, bizcare, run_in_turn, times
from terminal import Terminal

RUNS = 3
WORD = "module"
MAILED = 20_000
# Seconds that a program has for its first lines, and for a word.
STARTING, SEARCHING = 60, 60


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


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "bizcare-benchmarks")
    options.add_argument("--sizes", default="2000", help="threads of the stores (%(default)s)")
    options.add_argument("--mailed", type=int, default=MAILED, help="threads as mails (at most %(default)s)")
    options.add_argument("--keys", type=int, default=50, help="how often each key is pressed")
    chosen = options.parse_args()
    checkout = this_checkout(chosen.folder)
    for size in map(int, chosen.sizes.split(",")):
        print(f"\n{machine()}", flush=True)
        beside(checkout, size, chosen.keys, chosen.mailed)


def beside(checkout: Checkout, size: int, keys: int, most: int = MAILED) -> None:
    """Print the figures of a store beside those of mail programs, which have so many threads at most."""
    home = checkout.home(size)
    mailed, mail, count = mails(checkout, size, most)
    print(f"{size:,} threads, beside {count:,} mails of {mailed:,} threads")
    print("  a figure in brackets is theirs over ours, measured in turn", flush=True)
    measure(programs(checkout, home, mail, checkout.home(mailed) / "bizcare.db"), keys)
    on_the_command_line(checkout, home, mail)


def mails(checkout: Checkout, size: int, most: int = MAILED) -> tuple[int, Path, int]:
    """Write the mails of so many threads at most; how many threads, in which folder, how many mails."""
    mailed = min(size, most)
    mail = checkout.stores / f"{mailed}-mail"
    return mailed, mail, write_mail(checkout.home(mailed) / "bizcare.db", mail)


def measure(found: Sequence[Program], keys: int) -> None:
    """Start programs, ours first, move about in them, look for a word, each in turn; print what they take."""
    shown = [program for program in found if _fills_its_caches(program)]
    starts = [[_start(program) for program in shown] for _ in range(RUNS)]
    _print("start to the first lines, ms", shown, _by_program(starts))
    with ExitStack() as stack:
        terminals = []
        for program in shown:
            terminals.append(stack.enter_context(Terminal(program.command, program.settings)))
            terminals[-1].until(program.first, 2 * STARTING)
            terminals[-1].until_quiet(2, at_most=10)
        for name in ("down", "page"):
            each_key = [
                (terminal, getattr(program, name)) for terminal, program in zip(terminals, shown, strict=True)
            ]
            presses = [[press(terminal, key) for terminal, key in each_key] for _ in range(keys)]
            _print(f"{name}, ms", shown, milliseconds(presses))
            _print(f"{name}, bytes", shown, sizes(presses))
        _print_searches(shown, terminals)
        _print("memory, MB", shown, [[terminal.memory()] for terminal in terminals])


def _fills_its_caches(program: Program) -> bool:
    """Whether a program, started for the first time, shows its first lines in time."""
    try:
        with Terminal(program.command, program.settings) as terminal:
            terminal.until(program.first, STARTING)
            terminal.until_idle(STARTING)
    except TimeoutError:
        print(f"  {program.name} was not ready in {STARTING} s, and is left out", flush=True)
        return False
    return True


def _start(program: Program) -> float:
    with Terminal(program.command, program.settings) as terminal:
        return terminal.until(program.first, 2 * STARTING) * 1000


def _print_searches(shown: Sequence[Program], terminals: Sequence[Terminal]) -> None:
    """Look for a word in each program, until it neither writes nor works."""
    print(f"  looking for {WORD!r} in texts, ms")
    ours = None
    for program, terminal in zip(shown, terminals, strict=True):
        terminal.press(program.look_for(WORD))
        try:
            found = terminal.until_idle(SEARCHING) * 1000
            ours = ours or found
            _print_one(program, found, found / ours)
        except TimeoutError:
            print(f"    {program.name:<10} did not finish in {SEARCHING} s", flush=True)


def _by_program(rounds: Sequence[Sequence[float]]) -> list[list[float]]:
    return [list(each) for each in zip(*rounds, strict=True)]


def _print(what: str, shown: Sequence[Program], samples: Sequence[Sequence[float]]) -> None:
    print(f"  {what}")
    for program, each in zip(shown, samples, strict=True):
        _print_one(program, statistics.median(each), paired_ratio(each, samples[0]))


def _print_one(program: Program, figure: float, ratio: float) -> None:
    print(f"    {program.name:<10} {figure:10,.1f}   ({ratio:.2f})", flush=True)


def programs(checkout: Checkout, home: Path, mail: Path, mailed: Path) -> list[Program]:
    """Ours, and those that are installed, on a Maildir of the store `mailed`."""
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    settings = kept | {"TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": str(mail)}
    newest = newest_word(mailed)
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


def on_the_command_line(checkout: Checkout, home: Path, mail: Path) -> None:
    """A word looked for by a whole process: `bizcare list`, and `notmuch search` where it is installed."""
    usages = searches_of_processes(checkout, home, mail, RUNS)
    ours = times(usages[0])
    print(f"  {WORD!r} on the command line, 50 threads, ms")
    for name, each in zip(("bizcare", "notmuch"), usages, strict=False):
        figure = statistics.median(times(each))
        print(f"    {name:<10} {figure:10,.1f}   ({paired_ratio(times(each), ours):.2f})", flush=True)


def searches_of_processes(checkout: Checkout, home: Path, mail: Path, runs: int) -> list[list[Usage]]:
    """Look for a word by `bizcare list` so often, and by notmuch in turn if that is installed."""
    theirs = notmuch(mail, "search", "--limit=50", WORD)
    ours = bizcare(checkout, home, "list", WORD, "--limit", "50")
    return run_in_turn([ours, theirs] if theirs else [ours], runs)


if __name__ == "__main__":
    main()
