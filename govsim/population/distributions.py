"""Turning keyed uniform draws into the distributions of people's columns, the same numbers on every machine."""

import numpy as np
from scipy.special import gammaincinv, log1p, ndtri


def chosen(uniforms: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Return which of the shares each draw falls into; shares of 0 are never chosen."""
    upto = np.cumsum(shares / shares.sum())
    number = np.searchsorted(upto[:-1], uniforms, side="left")
    choice: np.ndarray = np.minimum(number, np.flatnonzero(shares)[-1])
    return choice


def normal(uniforms: np.ndarray, mean: np.ndarray | float, spread: float, low: float, high: float) -> np.ndarray:
    """Return normal values, cut to low to high."""
    values: np.ndarray = np.clip(mean + spread * ndtri(uniforms), low, high)
    return values


def exponential(uniforms: np.ndarray) -> np.ndarray:
    """Return exponential values of mean 1."""
    values: np.ndarray = -log1p(-uniforms)
    return values


def gamma(uniforms: np.ndarray, shape: float) -> np.ndarray:
    """Return gamma values of mean 1, by a table of 4,097 quantiles scaled so that its own mean is 1."""
    at = np.linspace(-6, 6, 4_097)
    edges = 0.5 * (1 + np.tanh(0.8 * at))  # dense in both tails
    edges[0], edges[-1] = 0.0, 1.0
    values = gammaincinv(shape, np.minimum(edges, 1 - 1e-9)) / shape
    values /= float((np.diff(edges) * (values[1:] + values[:-1])).sum() / 2)
    drawn: np.ndarray = np.interp(uniforms, edges, values)
    return drawn
