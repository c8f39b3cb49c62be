"""What the readmes say is true: the tree, the commands, the links, the versions."""

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import setup_env
from rag.__main__ import main

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh.md")
PAPERS = (
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    *(f"docs/{n}.md" for n in ("architecture", "licences", "platforms", "sources")),
)
# Pages that say of themselves what they are.
OBVIOUS = {
    "README.md",
    "README.zh.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "NOTICE",
    ".gitignore",
    ".gitattributes",
}


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name, kind):
    return re.findall(rf"(?ms)^ *```{kind}\n(.*?)^ *```", text(name))


def tree(name):
    """The paths of the tree that a readme draws, and what it says of each."""
    (drawn,) = blocks(name, "text")
    paths, folder = {}, ""
    for line in drawn.splitlines():
        indent, path, about = re.fullmatch(r"( *)(\S+) +(\S.*)", line).groups()
        folder = folder if indent else path
        paths[folder + path if indent else path] = about
    return paths


def tracked():
    """Every path that is committed, by git; the tree is a matter of the project's own checkout."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    done = subprocess.run(["git", "-c", "core.quotePath=false", "ls-files"], cwd=ROOT, capture_output=True, check=True)
    return done.stdout.decode("utf-8").splitlines()


@pytest.mark.parametrize("name", READMES)
def test_the_two_commands_come_first(name):
    first = blocks(name, "sh")[0]
    assert [line.split("#")[0].strip() for line in first.splitlines()] == ["make run", "make test"]
    assert text(name).index(first) < 80
    assert "python setup_env.py run" in first


@pytest.mark.parametrize("name", READMES)
def test_everything_in_the_tree_is_there(name):
    for path in tree(name):
        assert (ROOT / path).exists(), path
        assert (ROOT / path).is_dir() == path.endswith("/"), path


@pytest.mark.parametrize("name", READMES)
def test_everything_that_is_there_is_in_the_tree(name):
    paths = set(tracked())
    top = {path.split("/")[0] + ("/" if "/" in path else "") for path in paths} - OBVIOUS
    rooms = [path.split("/") for path in paths if path.startswith("rag/")]
    product = {f"rag/{parts[1]}{'/' if len(parts) > 2 else ''}" for parts in rooms} - {"rag/__init__.py"}
    drawn = {path for path in tree(name) if not path.startswith("rag/") or path == "rag/"}
    assert drawn == top
    assert {path for path in tree(name) if path.startswith("rag/")} - {"rag/"} == product


def test_both_draw_the_same_tree():
    assert list(tree("README.md")) == list(tree("README.zh.md"))


@pytest.mark.parametrize("name", [*READMES, *PAPERS])
def test_links_lead_somewhere(name):
    for link in re.findall(r"\]\(([^)#]+)\)", text(name)):
        if "://" not in link:
            assert (ROOT / name).parent.joinpath(link).exists(), link


@pytest.mark.parametrize("name", READMES)
def test_every_command_exists_with_its_options(name, capsys):
    lines = [line.split("#")[0].strip() for block in blocks(name, "sh") for line in block.splitlines()]
    commands = [line.removeprefix("python -m rag") for line in lines if line.startswith("python -m rag")]
    named = set()
    for command in commands:
        words = command.split()
        with pytest.raises(SystemExit):
            main([*words[:1], "--help"])
        shown = capsys.readouterr().out
        named |= set(words[:1])
        for option in re.findall(r"--[a-z-]+", command):
            assert option in shown, command
    assert named == {"build", "ask", "find", "eval", "show", "rollback", "fetch", "doctor"}
    for target in re.findall(r"(?m)^ *make ([a-z-]+)|`make ([a-z-]+)`", text(name)):
        assert "".join(target) in setup_env.COMMANDS


@pytest.mark.parametrize("name", READMES)
def test_numbers_and_versions_are_the_real_ones(name):
    questions = text("evals/seeds.jsonl").strip().count("\n") + 1
    assert re.search(rf"\b{questions} (questions|个问题)", text(name))
    assert set(re.findall(r"torch==([\d.]+\d)", text(name))) == {setup_env.pins(ROOT / "requirements.txt")["torch"]}
    assert setup_env.TORCH_CPU in text(name)
    assert "127.0.0.1:8501" in text(name)


def test_the_scenarios_of_the_browser_are_there_quick_and_slow_as_said():
    rows = [line.split("|") for line in text("tests/browser/README.md").splitlines() if "::" in line]
    assert len(rows) >= 14
    for _, scenario, tests, when, _ in rows:
        named = re.findall(r"`(test_\w+\.py)::(\w+)`", tests)
        assert len(named) == tests.count("::"), scenario
        for file, name in named:
            module = ast.parse(text(f"tests/browser/{file}"))
            (found,) = (node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == name)
            slow = any("slow" in ast.unparse(decorator) for decorator in found.decorator_list)
            assert slow == (when.strip() == "slow"), scenario


def test_every_seed_is_said_to_be_something():
    named = re.findall(r"`(\S+\.(?:txt|md))`", text("docs/sources.md"))
    assert sorted(named) == sorted(path.name for path in (ROOT / "seeds").iterdir())


def test_the_licence_is_whole():
    assert "Apache License" in text("LICENSE")
    assert "END OF TERMS AND CONDITIONS" in text("LICENSE")


def test_what_shows_a_promise_is_there():
    said = (ROOT / "docs" / "shown.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:tests|evals)/[\w./]+)`", said)
    assert len(paths) > 60
    assert [path for path in paths if not (ROOT / path).exists()] == []
    measured = set(re.findall(r"`bench\.(\w+)`", said))
    assert measured and {name for name in measured if not (ROOT / "bench" / f"{name}.py").is_file()} == set()
