"""Means and peaks of a stretch of time are told apart, in every language of the reader."""

import pytest

from parallaxe.read.reader import RuleReader
from parallaxe.vocabulary.document import Document

TOLD = {
    "en": "Chinese open-weight models averaged 13% of weekly tokens on OpenRouter, with a peak of nearly 30% in August 2025.",
    "fr": "Les modèles chinois ouverts ont représenté en moyenne 13 % des jetons sur OpenRouter, avec un pic de près de 30 % en août 2025.",
    "de": "Chinesische Modelle kamen bei OpenRouter im Schnitt auf einen Anteil von 13 % der Tokens, in der Spitze auf 30 %.",
    "es": "Los modelos chinos representaron en promedio el 13 % de los tokens de OpenRouter, con un pico del 30 %.",
    "pt": "Os modelos chineses representaram em média 13% dos tokens do OpenRouter, com um pico de 30%.",
    "zh": "中国开源模型平均占 OpenRouter 每周词元使用量的 13%，8 月峰值接近 30%。",
    "ru": "Китайские модели в среднем занимали 13% токенов на OpenRouter, на пике — 30%.",
}


@pytest.fixture(scope="module")
def reader():
    return RuleReader()


@pytest.mark.parametrize("language", TOLD)
def test_a_mean_and_a_peak_are_told_apart(reader, language):
    document = Document(id="d", text=TOLD[language], snapshot="0" * 64, language=language)
    told = {str(claim.value): claim.dimensions.get("aggregation") for claim in reader.read(document)}
    assert told == {"13": "mean", "30": "peak"}


def test_a_share_of_one_day_is_neither(reader):
    text = "Chinese models held 27% of tokens on OpenRouter on 12 August 2025."
    document = Document(id="d", text=text, snapshot="0" * 64, language="en")
    (claim,) = reader.read(document)
    assert "aggregation" not in claim.dimensions
