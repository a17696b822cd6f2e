"""Relations and events without a figure, told in nine languages; what must not be read as one."""

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.read.associations.reader import RelationReader
from parallaxe.vocabulary.document import Document

TOLD = {
    "en": [
        ("Zhipu AI has entered a long-term partnership with Samsung.", "Zhipu AI partnership Samsung"),
        ("The code editor Cursor uses Kimi K2.5 for its agent.", "Cursor uses Kimi K2.5"),
        ("WeChat has officially integrated DeepSeek R1.", "WeChat integrates DeepSeek R1"),
        ("Qwen2.5 has been integrated into Perplexity.", "Perplexity integrates Qwen2.5"),
        ("QwQ-32B, which is based on Qwen2.5-32B, was released in March.", "QwQ-32B based_on Qwen2.5-32B"),
        ("Mistral AI announced a strategic partnership with ASML.", "Mistral AI partnership ASML"),
        (
            "OpenAI, SoftBank and Oracle have formed a joint venture.",
            "OpenAI partnership SoftBank|OpenAI partnership Oracle",
        ),
        ("MiniMax, one of China's Six Tigers, went public.", "MiniMax member_of six tigers (AI)"),
        (
            "The Six Tigers (Zhipu AI, Moonshot AI, MiniMax and StepFun) compete.",
            "Zhipu AI member_of six tigers (AI)|Moonshot AI member_of six tigers (AI)|MiniMax member_of six tigers (AI)|StepFun member_of six tigers (AI)",
        ),
        ("01.AI stopped training large models in 2024.", "01.AI strategy_change stops training foundation models"),
        ("In April, Baichuan pivoted to healthcare.", "Baichuan strategy_change turns to medicine"),
        ("Perplexity uses DeepSeek's models.", "Perplexity uses DeepSeek"),
        (
            "Firms such as Nvidia, Perplexity and Airbnb use Qwen.",
            "Nvidia uses Qwen (series)|Airbnb uses Qwen (series)",
        ),
        ("DeepSeek is owned by High-Flyer.", "DeepSeek owner High-Flyer"),
    ],
    "fr": [
        ("L'éditeur de code Cursor utilise Kimi K2.5.", "Cursor uses Kimi K2.5"),
        ("Perplexity utilise les modèles de DeepSeek.", "Perplexity uses DeepSeek"),
        ("WeChat a également intégré DeepSeek R1.", "WeChat integrates DeepSeek R1"),
        ("Mistral AI a annoncé un partenariat stratégique avec ASML.", "Mistral AI partnership ASML"),
        (
            "Baichuan, l'un des « six tigres », se recentre sur l'IA médicale.",
            "Baichuan member_of six tigers (AI)|Baichuan strategy_change turns to medicine",
        ),
        (
            "01.AI a renoncé à l'entraînement de grands modèles.",
            "01.AI strategy_change stops training foundation models",
        ),
        ("Meta se tourne vers les modèles fermés.", "Meta strategy_change turns to closed models"),
        ("QwQ-32B est basé sur Qwen2.5-32B.", "QwQ-32B based_on Qwen2.5-32B"),
    ],
    "zh": [
        ("爱彼迎在客服中使用通义千问。", "Airbnb uses Qwen (series)"),
        ("微信宣布接入DeepSeek-R1。", "WeChat integrates DeepSeek R1"),
        ("百度和腾讯元宝均已接入DeepSeek-R1。", "Baidu integrates DeepSeek R1|Yuanbao (app) integrates DeepSeek R1"),
        (
            "“六小虎”之一的百川智能宣布转向医疗。",
            "Baichuan member_of six tigers (AI)|Baichuan strategy_change turns to medicine",
        ),
        ("零一万物放弃预训练。", "01.AI strategy_change stops training foundation models"),
        ("零一万物与阿里云成立联合实验室。", "01.AI partnership Alibaba Cloud"),
        (
            "六小虎包括智谱、月之暗面、MiniMax和阶跃星辰。",
            "Zhipu AI member_of six tigers (AI)|Moonshot AI member_of six tigers (AI)|MiniMax member_of six tigers (AI)|StepFun member_of six tigers (AI)",
        ),
    ],
    "es": [
        ("El editor Cursor usa Kimi K2.5.", "Cursor uses Kimi K2.5"),
        ("WeChat ha integrado DeepSeek R1.", "WeChat integrates DeepSeek R1"),
        ("Mistral AI se alió con ASML en 2025.", "Mistral AI partnership ASML"),
        ("MiniMax, uno de los seis tigres, cotiza en Hong Kong.", "MiniMax member_of six tigers (AI)"),
        (
            "01.AI renunció al entrenamiento de grandes modelos.",
            "01.AI strategy_change stops training foundation models",
        ),
    ],
    "pt": [
        ("A Zhipu AI firmou uma parceria estratégica com a Samsung.", "Zhipu AI partnership Samsung"),
        ("O editor Cursor usa o Kimi K2.5.", "Cursor uses Kimi K2.5"),
        ("O WeChat integrou o DeepSeek R1.", "WeChat integrates DeepSeek R1"),
        ("A Mistral AI firmou parceria com a ASML.", "Mistral AI partnership ASML"),
        ("A Baichuan, uma das seis tigres, voltou-se para a medicina.", "Baichuan member_of six tigers (AI)"),
        ("A 01.AI desistiu de treinar grandes modelos.", "01.AI strategy_change stops training foundation models"),
    ],
    "de": [
        ("StepFun gehört zu den sechs KI-Tigern.", "StepFun member_of six tigers (AI)"),
        ("Cursor nutzt Kimi K2.5.", "Cursor uses Kimi K2.5"),
        ("WeChat hat DeepSeek R1 integriert.", "WeChat integrates DeepSeek R1"),
        ("Mistral AI kündigte eine strategische Partnerschaft mit ASML an.", "Mistral AI partnership ASML"),
        ("MiniMax, einer der sechs Tiger, ging an die Börse.", "MiniMax member_of six tigers (AI)"),
        (
            "01.AI hat das Training großer Modelle eingestellt.",
            "01.AI strategy_change stops training foundation models",
        ),
        ("QwQ-32B basiert auf Qwen2.5-32B.", "QwQ-32B based_on Qwen2.5-32B"),
    ],
    "vi": [
        ("Zhipu AI đã ký thỏa thuận hợp tác với Samsung.", "Zhipu AI partnership Samsung"),
        ("Trình soạn mã Cursor sử dụng mô hình Kimi K2.5.", "Cursor uses Kimi K2.5"),
        ("WeChat đã tích hợp DeepSeek R1.", "WeChat integrates DeepSeek R1"),
        ("Mistral AI hợp tác với ASML.", "Mistral AI partnership ASML"),
        (
            "Baichuan, một trong sáu con hổ AI, đã chuyển hướng sang lĩnh vực y tế.",
            "Baichuan member_of six tigers (AI)|Baichuan strategy_change turns to medicine",
        ),
    ],
    "ja": [
        ("AirbnbはカスタマーサポートにQwenを使っている。", "Airbnb uses Qwen (series)"),
        ("CursorはKimi K2.5を採用した。", "Cursor uses Kimi K2.5"),
        ("WeChatにDeepSeek R1を搭載した。", "WeChat integrates DeepSeek R1"),
        ("ソフトバンクはOpenAIと提携した。", "SoftBank partnership OpenAI"),
        (
            "六小虎の一角である百川智能は医療に転換した。",
            "Baichuan member_of six tigers (AI)|Baichuan strategy_change turns to medicine",
        ),
    ],
    "ru": [
        ("StepFun входит в шестёрку «тигров ИИ».", "StepFun member_of six tigers (AI)"),
        ("Редактор Cursor использует модель Kimi K2.5.", "Cursor uses Kimi K2.5"),
        ("WeChat уже интегрировал DeepSeek R1.", "WeChat integrates DeepSeek R1"),
        ("Mistral AI объявила о партнёрстве с ASML.", "Mistral AI partnership ASML"),
        ("01.AI отказалась от обучения больших моделей.", "01.AI strategy_change stops training foundation models"),
        ("MiniMax входит в число шести тигров.", "MiniMax member_of six tigers (AI)"),
    ],
}
#: Each looks like a relation and is none, or is one nobody may be sure of.
NOT_TOLD = [
    ("en", "Cursor does not use Kimi K2.5."),
    ("en", "Does Cursor use Kimi K2.5?"),
    ("en", "Apple may use Gemini in Siri."),
    ("en", "Apple is in talks with OpenAI and considers a partnership with Anthropic."),
    ("en", "Cursor uses fewer tokens than Claude Opus 4."),
    ("en", "Users of Cursor use Kimi K2.5."),
    ("en", "Cursor uses an OpenAI-compatible endpoint and Kimi K2's tokenizer."),
    ("en", "Tencent integrated Hunyuan into WeChat."),
    ("en", "OpenAI uses GPT-5."),
    ("en", "If Meta turned to closed models, it would lose developers."),
    ("en", "Mistral AI ended its partnership with Microsoft."),
    ("en", "Airbnb rejected ChatGPT. Qwen is used widely."),
    ("fr", "Cursor n'utilise pas Kimi K2.5."),
    ("fr", "Apple pourrait utiliser Gemini."),
    ("fr", "Selon OpenAI, Cursor utilise moins de mémoire que Claude Code."),
    ("zh", "微信未接入DeepSeek-R1。"),
    ("zh", "苹果考虑接入千问。"),
    ("zh", "Qwen3使用的数据比DeepSeek-V3多。"),
    ("es", "Apple podría usar Gemini."),
    ("pt", "A Apple não usa o Gemini."),
    ("de", "Apple könnte Gemini nutzen."),
    ("de", "Cursor nutzt kein Kimi K2.5."),
    ("vi", "Apple có thể sử dụng Gemini."),
    ("ja", "AppleはGeminiの採用を検討している。"),
    ("ru", "Apple может использовать Gemini."),
]


@pytest.fixture(scope="module")
def reader():
    return RelationReader(load_catalogue())


def read(reader, text: str, language: str):
    document = Document(id="doc", text=text, snapshot="0" * 64, language=language, published="2026-03-20")
    return list(reader.read(document))


@pytest.mark.parametrize(("language", "text", "told"), [(tag, *case) for tag, cases in TOLD.items() for case in cases])
def test_a_relation_is_read(reader, language, text, told):
    found = {f"{claim.subject} {claim.metric} {claim.value}" for claim in read(reader, text, language)}
    assert set(told.split("|")) <= found


@pytest.mark.parametrize(("language", "text"), NOT_TOLD)
def test_what_only_looks_like_one_is_not(reader, language, text):
    assert read(reader, text, language) == []


def test_all_languages_of_the_reader_have_cues(reader):
    assert reader.languages == set(TOLD)


def test_an_intention_is_planned_and_a_date_beside_it_is_its_time(reader):
    (claim,) = read(reader, "Apple will use Gemini in Siri.", "en")
    assert claim.dimensions == {"modality": "planned"}
    (claim,) = read(reader, "In December 2024 01.AI announced a partnership with Alibaba.", "en")
    assert claim.period == "2024-12"
