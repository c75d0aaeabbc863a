"""Ground 2, another shop: compare the shops mentioned in topic and messages with the licensed one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bizcare_tui.domain.evidence.address_context import (
    find_signature,
    is_concerned_shop,
    is_mentioned_in_passing,
    is_other_address,
    works_at_address,
)
from bizcare_tui.domain.evidence.evaluation_data import (
    EvaluationData,
    Evidence,
    GroundEvaluation,
    GroundVerdict,
    ThreadMessage,
    quote_evidence,
)
from bizcare_tui.domain.grounds import Ground
from bizcare_tui.domain.shops import (
    Shop,
    ShopMention,
    is_on_platform,
    is_similar_name,
    read_shop,
    same_shop,
    shop_mentions,
    shops_in_paths,
)
from bizcare_tui.domain.text_folding import flat
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.word_pattern import WordPattern
from bizcare_tui.i18n import _

# The customer says that the shop's address changed.
_MOVED = WordPattern(r"%other_shop.moved%")
# One installation has several shops.
_SEVERAL_SHOPS = WordPattern(r"%other_shop.several_shops%")


@dataclass(frozen=True, slots=True)
class _ShopMention:
    """A shop mentioned in the topic or a message.

    `is_meant` is true if it is mentioned as the shop concerned, `is_aside` if it is mentioned as something
    else; for many addresses the text shows neither. `works` is whether the text says that the product works
    there (None if it does not say). `is_firm` is true if the address is certainly a shop's, so that a
    verdict may be based on it.
    """

    shop: Shop
    evidence: Evidence
    is_meant: bool
    is_aside: bool
    by_customer: bool
    is_firm: bool
    works: bool | None


def evaluate_shop(case: EvaluationData) -> GroundEvaluation:
    """Evaluate whether the request is about another shop than the licensed one, by registrable domain.

    The ground is supported only if another shop, and only that one, is mentioned as the shop concerned. Test
    installations, look-alike addresses, moved domains and examples leave it unknown.

    Source: partner help centre, when a request may be refused (2).
    """
    licensed = read_shop(case.website) if case.website else None
    if licensed is None:
        return _unknown(
            (),
            _("The licensed shop is unknown."),
            _("Look it up in the partner account and record it with its source."),
        )
    mentions = [*_shop_mentions(case), *_shops_in_paths(case, licensed)]
    record = Evidence(case.website, case.website_source, case.website_at)
    evidence = (record, *(each.evidence for each in mentions))
    same = [each for each in mentions if same_shop(each.shop, licensed) and not each.shop.is_test]
    others = [each for each in mentions if not each.shop.is_test and not same_shop(each.shop, licensed)]
    concerned = [each for each in others if each.is_meant and each.is_firm]
    if others and (found := _verdict_for_same_owner(case, evidence, concerned, licensed)):
        return found
    if same:
        return _verdict_with_licensed(evidence, same, others, licensed)
    if not concerned:
        is_test = any(each.shop.is_test for each in mentions)
        return _verdict_without_shop(evidence, is_named=bool(mentions), is_test=is_test)
    return _verdict_for_other_shop(
        evidence, concerned, licensed, _("The messages name only another shop: {0}.")
    )


def _verdict_for_same_owner(
    case: EvaluationData, evidence: tuple[Evidence, ...], concerned: list[_ShopMention], licensed: Shop
) -> GroundEvaluation | None:
    """Return the verdict if another address may be that of the licensed shop, else None."""
    if _says(case, _MOVED):
        return _unknown(
            evidence,
            _("The shop seems to have moved to another domain."),
            _("PrestaShop support can change the address of the licence. Refer the customer to them."),
            "moved_domain",
        )
    is_similar = any(is_similar_name(each.shop, licensed) for each in concerned)
    if is_similar or (concerned and _says(case, _SEVERAL_SHOPS)):
        return _unknown(
            evidence,
            _("The other address may be another domain of the licensed shop."),
            _("Ask whether both addresses belong to the same installation."),
        )
    return None


def _says(case: EvaluationData, pattern: WordPattern) -> bool:
    return any(
        pattern.search(flat(words.own)) for words in (_topic(case), *case.messages) if _may_be_customer(words)
    )


def _verdict_with_licensed(
    evidence: tuple[Evidence, ...], same: list[_ShopMention], others: list[_ShopMention], licensed: Shop
) -> GroundEvaluation:
    """Return the verdict if the licensed shop is mentioned."""
    if all(each.is_aside for each in others) and not _only_failing(same, others):
        return GroundEvaluation(
            Ground.OTHER_SHOP,
            GroundVerdict.CONTRADICTED,
            _("The messages name the licensed shop itself."),
            evidence,
        )
    return _verdict_by_condition(evidence, same, others, licensed)


def _verdict_by_condition(
    evidence: tuple[Evidence, ...], same: list[_ShopMention], others: list[_ShopMention], licensed: Shop
) -> GroundEvaluation:
    """Return the verdict if the licensed shop and others are mentioned, by where it works and fails."""
    if failing := _only_failing(same, others):
        why = _("The product works on the licensed shop and fails on another one: {0}.")
        return _verdict_for_other_shop(evidence, failing, licensed, why)
    states = {each.works for each in same}
    if False in states and True not in states and not any(each.works is False for each in others):
        return GroundEvaluation(
            Ground.OTHER_SHOP,
            GroundVerdict.CONTRADICTED,
            _("The product fails on the licensed shop."),
            evidence,
        )
    return _unknown(
        evidence,
        _("The messages name the licensed shop and another one."),
        _("Ask on which of them the problem occurs."),
    )


def _only_failing(same: list[_ShopMention], others: list[_ShopMention]) -> list[_ShopMention]:
    """Return the mentions of the one other shop where it fails while it works on the licensed one.

    Return an empty list if this is unclear.
    """
    states = {each.works for each in same}
    failing = [each for each in others if each.works is False]
    is_clear = True in states and False not in states and all(each.is_firm for each in failing)
    return failing if is_clear and len({each.shop.domain for each in failing}) == 1 else []


def _verdict_without_shop(
    evidence: tuple[Evidence, ...], *, is_named: bool, is_test: bool
) -> GroundEvaluation:
    """Return the verdict if no shop is mentioned as the one concerned."""
    if is_test:
        return _unknown(
            evidence,
            _("The messages name only a test installation, which the licensed shop may have."),
            _("Ask which shop it is a copy of."),
            "staging",
        )
    why = _("The messages name no shop.")
    if is_named:
        why = _("The other addresses seem to be examples, sources or part of a signature.")
    return _unknown(evidence, why, _("Ask on which shop the problem occurs."))


def _verdict_for_other_shop(
    evidence: tuple[Evidence, ...], concerned: list[_ShopMention], licensed: Shop, why: str
) -> GroundEvaluation:
    """Return the verdict if the request is about other shops than the licensed one."""
    if licensed.is_test or not licensed.domain or is_on_platform(licensed):
        return _unknown(
            evidence,
            _("The licence is registered for a test address or an address that a platform provides."),
            _("Look up the shop in the partner account and record it with its source."),
            "staging",
        )
    if licensed.is_odd or any(each.shop.is_odd for each in concerned):
        return _unknown(
            evidence,
            _("An address may be disguised as another one."),
            _("Ask the customer to confirm the address of the shop."),
        )
    if not any(each.by_customer for each in concerned):
        return _unknown(
            evidence,
            _("The author of the message that names the other shop is unknown."),
            _("Set its author in the conversation."),
        )
    if len({each.shop.domain for each in concerned}) > 1:
        return _unknown(
            evidence,
            _("The messages name several other shops."),
            _("Ask on which of them the problem occurs."),
        )
    if any(is_on_platform(each.shop) for each in concerned):
        return _unknown(
            evidence,
            _("The other address is one that a platform or a hosting company provides."),
            _("Ask the customer to confirm the address of the shop."),
        )
    return GroundEvaluation(
        Ground.OTHER_SHOP,
        GroundVerdict.SUPPORTED,
        why.format(concerned[0].shop.host),
        evidence,
        _("Before you reject, ask whether the shop has moved or is a test installation."),
        ("moved_domain", "staging"),
    )


def _unknown(evidence: tuple[Evidence, ...], why: str, settle: str, *alternatives: str) -> GroundEvaluation:
    return GroundEvaluation(Ground.OTHER_SHOP, GroundVerdict.UNKNOWN, why, evidence, settle, alternatives)


def _shop_mentions(case: EvaluationData) -> Iterator[_ShopMention]:
    """Yield the shops that the customer, or an unknown author, mentioned."""
    for words in (_topic(case), *case.messages):
        if not _may_be_customer(words):
            continue
        text = words.own
        ending = find_signature(text)
        for mention in shop_mentions(text):
            yield _shop_mention(words, text, mention, ending)


def _shop_mention(words: ThreadMessage, text: str, mention: ShopMention, ending: int) -> _ShopMention:
    span = (mention.start, mention.end)
    evidence = quote_evidence(words, span)
    aside = is_mentioned_in_passing(text, span, ending, mention.shop)
    return _ShopMention(
        mention.shop,
        evidence if words.id else Evidence(evidence.text, "topic", words.at, span),
        is_meant=is_concerned_shop(text, span) and not aside,
        is_aside=aside or not mention.is_sure,
        by_customer=words.author is Author.CUSTOMER,
        is_firm=mention.is_sure and not is_other_address(text, span, ending, mention.shop),
        works=works_at_address(text, span),
    )


def _shops_in_paths(case: EvaluationData, licensed: Shop) -> Iterator[_ShopMention]:
    """Yield the licensed shop where a path of a server names it; other folders decide nothing."""
    for words in case.messages:
        if _may_be_customer(words):
            for mention in shops_in_paths(words.own):
                if same_shop(mention.shop, licensed):
                    yield _shop_mention(words, words.own, mention, len(words.own))


def _topic(case: EvaluationData) -> ThreadMessage:
    """Return the topic as a message of the customer with the id 0."""
    return ThreadMessage(0, case.opened_at, Author.CUSTOMER, case.topic)


def _may_be_customer(words: ThreadMessage) -> bool:
    return words.author in (Author.CUSTOMER, Author.UNKNOWN)
