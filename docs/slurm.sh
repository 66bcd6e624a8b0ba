#!/bin/bash
# A sweep on a SLURM cluster:  sbatch docs/slurm.sh design.toml results/hours
#
# This job holds the Dask scheduler and the sweep; it asks SLURM for workers by dask-jobqueue. Install on a disk that
# all nodes see:  pip install 'govsim[cluster]'. Only the job below writes results, so the nodes need no shared folder.
# When the time is over or a node fails, submit the same line again: what is done is not done again.
#SBATCH --job-name=govsim-sweep
#SBATCH --cpus-per-task=2
#SBATCH --mem=8G
#SBATCH --time=24:00:00
set -euo pipefail
design=$1 out=$2
scheduler=$PWD/dask-scheduler-${SLURM_JOB_ID:-local}.json
finish() {  # the jobs of the workers end with the sweep
    if [ -n "${cluster:-}" ]; then kill "$cluster" 2>/dev/null && wait "$cluster" || true; fi
    rm -f "$scheduler"
}
trap finish EXIT
trap 'exit 143' TERM

# Workers: 20 jobs of 8 processes each. Fill in your partition and account.
python - "$scheduler" <<'PYTHON' &
import json, os, signal, sys

from dask_jobqueue import SLURMCluster

signal.signal(signal.SIGTERM, lambda number, frame: sys.exit())
with SLURMCluster(
    queue="normal", account=None, cores=8, processes=8, memory="32GB", walltime="12:00:00",
    local_directory="/tmp", scheduler_options={"dashboard": False},
) as cluster:
    cluster.scale(jobs=20)
    with open(sys.argv[1] + ".new", "w") as file:
        json.dump({"address": cluster.scheduler_address}, file)
    os.rename(sys.argv[1] + ".new", sys.argv[1])
    signal.pause()
PYTHON
cluster=$!

until [ -s "$scheduler" ]; do
    kill -0 "$cluster"  # what went wrong stands above
    sleep 1
done
address=$(python -c 'import json, sys; print(json.load(open(sys.argv[1]))["address"])' "$scheduler")
govsim sweep "$design" --out "$out" --cluster "$address" &
wait $!
