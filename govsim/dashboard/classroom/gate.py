"""Who comes in: words are compared in constant time, and wrong ones slow everybody's next try down."""

import hmac
import threading
import time
from collections import deque
from collections.abc import Callable


class Gate:
    """Takes at most `most` wrong tries in `within` seconds; beyond that nobody's try is looked at for a while."""

    def __init__(self, most: int, within: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.within, self.clock = most, within, clock
        self._wrong: deque[float] = deque()
        self._lock = threading.Lock()

    def wait(self) -> float:
        """Return the seconds until a try is looked at, 0 for at once."""
        with self._lock:
            return self._wait(self.clock())

    def opens(self, given: str, right: str) -> bool:
        """Whether a word is the right one; a try that comes too early is not looked at."""
        with self._lock:
            now = self.clock()
            if self._wait(now):
                return False
            if hmac.compare_digest(given.encode(), right.encode()):
                return True
            self._wrong.append(now)
            return False

    def _wait(self, now: float) -> float:
        while self._wrong and self._wrong[0] <= now - self.within:
            self._wrong.popleft()
        return max(0.0, self._wrong[0] + self.within - now) if len(self._wrong) >= self.most else 0.0
