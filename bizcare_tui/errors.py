"""The errors shown to a seller: each has a sentence and the next step."""

from __future__ import annotations

from collections.abc import Callable

from bizcare_tui.hints import Hint, HintedText, sync_hint
from bizcare_tui.i18n import N_, _


class BizcareError(Exception):
    """The base class of all errors shown to the user.

    Args:
        sentence: what happened, in plain words and without secrets.
        advice: what the user can do about it.
    """

    exit_code = 1
    title = N_("That did not work")

    def __init__(self, sentence: str, advice: str | HintedText = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.advice = advice

    @property
    def next_step(self) -> str:
        """What the user can do about it; commands are named as in the command line."""
        return str(self.advice)

    def __str__(self) -> str:
        return f"{self.sentence} {self.next_step}".strip()

    def describe(self, name_of: Callable[[Hint], str]) -> str:
        """Return sentence and advice, with the name that a function gives each recommended command."""
        advice = self.advice.render(name_of) if isinstance(self.advice, HintedText) else self.advice
        return f"{self.sentence} {advice}".strip()


class WrongUsage(BizcareError):
    """The command line, one of its arguments or a form field is invalid.

    `field` names the invalid field of a form; it is empty if the form has only one field, or if the error
    concerns all of them.
    """

    exit_code = 2
    title = N_("Wrong usage")

    def __init__(self, sentence: str, advice: str | HintedText = "", *, field: str = "") -> None:
        super().__init__(sentence, advice)
        self.field = field


class BadQuery(WrongUsage):
    """A query cannot be parsed. `column` is the position of the error, counted from 1."""

    title = N_("The query cannot be read")

    def __init__(self, sentence: str, advice: str | HintedText = "", column: int = 1) -> None:
        super().__init__(sentence, advice)
        self.column = column


class BadSettings(BizcareError):
    """A settings file, an environment variable or another configuration file is invalid or unreadable."""

    exit_code = 2
    title = N_("The settings cannot be used")


class OutputFailed(BizcareError):
    """The output of a command cannot be written: the disk is full, or the output was closed."""

    title = N_("The output cannot be written")

    def __init__(self, reason: str) -> None:
        super().__init__(
            _("The output cannot be written: {0}.").format(reason),
            _("The output is incomplete. Write it to another file or disk."),
        )


class UnknownThread(BizcareError):
    """The store has no thread with that id."""

    title = N_("No such thread")

    def __init__(self, thread_id: int) -> None:
        super().__init__(_("Thread {id} is not in the store.").format(id=thread_id), sync_hint())


class UnknownReply(BizcareError):
    """The outbox has no reply with that id."""

    title = N_("No such reply")


class NotPossible(BizcareError):
    """The requested action is not possible in the current state."""

    title = N_("This is not possible now")


class BadAttachment(BizcareError):
    """A file cannot be sent with a reply; nothing was queued."""

    exit_code = 2
    title = N_("The file cannot be sent")


class ReplyCheckFailed(BizcareError):
    """A check blocks the reply; the draft is kept. `findings` holds the results, most serious first."""

    exit_code = 6
    title = N_("The reply is not ready to be sent")

    def __init__(
        self, sentence: str, advice: str | HintedText = "", findings: tuple[object, ...] = ()
    ) -> None:
        super().__init__(sentence, advice)
        self.findings = findings


class StoreProblem(BizcareError):
    """The local store cannot be opened or written; its content is unchanged."""

    title = N_("The store cannot be used")


class StoreUnreachable(StoreProblem):
    """The database server cannot be reached now, or it closed the connection."""


class NoStore(StoreProblem):
    """There is no store yet, because nothing was ever synced. This is not a fault."""

    title = N_("Nothing has been synced yet")

    def __init__(self) -> None:
        super().__init__(
            _("Nothing has been synced yet."),
            _("Open `bizcare` and enter your API key, or try `bizcare demo`."),
        )


class StoreUnreadable(StoreProblem):
    """The file at the store's path is damaged, or is not a store."""


class StoreBusy(StoreProblem):
    """Another program holds a lock that is needed, and will release it."""

    title = N_("The store is busy")


class AlreadyRunning(StoreBusy):
    """Another program is already doing the same work for this store, so nothing is missed."""


class MarketplaceError(BizcareError):
    """A call to the Seller API failed. `pause` is how many seconds it asks to wait, or None."""

    pause: float | None = None
    title = N_("The Marketplace did not answer as expected")


class Offline(MarketplaceError):
    """The Seller API cannot be reached, or the connection broke."""

    exit_code = 5
    title = N_("Offline")


class KeyRejected(MarketplaceError):
    """The Seller API rejects the key (401 or 403), or there is no key."""

    exit_code = 4
    title = N_("The API key was rejected")


class OtherAccount(MarketplaceError):
    """The API key belongs to a different account than the store; no data was mixed."""

    exit_code = 6
    title = N_("This key belongs to another account")


class RateLimited(MarketplaceError):
    """The Seller API asks to slow down (429), for longer than bizcare is willing to wait."""

    title = N_("Too many requests")


class AccessBlocked(KeyRejected):
    """Something in front of the Seller API, such as a firewall, answers 401 or 403 with its own page."""


class NotSellerApi(MarketplaceError):
    """The answer does not come from the Seller API: a web page, a redirect, truncated or foreign JSON."""

    title = N_("This is not the Seller API")


class ApiFormatChanged(MarketplaceError):
    """The Seller API answered, but its data no longer has the known structure."""

    title = N_("The Seller API has changed")


class ApiFailed(MarketplaceError):
    """The Seller API reports an error of its own (5xx, or 200 with `error`)."""

    title = N_("The Marketplace reports an error")


class BadFile(BizcareError):
    """A file given by the user cannot be used for its purpose; nothing was changed."""

    title = N_("The file cannot be used")


class Crashed(BizcareError):
    """The program ended because of a bug; a crash report was written."""

    title = N_("An error in bizcare itself")


class Interrupted(BizcareError):
    """The user or the system asked to stop; stored data is kept, and the next run continues from there."""

    exit_code = 130
    title = N_("Stopped")
