// Stops of machines: failures and maintenance, their clocks and repairs (rules D).
#pragma once

#include <algorithm>

#include "kernel.h"
#include "work.h"

namespace carwright {

// D5, C3, P1
inline bool Kernel::stopped(const Machine& machine) const {
    if (machine.halts == 0) return false;
    if (machine.halts != halt::kCalendar) return true;
    return !(stations_[machine.station].finish && in_hand(machine));
}

// The IMMEDIATE OPERATION mode whose clock runs out next, the lowest row at equal clocks (D4).
inline void Kernel::find_failure(Machine& machine) {
    machine.next_failure = kForever;
    machine.failing_mode = kNone;
    for (i32 mode = machine.mode_begin; mode < machine.mode_begin + machine.mode_count; ++mode) {
        const Mode& d = modes_[mode];
        const bool counts = d.clock == Clock::OPERATION && d.start == Start::IMMEDIATE &&
                            d.phase == ModePhase::COUNTING;
        if (counts && d.due < machine.next_failure) {
            machine.next_failure = d.due;
            machine.failing_mode = mode;
        }
    }
}

// When the next of the modes that fall due at the end of work will (D4).
inline void Kernel::find_due(Machine& machine) {
    machine.next_due = kForever;
    machine.next_cycle = kForever;
    for (i32 mode = machine.mode_begin; mode < machine.mode_begin + machine.mode_count; ++mode) {
        const Mode& d = modes_[mode];
        if (d.phase != ModePhase::COUNTING) continue;
        if (d.clock == Clock::CYCLES) machine.next_cycle = std::min(machine.next_cycle, d.due);
        if (d.clock == Clock::OPERATION && d.start != Start::IMMEDIATE) {
            machine.next_due = std::min(machine.next_due, d.due);
        }
    }
}

// W6.1, D4: what has run out falls due at the end of work.
inline void Kernel::fall_due(Machine& machine) {
    for (i32 mode = machine.mode_begin; mode < machine.mode_begin + machine.mode_count; ++mode) {
        Mode& d = modes_[mode];
        if (d.phase != ModePhase::COUNTING) continue;
        const bool ran_out =
            (d.clock == Clock::CYCLES && d.due <= machine.cycles) ||
            (d.clock == Clock::OPERATION && d.start != Start::IMMEDIATE && d.due <= machine.clock);
        if (!ran_out) continue;
        d.phase = ModePhase::DUE;
        ++(d.start == Start::OPPORTUNISTIC ? machine.due_idle : machine.due_forced);
    }
    find_due(machine);
}

// D2: the time, or the number of cycles, to the next stop.
inline void Kernel::draw_clock(i32 mode, i32 dist) {
    Mode& d = modes_[mode];
    Machine& m = machines_[d.machine];
    d.phase = ModePhase::COUNTING;
    const i64 drawn = draw(dist, between_stream_[mode]);
    switch (d.clock) {
        case Clock::OPERATION:
            d.due = std::min(m.clock + drawn, kForever);
            break;
        case Clock::CYCLES:
            d.due = std::min(m.cycles + std::max<i64>(drawn, 1), kForever);
            break;
        case Clock::CALENDAR:
            d.due = drawn;
            return;
    }
    find_failure(m);
    find_due(m);
}

// D2, T7.1: a CALENDAR clock begins to run; the others run with work alone.
inline void Kernel::start_clock(i32 mode) {
    const Mode& d = modes_[mode];
    if (d.clock == Clock::CALENDAR) slots_.set(Slots::FRAME, first_mode_ + mode, now_ + d.due);
}

// Its repair ends, or its clock has run out (D3).
template <bool kTraced>
void Kernel::mode_event(i32 mode) {
    Mode& d = modes_[mode];
    if (d.phase == ModePhase::REPAIR) return end_stop<kTraced>(mode);
    Machine& m = machines_[d.machine];
    if (d.start == Start::FORCED && in_hand(m)) {
        d.phase = ModePhase::DUE;
        ++m.due_forced;
    } else if (d.start == Start::OPPORTUNISTIC && m.held != 0) {
        d.phase = ModePhase::DUE;
        ++m.due_idle;
    } else {
        begin_stop<kTraced>(mode);
    }
}

template <bool kTraced>
void Kernel::begin_due_stops(i32 machine, bool opportunistic) {
    const Machine& m = machines_[machine];
    for (i32 mode = m.mode_begin; mode < m.mode_begin + m.mode_count; ++mode) {
        const Mode& d = modes_[mode];
        const bool waits_for_idle = d.start == Start::OPPORTUNISTIC;
        if (d.phase == ModePhase::DUE && waits_for_idle == opportunistic) begin_stop<kTraced>(mode);
    }
}

// D6, D6.1
template <bool kTraced>
void Kernel::begin_stop(i32 mode) {
    Mode& d = modes_[mode];
    Machine& m = machines_[d.machine];
    if (d.phase == ModePhase::DUE) {
        --(d.start == Start::OPPORTUNISTIC ? m.due_idle : m.due_forced);
    }
    if (m.failing && m.failing_mode == mode) m.failing = false;  // this is its event
    suspend(d.machine);
    touch(d.machine);
    ++(d.planned ? m.maintenances : m.failures);
    set_halts(m, m.halts | halt::kStop);
    d.phase = ModePhase::CALLING;
    d.began = now_;
    if (mode == m.failing_mode) find_failure(m);
    tell<kTraced>(TraceCode::STOP, m.object, mode, -1, d.planned ? 1 : 0);
    tallies_.count(Tally::mode_stops, mode);
    if (d.crew == kNone) {
        start_repair<kTraced>(mode);
    } else {
        ask<kTraced>(d.crew, mode, d.people, d.priority);  // K2
    }
}

template <bool kTraced>
void Kernel::start_repair(i32 mode) {
    Mode& d = modes_[mode];
    tallies_.spread(Tally::mode_wait, mode, d.began, now_);
    d.phase = ModePhase::REPAIR;
    const i64 duration = draw(d.repair, repair_stream_[mode]);
    tell<kTraced>(TraceCode::REPAIR, machines_[d.machine].object, mode, -1, duration);
    slots_.set(Slots::FRAME, first_mode_ + mode, now_ + duration);
}

// D6, D6.1
template <bool kTraced>
void Kernel::end_stop(i32 mode) {
    Mode& d = modes_[mode];
    Machine& m = machines_[d.machine];
    tell<kTraced>(TraceCode::UP, m.object, mode, -1, 0);
    tallies_.spread(Tally::mode_down, mode, d.began, now_);
    if (d.crew != kNone) release(d.crew, requests_[mode].people);
    draw_clock(mode, d.between);
    start_clock(mode);
    touch(d.machine);
    --(d.planned ? m.maintenances : m.failures);
    if (m.failures == 0 && m.maintenances == 0) set_halts(m, m.halts & ~halt::kStop);
    if (!stopped(m)) resume<kTraced>(d.machine);
}

// D3: a machine that holds no part lets OPPORTUNISTIC stops begin.
template <bool kTraced>
void Kernel::idle(i32 machine) {
    const Machine& m = machines_[machine];
    if (m.held == 0 && m.due_idle != 0) begin_due_stops<kTraced>(machine, true);
}

}  // namespace carwright
