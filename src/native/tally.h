// What the kernel counts (rule Y): every tally in one block, periods first, and the places in it of
// the present period.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "hot.h"
#include "program.h"

namespace carwright {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kMostHours = 16'384;
constexpr int kStates = kStateCount;

// Entries of the tally `ledger` (N1).
enum class Ledger : std::uint8_t { CREATED, PIECES, SUNK, SCRAPPED, JOINED, LOST };
constexpr int kLedgerCount = 6;

class Tallies {
  public:
    Tallies() = default;
    Tallies(const Program& program, std::int64_t horizon, std::int64_t period);
    Tallies(const Tallies& other);
    Tallies(Tallies&&) = default;
    Tallies& operator=(const Tallies&) = delete;
    Tallies& operator=(Tallies&&) = default;
    ~Tallies() = default;

    std::int64_t hour_ms() const { return hour_; }
    std::int64_t period_ms() const { return period_; }
    std::vector<std::size_t> shape(Tally tally) const;
    const std::int64_t* data(Tally tally) const { return block_.data() + offset_[index(tally)]; }
    std::int64_t entered(Ledger entry) const {
        return data(Tally::ledger)[static_cast<std::size_t>(entry)];
    }
    std::vector<std::int64_t>& block() { return block_; }

    // The clock goes on; later than the end of the present period is rare.
    CARWRIGHT_HOT void go_on(std::int64_t now) {
        if (now >= period_end_) [[unlikely]]
            turn_page(now);
    }

    // The row of the present period.
    std::int64_t* row(Tally tally) { return row_[index(tally)]; }
    CARWRIGHT_HOT void count(Tally tally, std::size_t at, std::int64_t by = 1) {
        row(tally)[at] += by;
    }
    void count_hour(std::int64_t now, std::size_t sink);
    void enter(Ledger entry, std::int64_t by = 1) {
        row(Tally::ledger)[static_cast<std::size_t>(entry)] += by;
    }

    // Y1: an interval up to the present or before, shared out among the periods that it touches.
    CARWRIGHT_HOT void spread(Tally tally, std::size_t at, std::int64_t begin, std::int64_t end,
                              std::int64_t weight = 1) {
        if (begin >= period_begin_) [[likely]] {
            row(tally)[at] += (end - begin) * weight;
        } else {
            spread_widely(tally, at, begin, end, weight);
        }
    }

    // Parts x time and time by level of a buffer or belt.
    CARWRIGHT_HOT void spread_level(std::size_t store, std::int64_t level, std::size_t bin,
                                    std::int64_t begin, std::int64_t end) {
        if (begin >= period_begin_) [[likely]] {
            row(Tally::store_level)[store] += (end - begin) * level;
            row(Tally::store_time)[store * kLevels + bin] += end - begin;
        } else {
            spread_widely(Tally::store_level, store, begin, end, level);
            spread_widely(Tally::store_time, store * kLevels + bin, begin, end, 1);
        }
    }

  private:
    static std::size_t index(Tally tally) { return static_cast<std::size_t>(tally); }
    void turn_page(std::int64_t now);
    void spread_widely(Tally tally, std::size_t at, std::int64_t begin, std::int64_t end,
                       std::int64_t weight);

    std::array<std::int64_t*, kTallyCount> row_{};
    std::int64_t period_begin_ = 0;
    std::int64_t period_end_ = 0;
    std::int64_t period_ = 1;
    std::int64_t periods_ = 0;
    std::int64_t hour_ = kHour;
    std::int64_t hours_ = 0;
    std::array<std::size_t, kTallyCount> offset_{};
    std::array<std::size_t, kTallyCount> stride_{};  // of a period; 0 for what has none
    std::array<std::vector<std::size_t>, kTallyCount> shape_;
    std::vector<std::int64_t> block_;
};

// Y3: bin of a lead time in ms.
std::size_t lead_bin(std::int64_t lead);

}  // namespace carwright
