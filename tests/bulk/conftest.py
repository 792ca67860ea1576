"""A model folder for bulk runs."""

import pytest


@pytest.fixture
def weather(small_model, tmp_path):
    small_model.save(tmp_path / "weather")
    return str(tmp_path / "weather")
