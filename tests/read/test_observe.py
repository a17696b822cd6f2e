"""Claims become observations by slug, with the quote as locator."""

import json
from decimal import Decimal

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.read.agreement import compare
from parallaxe.read.contract import SHIPPED, claim_line, claim_schema_text
from parallaxe.read.observe import observe
from parallaxe.read.reader import RuleReader
from parallaxe.read.workers import read_documents
from parallaxe.sources import load
from parallaxe.vocabulary.claim import Claim
from parallaxe.vocabulary.errors import CatalogueError, GroundingError
from parallaxe.vocabulary.observation import Kind

TEXT = (
    "Kimi K2 scores 65.8% on SWE-bench Verified. Moonshot AI, headquartered in Beijing, raised $500 million in 2025.\n"
)


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_claims_become_observations(catalogue, article):
    loaded = load(article)
    made = {o.metric: o for o in (observe(c, loaded, catalogue) for c in RuleReader(catalogue).read(loaded.document))}
    score, money, seat = made["benchmark_score"], made["funding_raised"], made["headquarters"]
    assert (score.subject, score.number, score.unit) == ("kimi-k2", Decimal("65.8"), "%")
    assert score.dimensions["benchmark"] == "swe-bench-verified"
    assert (money.subject, money.number, money.unit) == ("moonshot-ai", Decimal(500_000_000), "USD")
    assert (seat.text, seat.number) == ("beijing", None)
    for observation in made.values():
        assert observation.kind is Kind.CLAIMED
        assert observation.locator.snapshot == loaded.document.snapshot
        assert TEXT[observation.locator.start : observation.locator.end] == observation.locator.quote


def test_a_quote_out_of_place_makes_no_observation(catalogue, article):
    claim = Claim(
        doc="article", subject="Kimi K2", surface="Kimi K2", subject_type="model", metric="parameters_total", value=Decimal(1),
        unit="parameters", quote="1T", start=0, end=2, confidence=0.9, reader="rules/1",
    )  # fmt: skip
    with pytest.raises(GroundingError):
        observe(claim, load(article), catalogue)


def test_lines_obey_the_shipped_schema(catalogue, article):
    schema = json.loads(SHIPPED.read_text("utf-8"))
    for claim in RuleReader(catalogue).read(load(article).document):
        row = json.loads(claim_line(claim))
        assert list(row) == schema["required"]
        assert isinstance(row["value"], (int, float, str))
        assert "E" not in claim_line(claim).split('"unit"')[0].split('"value"')[1]


def test_the_shipped_schema_is_the_types():
    assert SHIPPED.read_text("utf-8") == claim_schema_text()


def test_bad_inputs_do_not_stop_the_others(article, tmp_path):
    binary = tmp_path / "binary.txt"
    binary.write_bytes(b"\x00\xff" * 200)
    korean = tmp_path / "korean.txt"
    korean.write_text("오픈AI는 2025년 8월 GPT-5를 공개했다.", "utf-8")
    paths = [str(tmp_path / "missing.txt"), str(binary), str(korean), str(article)]
    readings = list(read_documents(paths))
    assert [bool(reading.error) for reading in readings] == [True, True, True, False]
    assert all(reading.exit_code for reading in readings[:3])
    assert readings[3].claims


def test_agreement_raises_confidence_and_disagreement_is_listed():
    base = Claim(
        doc="d", subject="A", surface="A", subject_type="model", metric="parameters_total", value=Decimal(5), unit="parameters",
        quote="5", start=0, end=1, confidence=0.8, reader="rules/1",
    )  # fmt: skip
    import msgspec

    twin = msgspec.structs.replace(base, reader="llm/1", confidence=0.6)
    other = msgspec.structs.replace(twin, value=Decimal(7))
    both = compare([base], [twin])
    assert [claim.confidence for claim in both.claims] == [0.92]
    assert both.disagreements == []
    apart = compare([base], [other])
    assert len(apart.claims) == 2
    assert len(apart.disagreements) == 1


def test_a_language_is_a_data_change(tmp_path, article):
    folder = tmp_path / "catalogue" / "lexicon"
    folder.mkdir(parents=True)
    (folder / "it.yaml").write_text(
        "language: it\nscript: latin\nstrip_accents: true\ndecimal: ','\n"
        "stopwords: [il, di, che, la, un, per, con, del, una, gli]\n"
        "scales: {'6': [milioni, milione], '9': [miliardi, miliardo]}\n"
        "units: {USD: [dollari], parameters: [parametri]}\njoiners: [di]\n"
        "metrics: {funding_raised: [raccolt*]}\n",
        "utf-8",
    )
    reader = RuleReader(load_catalogue(tmp_path / "catalogue"))
    assert "it" in reader.languages
    text = "Moonshot AI ha raccolto 500 milioni di dollari per il suo modello."
    path = tmp_path / "italiano.txt"
    path.write_text(text, "utf-8")
    claims = list(reader.read(load(path).document))
    assert [(c.subject, c.metric, c.value, c.unit) for c in claims] == [
        ("Moonshot AI", "funding_raised", Decimal(500_000_000), "USD")
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("language: it\nscript: latin\ndecimal: ','\nstopwords: []\ncolour: red\n", "colour"),
        ("language: de\nscript: latin\ndecimal: ','\nstopwords: []\n", "it.yaml"),
        ("language: it\nscript: latin\ndecimal: ','\nstopwords: []\nmetrics: {happiness: [felice]}\n", "happiness"),
    ],
)
def test_a_broken_lexicon_is_named(tmp_path, content, said):
    folder = tmp_path / "lexicon"
    folder.mkdir()
    (folder / "it.yaml").write_text(content, "utf-8")
    with pytest.raises(CatalogueError) as error:
        RuleReader(load_catalogue(tmp_path))
    assert said in str(error.value)
