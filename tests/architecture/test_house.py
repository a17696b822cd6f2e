"""The house keeps its order: layers, sizes, names, and a public surface that is documented."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

SIZE_LIMIT = 400
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "misc", "common"}
PURE = ("vocabulary", "statistics", "reconcile", "analyse", "advise")
IO_MODULES = {
    "socket",
    "asyncio",
    "httptools",
    "urllib",
    "requests",
    "httpx",
    "subprocess",
    "sqlite3",
    "shutil",
    "tempfile",
}


@pytest.fixture(scope="module")
def modules(root):
    return sorted((root / "src" / "parallaxe").rglob("*.py"))


def test_imports_go_one_way(root):
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_are_short_and_named_for_what_they_hold(modules):
    long = {str(path): count for path in modules if (count := len(path.read_text("utf-8").splitlines())) > SIZE_LIMIT}
    assert not long
    assert not [path for path in modules if path.stem in EMPTY_NAMES]


def test_pure_rooms_do_no_input_or_output(modules):
    guilty = []
    for path in modules:
        if not any(f"/parallaxe/{room}/" in path.as_posix() for room in PURE):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            guilty += [f"{path}: {name}" for name in names if name.split(".")[0] in IO_MODULES]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
                guilty.append(f"{path}: open()")
    assert not guilty


def test_every_error_is_in_the_one_tree(modules):
    strays = []
    for path in modules:
        if path.name == "errors.py":
            continue
        classes = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ClassDef)]
        strays += [f"{path}: {node.name}" for node in classes if re.search(r"(Error|Exception)$", node.name)]
    assert not strays


def test_no_path_of_a_machine_in_the_tree(root):
    tracked = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout.split()
    pattern = re.compile(r"(^|[\s\"'(=])/(root|home|opt|mnt|srv|work)/[a-z]")
    found = []
    for name in tracked:
        path = root / name
        if (
            path.suffix in {".py", ".md", ".yaml", ".toml", ".sh", ""}
            and path.is_file()
            and not name.startswith("tests/")
        ):
            text = path.read_text("utf-8", errors="ignore")
            found += [f"{name}: {line}" for line in text.splitlines() if pattern.search(line)]
    assert not found
