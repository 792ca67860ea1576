"""`make bench`: everything that README says of speed and memory, in one run on this machine.

The figures go to tests/benchmarks/RESULTS.md, section by section: a part run alone replaces its
own. Texts have the corpus's own statistics.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from tests.benchmarks import scorers
from tests.benchmarks.measure import MB, process, size, speed, start_up
from tests.benchmarks.tables import write_notes
from tests.benchmarks.texts import Texts

from carelens.corpus import read_corpus
from carelens.document import Document
from carelens.framework import Framework
from carelens.model import Model
from carelens.passages import split
from carelens.training import evaluate
from carelens.training.folder import read_benchmark
from carelens.training.held_out import real_rows
from carelens.training.tables import truth_table

ROOT = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).with_name("RESULTS.md")
CARELENS = [sys.executable, "-m", "carelens"]

Lines = list[str]


def main() -> None:
    """Measure the named parts, or all."""
    parts: dict[str, Callable[[float], Lines]] = {
        "scoring": scoring,
        "passages": passages,
        "start": starting,
        "growth": growth,
        "memory": memory,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"of {', '.join(parts)}; all if none"
    )
    parser.add_argument("--scale", type=float, default=1.0, help="a share of all sizes, for a try")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(parts):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
    for name in options.parts or parts:
        began = time.perf_counter()
        section = "\n".join(parts[name](options.scale))
        print(section, f"\n({name}: {time.perf_counter() - began:.0f} s)", flush=True)
        if options.scale == 1.0:
            _keep(section)


def _keep(section: str) -> None:
    """Put a section in its place among those of earlier runs."""
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    found = {part.partition("\n")[0]: part.strip() for part in old.split("\n## ")[1:]}
    found[section.removeprefix("## ").partition("\n")[0]] = section.removeprefix("## ").strip()
    parts = ["\n".join(_machine()), *(f"## {part}" for part in found.values())]
    RESULTS.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _machine() -> Lines:
    cores = os.cpu_count()
    versions = f"Python {platform.python_version()}, numpy {np.__version__}"
    return [
        "# Speed and memory",
        "",
        f"By `make bench` on {time.strftime('%Y-%m-%d')}: {platform.machine()}, {cores} cores, "
        f"{versions}. One thread where nothing else is said; speeds are the best of three runs. "
        "The texts are made word by word with the corpus's own statistics, no line twice, "
        "148 bytes a passage.",
    ]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Lines:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    return lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]


def scoring(scale: float) -> Lines:
    """Ours and peers on one text: speed, and how right each is on the benchmark."""
    framework, model = Framework.load(), Model.load()
    examples = read_corpus(ROOT / "data/corpus")
    texts, truth = [e.text for e in examples], truth_table(examples, framework)
    passages = Texts(texts).take(int(30 * MB * scale))
    found = [
        scorers.carelens(model),
        *scorers.plain(texts, truth),
        scorers.same_in_scikit_learn(model),
        scorers.fasttext_words(texts, truth),
        scorers.fasttext_terms(texts, truth),
        scorers.spacy_textcat(texts, truth),
        scorers.empath(),
    ]
    rows, ours = [], 0.0
    for scorer in found:
        some = passages[: max(100, int(len(passages) * scorer.enough / (30 * MB)))]
        if scorer.name.startswith("fastText on our terms"):
            given = [scorers.as_words(text) for text in some]
        else:
            given = list(some)
        rate = speed(lambda s=scorer, g=given: (s.timed or s.score)(g), size(some))
        ours = ours or rate
        rows.append(
            (scorer.name, f"{rate:.2f}", f"{ours / rate:.1f}", *_right(scorer, framework, examples))
        )
    head = ("", "MB/s", "CareLens is faster by", "benchmark F1, real", "contrast")
    return ["## Scoring", "", *table(head, rows)]


def _right(
    scorer: scorers.Scorer, framework: Framework, examples: Sequence[object]
) -> tuple[str, str]:
    """Micro-F1 on real and contrast passages, the threshold chosen on the corpus alike."""
    if scorer.name == "Empath":
        return "-", "-"
    benchmark = [e for file in read_benchmark(ROOT / "data/benchmark").values() for e in file]
    texts = [e.text for e in benchmark]
    if scorer.name.startswith("fastText on our terms"):
        texts = [scorers.as_words(text) for text in texts]
    truth, real = truth_table(benchmark, framework), real_rows(benchmark)
    scores = np.asarray(scorer.score(texts))
    threshold = Model.load().thresholds[0] if scorer.name == "CareLens" else 0.3
    given = scores >= threshold
    return tuple(
        f"{evaluate.f1_scores(truth[rows], given[rows])['micro_f1']:.2f}" for rows in (real, ~real)
    )


def passages(scale: float) -> Lines:
    """Our passage rules beside two sentence splitters, on prose and on records."""
    made = Texts([e.text for e in read_corpus(ROOT / "data/corpus")]).take(int(3 * MB * scale))
    prose = "\n\n".join(" ".join(made[i : i + 6]) for i in range(0, len(made), 6))
    records = "\n".join(made)
    rows = []
    for name, run in _splitters():
        rates = [speed(lambda r=run, t=text: r(t), len(text.encode())) for text in (prose, records)]
        rows.append((name, *(f"{rate:.1f}" for rate in rates)))
    return ["## Passages", "", *table(("MB/s", "prose", "records, a line each"), rows)]


def _splitters() -> Iterable[tuple[str, Callable[[str], object]]]:
    import spacy

    yield "CareLens", lambda text: split(Document(text))
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 10**9
    yield (
        "spaCy tokenizer and sentencizer",
        lambda text: [list(nlp(part).sents) for part in text.split("\n\n")],
    )
    try:
        from blingfire import text_to_sentences
    except ImportError:
        return
    yield "blingfire", text_to_sentences


def starting(scale: float) -> Lines:
    """Whole processes, and loading the model."""
    python = [sys.executable]
    rows = [
        ("`python -c pass`", f"{start_up([*python, '-c', 'pass']):.3f}"),
        ("`python -c 'import numpy'`", f"{start_up([*python, '-c', 'import numpy']):.3f}"),
        ("`carelens --help`", f"{start_up([*CARELENS, '--help']):.3f}"),
        (
            '`carelens score "She sets the pace."`',
            f"{start_up([*CARELENS, 'score', 'She sets the pace.']):.3f}",
        ),
    ]
    loads = []
    for _ in range(9):
        began = time.perf_counter()
        Model.load()
        loads.append(time.perf_counter() - began)
    rows.append(("`Model.load()` alone", f"{sorted(loads)[4]:.3f}"))
    return ["## Start-up", "", *table(("seconds, median", ""), rows)]


def growth(scale: float) -> Lines:
    """`bulk` from 1 MB to 1 GB, with one process and with two."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for megabytes in (1, 10, 100, 1000):
            source = Path(folder) / "notes.parquet"
            count = write_notes(source, int(megabytes * MB * scale))
            seconds = [
                process(
                    [
                        *CARELENS,
                        "bulk",
                        str(source),
                        "-o",
                        str(Path(folder) / f"o{megabytes}-{jobs}"),
                        "--jobs",
                        str(jobs),
                    ]
                )[0]
                for jobs in (1, 2)
            ]
            rows.append(
                (
                    f"{megabytes} MB",
                    f"{count:,}",
                    *(f"{s:.1f}" for s in seconds),
                    f"{seconds[0] / seconds[1]:.2f}",
                    f"{count / seconds[0] * 3600 / 1e6:.0f}",
                )
            )
    head = (
        "text in Parquet",
        "notes",
        "seconds, one process",
        "two",
        "ratio",
        "million notes an hour, one process",
    )
    return ["## Growth", "", *table(head, rows)]


def memory(scale: float) -> Lines:
    """Peak memory of `bulk`, one process."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for megabytes in (10, 200, 2000):
            for kind in ("jsonl", "parquet"):
                source = Path(folder) / f"notes.{kind}"
                write_notes(source, int(megabytes * MB * scale))
                target = str(Path(folder) / f"out-{megabytes}-{kind}")
                seconds, peak = process(
                    [*CARELENS, "bulk", str(source), "-o", target, "--to", "parquet"]
                )
                rows.append((f"{megabytes} MB", kind, f"{peak:.0f}", f"{seconds:.0f}"))
                source.unlink()
    return ["## Memory", "", *table(("text", "format", "peak MB", "seconds"), rows)]


if __name__ == "__main__":
    main()
