"""Which cluster does the runs: its address, checked before anything is begun, and whether anybody answers there."""

import re
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from govsim.errors import GovsimError, UsageError

ADDRESS = re.compile(r"(?:(?P<scheme>tcp|tls)://)?(?P<host>\[[0-9A-Fa-f:.%]+\]|[^\s/:@\[\]?#]+):(?P<port>\d{1,5})/?")
LARGEST_PORT = 65535
ANSWER, AGAIN = 5.0, 0.25  # seconds until a scheduler that does not answer is given up, and between attempts
Tell = Callable[[str, str], None]  # a sentence in Chinese and in English


class ClusterError(GovsimError):
    """A cluster that cannot be reached, or is gone."""

    exit_code = 5

    def __init__(self, address: str, reason: str, zh: str = "") -> None:
        """Takes the address, and the reason in English and in Chinese."""
        super().__init__(
            f"连接不上计算集群 {address}，或已断开（{zh or reason}）。已完成的保留；修好后用同一命令继续。",
            f"The cluster {address} cannot be reached, or is gone ({reason}). "
            "What is done is kept; the same command goes on.",
        )


@dataclass(frozen=True)
class Where:
    """Where runs are done. workers: processes here, 0 = in this one; cluster: address of a Dask scheduler instead.

    ca, certificate, key: files for TLS, where the scheduler asks for it. patience: seconds to wait for the scheduler.
    Raises UsageError for an address of another form, or files for TLS that do not go with it.
    """

    workers: int | None = None
    cluster: str | None = None
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    patience: int = 20

    def __post_init__(self) -> None:
        """Check what can be checked without the network."""
        secured = _checked(self.cluster)["scheme"] == "tls" if self.cluster is not None else False
        if secured and not self.files:
            raise UsageError(
                f"{self.cluster} 要用证书：--tls-ca、--tls-cert、--tls-key。",
                f"{self.cluster} takes certificates: --tls-ca, --tls-cert, --tls-key.",
            )
        if self.files and not secured:
            wrong = self.cluster or "-"
            raise UsageError(
                f"证书（--tls-ca、--tls-cert、--tls-key）用于 --cluster tls://主机:端口，不能是 {wrong}。",
                f"Certificates (--tls-ca, --tls-cert, --tls-key) go with --cluster tls://HOST:PORT, not with {wrong}.",
            )

    @property
    def files(self) -> dict[str, str]:
        """The files for TLS, as Dask names them."""
        named = {"tls_ca_file": self.ca, "tls_client_cert": self.certificate, "tls_client_key": self.key}
        return {name: str(path) for name, path in named.items() if path is not None}


def await_scheduler(address: str, patience: float, tell: Tell) -> None:
    """Say which cluster is asked and wait for its scheduler: ANSWER seconds for a connection, then its first word.

    A Dask scheduler speaks first, but with TLS. Raises ClusterError.
    """
    tell(f"正在连接计算集群 {address} …", f"Connecting to the cluster {address} …")
    found = _checked(address)
    with _connected(address, found["host"].strip("[]"), int(found["port"]), min(ANSWER, patience)) as connection:
        if found["scheme"] != "tls" and not _speaks(connection, patience):
            en = "something else than a Dask scheduler answers there; one with TLS has the address tls://HOST:PORT"
            raise ClusterError(address, en, "那里应答的不是 Dask 调度器；用 TLS 的调度器写 tls://主机:端口")


def _connected(address: str, host: str, port: int, seconds: float) -> socket.socket:
    """Return a connection, tried again and again for these seconds. Raises ClusterError."""
    until = time.monotonic() + seconds
    while True:
        try:
            return socket.create_connection((host, port), timeout=max(AGAIN, until - time.monotonic()))
        except OSError as error:
            reason = error.strerror or str(error) or type(error).__name__
        if time.monotonic() >= until:
            en = f"{reason}; does dask scheduler run there?"
            raise ClusterError(address, en, f"{reason}；请确认那里的 dask scheduler 在运行")
        time.sleep(AGAIN)


def _speaks(connection: socket.socket, seconds: float) -> bool:
    try:
        connection.settimeout(seconds)
        return connection.recv(1) != b""
    except OSError:
        return False


def _checked(address: str) -> re.Match[str]:
    """Return scheme, host and port of an address. Raises UsageError for anything else."""
    found = ADDRESS.fullmatch(address)
    if found is None or not 1 <= int(found["port"]) <= LARGEST_PORT:
        raise UsageError(
            f"--cluster 写成 tcp://主机:端口 或 tls://主机:端口（端口 1 到 {LARGEST_PORT}），"
            f"如 tcp://10.0.0.1:8786，不能是 {address}。",
            f"--cluster takes tcp://HOST:PORT or tls://HOST:PORT (ports 1 to {LARGEST_PORT}), "
            f"such as tcp://10.0.0.1:8786, not {address}.",
        )
    return found
