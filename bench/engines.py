"""The engines that ``bench.peers`` sets side by side: each builds, takes in one edited file, opens and searches.

All read the same text files, all vectors come from the product's embedder, and all leave on disk what they need to open
again. The peers are told which file was edited; the product finds that out. What they bring stands in
``bench/requirements-peers.txt``; each is imported when it is made, so that no import is told as work.
"""

from __future__ import annotations

import logging
import os
import pickle
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from bench.scale import settings_of
from rag.encode.load import load_static
from rag.settings import Settings

# Passages of the peers in characters, candidates of each of their legs, and passages that are looked at.
SIZE, OVERLAP, CANDIDATES, K = 750, 150, 10, 5
SEPARATORS = ["\n\n", "\n", "。", "，", ""]
Search = Callable[[str], Sequence[str]]


class Engine(Protocol):
    """What can be measured; ``home`` is its own folder, ``docs`` that of the text files."""

    def build(self, docs: Path, home: Path) -> int:
        """Make the index, and return how many passages it has."""
        ...

    def change(self, docs: Path, home: Path, edited: Path) -> None:
        """Take in a file that was edited."""
        ...

    def opened(self, home: Path) -> Search:
        """Return what finds the texts of the best passages, best first."""
        ...


def read(docs: Path) -> list[tuple[str, str]]:
    """Return name and text of each file."""
    return [
        (path.relative_to(docs).as_posix(), path.read_text(encoding="utf-8")) for path in sorted(docs.rglob("*.txt"))
    ]


def words(text: str) -> list[str]:
    """Return jieba's words; a function of a module, so that what holds it can be pickled."""
    import jieba

    found: list[str] = jieba.lcut(text)
    return found


class Wenju:
    """This product, as its command line builds and its page searches."""

    def __init__(self) -> None:
        """Import what it needs."""
        import rag.assistant  # noqa: F401
        from rag.build import build

        self._build = build

    def settings(self, docs: Path, home: Path) -> Settings:
        """Return the settings of an index in a folder."""
        return replace(settings_of(home), docs=docs)

    def build(self, docs: Path, home: Path) -> int:
        """Build; see ``Engine``."""
        return self._build(self.settings(docs, home)).chunks

    def change(self, docs: Path, home: Path, edited: Path) -> None:
        """Build again; see ``Engine``."""
        self._build(self.settings(docs, home))

    def opened(self, home: Path) -> Search:
        """Return understanding, both legs, fusion and late interaction; see ``Engine``."""
        from rag.encode.interaction import LateInteraction
        from rag.index.index import Index
        from rag.search.question import understand
        from rag.search.retrieve import Retriever
        from rag.text.words import Segmenter

        static, segmenter = load_static(Settings()), Segmenter()
        index = Index.open(settings_of(home).index, static, segmenter)
        retriever = Retriever(index, LateInteraction(static), segmenter)
        return lambda question: [e.chunk.text for e in retriever.retrieve(understand(question))[:K]]


class LangChain:
    """Recursive splitter, FAISS, rank-bm25 over jieba's words, ensemble: the make-up of Langchain-Chatchat."""

    def __init__(self) -> None:
        """Import what it needs, and wrap the embedder."""
        import jieba
        from langchain_classic.retrievers import EnsembleRetriever
        from langchain_community.retrievers import BM25Retriever
        from langchain_community.vectorstores import FAISS
        from langchain_core.documents import Document
        from langchain_core.embeddings import Embeddings
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        static = load_static(Settings())

        class Same(Embeddings):
            """The product's embedder."""

            def embed_documents(self, texts: list[str]) -> list[list[float]]:
                """Return a row a text."""
                return static.passages(texts).tolist()

            def embed_query(self, text: str) -> list[float]:
                """Return the row of a query."""
                return static.queries([text])[0].tolist()

        jieba.setLogLevel(logging.WARNING)
        jieba.initialize()
        self._embeddings, self._document = Same(), Document
        self._ensemble, self._bm25, self._faiss = EnsembleRetriever, BM25Retriever, FAISS
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP, separators=SEPARATORS)

    def _split(self, name: str, text: str) -> list[Any]:
        """Return the passages of a file."""
        return [self._document(part, metadata={"doc": name}) for part in self._splitter.split_text(text)]

    def _save(self, dense: Any, documents: list[Any], home: Path) -> None:  # noqa: ANN401
        """Make the words of all passages anew, since rank-bm25 takes none in, and write both."""
        lexical = self._bm25.from_documents(documents, preprocess_func=words, k=CANDIDATES)
        dense.save_local(str(home))
        (home / "bm25.pickle").write_bytes(pickle.dumps(lexical))

    def build(self, docs: Path, home: Path) -> int:
        """Split, embed, index; see ``Engine``."""
        documents = [document for name, text in read(docs) for document in self._split(name, text)]
        self._save(self._faiss.from_documents(documents, self._embeddings), documents, home)
        return len(documents)

    def _load(self, home: Path) -> Any:  # noqa: ANN401
        """Return the vectors that were written."""
        return self._faiss.load_local(str(home), self._embeddings, allow_dangerous_deserialization=True)

    def change(self, docs: Path, home: Path, edited: Path) -> None:
        """Take the file's passages out of FAISS and put the new ones in; see ``Engine``."""
        dense, name = self._load(home), edited.relative_to(docs).as_posix()
        stored = dense.docstore._dict
        dense.delete([key for key, document in stored.items() if document.metadata["doc"] == name])
        dense.add_documents(self._split(name, edited.read_text(encoding="utf-8")))
        self._save(dense, list(dense.docstore._dict.values()), home)

    def opened(self, home: Path) -> Search:
        """Return the ensemble; see ``Engine``."""
        dense = self._load(home).as_retriever(search_kwargs={"k": CANDIDATES})
        lexical = pickle.loads((home / "bm25.pickle").read_bytes())
        both = self._ensemble(retrievers=[lexical, dense], weights=[0.5, 0.5])
        return lambda question: [document.page_content for document in both.invoke(question)[:K]]


class Haystack:
    """Recursive splitter, in-memory store, BM25 and vectors, reciprocal ranks joined.

    Its store cuts words by a regular expression that takes a run of Chinese for one: it is given jieba's with blanks
    between.
    """

    def __init__(self) -> None:
        """Import what it needs."""
        os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
        import jieba
        from haystack import Document
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.preprocessors import RecursiveDocumentSplitter
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        jieba.setLogLevel(logging.WARNING)
        jieba.initialize()
        self._static, self._document, self._store = load_static(Settings()), Document, InMemoryDocumentStore
        self._by_words, self._by_vectors = InMemoryBM25Retriever, InMemoryEmbeddingRetriever
        self._joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=K)
        self._splitter = RecursiveDocumentSplitter(
            split_length=SIZE, split_overlap=OVERLAP, split_unit="char", separators=SEPARATORS[:-1]
        )

    def _split(self, name: str, text: str) -> list[Any]:
        """Return the passages of a file, embedded."""
        whole = self._document(content=text, meta={"doc": name})
        texts = [part.content for part in self._splitter.run(documents=[whole])["documents"]]
        return [
            self._document(
                id=f"{name}#{n}",
                content=" ".join(words(part)),
                meta={"doc": name, "text": part},
                embedding=row,
            )
            for n, (part, row) in enumerate(zip(texts, self._static.passages(texts).tolist(), strict=True))
        ]

    def build(self, docs: Path, home: Path) -> int:
        """Split, embed, write; see ``Engine``."""
        store = self._store(bm25_tokenization_regex=r"\S+")
        for name, text in read(docs):
            store.write_documents(self._split(name, text))
        home.mkdir(exist_ok=True)
        store.save_to_disk(str(home / "store.json"))
        return store.count_documents()

    def change(self, docs: Path, home: Path, edited: Path) -> None:
        """Take the file's passages out and put the new ones in; see ``Engine``."""
        store, name = self._store.load_from_disk(str(home / "store.json")), edited.relative_to(docs).as_posix()
        store.delete_documents([key for key, document in store.storage.items() if document.meta["doc"] == name])
        store.write_documents(self._split(name, edited.read_text(encoding="utf-8")))
        store.save_to_disk(str(home / "store.json"))

    def opened(self, home: Path) -> Search:
        """Return both searches joined; see ``Engine``."""
        store = self._store.load_from_disk(str(home / "store.json"))
        lexical = self._by_words(document_store=store, top_k=CANDIDATES)
        dense = self._by_vectors(document_store=store, top_k=CANDIDATES)

        def search(question: str) -> list[str]:
            by_words = lexical.run(query=" ".join(words(question)))["documents"]
            by_vectors = dense.run(query_embedding=self._static.queries([question])[0].tolist())["documents"]
            found = self._joiner.run(documents=[by_words, by_vectors])["documents"]
            return [document.meta["text"] for document in found]

        return search


class Bm25s:
    """bm25s over jieba's words of the passages of LangChain's splitter; no vectors."""

    def __init__(self) -> None:
        """Import what it needs."""
        import bm25s
        import jieba
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        jieba.setLogLevel(logging.WARNING)
        jieba.initialize()
        self._engine = bm25s.BM25
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP, separators=SEPARATORS)

    def build(self, docs: Path, home: Path) -> int:
        """Split, cut, index; see ``Engine``."""
        passages = [part for _, text in read(docs) for part in self._splitter.split_text(text)]
        index = self._engine()
        index.index([words(part) for part in passages], show_progress=False)
        index.save(str(home), corpus=[{"text": part} for part in passages], show_progress=False)
        return len(passages)

    def change(self, docs: Path, home: Path, edited: Path) -> None:
        """Make all anew: it takes nothing in; see ``Engine``."""
        self.build(docs, home)

    def opened(self, home: Path) -> Search:
        """Return its search, files mapped; see ``Engine``."""
        index = self._engine.load(str(home), load_corpus=True, mmap=True)

        def search(question: str) -> list[str]:
            found, _ = index.retrieve([words(question)], k=K, show_progress=False)
            return [passage["text"] for passage in found[0]]

        return search


ENGINES: dict[str, Callable[[], Engine]] = {
    "wenju": Wenju,
    "langchain": LangChain,
    "haystack": Haystack,
    "bm25s": Bm25s,
}
