"""How much of a known text an extractor gives back: characters and whole paragraphs, white space aside."""

import re
from collections import Counter
from functools import cache
from itertools import islice

from rag.corpus.load import load_document
from rag.settings import ROOT

_LONG_WORD = re.compile(r"[!-~]{12,}")


@cache
def prose(doc="003", *, skip=0, count=60):
    """Paragraphs of running text of a seed document, 30 to 400 characters each.

    Those with a word longer than a narrow column are left out: reportlab prints it over the next one.
    """
    (path,) = (ROOT / "seeds").glob(f"{doc}_*.txt")
    document = load_document(path, path.parent)
    bodies = (document.text[p.start : p.end] for a in document.articles for p in a.paragraphs if p.kind == "body")
    fitting = (b for b in bodies if 30 <= len(b) <= 400 and not _LONG_WORD.search(b))
    return tuple(islice(fitting, skip, skip + count))


def bare(text):
    """A text without white space."""
    return "".join(text.split())


def as_seen(text):
    """A text with its marks in one width: which one is printed cannot be seen for certain."""
    return text.translate(str.maketrans("，；：？！（）", ",;:?!()"))


def distance(a, b):
    """The fewest characters put in and taken out that lead from one text to another."""
    # What both have in common in order, a bit for each character of the first (Hyyrö, Bit-parallel LCS-length, 2004).
    places = {}
    for i, char in enumerate(a):
        places[char] = places.get(char, 0) | 1 << i
    all_ones = (1 << len(a)) - 1
    rest = all_ones
    for char in b:
        met = rest & places.get(char, 0)
        rest = (rest + met | rest - met) & all_ones
    return len(a) + len(b) - 2 * (len(a) - rest.bit_count())


def char_error(wanted, got):
    """Wrong characters of all, of whole texts given as paragraphs."""
    whole, other = bare("".join(wanted)), bare("".join(got))
    return distance(whole, other) / max(1, len(whole))


def paragraph_f1(wanted, got):
    """F1 of paragraphs that come out whole."""
    a, b = Counter(map(bare, wanted)), Counter(map(bare, got))
    return 2 * (a & b).total() / max(1, a.total() + b.total())
