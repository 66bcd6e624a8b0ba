"""What an archive must not tell: names of users and machines, and where files lay on them."""

import getpass
import os
import platform
import re
import tempfile
from pathlib import Path

ENDINGS = (".json", ".toml", ".md", ".csv", ".html", ".cff", ".tex", ".svg", ".txt")
# Text in which a path begins after a blank, a quote, an equals sign or a bracket, and has at least two parts.
_ABSOLUTE = re.compile(
    r"""(?<![^\s"'=(\[:,>])(?:[A-Za-z]:[\\/]+|/)(?:[^\s"'\\/<>|:*?,;]+[\\/]+)+([^\s"'\\/<>|:*?,;)\]]*)"""
)


def cleaned(name: str, content: bytes) -> bytes:
    """Return a file's content without private names: an absolute path becomes its last part. Only texts change."""
    if not name.endswith(ENDINGS):
        return content
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return content
    for folder in _folders():
        text = text.replace(f"{folder}{os.sep}", "").replace(f"{folder}/", "")
    text = _ABSOLUTE.sub(lambda match: match[1] or ".", text)
    for word in _names():
        text = re.sub(rf"(?<![\w-]){re.escape(word)}(?![\w-])", "-", text)
    return text.encode()


def _folders() -> list[str]:
    """Return folders of this machine, the longest first."""
    found = {Path.home(), Path.cwd(), Path(tempfile.gettempdir())}
    return sorted((str(each) for each in found if len(each.parts) > 1), key=len, reverse=True)


def _names() -> list[str]:
    """Return names of this user and machine that are no ordinary words."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container without an entry for its user
        user = ""
    ordinary = ("root", "user", "users", "admin", "ubuntu", "localhost", "home", "guest", "runner", "default", "test")
    return [name for name in (user, platform.node()) if len(name) > 3 and name.lower() not in ordinary]
