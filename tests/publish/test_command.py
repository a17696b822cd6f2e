"""The commands ``report`` and ``diff``, from a text to a page."""

import json

import pytest
import typer
from pinned import given
from selectolax.lexbor import LexborHTMLParser
from typer.testing import CliRunner

from parallaxe.cli import ingest, report
from parallaxe.publish.report import render_report
from parallaxe.vocabulary.errors import InvalidValueError, UnreadableInputError

TEXT = (
    "DeepSeek a publié DeepSeek R1 en janvier 2025. La part de la Chine dans les publications a atteint 36 % en 2025.\n"
)


@pytest.fixture
def run(home):
    app = typer.Typer()
    ingest.register(app)
    report.register(app)

    def call(*arguments):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call


def test_a_text_becomes_a_page_with_its_quotes_in_place(run, tmp_path):
    text = tmp_path / "texte.txt"
    text.write_text(TEXT, "utf-8")
    run("ingest", text)
    made = run("report", "--focus", "china", "--lang", "fr", "--out", tmp_path / "out")
    assert "figures" in made.output
    page = LexborHTMLParser((tmp_path / "out" / "index.html").read_text("utf-8"))
    passages = [card.text() for card in page.css(".card blockquote")]
    assert passages
    assert all(passage.strip("…") in TEXT for passage in passages)
    assert json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["untranslated"] == {}
    assert "nothing changed" in run("diff", tmp_path / "out", tmp_path / "out").output


def test_an_empty_ledger_makes_a_page_that_says_so(run, tmp_path):
    run("report", "--lang", "en", "--as-of", "1990", "--out", tmp_path / "out")
    assert "Nothing to show" in (tmp_path / "out" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    "arguments", [("--focus", "atlantis"), ("--as-of", "yesterday"), ("--lang", "tlh"), ("--lang", ",")]
)
def test_what_cannot_be_is_refused(run, tmp_path, arguments):
    with pytest.raises(InvalidValueError):
        run("report", *arguments, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_edition_that_is_not_there_is_refused(run, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnreadableInputError):
        run("diff", tmp_path / "empty", "2025")


def test_the_same_sections_as_a_pdf():
    pytest.importorskip("typst", reason="typst is not installed (extra pdf)")
    first, second = (render_report(given(languages=("zh",), pdf=True))["report.zh.pdf"] for _ in range(2))
    assert first.startswith(b"%PDF")
    assert first == second


def test_an_edition_has_its_pdf_unless_told_otherwise(run, tmp_path):
    pytest.importorskip("typst", reason="typst is not installed")
    text = tmp_path / "texte.txt"
    text.write_text(TEXT, "utf-8")
    run("ingest", text)
    for name, more in (("with", ()), ("without", ("--no-pdf",))):
        run("report", "--lang", "fr", "--edition", "2026-q4", "--out", tmp_path / name, *more)
    assert (tmp_path / "with" / "report.fr.pdf").read_bytes().startswith(b"%PDF")
    assert not (tmp_path / "without" / "report.fr.pdf").exists()
