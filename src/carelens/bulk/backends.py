"""Where a run's blocks are scored: joblib's own processes, or a cluster that joblib knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from carelens.errors import InvalidData, MissingExtra

BACKENDS = ("loky", "dask", "ray", "spark")


@contextmanager
def backend(name: str, address: str = "") -> Iterator[None]:
    """Runs what is inside by a backend of joblib, on the cluster at `address`.

    Without an address Dask and Ray start one on this machine; Spark has the session's own.
    Raises MissingExtra where the cluster's package is not installed, InvalidData where the
    cluster does not answer.
    """
    if name == "loky":
        yield
        return
    from joblib import parallel_config

    try:
        with _client(name, address), parallel_config(backend=name):
            yield
    except ImportError as error:
        if isinstance(error, MissingExtra):
            raise
        raise MissingExtra(f"--backend {name}: {error.name} is not installed") from error


@contextmanager
def _client(name: str, address: str) -> Iterator[None]:
    if name == "dask":
        from dask.distributed import Client

        try:
            client = Client(address or None)  # type: ignore[no-untyped-call]
        except OSError as error:
            raise InvalidData(f"--cluster {address}: no Dask scheduler answers there") from error
        with client:
            yield
    elif name == "ray":
        import ray
        from ray.util.joblib import register_ray

        ray.init(address=address or None, ignore_reinit_error=True)
        register_ray()
        yield
    else:
        from joblibspark import register_spark

        register_spark()
        yield
