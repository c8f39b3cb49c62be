"""Ordinals that count through an enumeration."""

import pytest

from rag.text.numbering import CLAUSES, FAMILIES, OUTERMOST_FIRST, opening_ordinal, ordinals


def read(text):
    found = {family: tuple(o.value for o in ordinals(text, family)) for family in FAMILIES}
    return {family: values for family, values in found.items() if values}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一是甲。二是乙；三要丙", {CLAUSES: (1, 2, 3)}),
        ("第一，甲。（二）乙", {1: (1,), 3: (2,)}),
        ("九、甲。\n十、乙。\n十一、丙。\n二十、丁。二十三、戊", {2: (9, 10, 11, 20, 23)}),
        ("9.甲。10.乙。11、丙", {4: (9, 10, 11)}),
        ("（1）甲；(2)乙", {5: (1, 2)}),
        ("①甲；②乙", {6: (1, 2)}),
        ("其一，甲。其二是乙", {7: (1, 2)}),
        ("唯一是他，第十一届，一百、三十三天", {}),
        ("甲、二、三、四，增长3.5%", {}),
    ],
)
def test_each_shape_is_a_family(text, found):
    assert read(text) == found


def test_places_lead_to_the_ordinal():
    text = "要求。 （十二）通报"
    (found,) = ordinals(text, 3)
    assert text[found.start : found.end].strip() == "（十二）"


def test_what_a_text_opens_with():
    assert opening_ordinal("  3.通报") == (4, (3, 0, 4))
    assert opening_ordinal("通报。3.整改") is None
    assert opening_ordinal("") is None


def test_every_family_has_its_rank():
    assert sorted(OUTERMOST_FIRST) == list(FAMILIES)
