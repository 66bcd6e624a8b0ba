"""What of a place never changes on the map: buildings, outlines of grids and estates, stations; metres, y downwards."""

from typing import Any

import numpy as np

from govsim.model import Community

PAD = 14.0  # m around a building that its grid's outline leaves, where buildings stand anywhere
DEPTH, STAIRWELL = 13.0, 18.0  # m: of a building, of the length that a stairwell adds
LONGEST = 92.0
SPOT = 4.0
SIDES = ((-1, 0), (1, 0), (0, -1), (0, 1))


def drawing(model: Community) -> dict[str, Any]:
    """Return the map: `buildings` x, y and length, `grids` and `estates` as line segments, `stations` x, y."""
    place = model.built.place
    table = place.buildings
    at = np.stack([table["x"], table["y"]], axis=1).astype(float)
    regular = model.scenario.place.buildings is None
    cell = _cell(at) if regular else np.array([PAD * 2, PAD * 2])
    outlines = {
        name: segments(at, table[name], cell, inset) if regular else hulls(at, table[name], PAD + 2 * inset)
        for name, inset in (("grid", 3.0), ("estate", -4.0))
    }
    stairs = np.ceil(table["households"] / place.households_per_stairwell)
    length = np.minimum(stairs * STAIRWELL, min(LONGEST, cell[0] * 0.82) if regular else LONGEST)
    return {
        "x": _short(at[:, 0]), "y": _short(at[:, 1]), "length": _short(length), "depth": DEPTH,
        "grids": outlines["grid"], "estates": outlines["estate"], "stations": stations(at, table["community"], cell),
        "names": _names(model),
    }  # fmt: skip


def _short(values: np.ndarray) -> list[float]:
    return [round(float(value), 1) for value in values]


def _names(model: Community) -> list[str]:
    """Return what each building is called: its name in the table, or its number."""
    labels = model.built.place.labels.get("building", ())
    return [str(label) for label in labels] or [str(row + 1) for row in range(len(model.built.place.buildings))]


def _cell(at: np.ndarray) -> np.ndarray:
    """Return the least distance between columns and between rows of buildings, m."""
    sizes = []
    for axis in (0, 1):
        gaps = np.diff(np.unique(at[:, axis]))
        gaps = gaps[gaps > 1]
        sizes.append(float(gaps.min()) if len(gaps) else 2 * PAD + DEPTH)
    return np.array(sizes)


def segments(at: np.ndarray, owner: np.ndarray, cell: np.ndarray, inset: float) -> list[list[float]]:
    """Return the edges (x1, y1, x2, y2) between cells of different owners, moved inwards by `inset` metres."""
    owners = {_spot(x, y): int(who) for (x, y), who in zip(at.tolist(), owner.tolist(), strict=True)}
    half, found = cell / 2 - inset, []
    for (x, y), who in zip(at.tolist(), owner.tolist(), strict=True):
        left, right, top, bottom = (
            owners.get(_spot(x + across * cell[0], y + down * cell[1])) != who for across, down in SIDES
        )
        x1, x2 = (x + sign * (half[0] if open_ else cell[0] / 2) for sign, open_ in ((-1, left), (1, right)))
        y1, y2 = (y + sign * (half[1] if open_ else cell[1] / 2) for sign, open_ in ((-1, top), (1, bottom)))
        edges = ((left, x1, y1, x1, y2), (right, x2, y1, x2, y2), (top, x1, y1, x2, y1), (bottom, x1, y2, x2, y2))
        found += [[round(number, 1) for number in edge] for open_, *edge in edges if open_]
    return found


def _spot(x: float, y: float) -> tuple[int, int]:
    """Return the square of some metres that a point lies in; its borders lie where no building stands."""
    return round((x + 0.123) / SPOT), round((y + 0.123) / SPOT)


def hulls(at: np.ndarray, owner: np.ndarray, pad: float) -> list[list[float]]:
    """Return the edges of the convex hull around each owner's buildings, `pad` metres away from them."""
    found = []
    corners = pad * np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])
    for who in np.unique(owner):
        points = (at[owner == who][:, None, :] + corners).reshape(-1, 2)
        ring = hull(points)
        found += [[round(n, 1) for n in (*a, *b)] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)]
    return found


def hull(points: np.ndarray) -> list[tuple[float, float]]:
    """Return the corners of the convex hull in order. Source: Andrew 1979, monotone chain."""
    ordered = sorted({(float(x), float(y)) for x, y in points})
    return _chain(ordered)[:-1] + _chain(ordered[::-1])[:-1]


def _chain(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    chain: list[tuple[float, float]] = []
    for x, y in points:
        while len(chain) > 1:
            (ax, ay), (bx, by) = chain[-2:]
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                break
            chain.pop()
        chain.append((x, y))
    return chain


def stations(at: np.ndarray, community: np.ndarray, cell: np.ndarray) -> list[list[float]]:
    """Return where each community's station stands: before the middle of its first row of buildings."""
    found = []
    for who in np.unique(community):
        own = at[community == who]
        middle = (own[:, 0].min() + own[:, 0].max()) / 2
        found.append([round(float(middle), 1), round(float(own[:, 1].min() - cell[1] * 0.75 - 6), 1)])
    return found
