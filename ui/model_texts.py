"""The words about a language model: what one would add and cost, and where text goes; in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from rag.records import Language
from ui.texts import Texts


@dataclass(frozen=True, slots=True)
class ModelTexts:
    """The words of one language; each field is one text or template."""

    offer: str
    offer_more: str
    offer_title: str
    offer_adds: str
    offer_fits: str
    offer_model: str
    offer_hub: str
    offer_how: str
    offer_steps: str
    offer_note: str
    offer_gpu: str
    leaves: str
    leaves_open: str
    some_seconds: str
    some_minutes: str


ZH = ModelTexts(
    offer="语言模型可以把几处材料写成一段话：下载 {size}，本机作答{duration}。",
    offer_more="看看",
    offer_title="加一个语言模型",
    offer_adds="没有语言模型时，答案由原文的句子组成。加上以后：\n\n"
    "- 能用自己的话把几处事实连成一段，写较长的概括；\n"
    "- 每一句照样和原文核对，找不到依据的不显示；\n"
    "- 仍先给出原文的句子，模型写好后再换上。",
    offer_fits="本机装得下的模型",
    offer_model="下载 {size} · 内存 {memory} · 第一句{first}，整个回答{whole} · {licence}",
    offer_hub="Hugging Face 上的名字：",
    offer_how="怎样加",
    offer_steps="在设置里下载（先说大小，断了可以接着下），或把模型的全部文件（config.json、分词器、"
    "safetensors 权重）放进 {folder}。从下一个问题起就由它写。",
    offer_note="大小和许可取自模型自己的说明；这里没有用真实的权重试过，写得好不好未经验证。"
    "时间按本机测得的速度估算，可能差三成；第一次作答还要加上载入的时间。",
    offer_gpu="大小和许可取自模型自己的说明；这里没有用真实的权重试过，写得好不好未经验证。"
    "时间按处理器估算；用上本机的显卡会快得多。",
    leaves="由 {host} 上的语言模型作答：每次提问，问题、前几轮对话和找到的段落会发往那里，离开这台机器。",
    leaves_open="途中不加密。",
    some_seconds="约 {total} 秒",
    some_minutes="约 {total} 分钟",
)

EN = ModelTexts(
    offer="A language model could sum up several places in its own words: {size}, {duration} an answer.",
    offer_more="Have a look",
    offer_title="Add a language model",
    offer_adds="Without one, answers are made of sentences of the documents. With one:\n\n"
    "- facts from several places are put together in its own words, summaries may be longer;\n"
    "- every sentence is still checked against the documents, and left out where they do not support it;\n"
    "- sentences of the documents still come first, and make way once the model has written.",
    offer_fits="Models that fit this computer",
    offer_model="{size} to download · {memory} of memory · first sentence {first}, whole answer {whole} · {licence}",
    offer_hub="On the Hugging Face hub: ",
    offer_how="How to add one",
    offer_steps="Download it in the settings (sizes first, goes on after a break), or put all its files "
    "(config.json, tokenizer, safetensors weights) into {folder}. It writes from the next question on.",
    offer_note="Sizes and licences are those of the models' own cards. None was tried here with its real weights: how "
    "well they write is not verified. Times are estimated from this computer's measured speed and may be off by a "
    "third; the first answer also waits for the model to be loaded.",
    offer_gpu="Sizes and licences are those of the models' own cards. None was tried here with its real weights: how "
    "well they write is not verified. Times are those of the processor; the graphics card is much faster.",
    leaves="A language model at {host} answers: each question, with the last turns and the passages found, is sent "
    "there and leaves this machine.",
    leaves_open=" They are not encrypted on their way.",
    some_seconds="about {total} s",
    some_minutes="about {total} min",
)

_BY_LANGUAGE: dict[Language, ModelTexts] = {"zh": ZH, "en": EN}


def model_texts(texts: Texts) -> ModelTexts:
    """Return these words in the language of the page."""
    return _BY_LANGUAGE[texts.language]
