"""The policy: every rule of the help centre is there, and a policy file of the user is checked key by key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bizcare_tui.desk.policy import load_policy
from bizcare_tui.domain import refunds
from bizcare_tui.domain.grounds import Ground, RefundGround
from bizcare_tui.domain.policy import LETTER_LANGUAGES, POLICY_LANGUAGES, Evaluation
from bizcare_tui.errors import BadSettings


def own(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "policy.toml"
    file.write_text(text)
    return file


def test_every_rule_of_the_help_centre_is_there_with_its_source(tmp_path: Path) -> None:
    policy = load_policy(tmp_path / "none")
    assert list(policy.grounds) == [ground.value for ground in Ground]
    assert list(policy.refunds) == [ground.value for ground in RefundGround]
    assert policy.clocks["first_answer"].business_days == 1
    assert policy.clocks["fix"].calendar_days == 30
    assert set(policy.covers) == {"scope", "presale", "term"}
    reported = {rule.id: rule.text["en"] for _kind, rule in policy.rules()}
    for rule_id, words in {
        "scope": ("installing", "configuring", "technical problems"),
        "presale": ("before a purchase",),
        "first_answer": ("Monday to Friday", "public holidays", "personal and sufficient", "automatic"),
        "fix": ("30 days", "patch"),
        "singular_unsolvable": ("this shop alone", "cannot be resolved", "refund"),
        "term": ("12 months", "refund of the product also ends", "refunds its Business Care"),
        "not_the_product": ("directly and exclusively",),
        "other_shop": ("other than the one on which the product was downloaded",),
        "intervention_or_third_party": ("intervention", "third-party services"),
        "incompatible_version": ("declared compatible", "date of purchase", "one by one", "gaps"),
        "vacation": ("does not stop the clock",),
        "reviews": ("the 10th day",),
        "contact_rate": ("10 %", "15 %"),
        "vulnerability": ("24 hours", "72 hours", "14 days"),
        "incompatible_developments": ("contrary to and incompatible",),
        "modified_code": ("specific developments", "source code or files"),
    }.items():
        for word in words:
            assert word in reported[rule_id], rule_id
    for kind, rule in policy.rules():
        assert rule.source, rule.id
        assert set(rule.source_title) == set(POLICY_LANGUAGES)
        assert rule.address.startswith("https://"), rule.id
        assert rule.article, rule.id
        assert rule.read, rule.id
        assert set(rule.title) == set(rule.text) == set(POLICY_LANGUAGES)
        assert kind == "alternative" or rule.valid_from
        is_letter = kind in ("ground", "refund", "alternative")
        assert set(rule.letter) == (set(LETTER_LANGUAGES) if is_letter else set())
        assert set(rule.letter_plain) in (set(), set(LETTER_LANGUAGES)), rule.id
        assert kind != "ground" or (rule.evaluation and rule.evidence)
    assert policy.grounds["other_shop"].evaluation is Evaluation.SHOP
    for parts in policy.frames.values():
        for texts in parts.values():
            assert set(texts) == set(LETTER_LANGUAGES)


def test_the_computed_time_limits_are_those_of_the_policy_texts(tmp_path: Path) -> None:
    policy = load_policy(tmp_path / "none")
    assert policy.windows["refund_claim"].months == refunds.CLAIM_MONTHS
    assert policy.windows["refund_accept"].months == refunds.ACCEPT_MONTHS


def test_an_own_file_tightens_a_rule_and_changes_the_version(tmp_path: Path) -> None:
    text = '[ground.other_shop]\nevidence = ["attachment"]\n[ground.other_shop.title]\nes = "Otra"\n'
    policy, shipped = load_policy(own(tmp_path, text)), load_policy(tmp_path / "none")
    rule = policy.grounds["other_shop"]
    assert rule.evidence == ("attachment",)
    assert (rule.title["es"], rule.title["en"]) == ("Otra", shipped.grounds["other_shop"].title["en"])
    assert rule.own.endswith("policy.toml")
    assert policy.version != shipped.version
    assert shipped.grounds["other_shop"].evidence != ("attachment",)


def test_a_rule_can_cite_another_source_or_one_of_ones_own(tmp_path: Path) -> None:
    text = """
[ground.other_shop]
cites = "shop_address"
part = "FAQ"
[window.payout_hold]
source = "Our contract"
address = "https://example.org/contract"
article = "12.3"
read = 2026-10-01
"""
    policy = load_policy(own(tmp_path, text))
    cited, mine = policy.grounds["other_shop"], policy.windows["payout_hold"]
    assert (cited.article, cited.part) == ("16884782017554", "FAQ")
    assert cited.source_in("es") == "Centro de ayuda para clientes: declarar la dirección de la tienda (FAQ)"
    assert {mine.source_in(language) for language in POLICY_LANGUAGES} == {"Our contract"}
    assert (mine.address, mine.article) == ("https://example.org/contract", "12.3")
    assert mine.read == date(2026, 10, 1)


def test_a_source_is_stale_after_so_many_calendar_months(tmp_path: Path) -> None:
    rule = load_policy(own(tmp_path, "[clock.fix]\nread = 2026-05-31\n")).clocks["fix"]
    assert not rule.is_stale(date(2026, 11, 30), 6)
    assert rule.is_stale(date(2026, 12, 1), 6)


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ('[ground.other_shp]\nevidence = ["data"]', 1, "other_shop"),
        ("[grund.other_shop]\na = 1", 1, "ground"),
        ('\n[ground.other_shop]\nevidnce = ["data"]', 3, "evidence"),
        ('[ground.other_shop]\nevidence = ["rumour"]', 2, "attachment"),
        ("[ground.other_shop]\nevidence = []", 2, "list"),
        ('[ground.modified_code]\nevidence = ["data"]', 2, "no stored data"),
        ('[ground.other_shop]\nevaluation = "passages"', 2, "built in"),
        ("[clock.fix]\ncalendar_days = 60", 2, "built in"),
        ("[window.refund_claim]\nmonths = -1", 2, "from 0 to 24"),
        ("[window.refund_claim]\nmonths = true", 2, "from 0 to 24"),
        ("[window.refund_claim]\ndays = 3", 2, "not counted"),
        ('[ground.other_shop.title]\nde = "Anderer Shop"', 2, "'de'"),
        ('[ground.other_shop]\n\nsource = ""', 3, "a text"),
        ('[ground.other_shop]\ncites = "refnds"', 2, "refunds"),
        ('[ground.other_shop]\naddress = "help.example.org"', 2, "https"),
        ('[ground.other_shop]\nread = "yesterday"', 2, "a date"),
        ("[ground.other_shop]\narticle = 7", 2, "a text"),
        ('[information.vacation]\nletter.en = "x"', 2, "letter"),
        ('[alternative.reactivate]\nshare = "2"', 2, "from 0 to 1"),
        ('[frame.rejection.opning]\nen = "x"', 1, "opening"),
        ("ground = 3", 1, "a table"),
        ("[ground.other_shop\n", 1, "TOML"),
    ],
)
def test_a_wrong_file_is_named_with_line_and_key(tmp_path: Path, text: str, line: int, word: str) -> None:
    with pytest.raises(BadSettings) as caught:
        load_policy(own(tmp_path, text))
    assert "policy.toml" in str(caught.value)
    assert f"line {line}" in str(caught.value)
    assert word in str(caught.value)
