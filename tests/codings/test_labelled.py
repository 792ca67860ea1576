"""Human codings become corpus lines."""

import io
import zipfile

import docx
import pytest

from carelens.annotate import annotate
from carelens.codings.labelled import read_examples
from carelens.errors import CareLensError, InvalidData, UnknownFormat
from carelens.exporters import write
from carelens.readers import read_text

TEXT = "Grey clouds cover the sky. Two chairs and a table.\n\nA soft breeze at dusk."


def test_what_carelens_coded_is_taken_where_it_is_named(small_model, tmp_path):
    annotated = annotate(read_text(TEXT, "note.txt"), small_model)
    path = tmp_path / "note.qdpx"
    write(annotated, path)
    with pytest.raises(InvalidData, match="nobody coded anything"):
        read_examples(path, small_model.framework)
    own = [f"CareLens {small_model.name} {small_model.version}"]
    found = read_examples(path, small_model.framework, coders=own)
    expected = [
        (annotated.text(passage), annotated.labels(i))
        for i, passage in enumerate(annotated.passages)
    ]
    assert [(e.text, e.labels) for e in found] == [row for row in expected if row[1]]
    whole = read_examples(path, small_model.framework, everything=True, coders=own)
    assert [(e.text, e.labels) for e in whole] == expected
    assert [e.id for e in whole] == ["note-0001", "note-0002", "note-0003"]


def test_a_supervisors_word_comment_is_a_label(small_framework, tmp_path):
    document = docx.Document()
    run = document.add_paragraph().add_run("The wind rose at noon.")
    document.add_comment(run, text="wind.treatment\nsee last week", author="Dr. Adeyemi")
    document.save(tmp_path / "plan.docx")
    [found] = read_examples(tmp_path / "plan.docx", small_framework)
    assert (found.text, found.labels) == ("The wind rose at noon.", ("wind.treatment",))


def test_only_the_coders_that_are_named_count(small_framework, tmp_path):
    document = docx.Document()
    for author, code in (("Dr. Adeyemi", "wind.treatment"), ("Bea", "wind.healing")):
        run = document.add_paragraph().add_run("The wind rose at noon.")
        document.add_comment(run, text=code, author=author)
    document.save(tmp_path / "plan.docx")
    for coders, labels in (((), ["wind.treatment", "wind.healing"]), (["Bea"], ["wind.healing"])):
        found = read_examples(tmp_path / "plan.docx", small_framework, coders=coders)
        assert [label for example in found for label in example.labels] == labels


def test_a_file_without_codings_and_one_of_another_kind(small_framework, tmp_path):
    docx.Document().save(tmp_path / "a.docx")
    with pytest.raises(CareLensError):
        read_examples(tmp_path / "a.docx", small_framework)
    document = docx.Document()
    document.add_paragraph("Nobody coded this.")
    document.save(tmp_path / "b.docx")
    with pytest.raises(InvalidData, match="nobody coded anything"):
        read_examples(tmp_path / "b.docx", small_framework)
    with pytest.raises(UnknownFormat, match="qdpx"):
        read_examples(tmp_path / "c.txt", small_framework)


def test_a_broken_project_is_one_clear_error(small_framework, tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as container:
        container.writestr("project.qde", "<Project")
    (tmp_path / "a.qdpx").write_bytes(data.getvalue())
    with pytest.raises(CareLensError) as caught:
        read_examples(tmp_path / "a.qdpx", small_framework)
    assert "\n" not in str(caught.value)
