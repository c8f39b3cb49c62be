"""The words of where and how to look: the scope of a question. In Chinese and in English, as ``ui/texts.py``."""

from __future__ import annotations

from dataclasses import dataclass

from rag.records import Language, NearKind
from ui.texts import Texts


@dataclass(frozen=True, slots=True)
class SearchTexts:
    """The words of one language; each field is one text or template."""

    # the scope
    scope: str
    add_scope: str
    scope_note: str
    look_for: str
    look_for_example: str
    none_such: str
    more_such: str
    folder: str
    collection: str
    other_collections: str
    title: str
    not_there: str
    first_year: str
    last_year: str
    years_note: str
    years: str
    one_year: str
    set_years: str
    remove: str
    only_in: str
    only_years: str
    only_both: str
    everywhere: str
    only_this: str
    also_others: str
    # finding
    modes: str
    mode_ask: str
    mode_ask_hint: str
    mode_find: str
    mode_find_hint: str
    find: str
    find_title: str
    tab: str
    find_note: str
    find_left_out: str
    found: str
    found_nowhere: str
    nowhere_else: str
    near: str
    near_kinds: dict[NearKind, str]
    by_document: str
    more_documents: str
    places: str
    paragraph: str
    head: str
    # the reader
    seek: str
    seek_count: str
    seek_none: str
    next_hit: str
    last_hit: str
    step: str
    next_step: str
    last_step: str
    see_page: str
    see_text: str
    no_page: str
    page_of: str
    next_page: str
    last_page: str
    larger: str
    smaller: str


ZH = SearchTexts(
    scope="只在这里找",
    add_scope="限定范围",
    scope_note="接下来的问题只在选定的文件、文件夹或年份里找；随时可以去掉。",
    look_for="文件或文件夹",
    look_for_example="打出标题、文件名或文件夹名的一部分",
    none_such="没有这样的文件或文件夹。",
    more_such="还有 {total} 个；再多打几个字。",
    folder="文件夹“{name}”",
    collection="资料“{name}”",
    other_collections="或者换一组资料",
    title="《{title}》",
    not_there="{name}（资料里没有）",
    first_year="从哪年",
    last_year="到哪年",
    years_note="这些年份的文章，和说到这些年份的段落。",
    years="{first}–{last} 年",
    one_year="{first} 年",
    set_years="限定年份",
    remove="不再限于 {name}",
    only_in="只在{docs}中查找",
    only_years="只在{years}的内容中查找",
    only_both="只在{docs}里{years}的内容中查找",
    everywhere="在全部资料中再找",
    only_this="只问这份",
    also_others="不再只问这份",
    modes="问，还是逐字找",
    mode_ask="问",
    mode_ask_hint="用一句话提问，回答的每一句都有出处（Ctrl+/）",
    mode_find="找",
    mode_find_hint="逐字查找，列出词句的每一处（Ctrl+/）",
    find="要找的词句…",
    tab="找“{words}”",
    find_title="逐字查找",
    find_left_out="只找了前 {most} 个字，后面的 {total} 个字没有找。",
    find_note="打出词句，列出它在资料里的每一处；不分全角半角、大小写和繁简。",
    found="“{words}”共 {total} 处，在 {documents} 份文件里",
    found_nowhere="没有“{words}”",
    nowhere_else="全部资料中也没有。",
    near="可以找",
    near_kinds={
        "everywhere": "“{words}”，{total} 处",
        "sound": "音近，{total} 处",
        "part": "其中的一部分，{total} 处",
    },
    by_document="各文件的处数",
    more_documents="其余 {total} 份文件",
    places="找到的每一处",
    paragraph="第 {n} 段",
    head="标题、署名",
    seek="在本文中查找",
    seek_count="{at} / {total}",
    seek_none="没有",
    next_hit="下一处",
    last_hit="上一处",
    step="第 {at} / {total} 处",
    next_step="下一处引用",
    last_step="上一处引用",
    see_page="看原页",
    see_text="看文字",
    no_page="这一页画不出来，下面是它的文字。",
    page_of="第 {page} / {total} 页",
    next_page="下一页",
    last_page="上一页",
    larger="放大",
    smaller="缩小",
)

EN = SearchTexts(
    scope="Only here",
    add_scope="Narrow",
    scope_note="The next questions look only into what is chosen here; a click removes it again.",
    look_for="Document or folder",
    look_for_example="Type part of a title, file name or folder name",
    none_such="There is no such document or folder.",
    more_such="{total} more; type a little more.",
    folder="folder “{name}”",
    collection="documents “{name}”",
    other_collections="Or other documents",
    title="{title}",
    not_there="{name} (not among the documents)",
    first_year="From year",
    last_year="To year",
    years_note="Articles of these years, and passages that speak of them.",
    years="{first}–{last}",
    one_year="{first}",
    set_years="Narrow to years",
    remove="No longer only {name}",
    only_in="Only in {docs}",
    only_years="Only what is of {years}",
    only_both="Only what is of {years} in {docs}",
    everywhere="Look everywhere",
    only_this="Ask only this",
    also_others="Ask others too",
    modes="Ask, or find exact words",
    mode_ask="Ask",
    mode_ask_hint="Ask a question; every sentence of the answer shows its source (Ctrl+/)",
    mode_find="Find",
    mode_find_hint="Find exact words, every place of them (Ctrl+/)",
    find="Words to find…",
    tab="“{words}”",
    find_title="Find exact words",
    find_left_out="Only the first {most} characters were looked for, not the {total} behind them.",
    find_note="Type some words to see every place of them; width, case and script of characters do not matter.",
    found="“{words}”: {total:place|places} in {documents:document|documents}",
    found_nowhere="“{words}” stands nowhere",
    nowhere_else="Nor anywhere else.",
    near="Look for",
    near_kinds={
        "everywhere": "“{words}”, {total:place|places}",
        "sound": "sounds alike, {total:place|places}",
        "part": "a part, {total:place|places}",
    },
    by_document="Places by document",
    more_documents="{total:more document|more documents}",
    places="All places found",
    paragraph="paragraph {n}",
    head="head lines",
    seek="Search this document",
    seek_count="{at} / {total}",
    seek_none="none",
    next_hit="Next",
    last_hit="Previous",
    step="place {at} of {total}",
    next_step="Next citation",
    last_step="Previous citation",
    see_page="See page",
    see_text="See text",
    no_page="This page cannot be drawn; its text is below.",
    page_of="page {page} of {total}",
    next_page="Next page",
    last_page="Previous page",
    larger="Larger",
    smaller="Smaller",
)

SEARCH_TEXTS: dict[Language, SearchTexts] = {"zh": ZH, "en": EN}


def search_texts(texts: Texts) -> SearchTexts:
    """Return these words in the language of the page."""
    return SEARCH_TEXTS[texts.language]
