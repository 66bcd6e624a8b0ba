"""The people of a place, and who knows whom."""

from govsim.population.network import build_network
from govsim.population.residents import build_residents
from govsim.population.spec import Population

__all__ = ["Population", "build_network", "build_residents"]
