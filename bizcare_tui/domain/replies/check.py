"""Check a reply before it is sent for what a careful colleague would criticize."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bizcare_tui.domain.automatic import reads_automatic
from bizcare_tui.domain.language import language_name, reads_as
from bizcare_tui.domain.prose import own_words, without_code
from bizcare_tui.domain.replies.access_requests import find_access_requests
from bizcare_tui.domain.replies.courtesies import body_lines, is_courtesy, split_sentences
from bizcare_tui.domain.replies.credentials import find_credentials, mask_credentials
from bizcare_tui.domain.replies.draft_features import overlap
from bizcare_tui.domain.replies.learned_findings import (
    AUTO_REPLY,
    OFF_PLATFORM,
    finding_score,
    insufficiency,
    sentences_by_score,
)
from bizcare_tui.domain.replies.off_platform import find_off_platform
from bizcare_tui.domain.replies.other_customers import find_other_customers
from bizcare_tui.domain.replies.placeholders import find_doubtful_placeholders, find_placeholders
from bizcare_tui.domain.replies.receipts import looks_like_receipt
from bizcare_tui.domain.replies.reply_findings import FindingOutcome, ReplyFinding, ReplyFindingKind
from bizcare_tui.domain.replies.reply_index import ComparableWords, ReplyIndex, SimilarText, comparable_words
from bizcare_tui.domain.replies.thresholds import DEFAULT_THRESHOLDS, Thresholds
from bizcare_tui.domain.replies.ticket import Ticket
from bizcare_tui.domain.replies.ticket_facts import named_facts
from bizcare_tui.domain.snippets import unfilled
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.text_folding import flat, merge_spans
from bizcare_tui.domain.word_pattern import WordPattern
from bizcare_tui.i18n import _

_LONGEST = 60_000  # characters of a draft that are checked

# A question, a menu path, a quotation or a number makes a sentence specific.
_CONCRETE = re.compile(r"[?>\"“„«`\d]")

_SHORT = 20  # up to so many words, one fact of the ticket is enough

# What the rules find counts unless the model scores it lower than this. The scores were chosen by
# cross-validation: an address is hardly ever named for another reason, words of an invitation often are.
_DOUBTED_RECEIPT = -2.0
_DOUBTED_EMPTINESS = -0.3
# A draft of so many words with a fact and something concrete, like a letter, is doubted from a higher one.
_DETAILED, _LENGTHY_EMPTINESS = 35, 0.6
# In so many words, "not this year, sorry" answers; a longer courtesy has a "no" for other reasons.
_LONGEST_NO = 5
_NO = WordPattern("%grounds.negation%")
_DOUBTED_ADDRESS = -3.0
_DOUBTED_INVITATION = -1.0

_SEVERITY_ORDER = {outcome: rank for rank, outcome in enumerate(FindingOutcome)}

# A slot in place of the name: any slot if the greeting ends after it, else only one named like a person.
_GREETED_BY_SLOT = WordPattern(
    r"\A\s*%courtesy.before_name%[ ,]{1,2}(?:%courtesy.title%\.?[ ,]{1,2}){0,2}"
    r"(<%slot.customer%>|(?:\$\w+|<\w+>)(?=\s*(?:[,;.!:]|[-–—]\s|\n|\Z)))"
)
_BRACES = re.compile(r"\{[a-z_]+\}")
# After one of these words, "$name" is a variable of code and not a slot.
_VARIABLE = WordPattern(r"%slot.variable%\W{1,3}\Z")


def check_reply(
    draft: str, ticket: Ticket, known: ReplyIndex, thresholds: Thresholds = DEFAULT_THRESHOLDS
) -> list[ReplyFinding]:
    """Return the problems of a reply, most serious first, then in the order of the draft."""
    draft = draft[:_LONGEST]
    found = [
        *_unfilled(draft, ticket, known),
        *_credentials(draft, ticket),
        *_automatic(draft, ticket),
        *_insufficient(draft, ticket, thresholds),
        *_canned(draft, ticket, known, thresholds),
        *_strangers(draft, ticket, known),
        *_off_platform(draft, ticket),
        *_wrong_language(draft, ticket),
    ]
    return sorted(found, key=lambda each: (_SEVERITY_ORDER[each.outcome], each.span or (0, 0)))


def _unfilled(draft: str, ticket: Ticket, known: ReplyIndex) -> Iterator[ReplyFinding]:
    plain = without_code(draft)
    certain = {*unfilled(plain, known.slot_names), *find_placeholders(draft, plain)}
    if greeted := _GREETED_BY_SLOT.match(flat(draft)):
        certain.add(greeted.span(1))
    slots = merge_spans(sorted(_without_explained(certain, draft, ticket)))
    doubtful = _without_explained(find_doubtful_placeholders(draft, plain), draft, ticket)
    for start, end in slots:
        yield ReplyFinding(
            ReplyFindingKind.UNFILLED_SLOT,
            FindingOutcome.BLOCK,
            _("{0} is still to be filled in.").format(safe_line(draft[start:end], 40)),
            (start, end),
        )
    for start, end in merge_spans(sorted(doubtful)):
        if not any(overlap((start, end), slot) for slot in slots):
            yield ReplyFinding(
                ReplyFindingKind.UNFILLED_SLOT,
                FindingOutcome.OVERRIDE,
                _("Is {0} still to be filled in?").format(safe_line(draft[start:end], 40)),
                (start, end),
            )


def _without_explained(
    spans: Iterable[tuple[int, int]], draft: str, ticket: Ticket
) -> Iterator[tuple[int, int]]:
    """Yield the spans but those of code that is explained, and of what the customer wrote."""
    folded = flat(draft)
    ticket_text = "\n".join(each.text for each in ticket.messages)
    # The customer asks about variables in braces.
    explains_braces = _BRACES.search(ticket_text) is not None
    for span in spans:
        text = draft[slice(*span)]
        is_explained = (
            text in ticket_text
            or _VARIABLE.search(folded, max(span[0] - 20, 0), span[0])
            or (explains_braces and _BRACES.fullmatch(text))
        )
        if not is_explained:
            yield span


def _credentials(draft: str, ticket: Ticket) -> Iterator[ReplyFinding]:
    for span in find_credentials(draft):
        yield ReplyFinding(
            ReplyFindingKind.CREDENTIALS,
            FindingOutcome.BLOCK,
            _(
                "This looks like a password or a key. Remove it; where access is needed, ask "
                "for an employee account with limited rights."
            ),
            span,
        )
    for start, end in find_access_requests(draft):
        yield ReplyFinding(
            ReplyFindingKind.CREDENTIALS,
            FindingOutcome.OVERRIDE,
            _(
                "This asks for {0}. Ask the customer instead to create a temporary employee account with"
                " limited rights, and to delete it afterwards."
            ).format(safe_line(draft[start:end], 40)),
            (start, end),
        )
    if any(find_credentials(message.text) for message in ticket.messages):
        yield ReplyFinding(
            ReplyFindingKind.CREDENTIALS,
            FindingOutcome.NOTE,
            _(
                "A message of this thread contains a password or a key. Ask for it to be "
                "changed, and for an employee account with limited rights instead."
            ),
        )


def _automatic(draft: str, ticket: Ticket) -> Iterator[ReplyFinding]:
    score = finding_score(draft, ticket, AUTO_REPLY)
    says_so = reads_automatic(draft)
    if score < 0 and not (score >= _DOUBTED_RECEIPT and (says_so or looks_like_receipt(draft))):
        return
    if says_so and score >= 0:
        outcome = FindingOutcome.BLOCK
        why = _(
            "This text says that it is automatic, and automatic answers do not count. Use your own words."
        )
    else:
        outcome = FindingOutcome.OVERRIDE
        why = _(
            "This reads like an automatic acknowledgement, which does not count as an answer."
            " Write what you found."
        )
    most_alike = sentences_by_score(draft, ticket, AUTO_REPLY)[0]
    yield ReplyFinding(ReplyFindingKind.AUTO_REPLY, outcome, why, _trimmed(draft, most_alike.span))


def _insufficient(draft: str, ticket: Ticket, thresholds: Thresholds) -> Iterator[ReplyFinding]:
    content = _content_sentences(draft, ticket)
    facts = len(named_facts(" ".join(content), ticket))
    words = sum(len(sentence.split()) for sentence in content)
    is_concrete = any(_CONCRETE.search(sentence) for sentence in content)
    has_few_facts = facts == 0 or (facts < thresholds.answer_facts and words > _SHORT and not is_concrete)
    is_detailed = is_concrete and facts > 0 and words >= _DETAILED
    score = insufficiency(draft, ticket)
    if not words:
        why = _("This neither answers nor asks anything. Write what you found, or ask for what you need.")
    elif score >= (_LENGTHY_EMPTINESS if is_detailed else 0) or (
        has_few_facts and score >= _DOUBTED_EMPTINESS
    ):
        why = _(
            "Hardly anything in this text refers to the customer's question. Mention the error or"
            " what you tried."
        )
    else:
        return
    if ticket.is_answered:
        # Only the first answer has to be sufficient; a later one may be a good-bye.
        outcome = FindingOutcome.WARN
    elif facts == 0 and words < thresholds.answer_words and not (is_concrete or _says_no(draft)):
        outcome = FindingOutcome.BLOCK
    else:
        outcome = FindingOutcome.OVERRIDE
    yield ReplyFinding(ReplyFindingKind.INSUFFICIENT, outcome, why)


def _says_no(draft: str) -> bool:
    """Return whether a short sentence of a draft says no."""
    sentences = (each for line in body_lines(own_words(draft)) for each in split_sentences(line))
    return any(len(each.split()) <= _LONGEST_NO and _NO.search(flat(each)) for each in sentences)


def _canned(draft: str, ticket: Ticket, known: ReplyIndex, thresholds: Thresholds) -> Iterator[ReplyFinding]:
    names = _name_words(ticket)
    draft_wording = comparable_words(draft, names)
    if len(draft_wording.words) < thresholds.canned_shortest:
        return
    twin = known.twin(draft_wording, ticket.thread_id, names)
    if twin is None or twin.share < thresholds.canned_share:
        return
    own_words_left = sum(not repeated for repeated in twin.repeated)
    own_facts = named_facts(" ".join(_unrepeated_words(draft_wording, twin)), ticket)
    is_canned = own_words_left < thresholds.own_words and len(own_facts) < thresholds.own_facts
    share = round(100 * twin.share)
    if is_canned:
        why = _("{0} % of this text comes from an earlier text. Write what applies to this ticket.")
    else:
        why = _("{0} % of this text comes from an earlier text; the rest is new.")
    yield ReplyFinding(
        ReplyFindingKind.CANNED,
        FindingOutcome.BLOCK if is_canned else FindingOutcome.NOTE,
        why.format(share),
        twin=mask_credentials(twin.text),
        share=twin.share,
    )


def _strangers(draft: str, ticket: Ticket, known: ReplyIndex) -> Iterator[ReplyFinding]:
    for stranger in find_other_customers(draft, ticket, known):
        name = safe_line(stranger.name, 60)
        if stranger.is_certain:
            why = _("{0} belongs to another customer. Is this from another ticket?").format(name)
        else:
            why = _("{0} is not named in this thread. Is it the right person?").format(name)
        outcome = FindingOutcome.BLOCK if stranger.is_certain else FindingOutcome.WARN
        yield ReplyFinding(ReplyFindingKind.OTHER_CUSTOMER, outcome, why, stranger.span)


def _off_platform(draft: str, ticket: Ticket) -> Iterator[ReplyFinding]:
    for start, end in sorted(_spans_off_platform(draft, ticket)):
        yield ReplyFinding(
            ReplyFindingKind.OFF_PLATFORM,
            FindingOutcome.OVERRIDE,
            _(
                "{0} leads away from the Marketplace. A request handled elsewhere counts as not"
                " handled, and the account can be closed. Keep the conversation in this thread."
            ).format(safe_line(draft[start:end], 60)),
            (start, end),
        )


def _spans_off_platform(draft: str, ticket: Ticket) -> Iterator[tuple[int, int]]:
    """Yield what the rules find unless its sentence is quite unlike, and other sentences that are alike."""
    found = find_off_platform(draft, ticket)
    sentences = sentences_by_score(draft, ticket, OFF_PLATFORM)
    for each in found:
        scores = [sentence.score for sentence in sentences if overlap(sentence.span, each.span)]
        if max(scores, default=0.0) >= (_DOUBTED_ADDRESS if each.is_address else _DOUBTED_INVITATION):
            yield each.span
    for sentence in sentences:
        if sentence.score >= 0 and not any(overlap(sentence.span, each.span) for each in found):
            yield _trimmed(draft, sentence.span)


def _trimmed(draft: str, span: tuple[int, int]) -> tuple[int, int]:
    """Return a span without the spaces at its ends."""
    text = draft[slice(*span)]
    return span[1] - len(text.lstrip()), span[0] + len(text.rstrip())


def _wrong_language(draft: str, ticket: Ticket) -> Iterator[ReplyFinding]:
    written = reads_as(draft)
    if ticket.language is None or written is None or written == ticket.language:
        return
    language = language_name(ticket.language)
    yield ReplyFinding(
        ReplyFindingKind.WRONG_LANGUAGE,
        FindingOutcome.OVERRIDE,
        _(
            "The customer writes in {0}, but this text is in another language. Write in the"
            " customer's language."
        ).format(language),
    )


def _content_sentences(draft: str, ticket: Ticket) -> list[str]:
    """Return the sentences with content; a courtesy counts only if it names at least two facts."""
    all_sentences = (sentence for line in body_lines(own_words(draft)) for sentence in split_sentences(line))
    return [each for each in all_sentences if not is_courtesy(each) or len(named_facts(each, ticket)) > 1]


def _unrepeated_words(draft_wording: ComparableWords, twin: SimilarText) -> Iterator[str]:
    return (word for word, repeated in zip(draft_wording.words, twin.repeated, strict=True) if not repeated)


def _name_words(ticket: Ticket) -> frozenset[str]:
    """Return the words that slots are filled with; they do not count as the writer's own words."""
    names = f"{ticket.customer} {ticket.product} {ticket.shop} {ticket.prestashop_version}"
    return frozenset(re.findall(r"[^\W_]+", flat(names)))
