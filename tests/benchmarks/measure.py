"""Time, memory and start-up, measured the same way for everything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

MB = 1_000_000


def size(texts: Sequence[str]) -> int:
    """Bytes of texts in UTF-8, a line end for each."""
    return sum(len(text.encode()) + 1 for text in texts)


def speed(run: Callable[[], Any], amount: int, repeats: int = 3) -> float:
    """MB/s of the best of some runs."""
    best = min(_seconds(run) for _ in range(repeats))
    return amount / best / MB


def _seconds(run: Callable[[], Any]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def process(command: Sequence[str]) -> tuple[float, float]:
    """Seconds of a whole process, and its peak memory in MB; byte code is kept, as by default."""
    code = (
        "import json, resource, subprocess, sys, time\n"
        "began = time.perf_counter()\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=-3, stderr=-3)\n"  # -3: no output
        "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "print(json.dumps([time.perf_counter() - began, peak * 1024 / 1e6]))\n"
    )
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", code, *command],
        check=True,
        capture_output=True,
        text=True,
        env=kept,
    )
    seconds, peak = json.loads(done.stdout)
    return seconds, peak


def start_up(command: Sequence[str], repeats: int = 15) -> float:
    """Seconds of a whole process: the median of some runs after a first one."""
    process(command)
    runs = sorted(process(command)[0] for _ in range(repeats))
    return runs[len(runs) // 2]
