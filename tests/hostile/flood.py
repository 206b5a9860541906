"""One client that never rests, until it is ended: with sessions, their openings, and wild requests,
or with pictures of figures that nobody has asked for before.
"""

from __future__ import annotations

import asyncio
import random
import sys

import httpx2

from tests.hostile import attacks
from tests.load.visitor import visitor

COUNTRIES = ("India", "Poland", "Japan", "Qatar", "Ukraine", "Australia")
_SOURCE = "127.0.0.8"
_SESSIONS, _PICTURES = 30, 40
_CODES = ("IND", "POL", "JPN", "QAT", "UKR", "AUS", "EGY", "SAU", "FRA", "GRC")


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


async def pictures(address: str) -> None:
    """Ask for one picture after the other by address, so many at once."""
    wire = httpx2.AsyncHTTPTransport(local_address=_SOURCE)
    async with httpx2.AsyncClient(base_url=address, transport=wire, timeout=120) as client:

        async def greedy() -> None:
            while True:
                year, form = random.randint(1995, 2015), random.choice(("svg", "png", "pdf"))
                asked = {"country": random.choice(_CODES), "period": f"{year}-{year + 9}"}
                await client.get(f"/figures/country/yearly.{form}", params=asked)

        await asyncio.gather(*(greedy() for _ in range(_PICTURES)))


if __name__ == "__main__":
    asyncio.run({"all": flood, "pictures": pictures}[sys.argv[2]](sys.argv[1]))
