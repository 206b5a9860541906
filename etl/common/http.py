"""A careful client: one request at a time, bounded in time and size, tried again where it helps."""

import asyncio
import random
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from itertools import count
from typing import Any, TypeVar

import httpx2

USER_AGENT = "arms-transfers-dashboard/0.1 (statistics; one request at a time)"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_LATER = "Try again later; what was finished is kept."
_NETWORK = "Check the network, or try again later."

T = TypeVar("T")


class ServiceError(Exception):
    """A download failed: one line with what was asked, what happened and what to do about it."""

    def __init__(self, asked: str, happened: str, fix: str) -> None:
        # Words of the operating system or of a server may run over several lines.
        super().__init__(" ".join(f"{asked}: {happened}. {fix}".split()))


class BrokenAnswerError(Exception):
    """An answer has the wrong shape; the message says in which way."""


@dataclass(frozen=True)
class Limits:
    """What a service may take: seconds (``_s``), bytes of a decoded answer, attempts."""

    connect_s: float = 10
    between_bytes_s: float = 60
    answer_s: float = 300
    spacing_s: float = 1
    retry_after_s: float = 120
    size_bytes: int = 200_000_000
    attempts: int = 5


class _AgainError(Exception):
    """An attempt failed in a way that another may not, after a wait and ``at_most`` so often."""

    def __init__(
        self, happened: str, *, fix: str = _LATER, wait_s: float | None = None, at_most: int = 99
    ) -> None:
        self.fix = fix
        self.wait_s = wait_s
        self.at_most = at_most
        super().__init__(happened)


def _finished(answer: Coroutine[Any, Any, bytes]) -> bytes:
    """Wait for an answer, also in a thread where somebody's event loop runs already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(answer)
    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        return elsewhere.submit(asyncio.run, answer).result()


class Client:
    """Asks a public service behind one base address; nothing else is ever contacted.

    Args:
        name: what the service is called in messages.
        base: address that the paths are added to; ``https``, or ``http`` on this machine.
        limits: bounds of every request.
        sleep: waits for seconds, between requests and between attempts.

    Raises:
        ServiceError: if the base address is not one that may be contacted.
    """

    def __init__(
        self,
        name: str,
        base: str,
        *,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = name
        self._limits = limits or Limits()
        self._sleep = sleep
        self._free_at = 0.0
        try:
            url = httpx2.URL(base)
        except httpx2.InvalidURL as error:
            raise ServiceError(name, f"{base!r} is no address: {error}", "Correct it.") from error
        self._local = url.host in _LOOPBACK
        if not url.host or url.scheme not in (("https", "http") if self._local else ("https",)):
            raise ServiceError(
                name, f"{base!r} is not an https address", "Give one that begins with https://."
            )
        self._base = base.rstrip("/")
        self._tls = httpx2.create_ssl_context()

    def ask(self, path: str, what: str, check: Callable[[bytes], T], body: object = None) -> T:
        """What ``check`` reads in the answer; it raises BrokenAnswerError to have it asked again.

        Asks with GET, or with POST if there is a body for JSON. ``what`` names it in messages.

        Raises:
            ServiceError: if no good answer could be had.
        """
        asked = f"{self.name}, {what}"
        for attempt in count(1):
            try:
                return check(self._attempt(asked, path, body))
            except BrokenAnswerError as error:
                fix = "Try again later; if it stays so, the service has changed its answers."
                failure = _AgainError(str(error), fix=fix)
            except _AgainError as error:
                failure = error
            if attempt >= min(self._limits.attempts, failure.at_most):
                break
            # As the server says, else longer each time, and not in step with other clients.
            back_off_s = min(2.0**attempt, 60) + random.uniform(0, 2)
            self._sleep(back_off_s if failure.wait_s is None else failure.wait_s)
        tried = f"{failure} ({attempt} attempt{'s' if attempt > 1 else ''})"
        raise ServiceError(asked, tried, failure.fix) from failure

    def _attempt(self, asked: str, path: str, body: object) -> bytes:
        """One request, told apart by whether another attempt can help."""
        pause = self._free_at - time.monotonic()
        if pause > 0:
            self._sleep(pause)
        try:
            return _finished(self._fetch(asked, path, body))
        except TimeoutError as error:
            raise _AgainError(f"no whole answer within {self._limits.answer_s:g} s") from error
        except httpx2.ConnectTimeout as error:
            silent = f"{self._base} cannot be reached within {self._limits.connect_s:g} s"
            raise ServiceError(asked, silent, _NETWORK) from error
        except httpx2.ConnectError as error:
            reason = f"{self._base} cannot be reached: {error}"
            raise _AgainError(reason, fix=_NETWORK, wait_s=1, at_most=2) from error
        except httpx2.TimeoutException as error:
            silent = f"the server was silent for {self._limits.between_bytes_s:g} s"
            raise _AgainError(silent) from error
        except (httpx2.RequestError, OSError) as error:
            # A connection that is reset says nothing more.
            reason = str(error) or type(error).__name__
            raise _AgainError(f"the answer broke off: {reason}") from error
        finally:
            self._free_at = time.monotonic() + self._limits.spacing_s

    async def _fetch(self, asked: str, path: str, body: object) -> bytes:
        limits = self._limits
        client = httpx2.AsyncClient(
            headers={"User-Agent": USER_AGENT},
            timeout=httpx2.Timeout(limits.between_bytes_s, connect=limits.connect_s),
            verify=self._tls,
            follow_redirects=False,
            # A proxy named in the environment is for other machines than this one.
            trust_env=not self._local,
        )
        content = bytearray()
        # Asynchronous for this line: no trickle of headers or bytes outlasts it.
        async with (
            asyncio.timeout(limits.answer_s),
            client,
            client.stream(
                "GET" if body is None else "POST", self._base + path, json=body
            ) as response,
        ):
            self._accept(asked, response)
            async for piece in response.aiter_bytes():
                content += piece
                if len(content) > limits.size_bytes:
                    large = f"the answer is larger than {limits.size_bytes / 1e6:g} MB"
                    raise ServiceError(asked, large, "Ask for less, such as fewer years.")
        return bytes(content)

    def _accept(self, asked: str, response: httpx2.Response) -> None:
        """Let a good answer pass, by its status."""
        status = response.status_code
        if status == HTTPStatus.OK:
            return
        said = f"the server answered {status} {response.reason_phrase[:80]}".rstrip()
        if status == HTTPStatus.TOO_MANY_REQUESTS or response.is_server_error:
            wait_s = _seconds(response.headers.get("Retry-After", ""))
            if wait_s is not None:
                wait_s = min(wait_s, self._limits.retry_after_s)
            raise _AgainError(said, wait_s=wait_s)
        if response.has_redirect_location:
            elsewhere = f"the server sends elsewhere, to {response.headers['Location'][:200]}"
            fix = "Redirects are not followed; if the service has moved, give its new address."
            raise ServiceError(asked, elsewhere, fix)
        raise ServiceError(asked, said, "Check what was asked for, and the address.")


def _seconds(retry_after: str) -> float | None:
    """The header ``Retry-After``: seconds or a date; none if it says neither."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):  # no date, or one without a time zone
        return None
