"""Random numbers that belong to decisions: uniform, independent of one another, the same for ever."""

import itertools

import numpy as np
import pytest

from trustsim import draws

COUNT = 100_000
DECISIONS = {
    name: code
    for name, code in vars(draws).items()
    if name.isupper() and name not in ("WORD", "GOLDEN", "UNIT") and isinstance(code, int)
}
HASHED = draws.mix(np.arange(1, COUNT + 1, dtype=np.uint64))
IN_A_ROW = np.arange(COUNT, dtype=np.uint64)


def correlation(first: np.ndarray, second: np.ndarray) -> float:
    """In standard errors."""
    return float(np.corrcoef(first, second)[0, 1] * np.sqrt(len(first)))


@pytest.mark.parametrize("who", [HASHED, IN_A_ROW], ids=["hashed keys", "keys in a row"])
@pytest.mark.parametrize(("seed", "tick"), [(0, 0), (1, 0), (1, 519), (draws.WORD, 10**7)])
@pytest.mark.parametrize("name", ["ENCOUNTER", "KEEPING", "GOSSIP"])
def test_draws_are_uniform(name, seed, tick, who):
    numbers = draws.draw(seed, DECISIONS[name], who, tick)
    assert numbers.min() >= 0.0
    assert numbers.max() < 1.0
    counts = np.bincount((numbers * 100).astype(int), minlength=100)
    chi_square = ((counts - COUNT / 100) ** 2 / (COUNT / 100)).sum()
    assert 99 - 4.5 * np.sqrt(198) < chi_square < 99 + 4.5 * np.sqrt(198)
    assert np.mean(numbers) == pytest.approx(0.5, abs=4.5 / np.sqrt(12 * COUNT))
    assert np.var(numbers) == pytest.approx(1 / 12, abs=4.5 / np.sqrt(180 * COUNT))


def test_draws_over_ticks_are_uniform_for_one_person():
    numbers = np.array([draws.draw(5, draws.LEAVING, draws.key_of("Ann"), tick) for tick in range(20_000)])
    counts = np.bincount((numbers * 50).astype(int), minlength=50)
    assert ((counts - 400) ** 2 / 400).sum() < 49 + 4.5 * np.sqrt(98)


def test_draws_are_whole_multiples_of_their_unit():
    scaled = draws.draw(3, draws.KEEPING, HASHED, 7) * 2.0**53
    assert np.array_equal(scaled, np.floor(scaled))
    assert (scaled % 2 == 1).mean() == pytest.approx(0.5, abs=0.01)


def test_every_two_decisions_are_independent():
    numbers = {name: draws.draw(1, code, HASHED[:20_000], 3) for name, code in DECISIONS.items()}
    worst = max(abs(correlation(numbers[a], numbers[b])) for a, b in itertools.combinations(numbers, 2))
    assert worst < 5.0  # of 210 pairs


@pytest.mark.parametrize("apart", [1, 2, 8, 52, 1024])
def test_ticks_are_independent(apart):
    for tick in (0, 1, 100):
        first, second = (draws.draw(1, draws.KEEPING, HASHED, t) for t in (tick, tick + apart))
        assert abs(correlation(first, second)) < 4.5


def test_people_are_independent():
    for who in (HASHED, IN_A_ROW):
        numbers = draws.draw(1, draws.KEEPING, who, 9)
        assert all(abs(correlation(numbers[:-lag], numbers[lag:])) < 4.5 for lag in (1, 2, 3, 64))


def test_the_two_directions_of_a_tie_are_independent():
    there, back = draws.fold(HASHED[:-1], HASHED[1:]), draws.fold(HASHED[1:], HASHED[:-1])
    assert abs(correlation(*(draws.draw(1, draws.KEEPING, who, 0) for who in (there, back)))) < 4.5


@pytest.mark.parametrize("seeds", [(0, 1), (1, 2), (7, 7 ^ (1 << 63)), (1, 1 + draws.GOLDEN)])
def test_neighbouring_seeds_are_independent(seeds):
    first, second = (draws.draw(seed & draws.WORD, draws.KEEPING, HASHED, 0) for seed in seeds)
    assert abs(correlation(first, second)) < 4.5


def test_seeds_of_neighbouring_replicates_are_unrelated():
    seeds = [draws.seed_of(1, "replicate", i) for i in range(3000)] + [
        draws.seed_of(i, "replicate", 1) for i in range(2, 3000)
    ]
    assert len(set(seeds)) == len(seeds)
    differing = [(first ^ second).bit_count() for first, second in itertools.pairwise(seeds)]
    # 64 fair bits, n pairs: mean 32, standard error 4/√n
    assert np.mean(differing) == pytest.approx(32, abs=4.5 * 4 / np.sqrt(len(differing)))
    assert min(differing) > 10
    assert draws.seed_of(1, "a", "b") != draws.seed_of(1, "b", "a")
    assert draws.seed_of(1, 1) != draws.seed_of(1, "1")
    assert 0 <= min(seeds) <= max(seeds) < 2**64


def test_one_bit_of_a_key_changes_half_the_bits_of_the_mixed_word():
    for bit in range(64):
        changed = draws.mix(HASHED[:2000]) ^ draws.mix(HASHED[:2000] ^ np.uint64(1 << bit))
        assert np.bitwise_count(changed).mean() == pytest.approx(32, abs=4.5 * 4 / np.sqrt(2000))


def test_mixing_and_folding_lose_nothing():
    assert len(np.unique(draws.mix(IN_A_ROW))) == COUNT
    people = HASHED[:300]
    folded = draws.fold(people[:, None], people[None, :])
    assert len(np.unique(folded)) == folded.size


def test_fold_tells_the_two_apart():
    assert draws.fold(1, 2) != draws.fold(2, 1)
    assert not (draws.fold(HASHED[:-1], HASHED[1:]) == draws.fold(HASHED[1:], HASHED[:-1])).any()


def test_python_integers_and_arrays_give_the_same():
    keys = np.concatenate([HASHED[:200], np.array([0, 1, 2**63, draws.WORD], dtype=np.uint64)])
    for seed, code, tick in ((0, draws.KEEPING, 0), (draws.WORD, draws.GOSSIP, 12_345), (2**63, draws.APOLOGY, 1)):
        vector = draws.draw(seed, code, keys, tick)
        assert vector.tolist() == [draws.draw(seed, code, key, tick) for key in keys.tolist()]
    assert draws.mix(keys).tolist() == [draws.mix(key) for key in keys.tolist()]
    assert draws.fold(keys, keys[::-1]).tolist() == [
        draws.fold(a, b) for a, b in zip(keys.tolist(), keys.tolist()[::-1], strict=True)
    ]


def test_unsigned_is_the_remainder():
    assert draws.unsigned(2**64 + 5) == 5
    assert draws.unsigned(-1) == 2**64 - 1


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ann", 6017724364634305432),
        (0, 7163381271710615482),
        ("0", 6477059897129058373),
        (("a", 1), 14022878573970593681),
    ],
)
def test_keys_of_names_never_change(name, key):
    assert draws.key_of(name) == key


def test_names_that_look_alike_are_different_people():
    names = [1, "1", "01", True, 1.0, ("1",), "Ann", "ann", "Ann ", "Änn", -1]
    assert len({draws.key_of(name) for name in names}) == len(names)


def test_draws_never_change():
    """A stored study can be run again: these stand for good."""
    assert draws.mix(draws.GOLDEN) == 16294208416658607535  # the published first output of splitmix64 from 0
    assert draws.mix(1234567 + draws.GOLDEN) == 6457827717110365317  # and from 1234567
    assert draws.mix(0) == 0
    assert draws.fold(1, 2) == 17235469408947973867
    assert draws.seed_of(1, "replicate", 0) == 5426504934087254265
    assert draws.seed_of_replicate(1, 0) == 5426504934087254265 >> 1
    assert draws.KEEPING == 16117352801449786365
    assert draws.draw(1, draws.KEEPING, draws.key_of("Ann"), 3) == 0.5227188627060366


def test_every_decision_has_a_code_of_its_own():
    assert len(DECISIONS) == 21
    assert len(set(DECISIONS.values())) == 21
    assert all(2**63 <= code < 2**64 for code in DECISIONS.values())
    assert draws.decision("keeping") == draws.KEEPING
