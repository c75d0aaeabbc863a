"""The errors a seller can meet: each a sentence, and what to do next."""

from __future__ import annotations

from bizcare_tui.i18n import N_


class BizcareError(Exception):
    """A failure told in plain words.

    Args:
        sentence: what happened, for the seller, without a secret in it.
        next_step: what the seller can do about it.
    """

    exit_code = 1
    title = N_("That did not work")

    def __init__(self, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.sentence} {self.next_step}".strip()


class WrongUsage(BizcareError):
    """The command line or an argument of it cannot be used as it stands."""

    exit_code = 2
    title = N_("Wrong usage")


class BadQuery(WrongUsage):
    """A query cannot be read. `column` is where, counted from 1."""

    title = N_("The query cannot be read")

    def __init__(self, sentence: str, next_step: str = "", column: int = 1) -> None:
        super().__init__(sentence, next_step)
        self.column = column


class BadSettings(BizcareError):
    """A settings file, an environment variable or a file of ours cannot be read as it stands."""

    exit_code = 2
    title = N_("The settings cannot be read")


class UnknownThread(BizcareError):
    """No thread of that number is in the store."""

    title = N_("No such thread")


class UnknownReply(BizcareError):
    """No reply of that number is in the outbox."""

    title = N_("No such reply")


class NotPossible(BizcareError):
    """What a person asked for cannot be done as things stand."""

    title = N_("That cannot be done now")


class BadAttachment(BizcareError):
    """A file cannot be sent; nothing was queued."""

    exit_code = 2
    title = N_("The file cannot be sent")


class CheckRefused(BizcareError):
    """A check refuses the reply; the draft is kept. `findings` are what it found, gravest first."""

    exit_code = 6
    title = N_("The reply is not ready to be sent")

    def __init__(self, sentence: str, next_step: str = "", findings: tuple[object, ...] = ()) -> None:
        super().__init__(sentence, next_step)
        self.findings = findings


class StoreProblem(BizcareError):
    """The local store cannot be opened or written; what is in it is untouched."""

    title = N_("The store cannot be used")


class StoreBusy(StoreProblem):
    """Another program holds what is needed, and will let go of it."""

    title = N_("The store is busy")


class MarketplaceError(BizcareError):
    """The Seller API did not do what was asked; `pause` is the seconds it asks to wait, where it does."""

    pause: float | None = None
    title = N_("The Marketplace did not answer as expected")


class Offline(MarketplaceError):
    """The Seller API cannot be reached, or the connection broke."""

    exit_code = 5
    title = N_("Offline")


class KeyRefused(MarketplaceError):
    """The Seller API refuses the key (401 or 403), or there is no key."""

    exit_code = 4
    title = N_("The API key was refused")


class RateLimited(MarketplaceError):
    """The Seller API asks to slow down (429), longer than is worth waiting for."""

    title = N_("Too many requests")


class NotTheApi(MarketplaceError):
    """Something answered that is not the Seller API: a web page, a redirect, cut-off or foreign JSON."""

    title = N_("That is not the Seller API")


class ShapeChanged(MarketplaceError):
    """The Seller API answered, but what it sent has lost its known shape."""

    title = N_("The Seller API has changed")


class ApiFailed(MarketplaceError):
    """The Seller API answered with a failure of its own (5xx, or 200 with `error`)."""

    title = N_("The Marketplace reports a failure")


class BadFile(BizcareError):
    """A file that was named cannot be used as what it was named for; nothing was changed."""

    title = N_("The file cannot be used")


class Crashed(BizcareError):
    """The program ended by an error of its own; a report was written."""

    title = N_("This is an error of bizcare itself")


class Stopped(BizcareError):
    """A person or the system asked to stop; what was stored before stays, and the next time goes on."""

    exit_code = 130
    title = N_("Stopped")
