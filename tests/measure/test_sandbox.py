"""What a hostile program meets: a fork bomb, an endless loop, output without end, files, sockets."""

import asyncio
import os
import shutil
import subprocess
import time
from pathlib import Path

import msgspec
import pytest

import parallaxe
from parallaxe.measure.sandbox import execute as sandbox
from parallaxe.measure.sandbox.execute import Bounds, execute, require_isolation
from parallaxe.vocabulary.errors import IsolationError

BOUNDS = Bounds(wall_s=4.0, cpu_s=2)


def ended(program, bounds=BOUNDS):
    return asyncio.run(execute(program, bounds))


@pytest.fixture(scope="module", autouse=True)
def isolation():
    try:
        asyncio.run(require_isolation())
    except IsolationError as error:
        pytest.skip(str(error))


def test_a_plain_program_runs_and_sees_no_key(monkeypatch):
    monkeypatch.setenv("PARALLAXE_KEY", "secret")
    done = ended("import os; print(sorted(os.environ), 6 * 7)")
    assert done.exit == 0
    assert "42" in done.out
    assert "PARALLAXE_KEY" not in done.out


def test_a_fork_bomb_is_bounded_and_nothing_survives():
    marker = f"bomb{os.getpid()}"
    done = ended(f"import os, time\n{marker} = 1\ntry:\n  while True: os.fork()\nexcept OSError: time.sleep(60)")
    assert done.killed == "time" or done.exit != 0
    time.sleep(0.2)
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not [command for command in commands if b"program.py" in command]


def test_an_endless_loop_meets_its_deadline():
    begun = time.monotonic()
    assert ended("while True: pass", Bounds(wall_s=1.0)).killed == "time"
    assert time.monotonic() - begun < 3


def test_output_without_end_is_cut():
    done = ended("import sys\nfor _ in range(10**7): sys.stdout.write('x' * 1024)")
    assert done.killed == "output"
    assert len(done.out) <= 256 << 10


@pytest.mark.parametrize("folder", ["/", "/var/tmp", "/dev/shm", str(Path(__file__).parent)])
def test_writes_outside_are_refused(folder):
    done = ended(f"open({folder + '/parallaxe-was-here'!r}, 'w').write('x')")
    assert done.exit == 1
    assert not Path(folder, "parallaxe-was-here").exists()


def test_the_scratch_is_small():
    done = ended("f = open('big', 'wb')\nwhile True: f.write(b'x' * (1 << 20))")
    assert done.exit != 0


def test_no_socket_reaches_anything(serve):
    done = ended(f"import socket; socket.create_connection(('127.0.0.1', {serve().port}), timeout=1)")
    assert done.exit == 1
    assert "unreachable" in done.error


def test_memory_is_bounded():
    assert "MemoryError" in ended("x = bytearray(4 << 30)").error


def test_privileges_cannot_be_regained():
    done = ended(
        "import ctypes, os\nlibc = ctypes.CDLL(None)\nlibc.unshare(0x10020000)\n"
        "libc.mount(b'tmpfs', b'/var', b'tmpfs', 0, None)\nopen('/var/tmp/parallaxe-was-here', 'w')"
    )
    assert not Path("/var/tmp/parallaxe-was-here").exists()
    assert done.exit is not None


AS_NOBODY = """
import asyncio, sys
sys.path[:0] = {paths!r}
from parallaxe.measure.sandbox.execute import Bounds, execute, require_isolation
async def all_of_it():
    await require_isolation()
    for program in {programs!r}:
        ended = await execute(program, Bounds(wall_s=5.0, cpu_s=2))
        print(ended.exit, ended.killed)
asyncio.run(all_of_it())
"""
HOSTILE = (
    "print(1)",
    "import socket; socket.create_connection(('127.0.0.1', 22), 1)",
    "open('/var/tmp/escaped', 'w')",
    "import subprocess; subprocess.run(['mount', '-o', 'remount,rw', '/'], check=True)",
    "bytearray(4 << 30)",
    "while True: print('x' * 10**6)",
)


def as_nobody(prefix=()):
    """Run the sandbox as a user without privileges, by a Python that everybody may read."""
    python, drop = shutil.which("python3", path="/usr/bin"), shutil.which("setpriv")
    paths = [str(Path(module.__file__).parents[1]) for module in (parallaxe, msgspec)]
    if os.geteuid() or not python or not drop or not all(Path(path).stat().st_mode & 0o005 for path in paths):
        pytest.skip("needs root, to give it up, and a Python that others may read")
    nobody = [drop, "--reuid=65534", "--regid=65534", "--clear-groups"]
    script = AS_NOBODY.format(paths=paths, programs=HOSTILE)
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
    command = [*nobody, *prefix, python, "-I", "-B", "-c", script]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd="/", check=False)


def test_a_user_without_privileges_is_isolated_too():
    done = as_nobody()
    if "No module named" in done.stderr:
        pytest.skip("the system's Python is of another version")
    assert done.stdout.splitlines() == ["0 None", "1 None", "1 None", "1 None", "1 None", "None output"], done.stderr


def test_where_users_may_not_make_namespaces_it_refuses():
    closed = "echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --bounding-set -all --inh-caps -all -- $0 $@"
    done = as_nobody(["unshare", "--user", "--map-root-user", "sh", "-c", closed.replace("$@", '"$@"')])
    if "No module named" in done.stderr:
        pytest.skip("the system's Python is of another version")
    assert "IsolationError" in done.stderr
    assert not done.stdout


def test_without_isolation_it_refuses_rather_than_runs(monkeypatch):
    monkeypatch.setattr(sandbox.shutil, "which", lambda _: None)
    with pytest.raises(IsolationError, match="no `unshare`"):
        ended("print(1)")
    monkeypatch.setattr(sandbox.shutil, "which", lambda _: "/bin/false")
    with pytest.raises(IsolationError):
        asyncio.run(require_isolation())


def test_a_program_that_leaves_early_has_not_passed():
    from parallaxe.measure.graders.catalogue import make
    from parallaxe.measure.reply import Reply

    fields = {"test": "assert False"}
    grade = asyncio.run(make("code").grade(fields, Reply(text="import os; os._exit(0)")))
    assert grade.score == 0.0


def test_programs_that_read_standard_input():
    from parallaxe.measure.graders.catalogue import make
    from parallaxe.measure.reply import Reply

    fields = {"cases": [{"input": "2 3\n", "output": "5"}, {"input": "1 1\n", "output": "2\n"}]}
    right, wrong = "print(sum(map(int, input().split())))", "print(5)"
    grades = [asyncio.run(make("code").grade(fields, Reply(text=text))) for text in (right, wrong)]
    assert [grade.score for grade in grades] == [1.0, 0.0]
    assert "case 2" in grades[1].note
