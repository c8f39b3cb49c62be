"""The words of the settings, in Chinese and in English; as in ``ui/texts.py``, whose limits hold here too."""

from __future__ import annotations

from dataclasses import dataclass

from rag.records import Language
from ui.texts import Texts


@dataclass(frozen=True, slots=True)
class SettingsTexts:
    """The words of one language; each field is one text or template."""

    settings: str
    back: str
    # who answers
    who: str
    who_note: str
    in_use: str
    use: str
    fixed: str
    fixed_open: str
    saved: str
    built_in: str
    built_in_note: str
    local: str
    local_note: str
    local_none: str
    about: str
    about_unmeasured: str
    about_here: str
    half: str
    no_memory: str
    no_disk: str
    fetch: str
    go_on: str
    fetch_from: str
    not_tried: str
    fetching: str
    pace: str
    asking_hub: str
    stop_fetch: str
    fetched: str
    fetch_stopped: str
    fetch_failed: str
    in_files: str
    endpoint: str
    endpoint_note: str
    address: str
    address_example: str
    model: str
    model_note: str
    stays: str
    leaves: str
    leaves_open: str
    key_set: str
    key_unset: str
    key_wrong: str
    found_here: str
    take: str
    test: str
    testing: str
    test_good: str
    test_bad: str
    test_reached: str
    use_far: str
    # own words
    words: str
    dictionary: str
    dictionary_note: str
    synonyms: str
    synonyms_note: str
    save: str
    words_saved: str
    synonyms_saved: str
    changed_elsewhere: str
    stale: str
    update: str
    propose: str
    proposing: str
    proposed_note: str
    proposed_none: str
    take_words: str


ZH = SettingsTexts(
    settings="设置",
    back="回到对话",
    who="谁来作答",
    who_note="对这台服务器上的所有人生效，从下一个问题起。",
    in_use="正在使用",
    use="改用",
    fixed="{names} 已在环境变量里定下，这里改不了；去掉它再重新启动，就可以在这里选。",
    fixed_open="谁来作答、认得哪些词，由管这些资料的人来定：在只给本机打开的网页里用管理密码"
    "（RAG_OWNER_PASSWORD）登录，或在 rag.toml 和 RAG_* 环境变量里。",
    saved="已改，下一个问题起生效。",
    built_in="内置模型",
    built_in_note="答案由原文的句子组成，立刻出现。不用下载，文字不离开这台机器。",
    local="本机的语言模型",
    local_note="用自己的话把几处材料写成一段；每一句照样和原文核对。先给出内置的答案，写好后再换上。文字不离开这台机器。",
    local_none="这台机器上还没有语言模型。",
    about="下载 {size} · 内存约 {memory} · 每个回答{duration}（估计）· {licence}",
    about_unmeasured="下载 {size} · {licence}",
    about_here="{size}，在 {folder}",
    half="已下载 {here}",
    no_memory="内存不够：要 {need}，现在空着 {free}",
    no_disk="磁盘不够：还要 {need}，现在空着 {free}",
    fetch="下载",
    go_on="接着下载",
    fetch_from="点“下载”才会联网，只连 {host}，放进 {folder}；每个文件都和公布的校验值核对，断了可以接着下。",
    not_tried="大小和许可取自模型自己的说明，没有用真实的权重试过；时间按本机测得的速度估算，可能差三成。",
    fetching="正在下载 {model}",
    pace="{done} / {total}",
    asking_hub="正在询问大小…",
    stop_fetch="停止下载",
    fetched="{model} 已下载，校验无误。",
    fetch_stopped="{model} 的下载已停止；已下载的部分还在。",
    fetch_failed="{model} 没有下载完。",
    in_files="在别处下载好的模型（config.json、分词器、safetensors 权重），整个文件夹拷到 {folder} 下，就会列在这里。",
    endpoint="语言模型服务",
    endpoint_note="任何兼容 OpenAI 接口的服务（vLLM、Ollama、llama.cpp……）。每一句照样和原文核对。",
    address="地址",
    address_example="http://127.0.0.1:11434/v1",
    model="模型名",
    model_note="有几个模型时才要填",
    stays="服务在这台机器上，文字不离开这台机器。",
    leaves="文字会离开这台机器：每次提问，问题、前几轮对话和找到的段落都发往 {host}。",
    leaves_open="途中不加密，经过的机器都看得到。",
    key_set="密钥已在环境变量 {name} 里，会随请求发给这个地址；这里不显示，也不保存。",
    key_unset="没有密钥。不少服务不用密钥；要用的，为了不把它存进任何文件，只从环境变量 {name} 读取："
    "请管这台电脑的人在启动问据之前设好它，再重新启动。",
    key_wrong="环境变量 {name} 里的密钥含有不该有的字符。",
    found_here="这台机器上好像开着这些服务，还没有联系过：",
    take="填入 {name}（{address}）",
    test="测试连接",
    testing="正在连接…（{seconds} 秒）",
    test_good="连上了：{model} 在 {seconds} 秒内回答。只问了一句“请只回答一个字”，没有发送任何资料。",
    test_bad="没有连上",
    test_reached="连上了，但还不能作答",
    use_far="改用，文字会离开这台机器",
    words="词典和同义词",
    dictionary="词典",
    dictionary_note="一行一个词，检索时不拆开；后面可以写词频和词性。# 后面是注释。更新索引后生效。",
    synonyms="同义词",
    synonyms_note="一行是一组意思相同的词，用空格隔开；“甲 => 乙 丙”只管一个方向。下一个问题起生效。",
    save="保存",
    words_saved="词典已保存，更新索引后生效。",
    synonyms_saved="同义词已保存，下一个问题起生效。",
    changed_elsewhere="这份文件刚才在别处改过，没有保存。请把你的改动抄下来，重新载入网页再改。",
    stale="索引是按从前的词典建的。",
    update="更新索引",
    propose="从资料里找词",
    proposing="正在通读资料…",
    proposed_note="这些词在资料里常常连在一起，检索时却被拆开；数字是出现的次数。点选要收进词典的。",
    proposed_none="没有找到还没收进词典的词。",
    take_words="收进词典",
)

EN = SettingsTexts(
    settings="Settings",
    back="Back to the conversation",
    who="Who answers",
    who_note="For everybody who uses this server, from the next question on.",
    in_use="In use",
    use="Use this",
    fixed="{names} is set in the environment and cannot be changed here; unset it and start again to choose here.",
    fixed_open="Who answers, and which words are known, is for the owner of these documents to choose: logged in with "
    "RAG_OWNER_PASSWORD on a page that is served on this computer only, or in rag.toml and RAG_* variables.",
    saved="Changed; it counts from the next question on.",
    built_in="Built-in model",
    built_in_note="Answers are made of sentences of the documents and appear at once. Nothing to download, and no text "
    "leaves this machine.",
    local="A language model on this machine",
    local_note="Writes what several places say in words of its own; each sentence is checked against the documents all "
    "the same. The built-in answer comes first and is replaced once it is written. No text leaves this machine.",
    local_none="There is no language model on this machine yet.",
    about="{size} to download · about {memory} of memory · an answer in {duration} (estimated) · {licence}",
    about_unmeasured="{size} to download · {licence}",
    about_here="{size}, in {folder}",
    half="{here} downloaded",
    no_memory="Not enough memory: {need} needed, {free} free now",
    no_disk="Not enough disk space: {need} more needed, {free} free now",
    fetch="Download",
    go_on="Go on downloading",
    fetch_from="Only “Download” goes over the network, to {host} alone, and into {folder}. Every file is compared with "
    "the hash announced; a download that broke off goes on where it stopped.",
    not_tried="Sizes and licences are those of the models' own cards; none was tried here with its real weights. Times "
    "are estimated from this computer's measured speed and may be off by a third.",
    fetching="Downloading {model}",
    pace="{done} of {total}",
    asking_hub="Asking how large it is…",
    stop_fetch="Stop downloading",
    fetched="{model} is here and verified.",
    fetch_stopped="Downloading {model} was stopped; what came is kept.",
    fetch_failed="{model} was not downloaded.",
    in_files="A model fetched elsewhere (config.json, tokenizer, weights in safetensors) is listed here once its whole "
    "folder is copied into {folder}.",
    endpoint="A language model server",
    endpoint_note="Any server with OpenAI's interface (vLLM, Ollama, llama.cpp …). Each sentence is checked against "
    "the documents all the same.",
    address="Address",
    address_example="http://127.0.0.1:11434/v1",
    model="Model",
    model_note="needed if there are several",
    stays="The server is on this machine; no text leaves it.",
    leaves="Text leaves this machine: each question, with the last turns and the passages found, is sent to {host}.",
    leaves_open=" It is not encrypted on its way.",
    key_set="The key in {name} is sent to this address with each question; it is neither shown nor kept here.",
    key_unset="No key. Many servers need none. Where one is needed it is read from the environment variable {name} "
    "alone, so that no file keeps it: whoever runs this computer sets it before the program starts, and starts again.",
    key_wrong="The key in {name} holds characters that no key has.",
    found_here="These servers seem to run on this machine; none was contacted:",
    take="Take {name} ({address})",
    test="Test connection",
    testing="Connecting… ({seconds} s)",
    test_good="It works: {model} answered within {seconds} s. It was asked for one word; no document was sent.",
    test_bad="It does not work",
    test_reached="The server is there, but cannot answer yet",
    use_far="Use this; text leaves this machine",
    words="Dictionary and synonyms",
    dictionary="Dictionary",
    dictionary_note="A word a line, kept whole in searching; a frequency and a part of speech may follow. # begins a "
    "comment. It counts once the index is updated.",
    synonyms="Synonyms",
    synonyms_note="A line is a group of words that mean the same, set apart by spaces; “A => B C” works one way only. "
    "They count from the next question on.",
    save="Save",
    words_saved="The dictionary is saved; it counts once the index is updated.",
    synonyms_saved="The synonyms are saved; they count from the next question on.",
    changed_elsewhere="This file was changed elsewhere just now and was not saved. Copy what you wrote and load the "
    "page again.",
    stale="The index was built with the dictionary as it was before.",
    update="Update the index",
    propose="Find words in the documents",
    proposing="Reading the documents…",
    proposed_note="These stand together often and are cut apart in searching; the number says how often. Choose those "
    "that the dictionary should keep whole.",
    proposed_none="No words were found that the dictionary lacks.",
    take_words="Put into the dictionary",
)

SETTINGS_TEXTS: dict[Language, SettingsTexts] = {"zh": ZH, "en": EN}


def settings_texts(texts: Texts) -> SettingsTexts:
    """Return the words of the settings in the language of the page."""
    return SETTINGS_TEXTS[texts.language]
