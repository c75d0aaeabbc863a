"""The commands that evaluate, decide and prove, as a script uses them."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from logins import desk_of
from other_program import other_transaction
from purchase_desk import ASKED, FOUND, THREAD, PurchaseDesk, open_purchase_desk
from shell import Shell
from sqlalchemy import text

from bizcare_tui.store.open_database import open_database
from bizcare_tui.store.postgresql import PostgresqlDatabase


@pytest.fixture
def file(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[PurchaseDesk]:
    with open_purchase_desk(monkeypatch) as opened:
        yield opened


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def answers(**changed: str) -> str:
    """A file of answers for a rejection."""
    lines = {
        "alternatives": '["moved_domain"]',
        "grounds": f'[{{id = "other_shop", evidence = [{{data = true}}, {{finding = "{FOUND}"}}]}}]',
        **changed,
    }
    return "\n".join(f"{key} = {value}" for key, value in lines.items() if value)


def test_evaluate_prints_a_line_a_ground_and_one_of_the_cover(file: PurchaseDesk, shell: Shell) -> None:
    *grounds, cover = shell.json("evaluate", str(THREAD))
    assert len(grounds) == 6
    for line in grounds:
        assert set(line) >= {"ground", "verdict", "evidence", "settle"}
        assert line["verdict"] in ("supported", "contradicted", "unknown")
        for each in line["evidence"]:
            assert set(each) == {"text", "source", "at", "span"}
    (message,) = shell.json("show", str(THREAD))[0]["messages"]
    passage = grounds[5]["evidence"][0]
    assert message["text"][slice(*passage["span"])] == passage["text"]
    assert cover["cover"][0]["state"] == "active"
    code, out = shell.run("evaluate", str(THREAD))
    assert code == 0
    assert "PROVEN" in out


def test_compat_records_and_keeps_every_range(file: PurchaseDesk, shell: Shell, tmp_path: Path) -> None:
    code, out = shell.run("compat", "carousel", "--from", "2026-01-01", "--max", "9.0", "--source", "page")
    assert code == 0
    assert "up to 9.0" in out
    lines = shell.json("compat", "3")
    assert [(line["from"], line["min"], line["max"]) for line in lines] == [
        ("2024-01-01", "1.7.6", "8.2"),
        ("2026-01-01", None, "9.0"),
    ]
    assert shell.json("evaluate", str(THREAD))[3]["verdict"] == "contradicted"
    table = tmp_path / "ranges.csv"
    table.write_text("product,from,min,max,source\n3,2026-02-01,8.0,9.1,sheet\n")
    assert shell.run("compat", "--import", str(table))[0] == 0
    assert len(shell.json("compat", "3")) == 3


def test_compat_records_the_versions_left_out_and_evaluate_follows_them(
    file: PurchaseDesk, shell: Shell, tmp_path: Path
) -> None:
    assert shell.json("compat", "3")[0]["except"] == []
    code, out = shell.run(
        "compat", "3", "--from", "2026-01-01", "--min", "1.7", "--max", "9.1.3", "--except", "9.0.0, 8"
    )
    assert code == 0
    assert "1.7 – 9.1.3, except 9.0.0, 8" in out
    assert shell.json("compat", "3")[-1]["except"] == ["9.0.0", "8"]
    table = tmp_path / "ranges.csv"
    table.write_text('product,from,min,max,except,source\n3,2026-01-02,1.7,9.1,"9.0.0,8.1",sheet\n')
    assert shell.run("compat", "--import", str(table))[0] == 0
    assert shell.json("compat", "3")[-1]["except"] == ["9.0.0", "8.1"]
    ground = shell.json("evaluate", str(THREAD))[3]
    assert any("except 9.0.0, 8.1" in each["text"] for each in ground["evidence"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("compat", "3", "--min", "8", "--max", "9", "--except", "nine"),
        ("compat", "3", "--min", "8", "--max", "9", "--except", "9.0.0,1.7"),
        ("compat", "3", "--except", "9.0.0"),
        ("compat", "nothing like it"),
        ("compat", "3", "--from", "yesterday", "--max", "9"),
        ("compat", "3", "--from", "2026-01-01"),
        ("compat", "3", "--min", "nine"),
        ("compat", "3", "--min", "9", "--max", "8"),
        ("compat", "--import", "/nonexistent.csv"),
        ("shop", str(THREAD), "javascript:alert(1)", "--source", "x"),
        ("shop", str(THREAD), "www.costa.com"),
        ("reject", str(THREAD)),
        ("reject", str(THREAD), "--decision", "/nonexistent"),
        ("verify", "--against", "/nonexistent"),
    ],
)
def test_wrong_input_is_reported_with_a_next_step(
    file: PurchaseDesk, shell: Shell, arguments: tuple[str, ...]
) -> None:
    code, out = shell.run(*arguments)
    assert code == 2
    assert out == ""
    assert shell.stderr.startswith("bizcare: ")
    assert "Traceback" not in shell.stderr


def test_the_policy_is_printed_with_sources_in_four_languages(shell: Shell) -> None:
    for language, word in (("es", "tienda"), ("fr", "boutique"), ("en", "shop"), ("it", "negozio")):
        code, out = shell.run("policy", "--language", language)
        assert code == 0
        assert word in out
        assert out.count("source: ") >= 15
    kinds = {line["kind"] for line in shell.json("policy")}
    assert kinds == {"cover", "ground", "refund", "clock", "window", "alternative", "information"}


def test_every_rule_has_a_source_with_title_address_article_and_date(shell: Shell) -> None:
    for line in shell.json("policy"):
        assert line["source"], line
        assert line["address"].startswith("https://"), line
        assert line["article"], line
        assert date.fromisoformat(line["read"]) >= date(2026, 1, 1), line
        assert set(line["source_title"]) == {"es", "fr", "en", "it"}, line
    refunds = [
        line for line in shell.json("policy", "--language", "es") if line["id"] != "singular_unsolvable"
    ]
    for line in refunds:
        if line["kind"] == "refund" or line["id"] in ("refund_claim", "refund_accept"):
            assert line["article"] == "18370571411090"
            assert line["source"].startswith("Centro de ayuda para socios")
            assert line["address"].startswith("https://helpcenter-partners.prestashop.com/")


@pytest.mark.parametrize(
    ("age", "is_stale"),
    [("6m", {"2026-04-30"}), ("1y", set()), ("0m", {"2026-04-30", "2026-11-01"}), (None, {"2026-04-30"})],
)
def test_rules_whose_source_was_read_long_ago_are_listed(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, age: str | None, is_stale: set[str]
) -> None:
    monkeypatch.setenv("BIZCARE_NOW", "2026-11-28T10:00:00+01:00")
    arguments = ["policy", "--stale", *([age] if age else [])]
    assert {line["read"] for line in shell.json(*arguments)} == is_stale
    code, out = shell.run(*arguments)
    assert code == (3 if is_stale else 0)
    assert ("Alternative: Reactivate" in out) == bool(is_stale)


def test_an_age_that_cannot_be_read_is_wrong_usage(shell: Shell) -> None:
    assert shell.run("policy", "--stale", "6 parsecs")[0] == 2


def test_a_template_can_be_filled_in_and_is_looked_through_before_anything_is_done(
    file: PurchaseDesk, shell: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "answers.toml"
    assert shell.run("reject", str(THREAD), "--template", "--decision", str(path))[0] == 0
    assert len(tomllib.loads(path.read_text())["grounds"]) == 6
    assert shell.run("reject", str(THREAD), "--template", "--decision", str(path))[0] == 2
    code, _out = shell.run("reject", str(THREAD), "--decision", str(path))
    assert code == 6
    assert "Reasons: Select at least one reason" in shell.stderr
    path.write_text(answers())
    code, out = shell.run("reject", str(THREAD), "--decision", str(path))
    assert code == 0
    assert "www.costa-outlet.com" in out
    assert file.desk.replies.outbox() == []
    (line,) = shell.json("reject", str(THREAD), "--decision", str(path), "--yes")
    assert (line["kind"], line["grounds"], line["outcome"]) == ("rejection", ["other_shop"], "queued")
    (queued,) = shell.json("outbox")
    assert queued["thread"] == THREAD
    (listed,) = shell.json("decisions", "--ground", "other_shop", "--product", "carousel")
    assert listed["id"] == line["id"]
    assert shell.json("decisions", "--ground", "modified_code") == []


def test_precedents_are_listed_with_what_became_of_them(file: PurchaseDesk, shell: Shell) -> None:
    file.desk.decisions.decide(file.rejecting("modified_code"))
    assert shell.json("decisions", "--like", str(THREAD)) == []
    row = dict(file.market.thread(THREAD) or {})
    file.market.add_thread({**row, "id_community_thread": 8})
    file.market.add_message(8, ASKED)
    file.sync()
    (line,) = shell.json("decisions", "--like", "8")
    assert (line["thread"], line["grounds"], line["aftermath"]) == (THREAD, ["modified_code"], ["no_reply"])
    assert "same product" in line["why"]
    code, out = shell.run("decisions", "--like", "8", "--ground", "modified_code")
    assert code == 0
    assert "    no reply  (" in out
    assert shell.json("decisions", "--like", "8", "--ground", "other_shop") == []


def test_a_letter_is_written_in_the_language_of_the_file_and_without_facts_that_are_not_known(
    file: PurchaseDesk, shell: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "answers.toml"
    path.write_text(answers(language='"fr"'))
    (line,) = shell.json("reject", str(THREAD), "--decision", str(path))
    assert line["letter"].startswith("Bonjour")
    assert "www.costa-outlet.com" in line["letter"]


def test_a_dry_run_says_what_could_be_objected_and_sends_nothing_even_with_yes(
    file: PurchaseDesk, shell: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "answers.toml"
    weak = f'[{{id = "modified_code", acknowledged = true, evidence = [{{finding = "{FOUND}"}}]}}]'
    path.write_text(answers(grounds=weak, alternatives="[]"))
    arguments = ("reject", str(THREAD), "--decision", str(path), "--dry-run", "--yes")
    code, out = shell.run(*arguments)
    assert code == 0
    assert "Would this rejection hold?\nThis rejection may hold, with 3 doubts." in out
    assert "  ? The only evidence is your own words.\n    → Quote the customer" in out
    (line,) = shell.json(*arguments)
    assert [(each["ground"], each["kind"], each["serious"]) for each in line["objections"]] == [
        ("modified_code", "own_words", False),
        (None, "no_alternative", False),
        (None, "cover_active", False),
    ]
    assert file.desk.replies.outbox() == []


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"grounds": '[{id = "other_shp", evidence = [{finding = "x"}]}]'}, "other_shop"),
        ({"ground": "[]"}, "grounds"),
        ({"partial": "3"}, "a text"),
        ({"grounds": '[{id = "other_shop", evidence = [{message = 99, quote = "x"}]}]'}, "no such message"),
        (
            {"grounds": '[{id = "other_shop", evidence = [{message = 1, quote = "never said"}]}]'},
            "does not say",
        ),
        (
            {"grounds": '[{id = "modified_code", acknowledged = true, evidence = [{data = true}]}]'},
            "do not prove",
        ),
        ({"alternatives": '["reactivat"]'}, "reactivate"),
        ({"language": '"sv"'}, "no letters in 'sv'"),
        ({"letter": '"unclosed'}, "not valid TOML"),
    ],
)
def test_a_wrong_file_of_answers_names_what_is_wrong(
    file: PurchaseDesk, shell: Shell, tmp_path: Path, changed: dict[str, str], word: str
) -> None:
    path = tmp_path / "answers.toml"
    path.write_text(answers(**changed))
    code, out = shell.run("reject", str(THREAD), "--decision", str(path), "--yes")
    assert code == 2
    assert str(path) in shell.stderr
    assert word in shell.stderr
    assert out == ""
    assert file.desk.decisions.list_decisions() == []


def test_a_refund_by_script_tells_the_dollar_step(file: PurchaseDesk, shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "answers.toml"
    ground = f'[{{id = "not_working", evidence = [{{finding = "{FOUND}"}}]}}]'
    done = "singular = true\ncare_ends = true\npaid_out = false\n"
    path.write_text(f"{done}grounds = {ground}\n")
    code, out = shell.run("refund", str(THREAD), "--decision", str(path))
    assert code == 6
    assert "Product not working despite support" in out
    assert "I agree to the refund of Carousel One, order 9" in out
    path.write_text(f"{done}done = true\ngrounds = {ground}\n")
    (line,) = shell.json("refund", str(THREAD), "--decision", str(path), "--yes")
    assert line["outcome"] == "refunding"
    assert shell.json("show", str(THREAD))[0]["state"] == "refunding"


Execute = Callable[..., Iterable[Sequence[Any]]]


@contextmanager
def behind(file: PurchaseDesk) -> Iterator[Execute]:
    """Executes statements behind the program's back, where nothing has to fit."""
    place = open_database(file.desk.session.paths.database)
    if isinstance(place, PostgresqlDatabase):
        with other_transaction(place) as connection:
            connection.exec_driver_sql("SET session_replication_role = replica")
            yield lambda statement, values=None: connection.execute(text(statement), values or {})
    else:
        with sqlite3.connect(file.desk.session.paths.database) as connection:
            yield connection.execute


@pytest.fixture
def decided(file: PurchaseDesk) -> PurchaseDesk:
    """A dossier with a decision and some history."""
    file.desk.decisions.decide(file.rejecting("other_shop"))
    file.send()
    return file


def test_verify_succeeds_and_lists_what_it_cannot_prove(decided: PurchaseDesk, shell: Shell) -> None:
    code, out = shell.run("verify")
    assert code == 0
    assert "Nothing was changed" in out
    assert "Not proven" in out
    (line,) = shell.json("verify")
    assert line["ok"] is True
    assert line["anchored"]["entry"] == line["entries"]
    assert decided.desk.session.paths.anchors_file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "column",
    [
        "account_id",
        "at",
        "person_id",
        "thread_id",
        "kind",
        "payload",
        "salt",
        "payload_digest",
        "previous",
        "digest",
    ],
)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_verify_names_an_entry_of_which_a_byte_was_changed(
    decided: PurchaseDesk, shell: Shell, column: str, place: str
) -> None:
    assert shell.run("verify")[0] == 0
    with behind(decided) as execute:
        (last,) = next(iter(execute("SELECT max(id) FROM history")))
        number = {"first": 1, "middle": last // 2, "last": last}[place]
        entry = {"id": number}
        (value,) = next(iter(execute(f"SELECT {column} FROM history WHERE id = :id", entry)))
        changed = (value or 0) + 1 if isinstance(value, int | None) else ("x" + value[1:] if value else "x")
        execute(f"UPDATE history SET {column} = :to WHERE id = :id", entry | {"to": changed})
    code, out = shell.run("verify")
    assert code == 1
    assert f"Entry {number}" in out


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("DELETE FROM history WHERE id = 2", "entries 2 to 2 are missing"),
        ("DELETE FROM history WHERE id = 1", "entries 1 to 1 are missing"),
        ("DELETE FROM history WHERE id = (SELECT max(id) FROM history)", "later entries were removed"),
        ("DELETE FROM history WHERE id > 2", "later entries were removed"),
        ("DELETE FROM history", "later entries were removed"),
        ("UPDATE history SET payload = NULL WHERE id = 2", "data are missing"),
        ("UPDATE history SET id = id + 5 WHERE id = (SELECT max(id) FROM history)", "are missing"),
        ("UPDATE decision SET grounds = 'modified_code'", "Decision 1"),
        ("UPDATE decision SET content = replace(content, 'costa', 'Costa')", "Decision 1"),
        ("UPDATE decision SET at = at + 1", "Decision 1"),
        ("DELETE FROM decision", "Decision 1: it is missing"),
    ],
)
def test_verify_names_what_was_removed_or_cut(
    decided: PurchaseDesk, shell: Shell, statement: str, word: str
) -> None:
    assert shell.run("verify")[0] == 0
    with behind(decided) as execute:
        execute(statement)
    code, out = shell.run("verify")
    assert code == 1
    assert word in out


def test_a_chain_made_anew_is_shown_by_an_anchor_kept_elsewhere(
    decided: PurchaseDesk, shell: Shell, tmp_path: Path
) -> None:
    from bizcare_tui.store import history
    from bizcare_tui.store.engine import Store
    from bizcare_tui.store.tables import History

    elsewhere = tmp_path / "anchors"
    assert shell.run("verify", "--anchor", str(elsewhere))[0] == 0
    decided.desk.session.paths.anchors_file.unlink()
    store = Store(open_database(decided.desk.session.paths.database))
    with store.transaction() as session:
        previous = ""
        for number in range(1, history.head(session)[0] + 1):
            entry = session.get(History, number)
            assert entry is not None
            entry.at += 60
            entry.previous = previous
            entry.digest = previous = history.expected_digest(entry)
            session.add(entry)
    code, out = shell.run("verify", "--against", str(elsewhere))
    assert code == 1
    assert "differs from the anchored entry" in out


def test_an_evidence_pack_is_whole_the_same_each_time_and_checks_out(
    decided: PurchaseDesk, shell: Shell, tmp_path: Path
) -> None:
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    (line,) = shell.json("evidence", str(THREAD), "--out", str(first))
    assert shell.run("evidence", str(THREAD), "--out", str(second))[0] == 0
    assert first.read_bytes() == second.read_bytes()
    assert line["sha256"] == hashlib.sha256(first.read_bytes()).hexdigest()
    assert first.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(first) as pack:
        names = set(pack.namelist())
        assert names >= {
            "evidence.md", "evidence.html", "raw/thread.json", "raw/messages.jsonl", "raw/sale.json",
            "evaluated.jsonl", "history.jsonl", "decisions/1.json", "SHA256SUMS",
        }  # fmt: skip
        for row in pack.read("SHA256SUMS").decode().splitlines():
            digest, name = row.split("  ")
            assert hashlib.sha256(pack.read(name)).hexdigest() == digest
        text = pack.read("evidence.md").decode()
        decision = json.loads(pack.read("decisions/1.json"))
    assert ASKED[:40] in text
    assert "First answer" in text
    assert FOUND in decision["content"]["letter"]
    assert shell.run("evidence", str(THREAD), "--out", str(first))[0] == 2


def test_a_file_of_evidence_goes_into_the_pack(file: PurchaseDesk, shell: Shell, tmp_path: Path) -> None:
    log = tmp_path / "shop.log"
    log.write_text("PHP Fatal error in override/classes/Cart.php")
    path = tmp_path / "answers.toml"
    path.write_text(
        f'grounds = [{{id = "other_shop", evidence = [{{file = "{log}"}}, {{finding = "{FOUND}"}}]}}]\n'
    )
    assert shell.run("reject", str(THREAD), "--decision", str(path), "--yes")[0] == 0
    log.unlink()
    pack = tmp_path / "pack.zip"
    assert shell.run("evidence", str(THREAD), "--out", str(pack))[0] == 0
    with zipfile.ZipFile(pack) as opened:
        (kept,) = [name for name in opened.namelist() if name.startswith("files/")]
        assert b"Fatal error" in opened.read(kept)


def test_a_redacted_pack_contains_no_personal_data_and_no_credential(
    monkeypatch: pytest.MonkeyPatch, shell: Shell, tmp_path: Path
) -> None:
    asked = (
        "Hello, I am Maria Costa, maria.costa@example.com, +34 612 345 678. On www.costa-outlet.com it fails."
        " ftp login: maria / Garden!2024, from 83.45.12.7"
    )
    with open_purchase_desk(monkeypatch, asked=asked) as opened:
        monkeypatch.setattr("bizcare_tui.store.people.login_name", lambda: "anabel")
        opened.desk.decisions.decide(opened.rejecting("other_shop"))
        pack = tmp_path / "pack.zip"
        assert shell.run("evidence", str(THREAD), "--out", str(pack), "--redact")[0] == 0
        with zipfile.ZipFile(io.BytesIO(pack.read_bytes())) as opened_pack:
            everything = "\n".join(opened_pack.read(name).decode() for name in opened_pack.namelist())
    for secret in ("maria.costa@example.com", "612 345 678", "Garden!2024", "83.45.12.7", "anabel"):
        assert secret not in everything, secret
    assert "costa-outlet.com" in everything


@pytest.mark.sqlite
def test_a_second_person_is_asked_for_by_command(file: PurchaseDesk, shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "hers.toml").write_text(answers())
    (tmp_path / "his.toml").write_text(answers(partial='"We look at the override."'))
    assert shell.run("policy", "--second-person", "on")[0] == 0
    with desk_of("ana"):
        assert shell.run("reject", str(THREAD), "--decision", str(tmp_path / "hers.toml"), "--yes")[0] == 1
        assert "bizcare reject 7 --yes" in shell.stderr
        assert shell.run("reject", str(THREAD), "--yes")[0] == 1
    with desk_of("bob"):
        assert shell.run("reject", str(THREAD), "--decision", str(tmp_path / "his.toml"), "--yes")[0] == 1
        assert shell.json("decisions") == []
    with desk_of("carl"):
        (row,) = shell.json("reject", str(THREAD), "--yes")
    assert row["who"] == "ana, changed by bob, seconded by carl"
