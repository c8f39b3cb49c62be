"""A reader without a browser: what an open page says and hears by Streamlit's socket."""

import re

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

PATIENCE_S = 240
ESCAPED = re.compile(r"\\u([0-9a-f]{4})")


def read(url, cookie, questions, ready):
    """Open a page, ask one question after another, and return all that was sent to it, as words.

    ``ready`` is called once the page stands.
    """
    address = url.replace("http://", "ws://") + "/_stcore/stream"
    heard, box, asked_at = b"", "", ""
    with connect(
        address,
        subprotocols=["streamlit"],
        additional_headers={"Cookie": cookie},
        origin=url,
        max_size=None,
        proxy=None,
    ) as socket:
        for question in (None, *questions):
            told = BackMsg()
            told.rerun_script.query_string = asked_at
            if question is not None:
                told.rerun_script.widget_states.widgets.add(id=box).chat_input_value.data = question
            socket.send(told.SerializeToString())
            kind, message = "", None
            while not (kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY):
                raw = socket.recv(timeout=PATIENCE_S)
                heard += raw
                message = ForwardMsg.FromString(raw)
                kind = message.WhichOneof("type")
                if kind == "page_info_changed":
                    asked_at = message.page_info_changed.query_string
                elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "chat_input":
                    box = message.delta.new_element.chat_input.id
            if question is None:
                ready()
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), heard.decode("utf-8", "replace"))
