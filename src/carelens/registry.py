"""Interchangeable parts: a table from key to dotted path, loaded on first use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import Any

from carelens.errors import MissingExtra, UnknownFormat


@dataclass(frozen=True, slots=True)
class Part:
    """One row of a registry: what a part is can be known without importing it.

    `target` is `"package.module:function"`; `extensions` are lower-case with their dot, the
    first being the one that new files get; `extra` names the optional dependency group;
    `text_free` says that an exporter can leave the document's text out.
    """

    key: str
    target: str
    extensions: tuple[str, ...]
    description: str
    extra: str = ""
    text_free: bool = False


class Registry(Mapping[str, Part]):
    """Parts by key, in the order given, and by file extension."""

    def __init__(self, kind: str, *parts: Part) -> None:
        self.kind = kind
        self._parts = {part.key: part for part in parts}
        self._by_extension = {ext: part for part in parts for ext in part.extensions}

    def __getitem__(self, key: str) -> Part:
        """The part of that name. Raises UnknownFormat, naming those that exist."""
        try:
            return self._parts[key]
        except KeyError:
            known = ", ".join(self._parts)
            raise UnknownFormat(f"no {self.kind} named {key!r}; there are: {known}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __contains__(self, key: object) -> bool:
        return key in self._parts

    @property
    def extensions(self) -> tuple[str, ...]:
        """Every known file extension, lower-case, with its dot."""
        return tuple(self._by_extension)

    def for_path(self, path: str | PurePath) -> Part:
        """The part for a file's extension. Raises UnknownFormat, naming the known ones."""
        name = PurePath(path).name.lower()
        # The longest ending counts: "plan.doccano.jsonl" is more than a .jsonl.
        for extension in sorted(self._by_extension, key=len, reverse=True):
            if name.endswith(extension) and name != extension:
                return self._by_extension[extension]
        suffix = PurePath(name).suffix
        what = f"extension {suffix!r}" if suffix else "a name without extension"
        known = " ".join(self._by_extension)
        raise UnknownFormat(f"no {self.kind} for {what}; known are: {known}")

    def load(self, key: str) -> Callable[..., Any]:
        """The function behind a key. Raises UnknownFormat or MissingExtra."""
        part = self[key]
        module, _, name = part.target.partition(":")
        try:
            function: Callable[..., Any] = getattr(import_module(module), name)
        except ImportError as error:
            if not part.extra:
                raise
            raise MissingExtra(
                f"{self.kind} {key!r} needs a package that is not installed; "
                f"run: pip install 'carelens[{part.extra}]'"
            ) from error
        return function
