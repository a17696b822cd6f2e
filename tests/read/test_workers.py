"""Many inputs by several processes, in this machine's pool or on a local Ray: the same readings in the same order."""

import sys

import pytest

from parallaxe.read.workers import read_documents
from parallaxe.vocabulary.errors import SettingsError

TEXTS = (
    "Moonshot AI raised ${0} million in December 2025.\n",
    "DeepSeek R1 scores {1}.8 on MMLU. Its licence is MIT.\n",
    "",
)
COUNT = 40


@pytest.fixture
def paths(tmp_path):
    """More inputs than one batch holds, no two alike, in no order; every third one is empty and so refused."""
    found = []
    for number in range(COUNT):
        path = tmp_path / f"{number * 7 % COUNT}.txt"
        path.write_text(TEXTS[number % len(TEXTS)].format(500 + number, 40 + number), "utf-8")
        found.append(str(path))
    return found


def test_two_processes_give_what_one_gives(paths):
    alone = list(read_documents(paths))
    assert [reading.path for reading in alone] == paths
    assert [bool(reading.error) for reading in alone] == [number % 3 == 2 for number in range(COUNT)]
    assert list(read_documents(paths, workers=2)) == alone


def test_inputs_are_taken_as_they_are_read(paths):
    taken = []

    def endless():
        while True:
            taken.append(paths[0])
            yield paths[0]

    readings = read_documents(endless())
    assert next(readings).claims
    assert len(taken) < COUNT


def test_ray_gives_what_one_process_gives(paths):
    ray = pytest.importorskip("ray")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        assert list(read_documents(paths, ray=True)) == list(read_documents(paths))
    finally:
        ray.shutdown()


def test_without_ray_it_is_said_how_to_get_it(paths, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(SettingsError, match=r"parallaxe\[ray\]"):
        next(read_documents(paths, ray=True))
