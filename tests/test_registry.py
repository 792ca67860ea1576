"""Parts by key and extension, loaded on first use."""

import pytest

from carelens import exporters, readers
from carelens.errors import MissingExtra, UnknownFormat
from carelens.registry import Part, Registry

REGISTRY = Registry(
    "toy",
    Part("json", "json:dumps", (".json", ".js"), "JSON"),
    Part("gone", "no_such_package.x:y", (".gone",), "needs an extra", extra="toys"),
)


def test_a_part_is_found_by_key_and_by_extension_of_any_case():
    assert REGISTRY["json"] is REGISTRY.for_path("A.JSON") is REGISTRY.for_path("b.js")
    assert REGISTRY.load("json")([1]) == "[1]"


def test_a_miss_lists_what_exists():
    with pytest.raises(UnknownFormat, match="json, gone"):
        REGISTRY["yaml"]
    with pytest.raises(UnknownFormat, match=r"'\.yaml'.*\.json \.js \.gone"):
        REGISTRY.for_path("a.yaml")
    with pytest.raises(UnknownFormat, match="without extension"):
        REGISTRY.for_path("README")


def test_a_missing_package_is_answered_with_the_extra():
    with pytest.raises(MissingExtra, match=r"pip install 'carelens\[toys\]'"):
        REGISTRY.load("gone")


@pytest.mark.parametrize("registry", [readers.REGISTRY, exporters.REGISTRY], ids=lambda r: r.kind)
def test_every_registered_part_loads_and_is_documented(registry):
    for key, part in registry.items():
        function = registry.load(key)
        assert function.__doc__
        assert part.description
        module = key.replace("-", "_")
        assert part.target == f"carelens.{registry.kind}s.{module}:{function.__name__}"
        assert all(registry.for_path("x" + extension) is part for extension in part.extensions)
