"""The command as a whole: quick to answer, documented, and clear when it fails."""

import os
import pickle
import subprocess
import sys

import pytest
import typer.main

from parallaxe.cli.main import application
from parallaxe.vocabulary.errors import ParallaxeError

HEAVY = {
    "pyarrow",
    "deltalake",
    "duckdb",
    "numpy",
    "scipy",
    "trafilatura",
    "altair",
    "vl_convert",
    "babel",
    "polars",
    "httptools",
    "pydantic",
}


def run(*arguments, **environment):
    command = [sys.executable, "-c", "from parallaxe.cli.main import run; run()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, check=False)


def commands(group=None, path=()):
    group = group or typer.main.get_command(application())
    for name, command in sorted(group.commands.items()):
        yield " ".join((*path, name)), command
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))


def test_help_imports_nothing_heavy():
    code = "import sys; from parallaxe.cli.main import application; application(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not HEAVY & set(loaded)


def test_version():
    assert run("--version").stdout.startswith("parallaxe ")


def test_every_command_says_what_it_does():
    silent = [name for name, command in commands() if not (command.help or "").strip()]
    assert not silent


def test_the_reference_is_what_the_commands_say(root):
    from parallaxe.cli.reference import reference

    assert (root / "docs/reference/commands.md").read_text("utf-8") == reference(), "run `make docs`"


def test_every_setting_is_documented(root):
    from parallaxe.cli.settings import Settings

    page = (root / "docs/reference/settings.md").read_text("utf-8")
    assert not [field for field in Settings.__struct_fields__ if f"`{field}" not in page and field != "home"]


def test_a_broken_settings_file_is_named(tmp_path):
    (tmp_path / "settings.toml").write_text("langage = 'fr'\n")
    done = run("ledger", "show", "china", PARALLAXE_HOME=str(tmp_path))
    assert done.returncode != 0
    assert "settings.toml" in done.stderr
    assert "langage" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("error", ParallaxeError.__subclasses__())
def test_a_message_says_what_where_and_how_to_mend(error):
    message = str(error("it is broken", where="a.txt:3", mend="Mend it."))
    assert message == "a.txt:3: it is broken. Mend it."
    assert error("it is broken").exit_code > 0
    assert str(pickle.loads(pickle.dumps(error("it is broken", where="a.txt:3", mend="Mend it.")))) == message
