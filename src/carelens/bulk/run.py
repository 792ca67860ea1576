"""A whole run: sources are cut into blocks, blocks become shards, shards the result.

A shard appears when it is whole, and then its record; a block with a record is done. So a run
that was killed loses nothing that was finished, and doubles nothing. The driver hands out
addresses, workers read and write.
"""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import islice
from typing import Any

import numpy as np

from carelens.bulk import places, scoring, shards, sources
from carelens.bulk.job import FORMATS, Block, Job, Refused, Row, Shard
from carelens.bulk.parquet import require_one_type, require_pyarrow
from carelens.bulk.rejects import Reject, read_rejects, write_rejects
from carelens.errors import InvalidData, UnwritableOutput

SCHEMA = "carelens/run/1"


@dataclass(frozen=True)
class Target:
    """Where results go: a folder with a shard for each block, or one file.

    The shards of a file wait in `<file>.parts` until all are there. Names that begin with an
    underscore are no data to pandas, Arrow, Dask and Spark.
    """

    address: str

    @property
    def is_file(self) -> bool:
        """Whether all shards become one file."""
        return places.extension(self.address) in FORMATS

    @property
    def folder(self) -> str:
        """Where shards are written."""
        return f"{self.address}.parts" if self.is_file else self.address

    @property
    def plan(self) -> str:
        """What the run set out to do; as long as there is one, it is not finished."""
        return places.join(self.folder, "_plan.json")

    @property
    def record(self) -> str:
        """The record of a finished run."""
        return self._beside("run.json")

    @property
    def rejects(self) -> str:
        """The rows that could not be scored."""
        return self._beside("rejects.csv")

    def shard(self, number: int, kind: str) -> str:
        """The results of a block."""
        return places.join(self.folder, f"part-{number:05d}{kind}")

    def done(self, number: int) -> str:
        """The record of a block."""
        return places.join(self.folder, f"_part-{number:05d}.json")

    def _beside(self, name: str) -> str:
        if self.is_file:
            return f"{self.address.removesuffix(places.extension(self.address))}.{name}"
        return places.join(self.folder, f"_{name}")


@dataclass(frozen=True)
class Outcome:
    """A finished run: rows written, what was rejected, and where that is listed."""

    rows: int
    rejects: list[Reject]
    listed: str


def run(
    addresses: Sequence[str],
    target: str,
    job: Job,
    *,
    resume: bool = False,
    jobs: int = 1,
    start: Callable[[int, int], Callable[[int], None]] = lambda total, done: lambda size: None,
) -> Outcome:
    """Score all rows of the tables at `addresses` into `target`; with `resume`, what is left.

    `start` is told how many bytes there are and how many are done, and gives the function that is
    told of further ones. joblib runs the blocks, by the backend that `joblib.parallel_config`
    has set. Raises UnknownFormat, InvalidData, UnwritableOutput or InvalidModel.
    """
    place, began = Target(target), time.time()
    found = sources.find(list(addresses))
    _refuse_own_sources(addresses, found, target)
    if job.format == ".parquet":
        require_pyarrow(target)
    if resume and _is_finished(place):
        return _finished(place, _plan(found, job))
    _refuse_taken(place, resume)
    blocks, unread = _cut(found, job)
    if job.format == ".parquet" and job.keep:
        require_one_type(list(dict.fromkeys(block.source for block in blocks)), job)
    plan = _plan(found, job)
    _set_out(place, plan, resume)
    left = [block for block in blocks if not places.exists(place.done(block.number))]
    size = sum(block.size for block in blocks)
    tell = start(size, size - sum(block.size for block in left))
    sizes = {block.number: block.size for block in left}
    for shard in _parallel(left, place, job, jobs):
        tell(sizes[shard])
    return _finish(place, blocks, unread, plan, began)


def _cut(found: Sequence[str], job: Job) -> tuple[list[Block], list[Reject]]:
    """The blocks of all tables, and those that cannot be read: they do not cost the others."""
    blocks: list[Block] = []
    errors: list[InvalidData] = []
    unread: list[Reject] = []
    for source in found:
        try:
            blocks += sources.cut(source, job, len(blocks))
        except InvalidData as error:
            errors.append(error)
            unread.append((source, 0, str(error).removeprefix(f"{source}: ")))
    if not blocks:
        raise errors[0]
    return blocks, unread


def score_block(block: Block, place: Target, job: Job) -> int:
    """Write the shard of a block and its record; gives its number."""
    began = time.perf_counter()
    refused: list[tuple[int, str]] = []
    written = 0
    model = scoring.load(job.model, job.sha256)
    with places.write(place.shard(block.number, job.format)) as file:
        writer = shards.writer(file, block, job, model.framework.labels)
        read = sources.rows(block, job)
        while batch := list(islice(read, sources.BATCH)):
            rows = [row for row in batch if isinstance(row, Row)]
            refused += [(row.number, row.reason) for row in batch if isinstance(row, Refused)]
            if rows:
                writer.write(scoring.score(rows, job, block.source))
                written += len(rows)
        if not written:
            writer.write(scoring.score([], job, block.source))
        writer.close()
    shard = Shard(block.number, written, tuple(refused), round(time.perf_counter() - began, 3))
    with places.write(place.done(block.number)) as file:
        file.write(json.dumps(shard.to_dict()).encode())
    return block.number


def _parallel(left: list[Block], place: Target, job: Job, jobs: int) -> Iterable[int]:
    if jobs == 1:
        return (score_block(block, place, job) for block in left)
    from joblib import Parallel, delayed

    parallel = Parallel(n_jobs=jobs, return_as="generator_unordered", pre_dispatch="2*n_jobs")
    done: Iterable[int] = parallel(delayed(score_block)(block, place, job) for block in left)
    return done


def _plan(found: list[str], job: Job) -> dict[str, Any]:
    inputs = [
        {"address": source, "bytes": places.size(source), "hash": places.fingerprint(source)}
        for source in found
    ]
    return {"schema": SCHEMA, "job": job.to_dict(), "block": sources.BLOCK, "inputs": inputs}


def _is_finished(place: Target) -> bool:
    done = places.exists(place.record) and not places.exists(place.plan)
    return done and (not place.is_file or places.exists(place.address))


def _finished(place: Target, plan: dict[str, Any]) -> Outcome:
    """What a finished run came to, where it was this very one."""
    record = json.loads(_read(place.record))
    if differs := _difference(record, plan):
        raise InvalidData(
            f"{place.address}: holds a finished run with {differs}; choose another place with -o, "
            "or delete it"
        )
    return Outcome(record["rows"], read_rejects(place.rejects), place.rejects)


def _difference(before: dict[str, Any], plan: dict[str, Any]) -> str:
    """What an earlier run did otherwise, in words; "" where it is the same."""
    words = {"job": "other options or another model", "inputs": "other tables, or other contents"}
    names = [name for name in plan if before.get(name) != plan[name]]
    return words.get(names[0], f"another {names[0]}") if names else ""


def _refuse_own_sources(addresses: Sequence[str], found: Sequence[str], target: str) -> None:
    if places.identity(target) in map(places.identity, found):
        raise UnwritableOutput(f"{target}: is the table itself; choose another place with -o")
    for address in addresses:
        if places.is_folder(address) and places.is_inside(target, address):
            # Another run would read these results, and a resumed one its own shards.
            raise UnwritableOutput(
                f"{target}: lies in {address}, which is read; choose another place with -o"
            )


def _refuse_taken(place: Target, resume: bool) -> None:
    if place.is_file and places.is_folder(place.address):
        raise UnwritableOutput(f"{place.address}: is a folder; choose another file with -o")
    if places.exists(place.plan):
        if resume:
            return
        raise UnwritableOutput(
            f"{place.address}: holds an interrupted run; go on with --resume, "
            f"or delete {place.folder}"
        )
    if not place.is_file and places.is_folder(place.folder) and places.files(place.folder):
        raise UnwritableOutput(f"{place.address}: is not empty; choose another folder with -o")


def _set_out(place: Target, plan: dict[str, Any], resume: bool) -> None:
    if resume and places.exists(place.plan):
        if differs := _difference(json.loads(_read(place.plan)), plan):
            raise InvalidData(
                f"{place.address}: the interrupted run had {differs}; repeat its command with "
                f"--resume, or delete {place.folder}"
            )
        return
    with places.write(place.plan) as file:
        file.write(json.dumps(plan, indent=1).encode())


def _finish(
    place: Target, blocks: list[Block], unread: list[Reject], plan: dict[str, Any], began: float
) -> Outcome:
    """Rejects, record and the one file; the plan goes last."""
    done = [Shard.from_dict(json.loads(_read(place.done(block.number)))) for block in blocks]
    rejects = unread + [
        (block.source, number, reason)
        for block, shard in zip(blocks, done, strict=True)
        for number, reason in shard.refused
    ]
    if rejects:
        write_rejects(place.rejects, rejects)
    else:
        places.remove(place.rejects)  # of an earlier run into the same file
    kind = plan["job"]["format"]
    if place.is_file:
        shards.join([place.shard(block.number, kind) for block in blocks], place.address, kind)
    record = plan | _record(blocks, done, began) | {"unread": len(unread)}
    with places.write(place.record) as file:
        file.write((json.dumps(record, indent=1) + "\n").encode())
    for block in blocks:
        places.remove(place.done(block.number))
    places.remove(place.plan)
    if place.is_file:
        places.remove(place.folder)
    return Outcome(record["rows"], rejects, place.rejects)


def _record(blocks: list[Block], done: list[Shard], began: float) -> dict[str, Any]:
    """What a finished run adds to its plan; no text."""
    return {
        "rows": sum(shard.rows for shard in done),
        "rejected": sum(len(shard.refused) for shard in done),
        "began": datetime.fromtimestamp(began, UTC).isoformat(timespec="seconds"),
        "seconds": round(time.time() - began, 3),
        "worker_seconds": round(sum(shard.seconds for shard in done), 3),
        "carelens": version("carelens"),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "shards": [
            {
                "shard": shard.number,
                "source": block.source,
                "rows": shard.rows,
                "rejected": len(shard.refused),
                "seconds": shard.seconds,
            }
            for block, shard in zip(blocks, done, strict=True)
        ],
    }


def _read(address: str) -> bytes:
    with places.read(address) as file:
        return file.read()
