"""Settings shared by all tests."""

from hypothesis import settings

# The same examples on every machine, and no failure because a shared machine is slow.
settings.register_profile("govsim", derandomize=True, deadline=None)
settings.load_profile("govsim")
