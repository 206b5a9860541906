"""Addresses of sites, as options of commands name them."""

from __future__ import annotations

import re
from typing import Any

import click


class Site(click.ParamType[str]):
    """A site as a browser names it, without a slash at its end, and with nothing that could end the
    header or the link it stands in; an origin has no path."""

    def __init__(self, name: str, path: str = r"(/[\w.~-]+)*/?") -> None:
        self.name = name
        self._form = re.compile(rf"https?://[A-Za-z0-9.-]+(:\d+)?{path}", re.ASCII)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address.

        Raises:
            click.BadParameter: if it has another form.
        """
        if not self._form.fullmatch(value):
            self.fail(f"{value!r} is no {self.name} such as https://example.org", param, ctx)
        return str(value).rstrip("/")


ADDRESS, ORIGIN = Site("address"), Site("origin", path="")
