"""One plain sentence a language and metric: the floor below which no change of a lexicon may fall."""

from pathlib import Path

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.read.confidence import DEFAULT_MINIMUM
from parallaxe.read.reader import RuleReader
from parallaxe.vocabulary.document import Document
from parallaxe.vocabulary.errors import UnknownLanguageError

ROWS = [line.split("\t") for line in (Path(__file__).parent / "sentences.tsv").read_text("utf-8").splitlines()]

#: How sure a claim of a plain sentence must be at least: the rules find it, whatever is shown by default.
LEAST = 0.5
#: A claim this sure is none that may be shown of a sentence that tells nothing.
SURE = 0.7

DISTRACTORS = [line.split("\t") for line in (Path(__file__).parent / "distractors.tsv").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def reader():
    return RuleReader(load_catalogue())


def said(value):
    try:
        return float(value)
    except ValueError:
        return value


@pytest.mark.parametrize(
    ("language", "text", "metric", "subject", "value"), ROWS, ids=[f"{r[0]}-{r[2]}-{i}" for i, r in enumerate(ROWS)]
)
def test_sentence(reader, language, text, metric, subject, value):
    claims = reader.read(Document(id="s", text=text, snapshot="0", language=language, published="2026-02-01"))
    found = {(c.metric, c.subject, said(str(c.value))) for c in claims if c.confidence >= LEAST}
    assert (metric, subject, said(value)) in found


@pytest.mark.parametrize("language", sorted({row[0] for row in ROWS}))
def test_the_language_is_found_without_being_told(reader, language):
    text = "\n".join(row[1] for row in ROWS if row[0] == language)
    undeclared = list(reader.read(Document(id="s", text=text, snapshot="0", published="2026-02-01")))
    declared = list(reader.read(Document(id="s", text=text, snapshot="0", language=language, published="2026-02-01")))
    assert undeclared == declared
    assert declared


@pytest.mark.parametrize(
    "text",
    ["오픈AI는 2025년 8월 GPT-5를 공개했다. 기업 가치는 5000억 달러다.", "Η OpenAI παρουσίασε το GPT-5 τον Αύγουστο."],
)
def test_a_language_without_lexicon_is_refused(reader, text):
    with pytest.raises(UnknownLanguageError) as error:
        reader.read(Document(id="s", text=text, snapshot="0"))
    assert "lexicon" in str(error.value)


@pytest.fixture(scope="module")
def shown(reader):
    """The claims of each distractor that are shown by default."""
    return {
        (language, text): [
            claim
            for claim in reader.read(
                Document(id="s", text=text, snapshot="0", language=language, published="2026-02-01")
            )
            if claim.confidence >= DEFAULT_MINIMUM
        ]
        for language, text, *_ in DISTRACTORS
    }


@pytest.mark.parametrize(
    ("language", "text"),
    [row[:2] for row in DISTRACTORS],
    ids=[f"{row[0]}-{place}" for place, row in enumerate(DISTRACTORS)],
)
def test_figures_without_a_metric_are_left_alone(shown, language, text):
    """Losses, growth, staff, share prices, fees, fines, hardware: nothing the catalogue has a metric for."""
    assert [(c.metric, c.subject, c.value) for c in shown[language, text] if c.confidence >= SURE] == []


def test_hardly_any_of_them_is_shown_at_all(shown):
    """Between the default and what is sure lie claims that are right two times in three: a few in these many sentences."""
    assert sum(bool(claims) for claims in shown.values()) <= 0.01 * len(shown)
