"""A line to wait in: whoever asks for much waits behind those who ask for little."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import inf
from threading import Event, Lock

# Who is served in this context: a visitor's address, or nobody in particular.
VISITOR: ContextVar[str] = ContextVar("visitor", default="")


class FullError(Exception):
    """No place is left, or the turn did not come in time."""


@dataclass(eq=False)
class _Ticket:
    who: str
    called: Event = field(default_factory=Event)


class Line:
    """Threads that wait for their turn: first come, first served, one at a time for each visitor.

    When a visitor's turn is over, what else he waits for goes behind everybody else.
    """

    def __init__(self, at_once: int, *, places: float = inf, each: float = inf) -> None:
        """So many are served at once; no more than ``places`` wait or are served, ``each`` of one
        visitor.
        """
        self._at_once, self._places, self._each = at_once, places, each
        self._lock = Lock()
        self._waiting: list[_Ticket] = []
        self._served: list[str] = []

    @contextmanager
    def turn(self, who: str, within_s: float | None = None) -> Iterator[None]:
        """Wait for the turn, and have it for the context; for nobody in particular ("") no share
        is counted.

        Raises:
            FullError: if there is no place, or the turn has not come after so many seconds.
        """
        ticket = _Ticket(who)
        with self._lock:
            all_of = [*self._served, *(waiting.who for waiting in self._waiting)]
            if len(all_of) >= self._places or (who and all_of.count(who) >= self._each):
                raise FullError
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
                self._served.remove(who)
                self._waiting.sort(key=lambda waiting: waiting.who == who)
                self._call()

    def _call(self) -> None:
        """Call those whose turn it is."""
        for ticket in [*self._waiting]:
            if len(self._served) < self._at_once and ticket.who not in self._served:
                self._waiting.remove(ticket)
                self._served.append(ticket.who)
                ticket.called.set()
