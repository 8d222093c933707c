#include "../draws.h"
#include "line.h"

namespace carwright::recursion {

std::int64_t draw_alone(const Line& line, std::int32_t law, std::uint64_t seed,
                        std::uint64_t stream, std::uint32_t replication, std::uint32_t& count) {
    const Law& w = line.laws[law];
    const DistRow row{w.kind, w.begin, w.end, w.a, w.b, w.c, w.d};
    const Points points{line.values, line.cumulative};
    // The second draw of a block is needed only in its midst.
    Stream drawn = count & 1 ? make_stream(seed, stream, replication, count)
                             : Stream{seed, stream, 0.0, replication, count};
    const std::int64_t duration = sample(row, points, drawn);
    count = drawn.count;
    return duration;
}

}  // namespace carwright::recursion
