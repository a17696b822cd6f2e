"""Names found in texts and resolved to entities, through the public interface."""

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.identity import Names, names_of
from parallaxe.vocabulary.entity import EntityType

NAMES = names_of(load_catalogue())


def found(text: str) -> list[tuple[str, str | None]]:
    return [(m.surface, m.entity.name if m.entity else None) for m in NAMES.find(text)]


@pytest.mark.parametrize(
    ("surface", "name", "developer"),
    [
        ("QWEN2.5max", "Qwen2.5-Max", "alibaba"),
        ("Qwen 2.5 Max", "Qwen2.5-Max", "alibaba"),
        ("qwen2.5-max", "Qwen2.5-Max", "alibaba"),
        ("Qwen 3.6 Plus", "Qwen3.6-Plus", "alibaba"),
        ("Qwen2.5-VL-72B-Instruct", "Qwen2.5-VL-72B-Instruct", "alibaba"),
        ("Qwen3-Coder 480B-A35B Instruct", "Qwen3-Coder-480B-A35B-Instruct", "alibaba"),
        ("Qwen3 235B A22B Instruct 2507", "Qwen3-235B-A22B-Instruct-2507", "alibaba"),
        ("通义千问2.5-Max", "Qwen2.5-Max", "alibaba"),
        ("DoubaO1.5PRO", "Doubao 1.5 Pro", "bytedance"),
        ("豆包1.5Pro", "Doubao 1.5 Pro", "bytedance"),
        ("Kimi K1.5", "Kimi k1.5", "moonshot-ai"),
        ("Kimi K2 0905", "Kimi K2-0905", "moonshot-ai"),
        ("Claude Opus 4.5", "Claude Opus 4.5", "anthropic"),
        ("Claude 4 Opus", "Claude Opus 4", "anthropic"),
        ("claude-opus-4-5", "Claude Opus 4.5", "anthropic"),
        ("Opus 4.5", "Claude Opus 4.5", "anthropic"),
        ("Claude 3.5 Sonnet", "Claude 3.5 Sonnet", "anthropic"),
        ("Llama-3.1-405B-Instruct", "Llama 3.1 405B Instruct", "meta"),
        ("Llama 4 Maverick", "Llama 4 Maverick", "meta"),
        ("gpt-oss-120b", "gpt-oss-120b", "openai"),
        ("GPT 4o mini", "GPT-4o mini", "openai"),
        ("GPT-5 (high)", "GPT-5 (high)", "openai"),
        ("OpenAI o3-mini", "OpenAI o3-mini", "openai"),
        ("OpenAI-o1-1217", "OpenAI o1-1217", "openai"),
        ("Step-R-Mini", "Step-R-mini", "stepfun"),
        ("M1-Preview", "Baichuan M1-Preview", "baichuan"),
        ("GLM-4.5-Air", "GLM-4.5-Air", "zhipu-ai"),
        ("GLM 4.5 Air", "GLM-4.5-Air", "zhipu-ai"),
        ("Hunyuan Large Model", "Hunyuan-Large", "tencent"),
        ("Hunyuan-A13B", "Hunyuan-A13B", "tencent"),
        ("ERNIE4.0Turbo", "ERNIE 4.0 Turbo", "baidu"),
        ("DeepSeek-R1", "DeepSeek R1", "deepseek"),
        ("DeepSeek-V3.2-Exp", "DeepSeek V3.2-Exp", "deepseek"),
        ("deepseek-v3-1", "DeepSeek V3.1", "deepseek"),
        ("Mistral Large 2", "Mistral Large 2", "mistral-ai"),
        ("Mistral-Medium-3.1", "Mistral Medium 3.1", "mistral-ai"),
        ("Gemini 2.5 Pro Preview 06-05", "Gemini 2.5 Pro Preview 06-05", "google"),
        ("Phi-4-mini", "Phi-4-Mini", "microsoft"),
        ("PLaMo 2.1 8B", "PLaMo 2.1 8B", "preferred-networks"),
        ("Yi-34B", "Yi-34B", "01-ai"),
        ("Llama-3.3-Nemotron-Super-49B-v1", "Llama-3.3-Nemotron-Super-49B-v1", "nvidia"),
        ("Llama Nemotron Ultra", "Llama-Nemotron-Ultra", "nvidia"),
        ("LFM2-8B-A1B", "LFM2-8B-A1B", "liquid-ai"),
        ("FLUX.1 [dev]", "FLUX.1 [dev]", "black-forest-labs"),
        ("Llama-3.3-Swallow-70B-Instruct-v0.4", "Llama-3.3-Swallow-70B-Instruct-v0.4", "institute-of-science-tokyo"),
        ("llm-jp-3-172b-beta2", "LLM-jp-3-172B-Beta2", "nii"),
        ("c4ai-command-r-plus", "Command R+", "cohere"),
        ("Qwen/Qwen3-32B", "Qwen3-32B", "alibaba"),
        ("x-ai/grok-4", "Grok 4", "xai"),
        ("deepseek/deepseek-r1:free", "DeepSeek R1", "deepseek"),
        ("meta-llama/Llama-3.1-70B-Instruct", "Llama 3.1 70B Instruct", "meta"),
        ("**DeepSeek-V3**", "DeepSeek V3", "deepseek"),
        ("Deepseek-V 3", "DeepSeek V3", "deepseek"),
        ("Claude 3,5 Sonnet", "Claude 3.5 Sonnet", "anthropic"),
        ("gpt-5-high", "GPT-5 (high)", "openai"),
        ("o3-mini-high", "OpenAI o3-mini (high)", "openai"),
        ("claude-3-5-sonnet-20241022", "Claude 3.5 Sonnet (2024-10-22)", "anthropic"),
        ("gpt-4o-20240806", "GPT-4o (2024-08-06)", "openai"),
    ],
)
def test_model_names_in_any_spelling(surface, name, developer):
    entity = NAMES.resolve(surface).entity
    assert entity is not None
    assert (entity.name, entity.developer, entity.type) == (name, developer, EntityType.MODEL)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DeepSeek R1", "DeepSeek R1-0528"),
        ("Kimi K2", "Kimi K2-0905"),
        ("DeepSeek V3", "DeepSeek V3-0324"),
        ("GPT-4o", "GPT-4o (2024-08-06)"),
        ("Qwen3-235B-A22B", "Qwen3-235B-A22B-2507"),
        ("GPT-5", "GPT-5 (high)"),
        ("GPT-5 (high)", "GPT-5 (medium)"),
        ("Llama 3.1 8B", "Llama 3.1 8B Instruct"),
        ("Gemini 2.5 Pro", "Gemini 2.5 Pro Preview 06-05"),
        ("OpenAI o1", "OpenAI o1-mini"),
        ("Claude Opus 4", "Claude Opus 4.1"),
        ("Qwen2.5-7B", "Qwen2.5-72B"),
        ("GLM-4.5", "GLM-4.5V"),
        ("Nvidia H100", "Nvidia H100 80GB"),
        ("Claude 3.5 Sonnet", "claude-3-5-sonnet-20241022"),
        ("claude-3-5-sonnet-20240620", "claude-3-5-sonnet-20241022"),
    ],
)
def test_two_builds_never_merge(one, other):
    first, second = NAMES.resolve(one).entity, NAMES.resolve(other).entity
    assert first is not None
    assert second is not None
    assert first.slug != second.slug


def test_an_undated_alias_never_stands_for_a_dated_release():
    text = "DeepSeek R1-0528 came in May. R1 costs less."
    assert found(text) == [("DeepSeek R1-0528", "DeepSeek R1-0528"), ("R1", "DeepSeek R1")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AIibaba leads", [("AIibaba", "Alibaba")]),
        ("ByTedance", [("ByTedance", "ByteDance")]),
        ("阿里巴巴与字節跳動", [("阿里巴巴", "Alibaba"), ("字節跳動", "ByteDance")]),
        ("акции Яндекса и Китая", [("Яндекса", "Yandex"), ("Китая", "China")]),
        ("Nvidias Chips", [("Nvidia", "Nvidia")]),
        ("l'OpenAI de Sam Altman", [("OpenAI", "OpenAI"), ("Sam Altman", "Sam Altman")]),
        ("ソフトバンクグループは", [("ソフトバンクグループ", "SoftBank")]),
        ("H100 SXM5 80GB", [("H100 SXM5 80GB", "Nvidia H100 SXM5 80GB")]),
        ("GPT-4o¹ and OpenAI²", [("GPT-4o", "GPT-4o"), ("OpenAI", "OpenAI")]),
        ("[Alibaba](https://www.alibaba.com/x)", [("Alibaba", "Alibaba")]),
        ("GSM8K-fr 0,7", [("GSM8K-fr", "GSM8K-fr")]),
        ("HumanEval en 2024", [("HumanEval", "HumanEval")]),
        ("Qwen3-8B-FP8", [("Qwen3-8B-FP8", "Qwen3-8B-FP8")]),
        ("GPT-4o、Claude 3.5 Sonnet", [("GPT-4o", "GPT-4o"), ("Claude 3.5 Sonnet", "Claude 3.5 Sonnet")]),
    ],
)
def test_scripts_cases_and_noise(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "they told us to step back",
        "the meta question of our time",
        "seul le monde est grand",
        "Yi is a surname",
        "10 yuans par mois, mais pas plus",
        "release v2.1 of the tool",
        "a phi of 0.3 and an emu",
        "une command line",
        "Metal and Applesauce",
        "openness",
        "see https://github.com/openai/whisper or www.nvidia.com, mail me@google.com",
        "5 US dollars",
        "Step 2: install it",
        "on wenxin.baidu.com or https://claude.ai",
        "le point de départ, der Standard und ein Handshake",
        "eu-north-1 and index-01",
        "SunOS costs US$5",
        "polish the humane moonshot",
        "她们商量了一下，去看羊驼",
    ],
)
def test_everyday_words_are_no_names(text):
    assert [surface for surface, name in found(text) if name] == []


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Gemini 36 millions d'utilisateurs", "Gemini"),
        ("Gemini 3 million users", "Gemini"),
        ("Claude 4 fois plus cher", "Claude"),
        ("Qwen 2 万亿", "Qwen"),
        ("Kimi 5 %", "Kimi"),
        ("Mistral 2 milliards", "Mistral"),
        ("Llama 2,5 millions", "Llama"),
        ("GLM, 355 milliards", "GLM"),
    ],
)
def test_counts_after_a_name_are_no_generation(text, surface):
    assert NAMES.find(text)[0].surface == surface


def test_short_names_need_their_surroundings():
    assert found("R1 is here.") == [("R1", None)]
    assert [c.entity.name for c in NAMES.find("R1 is here.")[0].candidates] == ["DeepSeek R1"]
    assert found("DeepSeek is here. R1 too.")[1] == ("R1", "DeepSeek R1")
    assert ("o3", "OpenAI o3") in found("| GLM-4.5 | o3 | Claude Opus 4 |")


def test_a_capital_within_a_sentence_makes_an_everyday_word_a_name():
    assert found("The legal start-up said on Monday that Harvey raised money.") == [("Harvey", "Harvey")]
    assert found("Writer raised money.") == [("Writer", None)]
    assert found("The Magic of Models") == [("Magic", None)]
    assert found("under the MIT licence") == [("MIT", None)]


def test_a_name_of_two_makers_stays_open_unless_one_is_near():
    assert dict(found("Baichuan and MiniMax\nM1 costs 3")) == {"Baichuan": "Baichuan", "MiniMax": "MiniMax", "M1": None}
    assert dict(found("MiniMax\nthe M1 of Baichuan"))["M1"] == "Baichuan M1"


def test_series_and_application_of_one_name_are_both_offered():
    mention = NAMES.find("Kimi")[0]
    assert [c.entity.slug for c in mention.candidates] == ["kimi-app", "kimi"]
    assert NAMES.resolve("Gemini", types=[EntityType.PRODUCT]).entity.slug == "gemini-app"
    assert NAMES.resolve("Doubao", types=[EntityType.MODEL]).entity.slug == "doubao"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("the Qwen app", "qwen-app"),
        ("l'application DeepSeek compte", "deepseek-app"),
        ("アリババの「千問」アプリ", "qwen-app"),
        ("die Gemini-App", "gemini-app"),
        ("DeepSeek 应用", "deepseek-app"),
        ("Qwen approach", "qwen"),
        ("applied DeepSeek", "deepseek"),
    ],
)
def test_the_noun_beside_a_name_tells_the_application(text, slug):
    assert slug in {m.entity.slug for m in NAMES.find(text) if m.entity}


def test_adjectives_are_told_from_names():
    mentions = NAMES.find("Les modèles français de la France")
    assert [(m.surface, m.adjective) for m in mentions if m.entity.slug == "france"] == [
        ("français", True),
        ("France", False),
    ]


def test_groups_offer_their_country():
    mention = NAMES.find("Chinese open-weight models")[0]
    assert [c.entity.slug for c in mention.candidates] == ["chinese-open-weight-models", "china"]


@pytest.mark.parametrize(
    ("surface", "slug"),
    [
        ("Meituan Inc", "meituan"),
        ("Antropic", "anthropic"),
        ("Z.ai (Zhipu AI)", "zhipu-ai"),
        ("Anthropic: Claude Opus 4", "claude-opus-4"),
        ("OpenAI o3", "openai-o3"),
        ("商汤科技有限公司", "sensetime"),
        ("Zhipu A.I.", "zhipu-ai"),
        ("claude-3-7-sonnet-thinking", "claude-3-7-sonnet-thinking"),
        ("Claude 3.7 Sonnet (Thinking)", "claude-3-7-sonnet-thinking"),
        ("Moonshot IA", "moonshot-ai"),
        ("Alib\u0430b\u0430", "alibaba"),
        ("Doubao (app)", "doubao-app"),
        ("NVIDIA GeForce RTX 4090", "nvidia-rtx-4090"),
    ],
)
def test_resolving_by_other_spellings(surface, slug):
    assert NAMES.resolve(surface).entity.slug == slug


@pytest.mark.parametrize(
    "surface",
    [
        "someone/DeepSeek-R1",
        "unsloth/DeepSeek-R1-GGUF",
        "Quux Labs",
        "GPT",
        "Mistrel",
        "R1",
        "MIT",
        "Frobnicator 7",
        "",
        " ",
        "（）",
        "DeepSeek and OpenAI",
    ],
)
def test_what_is_uncertain_stays_unresolved(surface):
    resolution = NAMES.resolve(surface)
    assert resolution.entity is None or surface == "GPT"
    assert len(resolution.candidates) <= 5


def test_context_resolves_what_stands_alone_does_not():
    assert NAMES.resolve("R1").entity is None
    assert NAMES.resolve("R1", context="DeepSeek cut its prices").entity.slug == "deepseek-r1"


@pytest.mark.parametrize(
    "surface",
    [
        "Qwen2.5-Max",
        "GPT-5 (high)",
        "DeepSeek R1-0528",
        "Kimi k1.5",
        "Claude Opus 4.5",
        "Qwen3-235B-A22B-Thinking-2507",
        "Gemini 2.5 Pro Preview 06-05",
        "Mistral Small 3.2",
        "Llama 3.1 405B Instruct",
        "o4-mini",
        "GPT-5",
        "GPT-4.1",
        "Grok 4",
        "GLM-4.6",
        "Kimi K2.5",
        "Qwen2.5-Coder-1.5B-Instruct",
    ],
)
def test_a_minted_entity_comes_back_from_its_slug(surface):
    entity = NAMES.resolve(surface).entity
    assert Names(load_catalogue()).entity(entity.slug) == entity


def test_unknown_slugs_are_nobody():
    assert NAMES.entity("nobody-at-all") is None


@pytest.mark.parametrize(
    ("text", "name", "canonical"),
    [
        ("InternLM2-Chat-7B-SFT", "InternLM2-Chat-7B-SFT", "InternLM2-7B-Chat-SFT"),
        ("DeepSeek-V3.2 Exp Base", "DeepSeek V3.2-Exp-Base", "DeepSeek V3.2-Base-Exp"),
        ("Claude 4 Opus", "Claude Opus 4", "Claude Opus 4"),
        ("QWEN2.5max", "Qwen2.5-Max", "Qwen2.5-Max"),
    ],
)
def test_an_unlisted_member_goes_by_the_name_its_text_gives_it(text, name, canonical):
    (mention,) = NAMES.find(text)
    assert NAMES.written(mention).name == name
    assert mention.entity.name == canonical
    assert NAMES.resolve(name).entity.slug == mention.entity.slug


def test_a_name_two_letters_off_is_listed_and_not_taken():
    near = NAMES.resolve("Kumu Code")
    assert near.entity is None
    assert near.candidates[0].entity.slug == "kimi-code"
    assert NAMES.resolve("Claud Code").entity.slug == "claude-code"
