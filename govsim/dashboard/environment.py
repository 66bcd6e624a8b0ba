"""How Solara is to behave. It reads this once, so `prepare` comes before the first import of it."""

import os
import sys
from importlib.util import find_spec

APPLICATION = "govsim.dashboard.application"
CULL_AFTER = "10m"  # a page that nobody looks at any more is forgotten after this; its link opens it again
_NEEDED = ("solara", "ipyvuetify", "segno")


def missing() -> list[str]:
    """Return which packages of the extra `dashboard` are not installed."""
    return [name for name in _NEEDED if find_spec(name) is None]


def prepare(reload: bool = False) -> None:
    """Set Solara's settings: no telemetry, no banner, no call to the outside.

    reload: pages whose server was started again open themselves again, instead of asking their reader to.
    """
    os.environ.update(
        SOLARA_APP=APPLICATION,
        SOLARA_MODE="production",
        SOLARA_KERNEL_CULL_TIMEOUT=CULL_AFTER,
        SOLARA_TELEMETRY_MIXPANEL_ENABLE="False",
        SOLARA_THEME_SHOW_BANNER="false",
        SOLARA_THEME_LOADER="plain",
        SOLARA_THEME_TITLE="govsim",
        SOLARA_ASSETS_FONTAWESOME_ENABLED="false",
        SOLARA_SESSION_HTTP_ONLY="true",
        **({"SOLARA_THEME_FORCE_REFRESH": "true"} if reload else {}),
    )


def tolerate_loading() -> None:
    """Let pages be drawn while another thread loads pandas.

    Reacton asks sys.modules for pandas.DataFrame, and fails where pandas is there but not yet whole: a page that was
    being drawn at that moment stayed empty. No value can be a DataFrame before pandas is whole.
    """
    from reacton import utils

    utils.import_item = _known


def _known(name: str) -> object:
    module, _, item = name.rpartition(".")
    return getattr(sys.modules.get(module), item, None) if module else sys.modules.get(name)
