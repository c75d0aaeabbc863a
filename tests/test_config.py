"""Settings: order, strictness, and sentences with file, line and the nearest key."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bizcare_tui.config import load_key, load_settings, save_key, save_setting
from bizcare_tui.errors import BadSettings
from bizcare_tui.paths import Paths
from bizcare_tui.settings import DEFAULT_API_URL, DESTINATION_SETTINGS, SETTING_NAMES, Settings, setting_help


@pytest.fixture
def paths(home: Path) -> Paths:
    home.mkdir()
    return Paths.from_environment()


def test_without_a_file_the_defaults_hold(paths: Paths) -> None:
    assert load_settings(paths) == Settings()
    assert load_settings(paths).api_url == DEFAULT_API_URL


def test_the_file_overrides_and_the_environment_overrides_the_file(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths.settings_file.write_text(
        'api_url = "https://one.example/"\nseller_names = ["Marta"]\nsync_interval = 60\n[keys]\nopen = "o"\n'
    )
    assert load_settings(paths) == Settings(
        api_url="https://one.example/", seller_names=("Marta",), sync_interval=60, keys={"open": "o"}
    )
    monkeypatch.setenv("BIZCARE_API_URL", "https://two.example/")
    assert load_settings(paths).api_url == "https://two.example/"


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("\nsync_intervall = 3", ("line 2", "Did you mean 'sync_interval'")),
        ('sync_interval = "often"', ("line 1", "whole number")),
        ("sync_interval = true", ("line 1", "whole number")),
        ("sync_interval = -1", ("line 1", "from 0 to 86400")),
        ("page_size = 0", ("line 1", "1 to 5000")),
        ('api_zone = "Mars/Olympus"', ("line 1", "not a time zone")),
        ('api_zone = "../../etc/passwd"', ("line 1", "not a time zone")),
        ('thread_page = "javascript:alert(1)"', ("line 1", "web address")),
        ('seller_country = "France"', ("line 1", "two-letter")),
        ('seller_country = "EL"', ("line 1", "no country has the code 'EL'", "Did you mean GR?")),
        ('seller_country = "uk"', ("line 1", "no country has the code 'uk'", "Did you mean GB?")),
        ('seller_country = "XX"', ("line 1", "no country has the code 'XX'")),
        ("seller_names = [1]", ("line 1", "list of texts")),
        ("a = 1\nb = \n", ("not valid TOML", "line 2")),
        ('"{0.__class__}" = 1', ("there is no setting", "{0.__class__}")),
    ],
)
def test_what_is_wrong_is_named(paths: Paths, text: str, reported: tuple[str, ...]) -> None:
    paths.settings_file.write_text(text)
    with pytest.raises(BadSettings) as error:
        load_settings(paths)
    for words in (str(paths.settings_file), *reported):
        assert words in str(error.value)


@pytest.mark.parametrize(
    ("setting", "address", "fits"),
    [
        ("thread_page", "https://addons.prestashop.com/en/seller/threads/{id}", True),  # a former default
        ("product_page", "https://addons.prestashop.com/en/seller/products/{id}", True),  # a former default
        ("thread_page", "https://example.org/{lang}/t?n={id}&l={lang}", True),
        ("thread_page", "http://127.0.0.1:8000/t/{id}", True),
        ("thread_page", "http://example.org/t/{id}", False),
        ("thread_page", "https://example.org/t/", False),
        ("thread_page", "https://example.org/{language}/t/{id}", False),
        ("thread_page", "https://me@example.org/t/{id}", False),
        ("thread_page", "https://{id}.example.org/", False),
        ("thread_page", "javascript:alert({id})", False),
        ("validation_page", "https://example.org/{lang}/validation", True),
        ("validation_page", "https://example.org/{id}/validation", False),
        ("page_language", "pt", True),
        ("page_language", "Portuguese", False),
    ],
)
def test_addresses_of_pages_are_https_with_known_placeholders(
    paths: Paths, setting: str, address: str, fits: bool
) -> None:
    paths.settings_file.write_text(f'{setting} = "{address}"\n')
    if fits:
        assert getattr(load_settings(paths), setting) == address
        return
    with pytest.raises(BadSettings, match=f"line 1: {setting} must be"):
        load_settings(paths)


def test_the_check_of_replies_can_be_set(paths: Paths) -> None:
    paths.settings_file.write_text("[checks]\nown_words = 20\ncanned_share = 1\n")
    checks = load_settings(paths).checks
    assert (checks.own_words, checks.canned_share, checks.own_facts) == (20, 1.0, 3)


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("[checks]\nown_word = 20\n", ("line 2", "'own_word'", "'own_words'")),
        ('[checks]\nown_words = "many"\n', ("line 2", "a whole number")),
        ("[checks]\n\ncanned_share = 7\n", ("line 3", "from 0.1 to 1")),
        ("checks = 3\n", ("line 1", "a table")),
    ],
)
def test_what_is_wrong_in_it_is_named(paths: Paths, text: str, reported: tuple[str, ...]) -> None:
    paths.settings_file.write_text(text)
    with pytest.raises(BadSettings) as refused:
        load_settings(paths)
    for words in reported:
        assert words in str(refused.value)


def test_the_key_comes_from_the_environment_or_a_private_file(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_key(paths) is None
    save_key(paths, " in-the-file \n")
    assert load_key(paths) == "in-the-file"
    monkeypatch.setenv("BIZCARE_API_KEY", "in-the-environment")
    assert load_key(paths) == "in-the-environment"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o601])
def test_a_key_that_others_can_read_is_refused(paths: Paths, mode: int) -> None:
    save_key(paths, "secret")
    paths.key_file.chmod(mode)
    with pytest.raises(BadSettings, match="chmod 600") as error:
        load_key(paths)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("mode", "is_own"), [(0o600, True), (0o644, True), (0o660, False), (0o620, False), (0o602, False)]
)
def test_settings_that_others_can_write_are_not_ones_own(paths: Paths, mode: int, is_own: bool) -> None:
    paths.settings_file.write_text("sync_interval = 60\n")
    paths.settings_file.chmod(mode)
    assert load_settings(paths).from_own_file is is_own


def test_settings_of_another_user_are_not_ones_own(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    paths.settings_file.write_text("sync_interval = 60\n")
    paths.settings_file.chmod(0o600)
    assert load_settings(paths).from_own_file
    if os.geteuid() == 0:
        os.chown(paths.settings_file, 4242, -1)
    else:
        own = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: own + 1)
    assert not load_settings(paths).from_own_file


@pytest.mark.parametrize("name", DESTINATION_SETTINGS)
def test_where_a_secret_or_message_is_sent_is_not_for_others_to_say(paths: Paths, name: str) -> None:
    values = {
        "mail_source": "imaps://u@h/INBOX", "smtp_port": 25, "smtp_ca_file": "/tmp/ca.pem",
        "notify_mail": "a@b.example", "smtp_user": "u", "smtp_host": "mail.example",
    }  # fmt: skip
    value = values.get(name, "https://elsewhere.example/")
    paths.settings_file.write_text(f"{name} = {json.dumps(value)}\n")
    paths.settings_file.chmod(0o644)
    assert getattr(load_settings(paths), name) == value
    for mode in (0o664, 0o646, 0o666):
        paths.settings_file.chmod(mode)
        with pytest.raises(BadSettings, match=f"{name}.*chmod go-w"):
            load_settings(paths)


def test_a_pipe_or_a_file_without_end_in_the_place_of_the_settings_is_refused(paths: Paths) -> None:
    os.mkfifo(paths.settings_file, 0o600)
    with pytest.raises(BadSettings, match="not a file"):
        load_settings(paths)
    paths.settings_file.unlink()
    with paths.settings_file.open("wb") as stream:
        stream.truncate(1 << 33)
    with pytest.raises(BadSettings, match="too large"):
        load_settings(paths)


def test_folders_follow_the_xdg_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BIZCARE_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative/is/ignored")
    paths = Paths.from_environment()
    assert paths.database == tmp_path / "data" / "bizcare" / "bizcare.db"
    assert paths.settings_file == tmp_path / ".config" / "bizcare" / "config.toml"


def test_a_key_that_cannot_be_kept_is_told_and_the_way_is_not_forced(paths: Paths) -> None:
    (paths.key_file / "in the way").mkdir(parents=True)
    with pytest.raises(BadSettings, match="cannot be written") as error:
        save_key(paths, "secret")
    assert "secret" not in str(error.value)
    assert [each.name for each in paths.config.iterdir()] == ["api-key"]


def test_every_setting_has_a_sentence() -> None:
    for name in SETTING_NAMES:
        assert setting_help(name).endswith(".")


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("", 'theme = "light"\n'),
        ('language = "fr"', 'language = "fr"\ntheme = "light"\n'),
        ('# mine\ntheme = "dark"  # old\nmouse = true\n', '# mine\ntheme = "light"\nmouse = true\n'),
        ('[keys]\nopen = "o"\n', 'theme = "light"\n[keys]\nopen = "o"\n'),
    ],
)
def test_a_setting_is_written_and_all_else_stays(paths: Paths, text: str, changed: str) -> None:
    paths.settings_file.write_text(text)
    save_setting(paths, "theme", "light")
    assert paths.settings_file.read_text() == changed
    assert load_settings(paths).theme == "light"


def test_a_file_that_others_can_write_is_not_changed(paths: Paths) -> None:
    paths.settings_file.write_text("mouse = true\n")
    paths.settings_file.chmod(0o666)
    with pytest.raises(BadSettings):
        save_setting(paths, "theme", "light")
    assert paths.settings_file.read_text() == "mouse = true\n"


def test_a_setting_inside_a_text_of_several_lines_is_not_changed(paths: Paths) -> None:
    text = 'notify_command = ["""\ntheme = 1\n"""]\n'
    paths.settings_file.write_text(text)
    with pytest.raises(BadSettings, match="could not be changed"):
        save_setting(paths, "theme", "light")
    assert paths.settings_file.read_text() == text


def test_the_mode_of_a_changed_file_stays(paths: Paths) -> None:
    paths.settings_file.write_text("mouse = true\n")
    paths.settings_file.chmod(0o640)
    save_setting(paths, "theme", "light")
    assert paths.settings_file.stat().st_mode & 0o777 == 0o640
