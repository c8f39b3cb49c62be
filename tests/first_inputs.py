"""docs/first-inputs.md: what people type first, and what is replied over seeds/; read, and written anew.

    python -m tests.first_inputs        write the replies as they are now

Whoever changes a reply, or what is read from seeds/, writes the page anew and reads what has changed.
"""

import sys
from dataclasses import dataclass, field

from rag.assistant import Assistant
from rag.records import Turn
from rag.settings import ROOT

PAGE = ROOT / "docs" / "first-inputs.md"
_AFTER = " — after "
_PASSAGES = {"zh": "相关的段落", "en": "Passages"}


@dataclass
class Entry:
    """An input, in one language, and its reply as the page gives it."""

    typed: str
    language: str
    after: str = ""
    text: list[str] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)
    passages: int = 0

    @property
    def head(self):
        return f"**{self.typed}**" + (f"{_AFTER}{self.after}" if self.after else "")

    @property
    def reply(self):
        return "\n".join(self.text)

    def answered(self, assistant):
        """Return the answer given now, and its conversation."""
        history = []
        if self.after:
            said = assistant.answer(self.after, language=self.language)
            history = [Turn("user", self.after), Turn("assistant", said.text)]
        return assistant.answer(self.typed, history, language=self.language)


def entries(text=None):
    """Return what the page lists, in order: bold is typed, quoted is replied."""
    found = []
    for line in (PAGE.read_text(encoding="utf-8") if text is None else text).splitlines():
        if line.startswith("**"):
            typed, _, after = line.partition(_AFTER)
            found.append(Entry(typed.strip("*"), ("zh", "en")[len(found) % 2], after))
        elif line.startswith(">") and found:
            _read(found[-1], line.removeprefix(">").strip().removesuffix("\\"))
    return found


def _read(entry, line):
    label = _PASSAGES[entry.language]
    if line.startswith("→ "):
        entry.suggestions.append(line.removeprefix("→ "))
    elif line.startswith(f"{label}: "):
        entry.passages = int(line.removeprefix(f"{label}: "))
    elif line:
        entry.text.append(line)


def written(entry, answer):
    """Return the lines of an entry with the answer given now."""
    lines = [entry.head, ""]
    said = [*answer.text.split("\n"), *(answer.notice.split("\n") if answer.sentences and answer.notice else [])]
    lines += [f"> {line}" + ("\\" if at < len(said) - 1 else "") for at, line in enumerate(said)]
    if answer.suggestions:
        lines += [">", *(f"> → {question}\\" for question in answer.suggestions)]
        lines[-1] = lines[-1].rstrip("\\")
    if answer.outcome == "notice" and answer.evidence:
        lines += [">", f"> {_PASSAGES[entry.language]}: {len(answer.evidence)}"]
    return lines


def main():
    from dataclasses import replace

    from rag.settings import load

    # Nobody's dictionary or synonyms: this folder is not there.
    assistant = Assistant(replace(load(), generator="built-in", data=PAGE.parent / "nobody"))
    lines, skipping = [], False
    known = iter(entries())
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("**"):
            entry = next(known)
            lines += [*written(entry, entry.answered(assistant)), ""]
            skipping = True
        elif skipping and (line.startswith(">") or not line):
            continue
        else:
            skipping = False
            lines.append(line)
    PAGE.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
