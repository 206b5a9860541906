"""The client: what is tried again and what is not, and nothing without an end."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from etl.common.http import USER_AGENT, BrokenAnswerError, Client, Limits, ServiceError
from tests.apart import run
from tests.etl.stand_in import (
    Fault,
    Handler,
    StandIn,
    half,
    hangs_up,
    resets,
    says,
    stalls,
    trickles,
    trickles_headers,
)


def ask(service: Client) -> str:
    return service.ask("/trades/getMaxYear", "the last year", bytes.decode)


def told(service: Client) -> str:
    with pytest.raises(ServiceError) as caught:
        ask(service)
    message = str(caught.value)
    assert message.startswith("Stand-in, the last year: ")
    assert "\n" not in message
    return message


def test_an_answer_and_who_asked(server: StandIn) -> None:
    assert ask(server.service()) == "2025"
    assert server.agents == [USER_AGENT]
    assert server.slept == []


@pytest.mark.parametrize(
    "fault",
    [says(b"", 429), says(b"", 500), says(b"", 503), hangs_up, resets, half,
     says(b"not gzip", Content_Encoding="gzip")],
    ids=["429", "500", "503", "no answer", "a reset", "half an answer", "not gzip"],
)  # fmt: skip
def test_what_may_pass_is_tried_again(server: StandIn, fault: Fault) -> None:
    server.faults = [fault, fault]
    assert ask(server.service()) == "2025"
    assert len(server.asked) == 3
    first, second = server.slept
    assert 2 <= first <= 4 <= second <= 6


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (says(b"", 500), "the server answered 500 Internal Server Error (5 attempts). Try again"),
        (hangs_up, "the answer broke off: Server disconnected"),
        (resets, "the answer broke off: ReadError (5 attempts). Try again"),
    ],
)
def test_after_five_attempts_it_is_told(server: StandIn, fault: Fault, words: str) -> None:
    server.faults = [fault] * 9
    message = told(server.service())
    assert words in message and "(5 attempts)" in message
    assert len(server.asked) == 5


@pytest.mark.parametrize("status", [400, 403, 404, 204])
def test_what_will_not_pass_is_not_tried_again(server: StandIn, status: int) -> None:
    server.faults = [says(b"", status)]
    assert f"the server answered {status} " in told(server.service())
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("retry_after", "low", "high"),
    [("7", 7, 7), ("0", 0, 0), ("9999", 120, 120), ("soon", 2, 4), ("²", 2, 4)],
)
def test_the_server_says_when(server: StandIn, retry_after: str, low: float, high: float) -> None:
    server.faults = [says(b"", 429, Retry_After=retry_after)]
    assert ask(server.service()) == "2025"
    assert low <= server.slept[0] <= high


def test_the_server_says_when_by_a_date(server: StandIn) -> None:
    at = datetime.now(UTC) + timedelta(seconds=60)
    passed = "Thu, 01 Jan 2026 00:00:00 GMT"
    server.faults = [
        says(b"", 503, Retry_After=format_datetime(at, usegmt=True)),
        says(b"", 503, Retry_After=passed),
    ]
    ask(server.service())
    assert 50 < server.slept[0] <= 60
    assert server.slept[1] == 0


def test_an_answer_of_the_wrong_shape_is_tried_again(server: StandIn) -> None:
    seen: list[bytes] = []

    def check(content: bytes) -> int:
        seen.append(content)
        if len(seen) < 3:
            raise BrokenAnswerError("it has corners")
        return len(seen)

    assert server.service().ask("/trades/getMaxYear", "it", check) == 3

    def never(content: bytes) -> None:
        raise BrokenAnswerError("it has corners")

    with pytest.raises(ServiceError, match=r"^Stand-in, it: it has corners \(5 attempts\)\. Try"):
        server.service().ask("/trades/getMaxYear", "it", never)
    assert len(server.asked) == 3 + 5


@pytest.mark.parametrize("fault", [trickles, trickles_headers])
def test_a_trickle_does_not_go_on_for_ever(server: StandIn, fault: Fault) -> None:
    server.faults = [fault] * 2
    started = time.monotonic()
    message = told(server.service(answer_s=0.2, attempts=2))
    assert "no whole answer within 0.2 s (2 attempts)" in message
    assert 0.4 <= time.monotonic() - started < 2


def test_silence_ends_an_attempt(server: StandIn) -> None:
    server.faults = [stalls]
    assert ask(server.service(between_bytes_s=0.1)) == "2025"
    server.faults = [stalls]
    message = told(server.service(between_bytes_s=0.1, attempts=1))
    assert "the server was silent for 0.1 s (1 attempt)" in message


@pytest.mark.parametrize(
    "fault",
    [says(b"x" * 1001), says(gzip.compress(b"x" * 100_000), Content_Encoding="gzip")],
    ids=["plain", "packed"],
)
def test_too_large_an_answer(server: StandIn, fault: Fault) -> None:
    server.faults = [fault]
    assert "the answer is larger than 0.001 MB" in told(server.service(size_bytes=1000))
    assert len(server.asked) == 1


def test_an_answer_of_just_the_size(server: StandIn) -> None:
    server.faults = [says(b"x" * 1000)]
    assert ask(server.service(size_bytes=1000)) == "x" * 1000


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(server: StandIn, status: int) -> None:
    # It leads to the stand-in itself, so that following it would be recorded.
    elsewhere = f"{server.base}/elsewhere"
    server.faults = [says(b"", status, Location=elsewhere)]
    assert f"the server sends elsewhere, to {elsewhere}. " in told(server.service())
    assert len(server.asked) == 1


def test_a_redirect_to_another_host(server: StandIn) -> None:
    server.faults = [says(b"", 302, Location="http://elsewhere.example/x")]
    assert "to http://elsewhere.example/x. Redirects are not followed" in told(server.service())


def test_nobody_there(server: StandIn) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        base = f"http://127.0.0.1:{taken.getsockname()[1]}"
        message = told(Client("Stand-in", base, sleep=server.slept.append))
    assert f"{base} cannot be reached: " in message
    assert "(2 attempts). Check the network" in message
    assert sum(server.slept) < 3


def test_nobody_who_takes_the_connection(server: StandIn) -> None:
    # The queue of connections is full, so the next one is neither taken nor refused.
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(busy.getsockname())
        service = Client(
            "Stand-in", f"http://127.0.0.1:{busy.getsockname()[1]}",
            limits=Limits(connect_s=0.2), sleep=server.slept.append,
        )  # fmt: skip
        started = time.monotonic()
        message = told(service)
        assert time.monotonic() - started < 2
        for client in waiting:
            client.close()
    assert "cannot be reached within 0.2 s. Check the network" in message
    assert server.slept == []


def test_requests_are_spaced(server: StandIn) -> None:
    service = server.service(spacing_s=1)
    ask(service)
    assert server.slept == []
    ask(service)
    assert len(server.slept) == 1 and 0.5 < server.slept[0] <= 1


@pytest.mark.parametrize(
    ("base", "words"),
    [
        ("http://atbackend.sipri.org/api/p", "is not an https address"),
        ("http://127.0.0.1.example/", "is not an https address"),
        ("http://localhost.example/", "is not an https address"),
        ("ftp://127.0.0.1/", "is not an https address"),
        ("file:///etc/passwd", "is not an https address"),
        ("atbackend.sipri.org", "is not an https address"),
        ("https://", "is not an https address"),
        ("", "is not an https address"),
        ("https://[::1", "is no address"),
    ],
)
def test_addresses_that_are_refused(base: str, words: str) -> None:
    with pytest.raises(ServiceError, match=words):
        Client("Stand-in", base)


@pytest.mark.parametrize(
    "base", ["https://atbackend.sipri.org/api/p", "http://localhost:1", "http://[::1]:1/x"]
)
def test_addresses_that_are_taken(base: str) -> None:
    Client("Stand-in", base)


def test_a_proxy_is_not_for_this_machine(server: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert ask(server.service()) == "2025"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate")
def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def serve() -> None:
            for _ in range(2):
                taken, _address = listening.accept()
                with pytest.raises(ssl.SSLError), taken:
                    context.wrap_socket(taken, server_side=True)

        thread = threading.Thread(target=serve)
        thread.start()
        message = told(Client("Stand-in", f"https://127.0.0.1:{port}", sleep=lambda s: None))
        thread.join()
    assert "CERTIFICATE_VERIFY_FAILED" in message


def test_unknown_faults_are_not_swallowed(server: StandIn) -> None:
    def check(content: bytes) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        server.service().ask("/trades/getMaxYear", "it", check)
    assert len(server.asked) == 1


def test_what_is_posted(server: StandIn) -> None:
    seen: list[str | None] = []

    def echo(handler: Handler) -> None:
        seen.append(handler.headers["Content-Type"])
        handler.send(b"")

    server.faults = [echo]
    server.service().ask("/x", "it", bytes.decode, {"years": [2000]})
    assert seen == ["application/json"]
    assert server.asked == [("/x", {"years": [2000]})]


def test_an_event_loop_of_the_callers_does_not_matter(server: StandIn) -> None:
    async def asks() -> bytes:
        return server.service().ask("/trades/getMaxYear", "the newest year", lambda answer: answer)

    assert run(asks()) == b"2025"
