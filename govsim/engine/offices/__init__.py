"""Queues of offices on their clocks of open hours: who is served when, who is passed on, who leaves."""

from govsim.engine.offices.tables import (
    ANSWER,
    BLOCKED,
    CLOSED_AT_DEADLINE,
    LAWS,
    MESSAGE,
    ORDERS,
    OUTCOMES,
    SERVED,
    WITHDRAWN,
    Desks,
    Rules,
    background_rate,
    messages,
    opened,
)
from govsim.engine.offices.window import as_numbers, enlarged, header, serve

__all__ = [
    "ANSWER",
    "BLOCKED",
    "CLOSED_AT_DEADLINE",
    "LAWS",
    "MESSAGE",
    "ORDERS",
    "OUTCOMES",
    "SERVED",
    "WITHDRAWN",
    "Desks",
    "Rules",
    "as_numbers",
    "background_rate",
    "enlarged",
    "header",
    "messages",
    "opened",
    "serve",
]
