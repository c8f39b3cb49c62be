"""How mends for the command line and for settings are said on the page: by what is clicked here.

An error carries one hint for all who may meet it, and that names commands and settings. Here a button or the settings
of the page do the same. Knows the phrases of ``rag``'s hints, whose tests hold them.
"""

from __future__ import annotations

import re

from rag.settings import ENDPOINT_KEY

WHO, WHO_EN = "“设置”的“谁来作答”里", "“Who answers” in the settings"
_KEY = re.escape(ENDPOINT_KEY)

_ZH: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        ("把设置 generator 改为 built-in", f"在{WHO}改用内置模型"),
        ("模型大、电脑慢时把 endpoint_first_s 或 endpoint_idle_s 设长", "模型大、电脑慢时换一个小的模型"),
        (
            r"请检查 endpoint 的地址（通常以 /v1 结尾）和 endpoint_model 的模型名",
            f"请检查{WHO}的地址（通常以 /v1 结尾）和模型名",
        ),
        ("请把 endpoint 写成最终的地址", f"请在{WHO}填最终的地址"),
        ("请检查 endpoint 指向的是", f"请检查{WHO}的地址，它应当是"),
        ("请把 endpoint_model 设为其中一个", f"请在{WHO}把其中一个填为模型名"),
        ("设置 endpoint（RAG_ENDPOINT） 的值“(.*?)”无效；请改成：", f"{WHO}的地址“\\1”用不了；要填："),
        (
            f"请检查环境变量 {_KEY} 里的密钥",
            f"请检查密钥：它只从环境变量 {ENDPOINT_KEY} 读取，要在启动问据之前设好，改了以后重新启动",
        ),
        (r"请再运行 python -m rag fetch \S+?，会接着下载", f"在{WHO}点“接着下载”"),
    )
)
_EN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        ("set generator to built-in", f"choose the built-in model under {WHO_EN}"),
        (
            "set endpoint_first_s or endpoint_idle_s longer where a large model runs on a slow computer",
            "take a smaller model where the computer is slow",
        ),
        (
            r"Check the address in endpoint \(it mostly ends in /v1\) and the name in endpoint_model",
            f"Check address (it mostly ends in /v1) and model under {WHO_EN}",
        ),
        ("set the final address", f"put the final address under {WHO_EN}"),
        ("Check that endpoint names a server", f"Check that the address under {WHO_EN} is that of a server"),
        ("set endpoint_model to one", f"put one of them as the model under {WHO_EN}"),
        (
            r"The setting endpoint（RAG_ENDPOINT） cannot be (.*?); it takes:",
            f"The address \\1 under {WHO_EN} cannot be used; it takes:",
        ),
        (
            f"Check the key in {_KEY}",
            f"Check the key: it is read from the environment variable {ENDPOINT_KEY} alone, which is set before the "
            "program starts; start again after a change",
        ),
        (r"Run python -m rag fetch \S+ again, it goes on", f"Press “Go on downloading” under {WHO_EN}, it goes on"),
    )
)


def on_page(said: str, *, english: bool) -> str:
    """Return a hint with what is clicked on the page in place of the settings and commands that it names.

    >>> on_page("请检查，或把设置 generator 改为 built-in。", english=False)
    '请检查，或在“设置”的“谁来作答”里改用内置模型。'
    """
    for pattern, instead in _EN if english else _ZH:
        said = pattern.sub(instead, said)
    return said
