// The frame of the day: dated steps (rules P), calendars (rules C) and forks (T9).
#pragma once

#include <algorithm>

#include "buffers.h"
#include "kernel.h"
#include "work.h"

namespace carwright {

// T3.1: one slot for all steps; never before now.
inline void Kernel::set_step_slot() {
    const auto& step = program_.step;
    if (static_cast<std::size_t>(step_) < step.rows())
        slots_.set(Slots::FRAME, 0, std::max(now_, step.at[step_]));
}

// P1, P1.1
template <bool kTraced>
void Kernel::step_event() {
    const auto& step = program_.step;
    const i32 row = step_++;
    tell<kTraced>(TraceCode::STEP, -1, row, -1, step.what[row]);
    const i32 what = step.row[row];
    switch (static_cast<StepWhat>(step.what[row])) {
        case StepWhat::OPEN_OBJECT:
            open_object<kTraced>(what);
            break;
        case StepWhat::OPEN_MACHINE:
            machines_[what].opened = true;
            machine_opens<kTraced>(what);
            break;
        case StepWhat::SET_CAPACITY:
            change_level(buffers_[what].object, 0);
            set_capacity(buffers_[what].object, step.value[row]);
            buffers_[what].capacity_set = true;
            add_room(buffers_[what].object);
            break;
    }
    set_step_slot();
}

// The tally's bins go with the capacity.
inline void Kernel::set_capacity(i32 object, i64 capacity) {
    Object& o = objects_[object];
    o.capacity = capacity;
    const i64 width = std::max<i64>(1, (capacity - 1 + 31) / 32);
    o.bin_width = capacity >= kForever ? 0 : static_cast<i32>(std::min<i64>(width, 1 << 30));
    o.bin = level_bin(o);
}

template <bool kTraced>
void Kernel::open_object(i32 object) {
    Object& o = objects_[object];
    o.exists = true;
    if (o.kind == Kind::SOURCE) return start_source(o.row);
    add_room(object);
    if (o.kind != Kind::STATION) return;
    for (i32 machine = o.machine_begin; machine < o.machine_end; ++machine) {
        machine_opens<kTraced>(machine);
    }
}

// P1.1, T7.1: a machine exists when it and its station are open.
template <bool kTraced>
void Kernel::machine_opens(i32 machine) {
    Machine& m = machines_[machine];
    touch(machine);
    if (!m.opened || !objects_[m.object].exists) return;
    set_halts(m, m.halts & ~halt::kAbsent);
    for (i32 mode = m.mode_begin; mode < m.mode_begin + m.mode_count; ++mode) start_clock(mode);
    if (!stopped(m)) resume<kTraced>(machine);
}

// C1, C1.1: the instant of the next change.
inline i64 Kernel::next_change(const Shift& shift) const {
    if (shift.at + 1 < shift.end) return program_.change.at[shift.at + 1] + shift.offset;
    if (shift.loop == kNone) return kForever;
    return program_.change.at[shift.loop] + shift.offset + shift.length;
}

// C1.1, C5
template <bool kTraced>
void Kernel::calendar_event(i32 calendar) {
    Shift& s = shifts_[calendar];
    if (++s.at == s.end) {
        s.at = s.loop;
        s.offset += s.length;
    }
    const CalendarState before = s.state;
    s.state = static_cast<CalendarState>(program_.change.state[s.at]);
    tell<kTraced>(TraceCode::CALENDAR, -1, calendar, -1, static_cast<i64>(s.state));
    slots_.set(Slots::FRAME, first_calendar_ + calendar, std::max(now_, next_change(s)));
    if (s.state != before) tell_dependants<kTraced>(calendar);
}

// C5, C5.1. All know before the first acts: a machine that resumes may ask a crew that comes on
// with it.
template <bool kTraced>
void Kernel::tell_dependants(i32 calendar) {
    const CalendarState state = shifts_[calendar].state;
    const bool on = state == CalendarState::ON;
    pace_changed_ = true;
    for (const i32 machine : shift_machines_[calendar]) set_calendar(machines_[machine], state);
    for (const i32 source : shift_sources_[calendar]) {
        sources_[source].on = on;
        set_leave(source);
    }
    for (const i32 crew : shift_crews_[calendar]) crews_[crew].on = on;

    for (const i32 machine : shift_machines_[calendar]) {
        touch(machine);
        if (stopped(machines_[machine])) {
            suspend(machine);
        } else {
            resume<kTraced>(machine);
        }
    }
    for (const i32 belt : shift_belts_[calendar]) {
        read_clock(belts_[belt]);
        belts_[belt].on = on;
        set_belt_slot(belt);
    }
    if (!on) return;
    for (const i32 source : shift_sources_[calendar]) offer_source(source);
    for (const i32 crew : shift_crews_[calendar]) add_serve(crew);
}

inline void Kernel::set_calendar(Machine& machine, CalendarState state) {
    machine.calendar = state;
    const u8 others = machine.halts & ~halt::kCalendar;
    set_halts(machine, state == CalendarState::ON ? others : others | halt::kCalendar);
}

// How many machines of a station are not open (W1).
inline void Kernel::count_open(Object& station) {
    station.level = 0;
    for (i32 machine = station.machine_begin; machine < station.machine_end; ++machine) {
        const Machine& m = machines_[machine];
        station.level += m.stage != Stage::LOAD || m.halts != 0;
    }
}

// T9: another program's numbers may have opened a door that nobody has told of.
inline void Kernel::wake_everything() {
    for (i32 object = 0; object < static_cast<i32>(objects_.size()); ++object) {
        const Kind kind = objects_[object].kind;
        if (kind == Kind::SOURCE) {
            add_offer(object);
        } else {
            add_room(object);
        }
        if (kind == Kind::BUFFER) add_offer(object);
    }
    for (i32 crew = 0; crew < static_cast<i32>(crews_.size()); ++crew) add_serve(crew);
}

}  // namespace carwright
