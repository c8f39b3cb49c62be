"""The words of notices and refusals, in Chinese and in English. Templates name what they take (``{documents}``)."""

from __future__ import annotations

from dataclasses import dataclass

from rag.records import Language


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; both languages of a template take the same."""

    greeting: str
    greeting_empty: str
    ask_so: str
    thanks: str
    assent: str
    farewell: str
    identity: str
    identity_model: str
    abilities: str
    adding: str
    holdings: str
    holdings_of: str
    newest: str
    oldest: str
    undated: str
    all_undated: str
    privacy: str
    privacy_model: str
    writing: str
    writing_model: str
    writing_found: str
    cost: str
    trust: str
    trust_model: str
    clearing: str
    beyond: str
    beyond_found: str
    unable: str
    small_talk: str
    complaint: str
    complaint_first: str
    repetition: str
    repetition_first: str
    continuation: str
    continuation_first: str
    noise: str
    foreign: str
    topic: str
    topic_one: str
    nowhere: str
    nowhere_one: str
    nowhere_latin: str
    ask_in_chinese: str
    # a refusal: says only what is not there
    nothing: str
    nothing_within: str
    cut_off: str
    stopped: str
    stopped_early: str
    not_mentioned: str
    another: str
    not_spelt_out: str
    not_explained: str
    not_answered: str
    # pieces
    articles: str
    and_more: str
    several: str
    inferred: str
    at_least: str
    title: str
    comma: str
    quoted: str


ZH = Words(
    greeting="你好。我可以从这里的 {documents} 份资料里找答案，每句都标出处，点一下就能看到原文。",
    greeting_empty="你好。这里还没有资料；放进一些文件、建好索引，就可以问了。",
    ask_so="打一个人名、地名，或一句完整的问话就行。",
    thanks="不客气。还想知道什么，接着问就好。",
    assent="好的。还想知道什么，直接问。",
    farewell="再见。下次打开，这些资料还在这里。",
    identity="我是问据，一个开源的资料问答程序，装在这台电脑上。"
    "我只回答这 {documents} 份资料里的事，每句都有出处。\n"
    "没有用大语言模型：回答是内置的小模型从原文里挑出来的句子。",
    identity_model="我是问据，一个开源的资料问答程序，装在这台电脑上。"
    "我只回答这 {documents} 份资料里的事，每句都有出处。\n"
    "回答由语言模型 {model} 起草，再逐句和原文核对。",
    abilities="资料里的事都可以问：谁、什么时候、在哪里、多少、有哪些、为什么；"
    "也可以要一篇文章的要点，或接着上一句追问。\n"
    "句末的数字是出处，点开就是原文。资料里查不到的，我会直说。",
    adding="把文件放进资料文件夹（{folder}），再点侧栏的“更新”；在终端里是 python -m rag build。"
    "现在能读的格式：{formats}。\n"
    "要换成别的文件夹：python setup_env.py run --docs 文件夹。",
    holdings="这里有 {documents} 份资料，{articles} 篇文章，{passages} 段：",
    holdings_of="文件夹 {folder} 里有 {documents} 份资料，{articles} 篇文章，{passages} 段：",
    newest="最新的一份：{label}，{date}。",
    oldest="最早的一份：{label}，{date}。",
    undated="另有 {n} 份没有注明日期。",
    all_undated="这些资料都没有注明日期。",
    privacy="提问、检索、作答都在这台电脑上完成，不联网，断网也能用。"
    "你的资料和问题不会传出去；资料文件夹只读取，不改动。",
    privacy_model="提问、检索、作答都在这台电脑上完成，语言模型 {model} 也是；不联网，断网也能用。"
    "你的资料和问题不会传出去；资料文件夹只读取，不改动。",
    writing="写稿、翻译、改写我做不了，我只从资料里找答案。\n"
    "那些要靠语言模型，这里没有装。把一个（Hugging Face 格式）放进 {llm}，重新打开，回答就由它来写；"
    "整篇的稿子目前还不行。",
    writing_model="写整篇的稿子、翻译、改写，目前还不行：语言模型 {model} 在这里只把查到的内容写成回答。",
    writing_found="写“{subject}”用得上的原文，列在下面。",
    cost="免费，不用注册，也不用登录：这是开源程序（Apache-2.0 许可），装在这台电脑上，商用也可以。",
    trust="请以原文为准。我只从资料里取句，每句都标出处、和原文核对过；但可能挑错了句子，也可能漏掉更合适的。"
    "要紧的事，点句末的数字看看原文。",
    trust_model="请以原文为准。回答由语言模型 {model} 起草，逐句和原文核对，核对不上的不显示；"
    "但可能挑错了段落，也可能漏掉更合适的。"
    "要紧的事，点句末的数字看看原文。",
    clearing="重新载入这一页，对话就清空了；资料和索引不受影响。",
    beyond="这个我答不了：我不联网，只看这里的 {documents} 份资料。",
    beyond_found="资料里提到“{subject}”的地方，列在下面。",
    unable="这个我不会：我只从这里的 {documents} 份资料里找答案。",
    small_talk="我只会查资料，不太会聊天。想知道资料里的什么，直接问。",
    complaint="抱歉，没答好。可以这样查：\n· 点句末的数字看原文，看看它说的是不是一回事；\n"
    "· 翻翻“其余相关段落”，答案有时在那里；\n· 换个问法：写出人名、地名或年份，一次只问一件事。",
    complaint_first="抱歉。遇到不对的回答，点句末的数字看原文，就能核对；"
    "换个问法也常常更准：写出人名、地名或年份，一次只问一件事。",
    repetition="上一个问题是“{last}”，回答在上面。要再查一遍，点下面这一条。",
    repetition_first="还没有问过问题，没有可以重复的。先问一个：",
    continuation="关于“{last}”，查到的段落都在下面；想知道得更细，就接着问。",
    continuation_first="还没有问过问题，不知道接着说什么。先问一个：",
    noise="没看懂这一句。打一个人名、地名，或一句完整的问话就行。",
    foreign="我只懂中文，也懂一点英文。用中文打一个人名、地名，或一句完整的问话就行。",
    topic="提到“{name}”的有 {documents} 份资料、{articles} 篇文章，共 {passages} 段：",
    topic_one="提到“{name}”的有 1 篇文章：",
    nowhere="“{name}”没有出现在这些资料里。这里有：",
    nowhere_one="“{name}”没有出现在这些资料里。",
    nowhere_latin="“{name}”没有出现在这些中文资料里。这里有：",
    ask_in_chinese="",
    nothing="资料中没有查到能回答这个问题的内容。",
    nothing_within="所选范围的资料中没有查到能回答这个问题的内容。",
    cut_off="语言模型没有写完，以上是中断前核对过的句子。",
    stopped="已停止。以上是语言模型停止前写完、核对过的句子；它们取代了先给出的回答。",
    stopped_early="已停止，语言模型还没有写完有依据的句子；以上是先给出的回答。",
    not_mentioned="查到的资料中没有提到“{word}”。",
    another="查到的资料中有{there}的，没有{asked}的。",
    not_spelt_out="查到的资料中提到“{word}”，没有列出它指哪些。",
    not_explained="查到的资料中提到“{word}”，没有解释它是什么。",
    not_answered="资料中没有查到“{part}”的答案。",
    articles="{n} 篇文章",
    and_more="…… 一共 {n} 份",
    several="…… 一共 {n} 篇",
    inferred="{date}（推断）",
    at_least="至少 {n}",
    title="《{title}》",
    comma="，",
    quoted="{name}（{words}）",
)

EN = Words(
    greeting="Hello. I can find answers in the {documents} documents here, which are in Chinese; "
    "every sentence shows its source, one click away.",
    greeting_empty="Hello. There are no documents here yet; add some files, build the index, and ask.",
    ask_so="A name, a place or a whole question will do.",
    thanks="You're welcome. Ask on whenever you like.",
    assent="Good. Ask whatever else you want to know.",
    farewell="Goodbye. The documents will still be here next time.",
    identity="I am Wenju, an open-source program on this computer. "
    "I answer from the {documents} documents here, every sentence with its source.\n"
    "No large language model is used: small built-in models pick the sentences from the text.",
    identity_model="I am Wenju, an open-source program on this computer. "
    "I answer from the {documents} documents here, every sentence with its source.\n"
    "The language model {model} drafts the answers; each sentence is checked against the text.",
    abilities="Ask about what is in the documents: who, when, where, how much, which, why; "
    "ask for the main points of an article, or follow up on the last answer.\n"
    "The number behind a sentence is its source; a click opens the text. What is not there, I say so. "
    "The documents are in Chinese; questions in English are read word by word, questions in Chinese find more.",
    adding="Put files into the documents folder ({folder}), then press “Update” in the side bar, "
    "or run python -m rag build. Formats read now: {formats}.\n"
    "For another folder: python setup_env.py run --docs FOLDER.",
    holdings="There are {documents} documents here, {articles} articles, {passages} passages:",
    holdings_of="The folder {folder} holds {documents} documents, {articles} articles, {passages} passages:",
    newest="The latest: {label}, {date}.",
    oldest="The earliest: {label}, {date}.",
    undated="{n} more give no date.",
    all_undated="None of these documents gives a date.",
    privacy="Questions, search and answers all stay on this computer; no network is used, and it works offline. "
    "Your documents and questions are sent nowhere; the documents folder is only read.",
    privacy_model="Questions, search and answers all stay on this computer, the language model {model} included; "
    "no network is used, and it works offline. "
    "Your documents and questions are sent nowhere; the documents folder is only read.",
    writing="I cannot write, translate or rewrite; I only find answers in the documents.\n"
    "That takes a language model, and none is installed. Put one (Hugging Face format) into {llm} and reopen: "
    "it will then write the answers, though not whole pieces yet.",
    writing_model="Whole pieces, translations and rewriting cannot be had yet: "
    "the language model {model} only words the answers that are found here.",
    writing_found="Passages on “{subject}” that may serve are below.",
    cost="It is free, without registration or login: an open-source program (Apache-2.0 licence) on this computer, "
    "for commercial use too.",
    trust="Trust the text, not me. I only pick sentences from the documents and check each against its source; "
    "I may still pick the wrong one or miss a better one. "
    "Where it matters, click the number behind a sentence and read the text.",
    trust_model="Trust the text, not me. The language model {model} drafts, each sentence is checked against the text, "
    "and what does not hold is left out; the wrong passage may still be picked, or a better one missed. "
    "Where it matters, click the number behind a sentence and read the text.",
    clearing="Reload this page and the conversation is gone; documents and index stay as they are.",
    beyond="I cannot tell: I use no network and read only the {documents} documents here.",
    beyond_found="Where the documents mention “{subject}” is shown below.",
    unable="That is not what I do: I only look things up in the {documents} documents here.",
    small_talk="I only look things up and am no company for a chat. Ask me anything about the documents.",
    complaint="Sorry about that. To check and ask again:\n"
    "· click the number behind a sentence and see whether the text says the same;\n"
    "· open “Other passages”, where the answer sometimes is;\n"
    "· rephrase: name the person, place or year, one thing at a time.",
    complaint_first="Sorry. Where an answer looks wrong, click the number behind it to check the text; "
    "rephrasing helps too: name the person, place or year, one thing at a time.",
    repetition="The last question was “{last}”; its answer is above. To look it up again, click below.",
    repetition_first="Nothing has been asked yet, so there is nothing to repeat. Ask one first:",
    continuation="The passages found for “{last}” are all below; to know more, ask on.",
    continuation_first="Nothing has been asked yet, so there is nothing to continue. Ask one first:",
    noise="I could not make sense of that. A name, a place or a whole question will do.",
    foreign="I read Chinese, and a little English. A name, a place or a whole question in Chinese will do.",
    topic="“{name}” stands in {documents} documents, {articles} articles, {passages} passages:",
    topic_one="“{name}” stands in one article:",
    nowhere="“{name}” does not occur in these documents. What is here:",
    nowhere_one="“{name}” does not occur in these documents.",
    nowhere_latin="“{name}” does not occur in these documents, which are in Chinese. What is here:",
    ask_in_chinese="The documents are in Chinese, and a question in Chinese finds more in them.",
    nothing="The documents do not answer this question.",
    nothing_within="The documents chosen do not answer this question.",
    cut_off="The language model did not finish; these sentences were checked before it broke off.",
    stopped="Stopped. Above are the sentences that the language model had finished and that were checked; they replace "
    "the answer that was given first.",
    stopped_early="Stopped before the language model had finished a sentence that is borne out; above is the answer "
    "that was given first.",
    not_mentioned="No passage found mentions “{word}”.",
    another="There is {there}, but not {asked}.",
    not_spelt_out="“{word}” is named, but not what it stands for.",
    not_explained="“{word}” is used, but not explained.",
    not_answered="The documents do not answer “{part}”.",
    articles="{n} articles",
    and_more="… {n} in all",
    several="… {n} in all",
    inferred="{date} (inferred)",
    at_least="at least {n}",
    title="{title}",
    comma=", ",
    quoted="{name} ({words})",
)

WORDS: dict[Language, Words] = {"zh": ZH, "en": EN}
