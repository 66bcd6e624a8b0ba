"""Pages that are sent when there is no room or no program for the others: plain, in both languages."""

_FULL = (
    ("现在看的人已满", "同时打开的页面已到上限。请过一两分钟再刷新；已打开的页面不受影响。"),
    (
        "Every seat is taken",
        "This computer carries no more open pages. Reload in a minute or two; those that are open go on.",
    ),
)
_PAGE = """<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>govsim</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>:root{{color-scheme:light dark}}body{{font:18px/1.7 system-ui,"Noto Sans CJK SC","Noto Sans SC","PingFang SC",
"Microsoft YaHei",sans-serif;max-width:34rem;margin:14vh auto;padding:0 1.5rem}}h1{{font-size:1.6rem;font-weight:600;
margin:2rem 0 .3rem}}p{{margin:0;opacity:.75}}</style></head><body>{parts}</body></html>
"""


def full_page() -> str:
    """Return the page that says there is no room."""
    return _PAGE.format(parts="".join(f"<h1>{head}</h1><p>{text}</p>" for head, text in _FULL))
