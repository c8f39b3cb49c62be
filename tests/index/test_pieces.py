"""The pieces of passages come back from their file as they went in, and a file that makes no sense is told."""

import numpy as np
import pytest

from rag.encode.interaction import LateInteraction, distinct
from rag.encode.load import load_static
from rag.errors import IndexCorruptError
from rag.index.pieces import Pieces, block, write
from rag.index.splice import between
from rag.settings import Settings

IDS = ["a", "b", "c", "d"]
LISTS = [np.array(ids, np.int32) for ids in ([3, 5, 47_999], [], [0], range(100))]


@pytest.fixture
def path(tmp_path):
    write(tmp_path / "词块 😀", len(IDS), [block(LISTS[:3]), block([]), block(LISTS[3:])])
    return tmp_path / "词块 😀"


def test_pieces_come_back_in_the_order_that_is_asked(path):
    pieces = Pieces(path, IDS, 48_000)
    asked = ["d", "b", "a", "c", "a"]
    for found, row in zip(pieces.of(asked), (3, 1, 0, 2, 0), strict=True):
        np.testing.assert_array_equal(found, LISTS[row])
        assert found.dtype == np.int32
    assert pieces.of([]) == []


@pytest.mark.parametrize("unknown", ["", "aa", "z"])
def test_an_unknown_passage_is_a_key_error(path, unknown):
    with pytest.raises(KeyError):
        Pieces(path, IDS, 48_000).of(["a", unknown])


def test_an_index_without_passages_has_none(tmp_path):
    write(tmp_path / "pieces", 0, [])
    assert Pieces(tmp_path / "pieces", [], 10).of([]) == []


def test_a_file_of_other_passages_is_refused(path):
    with pytest.raises(ValueError, match="4 passages for 3"):
        Pieces(path, IDS[:3], 48_000)


@pytest.mark.parametrize("data", [b"", b"\1", bytes(8), b"\xff" * 64])
def test_what_is_no_such_file_is_refused(path, data):
    path.write_bytes(data)
    with pytest.raises(ValueError):  # noqa: PT011  whatever is said
        Pieces(path, IDS, 48_000)


def test_a_piece_that_is_none_is_told(path):
    with pytest.raises(IndexCorruptError):
        Pieces(path, IDS, 47_999).of(["a"])


def test_texts_score_the_same_by_their_kept_pieces():
    interaction = LateInteraction(load_static(Settings()))
    texts = ["温州市地区生产总值达到6606亿元。", "", "瑞安发布新政，GDP增长8.2%。" * 9]
    kept = [distinct(ids) for ids in interaction.static.ids(texts)]
    np.testing.assert_array_equal(interaction.score("温州GDP", texts, kept), interaction.score("温州GDP", texts))


def test_pieces_of_passages_that_stay_are_copied_and_others_put_between(path, tmp_path):
    new = np.array([7, 9], np.int32)
    now = ["0", "a", "bb", "c", "d"]
    splice = between(IDS, now, {"a", "c", "d"})
    write(tmp_path / "now", len(now), Pieces(path, IDS, 48_000).spliced(splice, [block([new, LISTS[1]])]))
    for found, wanted in zip(
        Pieces(tmp_path / "now", now, 48_000).of(now), (new, LISTS[0], LISTS[1], LISTS[2], LISTS[3]), strict=True
    ):
        np.testing.assert_array_equal(found, wanted)
