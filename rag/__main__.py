"""The command line: ``python -m rag``. Says what went wrong in one line, and what mends it."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from rag import threads
from rag.cli.commands import COMMANDS, settings_for
from rag.cli.parser import parse
from rag.cli.spoken import either, told
from rag.cli.terminal import note, prepare
from rag.errors import RagError, reason
from rag.settings import OFFLINE_BY_US

INTERRUPTED = 130


def main(argv: list[str] | None = None) -> int:
    """Do what the command line says and return the exit status: 0 done, 1 failed, 2 wrong usage."""
    prepare()
    args = parse(argv)
    # Nothing is fetched that was not asked for; libraries that would ask around are told so before they are imported.
    offline = () if args.command == "fetch" or os.environ.get("HF_HUB_OFFLINE") else ("HF_HUB_OFFLINE", OFFLINE_BY_US)
    for name in ("HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK", *offline):
        os.environ.setdefault(name, "1")
    settings = None
    try:
        settings = settings_for(args)
        threads.limit(settings.threads)
        return COMMANDS[args.command](settings, args)
    except RagError as error:
        note(either(settings, "错误：", "Error: ") + told(error.told, settings))
    except BrokenPipeError:
        # Whoever read the results has gone (``| head``); Python would complain once more when it closes the stream.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        zh = f"错误：{error.filename or '文件'} 无法读写（{reason(error)}）；请检查磁盘空间和权限。"
        en = f"Error: {error.filename or 'a file'}: {error.strerror or error}. Please check disk space and permissions."
        note(either(settings, zh, en))
    except Exception as error:
        if os.environ.get("WENJU_TRACEBACK"):
            raise
        what = f"{type(error).__name__}: {error}"
        zh = f"错误：程序出错（{what}）；请设 WENJU_TRACEBACK=1 重试，并报告所见。"
        en = f"Error: a fault of the program ({what}); set WENJU_TRACEBACK=1, try again and report what you see."
        note(either(settings, zh, en))
    return 1


def speaks_chinese() -> bool:
    """Return whether names of files and words of the command line can be Chinese in the system's encoding."""
    try:
        "文件".encode(sys.getfilesystemencoding())
    except UnicodeEncodeError:
        return False
    return True


if __name__ == "__main__":
    if not sys.flags.utf8_mode and not speaks_chinese():
        # LC_ALL=C and its like, with Python's own way out switched off. Once more with it switched on: from inside
        # a process the encoding of names cannot be changed any more.
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    sys.exit(main())
