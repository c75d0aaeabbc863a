"""`bizcare page`: print the address of a page of the partner account, or confirm that it opens."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bizcare_tui.cli.argument_types import whole_number
from bizcare_tui.cli.command import CliCommand
from bizcare_tui.cli.output import narrate, print_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.partner_pages import PageKind, PageLink
from bizcare_tui.domain.clock import iso
from bizcare_tui.errors import WrongUsage
from bizcare_tui.i18n import N_, _
from bizcare_tui.store.login import login_name


def run(options: Namespace) -> int:
    """Print the address, without opening it. With `--confirm`, remember that pages of this kind open."""
    desk = Desk()
    if options.confirm and not desk.session.exists:
        raise WrongUsage(_("Nothing has been synced yet."), _("Run `bizcare sync` first."))
    link = _link(desk, options)
    if options.confirm and link.confirmed is None:
        desk.pages.confirm(link, login_name())
        link = _link(desk, options)
    if options.json:
        print_json(_fields(link, options))
        return 0
    print(link.url)
    if link.confirmed is None:
        narrate(
            _(
                "Unverified address. When the page has opened, run `bizcare page … --confirm`. The"
                " setting {0} changes the address."
            ).format(link.kind)
        )
    elif options.confirm:
        narrate(_("Confirmed by {0} on {1}.").format(link.confirmed.login, link.confirmed.at.date()))
    return 0


def _link(desk: Desk, options: Namespace) -> PageLink:
    choices = [options.id is not None, options.product is not None, options.validation]
    if sum(choices) != 1:
        raise WrongUsage(_("Give a thread, --product N or --validation."))
    if options.product is not None:
        return desk.pages.link(PageKind.PRODUCT, options.product)
    if options.validation:
        return desk.pages.link(PageKind.VALIDATION)
    desk.inbox.record(options.id)
    return desk.pages.link(PageKind.THREAD, options.id)


def _fields(link: PageLink, options: Namespace) -> dict[str, object]:
    return {
        "thread": options.id,
        "product": options.product,
        "page": link.url,
        "verified": link.confirmed is not None,
        "verified_by": link.confirmed.login if link.confirmed else None,
        "verified_at": iso(link.confirmed.at) if link.confirmed else None,
    }


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("id", type=whole_number, nargs="?", metavar=_("ID"))
    parser.add_argument("--product", type=whole_number, metavar="N", help=_("the page of this product"))
    parser.add_argument("--validation", action="store_true", help=_("the page of submissions under review"))
    parser.add_argument("--confirm", action="store_true", help=_("record that the page opened"))


COMMAND = CliCommand(
    name="page",
    help=N_("the address of a partner account page, for example a thread's page"),
    run=run,
    add_arguments=_add_arguments,
    rank=505,
)
