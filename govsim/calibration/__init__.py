"""Calibration: history matching, then ABC where it is asked for; what is left is the set of values not ruled out."""

from govsim.calibration.calibrating import Calibrated, CalibrationError, calibrate
from govsim.calibration.design import Abc, Design, Range, Target
from govsim.calibration.reading import read_design
from govsim.calibration.result import say, sentences

__all__ = [
    "Abc", "Calibrated", "CalibrationError", "Design", "Range", "Target", "calibrate", "read_design", "say",
    "sentences",
]  # fmt: skip
