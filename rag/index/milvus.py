"""Vectors and words of an index in Milvus: a server, or Milvus Lite in the index folder.

    NAME                  an alias: the generation in use
    NAME_<generation>     a collection, a row a chunk: its number in the order of ids, its id, vector, words and terms

A build fills a collection of its own, which nobody asks before ``CURRENT`` and the alias name it. Words are sparse
vectors whose product with the question's is BM25 in single precision; its best are scored again exactly, as those of
tantivy are. Knows Milvus; nothing of records.
"""

from __future__ import annotations

import logging
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.encode.embedder import Embedder
from rag.errors import IndexCorruptError, IndexEngineError, IndexMismatchError
from rag.index.bm25 import K1, B
from rag.index.milvus_legs import MilvusDense, MilvusLexical, Rows, in_batches
from rag.index.ranking import unit
from rag.index.vocabulary import Counting, Vocabulary
from rag.settings import MILVUS_TOKEN, SERVED
from rag.text.words import Segmenter

if TYPE_CHECKING:
    from rag.encode.embedder import Vectors
    from rag.index.engine import Before
    from rag.index.leg import LexicalLeg

WORDS = "words.sqlite"
_LITE, _LITE_NAME = "lite.db", "wenju"
_TERMS = "terms.part"
_BATCH = 500
_LONGEST_BYTES = 65_535  # of a string in Milvus
_CONNECT_S, _OLDEST = 10.0, (2, 4)
# Up to so many chunks every vector is compared; above, the nearest lists of an inverted file.
EXACT_UP_TO = 1_000_000
_TLS_PORT = "443"


class Milvus:
    """Keeps generations of one index in Milvus; see ``Engine``. Connects when it is asked for something first."""

    def __init__(self, folder: Path) -> None:
        """Remember the index folder, whose name says where Milvus is."""
        self._folder = folder
        served = SERVED.fullmatch(folder.name)
        if served:
            host, port, self.name = served.groups()
            self.address = f"{'https' if port == _TLS_PORT else 'http'}://{host}:{port}"
        else:
            self.name, self.address = _LITE_NAME, str(folder.absolute() / _LITE)

    # ------------------------------------------------------------ what Engine asks

    def write(
        self,
        home: Path,
        chunk_ids: Sequence[str],
        vectors: Iterable[Vectors],
        terms: Iterable[str],
        embedder: Embedder,
        segmenter: Segmenter,
        before: Before | None = None,
    ) -> None:
        """Fill a new collection, and write the words beside the records; see ``Engine``."""
        counted = Counting()
        with (home / _TERMS).open("w+", encoding="utf-8", newline="\n") as spool:
            for found in terms:
                counted.add(found.split())
                spool.write(found + "\n")
            counted.write(home / WORDS)
            spool.seek(0)
            with self._asking() as client:
                name = self._made(client, home.name, embedder.dim, len(chunk_ids))
                numbers, mean = counted.numbers(), counted.mean_length
                rows = (row for batch in vectors for row in unit(batch))
                lines = (line.split() for line in spool)
                made = (
                    {"row": n, "chunk_id": chunk_id, "vector": row, "words": _sparse(found, numbers, mean)}
                    | {"terms": " ".join(found)}
                    for n, (chunk_id, row, found) in enumerate(zip(chunk_ids, rows, lines, strict=True))
                )
                for batch in in_batches(made, _BATCH):
                    client.insert(name, batch)
                client.flush(name)
                client.load_collection(name)
        (home / _TERMS).unlink()

    def renews(self, before: LexicalLeg, gone: int) -> bool:
        """Say that all words are written anew: no collection is made of another."""
        return False

    def search(self, count: int) -> str:
        """Return how so many vectors are searched; see ``Engine``."""
        return "exact" if count <= EXACT_UP_TO else "IVF_FLAT"

    def dense(self, home: Path, chunk_ids: Sequence[str], embedder: Embedder) -> MilvusDense:
        """Return the leg over the vectors; see ``Engine``."""
        return MilvusDense(self._rows(home, chunk_ids), embedder)

    def lexical(self, home: Path, chunk_ids: Sequence[str], segmenter: Segmenter) -> MilvusLexical:
        """Return the leg over the words; see ``Engine``."""
        return MilvusLexical(self._rows(home, chunk_ids), Vocabulary(home / WORDS), segmenter)

    def publish(self, generation: str) -> None:
        """Have the alias name the collection of a generation; see ``Engine``."""
        wanted = self._collection(generation)
        with self._asking() as client:
            if self.name in client.list_collections():
                raise IndexMismatchError(
                    self._folder,
                    f"{self.name} is a collection, not an alias",
                    hint=f"Milvus 里已有一个名为 {self.name} 的集合，不是问据建立的；请换一个名称。",
                )
            held = {name: client.list_aliases(name)["aliases"] for name in self._collections(client)}
            if self.name in held.get(wanted, ()):
                return
            if any(self.name in aliases for aliases in held.values()):
                client.alter_alias(wanted, self.name)
            else:
                client.create_alias(wanted, self.name)

    def published(self) -> str | None:
        """Return the generation that the alias names; None where it names none."""
        with self._asking() as client:
            for name in self._collections(client):
                if self.name in client.list_aliases(name)["aliases"]:
                    return name.removeprefix(f"{self.name}_").replace("_", "-")
        return None

    def keep_only(self, generations: Set[str]) -> None:
        """Drop the collections of all other generations; see ``Engine``."""
        kept = {self._collection(generation) for generation in generations}
        with self._asking() as client:
            for name in self._collections(client):
                if name not in kept:
                    for alias in client.list_aliases(name)["aliases"]:
                        client.drop_alias(alias)
                    client.drop_collection(name)

    # ------------------------------------------------------------ collections

    def _collection(self, generation: str) -> str:
        """Return what the collection of a generation is called: names hold letters, digits and underscores."""
        return f"{self.name}_{generation.replace('-', '_')}"

    def _collections(self, client: Any) -> list[str]:  # noqa: ANN401
        """Return the names of the collections of this index."""
        ours = re.compile(rf"{re.escape(self.name)}_\d{{8}}_\d{{6}}_\d{{6}}")
        return sorted(name for name in client.list_collections() if ours.fullmatch(name))

    def _made(self, client: Any, generation: str, dim: int, size: int) -> str:  # noqa: ANN401
        """Make an empty collection, and return its name."""
        from pymilvus import DataType

        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("row", DataType.INT64, is_primary=True)
        schema.add_field("chunk_id", DataType.VARCHAR, max_length=256)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dim)
        schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
        schema.add_field("terms", DataType.VARCHAR, max_length=_LONGEST_BYTES)
        indexes = client.prepare_index_params()
        if size <= EXACT_UP_TO:
            indexes.add_index("vector", index_type="FLAT", metric_type="IP")
        else:
            lists = round(4 * size**0.5)
            indexes.add_index("vector", index_type="IVF_FLAT", metric_type="IP", params={"nlist": lists})
        indexes.add_index("words", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        name = self._collection(generation)
        client.create_collection(name, schema=schema, index_params=indexes, consistency_level="Strong")
        return name

    def _rows(self, home: Path, chunk_ids: Sequence[str]) -> Rows:
        """Return the rows of a generation's collection, once it is sure that they are those of the chunks."""
        name = self._collection(home.name)
        with self._asking() as client:
            if name not in self._collections(client):
                raise self._corrupt(f"no collection {name}", f"Milvus（{self.address}）里没有集合 {name}")
            client.load_collection(name)
            rows = Rows(client, name, self._asking, chunk_ids)
            found = rows.count()
            ends = sorted({0, len(chunk_ids) // 2, len(chunk_ids) - 1}) if chunk_ids else []
            if found != len(chunk_ids):
                raise self._corrupt(f"{found} rows for {len(chunk_ids)} chunks in {name}", f"集合 {name} 不完整")
            if [row["chunk_id"] for row in rows.fetch(ends, "chunk_id")] != [chunk_ids[n] for n in ends]:
                raise self._corrupt(f"rows of other chunks in {name}", f"集合 {name} 不属于这个索引")
        return rows

    def _corrupt(self, message: str, hint: str) -> IndexCorruptError:
        return IndexCorruptError(self._folder, message, hint=hint, mends=("rebuild",))

    # ------------------------------------------------------------ the connection

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        """Give a client, and turn what it says of a server that fails into an error that tells the mend.

        Raises:
            IndexEngineError: The server is not there, refuses or is too old; or what speaks to it is not installed.
        """
        if not is_served(self.address):
            Path(self.address).parent.mkdir(parents=True, exist_ok=True)
        try:
            from pymilvus import MilvusException
        except ImportError as exc:
            hint = "这个索引在 Milvus 里，但没有安装 pymilvus；请运行 pip install -r requirements-scale.txt。"
            raise IndexEngineError(self._folder, "pymilvus is not installed", hint=hint) from exc
        from grpc import RpcError

        try:
            yield _client(self.address, os.environ.get(MILVUS_TOKEN, ""))
        except (MilvusException, RpcError, ConnectionError) as exc:
            raise self._failed(exc) from exc

    def _failed(self, error: Exception) -> IndexEngineError:
        """Return the error for what Milvus says."""
        if not is_served(self.address):
            hint = (
                f"打不开 {self.address}：Milvus Lite 同一时间只能由一个程序使用，可能另一个程序正开着它；"
                f"请先关闭那个程序，或运行 milvus-lite server --data-dir {self.address}，改用 milvus://127.0.0.1:19530/{_LITE_NAME}。"
            )
        else:
            hint = (
                f"连不上 Milvus（{self.address}），或它拒绝了请求；"
                f"请检查服务是否在运行、地址和 {MILVUS_TOKEN} 是否正确。"
            )
        return IndexEngineError(self._folder, f"{self.address}: {error}", hint=hint)


def is_served(address: str) -> bool:
    """Whether a server is at an address; else it is where Milvus Lite keeps its files."""
    return address.startswith("http")


@cache
def _client(address: str, token: str) -> Any:  # noqa: ANN401
    """Return a client of a server that is new enough, or of Milvus Lite; one for each address, for good."""
    # It writes every refusal to standard error with its traceback; what matters of it becomes an error of ours.
    for name in ("pymilvus", "milvus_lite"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    from pymilvus import MilvusClient

    client = MilvusClient(address, token=token, timeout=_CONNECT_S)
    version = re.search(r"(\d+)\.(\d+)", client.get_server_version())
    if is_served(address) and version and (int(version[1]), int(version[2])) < _OLDEST:
        needed = ".".join(map(str, _OLDEST))
        raise IndexEngineError(
            address,
            f"Milvus {version[0]}, at least {needed} is needed",
            hint=f"Milvus（{address}）的版本是 {version[0]}，至少要 {needed}；请升级服务。",
        )
    return client


def _sparse(terms: Sequence[str], numbers: Mapping[str, int], mean: float) -> dict[int, float]:
    """Return a chunk's words by number, each with what BM25 makes of how often it stands there.

    Milvus takes no empty vector: a chunk without words has one in dimension 0, which no question asks for.
    """
    norm = K1 * (1 - B + B * len(terms) / (mean or 1.0))
    return {numbers[term]: (K1 + 1) * times / (times + norm) for term, times in Counter(terms).items()} or {0: 1.0}
