"""A scenario brought to life: its tables built, its days run, its records kept."""

from govsim.model.community import Community

__all__ = ["Community"]
