// States of machines at the end of an instant, and the bottleneck (rules S, Y4).
#pragma once

#include <algorithm>

#include "kernel.h"

namespace carwright {

inline bool is_active(State state) {
    constexpr u32 kThese = 1U << static_cast<u32>(State::WORKING) |
                           1U << static_cast<u32>(State::SETTING_UP) |
                           1U << static_cast<u32>(State::FAILED);
    return ((kThese >> static_cast<u32>(state)) & 1) != 0;
}

// A machine that could do more (Y4).
inline bool is_spare(State state) {
    constexpr u32 kThese =
        1U << static_cast<u32>(State::WAITING) | 1U << static_cast<u32>(State::BLOCKED);
    return ((kThese >> static_cast<u32>(state)) & 1) != 0;
}

// S1: the first that applies.
inline State Kernel::state(const Machine& machine) const {
    constexpr State kByStage[kStageCount] = {State::WAITING,    State::WAITING, State::WAITING,
                                             State::SETTING_UP, State::WORKING, State::BLOCKED};
    const State working = kByStage[static_cast<std::size_t>(machine.stage)];
    if (machine.halts == 0) return working;
    if (machine.halts & halt::kAbsent) return State::UNPLANNED;
    const bool finishing = stations_[machine.station].finish && in_hand(machine);
    if (!finishing) {
        if (machine.calendar == CalendarState::OFF) return State::UNPLANNED;
        if (machine.calendar == CalendarState::BREAK) return State::PAUSED;
    }
    if (machine.failures != 0) return State::FAILED;
    if (machine.maintenances != 0) return State::PAUSED;
    return working;
}

// T6.2, S2.1: the instant is over; what its end leaves is what counts.
template <bool kTraced>
void Kernel::settle() {
    bool shared = false;
    for (std::size_t n = 0; n < unsettled_count_; ++n) {
        const i32 machine = unsettled_[n];
        Machine& m = machines_[machine];
        m.unsettled = false;
        const State s = state(m);
        if (s == m.shown) continue;
        close_state<kTraced>(machine);
        Activity& station = activity_[m.station];
        const State was = m.shown;
        m.shown = s;
        if (station.shared) [[unlikely]] {
            station.busy += is_active(s) - is_active(was);
            station.spare += is_spare(s) - is_spare(was);
            shared = true;
        } else {
            turn(station, is_active(s));
        }
    }
    // Looked at when the instant is over: machines of one station may pass work on.
    for (std::size_t n = 0; shared && n < unsettled_count_; ++n) {
        Activity& station = activity_[machines_[unsettled_[n]].station];
        if (station.shared) turn(station, station.is_active());
    }
    unsettled_count_ = 0;
    pace_changed_ = false;
    const bool paced = is_paced();
    if (paced != paced_) {
        paced_ = paced;
        if (paced) paced_since_ = now_;
        if (!paced && bottleneck_ != kNone) hand_over(kNone);
    }
    if (paced &&
        (bottleneck_ == kNone ? active_count_ > 0 : activity_[bottleneck_].since == kForever)) {
        hand_over(longest_active());
    }
}

// S2.1: the interval of the state that a machine has shown ends now.
template <bool kTraced>
void Kernel::close_state(i32 machine) {
    Machine& m = machines_[machine];
    if (m.shown_since == now_) return;
    const auto state = static_cast<i32>(m.shown);
    tallies_.spread(Tally::machine_state, machine * kStates + state, m.shown_since, now_);
    tell<kTraced>(TraceCode::STATE, m.object, machine, m.shown_since, state);
    m.shown_since = now_;
}

// Y4. Looked up, not decided: which way it goes can't be foretold.
CARWRIGHT_HOT void Kernel::turn(Activity& station, bool is) {
    const bool was = station.since != kForever;
    const i64 since[] = {kForever, now_, kForever, station.since};
    station.since = since[2 * was + is];
    active_count_ += is - was;
}

// Y4.2: the calendar that paces the plant is on.
inline bool Kernel::is_paced() const {
    return pacing_ == kNone || shifts_[pacing_].state == CalendarState::ON;
}

// Y4.2: where the active period of a station begins to count.
inline i64 Kernel::active_from(i32 station) const {
    return std::max(activity_[station].since, paced_since_);
}

// Y4: ties go to the lowest row. The bottleneck changes seldom against all else that happens, so
// that a look at every station is cheaper than to keep them in order.
inline i32 Kernel::longest_active() const {
    if (active_count_ == 0) return kNone;
    i32 taker = 0;
    for (i32 station = 1; station < static_cast<i32>(activity_.size()); ++station) {
        if (active_from(station) < active_from(taker)) taker = station;
    }
    return taker;
}

// Y4, Y4.1
inline void Kernel::hand_over(i32 taker) {
    if (bottleneck_ != kNone) {
        i64 overlap = now_;
        if (taker != kNone) {
            overlap = std::max(active_from(taker), bottleneck_since_);
            tallies_.spread(Tally::bottleneck_shift, bottleneck_, overlap, now_);
            tallies_.spread(Tally::bottleneck_shift, taker, overlap, now_);
        }
        tallies_.spread(Tally::bottleneck_sole, bottleneck_, bottleneck_since_, overlap);
    }
    bottleneck_ = taker;
    bottleneck_since_ = now_;
}

}  // namespace carwright
