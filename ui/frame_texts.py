"""The words of Streamlit's own parts, which come in English and speak of Streamlit, in the languages of the page.

``frontend/frame.js`` says them in place of what stands there. ``{}`` is what Streamlit fills in.
"""

from __future__ import annotations

from rag.records import Language

# As Streamlit has it, in Chinese, in English.
_WORDS = (
    ("Chat message from user", "提问", "Question"),
    ("Chat message from assistant", "回答", "Answer"),
    ("Skip to main content", "跳到正文", "Skip to main content"),
    ("Sidebar", "侧栏", "Side bar"),
    ("Collapse sidebar", "收起侧栏", "Close the side bar"),
    ("Expand sidebar", "展开侧栏", "Open the side bar"),
    ("Send message", "发送", "Send"),
    ("Close", "关闭", "Close"),
    ("Clear value", "清空", "Clear"),
    ("Clear entry", "清空", "Clear"),
    ("Clear all", "全部清空", "Clear all"),
    ("Increment", "加一", "One more"),
    ("Decrement", "减一", "One less"),
    ("Show password", "显示密码", "Show the password"),
    ("Hide password", "隐藏密码", "Hide the password"),
    ("Notifications", "通知", "Notes"),
    ("Running...", "正在处理", "At work"),
    ("No results", "没有匹配的", "Nothing fits"),
    ("Selected values", "已选的", "What is chosen"),
    ("Select all", "全选", "All"),
    ("Open", "展开", "Open"),
    ("Remove {}", "去掉 {}", "Remove {}"),
    ("Error:", "出错：", "Error:"),
    ("file upload", "上传文件", "Choose files"),
    ("add icon", "再加", "more"),
    ("Add files", "再加文件", "Add files"),
    ("Upload", "选择文件", "Choose files"),
    ("Drag and drop a file here", "或把文件拖到这里", "or drop a file here"),
    ("Drag and drop files here", "或把文件拖到这里", "or drop files here"),
    ("File must be {} or smaller.", "文件太大，每个不能超过 {}。", "Too large: a file may have up to {}."),
    ("{} files are not allowed.", "这里不读 {} 文件。", "Files of the kind {} are not read here."),
    ("This type of files are not allowed.", "这里不读这种文件。", "Files of this kind are not read here."),
    ("File size is too small.", "文件是空的。", "The file is empty."),
    ("Unexpected error. Please try again.", "出错了，请再试一次。", "Something went wrong; please try again."),
    (
        "Connection lost. Please wait for the app to reconnect, then try again.",
        "和问据的连接断了；接上以后请再试一次。",
        "The connection is lost; please try again once it is back.",
    ),
    ("Connection error", "连不上问据", "No connection"),
    (
        "Streamlit server is not responding. Are you connected to the internet?",
        "问据的服务没有回应，可能已经停了。它恢复以后，这一页会自己接上；问过的和答过的都在。",
        "The program behind this page does not answer; it may have been stopped. Once it is back this page goes on by "
        "itself; what was asked and answered is kept.",
    ),
    (
        "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:",
        "问据的服务没有回应，可能已经停了。再启动它，这一页会自己接上；问过的和答过的都在：",
        "The program behind this page does not answer; it may have been stopped. Start it again and this page goes on "
        "by itself; what was asked and answered is kept:",
    ),
    ("streamlit run yourscript.py", "make run", "make run"),
)


def frame_texts(language: Language) -> dict[str, str]:
    """Return what to say in place of each phrase, those of the other language too: they may stand there already."""
    place = 1 if language == "zh" else 2
    others = {words[3 - place]: words[place] for words in _WORDS}
    return others | {words[0]: words[place] for words in _WORDS}
