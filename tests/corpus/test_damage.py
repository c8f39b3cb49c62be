"""Clean text printed, cut and spaced out in every way comes back; and nothing is ever lost."""

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.corpus.repair import repair
from rag.text.fold import content
from tests.corpus.damage import Print, cut, page
from tests.corpus.seeds import paragraphs, seed
from tests.data.score import fold

# Paragraphs of a speech that was never wrapped: real prose, 78 to 800 characters each.
PROSE = [text for text, kind in paragraphs(seed(3)) if kind == "body" and len(text) > 70]
ANY = st.text(
    alphabet=st.sampled_from(
        "温州人精神发展一二十年月日，。、；：！？“”（）《》■#*|-—… \u3000\t\n\r\f1230AbcX.,%\u200b\ufeff\x07\ud800😀"
    ),
    max_size=300,
)


def recovered(made, wanted):
    """Return the share of paragraphs that came back exactly."""
    found = Counter(block.text for block in repair(made)[0])
    return sum(found[text] > 0 for text in wanted) / len(wanted)


@pytest.mark.parametrize(
    ("style", "floor"),
    [
        ({"blanks": 1, "indent": "lost", "slim": True}, 0.90),
        ({"blanks": 0, "indent": "lost"}, 0.90),
        ({"blanks": 0, "indent": "kept"}, 0.95),
        ({"blanks": 0, "indent": "none", "apart": 1, "kinsoku": False}, 0.95),
        ({"blanks": 1, "indent": "lost", "justified": 0.4}, 0.90),
        ({"blanks": 1, "indent": "none"}, 0.6),
    ],
    ids=str,
)
def test_printed_prose_comes_back(style, floor):
    rates = [
        recovered(page(PROSE[:30], Print(width=w, **style), seed=w), PROSE[:30])
        for w in (7, 9, 12, 15, 18, 23, 28, 34, 40)
    ]
    assert sum(rates) / len(rates) >= floor
    assert min(rates) >= floor - 0.3


@pytest.mark.parametrize(("width", "every"), [(28, 20), (26, 7), (40, 5)])
def test_paragraphs_cut_by_page_ends_come_back(width, every):
    assert recovered(cut(PROSE, width, every), PROSE) >= 0.95


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n　　", "\r\n\r\n"])
def test_clean_text_passes_unharmed(between):
    assert [block.text for block in repair(between.join(PROSE))[0]] == PROSE


@settings(max_examples=25)
@given(st.lists(st.sampled_from(PROSE), min_size=3, max_size=8, unique=True), st.integers(7, 40), st.integers(0, 1))
def test_an_indented_page_of_any_width_comes_back(wanted, width, blanks):
    style = Print(width=width, blanks=blanks, indent="kept")
    assert recovered(page(wanted, style), wanted) >= 0.5
    assert content("".join(block.text for block in repair(page(wanted, style))[0])) == content("".join(wanted))


@settings(max_examples=150)
@given(ANY)
def test_offsets_are_exact_and_nothing_is_lost_or_doubled(text):
    if not text.strip():
        return
    document = document_of(read_string("any.txt", text))
    for i, char in enumerate(document.text):
        at = document.offsets.source_of(i)
        assert text[at] == char if at is not None else char in "\n "
    seen = Counter(at for _, start, length in document.offsets.runs for at in range(start, start + length))
    seen.update(at for dropped in document.dropped for at in range(dropped.start, dropped.end))
    assert all(char.isspace() or seen[at] == 1 for at, char in enumerate(text))
    assert max(seen.values(), default=1) == 1
    covered = [i for a in document.articles for p in a.paragraphs for i in range(p.start, p.end)]
    assert covered == [i for i, char in enumerate(document.text) if char != "\n"]


@settings(max_examples=100)
@given(ANY)
def test_chunks_hold_every_paragraph_and_their_spans_are_the_source(text):
    if not text.strip():
        return
    document = document_of(read_string("any.txt", text))
    found = chunks(document)
    held = Counter(
        at for chunk in found for _, start, length in chunk.offsets.runs for at in range(start, start + length)
    )
    assert all(held[at] for _, start, length in document.offsets.runs for at in range(start, start + length))
    for chunk in found:
        assert fold(chunk.text) == fold("".join(text[a:b] for a, b in chunk.spans))
    assert len({chunk.chunk_id for chunk in found}) == len(found)


@settings(max_examples=20)
@given(st.lists(st.sampled_from(PROSE), min_size=2, max_size=6, unique=True), st.integers(7, 40))
def test_repairing_what_was_repaired_changes_nothing(wanted, width):
    def again(texts):
        return [block.text for block in repair("\n\n".join(texts))[0]]

    assert again(wanted) == wanted
    # A paragraph cut in two by mistake may be healed by the next pass, and by none after it.
    once = again([block.text for block in repair(page(wanted, Print(width=width)))[0]])
    assert again(once) == once


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(PROSE * 9)[:200_000],
        page(PROSE * 9, Print(width=16))[:200_000],
        "温州人精神" * 20_000,
        "温 州 人 精 神 " * 14_000,
        "（" * 100_000,
        "**" * 50_000 + "字",
        "一、项目\n" * 8_000,
    ],
    ids=["plain", "wrapped", "one line", "spaced out", "brackets", "stars", "headings"],
)
def test_long_texts_take_linear_time(text):
    started = time.process_time()
    assert chunks(document_of(read_string("long.txt", text)))
    assert time.process_time() - started < 6
