"""What is copied in runs is what would be put together chunk by chunk."""

import random

import numpy as np
import pytest

from rag.index import splice as splicing
from rag.index.ids import digest_of, in_order, row_of, rows_among, rows_of
from rag.index.splice import between


@pytest.mark.parametrize("run", [1, 3, 8192])
def test_rows_follow_as_if_put_together_one_by_one(run, monkeypatch):
    monkeypatch.setattr(splicing, "_RUN", run)
    draw = random.Random(7)
    for _ in range(300):
        every = [f"{n:02}" for n in range(draw.randint(0, 14))]
        before = [i for i in every if draw.random() < 0.7]
        now = [i for i in every if draw.random() < 0.7]
        kept = {i for i in before if i in now and draw.random() < 0.8}
        splice = between(before, now, kept)
        old = np.array([int(i) for i in before], np.int64)
        came = np.array([100 + int(i) for i in now if i not in kept], np.int64)
        cut = draw.randint(0, len(came))
        found = [row for some in splice.spliced(old, [came[:cut], came[cut:]]) for row in some.tolist()]
        assert found == [int(i) if i in kept else 100 + int(i) for i in now]
        assert splice.size == len(now)


def test_ids_are_found_where_they_stand():
    ids = [f"{n:03}" for n in range(0, 600, 2)]
    assert in_order(ids) == (ids, None)
    back, order = in_order(ids[::-1])
    assert back == ids
    assert order.tolist() == list(range(299, -1, -1))
    assert [row_of(ids, "000"), row_of(ids, "598"), row_of(ids, "001"), row_of(ids, "999")] == [0, 299, None, None]
    assert rows_of(ids, ["598", "000", "598"]) == [299, 0, 299]
    with pytest.raises(KeyError):
        rows_of(ids, ["000", "001"])
    for some in ({"002", "001"}, {*ids[::2], "999"}, set()):
        assert rows_among(ids, some).tolist() == [n for n, i in enumerate(ids) if i in some]
    with pytest.raises(ValueError, match="distinct"):
        in_order(["a", "a"])
    assert digest_of(["a", "b"]) != digest_of(["a", "c"])
