// Counter-based random numbers: the twin of the first half of carwright/engine/draws.py (rule R1).
// Philox4x32-10 of Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as
// 1, 2, 3", SC'11.
#pragma once

#include <bit>
#include <cstdint>

#include "elementary.h"

namespace carwright {

struct Block {
    std::uint32_t word[4];
};

CARWRIGHT_FN constexpr Block philox_round(const Block& c, std::uint32_t k0, std::uint32_t k1) {
    const std::uint64_t left = std::uint64_t{0xD2511F53} * c.word[0];
    const std::uint64_t right = std::uint64_t{0xCD9E8D57} * c.word[2];
    return {{static_cast<std::uint32_t>(right >> 32) ^ c.word[1] ^ k0,
             static_cast<std::uint32_t>(right),
             static_cast<std::uint32_t>(left >> 32) ^ c.word[3] ^ k1,
             static_cast<std::uint32_t>(left)}};
}

CARWRIGHT_FN constexpr Block philox(Block counter, std::uint64_t key) {
    auto k0 = static_cast<std::uint32_t>(key);
    auto k1 = static_cast<std::uint32_t>(key >> 32);
    for (int round = 0; round < 10; ++round) {
        counter = philox_round(counter, k0, k1);
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
    }
    return counter;
}

// Block `number` of a stream: its draws 2 * number and 2 * number + 1.
CARWRIGHT_FN constexpr Block stream_block(std::uint64_t seed, std::uint64_t key,
                                          std::uint32_t replication, std::uint32_t number) {
    return philox({{number, static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32),
                    replication}},
                  seed);
}

// ((x >> 12) + 1/2) * 2**-52 of x = high * 2**32 + low. With 52 bits the half is exact and neither
// 0 nor 1 is reached; with 53 the largest would round up to 1. The bits are those of a number from
// 1 to 2, from which 1 - 2**-53 is taken: exact as well, and without a conversion of integers.
CARWRIGHT_FN constexpr double to_uniform(std::uint32_t low, std::uint32_t high) {
    const std::uint64_t fraction = (std::uint64_t{high} << 20) | (low >> 12);
    return std::bit_cast<double>(fraction | 0x3FF0000000000000) - 0x1.fffffffffffffp-1;
}

static_assert(to_uniform(0, 0) == 0x1p-53);
static_assert(to_uniform(0xFFFFFFFF, 0xFFFFFFFF) == 1.0 - 0x1p-53);

// One stream; (seed, key, replication, count) is the whole state, `second` is a copy of draw
// `count` while that is odd. After 2**32 draws a stream begins again.
struct Stream {
    std::uint64_t seed;
    std::uint64_t key;
    double second;
    std::uint32_t replication;
    std::uint32_t count;
};

// The stream at any of its draws, as `save` needs it.
CARWRIGHT_FN Stream make_stream(std::uint64_t seed, std::uint64_t key, std::uint32_t replication,
                                std::uint32_t count = 0) {
    const Block block = stream_block(seed, key, replication, count >> 1);
    return {seed, key, to_uniform(block.word[2], block.word[3]), replication, count};
}

// The next draw, uniform on the open interval from 0 to 1.
CARWRIGHT_FN double uniform(Stream& stream) {
    const std::uint32_t count = stream.count++;
    if (count & 1) return stream.second;
    const Block block = stream_block(stream.seed, stream.key, stream.replication, count >> 1);
    stream.second = to_uniform(block.word[2], block.word[3]);
    return to_uniform(block.word[0], block.word[1]);
}

}  // namespace carwright
