"""What mends an error, as the page says it: by what is clicked here. The command line has words of its own.

Names buttons and headings of the page; a test holds that each of them is there.
"""

from __future__ import annotations

from rag.records import Hint, Language, Mend
from rag.settings import ENDPOINT_KEY

_WHO, _WHO_EN = "“设置”的“谁来作答”里", "“Who answers” in the settings"

CLICKS: dict[Language, dict[Mend, str]] = {
    "zh": {
        "build": "；请点“建立索引”",
        "update": "；请点“更新”",
        "rebuild": "；请点“全部重建”",
        "rebuild_here": "，或者点“全部重建”，用本程序重新建立索引",
        "name_docs": "；请点“换一个文件夹”，写明资料文件夹",
        "other_docs": "，或点“换一个文件夹”",
        "built_in": f"，或在{_WHO}改用内置模型",
        "wait_longer": "，模型大、电脑慢时换一个小的模型",
        "address": f"；请在{_WHO}改正",
        "address_and_model": f"；请检查{_WHO}的地址（通常以 /v1 结尾）和模型名",
        "moved": f"；请在{_WHO}填最终的地址",
        "interface": f"；请检查{_WHO}的地址，它应当是兼容 OpenAI 接口的服务",
        "which_model": f"；请在{_WHO}把其中一个填为模型名",
        "key": f"；请检查密钥：它只从环境变量 {ENDPOINT_KEY} 读取，要在启动问据之前设好，改了以后重新启动",
        "go_on": f"；在{_WHO}点“接着下载”",
    },
    "en": {
        "build": ". Press “Build index”",
        "update": ". Press “Update”",
        "rebuild": ". Press “Rebuild all” to build it anew",
        "rebuild_here": ", or press “Rebuild all” to build the index anew with it",
        "name_docs": ". Press “Change folder” and name the documents folder",
        "other_docs": ", or press “Change folder”",
        "built_in": f", or choose the built-in model under {_WHO_EN}",
        "wait_longer": ", take a smaller model where the computer is slow",
        "address": f". Please correct it under {_WHO_EN}",
        "address_and_model": f". Check address (it mostly ends in /v1) and model under {_WHO_EN}",
        "moved": f". Put the final address under {_WHO_EN}",
        "interface": f". Check that the address under {_WHO_EN} is that of a server with OpenAI's interface",
        "which_model": f". Put one of them as the model under {_WHO_EN}",
        "key": f". Check the key: it is read from the environment variable {ENDPOINT_KEY} alone, which is set before "
        "the program starts; start again after a change",
        "go_on": f". Press “Go on downloading” under {_WHO_EN}, it goes on where it stopped",
    },
}


def in_clicks(hint: Hint, language: Language) -> str:
    """Return what is the matter and what mends it, in the page's words.

    >>> in_clicks(Hint("还没有建立索引", "There is no index", ("build",)), "zh")
    '还没有建立索引；请点“建立索引”。'
    """
    return hint.said(language, CLICKS[language])
