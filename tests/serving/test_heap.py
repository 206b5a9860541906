"""What glibc keeps of memory that is free, and that it is given back."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

_KEEPS = """
import asyncio, re
from pathlib import Path
from dashboard.serving import heap

def resident_mb():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024

heap.share_one()
things = [bytes(2_000) for _ in range(50_000)]
last = bytes(2_000)  # above all that becomes free, which glibc keeps for that reason
things.clear()
before = resident_mb()
heap._EVERY_S = 0.1
try:
    asyncio.run(asyncio.wait_for(heap.watch(), 1))
except TimeoutError:
    print(before - resident_mb())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library keeps nothing so")
def test_free_memory_goes_back_to_the_system() -> None:
    command = [sys.executable, "-c", _KEEPS]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert float(done.stdout) > 50  # of 100 MB
