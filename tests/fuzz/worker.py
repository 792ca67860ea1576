"""The process that reads: a line of JSON for every second and for every finding.

With atheris, mutation is guided by the code that a file reaches; without it, by what comes out.
"""

from __future__ import annotations

import faulthandler
import hashlib
import json
import re
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

from tests.fuzz import seeds as seed_files
from tests.fuzz.mutation import SIZE_LIMIT, mutate

ADDRESS_SPACE = 6_000_000_000  # what asks for more gets a MemoryError, and the machine stays well
_PER_FINDING, _POOL = 3, 400
_INSTRUMENTED = ["carelens", "docx", "striprtf", "markdown_it", "email", "quopri", "zipfile"]


class Session:
    """Counts readings and keeps, under `folder`, the files that show a finding."""

    def __init__(self, key: str, folder: Path) -> None:
        self.key, self.folder = key, folder
        self.executions = self.read = 0
        self.vague: Counter[str] = Counter()
        self._found: Counter[str] = Counter()
        self._told = 0.0
        self._path = folder / f"current{seed_files.EXTENSIONS[key]}"

    def take(self, data: bytes) -> str:
        """Read some bytes; the shape of what came out."""
        from tests.fuzz import guard

        self._path.write_bytes(data)
        outcome = guard.run(self._path, self.key)
        self.executions += 1
        self.read += outcome.is_read
        if outcome.vague:
            self.vague[outcome.vague] += 1
        if outcome.finding:
            self._keep(data, outcome.finding)
        if outcome.finding or time.monotonic() - self._told > 1:
            self.tell()
        return outcome.shape

    def tell(self, **more: str) -> None:
        """What the supervisor is to know now."""
        self._told = time.monotonic()
        counts = {"executions": self.executions, "read": self.read, "vague": self.vague}
        print(json.dumps({**counts, **more}), flush=True)

    def _keep(self, data: bytes, finding: str) -> None:
        self._found[finding] += 1
        if self._found[finding] > _PER_FINDING:
            return
        name = re.sub(r"\W+", "_", finding)[:60] + "-" + hashlib.sha256(data).hexdigest()[:8]
        path = self.folder / (name + self._path.suffix)
        path.write_bytes(data)
        self.tell(finding=finding, file=str(path))


def plain(session: Session, start: list[bytes], seconds: float, seed: int) -> None:
    """Mutate the seeds, and whatever came out in a new shape."""
    random, tokens = Random(seed), seed_files.tokens(session.key)
    pool, shapes = list(start), {session.take(data) for data in start}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = mutate(random.choice(pool), random, tokens)
        shape = session.take(data)
        if shape not in shapes and len(data) < SIZE_LIMIT // 10:
            shapes.add(shape)
            pool.append(data)
            if len(pool) > _POOL:
                pool.pop(random.randrange(len(start), len(pool)))


def guided(session: Session, start: list[bytes], seconds: float, seed: int) -> None:
    """The same under atheris, which keeps each file that reaches new code."""
    import atheris

    with atheris.instrument_imports(include=_INSTRUMENTED):
        from tests.fuzz import guard  # noqa: F401
    tokens = seed_files.tokens(session.key)
    corpus = session.folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, data in enumerate(start):
        (corpus / f"seed{number}").write_bytes(data)

    def change(data: bytes, max_size: int, number: int) -> bytes:
        random = Random(number)
        if not data:
            data = random.choice(start)
        if random.random() < 0.2:
            return bytes(atheris.Mutate(data, max_size))
        return mutate(data, random, tokens)[:max_size]

    options = [f"-max_total_time={int(seconds)}", f"-seed={seed}", f"-max_len={SIZE_LIMIT}"]
    options += ["-rss_limit_mb=0", "-timeout=100000", "-verbosity=0", "-print_final_stats=0"]
    atheris.Setup(
        [sys.argv[0], *options, str(corpus)],
        lambda data: session.take(data) and None,
        custom_mutator=change,
    )
    atheris.Fuzz()


def main(key: str, seconds: float, seed: int, folder: Path, more: Path | None, engine: str) -> None:
    """Read mutated files for so many seconds."""
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    session = Session(key, folder)
    start = seed_files.seeds(key, more)
    (guided if engine == "atheris" else plain)(session, start, seconds, seed)
    session.tell()


if __name__ == "__main__":
    key, seconds, seed, folder, more, engine = sys.argv[1:]
    main(key, float(seconds), int(seed), Path(folder), Path(more) if more else None, engine)
