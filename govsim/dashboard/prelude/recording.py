"""Records what Explore shows first: `python -m govsim.dashboard.prelude.recording` (needs the extra `test`).

Chromium opens the page and the doors in both languages; their markup is written, maps as pictures, with those rules of
the style sheets that concern it. To be run again when the model or the page changes; tests/browser/test_prelude.py
says so.
"""

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from typing import Any

from govsim.dashboard.prelude import HERE, SCENARIO
from govsim.dashboard.texts import LANGUAGES

PORT = 8790
SIZE = {"width": 1366, "height": 768}
PATIENCE = 180.0  # s
FIRST = """() => window.__govsim && window.__govsim.frames > 0 && document.querySelector('.gx-clock')
    && document.querySelector('.gx-series polyline.lbase').getAttribute('points').length > 9"""
STANDS = "document.querySelector('.gx-clock b').textContent"
PICTURE = "document.querySelector('.gx-canvas canvas').toDataURL()"
BEGINS = "13:00"  # the hour that the page stands at before it plays
# The markup of a part: maps as pictures, without what only the program behind the page can do.
MARKUP = """([selector, pictures]) => {
    const copy = document.querySelector(selector).cloneNode(true);
    copy.querySelectorAll('canvas').forEach(each => {
        const box = document.createElement('span');
        box.className = 'g-prelude-map';
        box.innerHTML = pictures.map(([theme, data]) => `<img class="${theme}" alt="" src="${data}">`).join('');
        each.replaceWith(box);
    });
    const chosen = [...document.querySelectorAll(selector + ' :is(select, input)')];
    copy.querySelectorAll('select, input').forEach((each, place) => {
        if (each.tagName === 'INPUT') each.setAttribute('value', chosen[place].value);
        else each.options[chosen[place].selectedIndex].setAttribute('selected', '');
    });
    copy.querySelectorAll('.gx-over, .gx-caption, .g-menu').forEach(each => each.remove());
    copy.querySelectorAll('[id]').forEach(each => each.removeAttribute('id'));
    copy.querySelectorAll('a').forEach(each => {
        const there = new URL(each.getAttribute('href'), location), lang = there.searchParams.get('lang');
        each.setAttribute('href', there.pathname + (lang ? '?lang=' + lang : ''));
    });
    return copy.outerHTML;
}"""
# Rules that match something of the page, light or dark, in their order.
RULES = """() => {
    const passing = /::?(before|after|hover|focus|focus-visible|active|placeholder|selection)\\b|\\.theme--dark/g;
    const plain = text => text.replace(passing, '').trim();
    const matches = text => text.split(',').some(part => {
        try { return document.querySelector('.g-frame, .g-doors') && document.querySelector(plain(part) || '*'); }
        catch { return false; }
    });
    const kept = rules => [...rules].map(rule => {
        if (rule.cssRules && rule.media) {
            const inner = kept(rule.cssRules);
            return inner ? `@media ${rule.media.mediaText} {${inner}}` : '';
        }
        return rule.selectorText && matches(rule.selectorText) ? rule.cssText : '';
    }).filter(text => text).join('\\n');
    return [...document.styleSheets].map(sheet => kept(sheet.cssRules)).filter(text => text).join('\\n');
}"""
OWN = """
.v-application button, .v-application select, .v-application input { pointer-events: none; }
.v-application { position: fixed; inset: 0; z-index: 100003; }
.g-prelude-map { position: absolute; inset: 0; }
.g-prelude-map img { width: 100%; height: 100%; object-fit: contain; display: none; }
.theme--light .g-prelude-map .light, .theme--dark .g-prelude-map .dark { display: block; }
.v-application .g-prelude-note {
  position: fixed; left: 50%; bottom: 18px; transform: translateX(-50%); margin: 0; z-index: 300; padding: 6px 16px;
  border-radius: 99px; background: var(--ink); color: var(--paper); font: 500 13px/1.5 system-ui, sans-serif;
}
"""


def main() -> int:
    """Record all parts."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        command = [sys.executable, "-m", "govsim", "dashboard", "--port", str(PORT)]
        server = subprocess.Popen(command, cwd=folder)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        try:
            _wait()
            rules: list[str] = []
            for lang in LANGUAGES:
                rules += _record(browser, lang)
        finally:
            browser.close()
            server.terminate()
            server.wait(60)
    (HERE / "style.css").write_text("\n".join(dict.fromkeys("\n".join(rules).splitlines())) + OWN, encoding="utf-8")
    return 0


def _record(browser: Any, lang: str) -> list[str]:
    """Record the parts of a language and return the rules of style that they need."""
    pictures = []
    for theme in ("dark", "light"):
        page = _opened(browser, f"/explore?lang={lang}&theme={theme}")
        pictures.append((theme, page.evaluate(PICTURE)))
        if theme == "dark":
            page.close()
    _write(f"explore.{lang}.html", page.evaluate(MARKUP, [".g-frame", pictures]))
    rules = [page.evaluate(RULES)]
    page.close()
    page = _opened(browser, f"/?lang={lang}&theme=light")
    _write(f"doors.{lang}.html", page.evaluate(MARKUP, [".g-doors", []]))
    rules.append(page.evaluate(RULES))
    page.close()
    return rules


def _opened(browser: Any, path: str) -> Any:
    """Return a page at its first picture. Raises RuntimeError if it has gone on already."""
    page = browser.new_page(viewport=SIZE)
    page.goto(f"http://127.0.0.1:{PORT}{path}&scenario={SCENARIO}")
    page.wait_for_function(FIRST, timeout=1000 * PATIENCE)
    if page.evaluate(STANDS) != BEGINS:
        raise RuntimeError("the page played before it was recorded; try again")
    return page


def _write(name: str, markup: str) -> None:
    (HERE / name).write_text(markup + "\n", encoding="utf-8")


def _wait() -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server did not start")


if __name__ == "__main__":
    sys.exit(main())
