"""The page 推演 Explore: a model that plays in a process of its own, its map, its figures and its stories."""


def prepare() -> None:
    """Start a process for the first session, so that its page shows at once."""
    from govsim.dashboard.live.link import stable

    stable.prepare()


def close() -> None:
    """End all processes."""
    from govsim.dashboard.live.link import stable

    stable.close()
