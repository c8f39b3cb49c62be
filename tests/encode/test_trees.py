"""Trees as data: summed as written, and a damaged file named."""

import json

import numpy as np
import pytest
from safetensors.numpy import save

from rag.encode.trees import Trees
from rag.errors import ModelNotFoundError


def write_trees(file, **changed):
    """Two trees over (a, b): 1 if a <= 2 else (3 if b <= 0 else 4); and 10 always."""
    arrays = {
        "feature": np.array([0, 0, 1, 0, 0, 0], np.int16),
        "threshold": np.array([2, np.inf, 0, np.inf, np.inf, np.inf]),
        "left": np.array([1, 1, 3, 3, 4, 5], np.int32),
        "right": np.array([2, 1, 4, 3, 4, 5], np.int32),
        "value": np.array([0, 1, 0, 3, 4, 10], np.float32),
        "roots": np.array([0, 5], np.int32),
    } | changed
    file.write_bytes(save(arrays, {"features": json.dumps(["a", "b"]), "about": json.dumps({"slope": 2.0})}))


def test_trees_are_summed_as_written(tmp_path):
    write_trees(tmp_path / "t.safetensors")
    trees = Trees(tmp_path / "t.safetensors")
    matrix = np.array([[2, 9], [2.5, 0], [2.5, 0.1], [-1, -1]], np.float32)
    np.testing.assert_array_equal(trees.score(matrix), [11, 13, 14, 11])
    assert trees.score(matrix[:0]).shape == (0,)
    assert trees.features == ("a", "b")
    assert trees.about == {"slope": 2.0}


def test_a_missing_or_short_file_is_named(tmp_path):
    with pytest.raises(ModelNotFoundError, match=r"none\.safetensors"):
        Trees(tmp_path / "none.safetensors")
    write_trees(tmp_path / "t.safetensors")
    short = (tmp_path / "t.safetensors").read_bytes()[:-9]
    (tmp_path / "t.safetensors").write_bytes(short)
    with pytest.raises(ModelNotFoundError) as caught:
        Trees(tmp_path / "t.safetensors")
    assert "损坏" in caught.value.hint
