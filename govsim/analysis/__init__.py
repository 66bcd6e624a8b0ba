"""From records to effects: paired differences, chance and assumptions, verdicts, how many runs are needed."""

from govsim.analysis.assumptions import Range, assumption_draws, assumption_range, held
from govsim.analysis.effects import Comparison, Effect, Option, effects_of, hours_per_effect, plain
from govsim.analysis.kept import kept_set
from govsim.analysis.numbers import number, shown, signed
from govsim.analysis.paired import Difference, paired, power_of, runs_needed
from govsim.analysis.verdicts import case_of, verdict, who
from govsim.measures.survival import Survival, kaplan_meier

__all__ = [
    "Comparison", "Difference", "Effect", "Option", "Range", "Survival", "assumption_draws", "assumption_range",
    "case_of", "effects_of", "held", "hours_per_effect", "kaplan_meier", "kept_set", "number", "paired", "plain",
    "power_of", "runs_needed", "shown", "signed", "verdict", "who",
]  # fmt: skip
