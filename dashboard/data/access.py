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
SITE = "ARMS_SITE"  # one that others reach it at, if there is one
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
    """The address of the dashboard for others: the one a visitor uses, or else the one named."""
    return site if is_public(site) else os.environ.get(SITE, "")


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
