"""What pages share and keep: no more than two indexes open, models loaded once, nothing held by old talks."""

import gc
import subprocess
import sys
import weakref
from dataclasses import replace

from rag.assistant import Assistant
from rag.settings import ROOT, Settings
from tests.ui.scripted import Scripted
from ui import assistants
from ui.asking import Asking


def test_the_page_stands_before_anything_heavy_is_imported():
    """What answers is loaded once the box can be seen, and NumPy once it knows how many threads it may have."""
    heavy = {
        "numpy",
        "pandas",
        "torch",
        "faiss",
        "tantivy",
        "jieba",
        "transformers",
        "rag.assistant",
        "rag.search.retrieve",
    }
    code = f"import sys, ui.page; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


def test_no_more_than_two_assistants_stay_open(tmp_path):
    made = []

    def make(settings):
        assistant = Scripted(settings)
        made.append(weakref.ref(assistant))
        return assistant

    collections = [replace(Settings(), index=tmp_path / name) for name in "甲乙丙"]
    for settings in collections:
        assert assistants.assistant(settings, make).settings.index == settings.index
    gc.collect()
    assert sum(ref() is not None for ref in made) == 2
    assistants.assistant(collections[2], make)
    assert len(made) == 3, "one that is open is not made again"
    assistants.assistant(collections[0], make)
    gc.collect()
    assert len(made) == 4 and sum(ref() is not None for ref in made) == 2


def test_a_talk_that_is_kept_keeps_no_index_open():
    assistant = Scripted(Settings(), pause_s=0.01)
    asking = Asking(lambda stop, assistant=assistant: assistant.ask("2019年的生产总值？", stop=stop))
    *_, last = asking.follow(0.05)
    ref = weakref.ref(assistant)
    del assistant
    gc.collect()
    assert last.done and asking.progress.answer is not None
    assert ref() is None


def test_assistants_of_two_indexes_share_their_models(seed_settings, tiny_settings):
    one = assistants.make_assistant(seed_settings)
    other = assistants.make_assistant(replace(tiny_settings, data=seed_settings.data))
    assert isinstance(one, Assistant) and isinstance(other, Assistant)
    assert one._loaded() is other._loaded()
    assert one.index.names() != other.index.names()
    assert one.answer("城东公园总投资多少？").index != other.answer("城东公园总投资多少？").index
