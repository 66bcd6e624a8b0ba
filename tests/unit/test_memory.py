"""A model that nobody holds gives its memory back."""

import gc
import weakref

from govsim.model import Community
from govsim.scenario import load


def test_a_finished_model_is_forgotten() -> None:
    scenario = load("demo", {"run.weeks": 1, "run.warmup": 0, "place.residents": 600, "place.communities": 1})
    model = Community(scenario)
    model.run()
    kept = weakref.ref(model)
    del model
    gc.collect()
    assert kept() is None
