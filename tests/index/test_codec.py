"""Records come back from JSON as they went in, one by one and a column a field."""

from dataclasses import dataclass

import pytest

from rag.index.codec import columns, decode, encode
from rag.index.generation import SourceFile
from rag.records import Link, OffsetMap

FILES = (
    SourceFile("甲.txt", "ab", 3, 5, chunks=2, warnings=("注意",), links=(Link("甲.txt", "乙.txt", "copy", 1.0),)),
    SourceFile("乙.txt", "cd", 4, 6, failed="读不了", failed_en="unreadable"),
    SourceFile("\udcff.txt", "", 0, 0),
)


@dataclass(frozen=True, slots=True)
class Held:
    """Some files."""

    files: tuple[SourceFile, ...] = ()


@pytest.mark.parametrize("files", [FILES, FILES[2:], ()])
def test_records_come_back_from_columns(files):
    told = encode({"files": columns(SourceFile, files)})
    assert decode(Held, told) == decode(Held, encode(Held(files))) == Held(files)


def test_what_is_the_default_in_all_is_left_out():
    held = columns(SourceFile, FILES[2:])["columns"]
    assert set(held) == {"path", "sha256", "size", "mtime_ns"}


@pytest.mark.parametrize(
    "value",
    [
        {"count": 2, "columns": {"path": ["a"], "sha256": ["b", "c"], "size": [1, 2], "mtime_ns": [0, 0]}},
        {"count": 1, "columns": {"path": ["a"], "sha256": ["b"], "size": [1]}},
        {"columns": {}},
        {"count": 1},
    ],
)
def test_columns_that_do_not_fit_together_are_refused(value):
    with pytest.raises(ValueError):  # noqa: PT011  whatever is said
        decode(Held, encode({"files": value}))


def test_fields_to_come_are_passed_over():
    told = columns(SourceFile, FILES[:1])
    told["columns"]["later"] = ["x"]
    assert decode(Held, encode({"files": told})).files == FILES[:1]


def test_offsets_are_stored_as_triples():
    offsets = OffsetMap(((0, 10, 2), (2, 16, 3)))
    assert encode(offsets) == b'{"runs":[[0,10,2],[2,16,3]]}'
    assert decode(OffsetMap, encode(offsets)) == offsets
