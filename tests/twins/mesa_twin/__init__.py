"""The core loop once more, as a plain Mesa model: an object per resident and worker, a step per hour.

Written from docs/model.md, for two ends: both programs must agree on what they count (test_docking), and their speeds
can be compared (bench). It takes the place, the people, their network and the settings of a scenario as they are; what
happens then is its own, drawn from one ordinary generator. Left out is what only measures or special scenarios use:
groups, booking, mediators, shocks, deadlines, convening, full offices, other orders of service.
"""

from .model import Twin

__all__ = ["Twin"]
