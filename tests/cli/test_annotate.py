"""`carelens annotate` as a user meets it: a whole process, its streams and its exit code."""

import csv
import io
import json
import os
import shutil
import stat

import pytest
from tests.cli.run import EXAMPLES, carelens

PLAN = EXAMPLES / "plan.docx"


def test_a_document_is_shown_in_the_terminal_without_colour_where_there_is_none():
    done = carelens("annotate", PLAN)
    assert done.code == 0
    assert "\x1b" not in done.out
    assert done.out.startswith("plan.docx")
    assert done.err == ""


def test_the_format_follows_from_the_extension(tmp_path):
    for name, sign in (("a.html", "<!DOCTYPE html>"), ("a.json", "{"), ("a.csv", "document,")):
        assert carelens("annotate", PLAN, "-o", tmp_path / name).code == 0
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(sign)


def test_to_insists(tmp_path):
    assert carelens("annotate", PLAN, "--to", "json", "-o", tmp_path / "a.txt").code == 0
    assert json.loads((tmp_path / "a.txt").read_text())["schema"] == "carelens/annotation/1"
    assert json.loads(carelens("annotate", PLAN, "--to", "json").out)["document"]["name"]


def test_a_folder_recursively_and_one_bad_file_does_not_stop_the_others(tmp_path):
    notes = tmp_path / "notes"
    (notes / "deep").mkdir(parents=True)
    shutil.copy(PLAN, notes / "deep")
    shutil.copy(EXAMPLES / "progress_note.txt", notes)
    (notes / "bad.pdf").write_bytes(b"nothing like it")
    (notes / "picture.png").write_bytes(b"\x89PNG")
    done = carelens("annotate", notes, "--to", "json", "-o", tmp_path / "out")
    assert done.code == 1
    assert sorted(
        str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*.*")
    ) == [
        f"deep{os.sep}plan.json",
        "progress_note.json",
    ]
    assert "bad.pdf" in done.err
    assert "2 annotated" in done.err
    assert "1 failed" in done.err


def test_files_that_differ_in_their_extension_alone_do_not_overwrite_one_another(tmp_path):
    for name in ("a.txt", "a.md"):
        (tmp_path / name).write_text("We listen for as long as she needs.")
    carelens("annotate", tmp_path / "a.txt", tmp_path / "a.md", "-o", tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a.html", "a.md.html"]


def test_several_documents_do_not_make_a_folder_that_is_named_like_a_file(tmp_path):
    done = carelens("annotate", PLAN, EXAMPLES / "progress_note.txt", "-o", tmp_path / "all.json")
    assert done.code == 2
    assert done.err.endswith("give a folder: -o out --to json\n")
    assert not (tmp_path / "all.json").exists()


def test_patterns_that_the_shell_left_alone(tmp_path):
    shutil.copy(EXAMPLES / "progress_note.txt", tmp_path / "one.txt")
    shutil.copy(EXAMPLES / "progress_note.txt", tmp_path / "two.txt")
    done = carelens("annotate", tmp_path / "*.txt", "--to", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert {row["document"] for row in rows} == {"one.txt", "two.txt"}


def test_standard_input():
    done = carelens("annotate", "-", "--to", "jsonl", stdin="She sets the pace.\n".encode("utf-16"))
    assert done.code == 0
    assert json.loads(done.out)["text"] == "She sets the pace."


def test_progress_and_summary_are_silenced(tmp_path):
    assert carelens("annotate", PLAN, "-o", tmp_path / "a.html", "-q").err == ""


def zip_bomb(path):
    import zipfile

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<x/>")
        archive.writestr("word/document.xml", b"\0" * 300_000_000)


def entities(path):
    body = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'
    import zipfile

    with zipfile.ZipFile(PLAN) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, body if name == "word/document.xml" else old.read(name))


def sparse(path):
    with path.open("wb") as file:
        file.truncate(200_000_000)


BAD = {
    "empty.txt": (lambda p: p.write_bytes(b""), "empty"),
    "blank.md": (lambda p: p.write_bytes(b" \n \n"), "no text"),
    "pdf_inside.docx": (lambda p: p.write_bytes(b"%PDF-1.7\n"), "PDF"),
    "zip_inside.txt": (lambda p: shutil.copy(PLAN, p), "ZIP"),
    "protected.docx": (
        lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512),
        "password",
    ),
    "truncated.docx": (lambda p: p.write_bytes(PLAN.read_bytes()[:5000]), "damaged"),
    "truncated.pdf": (
        lambda p: p.write_bytes((EXAMPLES / "program_guide.pdf").read_bytes()[:900]),
        "damaged",
    ),
    "bomb.docx": (zip_bomb, "MB"),
    "entities.docx": (entities, "entit"),
    "huge.txt": (sparse, "MB"),
    "binary.txt": (lambda p: p.write_bytes(bytes(range(256)) * 40), "text"),
    "old.doc": (lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), r".docx"),
    "table.xlsx": (lambda p: p.write_bytes(b"PK\x03\x04"), "known are"),
    "missing.docx": (lambda p: None, "missing.docx"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_clear_line_and_the_other_file_is_done(tmp_path, name):
    make, hint = BAD[name]
    make(tmp_path / name)
    good = tmp_path / "good.txt"
    good.write_text("We ask what happened to you.")
    alone = carelens("annotate", tmp_path / name)
    assert alone.code == 2
    assert alone.out == ""
    together = carelens("annotate", tmp_path / name, good, "--to", "jsonl")
    assert together.code == 1
    assert json.loads(together.out)["text"] == "We ask what happened to you."
    for done in (alone, together):
        assert len(done.err.splitlines()) == 1, done.err
        assert name in done.err
        assert hint.lower() in done.err.lower()
        assert "Traceback" not in done.err


def test_nul_bytes_and_lone_surrogates_are_read_and_written(tmp_path):
    note = tmp_path / "odd.txt"
    note.write_bytes(
        "We listen\0 to \ud83d her \U0001f600 story.".encode("utf-16-le", "surrogatepass")
    )
    note.write_bytes(b"\xff\xfe" + note.read_bytes())
    for name in ("odd.html", "odd.json", "odd.jsonl", "odd.csv"):
        assert carelens("annotate", note, "-o", tmp_path / name).code == 0
        assert "\U0001f600" in (tmp_path / name).read_text(encoding="utf-8")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_a_folder_without_permission(tmp_path):
    (tmp_path / "closed").mkdir(mode=0)
    done = carelens("annotate", tmp_path / "closed" / "a.txt")
    (tmp_path / "closed").chmod(stat.S_IRWXU)
    assert done.code == 2
    assert "permission" in done.err.lower()


@pytest.mark.parametrize(
    "output", ["no/such/folder/a.html", "a.xyz", "file.txt/a.html", "file.txt/out"]
)
def test_an_output_that_cannot_be_written_is_one_clear_line(tmp_path, output):
    (tmp_path / "file.txt").write_text("x")
    done = carelens("annotate", PLAN, "-o", tmp_path / output)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert "known are" in done.err or done.err.endswith("; choose another place with -o\n")
    assert "Traceback" not in done.err


def test_a_model_that_cannot_be_used_is_one_clear_line(tmp_path):
    done = carelens("annotate", PLAN, "--model", tmp_path)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert "model.json" in done.err


@pytest.mark.parametrize(
    "arguments",
    [["annotate"], ["annotate", "x", "--to", "papyrus"], ["annotat"], ["score", "--modell"]],
)
def test_wrong_usage_leaves_with_2(arguments):
    done = carelens(*arguments, stdin=b"")
    assert done.code == 2
    assert done.out == ""
    assert "Traceback" not in done.err


def test_a_document_is_never_written_over(tmp_path):
    page, note = tmp_path / "a.html", tmp_path / "a.txt"
    page.write_text("<p>We listen for as long as she needs.</p>")
    note.write_text("We listen for as long as she needs.")
    before = page.read_bytes()
    alone = carelens("annotate", page, "-o", page)
    assert (alone.code, page.read_bytes()) == (2, before)
    assert alone.err.splitlines() == [
        f"carelens: {page}: is one of the documents; choose another place with -o"
    ]
    beside = carelens("annotate", note, page, "-o", tmp_path)
    assert beside.code == 1
    assert page.read_bytes() == before
    assert "1 annotated" in beside.err


def test_a_document_named_twice_is_read_once(tmp_path):
    (tmp_path / "a.txt").write_text("We listen for as long as she needs.")
    done = carelens("annotate", tmp_path / "a.txt", f"{tmp_path}/./a.txt", "--to", "jsonl")
    assert (done.code, done.err) == (0, "")
    assert len(done.out.splitlines()) == 1


@pytest.mark.parametrize(
    ("data", "hint"),
    [(b"", "holds no text"), (bytes(3000), "binary"), (b"word " * 10_000_001, "larger than 50 MB")],
    ids=["empty", "binary", "huge"],
)
def test_bad_standard_input_is_one_clear_line(data, hint):
    done = carelens("annotate", "-", stdin=data)
    assert done.code == 2
    assert done.err.startswith("carelens: standard input: ")
    assert hint in done.err
    assert len(done.err.splitlines()) == 1
