"""Model folders: what their hash is made of, and whether the built-in ones are as they were released."""

import shutil
from pathlib import Path

import pytest

from rag.encode.files import BUILT_IN, SUMS, altered, check_whole, model_hash, sums
from rag.errors import ModelNotFoundError
from rag.settings import ROOT

MODELS = ROOT / "models"


@pytest.fixture
def models(tmp_path):
    """A copy of the small built-in models with the hashes of all."""
    for name in ("composer", "repair"):
        shutil.copytree(MODELS / name, tmp_path / name)
    shutil.copy(MODELS / SUMS, tmp_path / SUMS)
    return tmp_path


def test_the_models_are_those_whose_hashes_are_committed():
    assert (MODELS / SUMS).read_text(encoding="utf-8") == sums(MODELS), "python -m training writes them anew"
    assert [altered(MODELS / name) for name in BUILT_IN] == [None] * len(BUILT_IN)


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut(path):
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize(("damage", "said"), [(flip, "已损坏"), (cut, "已损坏"), (Path.unlink, "不见了")])
def test_every_damage_is_found_and_named(models, damage, said):
    tried = [path for path in models.rglob("*") if path.suffix in (".npz", ".toml", ".safetensors")]
    assert len(tried) == 5
    for path in tried:
        whole = path.read_bytes()
        damage(path)
        assert altered(path.parent) == path.relative_to(models).as_posix()
        with pytest.raises(ModelNotFoundError) as caught:
            check_whole(path.parent)
        assert str(path) in caught.value.hint
        assert said in caught.value.hint
        assert "git checkout models" in caught.value.hint
        path.write_bytes(whole)
        assert altered(path.parent) is None


def test_a_card_may_be_edited(models):
    before = model_hash(models / "composer")
    (models / "composer" / "README.md").write_text("别的", encoding="utf-8")
    assert altered(models / "composer") is None
    assert model_hash(models / "composer") == before


def test_nothing_is_said_of_models_of_ones_own(models):
    (models / SUMS).unlink()
    flip(models / "composer" / "rarity.npz")
    assert altered(models / "composer") is None
    assert altered(models / "none") is None
