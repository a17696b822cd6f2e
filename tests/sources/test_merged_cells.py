"""Merged cells of HTML tables find their places; figures of doubtful place stand nowhere."""

from pathlib import Path

import pytest

from parallaxe.sources import load

SENTENCE = "<p>Here are the scores of the models in this table, as their makers published them last week.</p>"
HEADS = "<tr><th rowspan=2>Lab</th><th rowspan='2'>Model</th><th colspan=\"2\">Scores</th></tr><tr><th>MMLU</th><th>AIME</th></tr>"


def rows(folder: Path, table: str, around: str) -> list[list[str]]:
    path = folder / "page.html"
    path.write_text(f"<html><body>{around}<table>{table}</table></body></html>", "utf-8")
    lines = [line for line in load(path).document.text.splitlines() if line.startswith("|") and "---" not in line]
    return [[cell.strip() for cell in line.strip().removesuffix("|").split("|")[1:]] for line in lines]


@pytest.mark.parametrize("around", ["", SENTENCE])
def test_words_hold_for_all_they_span(tmp_path: Path, around: str) -> None:
    body = "<tr><td rowspan=2>DeepSeek</td><td>V3</td><td>75.9</td><td>39</td></tr><tr><td>R1</td><td>84.0</td><td>79</td></tr>"
    assert rows(tmp_path, HEADS + body, around) == [
        ["Lab", "Model", "Scores", "Scores"],
        ["Lab", "Model", "MMLU", "AIME"],
        ["DeepSeek", "V3", "75.9", "39"],
        ["DeepSeek", "R1", "84.0", "79"],
    ]


def test_a_figure_below_two_headings_stands_under_neither(tmp_path: Path) -> None:
    body = "<tr><td>OpenAI</td><td>4o</td><td colspan=2>72.6</td></tr><tr><td>Qwen</td><td>QwQ</td><td>1</td><td>2</td></tr>"
    assert rows(tmp_path, HEADS + body, SENTENCE)[2:] == [["OpenAI", "4o", "", ""], ["Qwen", "QwQ", "1", "2"]]


def test_a_figure_for_two_rows_stands_in_the_first(tmp_path: Path) -> None:
    body = "<tr><td>Z</td><td>A</td><td rowspan=2>1</td><td>2</td></tr><tr><td>Z</td><td>B</td><td>4</td></tr>"
    assert rows(tmp_path, HEADS + body, SENTENCE)[2:] == [["Z", "A", "1", "2"], ["Z", "B", "", "4"]]


@pytest.mark.parametrize("span", ["0", "-3", "many", "1000000"])
def test_absurd_spans_do_no_harm(tmp_path: Path, span: str) -> None:
    table = f"<tr><th colspan={span}>Model</th><th>MMLU</th></tr><tr><td rowspan={span}>V3</td><td>75.9</td></tr>"
    found = rows(tmp_path, table, SENTENCE)
    assert found[1][0] == "V3"
    assert max(map(len, found)) <= 65
