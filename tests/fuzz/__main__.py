"""Fuzzing of a reader: python -m tests.fuzz READER SECONDS

Files are mutated and read in a process of their own. A finding is an exception that is no
CareLensError, a crash, a message that is not one short line, a document that breaks its contract,
more than 10 s for each MB, or more memory than 20 times the file and 200 MB. Each is kept as a
file under --out, and read once more before it counts.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import select
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.seeds import EXTENSIONS

from carelens.readers import REGISTRY

_PATIENCE = 120  # seconds without a word from the worker


@dataclass(slots=True)
class Tally:
    """What all workers of a session did."""

    executions: int = 0
    read: int = 0
    vague: Counter[str] = field(default_factory=Counter)
    findings: dict[str, list[Path]] = field(default_factory=dict)

    def add(self, finding: str, path: Path) -> None:
        self.findings.setdefault(finding, []).append(path)


def main() -> int:
    """The number of kinds of findings, at most 1."""
    options = _options()
    folder = options.out / options.reader
    folder.mkdir(parents=True, exist_ok=True)
    if options.replay:
        print(_replay(options.reader, options.replay) or "nothing found")
        return 0
    engine = "atheris" if importlib.util.find_spec("atheris") and not options.plain else "plain"
    tally, end, seed = Tally(), time.monotonic() + options.seconds, options.seed
    while (left := end - time.monotonic()) > 1:
        arguments = [options.reader, left, seed, folder, options.seeds or "", engine]
        _work(tally, [str(argument) for argument in arguments], folder)
        seed += 1
    confirmed = _confirmed(tally, options.reader)
    print(f"{options.reader}: {tally.executions} executions ({engine}), {tally.read} read")
    for place, count in tally.vague.most_common():
        print(f"  told in general words: {place} ({count})")
    for finding, paths in confirmed.items():
        print(f"  FINDING {finding}: {', '.join(map(str, paths))}")
    return int(bool(confirmed))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    readers = [key for key in EXTENSIONS if key in REGISTRY]
    if sys.argv[1:] == ["--list"]:
        print(*readers, sep="\n")
        raise SystemExit
    parser.add_argument("reader", choices=readers, help="or --list alone: all of them")
    parser.add_argument("seconds", type=float, nargs="?", default=60)
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same files")
    parser.add_argument("--seeds", type=Path, help="a folder with more files to begin with")
    parser.add_argument("--out", type=Path, default=Path("out/fuzz"), help="where findings go")
    parser.add_argument("--plain", action="store_true", help="without atheris")
    parser.add_argument("--replay", type=Path, help="read this file once and say what is found")
    return parser.parse_args()


def _work(tally: Tally, arguments: list[str], folder: Path) -> None:
    """One worker from start to end, be it its own or not."""
    command = [sys.executable, "-m", "tests.fuzz.worker", *arguments]
    with (folder / "worker.log").open("w") as log:
        worker = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    last: dict[str, object] = {}
    kind = ""
    assert worker.stdout
    while True:
        if not select.select([worker.stdout], [], [], _PATIENCE)[0]:
            kind = "hang"
            worker.kill()
            break
        line = worker.stdout.readline()
        if not line:
            break
        if not line.startswith("{"):
            continue
        last = json.loads(line)
        if "finding" in last:
            tally.add(str(last["finding"]), Path(str(last["file"])))
    code = worker.wait()
    tally.executions += int(str(last.get("executions", 0)))
    tally.read += int(str(last.get("read", 0)))
    tally.vague.update(last.get("vague", {}))  # type: ignore[arg-type]
    log_text = (folder / "worker.log").read_text()
    if code == -9 and not kind:
        print("the worker was killed from outside; another goes on", file=sys.stderr)
    elif code > 0 or (kind and "Traceback" in log_text):  # the harness itself is broken
        raise SystemExit(log_text[-2000:])
    elif code < 0 or kind:
        current = folder / f"current{EXTENSIONS[arguments[0]]}"
        kept = current.with_name(f"{kind or 'crash'}-{time.monotonic_ns()}{current.suffix}")
        kept.write_bytes(current.read_bytes())
        tally.add(kind or f"crash by signal {-code}", kept)


def _confirmed(tally: Tally, key: str) -> dict[str, list[Path]]:
    """Time and memory are measured again, in a fresh process and without instrumentation."""
    found = {}
    for finding, paths in tally.findings.items():
        if finding in ("time", "memory"):
            paths = [path for path in paths if _replay(key, path)]
        if paths:
            found[finding] = paths
    return found


def _replay(key: str, path: Path) -> str:
    code = (
        "import sys; from pathlib import Path; from tests.fuzz import guard, seeds\n"
        "example = seeds.seeds(sys.argv[1])[0]; import tempfile\n"
        "warm = Path(tempfile.mkdtemp()) / 'warm'; warm.write_bytes(example)\n"
        "guard.run(warm, sys.argv[1])\n"
        "outcome = guard.run(Path(sys.argv[2]), sys.argv[1])\n"
        "print(outcome.finding, f'({outcome.seconds:.1f} s, {outcome.memory // 1_000_000} MB)')\n"
    )
    command = [sys.executable, "-c", code, key, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, env=os.environ)
    except subprocess.TimeoutExpired:
        return "hang"
    if done.returncode:
        return f"crash {done.returncode}"
    return "" if done.stdout.startswith(" ") else done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
