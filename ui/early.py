"""A box that takes words before the page's own program runs, which takes the framework a second or two.

It stands where the page will have its box, looks like it, and is gone when that comes: what was typed moves there,
and is asked if Enter was pressed. Shown only where whoever opens the page may ask at once. Knows no record.
"""

from __future__ import annotations

import json
from html import escape

from rag.errors import RagError
from rag.library.login import password_of
from rag.settings import load
from ui import gate
from ui.components import FRONTEND
from ui.search_texts import SEARCH_TEXTS
from ui.texts import TEXTS

_ARROW = "M12 5l6.5 6.5-1.4 1.4-4.1-4.1V19h-2V8.8l-4.1 4.1-1.4-1.4z"


def box() -> str:
    """Return the box as a piece of a page, to stand at the end of its body; ``""`` where a login or an error waits.

    Its language is the one that the address names, else the one set, else the browser's, as the page chooses it.
    """
    try:
        language = load().language
        if password_of() or gate.has_oidc() or gate.is_open():
            return ""
    except RagError:
        return ""
    texts = {name: {"ask": TEXTS[name].ask, "send": SEARCH_TEXTS[name].mode_ask} for name in TEXTS}
    data = escape(json.dumps({**texts, "set": "" if language == "auto" else language}, ensure_ascii=False))
    style, program = ((FRONTEND / name).read_text(encoding="utf-8") for name in ("early.css", "early.js"))
    return (
        f'<style>{style}</style><div id="early" data-texts="{data}" hidden><div>'
        '<textarea rows="1"></textarea><button type="button" disabled>'
        f'<svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true"><path d="{_ARROW}"/></svg></button>'
        f"</div></div><script>{program}</script>"
    )
