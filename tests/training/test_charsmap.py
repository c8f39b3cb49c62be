"""The character map as the tokenizer library reads it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

normalizers = pytest.importorskip("tokenizers").normalizers

from training.charsmap import precompiled_charsmap  # noqa: E402

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)


@settings(max_examples=30)
@given(st.dictionaries(HAN, HAN, min_size=1, max_size=60), st.text(HAN, max_size=60))
def test_what_is_mapped_is_replaced_and_nothing_else(replacements, text):
    normalizer = normalizers.Precompiled(precompiled_charsmap(replacements))
    assert normalizer.normalize_str(text) == "".join(replacements.get(c, c) for c in text)
