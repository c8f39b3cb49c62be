"""What keeping conversations costs as they grow, and what searching them by words in the way of an index would miss.

    python -m bench.conversations [--answers 10000]

Fills a file with as many kept answers as said, of text of ``seeds/`` and records of the size that answers have, and
prints process CPU time (best of five): opening with its check, listing, searching. Then cuts three Han characters
anywhere out of texts and looks for them by FTS5 over jieba's words, as an index of words would be asked.
"""

import argparse
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rag.library.conversations import FILE, Conversations, folded, open_database
from rag.settings import ROOT
from rag.text.fold import is_han
from rag.text.words import Segmenter

RECORD, WORDS = 6_500, 350  # bytes and characters of an answer over seeds/
FOUND = ("温州", "瑞安 工业", "没有这样的词")


def fill(data: Path, answers: int, chance: random.Random) -> None:
    """Write conversations of ten exchanges each."""
    text = "".join(p.read_text(encoding="utf-8-sig") for p in sorted((ROOT / "seeds").iterdir())).replace("\n", "")
    statements = []
    for n in range(answers):
        at = chance.randrange(len(text) - WORDS)
        if n % 10 == 0:
            row = (f"c{n // 10}", "", "default", text[at : at + 20], folded(text[at : at + 20]), float(n))
            statements.append(("INSERT INTO conversations VALUES (?, ?, ?, ?, ?, ?, NULL)", row))
        kept = (f"e{n}", f"c{n // 10}", float(n), "done", folded(text[at : at + WORDS]), os.urandom(RECORD))
        statements.append(("INSERT INTO exchanges VALUES (?, ?, ?, ?, ?, ?)", kept))
    database = open_database(data)
    database.write(statements)
    database.settle()
    database.close()


def cpu_ms(call: Callable[[], object]) -> float:
    """Return the least process CPU time of five calls, in milliseconds."""
    taken = []
    for _ in range(5):
        began = time.process_time()
        call()
        taken.append(time.process_time() - began)
    return min(taken) * 1000


def missed(texts: list[str], chance: random.Random) -> tuple[int, int]:
    """Return how many stretches of three characters FTS5 over jieba's words does not find, and of how many."""
    segmenter, table = Segmenter(), sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE f USING fts5 (words, tokenize = 'unicode61')")
    table.executemany("INSERT INTO f VALUES (?)", [(" ".join(segmenter.words(text)),) for text in texts])
    lost = tried = 0
    for row, text in enumerate(texts, 1):
        at = chance.randrange(len(text) - 3)
        part = text[at : at + 3]
        if not all(map(is_han, part)):
            continue
        tried += 1
        asked = " AND ".join(f'"{word}"' for word in segmenter.words(part)) or '""'
        lost += not table.execute("SELECT 1 FROM f WHERE rowid = ? AND f MATCH ?", (row, asked)).fetchall()
    return lost, tried


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=10_000)
    answers, chance = parser.parse_args().answers, random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        fill(data, answers, chance)
        database = open_database(data)
        talks = Conversations(database)
        print(f"{answers} answers: {(data / FILE).stat().st_size / 1e6:.0f} MB")

        def opened() -> None:
            database.close()
            database.read("SELECT 1")

        print(f"open and check: {cpu_ms(opened):.0f} ms")
        print(f"list 200 of {answers // 10}: {cpu_ms(lambda: talks.listed('default', '', 200)):.1f} ms")
        for words in FOUND:
            taken = cpu_ms(lambda words=words: talks.listed("default", words, 200))
            print(f"search {words}: {len(talks.listed('default', words, 200))} found, {taken:.0f} ms")
        texts = [words for (words,) in database.read("SELECT words FROM exchanges LIMIT 1000")]
        database.close()
    lost, tried = missed(texts, chance)
    print(f"three characters cut out anywhere: FTS5 over words misses {lost} of {tried}, a scan none")


if __name__ == "__main__":
    main()
