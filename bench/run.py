"""Speed and memory of the model, measured side by side with its twins: `python bench/run.py [section ...]`.

Without names every section runs, qiaosi only where it is asked for. Ratios are of processor time, both sides in turn.
"""

import argparse
import json
import platform
import sys
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "twins")]

from bench.sections import ON_DEMAND, SECTIONS, Line  # noqa: E402 (found only through the path set above)


def main() -> int:
    """Run the chosen sections, print a table; 1 if a number misses its bound."""
    chosen = _arguments()
    names = chosen.sections or [name for name in SECTIONS if name not in ON_DEMAND]
    if chosen.qiaosi and "qiaosi" not in names:
        names.append("qiaosi")
    found: dict[str, list[Line]] = {}
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    for name in names:
        print(f"\n{name}: {SECTIONS[name].__doc__}", flush=True)
        found[name] = []
        for line in SECTIONS[name]():
            found[name].append(line)
            print(text(line), flush=True)
    if chosen.json:
        lines = {name: [asdict(line) for line in section] for name, section in found.items()}
        chosen.json.write_text(json.dumps(lines, indent=2), encoding="utf-8")
    missed = [line.what for section in found.values() for line in section if line.holds is False]
    print(f"\nmissed: {', '.join(missed) or 'none'}")
    return int(bool(missed))


def text(line: Line) -> str:
    """Return a line of the table."""
    verdict = {None: "", True: "holds", False: "MISSED"}[line.holds]
    return f"  {line.what:56s} {line.value:12,.4g} {line.unit:15s} {line.bound:10s} {verdict}".rstrip()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="section", help=", ".join(SECTIONS))
    parser.add_argument("--qiaosi", action="store_true", help="also a place of 312,000 residents, three times a year")
    parser.add_argument("--json", type=Path, help="write the numbers to a file")
    chosen = parser.parse_args()
    if unknown := set(chosen.sections) - set(SECTIONS):
        parser.error(f"no section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    return chosen


if __name__ == "__main__":
    sys.exit(main())
