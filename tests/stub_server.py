"""A server on loopback that does to its callers what a test says, byte by byte."""

import json
import socket
import threading
import time
from contextlib import contextmanager, suppress

EVENT_STREAM = "text/event-stream"


class Call:
    """A request that came, and the way back to whoever made it."""

    def __init__(self, connection, head, body):
        self.connection = connection
        first, *lines = head.decode("latin-1").split("\r\n")
        self.method, self.path, _ = first.split(" ", 2)
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self.body = body

    def json(self):
        return json.loads(self.body)

    def send(self, data):
        """Send bytes, or text as UTF-8; whoever has hung up is told of by an OSError."""
        self.connection.sendall(data.encode("utf-8") if isinstance(data, str) else data)

    def head(self, status=200, kind=EVENT_STREAM, **headers):
        """Send a status line and headers; the body ends with the connection unless a length is given."""
        lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.send("\r\n".join(lines) + "\r\n\r\n")

    def whole(self, body, status=200, kind="application/json", **headers):
        """Send a whole response."""
        data = body.encode("utf-8") if isinstance(body, str) else body
        self.head(status, kind, Content_Length=len(data), **headers)
        self.send(data)

    def say(self, *pieces, pause_s=0.0, done=True):
        """Send pieces as events of a streamed answer, and how it ends."""
        for piece in pieces:
            self.send(event(piece))
            time.sleep(pause_s)
        if done:
            self.send(event(None, finish="stop") + "data: [DONE]\n\n")

    def wait_for_hang_up(self, patience_s=10.0):
        """Return whether the caller hangs up in time."""
        self.connection.settimeout(patience_s)
        try:
            return self.connection.recv(1) == b""
        except TimeoutError:
            return False
        except OSError:
            return True


def event(piece, finish=None, **more):
    """Return a piece as OpenAI's servers send it."""
    delta = {} if piece is None else {"content": piece}
    value = {
        "object": "chat.completion.chunk",
        "choices": [{"index": 0, "delta": delta | more, "finish_reason": finish}],
    }
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


class Stub:
    """The server: answers each call with ``respond(call)`` in a thread of its own."""

    def __init__(self, respond):
        self.respond = respond
        self.calls = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        self._socket.close()

    def _serve(self):
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection):
        with connection, suppress(OSError, ValueError):
            data = b""
            while b"\r\n\r\n" not in data:
                data += self._more(connection)
            head, _, body = data.partition(b"\r\n\r\n")
            call = Call(connection, head, body)
            while len(call.body) < int(call.headers.get("content-length", 0)):
                call.body += self._more(connection)
            self.calls.append(call)
            self.respond(call)
            with suppress(OSError):
                connection.shutdown(socket.SHUT_WR)

    @staticmethod
    def _more(connection):
        data = connection.recv(65536)
        if not data:
            raise OSError("gone")
        return data


@contextmanager
def serving(respond):
    """Serve until the block ends."""
    stub = Stub(respond)
    try:
        yield stub
    finally:
        stub.close()
