"""Fixtures every test folder may use."""

import os
from functools import cache
from pathlib import Path

import pytest
import typer.main
import typer.testing

ROOT = Path(__file__).parent.parent

# The tree of commands is made once for each application: it takes 50 ms, and nothing in it changes.
typer.main.get_command = typer.testing._get_command = cache(typer.main.get_command)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The labelled corpora and datasets kept beside a developer's checkout; a user has none."""
    folder = Path(os.environ.get("PARALLAXE_SHARED") or ROOT.parent / "shared")
    if not (folder / "corpus").is_dir():
        pytest.skip("no labelled corpora beside this checkout (set PARALLAXE_SHARED to their folder)")
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty PARALLAXE_HOME."""
    folder = tmp_path / "home"
    monkeypatch.setenv("PARALLAXE_HOME", str(folder))
    return folder
