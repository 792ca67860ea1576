"""Write the figures of README anew from the model: `python -m experiments.readme_figures`."""

from __future__ import annotations

import re
from pathlib import Path

from carelens.training.card import benchmark_rows, table
from carelens.training.folder import read_metrics

README = Path("README.md")


def main() -> None:
    """Change the benchmark table and the figures in the words around it."""
    figures = read_metrics(Path("models/default"))
    cv, benchmark = figures["cross_validation"], figures["benchmark"]
    files, pairs = benchmark["files"], cv["minimal_pairs"]
    right = 100 * cv["strong_precision_real"]
    head = ["micro-F1 / macro-F1", *(f"{name} ({f['passages']})" for name, f in files.items())]
    rows = table(head, benchmark_rows(figures))
    changes = {
        r"\| micro-F1 / macro-F1 (?:.*\n)+?\n": rows + "\n",
        r"micro-F1 [\d.]+; [\d.]+ on passages written after real pages; [\d.]+ with": (
            f"micro-F1 {cv['all']['micro_f1']:.2f}; {cv['real']['micro_f1']:.2f} on passages "
            f"written after real pages; {cv['seed_masked']['micro_f1']:.2f} with"
        ),
        r"\d+ of \d+ minimal pairs": f"{pairs['right']} of {pairs['sets']} minimal pairs",
        r"\d+ times in 100 on held": f"{right:.0f} times in 100 on held",
        r"\d+ on the benchmark": f"{100 * benchmark['strong_precision']:.0f} on the benchmark",
    }
    text = README.read_text(encoding="utf-8")
    for pattern, new in changes.items():
        text, found = re.subn(pattern, new, text, count=1)
        assert found, pattern
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
