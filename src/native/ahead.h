// Exponential times drawn ahead: draw n of a stream is known by its number alone (R1), so that the
// logarithms of sixteen can be taken at once, in vector lanes where the machine has them (the bits
// are the same). What has been drawn ahead is no state: the stream's counter tells it all.
#pragma once

#include <cstdint>

#include "draws.h"
#include "hot.h"
#include "recursion/sets.h"

namespace carwright {

class Ahead {
  public:
    // The next of a stream that serves for nothing else.
    CARWRIGHT_HOT std::int64_t exponential(double mean, Stream& stream) {
        const std::uint32_t draw = stream.count++;
        const std::uint32_t block = draw / recursion::kAhead;
        if (block != block_) [[unlikely]]
            fill(stream, block);
        return to_ms(-mean * logarithm_[draw % 2][draw % recursion::kAhead / 2]);
    }

  private:
    void fill(const Stream& stream, std::uint32_t block) {
        static const recursion::Logarithms logarithms = recursion::instruction_sets()->logarithms;
        logarithms(stream.seed, stream.key, stream.replication, block, logarithm_[0],
                   logarithm_[1]);
        block_ = block;
    }

    // Of the even draws of the block, then of the odd ones.
    alignas(64) double logarithm_[2][recursion::kAhead / 2];
    std::uint32_t block_ = ~std::uint32_t{0};
};

}  // namespace carwright
