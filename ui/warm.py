"""What a new server reads before anybody asks it: the page's program, the models and the index it answers from.

The first visitor would wait for them. They are read beside the serving, in a thread: a page that is asked for meanwhile
waits for what it needs and no longer. What cannot be read is said by the page when it needs it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from rag.errors import RagError
from rag.settings import load

if TYPE_CHECKING:
    from streamlit import App

# How long the reading keeps the interpreter while the page wants it: at the usual 5 ms each message would wait so long.
_TURN_S = 0.0005


@asynccontextmanager
async def lifespan(_: App) -> AsyncIterator[dict[str, Any]]:
    """Read the page's program, which every sight of it needs; begin to read the rest as the server begins to serve."""
    from streamlit import delta_generator

    from ui import page  # noqa: F401

    # Whether the page runs in a notebook, which a first sight looks for through all modules, is known.
    delta_generator._use_warning_has_been_displayed = True
    threading.Thread(target=read, daemon=True, name="wenju-warm").start()
    yield {}


def read() -> None:
    """Read all that the first question needs; nothing where the settings are wrong or nothing is indexed."""
    from streamlit import emojis  # noqa: F401  the switch of languages is drawn with it; its patterns take half a second

    from rag import threads
    from rag.library import examples
    from ui import assistants, state

    interval = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_S)
    try:
        given = load()
        threads.limit(given.threads)
        settings = state.settings_of(given)
        answerer = assistants.assistant(settings, assistants.make_assistant)
        answerer.load()
        if answerer.index.names():
            examples.keep(settings, answerer.index.generation, answerer.examples())
    except RagError:
        pass  # the page meets it, too, and says it with what mends it
    finally:
        sys.setswitchinterval(interval)
