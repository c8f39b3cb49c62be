"""Twice the text takes twice the work: repair, articles and passages of pages of every shape, told by ratios.

Times vary with what else a machine does, so these are slow tests; ``bench/speed.py`` measures whole files.
"""

import time

import pytest

from rag.corpus.chunks import chunks
from rag.corpus.headlines import Group, assign
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from tests.corpus.damage import Print, page
from tests.corpus.seeds import paragraphs, seed

pytestmark = pytest.mark.slow

PROSE = [text for text, kind in paragraphs(seed(3)) if kind == "body" and len(text) > 70]
# Twice as much may take twice as long, and as much again by chance: of a machine that others use, and of small parts.
MOST = 2.5
NAMES = ("周文", "吴晓", "陈静", "林海")


def newspaper(articles):
    """Return a page of short reports, each below a headline of its own."""
    topics = ("港口吞吐量突破亿吨", "图书馆新馆昨日开放", "老旧小区加装电梯", "夜班公交新增线路")
    return "\n\n".join(
        f"{n}号{topics[n % 4]}\n\n"
        f"本报讯（记者 {NAMES[n % 4]}）{n}号地块的{topics[n % 4]}，{PROSE[n % len(PROSE)][:120]}。"
        for n in range(articles)
    )


def papers(count):
    """Return papers one behind the other, each with a title and numbered parts."""
    return "\n".join(
        f"关于做好第{n}项工作的通知\n一、总体要求\n{PROSE[n % len(PROSE)][:90]}。\n"
        f"二、主要任务\n{PROSE[n % len(PROSE)][:70]}。"
        for n in range(count)
    )


def work(text):
    """Return the processor time of a text, the least of three."""
    found = []
    for _ in range(3):
        started = time.process_time()
        assert chunks(document_of(read_string("长.txt", text)))
        found.append(time.process_time() - started)
    return min(found)


@pytest.mark.parametrize(
    ("make", "size"),
    [
        (lambda n: "\n\n".join(PROSE * n), 8),
        (lambda n: page(PROSE * n, Print(width=20, blanks=0)), 3),
        (lambda n: "".join(PROSE * n), 8),
        (lambda n: "".join(chr(0x4E00 + i % 5000) for i in range(n)), 100_000),
        (newspaper, 300),
        (papers, 300),
        (lambda n: "\n".join(f"{i}号 第{i}次会议 {i * 7}人" for i in range(n)), 2000),
    ],
    ids=["plain", "wrapped", "one line", "no mark at all", "newspaper", "papers", "figures"],
)
def test_twice_the_text_takes_at_most_two_and_a_half_times_as_long(make, size):
    work(make(max(1, size // 8)))  # What is loaded once is loaded here.
    ratios = []
    for _ in range(3):
        ratios.append(work(make(2 * size)) / work(make(size)))
        if ratios[-1] <= MOST:
            return
    pytest.fail(f"time grows by {', '.join(f'{ratio:.2f}' for ratio in ratios)} where the text doubles")


def test_headlines_of_a_page_without_end_find_their_articles():
    """Sixteen times as many headlines take far less than the 256 times of a comparison of each with each."""
    words = [f"{chr(0x4E00 + n)}{chr(0x5E00 + n)}{chr(0x6E00 + n)}镇喜获丰收" for n in range(3200)]

    def took(count):
        started = time.process_time()
        groups = [Group(words[n], n, above=n, place=n) for n in range(count)]
        bodies = [f"日前，{words[n][:4]}传来消息，{PROSE[n % len(PROSE)][:100]}" for n in range(count)]
        assert assign(groups, bodies, regular=True) == list(range(count))
        return time.process_time() - started

    took(50)
    assert took(3200) < 80 * min(took(200) for _ in range(3))
