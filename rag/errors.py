"""The error tree.

    RagError                     .told: what is the matter and what mends it; .hint: both in Chinese, in the words of
    │                            the command line; .hint_en in English; .retryable
    ├─ ConfigError               setting, value, what is allowed
    │  ├─ AddressError           no address of a server of language models
    │  └─ ConfigFileError        .path: rag.toml, dictionary or synonyms cannot be read as they stand
    ├─ QuestionError             an empty or over-long question
    ├─ DataFolderError           .folder: what people make cannot be written
    ├─ LoadError                 .path
    │  ├─ UnsupportedFormatError
    │  ├─ UndecodableError
    │  ├─ EmptyDocumentError
    │  ├─ LockedDocumentError    encrypted, or held open by another program
    │  ├─ DamagedDocumentError   its format is broken
    │  ├─ UnrecognisedDocumentError   scanned, and what recognises does not start
    │  └─ DocumentLimitError     too large, too slow or swelling when opened
    ├─ IndexStoreError           .folder
    │  ├─ IndexNotFoundError
    │  ├─ IndexMismatchError     made with another embedder, schema or documents folder
    │  ├─ IndexCorruptError      a file is missing, short or altered
    │  ├─ IndexBusyError         another process is building
    │  └─ IndexEngineError       the server that keeps its vectors is not there, or refuses
    ├─ BackendError              .name
    │  ├─ ModelNotFoundError
    │  ├─ FetchError             a model could not be fetched
    │  ├─ BackendTimeoutError
    │  └─ BackendUnavailableError
    └─ PromptTooLongError        .tokens, .limit

Wrong arguments stay ``ValueError``. No evidence, an unsupported sentence and a partial
search are values, not errors. Knows what a mend is called, and nothing else of the product.
"""

from __future__ import annotations

import errno
from pathlib import Path

from rag.mends import in_commands
from rag.records import Hint, Mend

_REASONS = {
    getattr(errno, name): words
    for name, words in (
        ("EACCES", "没有权限"),
        ("EPERM", "没有权限"),
        ("ENOENT", "不存在"),
        ("EEXIST", "已有同名的文件"),
        ("ENOTDIR", "路径中有一段是文件，不是文件夹"),
        ("EISDIR", "这是一个文件夹"),
        ("ENOSPC", "磁盘已满"),
        ("EDQUOT", "超出了磁盘配额"),
        ("EROFS", "磁盘是只读的"),
        ("EFBIG", "文件太大"),
        ("ENAMETOOLONG", "名字或路径太长"),
        ("EMFILE", "同时打开的文件太多"),
        ("EIO", "磁盘读写出错"),
        ("EBUSY", "正被另一个程序占用"),
    )
    if hasattr(errno, name)
}
_HELD = (32, 33)  # Windows: another program holds the file, or a part of it.


def is_held(error: OSError) -> bool:
    """Whether another program holds a file, as Windows has it."""
    return getattr(error, "winerror", None) in _HELD


def reason(error: OSError) -> str:
    """Return in Chinese why the system refused; its own words where it says something rare.

    >>> reason(PermissionError(13, "Permission denied"))
    '没有权限'
    """
    if is_held(error):
        return "正被另一个程序占用"
    return _REASONS.get(error.errno or 0) or str(error.strerror or error)


class RefusedError(OSError):
    """A file that the system gave and that yet cannot serve: why, in place of the system's own words."""

    def __init__(self, zh: str, en: str) -> None:
        """Say why in both languages."""
        super().__init__(0, zh)
        self._en = en

    def __str__(self) -> str:
        """Return it in English, as messages are."""
        return self._en


class RagError(Exception):
    """Something went wrong that the reader can mend.

    Attributes:
        told: What is the matter and what mends it.
        advice: What mends errors of this kind, in English, where neither a mend is named nor anybody wrote it.
        code: A stable name for machines, such as ``index_not_found``.
        retryable: Whether the same call may succeed later unchanged.
    """

    code = "error"
    retryable = False
    advice = ""

    def __init__(self, message: str, *, hint: str, hint_en: str = "", mends: tuple[Mend, ...] = ()) -> None:
        """Keep the English message for the log, and what people are told.

        Args:
            message: What is the matter.
            hint: The same for people, in Chinese; ends without a stop where mends follow.
            hint_en: The same in English; by default the message and, where no mend follows, the advice of the kind.
            mends: What mends it, where command line and page have different words for that.
        """
        super().__init__(message)
        said = f"{message[:1].upper()}{message[1:]}"
        self.told = Hint(hint, hint_en or (said if mends else f"{said}. {self.advice}".rstrip()), mends)

    @property
    def hint(self) -> str:
        """What is the matter and what mends it, one Chinese sentence, in the words of the command line."""
        return in_commands(self.told, "zh")

    @property
    def hint_en(self) -> str:
        """The same in English."""
        return in_commands(self.told, "en")


class ConfigError(RagError):
    """A setting has a value that is not allowed."""

    code = "config"

    def __init__(self, setting: str, value: object, allowed: str, allowed_en: str, *, where: str = "") -> None:
        """Name the setting, the value it has and what is allowed.

        Args:
            setting: Its name.
            value: As it was given.
            allowed: What may stand there, in Chinese.
            allowed_en: The same in English.
            where: What the reader wrote it as, such as ``RAG_THREADS``; the name by default.
        """
        super().__init__(
            f"{setting} is {value!r}; allowed: {allowed_en}",
            hint=f"设置 {where or setting} 的值“{value}”无效；请改成：{allowed}。",
            hint_en=f"The setting {where or setting} cannot be {value!r}; it takes: {allowed_en}.",
        )
        self.setting, self.value, self.allowed = setting, value, allowed


class AddressError(ConfigError):
    """What was given is no address of a server of language models."""

    def __init__(self, address: str) -> None:
        """Name the address, which holds no password any more."""
        shape = "http:// 或 https:// 开头的地址，例如 http://127.0.0.1:8080/v1，不含用户名、密码和 ? 后的参数"
        RagError.__init__(
            self,
            f"endpoint is {address!r}, no address of a server",
            hint=f"语言模型服务的地址“{address}”用不了，要填 {shape}",
            hint_en=f"“{address}” is no address of a language model server; one begins with http:// or https://, such "
            "as http://127.0.0.1:8080/v1, without user, password and what follows a question mark",
            mends=("address",),
        )
        self.setting, self.value, self.allowed = "endpoint", address, shape


class ConfigFileError(ConfigError):
    """A file that people write by hand, such as the dictionary, cannot be read as it stands."""

    code = "config_file"
    advice = "Please correct the file, or move it away."

    def __init__(self, path: Path | str, message: str, *, hint: str) -> None:
        """Name the file and the mend."""
        RagError.__init__(self, f"{path}: {message}", hint=hint)
        self.path = path
        self.setting, self.value, self.allowed = str(path), message, ""


class QuestionError(RagError):
    """The question is empty or too long to be answered."""

    code = "question"
    advice = "Please ask again in other words."


class DataFolderError(RagError):
    """What people make, jobs and uploads among it, cannot be written."""

    code = "data_folder"
    advice = "Please check disk space and permissions, or set RAG_DATA to another folder."

    def __init__(self, folder: Path | str, error: OSError) -> None:
        """Name the folder and why the system refused."""
        super().__init__(
            f"{folder}: {error}",
            hint=f"文件夹 {folder} 不能写入（{reason(error)}）；请检查磁盘空间和权限，或用 RAG_DATA 换一个位置。",
        )
        self.folder = folder


class LoadError(RagError):
    """A document cannot be taken in; the others are not touched by it."""

    code = "load"
    advice = "Please check the path and its permissions."

    def __init__(
        self, path: Path | str, message: str, *, hint: str, hint_en: str = "", mends: tuple[Mend, ...] = ()
    ) -> None:
        """Name the file and the mend."""
        super().__init__(f"{path}: {message}", hint=hint, hint_en=hint_en, mends=mends)
        self.path = path


class UnsupportedFormatError(LoadError):
    """No reader is known for this kind of file."""

    code = "unsupported_format"
    advice = "Please save it in a format that can be read, such as .txt, .docx or .pdf."


class UndecodableError(LoadError):
    """The bytes are no text in an encoding that can be told with confidence."""

    code = "undecodable"
    advice = "Please save it once more, as UTF-8."


class EmptyDocumentError(LoadError):
    """The file holds no text."""

    code = "empty_document"
    advice = "Please check what is in it."


class LockedDocumentError(LoadError):
    """The file is encrypted, or another program holds it."""

    code = "locked_document"
    advice = "Please close the program that holds it, or save it without a password."


class DamagedDocumentError(LoadError):
    """The file is not what its format demands."""

    code = "damaged_document"
    advice = "Please open it and save it once more."


class UnrecognisedDocumentError(LoadError):
    """The file is scanned, and what recognises text in pictures does not start."""

    code = "unrecognised_document"
    advice = "Please install what requirements-ocr.txt names, or set RAG_OCR to off."


class DocumentLimitError(LoadError):
    """Reading the file would take more bytes, time or memory than one document may."""

    code = "document_limit"
    advice = "Please split it into smaller files."


class IndexStoreError(RagError):
    """The index on disk cannot serve."""

    code = "index"
    advice = "Please check free disk space and permissions."

    def __init__(
        self, folder: Path | str, message: str, *, hint: str, hint_en: str = "", mends: tuple[Mend, ...] = ()
    ) -> None:
        """Name the index folder and the mend."""
        super().__init__(f"{folder}: {message}", hint=hint, hint_en=hint_en, mends=mends)
        self.folder = folder


class IndexNotFoundError(IndexStoreError):
    """There is no index in the folder yet."""

    code = "index_not_found"
    advice = "Build the index first."


class IndexMismatchError(IndexStoreError):
    """The index was made with another embedder, schema or documents folder."""

    code = "index_mismatch"
    advice = "Build it anew, or choose another folder."


class IndexCorruptError(IndexStoreError):
    """A file of the index is missing, cut short or altered, and no older generation can serve."""

    code = "index_corrupt"
    advice = "Build the index anew."


class IndexBusyError(IndexStoreError):
    """Another process is building this index."""

    code = "index_busy"
    advice = "Please wait until that is done."
    retryable = True


class IndexEngineError(IndexStoreError):
    """What keeps the vectors and words of the index cannot be reached, or refuses."""

    code = "index_engine"
    advice = "Please check that the Milvus server runs and can be reached, and try again."
    retryable = True


class BackendError(RagError):
    """A model or service that was asked for does not work."""

    code = "backend"
    advice = "Please try again."

    def __init__(self, name: str, message: str, *, hint: str, hint_en: str = "", mends: tuple[Mend, ...] = ()) -> None:
        """Name the model or service and the mend."""
        super().__init__(f"{name}: {message}", hint=hint, hint_en=hint_en, mends=mends)
        self.name = name


class ModelNotFoundError(BackendError):
    """The model folder is not there or holds no model."""

    code = "model_not_found"
    advice = "Please put the model's files there, or change the setting."


class FetchError(BackendError):
    """A model could not be fetched; what of it is here stays."""

    code = "fetch"
    advice = "Please check its name and the network, or name another one."

    def __init__(self, name: str, message: str, *, hint: str, hint_en: str = "", retryable: bool = False) -> None:
        """Name the model and the mend, and say whether the same may succeed later."""
        super().__init__(name, message, hint=hint, hint_en=hint_en)
        self.retryable = retryable


class BackendTimeoutError(BackendError):
    """The model or service did not answer in time."""

    code = "backend_timeout"
    advice = "Please try again later."
    retryable = True


class BackendUnavailableError(BackendError):
    """The model or service cannot be reached or refuses."""

    code = "backend_unavailable"
    advice = "Please try again later."
    retryable = True


class PromptTooLongError(RagError):
    """The prompt does not fit the language model's window."""

    code = "prompt_too_long"

    def __init__(self, tokens: int, limit: int) -> None:
        """Say how long the prompt is and how long it may be, in tokens."""
        super().__init__(
            f"prompt has {tokens} tokens, limit {limit}",
            hint=f"问题和资料共 {tokens} 个词元，超过模型上限 {limit}；请把问题缩短或换用更大的模型。",
            hint_en=f"Question and passages have {tokens} tokens, more than the model's {limit}; "
            "shorten the question or use a larger model.",
        )
        self.tokens, self.limit = tokens, limit
