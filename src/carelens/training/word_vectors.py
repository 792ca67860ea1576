"""What words mean, from a file of word vectors: words of like meaning get like weights.

A passage's TF-IDF row times the vectors of its words is a second, dense block of features; another
such block is made of rejected words. The heads are linear, so what they learn of the blocks is
added to the weights of the words afterwards, and the model stays one table of terms. A word that
the corpus never had but the file has gets its weight in this way.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache

import numpy as np
import scipy.sparse as sp

from carelens import resources
from carelens.features import REJECTED
from carelens.training.tables import Floats

FILE = "data/word_vectors.npz"
SCALE = 0.3
"""How much the dense blocks count against single terms; chosen by cross-validation."""


@cache
def vectors() -> dict[str, Floats]:
    """The vector of each word of the file, folded and lower-cased: unit length, centred."""
    with np.load(io.BytesIO(resources.find(FILE).read_bytes()), allow_pickle=False) as arrays:
        words = arrays["words"].tobytes().decode("utf-8").split("\n")
        table = arrays["vectors"].astype(np.float64) * float(arrays["grid"])
    return dict(zip(words, table, strict=True))


@dataclass(frozen=True)
class Meaning:
    """The blocks for one vocabulary: columns of words and of rejected words, and their vectors."""

    words: list[int]
    word_vectors: Floats
    rejected: list[int]
    rejected_vectors: Floats

    @classmethod
    def of(cls, vocabulary: list[str]) -> Meaning:
        """Look the terms of a vocabulary up."""
        known = vectors()
        size = len(next(iter(known.values())))
        words = [i for i, term in enumerate(vocabulary) if term in known]
        rejected = [
            i
            for i, term in enumerate(vocabulary)
            if term.startswith(REJECTED) and term[1:] in known
        ]
        return cls(
            words,
            np.array([known[vocabulary[i]] for i in words]).reshape(-1, size) * SCALE,
            rejected,
            np.array([known[vocabulary[i][1:]] for i in rejected]).reshape(-1, size) * SCALE,
        )

    def design(self, matrix: sp.csr_matrix) -> sp.csr_matrix:
        """A TF-IDF matrix with the dense blocks to its right."""
        blocks = [
            matrix,
            sp.csr_matrix(matrix[:, self.words] @ self.word_vectors),
            sp.csr_matrix(matrix[:, self.rejected] @ self.rejected_vectors),
        ]
        design = sp.hstack(blocks).tocsr()
        design.sort_indices()
        return design

    def fold(self, coefficients: Floats) -> Floats:
        """Coefficients (L, V) for the TF-IDF matrix alone, from those for the design."""
        size = self.word_vectors.shape[1]
        terms = coefficients.shape[1] - 2 * size
        folded = coefficients[:, :terms].copy()
        meaning, rejection = np.split(coefficients[:, terms:], 2, axis=1)
        folded[:, self.words] += meaning @ self.word_vectors.T
        folded[:, self.rejected] += rejection @ self.rejected_vectors.T
        return folded
