"""Cells that a spreadsheet would run as a formula."""

import pytest

from carelens.formulas import neutral


@pytest.mark.parametrize("cell", ["-12", "+1", "-3.5", "-1,234.5", "-1e-3", "12", "", "a=b"])
def test_numbers_and_texts_stay_as_they_are(cell):
    assert neutral(cell) == cell


@pytest.mark.parametrize("cell", ["=1+1", "-1+1", "+cmd|' /C calc'!A0", "@x", "-", "-12\n", "\t-1"])
def test_formulas_get_an_apostrophe(cell):
    assert neutral(cell) == "'" + cell
