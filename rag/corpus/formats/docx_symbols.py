"""What characters of symbol fonts look like: Wingdings, Webdings and Symbol number their pictures as they please.

A document says such a character by its number, 0x20 to 0xFF, mostly with 0xF000 added. The tables give the Unicode
character that looks the same, as far as Unicode has one and texts use it: boxes and ticks of forms, bullets, arrows,
Greek letters and marks of mathematics.
"""

from __future__ import annotations

import re

PRIVATE = re.compile(r"[\uf020-\uf0ff]")


def _table(pairs: str) -> dict[int, str]:
    """Return number → character of entries such as ``A8◻``, parted by blanks."""
    return {int(entry[:2], 16): entry[2:] for entry in pairs.split()}


_WINGDINGS = _table(
    "22✂ 28☎ 2A✉ 41✌ 43👍 44👎 45☜ 46☞ 47☝ 48☟ 4A☺ 4C☹ 52☼ 58✠ 59✡ 5E♈ 6C● 6D❍ 6E■ 6F□ 70◻ 71❑ "
    "72❒ 73⬧ 74⧫ 75◆ 76❖  77⬥ 78⌧ 7B❀ 7C✿ 80⓪ 81① 82② 83③ 84④ 85⑤ 86⑥ 87⑦ 88⑧ 89⑨ 8A⑩ 8B⓿ 8C❶ "
    "8D❷ 8E❸ 8F❹ 90❺ 91❻ 92❼ 93❽ 94❾ 95❿ 9E· 9F• A1○  A4◉ A5◎ A7▪ A8□ AA✦ AB★ AC✶ B5✪ B6✰ D8➢ "
    "DC➲ DF← E0→ E1↑ E2↓ E3↖ E4↗ E5↙ E6↘ E8➔ EF⇦ F0⇨ F1⇧ F2⇩ FB✗ FC✓ FD☒ FE☑"
)
_TABLES = {
    "wingdings": _WINGDINGS,
    "wingdings2": _table("4F✗ 50✓ 51☒ 52☑ 53☒ 54☒ 69⓪ 6A① 6B② 6C③ 6D④ 6E⑤ 6F⑥ 70⑦ 71⑧ 72⑨ 73⑩ 97● A2■ A3□ A4□ F8※"),
    "wingdings3": _table("66← 67→ 68↑ 69↓ 7D▶ 7C◀ 70▲ 71▼ 74◀ 75▶"),
    "webdings": _table("33◀ 34▶ 35▲ 36▼ 61✓ 63□ 67■ 6E● 72✗"),
    "symbol": _table(
        "22∀ 24∃ 27∍ 2A∗ 2D− 40≅ 41Α 42Β 43Χ 44Δ 45Ε 46Φ 47Γ 48Η 49Ι 4Aϑ 4BΚ 4CΛ 4DΜ 4EΝ 4FΟ 50Π "
        "51Θ 52Ρ 53Σ 54Τ 55Υ 56ς 57Ω  58Ξ 59Ψ 5AΖ 5C∴ 5E⊥ 61α 62β 63χ 64δ 65ε 66φ 67γ 68η 69ι 6Aϕ "
        "6Bκ 6Cλ 6Dμ 6Eν 6Fο 70π 71θ 72ρ 73σ 74τ 75υ 76ϖ 77ω  78ξ 79ψ 7Aζ 7E∼ A2′ A3≤ A4⁄ A5∞ A6ƒ "
        "A7♣ A8♦ A9♥ AA♠ AB↔ AC← AD↑ AE→ AF↓ B0° B1± B2″ B3≥ B4× B5∝ B6∂ B7• B8÷ B9≠ BA≡  BB≈ BC… "
        "C4⊗ C5⊕ C6∅ C7∩ C8∪ C9⊃ CA⊇ CB⊄ CC⊂ CD⊆ CE∈ CF∉ D0∠ D1∇ D5∏ D6√ D7⋅ D8¬ D9∧ DA∨ DB⇔ DC⇐ "
        "DD⇑ DE⇒ DF⇓ E0◊ E5∑ F2∫"
    ),
}


def known(font: str) -> bool:
    """Return whether the characters of a font are in a table."""
    return _name(font) in _TABLES


def _name(font: str) -> str:
    return font.replace(" ", "").lower()


def symbol(number: int, font: str) -> str:
    """Return the character that a character of a font looks like; ``""`` where that cannot be said.

    Args:
        number: Its code point, with or without 0xF000 added; of any font, one outside of that range is itself.
        font: The font's name, as the document says it.
    """
    if not 0x20 <= number <= 0xFF and not 0xF020 <= number <= 0xF0FF:
        return chr(number) if 0x20 <= number <= 0x10FFFF and not 0xD800 <= number < 0xF900 else ""
    table = _TABLES.get(_name(font))
    number &= 0xFF
    if table is not None:
        # Symbol has digits and marks where ASCII has them.
        usual = chr(number) if _name(font) == "symbol" and 0x20 <= number < 0x40 else ""
        return table.get(number, usual)
    return ""


def printed(text: str, font: str) -> tuple[str, int]:
    """Return a text of a font with its private characters as what they look like, and how many could not be said."""
    lost = 0

    def look(found: re.Match[str]) -> str:
        nonlocal lost
        char = symbol(ord(found[0]), font)
        lost += not char
        return char

    return PRIVATE.sub(look, text), lost
