"""The settings of `config.toml`, each with its default, its help text and its rules."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from bizcare_tui.domain.replies.thresholds import DEFAULT_THRESHOLDS, Thresholds
from bizcare_tui.domain.setting_rules import (
    CLOCK_TIME,
    COUNTRY_CODE,
    HOURS,
    KEYMAP_NAME,
    LANGUAGE_CODE,
    MAIL_ADDRESS,
    MAILBOX,
    NUMBERED_PAGE,
    OPTIONAL_CLOCK_TIME,
    PAGE,
    SettingRule,
    address_problem,
    country_problem,
    zone_problem,
)
from bizcare_tui.i18n import N_, available_languages

DEFAULT_API_URL = "https://api.addons.prestashop.com/request/"
DEFAULT_RELEASES_URL = "https://api.prestashop-project.org/prestashop"
THEMES = ("dark", "light", "high-contrast", "colour-blind", "plain")


def _setting(default: Any, about: str, **rules: Any) -> Any:
    """Declare a setting by its default, its help text and what else `SettingRule` has."""
    rule = SettingRule(about, **rules)
    return dataclasses.field(default=default, metadata={"rule": rule})


@dataclass(frozen=True, slots=True)
class Settings:
    """The effective settings.

    A field here is all that a new setting needs: `config.py` validates it by its rule, and `bizcare config`,
    the completions and the guide are made from it.
    """

    api_url: str = _setting(
        DEFAULT_API_URL,
        N_("Base address of the Seller API; https, or http only on this machine."),
        check=address_problem,
        variable="BIZCARE_API_URL",
        is_destination=True,
    )
    api_zone: str = _setting(
        "Europe/Paris",
        N_("Time zone of the times that the Seller API sends without one."),
        check=zone_problem,
    )
    sync_interval: int = _setting(
        300, N_("Seconds between two syncs of the open app; 0 for never."), bounds=(0, 86400)
    )
    page_size: int = _setting(1000, N_("Rows requested in one call to the Seller API."), bounds=(1, 5000))
    thread_page: str = _setting(
        "https://addons.prestashop.com/{lang}/seller-contact.php?ict={id}",
        N_("Address of a thread's page in the partner account; {id} is the thread's number."),
        form=NUMBERED_PAGE,
    )
    product_page: str = _setting(
        "https://addons.prestashop.com/sellers/{lang}/products/{id}",
        N_("Address of a product's page in the partner account, where patches are uploaded."),
        form=NUMBERED_PAGE,
    )
    validation_page: str = _setting(
        "https://addons.prestashop.com/sellers/{lang}/products/validation",
        N_("Address of the page of submissions under review in the partner account."),
        form=PAGE,
    )
    page_language: str = _setting(
        "",
        N_(
            "Two-letter language code for {lang} in these addresses; empty for the language of the interface."
        ),
        form=LANGUAGE_CODE,
    )
    releases_url: str = _setting(
        DEFAULT_RELEASES_URL,
        N_("Address of PrestaShop's public list of releases, read once a day with a sync; empty for never."),
        check=address_problem,
        variable="BIZCARE_RELEASES_URL",
        is_destination=True,
    )
    seller_names: tuple[str, ...] = _setting(
        (),
        N_(
            "Names with which you and your colleagues sign; a message signed with one of them is the"
            " seller's."
        ),
    )
    seller_country: str = _setting(
        "",
        N_("Two-letter code of your country, for warnings about public holidays; empty for none."),
        check=country_problem,
        form=COUNTRY_CODE,
    )
    undo_seconds: int = _setting(
        10,
        N_("Seconds during which a reply can be undone before it is sent; 0 for none."),
        bounds=(0, 86400),
    )
    confirm_seconds: int = _setting(
        600,
        N_(
            "Seconds during which an accepted reply is looked for in its thread before its state"
            " becomes unknown."
        ),
        bounds=(0, 86400),
    )
    attachment_mb: int = _setting(
        8,
        N_("Maximum size in megabytes of a file sent with a reply. Unverified: no limit is documented."),
        bounds=(1, 100),
    )
    attachment_types: tuple[str, ...] = _setting(
        (
            *("jpg", "png", "gif", "webp", "bmp", "pdf", "txt", "log", "csv", "zip"),
            *("doc", "docx", "xls", "xlsx"),
        ),
        N_("Extensions of files that may be sent with a reply. Unverified: no list is documented."),
    )
    reply_format: str = _setting(
        "text",
        N_("Format of sent replies: text, or html if line breaks of a text are lost."),
        choices=lambda: ("text", "html"),
    )
    notify_before: tuple[str, ...] = _setting(
        ("2h", "30m", "due"),
        N_('How long before a deadline `bizcare watch` announces it; "due" for the deadline itself.'),
    )
    notify_targets: bool = _setting(
        False, N_("Whether `bizcare watch` also announces our own goals, not only obligations.")
    )
    notify_bell: bool = _setting(True, N_("Whether `bizcare watch` rings the terminal bell."))
    notify_osc9: bool = _setting(
        True, N_("Whether `bizcare watch` asks the terminal for a desktop notification (OSC 9).")
    )
    notify_command: tuple[str, ...] = _setting(
        (),
        N_(
            "A program to run for each notice, with its arguments; the notice is added as the last"
            " one. No shell is used."
        ),
        runs_program=True,
    )
    notify_webhook: str = _setting(
        "",
        N_("Address to which each notice is posted as JSON; https, or http only on this machine."),
        check=address_problem,
        is_destination=True,
    )
    notify_mail: str = _setting(
        "",
        N_("Mail address for a digest of what is due; empty for none."),
        form=MAIL_ADDRESS,
        is_destination=True,
    )
    mail_at: str = _setting("08:00", N_("When the digest is mailed, Monday to Friday."), form=CLOCK_TIME)
    brief_at: str = _setting(
        "",
        N_(
            "When the morning brief is sent by mail and to the webhook, Monday to Friday; empty for never."
            " An app that was left open shows it from this hour on, else from midnight."
        ),
        form=OPTIONAL_CLOCK_TIME,
    )
    morning_brief: bool = _setting(
        True, N_("Whether the first start of a day begins with the morning brief.")
    )
    mail_from: str = _setting("", N_("Sender of the digest; the recipient by default."))
    smtp_host: str = _setting(
        "localhost",
        N_("Mail server for the digest; the password of `smtp_user` is read from BIZCARE_SMTP_PASSWORD."),
        is_destination=True,
    )
    smtp_port: int = _setting(
        25,
        N_("Port of the mail server; 465 uses TLS from the start, other ports use TLS if there is a user."),
        bounds=(1, 65535),
        is_destination=True,
    )
    smtp_user: str = _setting("", N_("User on the mail server; empty for none."), is_destination=True)
    smtp_ca_file: str = _setting(
        "",
        N_("PEM file with the certificate of your own CA, which is also trusted for smtp_host."),
        is_destination=True,
    )
    night: str = _setting(
        "22:00-07:00", N_("Hours in which nothing is announced; empty for none."), form=HOURS
    )
    night_zone: str = _setting("Europe/Paris", N_("Time zone of `night` and `mail_at`."), check=zone_problem)
    notify_at_night: bool = _setting(False, N_("Whether `bizcare watch` also announces at night."))
    next_after: tuple[str, ...] = _setting(
        ("done", "no_answer", "snooze"),
        N_(
            "Actions after which the next thread opens; also reopen, wake, kind, fix, tag, note,"
            " link, assign, claim, give_back."
        ),
    )
    second_person: bool = _setting(
        False,
        N_("Whether a rejection or refund must be sent by a person other than the one who prepared it."),
    )
    refund_days: int = _setting(
        14,
        N_("Days after which you are warned that an agreed refund has not appeared in the orders."),
        bounds=(1, 180),
    )
    keep_months: int = _setting(
        0,
        N_("Months without activity after which `bizcare erase --old` erases closed threads; 0 for never."),
        bounds=(0, 600),
    )
    mail_source: str = _setting(
        "",
        N_("Notification mail: imaps://user@host/INBOX, maildir:/path or mbox:/path; empty for none."),
        check=address_problem,
        form=MAILBOX,
        is_destination=True,
    )
    mail_senders: tuple[str, ...] = _setting(
        ("no-reply@addons.prestashop.com",),
        N_("Sender addresses of notification mails; one that begins with @ stands for a whole domain."),
    )
    mail_subject: str = _setting(
        "[PrestaShop Addons]",
        N_("Text in the subject of a notification mail; the first number after it is the thread's number."),
    )
    mail_mark_seen: bool = _setting(
        False, N_("Whether a notification mail is marked as read in the mailbox after it was used.")
    )
    hook_new_thread: tuple[str, ...] = _setting(
        (),
        N_("A program to run for each new thread; its arguments are new_thread and the thread's number."),
        runs_program=True,
    )
    hook_due: tuple[str, ...] = _setting(
        (),
        N_(
            "A program to run for each announced deadline; its arguments are due, the thread's number"
            " and the time."
        ),
        runs_program=True,
    )
    hook_confirmed: tuple[str, ...] = _setting(
        (),
        N_("A program to run for each confirmed reply; its arguments are confirmed and the thread's number."),
        runs_program=True,
    )
    hook_reply_problem: tuple[str, ...] = _setting(
        (),
        N_(
            "A program to run for each reply that needs you; its arguments are reply_problem, the"
            " thread's number, the reply's number, and failed, held or unknown."
        ),
        runs_program=True,
    )
    keymap: str = _setting(
        "",
        N_(
            "Keys: vim, emacs, or the name of a TOML key file beside config.toml; empty for the default keys."
        ),
        form=KEYMAP_NAME,
    )
    theme: str = _setting(
        "",
        N_("Colours: dark, light, high-contrast, colour-blind or plain; empty for dark."),
        choices=lambda: THEMES,
        may_be_empty=True,
    )
    mouse: bool = _setting(
        True, N_("Whether the mouse is used; without it, the terminal itself selects text.")
    )
    language: str = _setting(
        "",
        N_("Language of the interface, such as en or es; empty for the language of the locale."),
        choices=available_languages,
        may_be_empty=True,
    )
    checks: Thresholds = dataclasses.field(
        default=DEFAULT_THRESHOLDS,
        metadata={
            "rule": SettingRule(N_("Thresholds of the reply check: `[checks]`, then `own_words = 15`."))
        },
    )
    keys: dict[str, str] = dataclasses.field(
        default_factory=dict,
        metadata={
            "rule": SettingRule(
                N_('Your own keys by the id of an action: `[keys]`, then `next_unread = "n"`.')
            )
        },
    )
    from_own_file: bool = dataclasses.field(default=True)
    """Whether the settings file belongs to this user and no other user can write it. Not a setting itself."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.api_zone)


_RULES: dict[str, SettingRule] = {
    each.name: each.metadata["rule"] for each in dataclasses.fields(Settings) if "rule" in each.metadata
}
SETTING_NAMES = tuple(_RULES)
PROGRAM_SETTINGS = tuple(name for name, rule in _RULES.items() if rule.runs_program)
DESTINATION_SETTINGS = tuple(name for name, rule in _RULES.items() if rule.is_destination)


def setting_rule(name: str) -> SettingRule:
    """Return the rule of a setting."""
    return _RULES[name]


def setting_help(name: str) -> str:
    """Return the help text of a setting, in English."""
    return _RULES[name].about
