"""What Compare shares: the link, the options as files, command and Python, and the brief."""

import base64
import shlex
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import solara

from govsim.comparison import Compared
from govsim.dashboard.compare.choices import Spec, known
from govsim.dashboard.compare.running import Picture
from govsim.dashboard.own.brief import documents
from govsim.dashboard.own.differing import compare_python, scenario_file
from govsim.dashboard.own.errand import Errand
from govsim.dashboard.own.share import SharePanel, opened
from govsim.dashboard.own.shelf import shelf
from govsim.dashboard.view import View
from govsim.errors import GovsimError

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FILES = {"brief": ("brief.html", "text/html"), "word": ("brief.docx", _WORD), "whole": ("report.html", "text/html")}


@dataclass(frozen=True)
class Written:
    """Documents of a comparison in a language, by file name; or why there are none (zh, en)."""

    of: Any
    lang: str
    number: int
    kind: str
    files: Mapping[str, bytes] | None = None
    wrong: tuple[str, str] = ("", "")


@solara.component
def Shared(spec: Spec, mine: Picture | None, view: View) -> None:
    """Draw the panel of what is compared, if it is open."""
    written_now: solara.Reactive[Written | None] = solara.use_reactive(None)
    if not opened.value:
        return
    found = mine.found if mine and mine.state in ("done", "stopped") else None
    now = written_now.value

    def fetch(kind: str, number: int) -> None:
        if kind in _FILES and isinstance(found, Compared):
            start = Written(found, view.lang, number, kind)
            same = now is not None and now.of is found and now.lang == view.lang and now.files is not None
            if same and now is not None:
                written_now.value = Written(found, view.lang, number, kind, now.files)
                return
            written_now.value = start
            threading.Thread(target=_write, args=(start, command(spec), written_now), daemon=True).start()

    side = 0 if view.lang == "zh" else 1
    SharePanel(
        lang=view.lang, link=address(spec, view), own=_own(spec), parts=_parts(spec),
        wrong=now.wrong[side] if now else "", reports=list(_FILES) if found else [],
        gift=_gift(now) if now and now.files else None,
        waiting=now is not None and now.files is None and not now.wrong[0], fetch=fetch,
    )  # fmt: skip


def address(spec: Spec, view: View) -> str:
    """Return the address of the comparison with everything in it that it depends on: seed and version too."""
    found = known(spec.scenario)
    seed = spec.seed if spec.seed is not None or found is None else found.run.seed
    pairs = [("option", ",".join(option)) for option in spec.options]
    pairs += [("primary", name) for name in spec.primary]
    pairs += [("matters", f"{name}:{size:g}") for name, size in spec.matters]
    pairs += [("runs", str(spec.runs)), ("draws", str(spec.draws))]
    rest = view.link(spec.scenario, spec.changes, seed).partition("?")[2]
    return view.address(rest=pairs) + "&" + "&".join(part for part in rest.split("&") if not _is_view(part))


def written(name: str) -> str:
    """Return a scenario's name as it stands in a command: an uploaded one by its file."""
    place = shelf.value.find(name)
    file = place.file if place else name
    return f"./{file}" if file.startswith(("-", "+")) else file


def command(spec: Spec) -> str:
    """Return the command line that does the same comparison; uploaded files stand with their names."""
    words = ["govsim", "compare", written(spec.scenario)]
    for option in spec.options:
        which = spec.other(option)
        words.append(written(which) if isinstance(which, str) else
                     "".join(f"+{path}={_text(value)}" for path, value in which.items()))  # fmt: skip
    words += ["--runs", str(spec.runs), *(["--assumptions", str(spec.draws)] if spec.draws else [])]
    words += [] if spec.seed is None else ["--seed", str(spec.seed)]
    words += [word for name in spec.primary for word in ("--primary", name)]
    words += [word for name, size in spec.matters for word in ("--matters", f"{name}={size:g}")]
    return shlex.join(words + [word for path, value in spec.changes for word in ("--set", f"{path}={value}")])


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_view(part: str) -> bool:
    return part.partition("=")[0] in ("lang", "theme", "projector")


def _own(spec: Spec) -> str:
    """Return the check codes of uploaded files that the comparison needs."""
    others = [spec.other(option) for option in spec.options]
    names = [spec.scenario, *(each for each in others if isinstance(each, str))]
    return ", ".join(name[4:] for name in dict.fromkeys(names) if shelf.value.find(name))


def _parts(spec: Spec) -> list[dict[str, str]]:
    options = [spec.other(option) for option in spec.options]
    settings = {"runs": spec.runs, "assumptions": spec.draws, "primary": list(spec.primary),
                "matters": dict(spec.matters), "changes": spec.every}  # fmt: skip
    names = [written(each) if isinstance(each, str) else each for each in options]
    parts = [{"kind": "command", "text": command(spec)},
             {"kind": "python", "text": compare_python(written(spec.scenario), names, settings)}]  # fmt: skip
    return [*parts, *_files(spec)]


def _files(spec: Spec) -> list[dict[str, str]]:
    """Return each option as a scenario file; none where the page refuses what is asked."""
    files = []
    for letter, option in zip("abc", spec.options, strict=False):
        which = spec.other(option)
        name = which if isinstance(which, str) else spec.scenario
        changes = spec.every if isinstance(which, str) else {**spec.every, **which}
        found = known(name)
        if found is None:
            continue
        try:
            text = scenario_file(written(name), found, changes)
        except (LookupError, ValueError):
            continue
        files.append({"kind": f"file_{letter}", "name": f"govsim-option-{letter}.toml", "text": text})
    return files


def _write(start: Written, words: str, told: "solara.Reactive[Written | None]") -> None:
    try:
        files = Errand(documents, start.of, words, start.lang).run()
        found = Written(start.of, start.lang, start.number, start.kind, files)
    except GovsimError as error:
        found = Written(start.of, start.lang, start.number, start.kind, wrong=(error.text("zh"), error.text("en")))
    told.value = found


def _gift(now: Written) -> dict[str, Any]:
    assert now.files is not None
    name, mime = _FILES[now.kind]
    return {"number": now.number, "name": f"govsim-{name}", "mime": mime,
            "data": base64.b64encode(now.files[name]).decode()}  # fmt: skip
