"""The frozen records that pass between the rooms.

Two coordinate systems exist and no third, both in Python code points: *clean* (into the
repaired text of a document, or of a chunk where a chunk is at hand) and *source* (into the
file's decoded text). A place is a half-open pair ``(start, end)``. Imports nothing of ours.
"""

from rag.records.aligned import Change, Row, Stretch
from rag.records.answers import Answer, Check, Citation, Draft, DroppedSentence, Outcome, Place, Sentence, Verdict
from rag.records.collected import Collected, CollectedPlace, Collecting, Unit
from rag.records.documents import (
    Article,
    Document,
    Dropped,
    Extracted,
    Link,
    LinkKind,
    Paragraph,
    ParagraphKind,
    Printed,
    Shaped,
    SourceText,
)
from rag.records.events import AnswerReady, Event, EvidenceFound, SentenceReady, Writing
from rag.records.found import Found, FoundDocument, FoundPlace, Near, NearKind
from rag.records.hints import Hint, Mend
from rag.records.kept import Conversation, Feedback, KeptConversation, KeptExchange, KeptState, Rating
from rag.records.notices import Collection, DocumentSummary, Language, Notice, Remark, RemarkKind
from rag.records.passages import Chunk, Elsewhere, Evidence, Hit, SpokenYears
from rag.records.places import OffsetMap, Run, Runs, Span, clean_spans, merge_pieces
from rag.records.printed import Box, PrintedLine, PrintedPage
from rag.records.questions import Constraints, Correction, EnglishQuestion, Scope, SubQuestion, Turn, Understood

__all__ = [
    "Answer",
    "AnswerReady",
    "Article",
    "Box",
    "Change",
    "Check",
    "Chunk",
    "Citation",
    "Collected",
    "CollectedPlace",
    "Collecting",
    "Collection",
    "Constraints",
    "Conversation",
    "Correction",
    "Document",
    "DocumentSummary",
    "Draft",
    "Dropped",
    "DroppedSentence",
    "Elsewhere",
    "Event",
    "EnglishQuestion",
    "Evidence",
    "EvidenceFound",
    "Extracted",
    "Feedback",
    "Found",
    "FoundDocument",
    "FoundPlace",
    "Hint",
    "Hit",
    "KeptConversation",
    "KeptExchange",
    "KeptState",
    "Language",
    "Link",
    "LinkKind",
    "Mend",
    "Near",
    "NearKind",
    "Notice",
    "OffsetMap",
    "Outcome",
    "Paragraph",
    "ParagraphKind",
    "Place",
    "Printed",
    "PrintedLine",
    "PrintedPage",
    "Rating",
    "Remark",
    "RemarkKind",
    "Row",
    "Run",
    "Runs",
    "Scope",
    "Sentence",
    "SentenceReady",
    "Shaped",
    "SourceText",
    "Span",
    "SpokenYears",
    "Stretch",
    "SubQuestion",
    "Turn",
    "Understood",
    "Unit",
    "Verdict",
    "Writing",
    "clean_spans",
    "merge_pieces",
]
