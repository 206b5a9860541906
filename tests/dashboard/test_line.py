"""Who waits for whom."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from dashboard import line as lines
from dashboard.line import FullError, Line


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(400):
        if true():
            return
        time.sleep(0.005)
    raise AssertionError("it did not come to pass")


def in_order(line: Line, arrivals: str) -> str:
    """Who was served, in order, if these came one after the other while another was served."""
    served: list[str] = []

    def come(who: str) -> None:
        with line.turn(who):
            served.append(who)

    threads = []
    with line.turn("somebody"):
        for number, who in enumerate(arrivals, start=1):
            threads.append(threading.Thread(target=come, args=(who,)))
            threads[-1].start()
            wait_until(lambda number=number: len(line._waiting) == number)
    for thread in threads:
        thread.join(10)
    return "".join(served)


def test_whoever_asks_for_much_waits_behind_those_who_ask_for_little() -> None:
    assert in_order(Line(1), "aaabc") == "abcaa"
    assert in_order(Line(1), "abab") == "abab"
    assert in_order(Line(1), "ccc") == "ccc"


def test_one_visitor_has_one_turn_at_a_time_however_many_there_are() -> None:
    line = Line(4)
    with line.turn("a"):
        with pytest.raises(FullError), line.turn("a", 0.01):
            pass
        others = line.turn("b"), line.turn("c"), line.turn("d")
        with others[0], others[1], others[2], pytest.raises(FullError), line.turn("e", 0.01):
            pass
    assert not line._waiting and not line._served


def test_places_are_bounded_in_all_and_for_each() -> None:
    line = Line(1, places=3, each=2)
    with line.turn("a"):
        waiting = [threading.Thread(target=in_order, args=(line, "")) for _ in range(2)]
        for number, thread in enumerate(waiting, start=1):
            thread.start()
            wait_until(lambda number=number: len(line._waiting) == number)
        started = time.monotonic()
        for who in ("a", "b"):
            with pytest.raises(FullError), line.turn(who):
                pass
        assert time.monotonic() - started < 1  # refused, and not let wait
    for thread in waiting:
        thread.join(10)
    assert not line._waiting and not line._served


def test_a_visitor_has_no_more_than_his_share() -> None:
    line = Line(1, places=9, each=2)
    with line.turn("a"):
        waiting = threading.Thread(target=lambda: line.turn("a").__enter__())
        waiting.start()
        wait_until(lambda: len(line._waiting) == 1)
        with pytest.raises(FullError), line.turn("a"):
            pass
        with pytest.raises(FullError), line.turn("b", 0.01):
            pass  # who has a place, though the turn did not come
    waiting.join(10)


def test_an_error_gives_the_turn_back() -> None:
    line = Line(1)
    with pytest.raises(ZeroDivisionError), line.turn("a"):
        raise ZeroDivisionError
    with line.turn("b", 0.01):
        pass


def test_whoever_asks_for_much_is_served_when_nobody_else_is() -> None:
    line = Line(2)
    with line.turn("x"):
        with line.turn("y"):
            waiting = [threading.Thread(target=in_order, args=(line, "")) for _ in range(2)]
            for number, thread in enumerate(waiting, start=1):
                thread.start()
                wait_until(lambda number=number: len(line._waiting) == number)
        with pytest.raises(FullError), line.turn("somebody", 0.05):
            pass
        with line.turn("b", 0.05):
            pass
    for thread in waiting:
        thread.join(10)
    assert not line._waiting and not line._served


def test_he_steps_aside_in_his_turn_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    line, passed = Line(4), threading.Event()

    def greedy() -> None:
        with line.turn("a"):
            asked.wait()
            line.step_aside("a")
            passed.set()

    asked = threading.Event()
    for number in range(2):
        threading.Thread(target=greedy).start()
        wait_until(lambda number=number: len(line._served) + len(line._waiting) == number + 1)
    with line.turn("b"):
        line.step_aside("b")
        asked.set()
        assert not passed.wait(0.2), "the other is served"
    assert passed.wait(1), "and is no more"
    monkeypatch.setattr(lines, "_PATIENCE_S", 0.1)
    wait_until(lambda: not line._served)
    passed.clear()
    asked.clear()
    for number in range(2):
        threading.Thread(target=greedy).start()
        wait_until(lambda number=number: len(line._served) + len(line._waiting) == number + 1)
    with line.turn("b"):
        asked.set()
        assert passed.wait(1)
    wait_until(lambda: not line._served)
