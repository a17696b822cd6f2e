"""Reading in several processes gives what reading in this one gives."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.cli import fanout
from parallaxe.vocabulary.document import Document
from parallaxe.vocabulary.errors import InvalidValueError, UnknownLanguageError

TEXT = "DeepSeek said on 3 March 2025 that DeepSeek R1 has {} billion parameters. Qwen3 had {} % of the market in 2024."

NAMES = ("rules", "relations")
KLINGON = "tlhIngan maH. Qwen3 ghot 36 vatlhvI."


def document(number: int) -> Document:
    text = TEXT.format(number + 2, number + 1)
    return Document(id=f"d{number}", text=text, snapshot=f"{number:064x}", language="en")


def test_other_processes_read_the_same_in_the_same_order(monkeypatch):
    monkeypatch.setattr(fanout, "WORTH_STARTING", 10)
    readers = {name: fanout.load_reader(name, load_catalogue()) for name in NAMES}
    here = fanout.Fanout(readers, None, documents=1, workers=2)
    there = fanout.Fanout(readers, None, documents=10, workers=2)
    try:
        assert (here.ahead, there.ahead) == (0, 16)
        documents = [document(number) for number in range(12)]
        under_way = [there.submit(item, NAMES) for item in documents]
        assert [claims() for claims in under_way] == [here.submit(item, NAMES)() for item in documents]
        with pytest.raises(UnknownLanguageError) as raised:
            there.submit(msgspec.structs.replace(document(1), text=KLINGON, language=None), NAMES)()
        assert raised.value.mend
    finally:
        there.close()


def test_an_unknown_reader_is_named():
    with pytest.raises(InvalidValueError, match="no reader 'psychic'"):
        fanout.load_reader("psychic", load_catalogue())


PROGRAM = """
import sys, time
from parallaxe.cli import fanout
if __name__ == "__main__":
    fanout.WORTH_STARTING = 1
    pool = fanout.Fanout({"rules": None}, None, documents=1, workers=2)
    pool._pool.submit(time.sleep, 0).result()
    print(*pool._pool._processes, flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
def test_no_process_stays_behind_when_the_first_is_killed(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    process = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True)
    children = [int(pid) for pid in process.stdout.readline().split()]
    assert children
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    until = time.monotonic() + 10
    while time.monotonic() < until and any(_runs(pid) for pid in children):
        time.sleep(0.05)
    assert not any(_runs(pid) for pid in children)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
