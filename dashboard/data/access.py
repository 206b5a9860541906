"""What a visitor may see: the rows of SIPRI's register only where its terms allow it.

SIPRI's terms let a user keep a register for his own use. A server that others can reach shows
charts and figures; the rows themselves only if its operator states that SIPRI has permitted it.
"""

import os
from ipaddress import ip_address
from urllib.parse import urlsplit

PERMISSION = "ARMS_REGISTER_PERMISSION"
BEHIND_PROXY = "ARMS_BEHIND_PROXY"
HOST = "ARMS_HOST"  # the address that the server listens at
SITES = "ARMS_SITES"  # those that others reach it at, with spaces between them
EMBEDDERS = "ARMS_EMBEDDERS"  # sites that may show it in a frame, with spaces between them


def register_rows_allowed() -> bool:
    """Whether deals may be listed and flows downloaded as a whole."""
    return os.environ.get(PERMISSION) == "1" or alone()


def alone() -> bool:
    """Whether nobody else can reach this server, by its own address or by way of a proxy."""
    return not behind_proxy() and _is_loopback(os.environ.get(HOST))


def behind_proxy() -> bool:
    """Whether others reach this server by way of a proxy."""
    return os.environ.get(BEHIND_PROXY) == "1"


def embedders() -> list[str]:
    """The sites that may show figures in a frame."""
    return os.environ.get(EMBEDDERS, "").split()


def public(site: str) -> str:
    """The address of the dashboard for others: the one a visitor uses, or else the first named.

    Of a request it is not known what a proxy has taken off its address; a named one tells it.
    """
    named, start = os.environ.get(SITES, "").split(), f"//{site.partition('//')[2]}/"
    own = (one for one in named if f"//{one.partition('//')[2]}/".startswith(start))
    return next(own, site if is_public(site) else next(iter(named), ""))


def is_public(site: str) -> bool:
    """Whether an address may lead others to the dashboard, and not only this machine."""
    try:
        host = urlsplit(site).hostname
    except ValueError:
        return False
    return bool(host) and not _is_loopback(host)


def _is_loopback(address: str | None) -> bool:
    """Whether only this machine reaches the address; without one that is not known."""
    try:
        return address == "localhost" or ip_address(address or "0.0.0.0").is_loopback
    except ValueError:
        return False  # another name, which may lead anywhere
