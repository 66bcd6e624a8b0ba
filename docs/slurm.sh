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
trap 'rm -f "$scheduler"; kill "${cluster:-}" 2>/dev/null || true' EXIT

# Workers: 20 jobs of 8 processes each. Fill in your partition and account.
python - "$scheduler" <<'PYTHON' &
import json, sys, time
from dask_jobqueue import SLURMCluster

cluster = SLURMCluster(
    queue="normal", account=None, cores=8, processes=8, memory="32GB", walltime="12:00:00",
    local_directory="/tmp", scheduler_options={"dashboard": False},
)
cluster.scale(jobs=20)
with open(sys.argv[1], "w") as file:
    json.dump({"address": cluster.scheduler_address}, file)
while True:
    time.sleep(60)
PYTHON
cluster=$!

until [ -s "$scheduler" ]; do sleep 1; done
address=$(python -c 'import json, sys; print(json.load(open(sys.argv[1]))["address"])' "$scheduler")
govsim sweep "$design" --out "$out" --cluster "$address"
