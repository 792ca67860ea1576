"""A cluster gives the same rows as this machine, even when it loses a worker."""

import contextlib
import os
import signal
import subprocess
import sys

import pytest
from tests.bulk.weather import jsonl, score
from tests.conftest import ROOT

from carelens.bulk import sources
from carelens.bulk.backends import backend
from carelens.errors import InvalidData

distributed = pytest.importorskip("distributed")


@contextlib.contextmanager
def cluster(folder, workers):
    """A Dask scheduler and workers, each a process of its own, on loopback."""
    file = folder / "scheduler.json"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    common = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port",
         "0", "--scheduler-file", str(file), "--no-dashboard"], **common)  # fmt: skip
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(file),
             "--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1",
             "--local-directory", str(folder)], **common)
        for _ in range(workers)
    ]  # fmt: skip
    try:
        with distributed.Client(scheduler_file=str(file), timeout=60) as client:
            client.wait_for_workers(workers, timeout=60)
            address = client.scheduler.address
        yield address, started
    finally:
        for process in [*started, scheduler]:
            process.kill()
            process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_run_on_dask_that_loses_a_worker_gives_the_local_rows(weather, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "BLOCK", 3000)
    rows = [{"id": f"r{i}", "text": f"grey sky {i} breeze"} for i in range(6000)]
    source = jsonl(tmp_path / "in.jsonl", rows)
    score(weather, source, tmp_path / "local.jsonl")
    with cluster(tmp_path, 3) as (address, workers), backend("dask", address):
        seen = []

        def kill_one(total, done):
            def step(size):
                seen.append(size)
                if len(seen) == 5:
                    workers[0].send_signal(signal.SIGKILL)

            return step

        score(weather, source, tmp_path / "dask.jsonl", jobs=-1, start=kill_one)
        assert len(seen) > 50
    assert (tmp_path / "dask.jsonl").read_bytes() == (tmp_path / "local.jsonl").read_bytes()


def test_a_cluster_that_does_not_answer():
    with (
        pytest.raises(InvalidData, match="no Dask scheduler answers"),
        backend("dask", "tcp://127.0.0.1:9"),
    ):
        pass
