"""What mends an error, as the command line says it: by a command or a setting. The page has its own words for it."""

from __future__ import annotations

from rag.records import Hint, Language, Mend

BUILD = "python -m rag build"

COMMANDS: dict[Language, dict[Mend, str]] = {
    "zh": {
        "build": "；请先运行 {build}",
        "update": "；请更新索引：{build}",
        "rebuild": "；请重新建立索引：{build}",
        "rebuild_here": "，或者用本程序重新建立索引：{build}",
        "name_docs": "；请用 --docs 指明资料文件夹，再建一次",
        "other_docs": "，或用 --docs 指定",
        "built_in": "，或把设置 generator 改为 built-in",
        "wait_longer": "，模型大、电脑慢时把 endpoint_first_s 或 endpoint_idle_s 设长",
        "address": "；请改设置 endpoint（RAG_ENDPOINT）",
        "address_and_model": "；请检查 endpoint 的地址（通常以 /v1 结尾）和 endpoint_model 的模型名",
        "moved": "；请把 endpoint 写成最终的地址",
        "interface": "；请检查 endpoint 指向的是兼容 OpenAI 接口的服务",
        "which_model": "；请把 endpoint_model 设为其中一个",
        "key": "；请检查环境变量 RAG_ENDPOINT_KEY 里的密钥",
        "go_on": "；请再运行 python -m rag fetch {of}，会接着下载",
    },
    "en": {
        "build": ". Build the index first: {build}",
        "update": ". Update the index: {build}",
        "rebuild": ". Build the index anew: {build}",
        "rebuild_here": ", or build the index anew with it: {build}",
        "name_docs": ". Name the documents folder with --docs and build once more",
        "other_docs": ", or name another one with --docs",
        "built_in": ", or set generator to built-in",
        "wait_longer": ", set endpoint_first_s or endpoint_idle_s longer where a large model runs on a slow computer",
        "address": ". Please correct the setting endpoint (RAG_ENDPOINT)",
        "address_and_model": ". Check the address in endpoint (it mostly ends in /v1) and the name in endpoint_model",
        "moved": ". Set endpoint to the final address",
        "interface": ". Check that endpoint names a server with OpenAI's interface",
        "which_model": ". Set endpoint_model to one of them",
        "key": ". Check the key in RAG_ENDPOINT_KEY",
        "go_on": ". Run python -m rag fetch {of} again, it goes on where it stopped",
    },
}


def in_commands(hint: Hint, language: Language, *, build: str = BUILD) -> str:
    """Return what is the matter and what mends it, in the command line's words.

    Args:
        hint: What is told.
        language: In which language.
        build: The command that builds; another one where it has to name the index.

    >>> in_commands(Hint("还没有建立索引", "There is no index", ("build",)), "zh")
    '还没有建立索引；请先运行 python -m rag build。'
    """
    return hint.said(language, COMMANDS[language], build=build)
