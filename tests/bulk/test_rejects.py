"""The list of what was left out."""

from carelens.bulk.rejects import read_rejects, write_rejects


def test_what_is_written_is_read_again_and_none_is_none(tmp_path):
    address = str(tmp_path / "_rejects.csv")
    assert read_rejects(address) == []
    rejects = [("a,b.csv", 3, "is not JSON"), ("c.csv", 0, "has no rows")]
    write_rejects(address, rejects)
    assert read_rejects(address) == rejects
