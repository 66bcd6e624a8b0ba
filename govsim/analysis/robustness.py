"""Robustness: how options stand to each other when nobody knows which assumptions hold.

Regret: Savage 1951, doi:10.1080/01621459.1951.10500768; as a measure of robustness: McPhail et al. 2018,
doi:10.1002/2017EF000649.
"""

import numpy as np
import pandas as pd

from govsim.measures.catalogue import Direction


def robustness(means: pd.DataFrame, direction: Direction) -> pd.DataFrame:
    """Return how each option does over the draws, the option with the smallest largest regret first.

    `means`: draws x options, one outcome's mean over the same seeds; draws that miss an option are left out. Regret in
    a draw: by how much the option is worse than the best option in that draw. Columns: option, best_share (% of draws
    in which no option is better), mean_regret, largest_regret (in the outcome's unit), draws. Raises ValueError for an
    outcome without an agreed direction.
    """
    good = _good(means, direction)
    regret = good.max(axis=1).to_numpy()[:, None] - good.to_numpy()
    columns = {
        "option": list(good.columns), "best_share": 100 * (regret == 0).mean(axis=0),
        "mean_regret": regret.mean(axis=0), "largest_regret": regret.max(axis=0, initial=0.0), "draws": len(good),
    }  # fmt: skip
    return pd.DataFrame(columns).sort_values("largest_regret", kind="stable", ignore_index=True)


def better_shares(means: pd.DataFrame, direction: Direction) -> pd.DataFrame:
    """Return the share of draws, %, in which the option of the row is better than that of the column."""
    good = _good(means, direction).to_numpy()
    wins = 100 * (good[:, :, None] > good[:, None, :]).mean(axis=0)
    return pd.DataFrame(wins, index=list(means.columns), columns=list(means.columns))


def _good(means: pd.DataFrame, direction: Direction) -> pd.DataFrame:
    """Return the complete draws, more is better. Raises ValueError where no direction is agreed."""
    if direction == "none":
        raise ValueError("which way is better must be agreed")
    whole: pd.DataFrame = means.loc[np.isfinite(means.to_numpy(np.float64)).all(axis=1)]
    return whole if direction == "up" else whole * -1.0
