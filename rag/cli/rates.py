"""How often false answers and false refusals are to be expected, and how often they were measured over an index.

Expected is what ``training/doubt.py`` found on held-out questions, kept beside the line that it learned; measured is
what the last run of gold questions over this index gave. Reads both; asks nothing.
"""

from __future__ import annotations

import tomllib
from typing import Any

from rag.measuring import kept
from rag.settings import Settings

Object = dict[str, Any]
FAR = 5.0  # points between expected and measured that are worth a word
_RATES = {"false_answers": "答非所有（该拒答而作答）", "false_refusals": "误拒（有答案而拒答）"}


def rates(settings: Settings) -> Object:
    """Return both rates, expected and measured, in percent; None for what is not known.

    ``apart`` names the rates whose two values differ by more than ``FAR``.
    """
    expected, measured = _expected(settings), _measured(settings)
    apart = [
        name
        for name in _RATES
        if expected[name] is not None and measured[name] is not None and abs(expected[name] - measured[name]) > FAR
    ]
    return {"expected": expected, "measured": measured, "apart": apart}


def rate_lines(found: Object) -> list[str]:
    """Return the rates as lines for people; none where nothing is known."""
    lines = []
    for name, label in _RATES.items():
        expected, measured = found["expected"][name], found["measured"][name]
        if expected is None:
            continue
        seen = "本索引没有测过" if measured is None else f"本索引测得 {measured:.1f} %"
        if name in found["apart"]:
            lines.append(f"! {label}：预期 {expected:.1f} %，{seen}，相差超过 {FAR:.0f} 个百分点；请以测得的为准")
        else:
            lines.append(f"– {label}：预期 {expected:.1f} %，{seen}")
    return lines


def _expected(settings: Settings) -> Object:
    file = settings.models / "composer" / "doubt.toml"
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))["expected"]
        return {name: float(table[name]) for name in _RATES}
    except (OSError, ValueError, KeyError, TypeError):
        return dict.fromkeys(_RATES)


def _measured(settings: Settings) -> Object:
    runs = kept(settings)
    figures = dict(runs[-1].figures) if runs else {}
    refused = figures.get("refused")
    return {
        "false_answers": None if refused is None else round(100 - refused, 1),
        "false_refusals": figures.get("refused_ok"),
    }
