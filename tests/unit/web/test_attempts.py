"""How long a guesser waits, and that nobody waits because of another."""

from app.web.auth.attempts import Attempts

A, B = "192.0.2.1", "192.0.2.2"


def tried(attempts: Attempts, client: str | None, now: float) -> bool:
    return attempts.wait(client, now) == 0


def test_four_tries_are_free_and_then_each_wait_is_twice_the_last() -> None:
    attempts, now, waits = Attempts(), 100.0, []
    for _ in range(4):
        assert tried(attempts, A, now)
    for _ in range(12):
        wait = attempts.wait(A, now)
        waits.append(wait)
        assert not tried(attempts, A, now + wait - 0.5)
        now += wait
        assert tried(attempts, A, now)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_being_refused_does_not_lengthen_the_wait() -> None:
    attempts = Attempts()
    for _ in range(5):
        attempts.wait(A, 0)
    for second in range(100):
        attempts.wait(A, second / 200)
    assert tried(attempts, A, 1.0)


def test_success_and_an_hour_wipe_the_slate() -> None:
    attempts = Attempts()
    for _ in range(4):
        attempts.wait(A, 0)
    attempts.succeeded(A)
    assert tried(attempts, A, 0)
    for _ in range(3):
        attempts.wait(A, 0)
    assert not tried(attempts, A, 0.5)
    assert tried(attempts, A, 3_601)
    assert tried(attempts, A, 3_601)


def test_a_crowd_of_guessers_slows_each_other_and_not_who_comes_fresh() -> None:
    attempts = Attempts()
    for number in range(40):
        assert tried(attempts, f"198.51.100.{number}", number * 0.1)
    assert attempts.wait("198.51.100.1", 5.0) > 50
    assert tried(attempts, B, 5.0)
    # a minute later it is quiet again
    assert tried(attempts, "198.51.100.1", 70.0)


def test_one_subscriber_is_one_client() -> None:
    attempts = Attempts()
    for number in range(4):
        assert tried(attempts, f"2001:db8:1:1::{number}", 0)
    assert not tried(attempts, "2001:db8:1:1:ffff::9", 0)
    assert tried(attempts, "2001:db8:1:2::1", 0)
    for _ in range(4):
        assert tried(attempts, "::ffff:192.0.2.1", 0)
    assert not tried(attempts, A, 0)
    assert tried(attempts, None, 0)


def test_the_memory_of_guessers_is_bounded() -> None:
    attempts = Attempts()
    for number in range(10_500):
        attempts.wait(f"10.{number // 65_536}.{number // 256 % 256}.{number % 256}", float(number))
    assert len(attempts._tries) == 10_000
