"""Communities, grids, estates and buildings: from counts, or from a table of the buildings of a real place.

Here is what a scenario says of them; `build` makes the tables.
"""

from govsim.place.problems import InputError, Problem
from govsim.place.spec import Place

__all__ = ["InputError", "Place", "Problem"]
