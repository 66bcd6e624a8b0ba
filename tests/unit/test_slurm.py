"""The script for a SLURM cluster, run as it is, with stand-ins for the programs that give out its machines."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil

from govsim.store import Store

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "docs" / "slurm.sh"
DESIGN = """
scenario = "demo"
method = "grid"
seeds = 3
weeks = 1
settings = { "place.residents" = 600, "run.warmup" = 1 }
[[factors]]
path = "parameters.contact.patience"
values = [1, 3]
"""
STAND_INS = {  # a job is a process group here, and its number that of its first process
    "sbatch": 'cp "$1" "$JOBS/$$.sh"; setsid bash "$JOBS/$$.sh" > "$JOBS/$$.out" 2>&1 & '
    'echo $! >> "$JOBS/started"; echo "Submitted batch job $!"',
    "scancel": 'for job in "$@"; do echo "$job" >> "$JOBS/cancelled"; kill -- -"$job" 2>/dev/null; done; true',
    "python": f'exec {sys.executable} "$@"',
    "govsim": f'exec {sys.executable} -m govsim "$@"',
}
SMALL = {  # two processes in one job, reachable from here alone
    "cores=8, processes=8": "cores=2, processes=2",
    "jobs=20": "jobs=1",
    '{"dashboard": False}': '{"dashboard": False, "host": "127.0.0.1"}',
}


def test_the_script_sweeps_with_workers_that_slurm_starts_and_ends_them(tmp_path: Path) -> None:
    bin_, jobs = tmp_path / "bin", tmp_path / "jobs"
    bin_.mkdir(), jobs.mkdir()
    for name, does in STAND_INS.items():
        (bin_ / name).write_text(f"#!/bin/bash\n{does}\n")
        (bin_ / name).chmod(0o755)
    text = SCRIPT.read_text(encoding="utf-8")
    for usual, small in SMALL.items():
        assert usual in text
        text = text.replace(usual, small)
    (tmp_path / "slurm.sh").write_text(text, encoding="utf-8")
    (tmp_path / "design.toml").write_text(DESIGN)
    environment = {
        **os.environ, "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}", "JOBS": str(jobs), "GOVSIM_LANG": "en",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }  # fmt: skip
    script = subprocess.Popen(
        ["bash", "slurm.sh", "design.toml", "out"], cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        _, said = script.communicate(timeout=240)
    finally:
        script.terminate()
    assert script.returncode == 0, said[-2000:]
    assert Store(tmp_path / "out").counts() == {"wanted": 6, "done": 6, "failed": 0}
    started = [int(job) for job in (jobs / "started").read_text().split()]
    assert (jobs / "cancelled").read_text().split() == [str(job) for job in started]
    assert not list(tmp_path.glob("dask-scheduler-*"))
    last = time.monotonic() + 20
    while any(psutil.pid_exists(job) for job in started) and time.monotonic() < last:
        time.sleep(0.1)
    assert not any(psutil.pid_exists(job) for job in started)


def test_the_script_is_valid_and_stops_where_no_cluster_comes(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    assert bash is not None
    (tmp_path / "python").write_text("#!/bin/bash\necho no dask-jobqueue >&2; exit 1\n")
    (tmp_path / "python").chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [bash, str(SCRIPT), "design.toml", "out"], cwd=tmp_path, env=environment, capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip
    assert done.returncode != 0 and "no dask-jobqueue" in done.stderr
