"""The page that compares options side by side."""

from govsim.dashboard.compare.page import Compare

__all__ = ["Compare"]
