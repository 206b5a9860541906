"""How much is let in at once, in all and of one client, and how long it may take."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic

from dashboard.line import FullError

CONNECTIONS, CONNECTIONS_EACH = 1_500, 300
SESSIONS, SESSIONS_EACH = 500, 60
LEFT_SESSIONS = 16  # kept for visitors whose connection broke
DOWNLOADS, DOWNLOADS_EACH = 60, 6
ASKED_AT_ONCE, ASKED_A_SECOND = 2_000, 200  # requests of one client
A_SESSION = 20  # requests that it counts for, because a page is drawn in it
ADDRESSES, ADDRESSES_EACH = 120, 24  # of figures and answers that programs ask for
CALL_BYTES = 64_000  # that a language model may send at once
FILES_BYTES = 16_000_000  # of files made for visitors; who takes one away does so at once
DATA_THREADS = 8  # that make data files however many others wait for pictures
HEADERS_S = 10  # until a request is there whole, from the connection or the last answer on
UNREAD_S = 30  # until who reads nothing of what was sent is let go
MESSAGE_BYTES = 256 * 1024  # of a visitor's message: the state of a page's controls
_OTHER_FILES = 200  # the warehouse, the browser's pipes, files that are read, the interpreter's own


class Places:
    """Places for so many at once, a part of them for one client."""

    def __init__(self, most: int, each: int) -> None:
        self._most, self._each = most, each
        self._taken: Counter[str] = Counter()

    @contextmanager
    def one(self, client: str) -> Iterator[None]:
        """Have a place for the context.

        Raises:
            FullError: if none is left for this client.
        """
        if self._taken.total() >= self._most or self._taken[client] >= self._each:
            raise FullError
        self._taken[client] += 1
        try:
            yield
        finally:
            self._taken[client] -= 1
            self._taken += Counter()  # forgets who has none


class Pace:
    """How fast a client's requests are looked at: so many at once, then so many a second."""

    def __init__(self) -> None:
        self._done = 0.0

    def wait_s(self, requests: int = 1) -> float:
        """Take so many requests in; the seconds to wait until the last of them is looked at."""
        now = monotonic()
        self._done = max(self._done, now) + requests / ASKED_A_SECOND
        return max(0.0, self._done - now - ASKED_AT_ONCE / ASKED_A_SECOND)


def connections() -> int:
    """Let the process open as many files as the system grants; how many connections that allows.

    Where it is fewer than :data:`CONNECTIONS`, a line on the standard error says so.
    """
    try:
        import resource
    except ImportError:  # Windows, which has no such limit
        return CONNECTIONS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS grants fewer than it calls the hard limit
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    if soft == resource.RLIM_INFINITY or soft >= CONNECTIONS + _OTHER_FILES:
        return CONNECTIONS
    most = max(soft - _OTHER_FILES, 50)
    print(
        f"This process may open {soft:,} files, so it takes {most:,} connections instead of "
        f"{CONNECTIONS:,}. Raise the hard limit (ulimit -Hn, LimitNOFILE= of a systemd unit).",
        file=sys.stderr,
    )
    return most
