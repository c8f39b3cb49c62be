"""What a build did, file by file: nothing that lies in the documents folder disappears without a word.

Knows what a generation keeps of its files and what the folder holds; reads no document.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from typing import Any, Literal

from rag.corpus.ignored import Skipped
from rag.corpus.read import shown
from rag.index.generation import Manifest, SourceFile
from rag.index.survey import Survey
from rag.records import Link

Outcome = Literal["indexed", "unchanged", "failed", "removed", "skipped"]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    Attributes:
        path: Below the documents folder, with ``/``.
        outcome: ``indexed`` anew, ``unchanged`` and taken over, ``failed``, ``removed`` from the folder since, or
            ``skipped`` as no document.
        hint: Why it failed and what mends that, or by which rule it was skipped, in Chinese; else ``""``.
        hint_en: The same in English.
        encoding: Of its text; ``""`` where it is not indexed.
        characters: Of its text as it was read.
        articles: How many articles with a text it was cut into; a headline alone is none.
        chunks: How many passages it gave.
        warnings: What a reader of the document should know, in Chinese.
    """

    path: str
    outcome: Outcome
    hint: str = ""
    hint_en: str = ""
    encoding: str = ""
    characters: int = 0
    articles: int = 0
    chunks: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that is not in the index, and the mend in Chinese and in English."""

    path: str
    hint: str
    hint_en: str = ""


@dataclass(frozen=True)
class BuildReport:
    """What a build did.

    Attributes:
        documents: Documents in the index now.
        new: Of them, those that were not in the folder at the last build.
        changed: Of them, those whose bytes have changed.
        removed: Documents that are no longer in the folder.
        failed: Documents that could not be taken in.
        skipped: Files that are no documents.
        chunks: Passages in the index now.
        seconds: What it took.
        generation: The generation in use now.
        up_to_date: Whether nothing had changed, so that nothing was written.
        links: Which documents are copies, versions or parts of each other, each pair once, by name.
        warnings: What a reader should know of single files, each with the file's path, as ``files`` has them.
    """

    documents: int
    new: int
    changed: int
    removed: int
    failed: tuple[Failure, ...]
    skipped: int
    chunks: int
    seconds: float
    generation: str
    up_to_date: bool = False
    links: tuple[Link, ...] = ()
    warnings: tuple[tuple[str, str], ...] = ()

    @cached_property
    def files(self) -> tuple[FileReport, ...]:
        """What became of each file, those that are not in the index first, then by path.

        Of thousands they are made when they are asked for first; a report that was written and read knows of none.
        """
        return file_reports(self._manifest) if self._manifest else ()

    @property
    def _manifest(self) -> Manifest | None:
        """What ``files`` are made of; no part of what is reported."""
        return self.__dict__.get("manifest")

    def of(self, manifest: Manifest) -> BuildReport:
        """Return this report, its ``files`` those of a manifest."""
        self.__dict__["manifest"] = manifest
        return self

    def as_dict(self) -> dict[str, Any]:
        """Return all that is reported, as JSON holds it."""
        shallow = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "warnings"}
        many = {name: [asdict(one) for one in getattr(self, name)] for name in ("failed", "files", "links")}
        return shallow | many


def report_of(survey: Survey, manifest: Manifest, seconds: float, *, up_to_date: bool = False) -> BuildReport:
    """Return what a build did.

    Args:
        survey: What the folder held, beside what it held before.
        manifest: Of the generation that is in use now.
        seconds: What it took.
        up_to_date: Whether nothing was written.
    """
    indexed = [file for file in manifest.documents if file.failed is None]
    if up_to_date:
        manifest = _nothing_done(survey, manifest)
    return BuildReport(
        documents=len(indexed),
        new=0 if up_to_date else sum(file.path not in survey.before for file in indexed),
        changed=0 if up_to_date else sum(file.path in survey.before and not survey.same(file) for file in indexed),
        removed=0 if up_to_date else survey.removed,
        failed=tuple(
            Failure(shown(file.path), file.failed, file.failed_en or "") for file in manifest.documents if file.failed
        ),
        skipped=len(survey.skipped),
        chunks=manifest.chunks,
        seconds=round(seconds, 3),
        generation=manifest.generation,
        up_to_date=up_to_date,
        links=tuple(link for file in indexed for link in file.links if link.is_first),
        warnings=tuple((file.path, warning) for file in _warned(manifest) for warning in file.warnings),
    ).of(manifest)


_ORDER: dict[Outcome, int] = {"failed": 0, "removed": 1, "skipped": 2, "indexed": 3, "unchanged": 3}


def file_reports(manifest: Manifest) -> tuple[FileReport, ...]:
    """Return what became of each file in the build that made a generation.

    Those that are not in the index come first: failed, removed, skipped; then the others; each kind by path.
    """
    found = [_document(file) for file in manifest.documents]
    found += [FileReport(shown(path), "removed") for path in manifest.removed]
    found += [_passed_over(skipped) for skipped in manifest.passed_over]
    return _ordered(found)


def _warned(manifest: Manifest) -> tuple[FileReport, ...]:
    """Return those of ``file_reports`` that may say something to the reader; of thousands few do."""
    told = (file for file in manifest.documents if file.warnings or file.unread or file.out_of_reach)
    found = [_document(file) for file in told if file.failed is None]
    return _ordered(found + [_passed_over(skipped) for skipped in manifest.passed_over if skipped.warns])


def _ordered(found: list[FileReport]) -> tuple[FileReport, ...]:
    return tuple(sorted(found, key=lambda file: (_ORDER[file.outcome], file.path)))


def _passed_over(skipped: Skipped) -> FileReport:
    """Return what became of a file that is no document; one that was meant to have an effect is warned of."""
    warnings = (skipped.rule,) if skipped.warns else ()
    return FileReport(shown(skipped.path), "skipped", skipped.rule, skipped.rule_en, warnings=warnings)


def _nothing_done(survey: Survey, manifest: Manifest) -> Manifest:
    """Return what a manifest would say after a build that found nothing to do."""
    kept = {file.path: file for file in survey.files if file.out_of_reach or file.unread}
    documents = []
    for file in manifest.documents:
        now = kept.get(file.path)
        told = (now.out_of_reach, now.unread) if now else ("", "")
        if not file.taken_over or told != (file.out_of_reach, file.unread):
            file = replace(file, taken_over=True, out_of_reach=told[0], unread=told[1])
        documents.append(file)
    return replace(manifest, documents=tuple(documents), passed_over=survey.skipped, removed=())


def _document(file: SourceFile) -> FileReport:
    """Return what became of a document."""
    if file.failed is not None:
        return FileReport(shown(file.path), "failed", file.failed, file.failed_en or "")
    return FileReport(
        shown(file.path),
        "unchanged" if file.taken_over else "indexed",
        encoding=file.encoding,
        characters=file.characters,
        articles=file.articles,
        chunks=file.chunks,
        warnings=(*file.warnings, *_kept(file)),
    )


def _kept(file: SourceFile) -> tuple[str, ...]:
    """Return what is told of a file that could not be read now, or whose folder could not be reached."""
    if file.unread:
        return (f"现在读不出来（{file.unread}），沿用上次收入的内容；请检查磁盘、网络连接或权限后再更新",)
    if not file.out_of_reach:
        return ()
    told = "文件夹 {folder} 是空的，可能没有连上；沿用上次的内容。若确已删除，请把这个空文件夹也删掉再更新"
    return (told.format(folder=file.out_of_reach),)
