#include "tally.h"

#include <algorithm>
#include <bit>

namespace carwright {

namespace {

std::size_t extent(char letter, const Program& program, std::size_t periods, std::size_t hours) {
    switch (letter) {
        case 'P':
            return periods;
        case 'H':
            return hours;
        case 'M':
            return program.machine.rows();
        case 'S':
            return program.station.rows();
        case 'A':
            return program.mode.rows();
        case 'B':
            return program.buffer.rows() + program.conveyor.rows();
        case 'C':
            return program.crew.rows();
        case 'Q':
            return program.source.rows();
        case 'K':
            return program.sink.rows();
        case 'T':
            return static_cast<std::size_t>(program.size.types[0]);
        case 'E':
            return static_cast<std::size_t>(program.size.edges[0]);
        case 'G':
            return kLevels;
        case 'L':
            return kLeadBins;
        case 'R':
            return kReworks;
        default:
            return static_cast<std::size_t>(letter - '0');
    }
}

std::int64_t ceiling(std::int64_t a, std::int64_t b) {
    return a / b + (a % b != 0);
}

}  // namespace

Tallies::Tallies(const Program& program, std::int64_t horizon, std::int64_t period)
    : period_(period), periods_(ceiling(horizon, period)) {
    while (ceiling(horizon, hour_) > kMostHours) hour_ *= 2;
    hours_ = ceiling(horizon, hour_);
    std::size_t total = 0;
    for (std::size_t t = 0; t < kTallyCount; ++t) {
        offset_[t] = total;
        std::size_t cells = 1;
        for (const char* letter = kTallies[t].shape; *letter; ++letter) {
            shape_[t].push_back(extent(*letter, program, static_cast<std::size_t>(periods_),
                                       static_cast<std::size_t>(hours_)));
            cells *= shape_[t].back();
        }
        const bool by_period = kTallies[t].shape[0] == 'P';
        stride_[t] = by_period ? cells / shape_[t][0] : 0;
        total += cells;
    }
    block_.assign(total + 1, 0);  // one more, so that an empty tally at the end has an address
    turn_page(0);
}

// The rows of the present period are in the copy, not in the original.
Tallies::Tallies(const Tallies& other)
    : period_(other.period_),
      periods_(other.periods_),
      hour_(other.hour_),
      hours_(other.hours_),
      offset_(other.offset_),
      stride_(other.stride_),
      shape_(other.shape_),
      block_(other.block_) {
    turn_page(other.period_begin_);
}

std::vector<std::size_t> Tallies::shape(Tally tally) const {
    return shape_[index(tally)];
}

// The rows of the period that `now` is in; at the horizon itself nothing is counted any more.
void Tallies::turn_page(std::int64_t now) {
    const std::int64_t page = std::min(now / period_, periods_ - 1);
    period_begin_ = page * period_;
    period_end_ = period_begin_ + period_;
    for (std::size_t t = 0; t < kTallyCount; ++t) {
        row_[t] = &block_[offset_[t] + static_cast<std::size_t>(page) * stride_[t]];
    }
}

void Tallies::count_hour(std::int64_t now, std::size_t sink) {
    const auto hour = static_cast<std::size_t>(now / hour_);
    const std::size_t t = index(Tally::sink_hour);
    block_[offset_[t] + hour * shape_[t][1] + sink] += 1;
}

void Tallies::spread_widely(Tally tally, std::size_t at, std::int64_t begin, std::int64_t end,
                            std::int64_t weight) {
    const std::size_t t = index(tally);
    while (begin < end) {
        const std::int64_t page = begin / period_;
        const std::int64_t stop = std::min(end, (page + 1) * period_);
        block_[offset_[t] + static_cast<std::size_t>(page) * stride_[t] + at] +=
            (stop - begin) * weight;
        begin = stop;
    }
}

std::size_t lead_bin(std::int64_t lead) {
    const auto s = static_cast<std::uint64_t>(lead) / 1000;
    if (s < 64) return s;
    const int k = std::bit_width(s) - 6;
    const std::uint64_t bin = 64 + 32 * (static_cast<std::uint64_t>(k) - 1) + ((s >> k) - 32);
    return std::min<std::uint64_t>(bin, kLeadBins - 1);
}

}  // namespace carwright
