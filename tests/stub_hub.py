"""A hub on loopback that serves one model folder, and does to its callers what a test says."""

import hashlib
import json

from tests.stub_server import serving

COMMIT = "c0ffee" + "0" * 34


class Hub:
    """Answers as the hub does: a list with sizes and hashes, then files, whole or from a byte on.

    Attributes:
        cuts: How often a large file breaks off after ``cut_after`` bytes.
        stalls: How often it stops sending there, and keeps the line open.
        lies: What is announced of a file instead of the truth, by name: {"size", "sha256"}.
        sends: What is sent of a file instead of its bytes, by name.
        ranges: The bytes that were asked for, by request.
    """

    def __init__(self, folder, repo="someone/tiny-model"):
        self.repo = repo
        self.files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        self.cuts = self.stalls = 0
        self.cut_after = 100_000
        self.lies, self.sends, self.more = {}, {}, []
        self.status = 200
        self.asked, self.ranges = [], []

    def serving(self):
        return serving(self.respond)

    def sibling(self, name):
        data = self.files[name]
        lie = self.lies.get(name, {})
        size = lie.get("size", len(data))
        blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
        told = {"rfilename": name, "size": size, "blobId": lie.get("blobId", blob)}
        if name.endswith(".safetensors"):
            sha = lie.get("sha256", hashlib.sha256(data).hexdigest())
            told["lfs"] = {"sha256": sha, "size": size, "pointerSize": 130}
        return told

    def respond(self, call):
        self.asked.append((call.path, call.headers))
        if self.status != 200:
            call.whole('{"error": "no"}', self.status)
        elif call.path.startswith(f"/api/models/{self.repo}"):
            siblings = [self.sibling(name) for name in self.files] + self.more
            value = {"id": self.repo, "modelId": self.repo, "sha": COMMIT, "siblings": siblings, "private": False}
            call.whole(json.dumps(value | {"tags": [], "downloads": 0}))
        elif call.path.startswith(f"/{self.repo}/resolve/{COMMIT}/"):
            self.send(call, call.path.rpartition("/")[2])
        else:
            call.whole('{"error": "Repository not found"}', 404, X_Error_Code="RepoNotFound")

    def send(self, call, name):
        data = self.sends.get(name, self.files[name])
        start = int(call.headers.get("range", "bytes=0-")[6:].split("-")[0])
        self.ranges.append((name, start))
        if start and start >= len(data):
            call.whole("", 416)
            return
        told = {"Content_Length": len(data) - start}
        if start:
            told["Content_Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        call.head(206 if start else 200, "application/octet-stream", **told)
        large = len(data) > self.cut_after
        if large and self.cuts:
            self.cuts -= 1
            call.send(data[start : start + self.cut_after])
        elif large and self.stalls:
            self.stalls -= 1
            call.send(data[start : start + self.cut_after])
            call.wait_for_hang_up(180.0)
        else:
            call.send(data[start:])
