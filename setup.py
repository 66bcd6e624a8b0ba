"""Packages of the wheel; everything else about the project is in pyproject.toml."""

from setuptools import find_packages, setup

# Scenario files are for reading and copying, so they lie at the top of the checkout. In a wheel they become the
# data of govsim._scenarios, so that `govsim run qiaosi` works without a checkout. `govsim.shipped` finds both.
setup(
    packages=[*find_packages(include=["govsim", "govsim.*"]), "govsim._scenarios"],
    package_dir={"govsim._scenarios": "scenarios"},
)
