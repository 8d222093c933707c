// Work at stations: loading and the stages of a machine (rules W, K3, D6.2).
#pragma once

#include "kernel.h"

namespace carwright {

inline const Work& Kernel::work_of(const Machine& machine) const {
    return works_[machine.station * types_ + parts_[machine.loaded.first].type];
}

// W1: of the open machines the first by row that holds parts already, else the first by row, or
// kNone. At Stage::LOAD nothing is in hand, so that whatever halts the machine stops it.
inline i32 Kernel::open_machine(const Object& station, const Part& part) const {
    i32 empty = kNone;
    for (i32 machine = station.machine_begin; machine < station.machine_end; ++machine) {
        const Machine& m = machines_[machine];
        if (m.stage != Stage::LOAD || m.halts != 0) continue;
        if (m.held == 0) {
            if (m.batch == 1)
                return machine;  // no machine of the station can hold parts and be open
            if (empty == kNone) empty = machine;
        } else if (alike(stations_[m.station].batch_by, parts_[m.loaded.first], part)) {
            return machine;
        }
    }
    return empty;
}

inline bool Kernel::alike(KeyBy by, const Part& one, const Part& other) {
    if (by == KeyBy::TYPE) return one.type == other.type;
    if (by == KeyBy::COLOUR) return one.colour == other.colour;
    return true;
}

// At Stage::LOAD a machine is open to some part if nothing halts it: its station counts it (W1).
inline void Kernel::set_halts(Machine& machine, u8 halts) {
    const bool was_open = machine.stage == Stage::LOAD && machine.halts == 0;
    const bool is_open = machine.stage == Stage::LOAD && halts == 0;
    machine.halts = halts;
    objects_[machine.object].level += was_open - is_open;
}

// W2
template <bool kTraced>
CARWRIGHT_HOT void Kernel::load(i32 machine, i32 part) {
    Machine& m = machines_[machine];
    append(m.loaded, part);
    parts_[part].place = machine;
    if (++m.held < m.batch) return touch(machine);
    ++objects_[m.object].level;
    if (m.plain) {
        m.stage = Stage::WORK;
        return enter_work<kTraced>(machine);
    }
    touch(machine);
    m.stage = Stage::COMPONENTS;
    m.entered = false;
    try_components<kTraced>(machine);
}

// K3
template <bool kTraced>
void Kernel::ask_for_operators(i32 machine) {
    Machine& m = machines_[machine];
    const Station& station = stations_[m.station];
    m.stage = Stage::OPERATORS;
    if (station.crew == kNone || station.operators == 0) {
        operators_there<kTraced>(machine);
    } else {
        const i32 request = static_cast<i32>(modes_.size()) + machine;
        ask<kTraced>(station.crew, request, station.operators, 0);
    }
}

// K4, K5
template <bool kTraced>
void Kernel::operators_there(i32 machine) {
    Machine& m = machines_[machine];
    m.stage = Stage::SETUP;
    m.entered = false;
    if (!stopped(m)) enter_setup<kTraced>(machine);
}

// W4: the key of the first loaded part; whether there is such a thing here.
inline bool Kernel::key_of(const Machine& machine, i32& key) const {
    switch (stations_[machine.station].setup_by) {
        case KeyBy::TYPE:
            key = work_of(machine).setup_key;
            return true;
        case KeyBy::COLOUR:
            key = parts_[machine.loaded.first].colour;
            return true;
        default:
            return false;
    }
}

// What a set-up from one key to another takes, or kNone; keys outside the matrix need none.
inline i32 Kernel::setup_dist(const Station& station, i32 from, i32 to) const {
    const i32 keys = station.setup_keys;
    if (from < 0 || to < 0 || from >= keys || to >= keys) return kNone;
    return program_.setup.dist[station.setup_begin + from * keys + to];
}

// W4
template <bool kTraced>
void Kernel::enter_setup(i32 machine) {
    Machine& m = machines_[machine];
    touch(machine);
    m.entered = true;
    i32 key = kNone;
    if (key_of(m, key) && last_key_[machine] != kNoKey && key != last_key_[machine]) {
        const i32 dist = setup_dist(stations_[m.station], last_key_[machine], key);
        const i64 duration = dist == kNone ? 0 : draw(dist, setup_stream_[machine]);
        if (duration > 0) {
            tell_stage<kTraced>(TraceCode::SETUP, machine, duration);
            return run_stage(machine, duration);
        }
    }
    setup_done<kTraced>(machine);
}

template <bool kTraced>
void Kernel::setup_done(i32 machine) {
    Machine& m = machines_[machine];
    key_of(m, last_key_[machine]);
    m.stage = Stage::WORK;
    m.entered = false;
    if (!stopped(m)) enter_work<kTraced>(machine);
}

// W5: the cycle time of what is loaded.
CARWRIGHT_HOT i64 Kernel::draw_cycle(i32 machine) {
    const Machine& m = machines_[machine];
    if (m.cycle >= 0) return m.cycle;
    if (m.cycle != kCycleDiffers) {
        return work_ahead_[machine].exponential(dists_[-1 - m.cycle].a, work_stream_[machine]);
    }
    const i64 cycle = cycle_[m.station * types_ + parts_[m.loaded.first].type];
    return cycle >= 0 ? cycle : draw(static_cast<i32>(-1 - cycle), work_stream_[machine]);
}

template <bool kTraced>
CARWRIGHT_HOT void Kernel::enter_work(i32 machine) {
    Machine& m = machines_[machine];
    touch(machine);
    m.entered = true;
    const i64 duration = draw_cycle(machine);
    tell_stage<kTraced>(TraceCode::WORK, machine, duration);
    run_stage(machine, duration);
}

template <bool kTraced>
void Kernel::tell_stage(TraceCode code, i32 machine, i64 value) {
    if constexpr (kTraced) {
        const Machine& m = machines_[machine];
        tell<kTraced>(code, m.object, machine, parts_[m.loaded.first].serial, value);
    }
}

// A timed stage elapses from now on.
CARWRIGHT_HOT void Kernel::run_stage(i32 machine, i64 duration) {
    Machine& m = machines_[machine];
    m.running = true;
    m.resumed = now_;
    m.ends = now_ + duration;
    slots_.set(Slots::MACHINES, first_machine_ + machine, m.ends);
    if (m.stage == Stage::WORK && m.next_failure - m.clock < duration) {  // D4
        slots_.set(Slots::FRAME, first_mode_ + m.failing_mode, now_ + (m.next_failure - m.clock));
        m.failing = true;
    }
}

// W8, D5: a timed stage that has time left stands still.
inline void Kernel::suspend(i32 machine) {
    Machine& m = machines_[machine];
    if (!m.running || m.ends <= now_) return;
    m.ends -= now_;
    m.running = false;
    slots_.clear(Slots::MACHINES, first_machine_ + machine);
    if (m.stage != Stage::WORK) return;
    m.clock += now_ - m.resumed;
    if (m.failing) slots_.clear(Slots::FRAME, first_mode_ + m.failing_mode);
    m.failing = false;
}

template <bool kTraced>
void Kernel::machine_event(i32 machine) {
    Machine& m = machines_[machine];
    touch(machine);
    m.running = false;
    if (m.stage == Stage::SETUP) {
        tallies_.count(Tally::machine_setups, machine);
        setup_done<kTraced>(machine);
    } else {
        end_work<kTraced>(machine);
    }
}

// W6, W6.1
template <bool kTraced>
void Kernel::end_work(i32 machine) {
    Machine& m = machines_[machine];
    const Station& station = stations_[m.station];
    tell_stage<kTraced>(TraceCode::FINISH, machine, m.held);
    tallies_.count(Tally::machine_parts, machine, m.held);
    tallies_.count(Tally::machine_cycles, machine);
    m.clock += now_ - m.resumed;
    m.cycles += 1;
    if (m.clock >= m.next_due || m.cycles >= m.next_cycle) fall_due(m);
    if (m.operators != 0) {
        release(station.crew, m.operators);
        m.operators = 0;
    }
    m.stage = Stage::DONE;
    m.entered = false;
    if (!m.simple) {
        if (station.test) test_parts<kTraced>(machine);
        if (station.pieces > 1) split<kTraced>(machine);
    }
    ready_parts(machine);
    if (m.due_forced != 0) begin_due_stops<kTraced>(machine, false);
    if (m.held != 0 && ring_empty()) return offer<kTraced>(m.object);  // it would be next
    add_offer(m.object);
    if (m.held == 0) free_machine(machine);
}

// W6: the other pieces of a part are new, alike but for their serial number, and follow it.
template <bool kTraced>
void Kernel::split(i32 machine) {
    Machine& m = machines_[machine];
    const i32 pieces = stations_[m.station].pieces;
    for (i32 parent = m.loaded.first; parent != kNone;) {
        const i32 next = parts_[parent].next;
        i32 last = parent;
        for (i32 n = 1; n < pieces; ++n) {
            const i32 piece = new_part(0, 0, 0, 0);
            parts_[piece] = parts_[parent];
            parts_[piece].serial = next_serial_++;
            insert_after(m.loaded, last, piece);
            last = piece;
            ++m.held;
            come_to_be(parts_[piece], Ledger::PIECES);
            ++sources_[parts_[piece].source].own;
            set_leave(parts_[piece].source);
            tell<kTraced>(TraceCode::SPLIT, m.object, machine, parts_[piece].serial,
                          parts_[parent].serial);
        }
        parent = next;
    }
}

// F1: what was loaded is ready, in that order.
CARWRIGHT_HOT void Kernel::ready_parts(i32 machine) {
    Machine& m = machines_[machine];
    for (i32 part = m.loaded.first; part != kNone;) {
        Part& p = parts_[part];
        const i32 next = p.next;
        p.since = now_;
        p.place = machine;
        draw_link(m.object, p);
        append(objects_[m.object].ready, part);
        part = next;
    }
    m.loaded = {};
}

// W7
CARWRIGHT_HOT void Kernel::free_machine(i32 machine) {
    Machine& m = machines_[machine];
    m.stage = Stage::LOAD;
    if (m.halts == 0) --objects_[m.object].level;
    add_room(m.object);
    add_idle(machine);
}

CARWRIGHT_HOT void Kernel::station_left(i32 part) {
    const i32 machine = parts_[part].place;
    Machine& m = machines_[machine];
    unlink(objects_[m.object].ready, part);
    if (--m.held > 0) return;
    touch(machine);
    free_machine(machine);
}

// D6.2, case by case. The machine is not stopped.
template <bool kTraced>
void Kernel::resume(i32 machine) {
    Machine& m = machines_[machine];
    touch(machine);
    switch (m.stage) {
        case Stage::LOAD:
            add_room(m.object);
            if (m.held == 0) add_idle(machine);
            return;
        case Stage::COMPONENTS:
            return try_components<kTraced>(machine);
        case Stage::SETUP:
            if (!m.entered) return enter_setup<kTraced>(machine);
            break;
        case Stage::WORK:
            if (!m.entered) return enter_work<kTraced>(machine);
            break;
        default:
            return;
    }
    if (!m.running) run_stage(machine, m.ends);
}

}  // namespace carwright
