"""Numbers as they are shown, in both languages."""

from math import floor, isfinite, log10


def number(value: float) -> str:
    """Return a number with three digits that count (two below 0.1, at most six decimals) and a true minus sign."""
    size = abs(value)
    if not size >= 1e-6:
        return "0"
    counting = 2 if size < 0.1 else 3
    digits = min(6, max(0, counting - 1 - floor(log10(size))))
    return f"{'−' if value < 0 else ''}{size:,.{digits}f}"


def shown(value: float | None) -> str:
    """Return a number as it is shown, a dash where there is none."""
    return "—" if value is None or not isfinite(value) else number(value)


def signed(value: float | None) -> str:
    """Return a difference as it is shown, with its sign; a dash where there is none."""
    return f"+{number(value)}" if value is not None and isfinite(value) and value > 0 else shown(value)
