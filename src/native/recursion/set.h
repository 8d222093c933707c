// The entry of one instruction set; see lanes.h.
#pragma once

#include "run.h"

namespace carwright::recursion::CARWRIGHT_SET {

extern const int kLanesOfSet;
const int kLanesOfSet = kWidth;

template <class L>
Ending run_in(const Line& line, const Task& task, Reserve reserve, void* owner) {
    Recursion<L> recursion(line, task, reserve, owner);
    return recursion.run();
}

Ending run(const Line& line, const Task& task, bool wide, Reserve reserve, void* owner) {
    return wide ? run_in<Many>(line, task, reserve, owner)
                : run_in<One>(line, task, reserve, owner);
}

void logarithms(std::uint64_t seed, std::uint64_t stream, std::uint32_t replication,
                std::uint32_t block, double* even, double* odd) {
    Keys keys;
    keys.begin(seed);
    constexpr int kBlocks = static_cast<int>(kAhead) / 2;
    for (int i = 0; i < kBlocks; i += Many::kLanes) {
        const auto first = std::uint64_t{block} * kBlocks + static_cast<std::uint64_t>(i);
        const Many::U number = (all(Many{}, first) + count_up(Many{})) & 0x7FFFFFFF;
        Many::D one, two;
        uniforms<Many>(keys, stream, number, all(Many{}, std::uint64_t{replication}), one, two);
        store(reinterpret_cast<std::uint64_t*>(even + i), as_bits(log_of<Many>(one)));
        store(reinterpret_cast<std::uint64_t*>(odd + i), as_bits(log_of<Many>(two)));
    }
}

}  // namespace carwright::recursion::CARWRIGHT_SET
