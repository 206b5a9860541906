"""One client that never rests: sessions, their openings, and wild requests, until it is ended."""

from __future__ import annotations

import asyncio
import random
import sys

from tests.hostile import attacks
from tests.load.visitor import visitor

COUNTRIES = ("India", "Poland", "Japan", "Qatar", "Ukraine", "Australia")
_SOURCE = "127.0.0.8"
_SESSIONS = 30


async def flood(address: str) -> None:
    """Change a control in each session as soon as the last answer is there, and all besides."""

    async def restless() -> None:
        async with visitor(address, "country", source=_SOURCE) as somebody:
            await somebody.run()
            _, options = somebody.pickers["country"]
            while True:
                option = random.choice([one for one in options if one.startswith(COUNTRIES)])
                await somebody.pick("country", option)

    async def wild() -> None:
        while True:
            await attacks.wild(address, 20, at_once=2, source=_SOURCE)

    async def coming_and_going() -> None:
        while True:
            if wire := await attacks.session(address, _SOURCE):
                await wire.close()

    work = [*(restless() for _ in range(_SESSIONS)), wild(), coming_and_going()]
    await asyncio.gather(*work, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(flood(sys.argv[1]))
