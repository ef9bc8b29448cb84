"""Turns at hosts: spaced, few at once, put off rather than made to wait."""

from __future__ import annotations

import threading
import time

import pytest

from monitor.fetch.hosts import LONGEST_TURN_S, MAX_AT_ONCE, Hosts

HOST, URL = "news.example", "https://news.example/rss"


def test_requests_to_one_host_are_spaced() -> None:
    hosts = Hosts(0.2, 0)
    begun = time.monotonic()
    for _ in range(3):
        with hosts.turn(HOST, url=URL) as wait:
            assert wait is None
    assert time.monotonic() - begun >= 0.4


def test_another_host_does_not_wait() -> None:
    hosts = Hosts(60, 0)
    with hosts.turn(HOST, url=URL) as first, hosts.turn("other.example", url=URL) as second:
        assert first is second is None


def test_a_turn_that_would_be_long_is_put_off_at_once() -> None:
    hosts = Hosts(0, 0)
    hosts.slow(HOST, 30)
    with hosts.turn(HOST, url=URL):
        pass
    begun = time.monotonic()
    with hosts.turn(HOST, url=URL) as wait:
        assert wait == pytest.approx(30, abs=1)
    assert time.monotonic() - begun < LONGEST_TURN_S / 2


def test_no_more_than_a_few_ask_one_host_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.fetch.hosts.LONGEST_TURN_S", 0.1)
    hosts = Hosts(0, 0)
    open_turns = [hosts.turn(HOST, url=URL) for _ in range(MAX_AT_ONCE)]
    for turn in open_turns:
        assert turn.__enter__() is None
    with hosts.turn(HOST, url=URL) as wait:
        assert wait is not None
    for turn in open_turns:
        turn.__exit__(None, None, None)
    with hosts.turn(HOST, url=URL) as wait:
        assert wait is None


def test_one_source_that_is_limited_leaves_its_host_open() -> None:
    hosts = Hosts(0, 0)
    hosts.limit(HOST, URL, 600)
    with hosts.turn(HOST, url=URL + "/sport") as wait:
        assert wait is None


def test_several_that_are_limited_make_their_host_rest() -> None:
    hosts = Hosts(0, 0)
    hosts.limit(HOST, URL, 600)
    hosts.limit(HOST, URL + "/sport", 300)
    with hosts.turn(HOST, url=URL + "/politics") as wait:
        assert wait == pytest.approx(300, abs=1)


def test_a_rest_that_is_over_is_forgotten() -> None:
    hosts = Hosts(0, 0)
    hosts.limit(HOST, URL, -1)
    hosts.limit(HOST, URL + "/sport", -1)
    with hosts.turn(HOST, url=URL + "/politics") as wait:
        assert wait is None


def test_idle_hosts_are_forgotten_before_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("monitor.fetch.hosts.MAX_HOSTS", 10)
    hosts = Hosts(0, 0)
    for n in range(50):
        with hosts.turn(f"{n}.example", url=URL):
            pass
    assert len(hosts._hosts) <= 10


def gentle(spacing_s: float = 0.1) -> Hosts:
    hosts = Hosts(0, spacing_s)
    hosts.spare(HOST)
    return hosts


def test_a_gentle_host_is_asked_more_slowly_and_others_as_ever() -> None:
    hosts = gentle(0.2)
    begun = time.monotonic()
    for _ in range(3):
        with hosts.turn("other.example", url=URL):
            pass
    assert time.monotonic() - begun < 0.2
    for _ in range(3):
        with hosts.turn(HOST, url=URL) as wait:
            assert wait is None
    assert time.monotonic() - begun >= 0.4


def test_a_gentle_host_gets_one_request_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.fetch.hosts.LONGEST_TURN_S", 0.1)
    hosts = gentle(0.01)
    with hosts.turn(HOST, url=URL), hosts.turn(HOST, url=URL) as second:
        assert second is not None
    with hosts.turn(HOST, url=URL) as third:
        assert third is None


def test_a_poll_of_several_requests_gets_through_to_a_gentle_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("monitor.fetch.hosts.LONGEST_TURN_S", 0.1)
    hosts = gentle(0.3)
    for _ in range(4):
        with hosts.turn(HOST, url=URL) as wait:
            assert wait is None


def test_more_than_a_few_who_wait_for_a_gentle_host_are_put_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("monitor.fetch.hosts.LONGEST_TURN_S", 0.1)
    hosts = gentle(0.2)
    waits: list[float | None] = []

    def ask() -> None:
        with hosts.turn(HOST, url=URL) as wait:
            waits.append(wait)

    callers = [threading.Thread(target=ask) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    n_asked = waits.count(None)
    assert 3 <= n_asked <= 4
    assert all(wait >= 0.2 for wait in waits if wait is not None)


def test_a_crawl_delay_makes_a_gentle_host_slower_never_faster() -> None:
    hosts = gentle(20)
    hosts.slow(HOST, 1)
    assert hosts._hosts[HOST].spacing_s == 20
    hosts.slow(HOST, 30)
    assert hosts._hosts[HOST].spacing_s == 30
    hosts.spare(HOST)
    assert hosts._hosts[HOST].spacing_s == 30


def test_a_gentle_host_waits_for_a_long_crawl_delay_once() -> None:
    hosts = gentle(0)
    hosts.slow(HOST, 45)
    assert hosts._hosts[HOST].longest_turn_s > 45


def test_a_gentle_host_is_never_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.fetch.hosts.MAX_HOSTS", 10)
    hosts = gentle(0)
    for n in range(50):
        with hosts.turn(f"{n}.example", url=URL):
            pass
    assert hosts._hosts[HOST].is_gentle
