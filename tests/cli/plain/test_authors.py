"""The author sweep in the line mode: groups, their effect, and single messages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from line_person import typed

from bizcare_tui.desk.desk import Desk
from bizcare_tui.domain.author_groups import AuthorGroup

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def scored(desk: Desk) -> Desk:
    desk.baseline.answer(desk.now().replace(year=2020), [], mark_older_read=False)
    return desk


def groups_of(desk: Desk) -> tuple[AuthorGroup, ...]:
    return desk.verbs.author_sweep.read().groups


def test_a_group_is_recorded_after_its_effect_was_said(scored: Desk, capsys: Capture) -> None:
    groups = groups_of(scored)
    index = next(index for index, group in enumerate(groups) if group.identifies and len(group.messages) > 1)
    assert index < 9
    said = typed(capsys, scored, "authors", str(index + 1), "1", "yes", "cancel")
    assert "Recorded." in said
    count = len(groups[index].messages)
    assert f"Record {count} messages: ours?" in said
    assert groups[index].id not in [group.id for group in groups_of(scored)]


def test_one_undo_takes_a_group_back(scored: Desk, capsys: Capture) -> None:
    groups = groups_of(scored)
    index = next(index for index, group in enumerate(groups) if group.identifies)
    typed(capsys, scored, "authors", str(index + 1), "2", "yes", "cancel", "undo")
    assert groups_of(scored) == groups


def test_some_messages_of_a_group_are_decided(scored: Desk, capsys: Capture) -> None:
    groups = groups_of(scored)
    index = next(index for index, group in enumerate(groups) if len(group.messages) > 2)
    typed(capsys, scored, "authors", str(index + 1), "only", "1 2", "customer", "yes", "cancel")
    left = {each.id for group in groups_of(scored) for each in group.messages}
    assert [each.id in left for each in groups[index].messages] == [False, False] + [True] * (
        len(groups[index].messages) - 2
    )


def test_an_ending_of_anybody_is_decided_message_by_message(
    scored: Desk, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = scored.verbs.author_sweep.read()
    index = next(index for index, group in enumerate(found.groups) if len(group.messages) > 1)
    groups = [replace(group, identifies=False) for group in found.groups]
    monkeypatch.setattr(scored.verbs.author_sweep, "read", lambda: replace(found, groups=tuple(groups)))
    said = typed(capsys, scored, "authors", str(index + 1), "none", "cancel").replace("\n", " ")
    assert "decide message by message" in said
    assert "Which messages?" in said
    assert "Whose are they?" not in said


def test_nothing_is_recorded_without_a_yes(scored: Desk, capsys: Capture) -> None:
    groups = groups_of(scored)
    index = next(index for index, group in enumerate(groups) if group.is_decided_at_once)
    typed(capsys, scored, "authors", str(index + 1), "1", "no", "cancel")
    typed(capsys, scored, "authors", str(index + 1), "nobody", "cancel")
    typed(capsys, scored, "authors", "leave")
    assert groups_of(scored) == groups
