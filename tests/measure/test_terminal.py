"""What a terminal shows."""

from decimal import Decimal

from parallaxe.measure.run.budget import Price
from parallaxe.measure.terminal import Progress, table

from .served import by_item


def test_a_table_is_aligned_and_says_what_qualifies_a_score(serve, items, measure):
    full = measure(items(40), serve())
    limited = measure(items(40), serve(), model="a-longer-name", wishes={"limit": 8})
    lines = table([full, limited]).splitlines()
    assert [line.index("75.0") for line in lines[1:3]] == [lines[1].index("75.0")] * 2
    assert "limited to 8 items; never ranked beside full runs" in lines[3]


def test_progress_shows_rate_spend_and_running_score(serve, items, measure, capsys):
    def slowly(number, body):
        answer = by_item(number, body)
        answer.delay_s = 0.02
        return answer

    shown = []
    progress = Progress("items mock")

    def watch(engine, seconds):
        progress(engine, seconds)
        shown.append(engine.tally.answered)

    price = Price(Decimal(1), Decimal(2), "USD")
    measure(items(120), serve(slowly), watch=watch, price=price, watch_every_s=0.05)
    said = capsys.readouterr().err
    assert shown == sorted(shown)
    assert "USD" in said
    assert "errors" in said
    assert "score" in said
    assert all(len(line) < 80 for line in said.split("\r\x1b[K"))
