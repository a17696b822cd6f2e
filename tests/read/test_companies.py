"""Companies no catalogue knows, in nine languages: told by the words beside their name, and only then."""

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.read.confidence import DEFAULT_MINIMUM
from parallaxe.read.reader import RuleReader
from parallaxe.vocabulary.document import Document

TOLD = [
    ("en", "Paris-based start-up Zenovia has raised $120 million in a Series B led by Index Ventures.", 120e6),
    ("en", "Krutonix, which makes chips for inference, secured $300 million from SoftBank on Monday.", 300e6),
    ("fr", "La start-up lyonnaise Zenovia a levé 45 millions d'euros auprès d'Eurazeo.", 45e6),
    ("fr", "Krutonix, jeune pousse fondée en 2022, boucle un tour de table de 80 millions de dollars.", 80e6),
    ("de", "Das Münchner Start-up Zenovia hat in einer Finanzierungsrunde 75 Millionen Euro eingesammelt.", 75e6),
    ("es", "La startup madrileña Zenovia ha cerrado una ronda de 30 millones de euros.", 30e6),
    ("pt", "A startup brasileira Zenovia captou US$ 25 milhões em rodada série A.", 25e6),
    ("ru", "Стартап Zenovia привлёк 50 млн долларов при оценке в 400 млн долларов.", 50e6),
    ("zh", "人工智能初创公司Zenovia宣布完成5000万美元B轮融资，估值达4亿美元。", 50e6),
    ("ja", "AIスタートアップのZenoviaは20日、シリーズBで50億円を調達したと発表した。", 5e9),
    ("vi", "Startup Zenovia vừa huy động 30 triệu USD trong vòng gọi vốn Series A.", 30e6),
]


@pytest.fixture(scope="module")
def reader():
    return RuleReader(load_catalogue())


def read(reader, language, text):
    return list(reader.read(Document(id="s", text=text, snapshot="0", language=language, published="2026-02-01")))


@pytest.mark.parametrize(("language", "text", "amount"), TOLD, ids=[f"{row[0]}-{n}" for n, row in enumerate(TOLD)])
def test_a_start_up_is_the_subject_of_its_round(reader, language, text, amount):
    name = "Krutonix" if "Krutonix" in text else "Zenovia"
    rounds = {
        (claim.subject, float(claim.value))
        for claim in read(reader, language, text)
        if claim.metric == "funding_raised" and claim.confidence >= DEFAULT_MINIMUM
    }
    assert (name, amount) in rounds


def test_once_told_a_name_is_one_throughout(reader):
    text = "The start-up Zenovia hired a new chief. Two weeks later Zenovia, worth $2 billion, moved to Berlin."
    assert ("valuation", "Zenovia") in {(claim.metric, claim.subject) for claim in read(reader, "en", text)}


def test_a_name_left_open_is_taken_where_words_tell_it(reader):
    told = read(reader, "en", "Harvey raised $300 million in a Series E.")
    assert ("funding_raised", "Harvey") in {(claim.metric, claim.subject) for claim in told}


def test_a_name_in_cyrillic_is_kept_and_its_subject_open(reader):
    claims = read(reader, "ru", "Стартап «Зеновия», конкурент OpenAI, привлёк 50 млн долларов.")
    assert "OpenAI" not in {claim.subject for claim in claims if claim.metric == "funding_raised"}


def test_capitals_alone_make_no_company(reader):
    text = "Old Street was quiet on Monday. Old Street has seen $2 billion in valuation talk."
    assert "Old Street" not in {claim.subject for claim in read(reader, "en", text)}


def test_a_founder_is_no_company(reader):
    text = "Krutonix, jeune pousse fondée en 2022 par Paul Durand, boucle un tour de table de 80 millions de dollars."
    claims = read(reader, "fr", text)
    assert ("founder", "Krutonix", "Paul Durand") in {(c.metric, c.subject, c.value) for c in claims}
    assert "Paul Durand" not in {claim.subject for claim in claims}


def test_a_former_employer_is_not_the_subject(reader):
    text = "MiniMax launched a model. The company, founded in 2021 by former SenseTime vice president Yan Junjie, is based in Shanghai."
    assert {claim.subject for claim in read(reader, "en", text) if claim.metric != "developer"} <= {"MiniMax"}
