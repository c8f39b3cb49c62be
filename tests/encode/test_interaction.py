"""Late interaction against a plain computation, and what its matches point at."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.encode.interaction import LateInteraction
from rag.encode.load import load_static
from rag.settings import Settings

TEXTS = [
    "2019年全市地区生产总值达到6606亿元，增长8.2%。",
    "",
    "消防队员周锦勇挺身而出。",
    "2019年全市地区生产总值达到6606亿元，增长8.2%。" * 20,
    "！？",
]


@pytest.fixture(scope="module")
def late():
    return LateInteraction(load_static(Settings()))


def plain(late, query, text):
    """The same sum, one pair of pieces after another."""
    static = late.static
    asked, held = (sorted(set(static.pieces(t).ids.tolist())) for t in (query, text))
    total = sum(static.idf[i] for i in asked)
    if not total or not held:
        return 0.0
    best = [max(0.0, min(1.0, max(float(static.vectors[i] @ static.vectors[j]) for j in held))) for i in asked]
    damp = 1 / (1 + 0.04 * np.log2(1 + len(held) / 32))
    return sum(static.idf[i] * b for i, b in zip(asked, best, strict=True)) / total * damp


@pytest.mark.parametrize("query", ["2019年温州的经济总量是多少？", "谁牺牲了", "", "，"])
def test_scores_equal_the_plain_sum(late, query):
    found = late.score(query, TEXTS)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, [plain(late, query, t) for t in TEXTS], atol=1e-5)


def test_a_text_that_holds_the_query_covers_it_wholly(late):
    weights, best = late.coverage("地区生产总值", [TEXTS[0], TEXTS[2]])
    assert best.shape == (len(weights), 2)
    np.testing.assert_allclose(best[:, 0], 1, atol=1e-5)
    assert (best[:, 1] < 0.9).all()


def test_no_texts_no_scores(late):
    assert late.score("温州", []).shape == (0,)


def test_script_and_width_make_no_difference(late):
    np.testing.assert_allclose(late.score("２０１９年溫州的經濟總量", TEXTS), late.score("2019年温州的经济总量", TEXTS))


def test_matches_point_at_the_words(late):
    query, text = "周锦勇是谁", "在抢险中，消防队员周锦勇挺身而出。"
    found = late.matches(query, text, least=0.99)
    assert "".join(text[slice(*m.text)] for m in found) == "周锦勇"
    assert all(query[slice(*m.query)] == text[slice(*m.text)] for m in found)
    assert late.matches("", text) == late.matches(query, "") == []


@settings(max_examples=30)
@given(st.text(max_size=40), st.text(max_size=80))
def test_any_text_can_be_scored_and_matched(late, query, text):
    (score,) = late.score(query, [text])
    assert 0 <= score <= 1 + 1e-6
    for match in late.matches(query, text):
        assert 0 <= match.text[0] <= match.text[1] <= len(text)
        assert 0 <= match.query[0] <= match.query[1] <= len(query)


def test_fifty_passages_take_milliseconds(late):
    texts = [f"第{i}段。" + TEXTS[0] * 12 for i in range(50)]
    late.score("2019年温州的经济总量是多少？", texts)
    times = []
    for _ in range(7):
        # The processor's time: that of the clock says how busy the machine is.
        began = time.process_time()
        late.score("2019年温州的经济总量做到了多少亿，比上年涨了几个点？", texts)
        times.append(time.process_time() - began)
    # The aim is 10 ms; the bound is loose since tests share their cores.
    assert min(times) < 0.1
