"""Commands with the real model, as plain Python in processes of their own: a tiny place, no compilation."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TINY = ("--set", "place.residents=600", "--set", "place.communities=1", "--set", "run.warmup=0", "--weeks", "2")
PLAIN = {"NUMBA_DISABLE_JIT": "1", "GOVSIM_LANG": "en", "PYTHONPATH": str(ROOT)}
ON = ("--set", "policies.staggered.on=true", "--set", "policies.staggered.start=2021-01-11")


def govsim(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "govsim", *arguments], cwd=folder, env={**os.environ, **PLAIN}, text=True,
        capture_output=True, encoding="utf-8", timeout=240,
    )  # fmt: skip


def result_of(folder: Path, *arguments: str) -> dict[str, object]:
    """Return the JSON document of a command that succeeds."""
    done = govsim(folder, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_a_run_saved_and_gone_on_with_is_the_same_run(tmp_path: Path) -> None:
    whole = result_of(tmp_path, "run", "demo", *TINY)
    saved = govsim(tmp_path, "run", "demo", *TINY, "--until", "2021-01-10", "--save", "state.npz")
    assert saved.returncode == 0 and "--from state.npz" in saved.stderr and saved.stdout == ""
    rest = result_of(tmp_path, "run", "demo", *TINY, "--from", "state.npz")
    assert rest["fingerprint"] == whole["fingerprint"] and rest["outcomes"] == whole["outcomes"]
    assert whole["residents"] == 600 and whole["weeks"] == 2
    other = govsim(tmp_path, "run", "demo", *TINY, "--from", "state.npz", "--seed", "2")
    assert other.returncode == 2 and "seed 1" in other.stderr
    moved = govsim(tmp_path, "run", "demo", *TINY, "--set", "place.residents=601", "--from", "state.npz")
    assert moved.returncode == 3 and "state.npz" in moved.stderr and "Traceback" not in moved.stderr
    late = govsim(tmp_path, "run", "demo", *TINY, "--until", "2022-01-10", "--save", "late.npz")
    assert late.returncode == 2 and not (tmp_path / "late.npz").exists()
    nowhere = govsim(tmp_path, "run", "demo", *TINY, "--until", "2021-01-10", "--save", "state.npz/inside.npz")
    assert nowhere.returncode == 5 and "Traceback" not in nowhere.stderr


def test_the_story_of_the_longest_case_of_a_kept_run(tmp_path: Path) -> None:
    assert govsim(tmp_path, "run", "demo", *TINY, *ON, "--out", "kept", "--no-page").returncode == 0
    kept = result_of(tmp_path, "trace", "kept", "longest", "--changed-by", "staggered")
    again = result_of(tmp_path, "trace", "demo", str(kept["case"]), *TINY, *ON)
    assert kept["story"] == again["story"]
    story = kept["story"]
    assert isinstance(story, list) and len(story) >= 3
    assert story[0]["words"].startswith("arises") and story[0]["moment"].startswith("2021-01-")
    assert "story_without" in kept
    absent = govsim(tmp_path, "trace", "kept", "1-1")
    assert absent.returncode == 2 and "no case 1-1" in absent.stderr


def test_evaluate_gives_outcomes_and_knows_settings_by_their_path(tmp_path: Path) -> None:
    code = (
        "import govsim.comparison as c, json\n"
        "own = dict(weeks=1, run__warmup=0, place__residents=600, place__communities=1)\n"
        "print(json.dumps([c.evaluate('demo', seed=s, **own)['contact_rate'] for s in (1, 1, 2)]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, **PLAIN}, text=True, capture_output=True)
    one, same, other = json.loads(done.stdout)
    assert one == same and one != other


def hear_interrupts() -> None:
    """Undo that shells let what they start in the background ignore interrupts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", ["run", "compare"])
def test_a_stopped_command_ends_its_processes_and_leaves_nothing(tmp_path: Path, command: str, sign: int) -> None:
    options = ("+policies.staggered.on=true", "--workers", "2") if command == "compare" else ()
    long = (*TINY[:-1], "52", "--set", "place.residents=3000")
    running = subprocess.Popen(
        [sys.executable, "-m", "govsim", command, "demo", *options, *long, "--out", "result"], cwd=tmp_path,
        env={**os.environ, **PLAIN}, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=hear_interrupts,
    )  # fmt: skip
    time.sleep(6)
    assert running.poll() is None, running.communicate()
    running.send_signal(sign)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, ""), err
    assert err.strip().endswith("No half-written file was left.")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ProcessLookupError):  # nobody is left of its group of processes
        for _ in range(50):
            os.killpg(running.pid, 0)
            time.sleep(0.1)
