// The least that an event loop can do for W1, W2 and W3: nothing but the next event and what it
// sets off, or with what an engine has to count beside it. One pending event for each station, in a
// tournament tree; no entities, no rules, nothing that another plant would need. Included by
// ceilings.cpp, whose random numbers it draws in lanes.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace loops {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr int kParts = 2000;

enum State { kStarved, kWorking, kBlocked, kStates };

// What a planner asks of a run, for one period: time in each state by station, levels of buffers by
// time, parts along each way, lead times by bin, content of the plant, output by hour.
template <int kStations, int kRoom>
class Counts {
  public:
    void begin() { *this = Counts(); }

    void turn(int station, State state, double now) {
        spent_[station][shown_[station]] += now - since_[station];
        since_[station] = now;
        shown_[station] = state;
    }
    void work_ends(int station) {
        ++works_[station];
        ++cycles_[station];
    }
    // The level of the buffer before a station.
    void change_level(int station, int change, double now) {
        const double time = now - level_since_[station];
        level_since_[station] = now;
        at_level_[station][bin_[station]] += time;
        content_[station] += time * level_[station];
        level_[station] += change;
        bin_[station] = std::min(level_[station], kBins - 1);
    }
    void enter_buffer(int station, double born, double now) {
        change_level(station, 1, now);
        ++entered_[station];
        ++moved_in_[station];
        waiting_[station][last_[station]++ & kMask] = born;
    }
    double leave_buffer(int station, double now) {
        change_level(station, -1, now);
        ++moved_out_[station];
        return waiting_[station][first_[station]++ & kMask];
    }
    void load(int station, double born) { on_[station] = born; }
    double part_on(int station) const { return on_[station]; }
    void come(double now) {
        change_cars(1, now);
        ++created_;
    }
    void leave(double born, double now) {
        change_cars(-1, now);
        ++sunk_;
        ++moved_in_[kStations];
        lead_ += now - born;
        const auto lead = static_cast<std::uint64_t>(now - born);
        ++lead_bin_[std::min<std::size_t>(std::bit_width(lead), kBins - 1)];
        ++by_hour_[static_cast<std::uint64_t>(now) / 3600 % kHours];
    }
    double sum() const { return lead_ + cars_time_ + spent_[0][kWorking] + content_[0]; }

  private:
    static constexpr int kBins = 64;
    static constexpr std::uint64_t kHours = 512;
    static constexpr std::uint32_t kMask = std::bit_ceil(static_cast<std::uint32_t>(kRoom)) - 1;

    void change_cars(int change, double now) {
        cars_time_ += (now - cars_since_) * cars_;
        cars_since_ = now;
        cars_ += change;
    }

    State shown_[kStations] = {};
    double since_[kStations] = {};
    double spent_[kStations][kStates] = {};
    std::int64_t works_[kStations] = {};
    std::int64_t cycles_[kStations] = {};
    double on_[kStations] = {};  // birth of the part on the station
    int level_[kStations] = {};
    int bin_[kStations] = {};
    double level_since_[kStations] = {};
    double at_level_[kStations][kBins] = {};
    double content_[kStations] = {};
    std::int64_t entered_[kStations] = {};
    std::int64_t moved_in_[kStations + 1] = {};
    std::int64_t moved_out_[kStations] = {};
    double waiting_[kStations][kMask + 1] = {};
    std::uint32_t first_[kStations] = {};
    std::uint32_t last_[kStations] = {};
    std::int64_t created_ = 0, sunk_ = 0;
    double lead_ = 0.0;
    std::int64_t lead_bin_[kBins] = {};
    std::int64_t by_hour_[kHours] = {};
    double cars_ = 0.0, cars_since_ = 0.0, cars_time_ = 0.0;
};

// Stations in a row with buffers between; `Time` draws how long a station works on its next part.
template <class Time, int kStations, int kRoom, bool kCounted>
class Line {
  public:
    void run() {
        time_.begin();
        std::fill(std::begin(end_), std::end(end_), kNever);
        for (int n = kLeaves - 1; n >= 1; --n) play(n);
        std::fill(std::begin(level_), std::end(level_), 0);
        std::fill(std::begin(state_), std::end(state_), kStarved);
        if constexpr (kCounted) counts_.begin();
        int out = 0;
        take_from_source(0.0);
        while (out < kParts) {
            const int j = winner_[1];
            const double now = end_[j];
            if constexpr (kCounted) counts_.work_ends(j);
            if (j == kStations - 1) {
                if constexpr (kCounted) counts_.leave(counts_.part_on(j), now);
                ++out;
                leave(j, now);
            } else if (level_[j + 1] == kRoom && state_[j + 1] != kStarved) {
                turn(j, kBlocked, now);
                set(j, kNever);
            } else {
                give(j, now);
                leave(j, now);
            }
        }
        if constexpr (kCounted) total_ += counts_.sum();
    }
    double total() const { return total_ + end_[0]; }

  private:
    static constexpr int kLeaves = std::bit_ceil(static_cast<unsigned>(kStations));

    void play(int n) {
        const int left = 2 * n < kLeaves ? winner_[2 * n] : 2 * n - kLeaves;
        const int right = 2 * n < kLeaves ? winner_[2 * n + 1] : 2 * n + 1 - kLeaves;
        winner_[n] = end_[right] < end_[left] ? right : left;
    }
    void set(int j, double end) {
        end_[j] = end;
        for (int n = (j + kLeaves) / 2; n; n /= 2) play(n);
    }
    void turn(int j, State state, double now) {
        if constexpr (kCounted) {
            if (state != state_[j]) counts_.turn(j, state, now);
        }
        state_[j] = state;
    }
    void start(int j, double now) {
        turn(j, kWorking, now);
        set(j, now + time_.draw(j));
    }
    void take_from_source(double now) {
        if constexpr (kCounted) {
            counts_.come(now);
            counts_.load(0, now);
        }
        start(0, now);
    }
    void give(int j, double now) {
        if constexpr (kCounted) counts_.enter_buffer(j + 1, counts_.part_on(j), now);
        if (state_[j + 1] == kStarved) {
            if constexpr (kCounted) counts_.load(j + 1, counts_.leave_buffer(j + 1, now));
            start(j + 1, now);
        } else {
            ++level_[j + 1];
        }
    }
    // The machine is free: it takes the next part, and whoever waited for the place comes in.
    void leave(int j, double now) {
        if (j == 0) {
            take_from_source(now);
        } else if (level_[j] == 0) {
            turn(j, kStarved, now);
            set(j, kNever);
        } else {
            --level_[j];
            if constexpr (kCounted) counts_.load(j, counts_.leave_buffer(j, now));
            start(j, now);
            if (state_[j - 1] == kBlocked) {
                ++level_[j];
                if constexpr (kCounted) counts_.enter_buffer(j, counts_.part_on(j - 1), now);
                leave(j - 1, now);
            }
        }
    }

    Time time_;
    double end_[kLeaves];
    int winner_[kLeaves];
    int level_[kStations];
    State state_[kLeaves];
    Counts<kStations, kRoom> counts_;
    double total_ = 0.0;
};

// One station behind a queue without limit.
template <class Draws, bool kCounted>
class Queue {
  public:
    void run() {
        if constexpr (kCounted) counts_.begin();
        double arrival = draws_.draw() / 0.9;
        double end = kNever;
        int waiting = 0;
        for (int out = 0; out < kParts;) {
            if (arrival < end) {
                const double now = arrival;
                arrival = now + draws_.draw() / 0.9;
                if constexpr (kCounted) {
                    counts_.come(now);
                    counts_.enter_buffer(0, now, now);
                }
                if (end == kNever) {
                    end = start(now);
                } else {
                    ++waiting;
                }
            } else {
                const double now = end;
                ++out;
                if constexpr (kCounted) {
                    counts_.work_ends(0);
                    counts_.leave(counts_.part_on(0), now);
                }
                if (waiting > 0) {
                    --waiting;
                    end = take(now);
                } else {
                    end = kNever;
                    if constexpr (kCounted) counts_.turn(0, kStarved, now);
                }
            }
        }
        total_ += arrival;
        if constexpr (kCounted) total_ += counts_.sum();
    }
    double total() const { return total_; }

  private:
    double start(double now) {
        if constexpr (kCounted) counts_.turn(0, kWorking, now);
        return take(now);
    }
    double take(double now) {
        if constexpr (kCounted) counts_.load(0, counts_.leave_buffer(0, now));
        return now + draws_.draw();
    }

    Draws draws_;
    Counts<1, 4096> counts_;
    double total_ = 0.0;
};

}  // namespace loops
