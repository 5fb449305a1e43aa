"""Dask as this program uses it: processes of this machine, or a cluster that runs; quiet, and its errors in words."""

from __future__ import annotations

import logging
import re
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from desktop.common.machine import usable_cores
from desktop.errors import HamError, UsageError

LOCAL = "local"
SETTINGS = {
    # What ends two workers in a row is looked for image by image (desktop.cluster.tasks); more only takes longer.
    "distributed.scheduler.allowed-failures": 1,
    # A worker that died is started again, and given up where that takes longer than this. A busy machine needs more
    # than Dask's 15 seconds, and there is no other worker to hope for.
    "distributed.deploy.lost-worker-timeout": "10 minutes",
    # The last thousand messages of every connection are kept, which is the names of a million images.
    "distributed.admin.low-level-log-length": 10,
    # Dask samples its own threads all the time and keeps a quarter of an hour of it, and tells it to who asks by HTTP.
    "distributed.worker.profile.enabled": False,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
"""Dask's configuration for the workers of this machine."""

_ADDRESS = re.compile(r"((tcp|tls|ws|wss|ucx)://)?(\[[0-9a-fA-F:.%]+\]|[^\s:/\[\]]+):[0-9]{1,5}")
CONNECT_S = 10.0
"""Seconds that a scheduler may take to answer."""
_FIRST_WORKER_S = 30.0
_LOUD = ("distributed", "distributed.client", "tornado.application", "asyncio")


class ClusterError(HamError):
    """A cluster that cannot be reached or used."""


def check_address(cluster: str) -> None:
    """Raises UsageError for what is neither `local` nor an address, ClusterError where the extra is not installed."""
    if cluster != LOCAL and not _ADDRESS.fullmatch(cluster):
        raise UsageError(f"'{cluster}' is neither '{LOCAL}' nor the address of a scheduler such as tcp://10.0.0.1:8786")
    try:
        import cryptography  # noqa: F401
        import distributed  # noqa: F401
        import fsspec  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise ClusterError(
            f"--cluster needs an extra that is not installed ({error}); install it with: "
            "pip install 'ham-classifier[desktop,cluster]'"
        ) from None


@contextmanager
def connected(cluster: str, workers: int | None, notify: Callable[[str], None]) -> Iterator[Any]:
    """A Dask client of `cluster`, with a worker at least.

    `local`: as many processes as there are cores, or `workers`, of one thread each; they listen on this machine's own
    address, take orders only with a certificate made for this run, and end with it. Raises ClusterError.
    """
    with _quiet():
        if cluster == LOCAL:
            yield from _started(workers or usable_cores())
        else:
            yield from _reached(cluster, notify)


@contextmanager
def local_cluster(workers: int, security: Any = None) -> Iterator[Any]:
    """A scheduler in this process and worker processes of one thread, which end with the block. Raises ClusterError."""
    import dask
    from distributed import LocalCluster

    # The workers' own folders: a worker that is ended leaves its folder to us.
    with dask.config.set(SETTINGS), tempfile.TemporaryDirectory(prefix="ham-classify-") as folder:
        try:
            local = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                local_directory=folder,
                dashboard_address=None,
                scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
                security=security,
                silence_logs=logging.CRITICAL,
                memory_limit=0,  # Dask counts what it does not know, and would end workers for it
            )
        except (OSError, RuntimeError) as error:
            raise ClusterError(f"no worker could be started on this machine ({error}); run without --cluster") from None
        with local:
            yield local


def _started(workers: int) -> Iterator[Any]:
    from distributed import Client, Security

    from desktop.cluster.worker import IgnoresInterrupts

    security = Security.temporary()
    with local_cluster(workers, security) as local, Client(local, security=security) as client:
        client.register_plugin(IgnoresInterrupts())
        yield client


def _reached(address: str, notify: Callable[[str], None]) -> Iterator[Any]:
    from distributed import Client

    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            client = Client(address, timeout=CONNECT_S, set_as_default=False)
    except OSError:
        raise ClusterError(
            f"nobody answers at {address}; check the address, and that 'dask scheduler' runs there and may be reached"
        ) from None
    except (TypeError, ValueError, RuntimeError) as error:
        reason = " ".join(str(error).split())
        raise ClusterError(
            f"{address} cannot be talked to ({reason}); a tls:// address needs certificates in Dask's configuration"
        ) from None
    with client:
        if any("version" in str(warning.message).lower() for warning in said):
            notify(f"{address} runs other versions of Python or Dask than this machine; use the same where it fails")
        try:
            client.wait_for_workers(1, timeout=_FIRST_WORKER_S)
        except TimeoutError:
            raise ClusterError(
                f"the scheduler at {address} has no worker; start some with: dask worker {address} --nthreads 1"
            ) from None
        yield client


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask's log tells of every worker that comes and goes; what matters of it comes to us as an exception."""
    loggers = [logging.getLogger(name) for name in _LOUD]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
