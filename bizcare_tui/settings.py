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
        N_("Base address of the Seller API; https, or http on this machine alone."),
        check=address_problem,
        variable="BIZCARE_API_URL",
        is_destination=True,
    )
    api_zone: str = _setting(
        "Europe/Paris", N_("Zone of the times that the Seller API sends without one."), check=zone_problem
    )
    sync_interval: int = _setting(
        300, N_("Seconds between two syncs of the open app; 0 for never."), bounds=(0, 86400)
    )
    page_size: int = _setting(1000, N_("Rows asked for in one call to the Seller API."), bounds=(1, 5000))
    thread_page: str = _setting(
        "https://addons.prestashop.com/{lang}/seller-contact.php?ict={id}",
        N_("Address of a thread's page in the partner account; {id} is the thread's number."),
        form=NUMBERED_PAGE,
    )
    product_page: str = _setting(
        "https://addons.prestashop.com/sellers/{lang}/products/{id}",
        N_("Address of a product's page of the partner account, where patches are uploaded."),
        form=NUMBERED_PAGE,
    )
    validation_page: str = _setting(
        "https://addons.prestashop.com/sellers/{lang}/products/validation",
        N_("Address of the partner account's page of submissions under review."),
        form=PAGE,
    )
    page_language: str = _setting(
        "",
        N_("Two letters for {lang} in these addresses; empty for the language of the interface."),
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
        (), N_("Names under which you and your colleagues sign; a message by one of them is the seller's.")
    )
    seller_country: str = _setting(
        "",
        N_("Two letters of your country, for warnings of public holidays; empty for none."),
        check=country_problem,
        form=COUNTRY_CODE,
    )
    undo_seconds: int = _setting(
        10,
        N_("Seconds in which a reply can still be undone before it leaves; 0 for none."),
        bounds=(0, 86400),
    )
    confirm_seconds: int = _setting(
        600,
        N_("Seconds in which an accepted reply is looked for in its thread before it counts as unknown."),
        bounds=(0, 86400),
    )
    attachment_mb: int = _setting(
        8,
        N_("Megabytes that a file sent with a reply may have. Unverified: no limit is documented."),
        bounds=(1, 100),
    )
    attachment_types: tuple[str, ...] = _setting(
        (
            *("jpg", "png", "gif", "webp", "bmp", "pdf", "txt", "log", "csv", "zip"),
            *("doc", "docx", "xls", "xlsx"),
        ),
        N_("Endings of the names of files that may be sent with a reply. Unverified: no list is documented."),
    )
    reply_format: str = _setting(
        "text",
        N_("Form in which replies are posted: text, or html where the line breaks of a text are lost."),
        choices=lambda: ("text", "html"),
    )
    notify_before: tuple[str, ...] = _setting(
        ("2h", "30m", "due"),
        N_('How long before a deadline `bizcare watch` announces it; "due" for the deadline itself.'),
    )
    notify_targets: bool = _setting(
        False, N_("Whether it also announces our own goals, not only obligations.")
    )
    notify_bell: bool = _setting(True, N_("Whether it rings the terminal's bell."))
    notify_osc9: bool = _setting(
        True, N_("Whether it asks the terminal for a notice on the desktop (OSC 9).")
    )
    notify_command: tuple[str, ...] = _setting(
        (),
        N_("A program of yours, and its arguments; the notice is added as the last one. No shell is used."),
        runs_program=True,
    )
    notify_webhook: str = _setting(
        "",
        N_("Address to which each notice is posted as JSON; https, or http on this machine alone."),
        check=address_problem,
        is_destination=True,
    )
    notify_mail: str = _setting(
        "",
        N_("Address to which a digest of what falls due is mailed; empty for none."),
        form=MAIL_ADDRESS,
        is_destination=True,
    )
    mail_at: str = _setting("08:00", N_("When the digest is mailed, Monday to Friday."), form=CLOCK_TIME)
    mail_from: str = _setting("", N_("Sender of the digest; the receiver by default."))
    smtp_host: str = _setting(
        "localhost",
        N_("Host that accepts the digest; the password of `smtp_user` comes from BIZCARE_SMTP_PASSWORD."),
        is_destination=True,
    )
    smtp_port: int = _setting(
        25,
        N_("Its port; 465 begins encrypted, elsewhere it is encrypted where there is a user."),
        bounds=(1, 65535),
        is_destination=True,
    )
    smtp_user: str = _setting("", N_("User there; empty for none."), is_destination=True)
    smtp_ca_file: str = _setting(
        "",
        N_("File with the certificate of your own CA, in PEM, by which smtp_host is checked as well."),
        is_destination=True,
    )
    night: str = _setting(
        "22:00-07:00", N_("Hours in which nothing is announced; empty for none."), form=HOURS
    )
    night_zone: str = _setting("Europe/Paris", N_("Zone of `night` and `mail_at`."), check=zone_problem)
    notify_at_night: bool = _setting(False, N_("Whether it also announces at night."))
    next_after: tuple[str, ...] = _setting(
        ("done", "no_answer", "snooze"),
        N_(
            "Verbs after which the next thread to do opens; also reopen, wake, kind, fix, tag, note, link, "
            "assign, claim, give_back."
        ),
    )
    second_person: bool = _setting(
        False, N_("Whether a rejection or refund is sent by another person than the one who prepared it.")
    )
    refund_days: int = _setting(
        14,
        N_("Days after which a refund that was agreed to and is not seen in the orders raises an alarm."),
        bounds=(1, 180),
    )
    keep_months: int = _setting(
        0,
        N_("Months after which `bizcare erase --old` erases closed threads that went quiet; 0 for never."),
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
        N_("Addresses that notifications come from; one that begins with @ is of that whole domain."),
    )
    mail_subject: str = _setting(
        "[PrestaShop Addons]",
        N_("What a notification's subject has; the first number after it is the thread's."),
    )
    mail_mark_seen: bool = _setting(
        False, N_("Whether a notification that was read is marked as seen in the mailbox.")
    )
    hook_new_thread: tuple[str, ...] = _setting(
        (),
        N_("A program of yours for each new thread; it is given new_thread and the number."),
        runs_program=True,
    )
    hook_due: tuple[str, ...] = _setting(
        (),
        N_("A program of yours for each announced deadline; it is given due, the number and the instant."),
        runs_program=True,
    )
    hook_confirmed: tuple[str, ...] = _setting(
        (),
        N_("A program of yours for each reply that arrived; it is given confirmed and the number."),
        runs_program=True,
    )
    hook_reply_problem: tuple[str, ...] = _setting(
        (),
        N_(
            "A program of yours for each reply that needs you; it is given reply_problem, the thread's "
            "number, the reply's number, and failed, held or unknown."
        ),
        runs_program=True,
    )
    keymap: str = _setting(
        "",
        N_("Keys: vim, emacs, or the name of a TOML file of keys beside config.toml; empty for ours."),
        form=KEYMAP_NAME,
    )
    theme: str = _setting(
        "",
        N_("Colours: dark, light, high-contrast, colour-blind or plain; empty for dark."),
        choices=lambda: THEMES,
        may_be_empty=True,
    )
    mouse: bool = _setting(
        True, N_("Whether the mouse is used; without it the terminal selects text itself.")
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
            "rule": SettingRule(N_("What the check of replies goes by: `[checks]`, then `own_words = 15`."))
        },
    )
    keys: dict[str, str] = dataclasses.field(
        default_factory=dict,
        metadata={
            "rule": SettingRule(
                N_('Keys of your own, by the id of an action: `[keys]`, then `next_unread = "n"`.')
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
