"""The analyses of a sweep: which follow from its design, what they find, in tables and in words."""

from govsim.analysis.studies.analysing import ANALYSES, Analysed, analyse
from govsim.analysis.studies.folder import FOLDER, analyse_store, outcomes_of
from govsim.analysis.studies.study import Analysis, Finding, Study

__all__ = ["ANALYSES", "FOLDER", "Analysed", "Analysis", "Finding", "Study", "analyse", "analyse_store", "outcomes_of"]
