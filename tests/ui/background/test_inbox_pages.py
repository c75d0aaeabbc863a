"""Reading the lists of the inbox: in order, until it is stopped, and after an error."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

import pytest

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.inbox import Section
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.errors import BizcareError, StoreBusy
from bizcare_tui.ui.background.inbox_pages import InboxPageReader
from bizcare_tui.ui.background.inbox_selection import InboxSelection
from bizcare_tui.ui.workspace import Workspace


class ReadingWorkspace:
    """The part of a workspace that reading a list needs; it keeps the errors."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.errors: list[BizcareError] = []

    def fail(self, error: BizcareError) -> None:
        self.errors.append(error)

    async def read(self, call: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.to_thread(call, *arguments)


@pytest.fixture
def workspace(desk: Desk) -> ReadingWorkspace:
    return ReadingWorkspace(desk)


def reader_of(workspace: ReadingWorkspace, query: str = "") -> InboxPageReader:
    return InboxPageReader(cast("Workspace", workspace), InboxSelection([Section("Any", query)]))


async def test_the_last_page_has_the_threads_of_the_query(
    workspace: ReadingWorkspace,
) -> None:
    reader = reader_of(workspace, "is:unread")
    pages = [page async for page in reader.pages(None, reader.restart(), briefly=False)]
    assert pages[-1].is_complete
    assert list(pages[-1].ids) == list(workspace.desk.inbox.thread_ids(parse_query("is:unread")))


async def test_a_new_request_stops_the_one_before(workspace: ReadingWorkspace) -> None:
    reader = reader_of(workspace)
    stop = reader.restart()
    reader.restart()
    assert stop.is_set()
    assert [page async for page in reader.pages(None, stop, briefly=False)] == []


async def test_the_end_of_a_list_is_its_last_threads(workspace: ReadingWorkspace) -> None:
    page = await reader_of(workspace).last_page()
    assert page is not None
    ids = workspace.desk.inbox.thread_ids(parse_query(""))
    assert page.ids[-1] == ids[-1]
    assert page.includes_last


async def test_after_an_error_there_is_no_page_and_the_person_is_notified(
    workspace: ReadingWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = StoreBusy("The store cannot be read.")

    def fail(*_arguments: Any, **_options: Any) -> Any:
        raise error
        yield

    reader = reader_of(workspace)
    monkeypatch.setattr(workspace.desk.inbox, "pages", fail)
    monkeypatch.setattr(workspace.desk.inbox, "last_page", lambda _query: next(fail()))
    assert [page async for page in reader.pages(None, reader.restart(), briefly=False)] == []
    assert await reader.last_page() is None
    assert workspace.errors == [error, error]
