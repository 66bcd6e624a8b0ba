"""What one open page holds of the class: whether its reader was let in, the secret of a seat, what was said last."""

from collections.abc import Callable, Mapping
from typing import Any

import solara

from govsim.dashboard.classroom.acting import OddError, sit_down, take_part
from govsim.dashboard.classroom.here import Here
from govsim.dashboard.classroom.room import RefusedError
from govsim.dashboard.classroom.taking_part import seat_of

_ODD = ("没有听懂这一步。请刷新页面。", "That step was not understood. Please reload the page.")

# Of one open page each.
admitted: solara.Reactive[bool] = solara.reactive(False)
code_known: solara.Reactive[bool] = solara.reactive(False)
secret: solara.Reactive[str] = solara.reactive("")
said: solara.Reactive[tuple[int, str, str]] = solara.reactive((0, "", ""))


def joiner_acts(open_class: Here, message: Mapping[str, Any]) -> None:
    """Do what a phone asks, and tell it why if that is refused."""
    what = message.get("do") if isinstance(message, Mapping) else None
    if what == "code":
        enter(open_class, str(message.get("code"))[:20])
    elif what == "return":
        given = str(message.get("secret"))[:100]
        secret.value = given if seat_of(open_class.room, given) else ""
    elif what == "seat" and code_known.value:
        attempt(lambda: secret.set(sit_down(open_class, message)))
    else:
        attempt(lambda: take_part(open_class, secret.value, message))


def enter(open_class: Here, code: str, quiet: bool = False) -> None:
    """Compare a room code; quiet: it came with the address, and a wrong one is simply asked for again."""
    wait, digits = open_class.codes.wait(), "".join(str(int(letter)) for letter in code if letter.isdecimal())
    if open_class.codes.opens(digits, open_class.room.code):
        code_known.value = True
        _say("", "")
    elif not quiet:
        _refuse(wait, ("房间码不对。", "That is not the room's code."))


def knock(open_class: Here, message: Mapping[str, Any]) -> None:
    """Let a browser in that has the word, or was let in before."""
    if not isinstance(message, Mapping):
        return
    if "passkey" in message:
        admitted.value = admitted.value or open_class.knows(message["passkey"])
        return
    wait = open_class.words.wait()
    if open_class.words.opens(str(message.get("word")).strip().lower()[:100], open_class.room.word):
        admitted.value = True
        _say("", "")
    else:
        _refuse(wait, ("口令不对。", "That is not the word."))


def _refuse(wait: float, wrong: tuple[str, str]) -> None:
    seconds = int(wait) + 1
    _say(*(wrong if not wait else (f"试得太快，请等 {seconds} 秒。", f"Too fast. Please wait {seconds} seconds.")))


def attempt(step: Callable[[], None]) -> None:
    """Take a step, and tell the page why if it is refused."""
    try:
        step()
    except RefusedError as refused:
        _say(refused.text("zh"), refused.text("en"))
    except (OddError, AttributeError):
        _say(*_ODD)
    else:
        if said.value[1]:
            _say("", "")


def _say(zh: str, en: str) -> None:
    said.value = (said.value[0] + 1, zh, en)


def told(lang: str) -> dict[str, Any]:
    """Return what was said last, and its number."""
    number, zh, en = said.value
    return {"number": number, "text": zh if lang == "zh" else en}
