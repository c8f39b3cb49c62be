"""Imports run one way, and heavy libraries stay inside their adapters; read from the code itself."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# What each room may import of the product, by its dotted prefix.
MAY_IMPORT = {
    "rag.records": set(),
    "rag.errors": set(),
    "rag.settings": {"rag.errors"},
    "rag.text": {"rag.records", "rag.errors", "rag.settings"},
    "rag.corpus": {"rag.records", "rag.errors", "rag.settings", "rag.text"},
    "rag.encode": {"rag.records", "rag.errors", "rag.settings", "rag.text"},
    "rag.index": {"rag.records", "rag.errors", "rag.settings", "rag.text", "rag.corpus", "rag.encode"},
    "rag.search": {"rag.records", "rag.errors", "rag.settings", "rag.text", "rag.corpus", "rag.encode", "rag.index"},
    "rag.answer": {"rag.records", "rag.errors", "rag.settings", "rag.text", "rag.encode"},
}
HEAVY = {"torch", "transformers", "faiss", "sentence_transformers", "tantivy", "streamlit"}
ADAPTERS = {
    "rag.encode.sentence_transformer": {"sentence_transformers", "torch", "transformers"},
    "rag.index.dense": {"faiss"},
    "rag.index.lexical": {"tantivy"},
    "rag.answer.local_model": {"torch", "transformers"},
}


def modules(package):
    for path in sorted((ROOT / package).rglob("*.py")):
        dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        yield dotted.removesuffix(".__init__"), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree, *, top_only=False):
    nodes = tree.body if top_only else ast.walk(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            assert all(alias.name != "*" for alias in node.names), "no star imports"


def room(dotted):
    return next((r for r in MAY_IMPORT if dotted == r or dotted.startswith(r + ".")), None)


@pytest.mark.parametrize(("dotted", "tree"), list(modules("rag")), ids=lambda x: x if isinstance(x, str) else "")
def test_imports_run_one_way(dotted, tree):
    ours = {name for name in imported(tree) if name == "rag" or name.startswith(("rag.", "ui."))}
    assert not {n for n in ours if n.startswith("ui")}, "rag never imports ui"
    here = room(dotted)
    if here is None:
        return
    allowed = MAY_IMPORT[here] | {here}
    strays = {n for n in ours - {"rag"} if not any(n == a or n.startswith(a + ".") for a in allowed)}
    assert not strays, f"{dotted} imports {sorted(strays)}"


@pytest.mark.parametrize("package", ["rag", "ui"])
def test_heavy_libraries_are_imported_only_by_their_adapters(package):
    for dotted, tree in modules(package):
        heavy = {name.partition(".")[0] for name in imported(tree)} & HEAVY
        allowed = ADAPTERS.get(dotted, set()) | ({"streamlit"} if package == "ui" else set())
        assert heavy <= allowed, f"{dotted} imports {sorted(heavy - allowed)}"


def test_the_check_sees_a_stray_import():
    tree = ast.parse("from rag.index.leg import Leg\nimport faiss.contrib")
    assert {"rag.index.leg", "faiss.contrib"} <= set(imported(tree))
    assert room("rag.corpus.read") == "rag.corpus"
