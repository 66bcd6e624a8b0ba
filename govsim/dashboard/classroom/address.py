"""Where on the local network this computer is reached."""

import ipaddress
import socket
from contextlib import suppress

from govsim.errors import UsageError

_ALLOWED = tuple(map(ipaddress.IPv4Network, (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8",
)))  # fmt: skip
_TOWARDS = ("192.168.255.254", "10.255.255.254", "172.31.255.254")  # nothing is sent there


def found() -> list[str]:
    """Return the private addresses of this computer, the most likely one first; without loopback."""
    addresses = [_towards(other) for other in _TOWARDS]
    with suppress(OSError):
        addresses += [str(row[4][0]) for row in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return [each for each in dict.fromkeys(addresses) if _is_private(each) and not each.startswith("127.")]


def chosen(asked: str | None) -> str:
    """Return the address to bind. Raises UsageError for one that is not private, or where there is none."""
    if asked is not None:
        if not _is_private(asked):
            raise UsageError(
                f"{asked} 不是局域网地址。课堂只在局域网内开，例如 --address 192.168.1.23",
                f"{asked} is no address of a local network. A class is held there only, such as --address 192.168.1.23",
            )
        return asked
    addresses = found()
    if not addresses:
        raise UsageError(
            "没有找到局域网地址。请连上无线网或打开本机热点，再试；或用 --address 指定。",
            "No address of a local network was found. Join a Wi-Fi or open this computer's hotspot, or give --address.",
        )
    return addresses[0]


def _towards(other: str) -> str:
    """Return the address from which this computer would speak to another one; no packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((other, 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def _is_private(text: str) -> bool:
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return any(address in network for network in _ALLOWED)
