"""Packages of the wheel; everything else about the project is in pyproject.toml."""

from setuptools import find_packages, setup

# Scenario files are for reading and copying, so they lie at the top of the checkout. In a wheel they become the
# data of govsim._scenarios, so that `govsim run qiaosi` works without a checkout. `govsim.shipped` finds both.
# Likewise the description of the model, which the folder of a paper quotes.
setup(
    packages=[*find_packages(include=["govsim", "govsim.*"]), "govsim._scenarios", "govsim._docs"],
    package_dir={"govsim._scenarios": "scenarios", "govsim._docs": "docs"},
)
