"""A folder of one's own adds languages and metrics: the examples of the how-to pages, as they stand there."""

import re
from pathlib import Path

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.read.reader import RuleReader
from parallaxe.vocabulary.document import Document
from parallaxe.vocabulary.errors import CatalogueError

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
BLOCK = re.compile(r"```yaml\n(?P<lead> *)# mine/(?P<path>\S+)\n(?P<text>.*?)```", re.DOTALL)


def read(folder: Path, text: str, language: str | None = None) -> set[tuple[str, str, float]]:
    document = Document(id="d", text=text, snapshot="0" * 64, language=language)
    claims = RuleReader(load_catalogue(folder)).read(document)
    return {(claim.subject, claim.metric, float(claim.value)) for claim in claims}


@pytest.fixture
def mine(tmp_path):
    def of(page: str) -> Path:
        for block in BLOCK.finditer((HOW_TO / page).read_text("utf-8")):
            path = tmp_path / block["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            lead = block["lead"]
            path.write_text(
                "".join(line.removeprefix(lead) for line in block["text"].splitlines(keepends=True)), "utf-8"
            )
        return tmp_path

    return of


def test_a_metric_is_added_beside_those_that_ship(mine):
    told = read(
        mine("add-a-metric.md"), "The training of Kimi K2 consumed 2,500 MWh. Kimi K2 has 1 trillion parameters."
    )
    assert told == {("Kimi K2", "energy_use", 2500), ("Kimi K2", "parameters_total", 1e12)}


def test_a_language_is_added_beside_those_that_ship(mine):
    folder = mine("add-a-language.md")
    assert read(folder, "Moonshot AI ha raccolto 500 milioni di dollari nel 2025.") == {
        ("Moonshot AI", "funding_raised", 5e8)
    }
    assert read(folder, "Moonshot AI raised $500 million.", "en") == {("Moonshot AI", "funding_raised", 5e8)}


def test_figures_of_a_metric_nobody_declared_are_refused(tmp_path):
    (tmp_path / "lexicon").mkdir()
    rule = "figures:\n  - {metric: no_such, unit: x, kinds: [count], subjects: [model]}\n"
    (tmp_path / "lexicon" / "figures.yaml").write_text(rule, "utf-8")
    with pytest.raises(CatalogueError, match="no_such"):
        read(tmp_path, "Kimi K2 has 1 trillion parameters.", "en")
