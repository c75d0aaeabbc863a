"""Mutations of the safety rules: `python tests/faults/mutate.py [NAME…] [--jobs N] [--list] [--campaign]`.

Each file in `mutations/` weakens one rule, and names the tests that must fail when it is weakened. The
command copies the project to a temporary folder, checks that those tests pass there, applies one
mutation at a time, and checks that every test it names fails. It prints a table, and exits with 1 when
a mutation is not noticed or no longer applies. The checkout is never touched.

With `--campaign`, the small campaign of the outbox is run against each mutation that is marked for it,
in place of the named tests; it has to notice at least ten.

A mutation file is a patch whose hunks are found by their lines, not by line numbers, so that it
survives code that moves:

    Lets through: what would go wrong, in a sentence
    Fails: tests/marketplace/test_outbox_sender.py::test_name
    Campaign: yes
    --- bizcare_tui/marketplace/outbox_sender.py
    @@
     a line that stays
    -a line that goes
    +a line that comes
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).with_name("mutations")
CAMPAIGN = "tests/faults/campaign.py"
# The fewest mutations of the outbox that the campaign has to notice by itself.
FEWEST_NOTICED = 10
# A mutation can make a test wait without end: it is stopped after so long, and counts as failed.
MOST_SECONDS = 600
_NOT_COPIED = shutil.ignore_patterns(".*", "screenshots", "*.egg-info")


class BadMutation(Exception):
    """A mutation that cannot be read, or does not apply to the sources as they are."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines of a file, and what takes their place."""

    file: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Mutation:
    """A weakened rule: what it would let through, and the tests that must fail with it."""

    name: str
    lets_through: str
    fails: tuple[str, ...]
    in_campaign: bool
    edits: tuple[Edit, ...]

    def applied(self, root: Path) -> dict[str, str]:
        """The files that it changes, with their new content.

        Raises:
            BadMutation: its lines are not found in a file exactly once.
        """
        texts: dict[str, str] = {}
        for edit in self.edits:
            text = texts.get(edit.file) or (root / edit.file).read_text(encoding="utf-8")
            if (times := text.count(edit.before)) != 1:
                raise BadMutation(f"{self.name}: its lines are {times} times in {edit.file}")
            texts[edit.file] = text.replace(edit.before, edit.after)
        return texts


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a mutation was noticed, and what was seen."""

    mutation: Mutation
    is_noticed: bool
    seen: str
    seconds: float = field(compare=False, default=0)


def load(folder: Path = FOLDER) -> list[Mutation]:
    """The mutations of a folder, by name.

    Raises:
        BadMutation: a file is not a mutation.
    """
    return [parse(file.stem, file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.patch"))]


def parse(name: str, text: str) -> Mutation:
    """Read a mutation file.

    Raises:
        BadMutation: it says not what it lets through, which test fails, or what to change.
    """
    head, _, body = text.partition("--- ")
    headers = [line.partition(": ")[::2] for line in head.splitlines()]
    edits = tuple(_edits("--- " + body)) if body else ()
    fields = dict(headers)
    fails = tuple(value for key, value in headers if key == "Fails")
    if "Lets through" not in fields or not fails or not edits:
        raise BadMutation(f"{name}: a mutation needs `Lets through:`, `Fails:` and a hunk")
    return Mutation(name, fields["Lets through"], fails, fields.get("Campaign") == "yes", edits)


def _edits(body: str) -> Iterator[Edit]:
    for part in re.split(r"^--- ", body, flags=re.MULTILINE)[1:]:
        file, _, hunks = part.partition("\n")
        for hunk in re.split(r"^@@.*\n", hunks, flags=re.MULTILINE)[1:]:
            lines = hunk.splitlines(keepends=True)
            before = "".join(line[1:] for line in lines if line[0] in " -")
            after = "".join(line[1:] for line in lines if line[0] in " +")
            yield Edit(file.strip(), before, after)


class Copy:
    """A copy of the project in a folder of its own, to mutate and test."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        shutil.copytree(ROOT, self.root, ignore=_NOT_COPIED, symlinks=True)

    @contextmanager
    def mutated(self, mutation: Mutation) -> Iterator[None]:
        """Within, the copy has the mutation.

        Raises:
            BadMutation: it does not apply.
        """
        changed = mutation.applied(self.root)
        kept = {file: (self.root / file).read_bytes() for file in changed}
        times = {file: (self.root / file).stat() for file in changed}
        try:
            for file, text in changed.items():
                (self.root / file).write_text(text, encoding="utf-8")
            yield
        finally:
            for file, content in kept.items():
                (self.root / file).write_bytes(content)
                os.utime(self.root / file, ns=(times[file].st_atime_ns, times[file].st_mtime_ns))

    def test(self, names: Sequence[str], *options: str) -> tuple[int, str]:
        """Run tests: pytest's exit code (-1 when it was stopped), and what it printed."""
        return self._run(
            "-m", "pytest", "-q", "--tb=line", "-rpfE", "-p", "no:cacheprovider", *options, *names
        )

    def campaign(self) -> tuple[int, str]:
        """Run the small campaign: its exit code, and what it printed."""
        return self._run(CAMPAIGN, "--small")

    def _run(self, *command: str) -> tuple[int, str]:
        # The copy comes before the installed package. Nothing compiled is kept of what is mutated.
        settings = {**os.environ, "PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1"}
        program = subprocess.Popen(
            [sys.executable, *command], cwd=self.root, env=settings, text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            printed, _ = program.communicate(timeout=MOST_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            printed, _ = program.communicate()
            return -1, printed
        return program.returncode, printed


def passing(copy: Copy, names: Sequence[str]) -> set[str]:
    """Which tests pass without a mutation."""
    _code, printed = copy.test(names)
    return {name for name in names if _is("PASSED", name, printed) and not _fails(name, printed)}


def noticed_by_tests(copy: Copy, mutation: Mutation, passes: set[str]) -> tuple[bool, str]:
    """Whether every test that a mutation names fails with it, and what was seen."""
    if broken := [name for name in mutation.fails if name not in passes]:
        return False, f"does not pass without it: {', '.join(broken)}"
    with copy.mutated(mutation):
        for name in mutation.fails:
            code, printed = copy.test([name], "--exitfirst")
            if code == -1:
                return True, f"stopped after {MOST_SECONDS} s: {name}"
            if not _fails(name, printed):
                last = printed.strip().splitlines()[-1:]
                return False, f"PASSES: {name}" if code == 0 else f"cannot be run: {name}: {last}"
    return True, "noticed"


def _fails(name: str, printed: str) -> bool:
    return _is("(?:FAILED|ERROR)", name, printed)


def _is(outcome: str, name: str, printed: str) -> bool:
    return re.search(rf"^{outcome} {re.escape(name)}(\[| |$)", printed, re.MULTILINE) is not None


def noticed_by_campaign(copy: Copy, mutation: Mutation) -> tuple[bool, str]:
    """Whether the small campaign fails with a mutation, and by which assertion."""
    with copy.mutated(mutation):
        code, printed = copy.campaign()
    if code == -1:
        return True, f"stopped after {MOST_SECONDS} s"
    if code == 0:
        return False, "not noticed"
    return True, printed.strip().splitlines()[-1]


def run(mutations: Sequence[Mutation], *, jobs: int = 1, by_campaign: bool = False) -> Iterator[Outcome]:
    """Try each mutation, as many at a time as there are jobs; what was seen, in their order."""
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder, ThreadPoolExecutor(jobs) as pool:
        copies: Queue[Copy] = Queue()
        for number in range(jobs):
            copies.put(Copy(Path(folder) / str(number)))
        first = copies.get()
        names = sorted({name for mutation in mutations for name in mutation.fails})
        passes = set() if by_campaign else passing(first, names)
        if by_campaign and (outcome := first.campaign())[0]:
            raise SystemExit(f"The campaign fails without a mutation:\n{outcome[1]}")
        copies.put(first)

        def attempt(mutation: Mutation) -> Outcome:
            copy = copies.get()
            began = time.monotonic()
            try:
                seen = (
                    noticed_by_campaign(copy, mutation)
                    if by_campaign
                    else noticed_by_tests(copy, mutation, passes)
                )
            except BadMutation as problem:
                seen = False, str(problem)
            finally:
                copies.put(copy)
            return Outcome(mutation, *seen, time.monotonic() - began)

        yield from pool.map(attempt, mutations)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("names", nargs="*", metavar="NAME", help="the mutations to try; all unless named")
    options.add_argument("--jobs", type=int, default=1, help="how many are tried at a time")
    options.add_argument("--list", action="store_true", help="list them, and try none")
    options.add_argument("--campaign", action="store_true", help="try the campaign, not the named tests")
    options.add_argument("--folder", type=Path, default=FOLDER, help=argparse.SUPPRESS)
    arguments = options.parse_args()
    mutations = [
        mutation
        for mutation in load(arguments.folder)
        if not arguments.names or mutation.name in arguments.names
    ]
    if unknown := set(arguments.names) - {mutation.name for mutation in mutations}:
        options.error(f"no such mutation: {', '.join(sorted(unknown))}")
    if arguments.campaign:
        mutations = [mutation for mutation in mutations if mutation.in_campaign]
    if arguments.list:
        for mutation in mutations:
            print(f"{mutation.name:<44} {mutation.lets_through}")
        return 0
    outcomes = []
    for outcome in run(mutations, jobs=arguments.jobs, by_campaign=arguments.campaign):
        outcomes.append(outcome)
        mark = "ok" if outcome.is_noticed else "SURVIVED"
        print(f"{mark:<9} {outcome.mutation.name:<44} {outcome.seconds:>5.0f} s  {outcome.seen}", flush=True)
    noticed = sum(outcome.is_noticed for outcome in outcomes)
    print(f"{noticed} of {len(outcomes)} mutations were noticed.")
    needed = min(FEWEST_NOTICED, len(outcomes)) if arguments.campaign else len(outcomes)
    return 0 if noticed >= needed else 1


if __name__ == "__main__":
    sys.exit(main())
