"""The password as a person sets it."""

import anyio
import pytest
from argon2 import PasswordHasher, Type
from own_loop import run_alone

from app.errors import InvalidParameterError
from app.web.auth.passwords import Password, hashed, is_weak

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def is_right(password: Password, attempt: str) -> bool:
    return bool(run_alone(password.is_right, attempt))


@pytest.mark.parametrize("setting", ["a day in May", CHEAP.hash("a day in May")], ids=["words", "hash"])
def test_the_words_and_their_hash_do_the_same(setting: str) -> None:
    password = Password(setting)
    assert is_right(password, "a day in May")
    for wrong in ("", "a day in may", "a day in May ", "x" * 100_000, "\ud800"):
        assert not is_right(password, wrong)
    assert "a day in May" not in repr(vars(password))


def test_a_hash_of_our_own_is_taken() -> None:
    made = hashed("a day in May")
    assert made.startswith("$argon2id$")
    assert hashed("a day in May") != made
    assert is_right(Password(made), "a day in May")


def test_a_letter_typed_in_two_ways_is_one_letter() -> None:
    assert is_right(Password(CHEAP.hash("é")), "é")


def test_the_key_follows_the_password() -> None:
    assert Password("words").key == Password("words").key
    assert Password("words").key != Password("other words").key
    one = CHEAP.hash("words")
    assert Password(one).key == Password(one).key != Password(CHEAP.hash("words")).key


@pytest.mark.parametrize(
    "setting",
    [
        "$argon2id$v=19$m=65536,t=3,p=4$",
        "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$x",
        "$argon2id$",
        "$argon2",
        "=19=65536,t=3,p=4",
        "=19=65536,t=3,p=4/UBo33/Ibrg",
    ],
)
def test_a_damaged_hash_is_refused_without_being_shown(setting: str) -> None:
    with pytest.raises(InvalidParameterError, match="PARALLAX_PASSWORD") as refused:
        Password(setting)
    assert setting not in str(refused.value)
    assert "single quotes" in str(refused.value)


def test_the_hash_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidParameterError, match="empty password"):
        Password(CHEAP.hash(""))


def test_checks_take_turns() -> None:
    password = Password(CHEAP.hash("words"))
    most = 0

    async def crowd() -> None:
        nonlocal most
        async with anyio.create_task_group() as tasks:
            for _ in range(12):
                tasks.start_soon(password.is_right, "guess")
            for _ in range(3):
                await anyio.sleep(0)
                most = max(most, password.waiting)

    run_alone(crowd)
    assert 5 <= most <= 10
    assert password.waiting == 0


@pytest.mark.parametrize(
    ("made_with", "weak"),
    [
        (PasswordHasher(), False),
        (PasswordHasher(time_cost=4, memory_cost=70_000), False),
        (PasswordHasher(time_cost=2), True),
        (PasswordHasher(memory_cost=19_456), True),
        (PasswordHasher(type=Type.I), True),
    ],
    ids=["today's", "stronger", "fast", "small", "variant"],
)
def test_a_hash_that_is_weaker_than_todays_is_told(
    made_with: PasswordHasher, weak: bool, caplog: pytest.LogCaptureFixture
) -> None:
    setting = made_with.hash("words")
    assert is_weak(setting) is weak
    assert is_right(Password(setting), "words")
    assert ("parallax password" in caplog.text) is weak
    assert not is_weak(hashed("words"))
