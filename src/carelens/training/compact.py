"""From the fitted pieces to the compact model that scoring loads."""

from __future__ import annotations

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from carelens.framework import Framework
from carelens.model import Model, round_weights
from carelens.training.tables import Floats


def compact(
    fitted: TfidfVectorizer,
    coefficients: Floats,
    intercepts: Floats,
    *,
    framework: Framework,
    calibration: Floats,
    threshold: float,
    strong: float,
    name: str,
) -> Model:
    """The model with coefficients (L, V) and intercepts (L,) of the fitted heads.

    Terms whose coefficients are all zero stay, since they count in a passage's norm.
    """
    terms = sorted(fitted.vocabulary_, key=fitted.vocabulary_.__getitem__)
    idf = np.asarray(fitted.idf_, dtype=np.float64)
    labels = len(framework.labels)
    return Model(
        framework=framework,
        vocabulary=tuple(terms),
        weights=np.ascontiguousarray(
            round_weights(coefficients.T * idf[:, None]), dtype=np.float32
        ),
        idf=idf,
        intercepts=np.asarray(intercepts, dtype=np.float64),
        calibration=calibration,
        thresholds=np.full(labels, threshold),
        strong=np.full(labels, strong),
        name=name,
    )
