"""Read pasted logs: where an error was raised, and in whose code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.text import whole_words
from bizcare_tui.domain.text_folding import any_of, flat
from bizcare_tui.domain.word_pattern import WordPattern

_LONGEST_LINE = 4_000
_LONGEST_SHOWN = 500  # characters of a line that are quoted; the path that identifies the code comes late
_MOST_LINES = 2_000
_MOST_ALIKE = 3  # lines about the same module, override or service

# A path in a shop, from the folder themes, override or modules on. What precedes it is ignored.
_PATH = re.compile(
    r"(?<![\w.-])(?:(?P<theme>themes)[/\\](?P<theme_name>[\w.-]{1,60})[/\\](?:modules[/\\](?P<theme_module>[\w.-]{1,60})[/\\])?"
    r"|override[/\\](?P<override>classes|controllers|modules)[/\\]"
    r"|modules[/\\](?P<module>[\w.-]{1,60})[/\\])[\w./\\-]{0,200}"
)
# A line that reports an error. _FRAME below matches a line of a stack trace.
_ERROR = re.compile(
    any_of(
        r"""
    fatal error | parse error | uncaught | exception | \b\w{0,40}error\b | warning: | notice: | deprecated:
    | thrown in
    | undefined | cannot redeclare | unable to load | call to | failed to | declaration of | syntax error
    | smarty | critical | \bin \S{1,300} (?:on )?line \d | attempted to
    """
    )
)
_FRAME = re.compile(r"\s*(?:#\d{1,3}\s|at [\w.<>$]{1,80} \(|at (?:https?:|/)\S|\d{1,3}\. )")
_STANDARD_THEMES = frozenset({"classic", "hummingbird", "core", "_core", "_libraries", "child_classic"})

# The answer of a third-party service, or a failed connection to it.
_SERVICE = WordPattern(
    any_of(
        r"""
    curl error \d+ | \bcurl\b[^\n]{0,40}(?:timed? ?out|failed|refused|could not)
    | smtp\w*[ :][^\n]{0,60}(?:error|fail|connect
      |denied|5\d\d|refused|timed? ?out) | (?:error|failed|cannot|could not|unable)[^\n]{0,40}\bsmtp
    | could not connect to smtp | connection could not be established with host | 53[45][ -]5\.7
    | mod_?security
    | cloudflare[^\n]{0,60}(?:error|block|5\d\d|10\d\d|ray)
    | https?://(?:[\w-]+\.)*(?:api|gateway|ws|sandbox|secure|rest|graph|merchant)[\w-]*\.[^\s/]+[^\n]{0,120}
      (?:40[0-9]|429|50[0-9]|timed? ?out|refused|unauthori|forbidden|denied|expired)
    | (?:stripe|paypal|redsys|mollie|adyen|klarna|payu|przelewy24|p24|nexi|payplug|alma|sumup|square|amazon
      |google|facebook
      |meta|dhl|ups|gls|dpd|inpost|colissimo|mondial ?relay|chronopost|correos|seur|brt|mailchimp|brevo
      |sendinblue)
      \w*[ \]:.>-][^\n]{0,80}(?:invalid[ _]?(?:api|key|merchant|request|credential|grant)|unauthori[sz]ed
      |account[ _]\w+
      |suspended|quota|rate.?limit|declined|not[ _]authori[sz]ed|access[ _]denied|expired|\b40[13]\b
      |\b429\b|\b50[0-9]\b)
    | "\w{0,20}~service.field~\w{0,12}" ?: ?"[^"\n]{0,80}
      ~service.refused~
    | account[ _](?:suspended|closed|disabled|blocked|restricted|limited|inactive)
    | "(?:error|code|reason|message)" ?: ?"[^"\n]{0,80}
      (?:suspended|account|unauthori|forbidden|invalid_grant|invalid_client|quota|not_approved|permission)
    | expected response code | response code 5\d\d | upstream timed out | 53[05] 5\.7
    """
    )
)


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of a log that supports a ground; `span` is its start and end in the text."""

    span: tuple[int, int]
    ground: Ground


def find_log_lines(text: str, product: str) -> Iterator[LogLine]:
    """Yield the lines of pasted logs that support a ground, at most three per module, override and theme.

    Errors raised in the product's own folder, or in PrestaShop's own classes, support no ground.
    """
    seen: Counter[tuple[Ground, str]] = Counter()
    awaits_frame = False
    for start, line in _lines(text):
        folded = flat(line)
        from_paths = list(_grounds_from_paths(folded, product, is_raised=awaits_frame))
        # If the error line names no file, the first stack frame below it is where the error was raised.
        if _FRAME.match(folded) or folded.strip():
            awaits_frame = (
                not _FRAME.match(folded) and bool(_ERROR.search(folded)) and not _PATH.search(folded)
            )
        for ground, name in (*from_paths, *_grounds_from_services(folded)):
            if seen[ground, name] < _MOST_ALIKE:
                seen[ground, name] += 1
                yield LogLine(_trimmed(line, start), ground)


def is_own_folder(folder: str, product: str) -> bool:
    """Return whether a module's folder is probably the product's own.

    That is the case if the folder's name is part of the product's name, or contains its first words.
    """
    letters = "".join(filter(str.isalnum, flat(folder)))
    words = re.findall(r"\w+", flat(product))
    name = "".join(words)
    if not letters or not name:
        return False
    firsts = {word for word in words[:1] if len(word) > 3} | {"".join(words[:2]), "".join(words[:3])}
    return letters in name or any(len(first) > 3 and first in letters for first in firsts)


def _grounds_from_paths(line: str, product: str, *, is_raised: bool) -> Iterator[tuple[Ground, str]]:
    found = list(_PATH.finditer(line))
    if not found:
        return
    is_frame = bool(_FRAME.match(line)) and not is_raised
    if not (is_frame or is_raised or _ERROR.search(line)):
        return
    # If a line names several files, the last one is where the error was raised: "… in FILE on line 3".
    raised = found[-1]
    if raised["override"]:
        yield Ground.INCOMPATIBLE_DEVELOPMENTS, "override"
    elif raised["theme"] and raised["theme_module"]:
        if is_own_folder(raised["theme_module"], product):
            yield Ground.MODIFIED_CODE, raised["theme_name"]
    elif raised["theme"]:
        if not is_frame and raised["theme_name"] not in _STANDARD_THEMES:
            yield Ground.INCOMPATIBLE_DEVELOPMENTS, raised["theme_name"]
    elif not is_frame and not is_own_folder(raised["module"], product):
        yield Ground.NOT_THE_PRODUCT, raised["module"]
        yield Ground.INCOMPATIBLE_DEVELOPMENTS, raised["module"]


def _grounds_from_services(line: str) -> Iterator[tuple[Ground, str]]:
    if _SERVICE.search(line):
        yield Ground.INTERVENTION_OR_THIRD_PARTY, "service"


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for number, line in enumerate(text.split("\n")):
        if number == _MOST_LINES:
            return
        yield start, line[:_LONGEST_LINE]
        start += len(line) + 1


def _trimmed(line: str, start: int) -> tuple[int, int]:
    stripped = line.strip()
    begin = start + len(line) - len(line.lstrip())
    return begin, begin + len(whole_words(stripped, _LONGEST_SHOWN))
