"""Offices against queueing theory: service mean 1 h, open at all hours, 32 fixed seeds.

A row passes if the mean over seeds lies within four standard errors of theory and within 2 % of it (5 % or 10 % where
said). Source: Kleinrock (1975), Queueing Systems I; Garnett, Mandelbaum & Reiman (2002) for Erlang A; Phipps (1956)
for the shortest first; Cobham (1954) for priorities.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.engine.columns import table
from govsim.engine.offices import BLOCKED, LAWS, ORDERS, WITHDRAWN, Desks, Rules, messages, opened, serve
from govsim.engine.offices.tables import OFFICE

REPLICATES = 32
DROPPED = 500  # arrivals of the start, when the office is still empty
ALWAYS_OPEN = np.array([[0.0, 1.0]])

Row = dict[str, Any]
Floats = NDArray[np.floating[Any]]
Run = tuple[Desks, np.ndarray]
Columns = Callable[[int], dict[str, Any]]


def offices(number: int = 1, **settings: Any) -> np.ndarray:
    """Return equal offices with one server and a mean service of 1 h, but for the settings."""
    empty = table(number, **OFFICE)
    for name, value in {"servers": 1, "mean": 1.0, **settings}.items():
        empty[name] = value
    return empty


def referrals(arrivals: Floats, **columns: Any) -> np.ndarray:
    """Return a message of another person for each arrival."""
    sent = messages(len(arrivals))
    sent["person"], sent["sent"], sent["arrival"] = np.arange(len(arrivals)), arrivals, arrivals
    for name, value in columns.items():
        sent[name] = value
    return sent


def simulate_queue(
    sent: np.ndarray, places: np.ndarray, rules: Rules, window: float = 200.0, clock: Floats = ALWAYS_OPEN
) -> Run:
    """Return the desks when all is answered, and the answers in the order of persons and rounds.

    sent: messages in order of arrival; places: OFFICE rows; window: hours served at a time, which changes nothing.
    """
    desks = opened(places.copy(), clock, max(1, int(places["servers"].max())))
    end = float(sent["arrival"].max())
    edges = np.arange(0.0, end + 2 * window, window)
    cuts = np.searchsorted(sent["arrival"], edges)
    answers = []
    for first, last, low, high in zip(edges[:-1], edges[1:], cuts[:-1], cuts[1:], strict=True):
        desks, answered = serve(desks, sent[low:high], rules, first, last)
        answers.append(answered)
    while ((desks.matters["state"] > 0) & (desks.matters["person"] >= 0)).any() and (places["servers"] > 0).all():
        first, last = last, last + window
        desks, answered = serve(desks, sent[:0], rules, first, last)
        answers.append(answered)
    joined = np.concatenate(answers)
    return desks, joined[np.lexsort((joined["round"], joined["person"]))]


def poisson(rate: float, number: int, seed: int) -> Floats:
    """Return the hours of a Poisson stream."""
    return np.cumsum(np.random.default_rng(seed).exponential(1.0 / rate, number))


def as_they_come(seed: int) -> dict[str, Any]:
    """Return no further columns of the messages."""
    return {}


def replicated(rate: float, number: int, columns: Columns = as_they_come, **office: Any) -> list[Run]:
    """Return one run per seed of a Poisson stream to one office."""
    runs = []
    for seed in range(REPLICATES):
        sent = referrals(poisson(rate, number, seed), **columns(seed))
        desks, answers = simulate_queue(sent, offices(**office), Rules(seed))
        runs.append((desks, answers[DROPPED:]))
    return runs


def row(name: str, samples: Any, target: float, tolerance: float = 0.02, errors: float = 4.0) -> Row:
    """Return one check: the mean of the samples against theory, within some standard errors and a share of it."""
    values = np.asarray(samples, dtype=np.float64)
    value = float(values.mean())
    allowed = min(errors * float(values.std(ddof=1)) / math.sqrt(len(values)), tolerance * target)
    return {
        "id": f"offices.{name}", "kind": "theory", "role": "source", "target": target, "value": value,
        "low": target - allowed, "high": target + allowed, "passed": abs(value - target) <= allowed,
    }  # fmt: skip


def mean_wait(runs: list[Run]) -> list[float]:
    """Return the mean hours in the queue of each run."""
    return [float(answers["waited"].mean()) for _, answers in runs]


def erlang_b(load: float, servers: int) -> float:
    """Return the share of blocked arrivals: B(0) = 1, B(k) = a B / (k + a B)."""
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked


def erlang_c_wait(load: float, servers: int) -> float:
    """Return the mean wait with service mean 1: C / (c - a), C = B / (1 - rho (1 - B))."""
    blocked, rho = erlang_b(load, servers), load / servers
    return blocked / (1.0 - rho * (1.0 - blocked)) / (servers - load)


def erlang_a(rate: float, servers: int, theta: float) -> tuple[float, float, float, float]:
    """Return P(wait), P(withdraw), mean wait over all, utilisation; service mean 1, withdrawal at rate theta."""
    weights = [1.0]
    while len(weights) < 2000:
        n = len(weights)
        weights.append(weights[-1] * rate / (min(n, servers) + max(n - servers, 0) * theta))
    present = np.arange(len(weights))
    chance = np.array(weights) / sum(weights)
    queued = float((chance * np.maximum(present - servers, 0)).sum())
    busy = float((chance * np.minimum(present, servers)).sum())
    return float(chance[servers:].sum()), theta * queued / rate, queued / rate, busy / servers


def single_server() -> Iterator[Row]:
    """M/M/1 at load .8: wait, time, number, and the tail of the time P(W > t) = exp(-.2 t)."""
    runs = replicated(0.8, 105_000)
    times = [answers["finished"] - answers["sent"] for _, answers in runs]
    yield row("mm1.wait", mean_wait(runs), 4.0)
    yield row("mm1.time", [t.mean() for t in times], 5.0)
    yield row("mm1.number", [number_present(answers) for _, answers in runs], 4.0)
    for hours in (5.0, 10.0):
        yield row(f"mm1.tail_{hours:.0f}", [(t > hours).mean() for t in times], math.exp(-0.2 * hours))


def number_present(answers: np.ndarray) -> float:
    """Return the time average of the number in an office between the first and last arrival of the answers."""
    first, last = answers["sent"][0], answers["sent"][-1]
    return float((np.minimum(answers["finished"], last) - answers["sent"]).sum() / (last - first))


def several_servers() -> Iterator[Row]:
    """M/M/3 at load .8 and M/M/5 at load .9."""
    yield row("mm3.wait", mean_wait(replicated(2.4, 100_000, servers=3)), erlang_c_wait(2.4, 3))
    yield row("mm5.wait", mean_wait(replicated(4.5, 170_000, servers=5)), erlang_c_wait(4.5, 5))


def loss() -> Iterator[Row]:
    """M/M/3/3: the share that is refused is Erlang's B."""
    runs = replicated(2.4, 30_000, servers=3, capacity=3)
    yield row("loss.blocked", [(a["outcome"] == BLOCKED).mean() for _, a in runs], erlang_b(2.4, 3))


def impatience() -> Iterator[Row]:
    """Erlang A: M/M/3 whose waiting customers withdraw."""
    for rate, theta in ((3.2, 0.5), (2.4, 0.25)):
        runs = replicated(rate, 40_000, servers=3, withdrawal=theta)
        waits, withdrawn, queued, busy = erlang_a(rate, 3, theta)
        name = f"erlang_a_{rate}"
        yield row(f"{name}.waits", [(a["waited"] > 1e-9).mean() for _, a in runs], waits)
        yield row(f"{name}.withdrawn", [(a["outcome"] == WITHDRAWN).mean() for _, a in runs], withdrawn)
        yield row(f"{name}.wait", mean_wait(runs), queued)
        yield row(f"{name}.utilisation", [utilisation(answers, 3) for _, answers in runs], busy)


def utilisation(answers: np.ndarray, servers: int) -> float:
    """Return the share of the servers' time between the first and last arrival that was spent in service."""
    span = answers["sent"][-1] - answers["sent"][0]
    return float((answers["finished"] - answers["begun"]).sum() / span / servers)


def any_service() -> Iterator[Row]:
    """M/G/1 with lognormal service, exact (Pollaczek-Khinchine); M/G/3 only about, 10 %."""
    law = LAWS.index("lognormal")
    for cv, number in ((0.5, 60_000), (1.0, 60_000), (1.5, 100_000)):
        exact = 0.7 * (1.0 + cv * cv) / (2.0 * 0.3)
        yield row(f"mg1_{cv}.wait", mean_wait(replicated(0.7, number, law=law, cv=cv)), exact)
    for cv in (0.5, 1.5):
        waits = mean_wait(replicated(2.4, 40_000, servers=3, law=law, cv=cv))
        yield row(f"mg3_{cv}.wait", waits, erlang_c_wait(2.4, 3) * (1.0 + cv * cv) / 2.0, 0.10, errors=math.inf)


def orders() -> Iterator[Row]:
    """M/M/1 at load .6 by another order: half of the arrivals first; the shortest first."""
    rho, number = 0.6, 50_000

    def kinds(seed: int) -> dict[str, Any]:
        return {"kind": np.random.default_rng(1000 + seed).integers(0, 2, number) * 3}

    runs = replicated(rho, number, kinds, order=ORDERS.index("disputes_first"))
    first = rho / (1.0 - rho / 2.0)
    yield row("priority.first", [a["waited"][a["kind"] == 0].mean() for _, a in runs], first)
    yield row("priority.second", [a["waited"][a["kind"] == 3].mean() for _, a in runs], first / (1.0 - rho))
    x = np.linspace(0.0, 60.0, 600_001)
    shorter = rho * (1.0 - np.exp(-x) * (1.0 + x))  # load of the services up to x hours
    exact = float(np.trapezoid(np.exp(-x) * rho / (1.0 - shorter) ** 2, x))
    yield row("shortest.wait", mean_wait(replicated(rho, number, order=ORDERS.index("shortest"))), exact)


def completion_against_speed() -> Iterator[Row]:
    """Solved with chance p, otherwise back after D = 40 h: T = 1/(p mu - lambda) + D (1 - p)/p.

    With D = 0 only the time at the office remains: faster and more complete are then the same.
    """
    for name, mu, p in (("base", 1.0, 0.8), ("speed", 1.1, 0.8), ("completion", 1.0, 0.88)):
        spent = np.array([returning(0.6, mu, p, 40.0, seed) for seed in range(REPLICATES)])
        at_office = 1.0 / (p * mu - 0.6)
        yield row(f"{name}.time", spent[:, 0], at_office + 40.0 * (1.0 - p) / p, 0.05)
        yield row(f"{name}.time_at_office", spent[:, 1], at_office, 0.05)


def returning(rate: float, mu: float, solved: float, delay: float, seed: int) -> tuple[float, float]:
    """Return the mean hours until a case is solved, and of these the hours at the office."""
    number, draws = 8_000, np.random.default_rng(5000 + seed)
    arose = poisson(rate, number, seed)
    visits = np.stack([arose, np.arange(number), np.zeros(number)])  # hour, person, round
    back, unsolved, hour = visits[:, :0], number, 0.0
    desks, rules = opened(offices(mean=1.0 / mu), ALWAYS_OPEN, 1), Rules(seed)
    ended, at_office = np.zeros(number), np.zeros(number)
    while unsolved > 0:
        first, last = np.searchsorted(arose, (hour, hour + delay))
        due = back[0] < hour + delay
        times, persons, rounds = np.hstack([visits[:, first:last], back[:, due]])
        desks, answers = serve(desks, referrals(times, person=persons, round=rounds), rules, hour, hour + delay)
        at_office += np.bincount(answers["person"], answers["finished"] - answers["sent"], number)
        done = draws.random(len(answers)) < solved
        ended[answers["person"][done]] = answers["finished"][done]
        again = answers[~done]  # begun in this window, so that no one is back before the next
        again = np.stack([again["finished"] + delay, again["person"], again["round"] + 1])
        back, hour, unsolved = np.hstack([back[:, ~due], again]), hour + delay, unsolved - int(done.sum())
    kept = slice(DROPPED, number - DROPPED)  # the last ones meet an office that empties
    return float((ended - arose)[kept].mean()), float(at_office[kept].mean())


def several_departments() -> Iterator[Row]:
    """Departments with idle servers meet a case: at once H_m / mu, one after another m / mu."""
    arrivals = np.arange(1, 2001) * 60.0
    for m in (2, 3):
        for convened, exact in ((1, sum(1.0 / k for k in range(1, m + 1))), (0, float(m))):
            spent = []
            for seed in range(REPLICATES):
                sent = referrals(arrivals, needs=(1 << m) - 1, convened=convened)
                _, answers = simulate_queue(sent, offices(m), Rules(seed, between=0.0), 6000.0)
                spent.append((answers["finished"] - answers["sent"]).mean())
            yield row(f"departments_{m}_{'together' if convened else 'in_turn'}.time", spent, exact)


def passing() -> Iterator[Row]:
    """Passes at chance q = .3: q / (1 - q) without a cap, q + q^2 + q^3 with a cap of 3; 24-72 h each."""
    for most, exact in ((1000, 0.3 / 0.7), (3, 0.3 + 0.3**2 + 0.3**3)):
        runs = []
        for seed in range(REPLICATES):
            sent = referrals(poisson(0.1, 8000, seed), pass_chance=0.3)
            runs.append(simulate_queue(sent, offices(3), Rules(seed, most_passes=most))[1])
        yield row(f"passes_cap_{most}.number", [answers["passes"].mean() for answers in runs], exact)
        away = [(a["begun"] - a["sent"] - a["waited"]).sum() / a["passes"].sum() for a in runs]
        yield row(f"passes_cap_{most}.hours", away, 48.0)


def backlog() -> Iterator[Row]:
    """With two or more waiting per server the chance of passing is q (1 + 2 b): .3 with b = .5 gives .6."""
    shares = []
    for seed in range(REPLICATES):
        sent = referrals(poisson(1.0, 4000, seed), pass_chance=0.3)
        desks, _ = simulate_queue(sent, offices(servers=0), Rules(seed, most_passes=1000))
        shares.append(desks.offices["passed"][0] / desks.offices["arrived"][0])
    yield row("passes_backlog.share", shares, 0.6)


def background() -> Iterator[Row]:
    """Cases of other places hold two servers with a mean service of 4 h at a utilisation of .65."""
    used = []
    for seed in range(REPLICATES):
        places = offices(servers=2, mean=4.0, background=0.65 * 2 / 4.0)
        desks, hours = opened(places, ALWAYS_OPEN, 2), 40_000.0
        for first in np.arange(0.0, hours, 1000.0):
            desks, _ = serve(desks, messages(0), Rules(seed), first, first + 1000.0)
        used.append(desks.offices["busy"][0] / (2 * hours))
    yield row("background.utilisation", used, 0.65)


CHECKS: tuple[Callable[[], Iterator[Row]], ...] = (
    single_server, several_servers, loss, impatience, any_service, orders, completion_against_speed,
    several_departments, passing, backlog, background,
)  # fmt: skip


def rows() -> Iterator[Row]:
    """Return all checks of the offices, one by one."""
    for check in CHECKS:
        yield from check()
