"""The form for submitting a patch to PrestaShop: branch, version, changelog, checklist."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static, TextArea

from bizcare_tui.desk.defects import SubmissionCheck
from bizcare_tui.domain.branches import EVERY_NAME
from bizcare_tui.domain.defects import Defect
from bizcare_tui.domain.submissions import Check
from bizcare_tui.i18n import _, ngettext
from bizcare_tui.ui.commands.command import Context
from bizcare_tui.ui.screens.dialog_base import DIALOG_CSS, DialogForm, ModalList
from bizcare_tui.ui.widgets.fields import AreaField, LineField
from bizcare_tui.ui.widgets.wrapped_text import HangingText, WrappedParts

# Number of earlier submissions that are shown.
_SHOWN_SUBMISSIONS = 5


class CheckList(ModalList):
    """A checklist. The mark of a line is a letter, not a colour."""

    def __init__(self, lines: Mapping[Check, str], checked: Sequence[str] = ()) -> None:
        super().__init__(id="checks", compact=True, markup=False)
        self._texts = dict(lines)
        self.checked = {check for check in lines if check.value in checked}

    def on_mount(self) -> None:
        """Show the lines with their marks."""
        self._show_lines(0)

    def action_select(self) -> None:
        """Report the line under the cursor. No screen follows, so the next keys are not held for one."""
        OptionList.action_select(self)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Check or uncheck the line, and move to the next one."""
        event.stop()
        self.checked ^= {list(self._texts)[event.option_index]}
        self._show_lines(min(event.option_index + 1, len(self._texts) - 1))

    def _show_lines(self, index: int) -> None:
        self.clear_options()
        self.add_options(
            HangingText(Content(f"[{'x' if check in self.checked else ' '}] {text}"))
            for check, text in self._texts.items()
        )
        self.highlighted = index


class SubmissionScreen(DialogForm[int | None]):
    """The steps before a ZIP is submitted. The result is what `accept` returns, or None if the form was left.

    Args:
        defect: the defect that the patch fixes.
        branch: the name of the branch that the patch is for; empty for all.
        submission: the checks, the number of submissions left today, and the earlier submissions.
        address: the URL of the product's page in the partner account; empty if it is not known.
        accept: called with branch, version, changelog and checks. If it raises an error, the form stays
            open and shows it.
    """

    CONTEXT: ClassVar[Context | None] = Context.SUBMISSION
    FIRST = "#version"
    DEFAULT_CSS = (
        "SubmissionScreen {" + DIALOG_CSS + "} SubmissionScreen > .box { width: 96%; max-width: 110; }"
        "SubmissionScreen TextArea { height: 3; }"
        "SubmissionScreen Horizontal { height: auto; }"
        "SubmissionScreen Horizontal Static { width: auto; }"
        "SubmissionScreen #version { width: 1fr; } SubmissionScreen #branch { width: 12; }"
        "SubmissionScreen CheckList { border: none; height: auto; padding: 0; }"
    )

    def __init__(
        self,
        defect: Defect,
        branch: str,
        submission: SubmissionCheck,
        address: str,
        accept: Callable[..., Awaitable[int]],
    ) -> None:
        super().__init__("submission", str(defect.id), branch)
        self._defect = defect
        self._branch = branch or EVERY_NAME
        self._submission = submission
        self._address = address
        self._accept = accept

    def compose(self) -> ComposeResult:
        """Compose the steps in the order in which they are done."""
        with VerticalScroll(classes="box", can_focus=False) as box:
            box.border_title = _("Submit the patch")
            left = self._submission.left
            count = ngettext("{n} submission is left today", "{n} submissions are left today", left)
            box.border_subtitle = count.format(n=left)
            yield Static(Content("\n").join(self._intro()), markup=False)
            values = self.unfinished() or {
                "branch": self._branch,
                "version": "",
                "changelog": "",
                "checks": (),
            }
            with Horizontal():
                yield Static(Content(_("PrestaShop branches: ")), markup=False)
                yield LineField(values["branch"], placeholder=_("8, or all"), id="branch", compact=True)
                yield Static(Content(_("Version: ")), markup=False)
                yield LineField(values["version"], placeholder=_("like 2.4.1"), id="version", compact=True)
            yield from self.compose_error("branch")
            yield from self.compose_error("version")
            yield Static(Content(_("The changelog, in English:")), markup=False)
            yield AreaField(values["changelog"], id="changelog", soft_wrap=True, tab_behavior="focus")
            yield from self.compose_error("changelog")
            yield CheckList(self._submission.checks, values["checks"])
            yield from self.compose_error("checks")
            yield from self.compose_error()
            hints = (
                self.fill(_("{submission_check} checks a line")),
                self.fill(_("{accept_form} records that it is submitted")),
                self._submission.releases_age,
            )
            yield Static(WrappedParts([Content(each) for each in hints], " · "), markup=False)

    def copy_address(self) -> None:
        """Copy the URL of the product's page."""
        self.app.copy_to_clipboard(self._address)

    @property
    def field_contexts(self) -> tuple[Context, ...]:
        """The contexts whose keys work in a text field too; those that move in the checklist do not."""
        return (Context.SUBMISSION, Context.FORM)

    def move(self, by: int) -> None:
        """Move the cursor of the checklist by lines."""
        self._checklist_with_focus(lambda checks: checks.move(by))

    def move_page(self, direction: int) -> None:
        """Move the cursor of the checklist by a page."""
        self._checklist_with_focus(lambda checks: checks.move_page(direction))

    def move_to_end(self, direction: int) -> None:
        """Move the cursor of the checklist to the first (-1) or the last (1) line."""
        self._checklist_with_focus(lambda checks: checks.move_to_end(direction))

    def toggle_check(self) -> None:
        """Check or uncheck the line of the checklist under the cursor."""
        self._checklist_with_focus(lambda checks: checks.action_select())

    def _checklist_with_focus(self, action: Callable[[CheckList], None]) -> None:
        """Do something with the checklist, if it has the focus."""
        checks = self.query_one(CheckList)
        if self.focused is checks:
            action(checks)

    def typed(self) -> dict[str, Any]:
        """Return the branch, the version, the changelog and the checks as typed so far."""
        checked = self.query_one(CheckList).checked
        return {
            "branch": self.query_one("#branch", Input).value.strip(),
            "version": self.query_one("#version", Input).value.strip(),
            "changelog": self.query_one("#changelog", TextArea).text.strip(),
            "checks": [check.value for check in Check if check in checked],
        }

    def accept(self) -> None:
        """Submit the form."""
        content = self.typed()
        self.submit(lambda: self._accept(**content))

    def _intro(self) -> list[Content]:
        submitted = ", ".join(each.name for each in self._submission.submitted[-_SHOWN_SUBMISSIONS:])
        lines = [
            Content(self._defect.title),
            Content(_("Submitted before: {0}").format(submitted or _("none recorded"))),
            Content(
                _("Upload it there ({key} copies it): {address}").format(
                    key=self.key_of("submission_copy"), address=self._address
                )
            ),
        ]
        if self._submission.in_review:
            names = ", ".join(each.name for each in self._submission.in_review)
            warning = _("IN REVIEW: {0}. Another ZIP restarts the review. Cancel that submission first.")
            lines.append(Content.styled(warning.format(names), "bold"))
        return lines
