"""The page that says how the model works, how well it fits, and what it cannot say."""

from govsim.dashboard.model.page import Model

__all__ = ["Model"]
