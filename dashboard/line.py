"""A line to wait in: whoever asks for much waits behind those who ask for little."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from math import inf
from threading import Condition, Event
from time import monotonic

# Who is served in this context: a visitor's address, or nobody in particular.
VISITOR: ContextVar[str] = ContextVar("visitor", default="")
_PATIENCE_S = 2.0  # for which a visitor who asks for much lets others go first


class FullError(Exception):
    """No place is left, or the turn did not come in time."""


@lru_cache(maxsize=4_096)
def client_of(address: str) -> str:
    """Whom an address belongs to: by IPv6 a customer has all that share its first 64 bits."""
    with suppress(ValueError):
        if isinstance(ip := ip_address(address), IPv6Address) and ip.ipv4_mapped is None:
            return ip.exploded[:19]
    return address


@dataclass(eq=False)
class _Ticket:
    who: str
    called: Event = field(default_factory=Event)
    since: float = field(default_factory=monotonic)


class Line:
    """Threads that wait for their turn: first come, first served, one at a time for each visitor.

    Who waits for more besides asks for much. He is served when nobody else is, or has let others
    go first for long enough, and what else he waits for goes behind everybody else.
    """

    def __init__(self, at_once: int, *, places: float = inf, each: float = inf) -> None:
        """So many are served at once; no more than ``places`` wait or are served, ``each`` of one
        visitor.
        """
        self._at_once, self._places, self._each = at_once, places, each
        self._lock = Condition()
        self._waiting: list[_Ticket] = []
        self._served: dict[str, float] = {}  # who, and since when

    @contextmanager
    def turn(self, who: str, within_s: float | None = None) -> Iterator[None]:
        """Wait for the turn, and have it for the context; for nobody in particular ("") no share
        is counted.

        Raises:
            FullError: if there is no place, or the turn has not come after so many seconds.
        """
        ticket = _Ticket(who)
        with self._lock:
            self.look(who)
            self._waiting.append(ticket)
            self._call()
        if not ticket.called.wait(within_s):
            with self._lock:
                if not ticket.called.is_set():
                    self._waiting.remove(ticket)
                    raise FullError
        try:
            yield
        finally:
            with self._lock:
                del self._served[who]
                self._waiting.sort(key=lambda waiting: waiting.who == who)
                self._call()
                self._lock.notify_all()

    def look(self, who: str) -> None:
        """See whether there is a place.

        Raises:
            FullError: if there is none.
        """
        with self._lock:
            all_of = [*self._served, *(waiting.who for waiting in self._waiting)]
        if len(all_of) >= self._places or (who and all_of.count(who) >= self._each):
            raise FullError

    def step_aside(self, who: str) -> None:
        """In a turn, let those go first who ask for less, if this visitor asks for much.

        All this together takes no longer than he lets others go first before.
        """

        def is_free() -> bool:
            waiting = {ticket.who for ticket in self._waiting}
            return who not in waiting or waiting.issuperset(self._served)

        with self._lock:
            until = self._served.get(who, 0.0) + _PATIENCE_S
            self._lock.wait_for(is_free, until - monotonic())

    def _call(self) -> None:
        """Call those whose turn it is."""
        asked = Counter(ticket.who for ticket in self._waiting)
        for ticket in [*self._waiting]:
            if len(self._served) == self._at_once:
                return
            patient = asked[ticket.who] > 1 and monotonic() - ticket.since < _PATIENCE_S
            if ticket.who not in self._served and not (patient and self._served):
                self._waiting.remove(ticket)
                self._served[ticket.who] = monotonic()
                ticket.called.set()
