"""What the benchmark measures in processes of their own; prints JSON. Not for direct use: see run.py."""

import json
import sys
import time

from govsim.model import Community
from govsim.scenario import load


def weeks(residents: str, number: str) -> dict[str, object]:
    """Return the processor time of each week after the first, and the fingerprint of all."""
    model = Community(load("demo", {"place.residents": int(residents), "run.weeks": int(number), "run.warmup": 0}))
    seconds = []
    for week in range(int(number)):
        begun = time.process_time()
        model.run_to(168 * (week + 1))
        seconds.append(time.process_time() - begun)
    return {"seconds": seconds[1:], "fingerprint": model.built.world.fingerprint}


def place(name: str) -> dict[str, object]:
    """Return what a whole run of a shipped scenario needs, its warm-up left out."""
    run = Community(load(name, {"run.warmup": 0})).run()
    return {**run.seconds, "megabytes": run.peak_rss_bytes / 2**20, "bytes": run.state_bytes_per_resident}


def first_hours() -> dict[str, object]:
    """Return the time until a small place has lived through its first week, compiling included where it must be."""
    begun = time.perf_counter()
    Community(load("demo", {"run.weeks": 1, "run.warmup": 0})).run()
    return {"seconds": time.perf_counter() - begun}


if __name__ == "__main__":
    chosen = {"weeks": weeks, "place": place, "first_hours": first_hours}[sys.argv[1]]
    print(json.dumps(chosen(*sys.argv[2:])))
