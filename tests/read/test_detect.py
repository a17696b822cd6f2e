"""Languages are told by script and by frequent words; one without a lexicon is refused, whatever it is near."""

from __future__ import annotations

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.read.words.detect import detect
from parallaxe.read.words.rules import load_rules

LEXICONS = load_rules(load_catalogue()).lexicons


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Mistral AI, OpenAI et Anthropic se partagent le marché ; Mistral Large 3 coûte 2 dollars, " * 4),
        (
            "en",
            "Model weights: Qwen3-32B, Llama 4 Scout and DeepSeek V3.2 are open, GPT-5 and Claude Opus are not. " * 4,
        ),
        (
            "de",
            "Preise je Million Token: GPT-5 kostet 1,25 Dollar, Claude 3 Dollar, Mistral ist mit 0,40 billiger. " * 4,
        ),
        ("ja", "OpenAIは新しいモデルGPT-5を発表した。価格は据え置かれた。"),
        ("zh", "深度求索发布了新模型,价格更低。"),
        ("ru", "Компания Яндекс представила новую модель YandexGPT."),
        ("vi", "Công ty đã ra mắt mô hình mới vào tháng trước."),
    ],
)
def test_a_language_with_a_lexicon_is_told(language: str, text: str) -> None:
    assert detect(text, LEXICONS) == language


@pytest.mark.parametrize(
    "text",
    [
        (
            "La società ha annunciato ieri un nuovo modello che supera i concorrenti nei principali test. Secondo il comunicato sarà "
            "disponibile per gli sviluppatori a partire dal mese prossimo, e il prezzo è più basso di quello dei rivali. "
        ),
        (
            "L'empresa va anunciar ahir un nou model d'intel·ligència artificial que supera els competidors en les proves principals. "
            "Segons el comunicat, el sistema s'ha entrenat amb una gran quantitat de dades i estarà disponible per als desenvolupadors. "
            "Els analistes diuen que el preu és més baix que el dels rivals i que això podria canviar el mercat a Europa. "
        ),
        (
            "Het bedrijf heeft gisteren een nieuw model aangekondigd dat de concurrentie in de belangrijkste tests verslaat. Volgens het "
            "persbericht komt het volgende maand beschikbaar en is de prijs lager dan die van de rivalen. "
        ),
        "회사는 어제 새로운 인공지능 모델을 발표했다.",
        "1 234 567 %",
    ],
)
def test_a_language_without_one_is_refused(text: str) -> None:
    assert detect(text * 3, LEXICONS) is None
