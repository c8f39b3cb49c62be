"""Imports run one way, and heavy libraries stay inside their adapters; read from the code itself."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# What each room may import of the product, by its dotted prefix.
MAY_IMPORT = {
    "rag.records": set(),
    "rag.mends": {"rag.records"},
    "rag.errors": {"rag.mends", "rag.records"},
    "rag.settings": {"rag.errors"},
    "rag.threads": set(),
    "rag.text": {"rag.records", "rag.errors", "rag.settings"},
    "rag.corpus": {"rag.records", "rag.errors", "rag.settings", "rag.text", "rag.encode.files"},
    "rag.encode": {"rag.records", "rag.errors", "rag.settings", "rag.text", "rag.model_folder"},
    "rag.index": {"rag.records", "rag.errors", "rag.settings", "rag.threads", "rag.text", "rag.corpus", "rag.encode"},
    "rag.search.remarks": {"rag.records", "rag.text", "rag.search.kinds"},
    "rag.search.english": {"rag.records", "rag.text", "rag.index", "rag.search.romanised", "rag.search.remarks"},
    "rag.search": {"rag.records", "rag.errors", "rag.settings", "rag.text", "rag.corpus", "rag.encode", "rag.index"},
    "rag.machine": set(),
    "rag.model_folder": {"rag.records", "rag.settings"},
    "rag.answer.question": {"rag.records", "rag.errors", "rag.text"},
    "rag.answer.verdict": {"rag.records", "rag.text"},
    "rag.answer.words": {"rag.records", "rag.text", "rag.answer.verdict"},
    "rag.answer.passages": {"rag.records", "rag.text", "rag.encode", "rag.answer.question"},
    "rag.answer.citing": {"rag.records", "rag.text", "rag.answer.verdict", "rag.answer.words"},
    "rag.answer.refusing": {
        *("rag.records", "rag.text", "rag.encode", "rag.answer.question", "rag.answer.passages"),
        *("rag.answer.citing", "rag.answer.words"),
    },
    "rag.answer.models": {
        *("rag.records", "rag.errors", "rag.settings", "rag.text", "rag.machine", "rag.model_folder"),
        *("rag.answer.citing", "rag.answer.verdict"),
    },
    "rag.answer": {"rag.records", "rag.errors", "rag.settings", "rag.text", "rag.encode", "rag.model_folder"},
    "rag.fetch": {"rag.errors", "rag.settings", "rag.machine", "rag.model_folder", "rag.answer"},
    "rag.wire": {"rag.records"},
    "rag.evaluate": set(),
    "rag.library": {"rag.records", "rag.mends", "rag.errors", "rag.settings", "rag.text", "rag.corpus", "rag.index"},
    "rag.taking": {"rag.records", "rag.errors", "rag.text", "rag.corpus", "rag.encode", "rag.index"},
    "rag.pipes": {"rag.index", "rag.taking"},
    "rag.worker": {"rag.records", "rag.text", "rag.corpus", "rag.encode", "rag.index", "rag.taking", "rag.pipes"},
    "rag.workers": {"rag.settings", "rag.index", "rag.taking", "rag.pipes"},
    "rag.writing": {
        *("rag.records", "rag.errors", "rag.text", "rag.corpus", "rag.encode", "rag.index"),
        *("rag.taking", "rag.workers"),
    },
    "rag.build": {
        *("rag.records", "rag.errors", "rag.settings", "rag.text", "rag.corpus", "rag.encode", "rag.index"),
        *("rag.library", "rag.taking", "rag.writing"),
    },
    "rag.processes": {"rag.settings", "rag.index"},
    "rag.jobs": {
        *("rag.errors", "rag.settings", "rag.index", "rag.library", "rag.build", "rag.writing", "rag.processes"),
        *("rag.measuring", "rag.records"),
    },
    "rag.measuring": {
        *("rag.errors", "rag.settings", "rag.records", "rag.index", "rag.library", "rag.processes"),
        *("rag.assistant", "rag.evaluate", "rag.wire"),
    },
    "rag.fetching": {"rag.errors", "rag.settings", "rag.processes", "rag.fetch"},
    "rag.listing": {"rag.records", "rag.index", "rag.search", "rag.answer"},
    "rag.notices": {"rag.records", "rag.index", "rag.search", "rag.answer"},
    "rag.tried": {"rag.records", "rag.text", "rag.search", "rag.answer"},
    "rag.composers": {
        *("rag.records", "rag.settings", "rag.text", "rag.encode", "rag.index", "rag.answer", "rag.model_folder"),
    },
    "rag.assistant": {
        *("rag.records", "rag.errors", "rag.settings", "rag.text", "rag.corpus", "rag.encode", "rag.index"),
        *("rag.search", "rag.answer", "rag.notices", "rag.listing", "rag.tried", "rag.composers"),
    },
    "rag.cli": {
        *("rag.records", "rag.errors", "rag.settings", "rag.text", "rag.corpus", "rag.encode", "rag.index"),
        *("rag.wire", "rag.evaluate", "rag.build", "rag.writing", "rag.assistant", "rag.answer", "rag.model_folder"),
        *("rag.fetch", "rag.machine", "rag.search", "rag.library", "rag.measuring", "rag.mends"),
    },
    "rag.__main__": {"rag.errors", "rag.settings", "rag.threads", "rag.cli"},
    "rag": set(),
    "ui": {
        *("rag.records", "rag.errors", "rag.settings", "rag.threads", "rag.text", "rag.corpus", "rag.index"),
        *("rag.machine", "rag.model_folder", "rag.answer", "rag.library", "rag.build", "rag.writing", "rag.jobs"),
        *("rag.assistant", "rag.fetch", "rag.fetching", "rag.measuring", "rag.text"),
    },
}
HEAVY = {"torch", "transformers", "faiss", "sentence_transformers", "tantivy", "streamlit", "httpx2", "huggingface_hub"}
HEAVY |= {"pymilvus", "grpc"}
ADAPTERS = {
    "rag.encode.sentence_transformer": {"sentence_transformers", "torch", "transformers", "huggingface_hub"},
    "rag.encode.pair_reader": {"sentence_transformers", "torch", "transformers"},
    "rag.index.coarse": {"faiss"},
    "rag.index.dense": {"faiss"},
    "rag.index.lexical": {"tantivy"},
    "rag.index.milvus": {"pymilvus", "grpc"},
    "rag.answer.models.local_model": {"torch", "transformers"},
    "rag.answer.models.endpoint": {"httpx2"},
    "rag.fetch": {"httpx2", "huggingface_hub"},
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
    """The room of a module, by the longest prefix; None for a module of none. Only ``rag`` itself is of ``rag``."""
    fitting = [r for r in MAY_IMPORT if dotted == r or (r != "rag" and dotted.startswith(r + "."))]
    return max(fitting, key=len, default=None)


def strays(dotted, tree):
    """What a module imports of the product, and may not."""
    ours = {name for name in imported(tree) if name in ("rag", "ui") or name.startswith(("rag.", "ui."))}
    here = room(dotted)
    allowed = MAY_IMPORT[here] | {here} - {"rag"}
    return {n for n in ours - {"rag"} if not any(n == a or n.startswith(a + ".") for a in allowed)}


@pytest.mark.parametrize(
    ("dotted", "tree"), [*modules("rag"), *modules("ui")], ids=lambda x: x if isinstance(x, str) else ""
)
def test_imports_run_one_way(dotted, tree):
    assert room(dotted), f"{dotted} is of no room"
    assert not strays(dotted, tree), f"{dotted} imports {sorted(strays(dotted, tree))}"


@pytest.mark.parametrize("top", ["rag.cli", "rag.__main__", "ui"])
def test_nothing_below_imports_the_ends(top):
    users = {here for here, allowed in MAY_IMPORT.items() if top in allowed}
    assert users == ({"rag.__main__"} if top == "rag.cli" else set())


@pytest.mark.parametrize(
    ("script", "used"), [("app.py", {"ui.shell", "ui.warm"}), ("ui/script.py", {"ui.page", "ui.tab"})]
)
def test_the_scripts_of_the_page_import_what_serves_and_what_draws_it_only(script, used):
    tree = ast.parse((ROOT / script).read_text(encoding="utf-8"))
    ours = {name for name in imported(tree) if name.partition(".")[0] in ("rag", "ui")}
    assert ours == {"ui"} | used


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
    assert strays("rag.corpus.read", tree) == {"rag.index.leg", "rag.index.leg.Leg"}
    assert strays("rag.assistant", ast.parse("from rag.cli import parser\nimport ui.page")) == {
        *("rag.cli", "rag.cli.parser", "ui.page"),
    }
    assert strays("ui.chat", ast.parse("import rag.cli.asking, rag.__main__, ui.state")) == {
        *("rag.cli.asking", "rag.__main__"),
    }
    assert room("rag.newcomer") is None
