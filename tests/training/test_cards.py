"""What the cards of the built-in models say: how each was made, of what, under which terms, how good, its limits."""

import re

import pytest

from rag.encode.files import BUILT_IN
from rag.settings import ROOT

SHARE_ALIKE = ("DRCD", "CMRC")


def card_of(name):
    return (ROOT / "models" / name / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_card_says_how_by_which_command_and_commit_and_how_good(name):
    card = card_of(name)
    headings = re.findall(r"^## (.+)$", card, re.MULTILINE)
    assert {"Licence", "How it was made", "Figures", "Limits"} <= set(headings)
    assert f"`python -m training {name}" in card
    assert re.search(r"[Cc]ommit [0-9a-f]{7}\b", card)


@pytest.mark.parametrize("name", BUILT_IN)
def test_weights_that_saw_share_alike_questions_are_proposed_under_their_terms(name):
    card = card_of(name)
    saw = any(data in card for data in SHARE_ALIKE)
    assert saw is (name != "repair")
    licence = card.split("## Licence")[1].split("## ")[0]
    assert ("CC BY-SA 4.0 is proposed" in licence) is saw
    if card.startswith("---"):
        assert "license: cc-by-sa-4.0" in card.split("---")[1]
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    assert "for `embedder` and `composer` CC BY-SA 4.0 is proposed" in page
