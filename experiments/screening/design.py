"""Writes `design.toml`: a Morris screening of every assumed parameter. `python experiments/screening/design.py`."""

from pathlib import Path

from govsim.parameters import parameters

FILE = Path(__file__).with_name("design.toml")
HEAD = """\
# Written by design.py. Morris screening (Morris 1991; Campolongo et al. 2007) of every assumed parameter over its
# range; one seed for all points, so that differences are the parameters' own.
scenario = "baseline"
method = "morris"
samples = 6
seeds = 1
weeks = 52
title = { zh = "哪些假设左右结果？", en = "Which assumptions move the outcomes?" }
question.zh = "没有人测量过的数值里，哪些决定模型的结论？"
question.en = "Of all numbers that nobody has measured, which ones decide what the model says?"
settings = { "place.residents" = 7000, "place.communities" = 1, "run.warmup" = 26 }
"""
FACTOR = """
[[factors]]
path = "parameters.{name}"
low = {low}
high = {high}
"""


def text() -> str:
    """Return the design as the file has it."""
    assumed = [each for each in parameters().values() if each.kind == "assumed"]
    return HEAD + "".join(FACTOR.format(name=each.name, low=each.low, high=each.high) for each in assumed)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
