"""Shipped files, in the package or in the checkout."""

import pytest

from carelens import resources


def test_what_ships_is_found():
    for name in ("data/framework.json", "data/schema", "models/default", "templates/report.html"):
        assert resources.find(name).exists()


def test_what_does_not_ship_is_a_clear_error():
    with pytest.raises(FileNotFoundError, match="without data/none"):
        resources.find("data/none")


def test_a_model_is_a_folder_or_a_shipped_name(tmp_path, monkeypatch):
    assert resources.model_folder("default") == resources.find("models/default")
    assert resources.model_folder(tmp_path) == tmp_path
    monkeypatch.chdir(tmp_path)
    (tmp_path / "default").mkdir()
    assert resources.model_folder("default").resolve() == tmp_path / "default"
