// States of machines at the end of an instant, and the bottleneck (rules S, Y4).
#pragma once

#include <algorithm>

#include "kernel.h"

namespace carwright {

inline bool is_active(State state) {
    return state == State::WORKING || state == State::SETTING_UP || state == State::FAILED;
}

// A machine that could do more (Y4).
inline bool is_spare(State state) {
    return state == State::WAITING || state == State::BLOCKED;
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
    for (std::size_t n = 0; n < unsettled_count_; ++n) {
        const i32 machine = unsettled_[n];
        Machine& m = machines_[machine];
        m.unsettled = false;
        const State s = state(m);
        if (s == m.shown) continue;
        close_state<kTraced>(machine);
        Activity& station = activity_[m.station];
        station.busy += is_active(s) - is_active(m.shown);
        station.spare += is_spare(s) - is_spare(m.shown);
        // Looked at when the instant is over: machines of one station may pass work on.
        if (station.is_active() != (station.since != kNone)) restless_.push_back(m.station);
        m.shown = s;
    }
    unsettled_count_ = 0;
    for (const i32 station : restless_) turn_active(station);
    restless_.clear();
    pace_changed_ = false;
    const bool paced = is_paced();
    if (paced != paced_) {
        paced_ = paced;
        if (paced) paced_since_ = now_;
        if (!paced && bottleneck_ != kNone) hand_over(kNone);
    }
    if (paced &&
        (bottleneck_ == kNone ? active_.first != kNone : activity_[bottleneck_].since == kNone)) {
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

// Y4. The list of active stations is in the order in which they became so.
inline void Kernel::turn_active(i32 station) {
    Activity& a = activity_[station];
    if (a.is_active() == (a.since != kNone)) return;
    if (a.is_active()) {
        a.since = now_;
        a.next = kNone;
        a.prev = active_.last;
        (active_.last == kNone ? active_.first : activity_[active_.last].next) = station;
        active_.last = station;
    } else {
        a.since = kNone;
        (a.prev == kNone ? active_.first : activity_[a.prev].next) = a.next;
        (a.next == kNone ? active_.last : activity_[a.next].prev) = a.prev;
    }
}

// Y4.2: the calendar that paces the plant is on.
inline bool Kernel::is_paced() const {
    return pacing_ == kNone || shifts_[pacing_].state == CalendarState::ON;
}

// Y4.2: where the active period of a station begins to count.
inline i64 Kernel::active_from(i32 station) const {
    return std::max(activity_[station].since, paced_since_);
}

// Y4: ties go to the lowest row.
inline i32 Kernel::longest_active() const {
    i32 taker = active_.first;
    for (i32 other = taker; other != kNone && active_from(other) == active_from(taker);
         other = activity_[other].next) {
        taker = std::min(taker, other);
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
