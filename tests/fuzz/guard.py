"""One reading of one file, with its time, its memory and all that it must never do.

Time is the processor's, so that a busy machine makes no finding, and is allowed for each MB of
the file, or of what is in it where it is a container. Memory is allowed for the file as it is;
its peak is Linux's, and not looked at on other systems.
"""

from __future__ import annotations

import re
import time
import traceback
import zipfile
from dataclasses import dataclass
from pathlib import Path

from carelens import readers
from carelens.document import BLOCK_KINDS, Document
from carelens.errors import CareLensError

SECONDS_PER_MB, SECONDS_FREE = 10.0, 2.0
MEMORY_FACTOR, MEMORY_FREE = 20, 200_000_000
_MESSAGE_LIMIT = 200
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_CATCH_ALL = "it is damaged or of another format"
_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reading took, and what was wrong with it: "" for nothing, else kind and place.

    `vague` is where an error arose that the catch-all of `readers.read` told in general words.
    `shape` says roughly what came out: a file whose shape is new is worth to go on from.
    """

    seconds: float
    memory: int
    is_read: bool
    finding: str = ""
    vague: str = ""
    shape: str = ""


def run(path: Path, key: str) -> Outcome:
    """Read a file through `carelens.readers.read` and look at everything."""
    size = path.stat().st_size
    memory = _reset_peak()
    start = time.process_time()
    finding = vague = shape = ""
    document: Document | None = None
    try:
        document = readers.read(path, key=key)
    except CareLensError as error:
        shape = str(error).removeprefix(str(path))
        finding = _message_finding(shape)
        vague = _place(error.__cause__) if _CATCH_ALL in str(error) and error.__cause__ else ""
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        finding = f"exception {_place(error)}"
    seconds = time.process_time() - start
    memory = max(_peak() - memory, 0)
    if document is not None:
        finding = _document_finding(document)
        kinds = "".join(sorted({block.kind[0] + str(block.level) for block in document.blocks}))
        shape = f"{kinds} {len(document.blocks).bit_length()} {len(document.text).bit_length()}"
    if seconds > max(SECONDS_PER_MB * _unpacked(path, size) / 1e6, SECONDS_FREE):
        finding = finding or "time"
    if memory > MEMORY_FACTOR * size + MEMORY_FREE:
        finding = finding or "memory"
    return Outcome(seconds, memory, document is not None, finding, vague, shape)


def _message_finding(message: str) -> str:
    """A message is one short line of our own words."""
    if "\n" in message or not message.isprintable() or len(message) > _MESSAGE_LIMIT:
        return "message not one short line"
    return "" if message.isascii() else "message quotes the document"


def _document_finding(document: Document) -> str:
    if _UNWRITABLE.search(document.text):
        return "document text cannot be written"
    end = 0
    for block in document.blocks:
        if not end <= block.start < block.end <= len(document.text):
            return "document spans overlap or leave the text"
        if block.kind not in BLOCK_KINDS or (block.level > 0) != (block.kind == "heading"):
            return "document kind or level"
        if not document.text[block.start : block.end].strip():
            return "document empty block"
        end = block.end
    return ""


def _place(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.name}"


def _unpacked(path: Path, size: int) -> int:
    try:
        with zipfile.ZipFile(path) as container:
            return max(size, sum(info.file_size for info in container.infolist()))
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile):
        return size


def _reset_peak() -> int:
    """Bytes in use, from which the peak is counted anew."""
    try:
        _CLEAR.write_text("5")
    except OSError:
        return 0
    return _status("VmRSS")


def _peak() -> int:
    return _status("VmHWM")


def _status(name: str) -> int:
    try:
        found = re.search(rf"{name}:\s+(\d+) kB", _STATUS.read_text())
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0
