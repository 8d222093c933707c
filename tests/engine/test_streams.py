"""Streams of uniforms: the published vectors, the layout of a draw, and independence (rule R1)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from carwright.compile.streams import stream_key
from carwright.engine import _kernel
from carwright.engine.draws import Stream, philox, to_uniform

U32 = st.integers(0, 2**32 - 1)
U64 = st.integers(0, 2**64 - 1)
ONES = 2**32 - 1

# Random123, tests/kat_vectors: philox4x32 with 10 rounds (counter, key, output).
KNOWN_ANSWERS = [
    ((0, 0, 0, 0), 0, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES,) * 4, 2**64 - 1, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        0x299F31D0_A4093822,
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.sanitize
@pytest.mark.parametrize(("counter", "key", "output"), KNOWN_ANSWERS)
def test_philox_known_answers(
    counter: tuple[int, int, int, int], key: int, output: tuple[int, ...]
) -> None:
    assert philox(counter, key) == output
    assert _kernel.draws.philox(*counter, key) == output


def test_a_uniform_is_never_0_or_1() -> None:
    assert to_uniform(0, 0) == 2.0**-53
    assert to_uniform(ONES, ONES) == 1.0 - 2.0**-53
    assert to_uniform(0, 2**31) == 0.5 + 2.0**-53
    assert to_uniform(2**12 - 1, 0) == 2.0**-53  # the low 12 bits are not used


def test_a_draw_is_half_a_block_of_its_stream() -> None:
    seed, key, replication = 0x0123456789ABCDEF, 0xFEDCBA9876543210, 7
    stream = Stream(seed, key, replication)
    for number in range(3):
        words = philox((number, 0x76543210, 0xFEDCBA98, replication), seed)
        assert stream.uniform() == to_uniform(words[0], words[1])
        assert stream.uniform() == to_uniform(words[2], words[3])
    assert stream.count == 6


@pytest.mark.sanitize
@given(U64, U64, U32, U32, st.integers(0, 20))
def test_python_and_native_agree(seed: int, key: int, replication: int, first: int, n: int) -> None:
    stream = Stream(seed, key, replication, first)
    ours = [stream.uniform() for _ in range(n)]
    assert _kernel.draws.uniforms(seed, key, replication, first, n).tolist() == ours


@given(U64, U64, U32, st.integers(0, 2**32 - 10))
def test_the_count_is_the_whole_state(seed: int, key: int, replication: int, first: int) -> None:
    stream = Stream(seed, key, replication, first)
    drawn = [stream.uniform() for _ in range(5)]
    stream.count = first + 3
    assert [stream.uniform(), stream.uniform()] == drawn[3:]
    assert Stream(seed, key, replication, first + 1).uniform() == drawn[1]


@pytest.mark.sanitize
def test_a_stream_begins_again_after_its_last_draw() -> None:
    stream = Stream(1, 2, 3, 2**32 - 1)
    last, first = stream.uniform(), stream.uniform()
    assert first == Stream(1, 2, 3).uniform()
    assert _kernel.draws.uniforms(1, 2, 3, 2**32 - 1, 2).tolist() == [last, first]


def neighbours(n: int) -> NDArray[np.float64]:
    """The first n draws of streams that differ little: by one in seed, key or replication."""
    triples = [(s, k, r) for s in (0, 1, 2**32) for k in (0, 1, 2**32, 2**63) for r in range(8)]
    triples += [(0, stream_key(f"station {i}/work"), 0) for i in range(100)]
    return np.array([_kernel.draws.uniforms(*triple, 0, n) for triple in triples])


def test_neighbouring_streams_are_uniform() -> None:
    drawn = neighbours(20_000)
    assert stats.kstest(drawn.ravel(), "uniform").pvalue > 0.01
    each = [stats.kstest(row, "uniform").pvalue for row in drawn]
    assert stats.kstest(each, "uniform").pvalue > 0.01
    assert min(each) > 0.001 / len(each)


def test_neighbouring_streams_are_uncorrelated() -> None:
    """Correlations are about normal with variance 1/n; so are those with the next draw."""
    n = 20_000
    drawn = neighbours(n)
    rows = len(drawn)
    both = np.corrcoef(np.vstack([drawn[:, :-1], drawn[:, 1:]])) * np.sqrt(n - 1)
    at_once = both[:rows, :rows][np.triu_indices(rows, 1)]
    one_later = both[:rows, rows:].ravel()
    for scores in (at_once, one_later):
        assert stats.kstest(scores, "norm").pvalue > 0.001
        assert np.abs(scores).max() < 6.0


def test_no_two_streams_begin_alike() -> None:
    """100,000 first draws of 52 bits: two alike by chance once in a million such tests."""
    keys = [stream_key(f"station {i}/repair") for i in range(10_000)]
    first = [_kernel.draws.uniforms(9, key, r, 0, 1)[0] for key in keys for r in range(10)]
    assert len(set(first)) == len(first)


def test_stream_keys() -> None:
    """Frozen: another hash would change the luck of every scenario."""
    assert stream_key("") == 0xB4B2797457A0A6E4
    assert stream_key("roof weld/work") == 0x3CFCDC0E1314D7E8
    assert stream_key("焊装/work") == 0x62701402305B72FC
    assert len({stream_key(f"{i}") for i in range(100_000)}) == 100_000
    assert stream_key("a/b") != stream_key("A/b")
