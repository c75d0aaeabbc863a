"""A wheel, installed alone into an empty environment, runs. Needs a package index."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bizcare_tui import __version__

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.packaging


@pytest.fixture(scope="module")
def bizcare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of an environment that holds the wheel and nothing of this checkout."""
    folder = tmp_path_factory.mktemp("packaging")
    subprocess.run([sys.executable, "-m", "build", "--outdir", folder / "dist", ROOT], check=True)
    venv.create(folder / "venv", with_pip=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    subprocess.run([folder / "venv/bin/python", "-m", "pip", "install", "-q", wheel], check=True)
    return folder / "venv/bin/bizcare"


@pytest.fixture
def sandbox(bizcare: Path, tmp_path: Path) -> Iterator[list[str]]:
    """The address and key of a sandbox that the installed command serves."""
    process = subprocess.Popen(
        [bizcare, "sandbox", "--threads", "30"], stdout=subprocess.PIPE, text=True, cwd=tmp_path
    )
    assert process.stdout is not None
    yield [process.stdout.readline().strip(), process.stdout.readline().strip()]
    process.terminate()
    process.stdout.close()
    assert process.wait(60) == 0


def test_it_tells_its_version(bizcare: Path, tmp_path: Path) -> None:
    done = subprocess.run([bizcare, "--version"], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout == f"bizcare {__version__}\n"


def test_it_syncs_with_its_own_sandbox(bizcare: Path, sandbox: list[str], tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "BIZCARE_HOME": str(tmp_path / "home"),
        "BIZCARE_API_URL": sandbox[0], "BIZCARE_API_KEY": sandbox[1],
    }  # fmt: skip

    def run(*words: str) -> str:
        done = subprocess.run(
            [bizcare, *words], env=environment, capture_output=True, text=True, check=True, cwd=tmp_path
        )
        return done.stdout

    assert json.loads(run("sync", "--json"))["threads"]["new"] == 30
    assert len(run("list", "--json", "--limit", "0").splitlines()) == 30


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two wheels of the same files, built one after the other in two folders."""
    built = []
    for name in ("one", "other"):
        folder = tmp_path_factory.mktemp(name)
        subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT], check=True)
        built += list(folder.glob("*.whl"))
    return built


def test_the_same_files_give_the_same_wheel(wheels: list[Path]) -> None:
    one, other = (wheel.read_bytes() for wheel in wheels)
    assert one == other


def test_the_wheel_holds_the_package_and_nothing_else(wheels: list[Path]) -> None:
    with zipfile.ZipFile(wheels[0]) as wheel:
        names = wheel.namelist()
    tops = {name.partition("/")[0] for name in names}
    assert tops == {
        "bizcare_tui", f"bizcare_tui-{__version__}.dist-info", f"bizcare_tui-{__version__}.data",
    }  # fmt: skip
    endings = {Path(name).suffix for name in names if name.startswith("bizcare_tui/")}
    assert endings <= {
        ".py",
        ".toml",
        ".json",
        ".po",
        ".mo",
        ".typed",
        ".1",
        ".txt",
        ".tsv",
        ".md",
        ".mako",
        ".csv",
        ".model",
        ".sql",
        "",
    }
    for language in ("es", "fr", "it"):
        assert f"bizcare_tui/locale/{language}/LC_MESSAGES/bizcare.mo" in names
    assert any(name.endswith("share/man/man1/bizcare.1") for name in names)
    assert not [name for name in names if "__pycache__" in name or "test" in Path(name).name]


def test_the_installed_command_speaks_every_language(bizcare: Path, tmp_path: Path) -> None:
    for code, word in (("es", "ficticios"), ("fr", "fictives"), ("it", "inventati")):
        environment = {**os.environ, "LC_ALL": f"{code}.UTF-8", "HOME": str(tmp_path)}
        reported = subprocess.run(
            [bizcare, "--help"], env=environment, capture_output=True, text=True, check=True, cwd=tmp_path
        )
        assert word in reported.stdout
    assert (bizcare.parents[1] / "share/man/man1/bizcare.1").exists()
