"""What people are told of something that went wrong, and how what mends it is named.

What is the matter is said in the same words wherever it is read. What mends it may be a command or a setting on the
command line and a click on the page: it is named here, and each of them has its own words for that name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rag.records.notices import Language

Mend = Literal[
    "build",  # there is no index yet
    "update",
    "rebuild",
    "rebuild_here",  # instead of a newer program, which the sentence names
    "name_docs",  # say which folder is meant
    "other_docs",  # the folder that was named is not there; name another one
    "built_in",  # have the built-in composer answer
    "wait_longer",  # for a large model on a slow computer
    "address",  # the server's address is none
    "address_and_model",
    "moved",  # the server names another address
    "interface",  # what answers there is no server of language models
    "which_model",
    "key",
    "go_on",  # fetch the rest of a model
]


@dataclass(frozen=True, slots=True)
class Hint:
    """What is the matter, in both languages, and what mends it.

    Attributes:
        zh: What is the matter, with any advice that holds wherever it is read; a full stop ends it unless mends follow.
        en: The same in English.
        mends: What mends it, in the order in which it is said.
        of: What a mend is of where it needs a name: the model whose rest is fetched.
    """

    zh: str
    en: str
    mends: tuple[Mend, ...] = ()
    of: str = ""

    def said(self, language: Language, words: Mapping[Mend, str], **names: str) -> str:
        """Return the whole sentence.

        Args:
            language: Which one.
            words: What each mend is called where this is read, each with what joins it to the words before; one that
                is not among them, of a newer program's records, is left out.
            names: What the words take besides ``of``.

        >>> Hint("没有索引", "No index", ("build",)).said("zh", {"build": "；请点“{button}”"}, button="建立索引")
        '没有索引；请点“建立索引”。'
        """
        told = self.en if language == "en" else self.zh
        if not self.mends:
            return told
        ways = (words.get(mend, "").format(of=self.of, **names) for mend in self.mends)
        return told + "".join(ways) + ("." if language == "en" else "。")
