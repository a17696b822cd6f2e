"""Every grader keeps the one contract; then what each reads and refuses."""

import asyncio
import json

import pytest

from parallaxe.measure.endpoint import Endpoint
from parallaxe.measure.graders.catalogue import NAMES, make
from parallaxe.measure.graders.multiple_choice import read_letter
from parallaxe.measure.judge import Judge
from parallaxe.measure.reply import Reply
from parallaxe.vocabulary.errors import InvalidValueError

from .served import Answer, question_of

CHOICES = ["red", "green", "blue", "grey"]
WEATHER = [{"name": "weather", "arguments": {"city": "Lyon"}}]
ADD = {
    "question": "def add(a, b):\n    '''Sum.'''\n",
    "test": "def check(candidate):\n    assert candidate(2, 3) == 5",
    "entry_point": "add",
}
FENCED = "```python\ndef add(a, b):\n    return a {} b\n```"

#: name: (a row, a right reply, a wrong reply, a reply that cannot be read or None, the field it cannot do without)
CASES = {
    "multiple_choice": (
        {"question": "?", "choices": CHOICES, "answer": "B"},
        Reply(text="ANSWER: B"),
        Reply(text="ANSWER: C"),
        Reply(text="Who knows?"),
        "answer",
    ),
    "exact": ({"answer": "Paris"}, Reply(text=" Paris\n"), Reply(text="paris"), Reply(text=" "), "answer"),
    "normalised": (
        {"answer": ["The Seine", "Seine"]},
        Reply(text="It is...\nANSWER: the seine."),
        Reply(text="ANSWER: Rhône"),
        Reply(),
        "answer",
    ),
    "contains": ({"answer": "Paris"}, Reply(text="It is PARIS, France"), Reply(text="Parisian"), Reply(), "answer"),
    "numeric": (
        {"answer": "#### 1,234.50"},
        Reply(text="first 7, so ANSWER: 1234.5"),
        Reply(text="ANSWER: 1235"),
        Reply(text="many"),
        "answer",
    ),
    "mathematics": (
        {"answer": r"\frac{1}{2}"},
        Reply(text=r"so \boxed{0.5}"),
        Reply(text=r"\boxed{\frac{2}{3}}"),
        Reply(text="no idea"),
        "answer",
    ),
    "code": (ADD, Reply(text=FENCED.format("+")), Reply(text=FENCED.format("-")), Reply(text=" "), "test"),
    "instructions": (
        {
            "question": "?",
            "instruction_id_list": ["punctuation:no_comma", "length_constraints:number_words"],
            "kwargs": [{}, {"num_words": 3, "relation": "at least", "language": None}],
        },
        Reply(text="one two three"),
        Reply(text="one, two, three"),
        None,
        "kwargs",
    ),
    "tool_calls": (
        {"tools": [{}], "answer": WEATHER},
        Reply(tool_calls=[{"name": "weather", "arguments": {"city": "Lyon"}}]),
        Reply(tool_calls=[{"name": "weather", "arguments": {"city": "Paris"}}]),
        None,
        "answer",
    ),
    "by_item": (
        {"grader": "exact", "answer": "Paris"},
        Reply(text="Paris"),
        Reply(text="Rome"),
        Reply(),
        "grader",
    ),
    "rubric": ({"question": "?", "rubric": ["is good"]}, Reply(text="good"), Reply(text="bad"), Reply(), "rubric"),
    "pairwise": ({"question": "?", "reference": "fair"}, Reply(text="good"), Reply(text="bad"), None, "reference"),
}


def judging(_number, body):
    """A judge that likes 'good' and dislikes 'bad'."""
    prompt = question_of(body)
    if "BETTER" in prompt:
        first = prompt.split("<answer_1>")[1].split("</answer_1>")[0]
        return Answer("BETTER: 1" if ("good" in first) or ("fair" in first and "bad" in prompt) else "BETTER: 2")
    return Answer("1: MET" if "\ngood\n" in prompt else "1: NOT MET")


@pytest.fixture
def grader(serve):
    def of(name):
        judged = (
            {"judge": Judge(Endpoint(url=serve(judging).url, model="judge"))} if name in {"rubric", "pairwise"} else {}
        )
        return make(name, judged)

    return of


def graded(grader, fields, *replies):
    async def all_of_them():
        try:
            return [await grader.grade(fields, reply) for reply in replies]
        finally:
            await grader.close()

    return asyncio.run(all_of_them())


def test_every_grader_is_under_contract():
    assert set(CASES) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_contract(grader, name):
    fields, right, wrong, unreadable, needed = CASES[name]
    tried = grader(name)
    assert tried.name == name
    assert tried.version >= 1
    tried.check(fields)
    with pytest.raises(InvalidValueError, match=needed):
        tried.check({key: value for key, value in fields.items() if key != needed})
    grades = graded(tried, fields, right, wrong, right, *([unreadable] if unreadable else []))
    assert grades[0].score == 1.0
    assert grades[1].score == 0.0
    assert grades[2].score == grades[0].score
    if unreadable:
        assert grades[3].score is None
        assert grades[3].note


def test_unknown_graders_and_settings_are_named():
    with pytest.raises(InvalidValueError, match="no grader 'guess'"):
        make("guess")
    with pytest.raises(InvalidValueError, match="tolerence"):
        make("numeric", {"tolerence": 1})


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("ANSWER: C", "C"),
        ("Answer: (c)", "C"),
        ("**Answer:** **D**", "D"),
        ("Answer: A\nWait.\nAnswer: B", "B"),
        ("The answer is (D).", "D"),
        ("the correct answer is B", "B"),
        (r"Thus \boxed{\text{C}}", "C"),
        (r"$\boxed{A}$", "A"),
        ("B", "B"),
        ("B. green", "B"),
        ("(C) blue", "C"),
        ("答案是 D", "D"),
        ("答案:A", "A"),
        ("Réponse : B", "B"),
        ("Because.\n\nC", "C"),
        ("ANSWER: A, B", None),
        ("ANSWER: B or C", None),
        ("Answer: B, because", "B"),
        ("ANSWER: F", None),
        ("A good question about Bees", None),
        ("The answer is Apple", None),
        ("I am not sure", None),
        ("", None),
    ],
)
def test_letters_are_read_as_the_large_evaluations_do(text, letter):
    assert read_letter(text, 4) == letter


def test_readings_can_be_those_of_other_tools():
    strict = make("multiple_choice", {"stated": True})
    fields = {"question": "?", "choices": CHOICES, "answer": "C"}
    assert graded(strict, fields, Reply(text="The answer is C."))[0].score is None
    assert graded(strict, fields, Reply(text="ANSWER: C"))[0].score == 1.0
    marked = Reply(text="ANSWER: 42\nThat took 3 steps.")
    assert graded(make("numeric"), {"answer": "42"}, marked)[0].score == 1.0
    flexible = make("numeric", {"reading": "flexible-extract"})
    assert graded(flexible, {"answer": "3"}, marked)[0].score == 1.0
    assert graded(flexible, {"answer": "#### 1,200"}, Reply(text="It is $1200."))[0].score == 1.0
    assert graded(flexible, {"answer": "42"}, Reply(text="42.0"))[0].score == 0.0
    assert graded(strict, fields, Reply(text="ANSWER: C since B is long"))[0].score is None


@pytest.mark.parametrize("answer", ["C", 2, "blue"])
def test_answers_may_be_letter_number_or_text(answer):
    fields = {"question": "?", "choices": CHOICES, "answer": answer}
    assert graded(make("multiple_choice"), fields, Reply(text="ANSWER: C"))[0].score == 1.0


def test_a_hanging_comparison_is_given_up_and_the_next_item_served(monkeypatch):
    monkeypatch.setattr("parallaxe.measure.graders.mathematics._SECONDS", 2.5)
    tower = Reply(text=r"\boxed{" + "9**" * 12 + "9}")
    fields = {"answer": r"9^{9^{9^{9^{9^{9^9}}}}}"}
    grader = make("mathematics")

    async def both():
        try:
            return await grader.grade(fields, tower), await grader.grade({"answer": "4"}, Reply(text=r"\boxed{2+2}"))
        finally:
            await grader.close()

    hard, easy = asyncio.run(both())
    assert hard.score in {None, 0.0}
    assert easy.score in {None, 1.0}


@pytest.mark.parametrize(
    ("made", "score"),
    [
        ([], 0.0),
        ([{"name": "weather", "arguments": {"city": "Nice"}}], 1.0),
        ([{"name": "weather", "arguments": {"city": "Nice", "unit": "C"}}], 0.0),
        ([{"name": "weather", "arguments": '{"broken'}], 0.0),
        ([{"name": "time", "arguments": {"city": "Nice"}}], 0.0),
    ],
)
def test_tool_calls_match_in_name_and_arguments(made, score):
    fields = {"tools": [{}], "answer": [{"name": "weather", "arguments": {"city": {"any": ["Nice", "Nizza"]}}}]}
    assert graded(make("tool_calls"), fields, Reply(tool_calls=made or None))[0].score == score


def test_a_judge_that_prefers_a_place_makes_a_tie(serve):
    judge = Judge(Endpoint(url=serve(lambda *_: Answer("BETTER: 1")).url, model="judge"))
    grade = graded(make("pairwise", {"judge": judge}), {"question": "?", "reference": "x"}, Reply(text="y"))[0]
    assert (grade.score, grade.details["agree"]) == (0.5, False)


def test_a_run_reports_how_often_the_judge_agreed_with_itself(serve, tmp_path, measure, monkeypatch):
    """A judge that prefers the first place on every second pair, and the reference on the others."""

    def judge(_, body):
        asked = body["messages"][-1]["content"]
        fair = "even" in asked
        return Answer(f"BETTER: {1 if not fair or asked.index('reference') < asked.index('reply') else 2}")

    monkeypatch.setattr("parallaxe.measure.graders.pairwise._PROMPT", "{question} 1: {first} 2: {second}")
    path = tmp_path / "pairs.jsonl"
    rows = [{"question": "even" if n % 2 else "odd", "reference": "the reference"} for n in range(10)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    grader = make("pairwise", {"judge": Judge(Endpoint(url=serve(judge).url, model="judge"))})
    result = measure(path, serve(lambda *_: Answer("the reply")), grader=grader)
    assert (result.n, result.judge_agreement) == (10, 0.5)
    assert result.score == pytest.approx(0.25)


def test_weighted_rubrics_and_incomplete_verdicts(serve):
    fields = {"question": "?", "rubric": [{"criterion": "a", "weight": 3}, "b"]}
    judges = {"1: MET\n2: NOT MET": 0.75, "1: MET": None}
    for said, score in judges.items():
        judge = Judge(Endpoint(url=serve(lambda *_, said=said: Answer(said)).url, model="judge"))
        assert graded(make("rubric", {"judge": judge}), fields, Reply(text="y"))[0].score == score


def test_a_run_with_a_slow_grader_logs_answers_before_grades(serve, tmp_path, measure):
    import json

    from parallaxe.measure.run.log import read_rows

    path = tmp_path / "sums.jsonl"
    path.write_text("".join(json.dumps({"id": n, "question": f"Item {n}.", "answer": str(n)}) + "\n" for n in range(6)))
    endpoint = serve(lambda _, body: Answer(rf"\boxed{{{question_of(body).split('Item ')[1].split('.')[0]}}}"))
    result = measure(path, endpoint, grader="mathematics")
    assert (result.n, result.score) == (6, 1.0)
    kinds = [type(row).__name__ for row in read_rows(next(measure.folder.iterdir()))]
    assert sorted(kinds) == ["Answered"] * 6 + ["Graded"] * 6
    assert kinds[0] == "Answered"
