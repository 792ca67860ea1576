"""Changes of a file's bytes, of the XML in it, and of the files in a container.

Everything follows from the `random.Random` given, so a seed makes the same files again.
"""

from __future__ import annotations

import io
import json
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from random import Random
from typing import Any

SIZE_LIMIT = 1_000_000
_CONTAINER_LIMIT = 5_000_000
_NUMBERS = (b"0", b"-1", b"1", b"65536", b"2147483648", b"99999999999999999999", b"1e309", b"")
_ODD_TEXT = ("", "\u0301", "😀", "\ufffe", "\x85", "\u202e", "a" * 3000, " \t ", "= 1+1", "\ud7ff")
_NUMBER = re.compile(rb"\d+")

Change = Callable[[bytes, Random, Sequence[bytes]], bytes]


def mutate(data: bytes, random: Random, tokens: Sequence[bytes]) -> bytes:
    """The file changed in one to some eight places; in containers mostly a file inside."""
    if data.startswith(b"PK") and random.random() < 0.85:
        return _container(data, random, tokens)
    return _content(data, random, tokens)


def _content(data: bytes, random: Random, tokens: Sequence[bytes]) -> bytes:
    tree = {b"<": _tree, b"{": _json}.get(data.lstrip()[:1])
    if tree is not None and random.random() < 0.7:
        changed = tree(data, random)
        if changed is not None and random.random() < 0.8:
            return changed[:SIZE_LIMIT]
        data = changed or data
    while True:
        data = random.choice(_CHANGES)(data, random, tokens)[:SIZE_LIMIT]
        if random.random() < 0.4:
            return data


def _span(data: bytes, random: Random, longest: int = 200) -> tuple[int, int]:
    start = random.randint(0, len(data))
    return start, min(len(data), start + int(longest ** random.random()))


def _flip(data: bytes, random: Random, tokens: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(random.randint(1, 4)):
        if changed:
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _noise(data: bytes, random: Random, tokens: Sequence[bytes]) -> bytes:
    start, end = _span(data, random, 30)
    return data[:start] + random.randbytes(end - start + 1) + data[end:]


def _token(data: bytes, random: Random, tokens: Sequence[bytes]) -> bytes:
    start, end = _span(data, random, 12)
    return data[:start] + random.choice(tokens) + data[random.choice((start, end)) :]


def _cut(data: bytes, random: Random, tokens: Sequence[bytes]) -> bytes:
    start, end = _span(data, random, 2000)
    return data[:start] if random.random() < 0.2 else data[:start] + data[end:]


def _copy(data: bytes, random: Random, tokens: Sequence[bytes]) -> bytes:
    start, end = _span(data, random, 2000)
    place = random.randint(0, len(data))
    return data[:place] + data[start:end] + data[place:]


def _number(data: bytes, random: Random, tokens: Sequence[bytes]) -> bytes:
    start = random.randint(0, len(data))
    return data[:start] + _NUMBER.sub(random.choice(_NUMBERS), data[start:], count=1)


def _repeat(data: bytes, random: Random, tokens: Sequence[bytes]) -> bytes:
    """Now and then so often that what takes more than its share of time shows."""
    start, end = _span(data, random, 100)
    chunk = random.choice((data[start:end], random.choice(tokens), random.choice(tokens)))
    if random.random() < 0.3:
        chunk += random.choice(tokens)
    longest = 5.3 if random.random() < 0.05 else 3
    length = int(10 ** random.uniform(1, 6 if random.random() < 0.002 else longest))
    return data[:start] + chunk * (length // max(len(chunk), 1)) + data[start:]


_CHANGES: tuple[Change, ...] = (_flip, _noise, _token, _token, _cut, _copy, _number, _repeat)


def _tree(data: bytes, random: Random) -> bytes | None:
    """Changed XML that is still well-formed; None for what is no XML."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    while True:
        elements = list(root.iter(etree.Element))[1:]
        if not elements:
            break
        _change_element(random.choice(elements), random.choice(elements), random)
        if random.random() < 0.4:
            break
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _change_element(element: Any, other: Any, random: Random) -> None:
    parent, place = element.getparent(), element.getparent().index(element)
    match random.randrange(8):
        case 0:
            parent.remove(element)
        case 1:
            for _ in range(int(300 ** random.random())):
                parent.insert(place, deepcopy(element))
        case 2 if element not in other.iterancestors() and element is not other:
            other.append(deepcopy(element))
        case 3:
            element.tag = other.tag
        case 4:
            _nest(element, int(2000 ** random.random()))
        case 5:
            element.text = random.choice(_ODD_TEXT[:3] + _ODD_TEXT[5:])
        case 6 if element.attrib:
            name = random.choice(list(element.attrib))
            values = [number.decode() for number in _NUMBERS] + ["x", "../" * 9, "é"]
            element.set(name, random.choice(values + list(other.attrib.values())))
        case _:
            for name, value in other.attrib.items():
                element.set(name, value)


def _nest(element: Any, depth: int) -> None:
    """Put an element into itself, so many times."""
    parent, place, inner = element.getparent(), element.getparent().index(element), element
    for _ in range(depth):
        outer = element.makeelement(element.tag, dict(element.attrib))
        outer.append(inner)
        inner = outer
    parent.insert(place, inner)


def _json(data: bytes, random: Random) -> bytes | None:
    """Changed JSON that is still well-formed; None for what is none (RTF begins so too)."""
    try:
        root = json.loads(data)
        while places := list(_json_places(root)):
            _change_value(*random.choice(places), random.choice(places), random)
            if random.random() < 0.4:
                break
        text = json.dumps(root, ensure_ascii=random.random() < 0.5)
    except (ValueError, RecursionError):
        return None
    return text.encode("utf-8", "surrogatepass")


def _change_value(holder: Any, place: Any, other: tuple[Any, Any], random: Random) -> None:
    match random.randrange(4):
        case 0:
            del holder[place]
        case 1:
            holder[place] = json.loads(json.dumps(other[0][other[1]]))
        case 2:
            holder[place] = random.choice((None, True, -1, 1e300, [], {}, "", "😀 < & é"))
        case _:
            for _ in range(int(500 ** random.random())):
                inner = holder[place]
                holder[place] = [inner] if random.random() < 0.5 else {"text": inner}


def _json_places(root: Any) -> Iterator[tuple[Any, Any]]:
    """Each value below the root as what holds it and under which name or number."""
    waiting = [root]
    while waiting:
        holder = waiting.pop()
        for place in list(holder) if isinstance(holder, dict) else range(len(holder)):
            yield holder, place
            if isinstance(holder[place], (dict, list)):
                waiting.append(holder[place])


def _container(data: bytes, random: Random, tokens: Sequence[bytes]) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            if sum(info.file_size for info in source.infolist()) > _CONTAINER_LIMIT:
                return _content(data, random, tokens)
            files = [(info.filename, source.read(info)) for info in source.infolist()]
    except (OSError, ValueError, RuntimeError, NotImplementedError, EOFError, zipfile.error):
        return _content(data, random, tokens)
    except Exception:  # zlib.error and what else a broken container raises
        return _content(data, random, tokens)
    if not files:
        return _content(data, random, tokens)
    marked_up = [i for i, (_, content) in enumerate(files) if content.lstrip()[:1] == b"<"]
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        place = random.choice(
            marked_up if marked_up and random.random() < 0.9 else range(len(files))
        )
        name, content = files[place]
        files[place] = name, _content(content, random, tokens)
        if random.random() < 0.05:
            other = random.choice(files)[0]
            files[place] = random.choice((other, name[:-1], "../" + name, "é" + name)), content
    return _zipped(files, random)


def _zipped(files: Sequence[tuple[str, bytes]], random: Random) -> bytes:
    target = io.BytesIO()
    method = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", method) as container:
        warnings.simplefilter("ignore")  # the same name twice
        for name, content in files:
            container.writestr(zipfile.ZipInfo(name), content, method)
    return target.getvalue()
