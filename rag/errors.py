"""The error tree.

    RagError                     .hint: one Chinese sentence that says the mend; .hint_en in English; .retryable
    ├─ ConfigError               setting, value, what is allowed
    ├─ QuestionError             an empty or over-long question
    ├─ LoadError                 .path
    │  ├─ UnsupportedFormatError
    │  ├─ UndecodableError
    │  ├─ EmptyDocumentError
    │  ├─ LockedDocumentError    encrypted, or held open by another program
    │  ├─ DamagedDocumentError   its format is broken
    │  └─ DocumentLimitError     too large, too slow or swelling when opened
    ├─ IndexStoreError           .folder
    │  ├─ IndexNotFoundError
    │  ├─ IndexMismatchError     made with another embedder, schema or documents folder
    │  ├─ IndexCorruptError      a file is missing, short or altered
    │  └─ IndexBusyError         another process is building
    ├─ BackendError              .name
    │  ├─ ModelNotFoundError
    │  ├─ BackendTimeoutError
    │  └─ BackendUnavailableError
    └─ PromptTooLongError        .tokens, .limit

Wrong arguments stay ``ValueError``. No evidence, an unsupported sentence and a partial
search are values, not errors. Knows nothing of the rest of the product.
"""

from __future__ import annotations

from pathlib import Path


class RagError(Exception):
    """Something went wrong that the reader can mend.

    Attributes:
        hint: One Chinese sentence that says what to do.
        hint_en: The same in English: where nobody wrote one, the message and the mend of the kind.
        mend: What mends errors of this kind, in English.
        code: A stable name for machines, such as ``index_not_found``.
        retryable: Whether the same call may succeed later unchanged.
    """

    code = "error"
    retryable = False
    mend = ""

    def __init__(self, message: str, *, hint: str, hint_en: str = "") -> None:
        """Keep the English message for the log, and the hint in both languages for people."""
        super().__init__(message)
        self.hint = hint
        self.hint_en = hint_en or f"{message[:1].upper()}{message[1:]}. {self.mend}".rstrip()


class ConfigError(RagError):
    """A setting has a value that is not allowed."""

    code = "config"

    def __init__(self, setting: str, value: object, allowed: str) -> None:
        """Name the setting, the value it has and what is allowed."""
        super().__init__(
            f"{setting} is {value!r}; allowed: {allowed}",
            hint=f"设置 {setting} 的值 {value!r} 无效，可用：{allowed}。",
            hint_en=f"The setting {setting} cannot be {value!r}; it takes: {allowed}.",
        )
        self.setting, self.value, self.allowed = setting, value, allowed


class QuestionError(RagError):
    """The question is empty or too long to be answered."""

    code = "question"
    mend = "Please ask again in other words."


class LoadError(RagError):
    """A document cannot be taken in; the others are not touched by it."""

    code = "load"
    mend = "Please check the path and its permissions."

    def __init__(self, path: Path | str, message: str, *, hint: str, hint_en: str = "") -> None:
        """Name the file and the mend."""
        super().__init__(f"{path}: {message}", hint=hint, hint_en=hint_en)
        self.path = path


class UnsupportedFormatError(LoadError):
    """No reader is known for this kind of file."""

    code = "unsupported_format"
    mend = "Please save it in a format that can be read, such as .txt or .md."


class UndecodableError(LoadError):
    """The bytes are no text in an encoding that can be told with confidence."""

    code = "undecodable"
    mend = "Please save it once more, as UTF-8."


class EmptyDocumentError(LoadError):
    """The file holds no text."""

    code = "empty_document"
    mend = "Please check what is in it."


class LockedDocumentError(LoadError):
    """The file is encrypted, or another program holds it."""

    code = "locked_document"
    mend = "Please close the program that holds it, or save it without a password."


class DamagedDocumentError(LoadError):
    """The file is not what its format demands."""

    code = "damaged_document"
    mend = "Please open it and save it once more."


class DocumentLimitError(LoadError):
    """Reading the file would take more bytes, time or memory than one document may."""

    code = "document_limit"
    mend = "Please split it into smaller files."


class IndexStoreError(RagError):
    """The index on disk cannot serve."""

    code = "index"
    mend = "Please check free disk space and permissions."

    def __init__(self, folder: Path | str, message: str, *, hint: str, hint_en: str = "") -> None:
        """Name the index folder and the mend."""
        super().__init__(f"{folder}: {message}", hint=hint, hint_en=hint_en)
        self.folder = folder


class IndexNotFoundError(IndexStoreError):
    """There is no index in the folder yet."""

    code = "index_not_found"
    mend = "Build the index first."


class IndexMismatchError(IndexStoreError):
    """The index was made with another embedder, schema or documents folder."""

    code = "index_mismatch"
    mend = "Build it anew, or choose another folder."


class IndexCorruptError(IndexStoreError):
    """A file of the index is missing, cut short or altered, and no older generation can serve."""

    code = "index_corrupt"
    mend = "Build the index anew."


class IndexBusyError(IndexStoreError):
    """Another process is building this index."""

    code = "index_busy"
    mend = "Please wait until that is done."
    retryable = True


class BackendError(RagError):
    """A model or service that was asked for does not work."""

    code = "backend"
    mend = "Please try again, or set generator to built-in."

    def __init__(self, name: str, message: str, *, hint: str, hint_en: str = "") -> None:
        """Name the model or service and the mend."""
        super().__init__(f"{name}: {message}", hint=hint, hint_en=hint_en)
        self.name = name


class ModelNotFoundError(BackendError):
    """The model folder is not there or holds no model."""

    code = "model_not_found"
    mend = "Please put the model's files there, or change the setting."


class BackendTimeoutError(BackendError):
    """The model or service did not answer in time."""

    code = "backend_timeout"
    mend = "Please try again later."
    retryable = True


class BackendUnavailableError(BackendError):
    """The model or service cannot be reached or refuses."""

    code = "backend_unavailable"
    mend = "Please try again later."
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
