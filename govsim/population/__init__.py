"""The people of a place, and who knows whom: here what a scenario says; `residents` and `network` make the tables."""

from govsim.population.spec import Population

__all__ = ["Population"]
