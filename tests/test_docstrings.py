"""Docstrings that name arguments, attributes or errors name real ones; read from the code itself."""

import ast
import builtins
import re
from pathlib import Path

import pytest

import rag.errors

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted([*(ROOT / "rag").rglob("*.py"), *(ROOT / "ui").rglob("*.py"), ROOT / "setup_env.py"])
SECTIONS = r"Args|Attributes|Returns|Yields|Raises"


def entries(docstring, section):
    """The names that a section of a docstring says something about."""
    found = re.search(rf"(?ms)^{section}:\n(.*?)(?=^(?:{SECTIONS}):|\Z)", docstring)
    return re.findall(r"(?m)^    \*{0,2}(\w[\w, ]*?):(?: |$)", found[1]) if found else []


def parameters(function):
    args = function.args
    every = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
    return {arg.arg for arg in every if arg is not None}


def members(cls):
    """Fields, properties and whatever methods set on ``self``."""
    names = {n.target.id for n in cls.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)}
    names |= {n.name for n in cls.body if isinstance(n, ast.FunctionDef)}
    for node in ast.walk(cls):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.attr)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


def wrong(tree):
    """What docstrings of a module say of names that are not there."""
    top = {alias.asname or alias.name for n in tree.body if isinstance(n, ast.ImportFrom) for alias in n.names}
    top |= {n.name for n in tree.body if isinstance(n, ast.ClassDef)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        docstring = ast.get_docstring(node) or ""
        known = members(node) if isinstance(node, ast.ClassDef) else parameters(node)
        for section in ("Args", "Attributes"):
            for names in entries(docstring, section):
                yield from (f"{node.name}: {n}" for n in names.split(", ") if n not in known)
        for names in entries(docstring, "Raises"):
            for name in names.split(", "):
                if name not in top and not hasattr(rag.errors, name) and not hasattr(builtins, name):
                    yield f"{node.name} raises {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_docstrings_name_what_is_there(path):
    assert list(wrong(ast.parse(path.read_text(encoding="utf-8")))) == []


def test_the_check_sees_a_stray_name():
    code = '''
def f(a, *, b):
    """Return.

    Args:
        a: Here.
        b, c: One of them.

    Raises:
        OddError: Never heard of.
    """
'''
    assert list(wrong(ast.parse(code))) == ["f: c", "f raises OddError"]
