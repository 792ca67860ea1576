"""What holds for every command: help, version, exit codes, quiet and local."""

import signal
import subprocess
import sys
import time

import pytest
from tests.cli.run import EXAMPLES, carelens

from carelens import __version__

COMMANDS = [
    ["annotate"],
    ["score"],
    ["bulk"],
    ["train"],
    ["evaluate"],
    ["corpus"],
    ["corpus", "check"],
    ["corpus", "import"],
    ["corpus", "stats"],
    ["inspect"],
    ["inspect", "dimensions"],
    ["inspect", "formats"],
    ["inspect", "model"],
    ["inspect", "terms"],
]

NO_NETWORK = (
    "import socket\n"
    "def refuse(*args, **kwargs): raise SystemExit('the network was used')\n"
    "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
)


def test_version():
    assert carelens("--version").out == f"carelens {__version__}\n"


@pytest.mark.parametrize("command", [[], *COMMANDS], ids=" ".join)
def test_every_command_explains_itself(command):
    done = carelens(*command, "--help")
    assert done.code == 0
    assert done.err == ""
    assert "Usage" in done.out
    assert len(done.out.splitlines()) > 5


@pytest.mark.parametrize(
    "command", [["annotate"], ["score"], ["bulk"], ["train"], ["evaluate"]], ids=" ".join
)
def test_help_shows_examples(command):
    assert f"carelens {command[0]}" in carelens(*command, "--help").out


def test_help_says_what_an_argument_is():
    assert "folders (read recursively)" in carelens("annotate", "--help").out
    assert carelens("anotate").err.count("Did you mean 'annotate'?") == 1


@pytest.mark.parametrize("name", sorted(p.name for p in EXAMPLES.iterdir()))
def test_no_command_uses_the_network(name):
    done = carelens("annotate", EXAMPLES / name, "--to", "html", code=NO_NETWORK)
    assert done.code == 0, done.err


def test_help_explains_arguments():
    shown = " ".join(carelens("bulk", "--help").out.split())
    assert "folders of them, or fsspec addresses" in shown


def test_help_and_score_load_nothing_heavy():
    watch = (
        "import atexit, sys\n"
        "heavy = {'sklearn', 'scipy', 'spacy', 'joblib', 'lxml', 'docx', 'jinja2'}\n"
        "loaded = lambda: sorted(heavy & {m.split('.')[0] for m in sys.modules})\n"
        "atexit.register(lambda: print(loaded(), file=sys.stderr))\n"
    )
    assert carelens("score", "She sets the pace.", code=watch).err.strip() == "[]"
    light = watch.replace("'jinja2'", "'jinja2', 'numpy', 'rich'")
    assert carelens("--help", code=light).err.strip() == "[]"


def test_debug_shows_the_traceback_and_nothing_else_does():
    assert "Traceback" in carelens("--debug", "evaluate", "missing.jsonl").err
    assert "Traceback" not in carelens("evaluate", "missing.jsonl").err


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interruption_is_one_line_and_130(tmp_path):
    program = (
        "import pathlib, signal, time, carelens.bulk.scoring as scoring\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # some shells ignore it
        "def wait(*arguments): pathlib.Path('begun').touch(); time.sleep(60)\n"
        "scoring.score = wait\n"
        "from carelens.cli import main; main()"
    )
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "a"}\n')
    command = [
        sys.executable,
        "-c",
        program,
        "bulk",
        str(source),
        "-o",
        str(tmp_path / "out.jsonl"),
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, cwd=tmp_path)
    while not (tmp_path / "begun").exists():
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err.decode().splitlines() == ["carelens: interrupted; what was already written stays"]


def test_a_closed_pipe_is_no_error():
    program = "from carelens.cli import main; main()"
    command = [sys.executable, "-c", program, "inspect", "terms", "goal.healing", "-n", "10000"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=30) == 0
    assert err == b""
