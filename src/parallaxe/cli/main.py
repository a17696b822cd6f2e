"""The command ``parallaxe``."""

from __future__ import annotations

import importlib
import os
import sys
from functools import cache

import typer

from parallaxe import __version__
from parallaxe.vocabulary.errors import ParallaxeError

#: Modules of this package that register commands, in the order of the help.
COMMAND_MODULES = (
    "read",
    "ingest",
    "ledger",
    "names",
    "conflicts",
    "judge",
    "recompute",
    "measure",
    "probe",
    "analyse",
    "index",
    "verify",
    "report",
)


@cache
def application() -> typer.Typer:
    """The application with all its commands, made once."""
    app = typer.Typer(
        name="parallaxe",
        help="An open observatory of AI models: read, measure, reconcile, analyse, publish.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    for name in COMMAND_MODULES:
        importlib.import_module(f"parallaxe.cli.{name}").register(app)
    return app


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"parallaxe {__version__}")
        raise typer.Exit


def _options(
    version: bool = typer.Option(
        False, "--version", help="Print the version and exit.", is_eager=True, callback=_print_version
    ),
) -> None:
    """Options of the command itself; ``version`` has done its work before this is called."""


def run() -> None:
    """Entry point: one place turns errors into a message and an exit code."""
    try:
        application()()
    except ParallaxeError as error:
        sys.stderr.write(f"parallaxe: {error}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("parallaxe: stopped; what was finished is kept, the same command goes on\n")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output went away (head, less): that is not an error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        # What no command foresaw: a folder that is missing or closed, a disk that is full.
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(
            f"parallaxe: {where}{error.strerror or error}. Check the path, its permissions and the space left.\n"
        )
        sys.exit(1)
