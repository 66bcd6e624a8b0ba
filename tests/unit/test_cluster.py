"""Sweeps on a Dask scheduler that runs elsewhere, in the open and with certificates; addresses that lead nowhere."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from govsim.errors import UsageError
from govsim.store import Store
from govsim.sweep import ClusterError, Options, Where, sweep
from tests.unit.formula_sweeps import FAULTS, FORMULA, contents, design, filled, formula_runs


def test_a_cluster_that_is_not_there(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    told: list[str] = []
    options = Options(work=FORMULA.work, tell=lambda zh, en: told.append(en))
    with pytest.raises(ClusterError, match=r"cannot be reached.*refused"):
        sweep(design(tmp_path), tmp_path / "out", options=options, where=Where(cluster=address, patience=1))
    assert told == [f"Connecting to the cluster {address} …"]


@pytest.mark.parametrize(
    "address",
    ["nonsense", "tcp://nonsense", "8786", ":8786", "http://a:8786", "tcp://a:0", "tcp://a:65536", "tcp://a b:1", ""],
)
def test_an_address_of_another_form_is_refused_before_anything_is_begun(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"tcp://HOST:PORT.*not " + re.escape(address)):
        sweep(design(tmp_path), tmp_path / "out", cluster=address, options=FORMULA)
    assert not (tmp_path / "out").exists()


def test_what_answers_but_is_no_scheduler_is_told(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ClusterError, match="something else than a Dask scheduler"):
            sweep(design(tmp_path), tmp_path / "out", options=FORMULA, where=Where(cluster=address, patience=1))


def test_certificates_go_with_an_address_that_takes_them(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--tls-ca"):
        Where(cluster="tls://10.0.0.1:8786")
    with pytest.raises(UsageError, match="tls://HOST:PORT"):
        Where(cluster="tcp://10.0.0.1:8786", ca=tmp_path / "ca.pem")
    for address in ("tls://[::1]:8786", "tls://node-1.local:8786"):
        assert Where(cluster=address, ca=tmp_path / "ca.pem").files == {"tls_ca_file": str(tmp_path / "ca.pem")}
    assert Where(cluster="10.0.0.1:8786").files == {}


@contextmanager
def dask_cluster(folder: Path, *secured: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a scheduler and two workers as separate programs; yield address and scheduler."""
    paths = [str(FAULTS), str(FAULTS.parents[1]), os.environ.get("PYTHONPATH", "")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "critical"}
    quiet: dict[str, Any] = {"env": env, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    file = folder / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    here = ["--host", "127.0.0.1", "--no-dashboard"]
    programs = [
        subprocess.Popen(
            [*dask, "scheduler", *here, "--port", "0", "--dashboard-address", "127.0.0.1:0",
             "--scheduler-file", str(file), *secured], **quiet
        )
    ]  # fmt: skip
    worker = [*dask, "worker", "--scheduler-file", str(file), *here, "--no-nanny", "--nthreads", "1", *secured]
    try:
        while not file.exists() or not file.read_text().endswith("}"):
            time.sleep(0.1)
        for _ in range(2):
            programs.append(subprocess.Popen([*worker, "--local-directory", str(folder / "workers")], **quiet))
        yield json.loads(file.read_text())["address"], programs[0]
    finally:
        for program in programs:
            program.kill()
        for program in programs:
            program.wait()


def test_a_dask_scheduler_elsewhere_leaves_the_same_bytes(tmp_path: Path) -> None:
    """A scheduler and two workers as programs of their own; when the scheduler is gone, that is said."""
    path, whole = filled(tmp_path)
    with dask_cluster(tmp_path) as (address, scheduler):
        sweep(path, tmp_path / "out", cluster=address, options=FORMULA)
        assert contents(tmp_path / "out") == contents(whole)

        def gone(done: int, _: int) -> None:
            if done == 1:
                scheduler.send_signal(signal.SIGKILL)

        with pytest.raises(ClusterError, match="goes on"):
            sweep(
                design(tmp_path), tmp_path / "gone", progress=gone, options=Options(work=formula_runs.slow),
                where=Where(cluster=address, patience=2),
            )  # fmt: skip
    assert Store(tmp_path / "gone").counts()["done"] >= 1
    sweep(path, tmp_path / "gone", workers=0, options=FORMULA)
    assert contents(tmp_path / "gone") == contents(whole)


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Make a certificate that signs itself, and its key."""
    files = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
         "-keyout", str(files[1]), "-out", str(files[0])], check=True, capture_output=True,
    )  # fmt: skip
    return files


@pytest.mark.skipif(shutil.which("openssl") is None, reason="certificates are made by openssl")
def test_a_scheduler_with_certificates_takes_those_who_have_them(tmp_path: Path) -> None:
    path, whole = filled(tmp_path)
    own, key = certificate(tmp_path, "own")
    other, other_key = certificate(tmp_path, "other")
    secured = ("--protocol", "tls", "--tls-ca-file", str(own), "--tls-cert", str(own), "--tls-key", str(key))
    with dask_cluster(tmp_path, *secured) as (address, _):
        assert address.startswith("tls://")
        sweep(path, tmp_path / "out", options=FORMULA, where=Where(None, address, own, own, key))
        assert contents(tmp_path / "out") == contents(whole)
        with pytest.raises(ClusterError):
            strange = Where(None, address, other, other, other_key, patience=2)
            sweep(path, tmp_path / "strange", options=FORMULA, where=strange)
        with pytest.raises(ClusterError, match="tls://HOST:PORT"):
            plain = Where(cluster=address.replace("tls://", "tcp://"), patience=2)
            sweep(path, tmp_path / "plain", options=FORMULA, where=plain)
