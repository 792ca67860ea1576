"""Write the counts of the data card anew from the corpus: `python -m experiments.data_card`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from carelens.corpus import Example, groups, read_corpus
from carelens.corpus_stats import CorpusStats, stats
from carelens.framework import Framework
from experiments.agreement import read_codings, report

CARD = Path("data/README.md")
SHOWN = ("aimed", "implicit", "contrast", "document", "grounded")


def main() -> None:
    """Change numbers and tables, and leave the words between them."""
    examples = read_corpus("data/corpus")
    counts = stats(examples, Framework.load())
    text = CARD.read_text(encoding="utf-8")
    for heading, rows in tables(counts, examples).items():
        text = put(text, heading, rows)
    framework = Framework.load()
    ids, first, second, _ = read_codings(framework)
    text = put_agreement(text, report(framework, first, second))
    words = counts.words
    joined = len(set(groups(examples)))
    sentences = {
        r"[\d,]+ coded passages": f"{counts.passages:,} coded passages",
        r"[\d,]+ passages, [\d,]+ words": f"{counts.passages:,} passages, {words.total:,} words",
        r"\d+ to \d+ words, [\d.]+ in the median and [\d.]+": f"{words.shortest} to "
        f"{words.longest} words, {words.median:g} in the median and {words.mean:.1f}",
        r"\d+ pages, \d+ minimal pairs or sets, \d+ invented": f"{counts.sources} pages, "
        f"{counts.pairs} minimal pairs or sets, {counts.docs} invented",
        r"of \d+ public web pages": f"of {counts.sources} public web pages",
        r"[\d,]+ of them, drawn": f"{len(ids):,} of them, drawn",
        r"\d+ batches make \d+ groups": f"{len(counts.batches)} batches make {joined} groups",
    }
    for pattern, sentence in sentences.items():
        text, found = re.subn(pattern, sentence, text)
        assert found, pattern
    CARD.write_text(text, encoding="utf-8")


def tables(counts: CorpusStats, examples: list[Example]) -> dict[str, dict[str, list[int]]]:
    """For each heading, the numbers behind the name of each row."""
    bare = {k: sum(e.kind == k and not e.labels for e in examples) for k in counts.kinds}
    return {
        "### Kinds": {kind: [n, bare[kind]] for kind, n in counts.kinds.items()},
        "### Labels": {
            label: [n, *(counts.labels_by_kind[label][kind] for kind in SHOWN)]
            for label, n in counts.labels.items()
        },
        "### Dimensions": {
            name: [b.treatment, b.healing, b.mixed, b.none] for name, b in counts.dimensions.items()
        },
        "### Labels on a passage": {str(k): [n] for k, n in counts.labels_per_passage.items()},
        "### Genres": {genre: [n] for genre, n in counts.genres.items()},
        "### Batches": {batch: [n] for batch, n in counts.batches.items()},
    }


def put(text: str, heading: str, rows: dict[str, list[int]]) -> str:
    """Replace the first table under a heading; a row's words between name and numbers stay."""
    before, rest = text.split(f"\n{heading}\n", 1)
    lines = rest.split("\n")
    first = next(i for i, line in enumerate(lines) if line.startswith("|"))
    last = next(i for i in range(first, len(lines)) if not lines[i].startswith("|"))
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[first:last]]
    said = {row[0]: row[1 : len(row) - len(next(iter(rows.values())))] for row in cells[2:]}
    table = [*lines[first : first + 2], *(line([n, *said.get(n, []), *v]) for n, v in rows.items())]
    return f"{before}\n{heading}\n" + "\n".join([*lines[:first], *table, *lines[last:]])


def put_agreement(text: str, rows: str) -> str:
    """Replace the table of agreement, or the word that stands for it."""
    return re.sub(r"AGREEMENT\n|\| label \| first coder (?:.*\n)+?(?=\n)", rows, text, count=1)


def line(cells: Iterable[object]) -> str:
    """One row of a Markdown table."""
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    main()
