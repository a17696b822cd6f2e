"""Many inputs by several processes, in this machine's pool or on a local Ray: the same readings in the same order."""

import pytest

from parallaxe.read.workers import read_documents

TEXTS = (
    "Moonshot AI raised $500 million in December 2025.\n",
    "DeepSeek R1 scores 90.8 on MMLU. Its licence is MIT.\n",
    "",
)
COUNT = 40


@pytest.fixture
def paths(tmp_path):
    """More inputs than one batch holds, every third one empty and so refused."""
    for number in range(COUNT):
        (tmp_path / f"{number:02}.txt").write_text(TEXTS[number % len(TEXTS)], "utf-8")
    return sorted(map(str, tmp_path.iterdir()))


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
