"""Which font draws Chinese in figures, if this machine has one."""

from functools import cache

from matplotlib import font_manager

CHINESE = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC", "Hiragino Sans GB",
    "Microsoft YaHei", "SimHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Sans CJK JP", "Arial Unicode MS",
)  # fmt: skip


@cache
def chinese_font() -> str | None:
    """Return the name of an installed font with simplified Chinese, None if there is none."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in CHINESE if name in installed), None)


def figure_language(lang: str) -> str:
    """Return the language of figures: English where Chinese cannot be drawn."""
    return lang if lang != "zh" or chinese_font() else "en"
