"""The C library's heap: one for all threads, and given back to the system what nobody uses.

Only glibc can be told so; elsewhere the calls do nothing.
"""

import asyncio
import contextlib
import ctypes

_EVERY_S = 10
_ARENA_MAX, _MMAP_THRESHOLD = -8, -3  # M_ARENA_MAX and M_MMAP_THRESHOLD of malloc.h
_LARGE_BYTES = 512 * 1024  # such as a picture or a page with its chart
_NOT_GLIBC = (AttributeError, OSError, TypeError)


def share_one() -> None:
    """Let all threads allocate from one heap; to be called before there are any.

    It would keep a heap for each of the threads that run a visitor's script, one after the other.
    What is large gets pages of its own, which go when it goes: glibc would take ever larger things
    from the heap, and eight packs made together left 50 MB of holes there.
    """
    with contextlib.suppress(*_NOT_GLIBC):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)


def give_back() -> None:
    """Give back what is free: by itself glibc does so only at the end of the heap."""
    with contextlib.suppress(*_NOT_GLIBC):
        ctypes.CDLL(None).malloc_trim(0)


async def watch() -> None:
    """Give back every ten seconds what visitors' runs have left, for as long as the server runs."""
    while True:
        await asyncio.sleep(_EVERY_S)
        await asyncio.to_thread(give_back)
