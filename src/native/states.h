// States of machines at the end of an instant, and the bottleneck (rules S, Y4).
#pragma once

#include <algorithm>

#include "kernel.h"

namespace carwright {

inline bool is_active(State state) {
    return state == State::WORKING || state == State::SETTING_UP || state == State::FAILED;
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
        if (is_active(s) != is_active(m.shown)) turn_active(machine, s);
        m.shown = s;
    }
    unsettled_count_ = 0;
    if (bottleneck_ == kNone ? active_.first != kNone : active_since_[bottleneck_] == kNone) {
        find_bottleneck();
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

// Y4. The list of active machines is in the order in which they became so.
inline void Kernel::turn_active(i32 machine, State state) {
    if (is_active(state)) {
        active_since_[machine] = now_;
        active_next_[machine] = kNone;
        active_prev_[machine] = active_.last;
        (active_.last == kNone ? active_.first : active_next_[active_.last]) = machine;
        active_.last = machine;
    } else {
        active_since_[machine] = kNone;
        const i32 next = active_next_[machine];
        const i32 prev = active_prev_[machine];
        (prev == kNone ? active_.first : active_next_[prev]) = next;
        (next == kNone ? active_.last : active_prev_[next]) = prev;
    }
}

// Y4, Y4.1
inline void Kernel::find_bottleneck() {
    i32 taker = active_.first;
    for (i32 other = taker; other != kNone && active_since_[other] == active_since_[taker];
         other = active_next_[other]) {
        taker = std::min(taker, other);
    }
    if (bottleneck_ != kNone) {
        i64 overlap = now_;
        if (taker != kNone) {
            overlap = std::max(active_since_[taker], bottleneck_since_);
            tallies_.spread(Tally::bottleneck_shift, bottleneck_, overlap, now_);
            tallies_.spread(Tally::bottleneck_shift, taker, overlap, now_);
        }
        tallies_.spread(Tally::bottleneck_sole, bottleneck_, bottleneck_since_, overlap);
    }
    bottleneck_ = taker;
    bottleneck_since_ = now_;
}

}  // namespace carwright
