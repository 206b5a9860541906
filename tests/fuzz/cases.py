"""How many cases a test takes, and the bounds of each."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("FUZZ_TIMES", "1"))
_HANGS_AFTER_S = 120  # the slowest takes a second or two on an idle machine
_MORE_KB = 1_500_000


def cases(count: int) -> settings:
    """So many cases in an ordinary run, the same in each; many more, and new ones, on demand."""
    return settings(
        max_examples=count * TIMES,
        derandomize=TIMES == 1,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@contextmanager
def bounded() -> Iterator[None]:
    """A case must come to an end, and must not take memory without bound."""

    def hangs(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"the case goes on after {_HANGS_AFTER_S} s")

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kept = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(_HANGS_AFTER_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, kept)
    more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert more < _MORE_KB, f"the case took {more:,} kB"
