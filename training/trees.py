"""Writes trees that LightGBM grew as the data that ``rag.encode.trees`` reads. Knows nodes; not what they judge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from safetensors.numpy import save


def save_trees(trees: lightgbm.Booster, out: Path, about: dict[str, float]) -> None:
    """Write trees as ``rag.encode.trees`` reads them."""
    nodes: list[tuple[int, float, int, int, float]] = []
    roots = []

    def add(node: dict[str, Any]) -> int:
        at = len(nodes)
        if "leaf_value" in node:
            nodes.append((0, np.inf, at, at, node["leaf_value"]))
            return at
        nodes.append((0, 0, 0, 0, 0))
        nodes[at] = (node["split_feature"], node["threshold"], add(node["left_child"]), add(node["right_child"]), 0)
        return at

    described = trees.dump_model()
    for tree in described["tree_info"]:
        roots.append(add(tree["tree_structure"]))
    feature, threshold, left, right, value = zip(*nodes, strict=True)
    arrays = {
        "feature": np.array(feature, np.int16), "threshold": np.array(threshold, np.float64),
        "left": np.array(left, np.int32), "right": np.array(right, np.int32),
        "value": np.array(value, np.float32), "roots": np.array(roots, np.int32),
    }  # fmt: skip
    out.parent.mkdir(parents=True, exist_ok=True)
    header = {"features": json.dumps(described["feature_names"]), "about": json.dumps(about)}
    out.write_bytes(_in_order(save(arrays, header)))


def _in_order(file: bytes) -> bytes:
    """Return a safetensors file whose header has its keys in order: the library leaves that to chance."""
    end = 8 + int.from_bytes(file[:8], "little")
    header = json.dumps(json.loads(file[8:end]), sort_keys=True, separators=(",", ":")).encode()
    header = header.ljust(-(-len(header) // 8) * 8)  # what comes behind it begins at a multiple of eight
    return len(header).to_bytes(8, "little") + header + file[end:]
