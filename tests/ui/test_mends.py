"""What mends an error is named once: the command line says it by a command, the page by what is clicked there."""

import re
from dataclasses import fields, replace
from typing import get_args

import pytest

from rag.answer.models.address import Address, address_of
from rag.answer.models.faults import Faults
from rag.errors import AddressError, DataFolderError, IndexNotFoundError, RagError, RefusedError
from rag.index.codec import decode, encode
from rag.library import export
from rag.mends import COMMANDS
from rag.model_folder import unfit
from rag.records import Hint, KeptExchange, Mend
from rag.settings import ENDPOINT_KEY, Settings
from ui import index_texts, settings_texts
from ui.asking import Progress
from ui.keeping import kept_of, progress_of
from ui.mends import CLICKS
from ui.texts import EN, TEXTS, ZH

# What only a terminal or a file of settings takes.
TYPED = re.compile(r"\b(generator|endpoint|endpoint_\w+|RAG_ENDPOINT)\b|python -m|--\w+")
FAULTS = Faults(Address("http://here/v1", "here", True, True), "")
QUOTED = {"zh": re.compile("“(.+?)”"), "en": re.compile("“(.+?)”")}


def errors():
    yield from (FAULTS.slow(heard=heard) for heard in (True, False))
    yield FAULTS.unreachable(OSError(), heard=False)
    yield FAULTS.cut_off()
    yield from (FAULTS.refused(status, "") for status in (301, 400, 401, 404, 429, 500))
    yield FAULTS.failed("out of memory")
    yield FAULTS.garbage("html")
    yield from (FAULTS.which_model(names) for names in ((), ("a", "b")))
    with pytest.raises(AddressError) as caught:
        address_of(Settings(endpoint="ftp://x"))
    yield caught.value


@pytest.mark.parametrize("error", list(errors()), ids=lambda error: str(error)[:40])
def test_no_fault_of_a_server_speaks_of_settings_by_name(error):
    for texts in (ZH, EN):
        said = texts.hint(error).replace(ENDPOINT_KEY, "")
        assert not TYPED.search(said), said
        assert said.endswith("." if texts is EN else "。") and "。，" not in said and ".," not in said, said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_mend_has_words_for_both(language):
    assert set(COMMANDS[language]) == set(CLICKS[language]) == set(get_args(Mend))
    assert ENDPOINT_KEY in COMMANDS[language]["key"] and ENDPOINT_KEY in CLICKS[language]["key"]
    for mend, said in CLICKS[language].items():
        assert not TYPED.search(said), mend
        hint = Hint("坏了", "It broke", (mend,), "tiny")
        assert TEXTS[language].told(hint).startswith(hint.en if language == "en" else hint.zh)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_to_be_clicked_is_there_by_that_name(language):
    pages = (index_texts.index_texts(TEXTS[language]), settings_texts.settings_texts(TEXTS[language]))
    there = {getattr(words, field.name) for words in pages for field in fields(words) if field.type == "str"}
    named = {name for said in CLICKS[language].values() for name in QUOTED[language].findall(said)}
    assert len(named) >= 5 and named <= there


def test_an_index_that_is_not_there_is_built_by_a_command_or_a_click():
    error = IndexNotFoundError("x", "no index", hint="还没有建立索引", mends=("build",))
    assert error.hint == "还没有建立索引；请先运行 python -m rag build。"
    assert error.hint_en == "X: no index. Build the index first: python -m rag build."
    assert ZH.hint(error) == "还没有建立索引；请点“建立索引”。"
    assert EN.hint(error) == "X: no index. Press “Build index”."


def test_a_model_that_cannot_be_used_gives_way_to_the_built_in_one(tmp_path):
    flaw = unfit(Settings(generator="auto", llm=str(tmp_path / "none")))
    assert "“谁来作答”里改用内置模型" in ZH.told(flaw)
    assert "choose the built-in model under" in EN.told(flaw)


def test_half_a_download_is_gone_on_with_by_a_click(tmp_path):
    half = tmp_path / "tiny"
    half.mkdir()
    (half / ".model.safetensors.part").write_bytes(b"")
    flaw = unfit(Settings(generator="auto", llm=str(tmp_path)))
    assert ZH.told(flaw) == "语言模型 tiny 还没有下载完，现在用内置作答；在“设置”的“谁来作答”里点“接着下载”。"
    assert "Press “Go on downloading”" in EN.told(flaw)


def test_a_key_is_explained():
    said = ZH.hint(FAULTS.refused(401, ""))
    assert f"只从环境变量 {ENDPOINT_KEY} 读取" in said and "重新启动" in said and "改用内置模型" in said
    said = EN.hint(FAULTS.refused(401, ""))
    assert f"environment variable {ENDPOINT_KEY} alone" in said


def test_a_kept_answer_keeps_the_name_of_the_mend_and_is_told_in_either_words():
    kept = kept_of("e", "问", 1.0, Progress(error=FAULTS.cut_off()))
    assert kept.mends == ("built_in",)
    again = progress_of(decode(KeptExchange, encode(kept))).error
    assert (ZH.hint(again), EN.hint(again)) == (ZH.hint(FAULTS.cut_off()), EN.hint(FAULTS.cut_off()))
    assert export.remark(kept, "zh") == f"没有答成 · {FAULTS.cut_off().hint}"


def test_an_answer_that_was_kept_before_mends_had_names_reads_as_it_was():
    before = (
        b'{"exchange":"e","question":"q","asked":1.0,"state":"failed","hint":"\xe5\x9d\x8f\xe4\xba\x86\xe3\x80\x82"}'
    )
    error = progress_of(decode(KeptExchange, before)).error
    assert ZH.hint(error) == EN.hint(error) == error.hint == "坏了。"


def test_a_mend_of_a_newer_program_is_passed_over():
    kept = replace(kept_of("e", "问", 1.0, Progress(error=FAULTS.cut_off())), mends=("by_magic", "built_in"))
    assert ZH.hint(progress_of(kept).error) == ZH.hint(FAULTS.cut_off())


def test_without_a_mend_english_gives_the_advice_of_the_kind():
    assert RagError("it broke", hint="坏了。").hint_en == "It broke."
    assert FAULTS.which_model(()).hint_en.endswith("load one there.")


def test_english_hints_of_an_index_name_no_folder_of_the_server(tmp_path):
    from rag.index.generation import candidates, rollback

    for ask in (candidates, rollback):
        with pytest.raises(IndexNotFoundError) as caught:
            ask(tmp_path / "index")
        assert EN.hint(caught.value) == "There is no index yet. Press “Build index”."
    assert str(tmp_path) in str(caught.value), "the log has it"


def test_what_our_own_files_are_refused_for_is_said_in_either_language(tmp_path):
    error = DataFolderError(tmp_path, RefusedError("甲 已损坏，请删去它", "a is damaged, please delete it"))
    assert "（甲 已损坏，请删去它）" in ZH.hint(error)
    assert "a is damaged, please delete it" in EN.hint(error) and "损坏" not in EN.hint(error) + str(error)
