# The scorer that defines the figures, unchanged: rag/evaluate.py is compared with it.
# ruff: noqa
"""Score answers to a gold question set. Standard library only; `rag/evaluate.py` may import it unchanged.

    python score.py GOLD.jsonl ANSWERS.jsonl DOCS_DIR [--json] [--misses] [--min NAME=VALUE ...]

GOLD: one object a line: id, question, type (fact, list, multi, summary, followup,
unanswerable), answer, answer_keys, evidence [{doc, quote}], history.
ANSWERS: one object a line, as `python -m rag ask --batch` prints it (architecture.md, section 5).
Offsets count code points of the source text: the file's bytes decoded, a byte-order mark left out,
line ends as they are. For a file that is not UTF-8 text (GB18030, PDF, DOCX, HTML) the source text
is what `python -m rag show FILE --source` prints, put beside it as FILE.source.txt. `also` names the other
places [{doc, start, end}] of a passage that stands in several files; any of them counts.

Figures, in percent unless said otherwise:
  hit@k        gold quotes that stand in the first k evidence passages, read in order and cut at
               400·k characters in all; passages that are not the source at their offsets count for
               nothing. fact and followup: any gold quote will do; the others: the share found
  solved       answerable questions whose answer, its gaps aside, holds the keys (all for fact and followup, 80 % for
               list and multi, 60 % for summary) within the cap of its type; a key that begins or ends
               with a digit is not found inside a longer number
  keys         share of keys found in answers given, cap or no cap
  refused      unanswerable questions with outcome no_evidence
  refused_ok   answerable questions refused (lower is better)
  wrong        answerable questions answered, but not solved (lower is better)
  cited        answer sentences that carry at least one citation, none but citations that exist, and no
               verdict "unsupported"; a gap (verdict "gap", at most 60 characters, saying that something
               is not there) needs none; an answer whose sentences do not make up its text counts one
               uncited sentence more
  exact        citations of at most 300 characters whose quote equals the source at its offsets,
               white space and markup aside
  on_gold      citations of solved fact/followup questions that hold a gold quote, a key, or at least
               six characters of one gold quote
  wellformed   shown sentences that could stand in print: balanced marks, no leading connective or comma,
               no ellipsis, a closing mark unless it is a list item or a bare value
  chars, p90   median and 90th percentile of the length of fact answers (characters, lower is better)

Words of our own in a sentence (`added`: [[start, end], ...] into its text) count neither for keys nor for length.
"""
import argparse
import json
import re
import statistics
import sys
import unicodedata
from pathlib import Path

CAP = {"fact": 120, "followup": 120, "list": 350, "multi": 400, "summary": 600}
NEED = {"fact": 1.0, "followup": 1.0, "list": 0.8, "multi": 0.8, "summary": 0.6}
GAP = re.compile(r"没有|未见|未提|未说|不见|\bnot?\b")
BUDGET, LONGEST_QUOTE, SHORTEST_OVERLAP = 400, 300, 6
LOWER = {"refused_ok", "wrong", "chars", "p90"}
PAIRS = ("“”", "‘’", "（）", "《》", "「」", "〔〕", "()")
LEADING = re.compile(r"[，、；。：）,;]|但|并且?|而且?|其中|此外|同时|因此|所以|以及|它|该|其(?!他|它|余)")


def fold(text):
    """Width-folded, lower-case text without white space, quotation marks, markup or invisible characters."""
    text = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\s“”\"'‘’*#`■\u00ad\u200b-\u200d\u2060\ufeff]+", "", text)


def body(answer):
    """An answer without its citation marks."""
    return re.sub(r"\[\d+(?:\s*[,，、]\s*\d+)*\]", "", answer)


def holds(key, folded):
    """Whether a key stands in folded text, not as part of a longer number."""
    key = fold(key)
    before = r"(?<![\d.])" if key[:1].isdigit() else ""
    after = r"(?!\.?\d)" if key[-1:].isdigit() else ""
    return re.search(before + re.escape(key) + after, folded) is not None


class Sources:
    """Source texts by document name, read once."""

    def __init__(self, folder):
        self.folder, self.texts = Path(folder), {}

    def cut(self, item):
        """The folded source text at an item's `spans`, or at its `start` and `end`; None where they are no offsets."""
        doc = item["doc"]
        if doc not in self.texts:
            path = self.folder / doc
            beside = path.with_name(path.name + ".source.txt")
            data = (beside if beside.is_file() else path).read_bytes() if path.is_file() else b""
            self.texts[doc] = data.decode("utf-8-sig", errors="replace")
        text, spans = self.texts[doc], item.get("spans") or [[item.get("start"), item.get("end")]]
        if not all(isinstance(n, int) and 0 <= n <= len(text) for s in spans for n in s) or any(s >= e for s, e in spans):
            return None
        return fold("".join(text[s:e] for s, e in spans))


def found(gold, evidence, k, sources):
    """Share of gold quotes in the first k passages, within the budget."""
    left, top = BUDGET * k, []
    for e in evidence[:k]:
        text = fold(e["text"])
        if text and text == sources.cut(e):
            top.append(({e["doc"], *(p["doc"] for p in e.get("also", []))}, text[:max(0, left)]))
        left -= len(text)
    hits = [any(q["doc"] in docs and fold(q["quote"]) in t for docs, t in top) for q in gold["evidence"]]
    return float(any(hits)) if gold["type"] in ("fact", "followup") else sum(hits) / len(hits)


def is_gap(sentence):
    """Whether a sentence says only that something is not there."""
    return sentence.get("verdict") == "gap" and len(sentence["text"]) <= 60 and GAP.search(sentence["text"].lower()) is not None


def own_words_out(sentence):
    """A sentence without the stretches that are ours."""
    text = sentence["text"]
    for start, end in sorted(sentence.get("added") or [], reverse=True):
        text = text[:start] + text[end:]
    return text


def claims(answer):
    """What an answer claims from the documents: its text without marks, gaps and words of ours; the whole answer where
    its sentences do not make it up."""
    if fold(body(answer["answer"])) != fold("".join(body(s["text"]) for s in answer["sentences"])):
        return body(answer["answer"])
    return "".join(body(own_words_out(s)) for s in answer["sentences"] if not is_gap(s))


def wellformed(sentence):
    """Whether a sentence could stand in print."""
    text = body(sentence["text"]).strip()
    balanced = all(text.count(a) == text.count(b) for a, b in PAIRS)
    closed = text[-1:] in "。！？”』」）.!?" or len(text) <= 40
    return bool(text) and balanced and closed and not LEADING.match(text) and "…" not in text


def cited_sentences(answer):
    """One truth value for each sentence shown."""
    known = {c["n"] for c in answer["citations"]}
    shown = [s for s in answer["sentences"] if not is_gap(s)]
    rows = [bool(s["citations"]) and set(s["citations"]) <= known and s["verdict"] != "unsupported" for s in shown]
    if fold(body(answer["answer"])) != fold("".join(body(s["text"]) for s in answer["sentences"])) or not shown:
        rows.append(False)
    return rows


def on_gold(citation, gold):
    quote, docs = fold(citation["quote"]), {citation["doc"], *(p["doc"] for p in citation.get("also", []))}
    return any(q["doc"] in docs and (fold(q["quote"]) in quote or any(holds(k, quote) for k in gold["answer_keys"])
               or (len(quote) >= SHORTEST_OVERLAP and quote in fold(q["quote"]))) for q in gold["evidence"])


def figures(gold, answers, sources):
    """The figures and the misses of answers to gold questions."""
    rows = {name: [] for name in ("hit@1", "hit@3", "hit@5", "hit@10", "solved", "keys", "refused", "refused_ok", "wrong", "cited", "exact", "on_gold", "wellformed")}
    lengths, by_type, misses = [], {}, []
    none = {"outcome": "missing", "answer": "", "sentences": [], "citations": [], "evidence": []}
    for g in gold:
        a = answers.get(g["id"], none)
        if g["type"] == "unanswerable":
            rows["refused"].append(a["outcome"] == "no_evidence")
            if not rows["refused"][-1]:
                misses.append(("answered an unanswerable question", g, a))
        else:
            evidence = sorted(a.get("evidence", []), key=lambda e: e["rank"])
            for k in (1, 3, 5, 10):
                rows[f"hit@{k}"].append(found(g, evidence, k, sources))
            refusal, said = a["outcome"] != "answered", claims(a)
            text, size = fold(said), len(said)
            share = 0.0 if refusal else sum(holds(k, text) for k in g["answer_keys"]) / max(1, len(g["answer_keys"]))
            ok = not refusal and share >= NEED[g["type"]] and size <= CAP[g["type"]]
            for name, value in (("refused_ok", refusal), ("keys", share), ("solved", ok), ("wrong", not refusal and not ok)):
                rows[name].append(value)
            by_type.setdefault(g["type"], []).append(ok)
            if not ok:
                misses.append((f"{g['type']} keys {share:.2f} length {size} hit@5 {rows['hit@5'][-1]:.2f}", g, a))
            if g["type"] == "fact" and not refusal:
                lengths.append(size)
            if ok and g["type"] in ("fact", "followup"):
                rows["on_gold"] += [on_gold(c, g) for c in a["citations"]]
        if a["outcome"] == "answered":
            rows["cited"] += cited_sentences(a)
            rows["wellformed"] += [wellformed(s) for s in a["sentences"]]
            rows["exact"] += [0 < len(fold(c["quote"])) <= LONGEST_QUOTE and fold(c["quote"]) == sources.cut(c) for c in a["citations"]]
    percent = lambda row: round(100 * sum(row) / len(row), 1) if row else None
    out = {name: percent(row) for name, row in rows.items()}
    out["chars"] = statistics.median(lengths) if lengths else None
    out["p90"] = sorted(lengths)[int(0.9 * (len(lengths) - 1))] if lengths else None
    out |= {f"solved_{t}": percent(row) for t, row in sorted(by_type.items())}
    return out | {"questions": len(gold)}, misses


def read_lines(path):
    return [json.loads(line) for line in Path(path).read_text(encoding="utf8").split("\n") if line.strip()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("gold", "answers", "docs"):
        parser.add_argument(name)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", action="store_true", help="list what failed")
    parser.add_argument("--min", action="append", default=[], metavar="NAME=VALUE", help="floor (ceiling for refused_ok, wrong, chars, p90)")
    args = parser.parse_args()
    got, misses = figures(read_lines(args.gold), {a["id"]: a for a in read_lines(args.answers)}, Sources(args.docs))
    if args.misses:
        for why, g, a in misses:
            print(f"{g['id']} · {why}\n    问：{g['question']}\n    答：{a['answer'][:160]}")
    print(json.dumps(got, ensure_ascii=False) if args.json else "  ".join(f"{k} {v}" for k, v in got.items()))
    short = []
    for rule in args.min:
        name, value = rule.split("=")
        if got.get(name) is None or (got[name] > float(value) if name in LOWER else got[name] < float(value)):
            short.append(f"{name} {got.get(name)} (wanted {'at most' if name in LOWER else 'at least'} {value})")
    if short:
        print("short: " + "; ".join(short))
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
