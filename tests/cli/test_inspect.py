"""`carelens inspect`."""

from tests.cli.run import carelens

from carelens import exporters, readers


def test_dimensions_are_those_of_the_framework():
    out = carelens("inspect", "dimensions").out
    assert out.count("Treatment model:") == out.count("Healing model:") == 12


def test_formats_lists_every_reader_and_exporter():
    out = carelens("inspect", "formats").out
    lines = [line.split()[:2] for line in out.splitlines()]
    assert lines == [["read", key] for key in readers.REGISTRY] + [
        ["write", key] for key in exporters.REGISTRY
    ]


def test_model_and_terms():
    assert "micro-F1" in carelens("inspect", "model").out
    assert len(carelens("inspect", "terms", "pacing.healing", "-n", "5").out.splitlines()) == 10
    assert carelens("inspect", "terms", "moon.healing").code == 2
