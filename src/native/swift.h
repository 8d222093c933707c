// The common case in one go: a machine of a plain station ends its work, hands its part to a buffer
// and takes the next one from another. What the ring would do is done in the ring's order, and what
// would do nothing there is left out (T8.1); as soon as something else may happen, all that is
// still to be done goes into the ring as ever. The ring is empty when an event begins.
#pragma once

#include "kernel.h"

namespace carwright {

// Whether nothing but a part's leaving and the next one's coming can follow from the end of work.
CARWRIGHT_HOT bool Kernel::ends_plainly(const Machine& m) const {
    return m.swift && m.stage == Stage::WORK && m.halts == 0 && m.due_forced == 0 &&
           m.due_idle == 0 && m.clock + (now_ - m.resumed) < m.next_due &&
           m.cycles + 1 < m.next_cycle;
}

// False if offer(object) would do nothing now; true is on the safe side.
CARWRIGHT_HOT bool Kernel::may_offer(i32 object) const {
    const Object& o = objects_[object];
    if (o.has_users) return true;
    const i32 part = o.ready.first;
    if (part == kNone) return false;
    const Part& p = parts_[part];
    if (p.link == kNone && !o.one_way) return true;
    const i32 link = p.link == kNone ? routes_[object * types_ + p.type].begin : p.link;
    return may_accept(objects_[links_[link].to]);
}

// False if room(object) would do nothing now; true is on the safe side.
CARWRIGHT_HOT bool Kernel::may_fill(i32 object) const {
    const Object& o = objects_[object];
    for (i32 s = o.supplier_begin; s < o.supplier_end; ++s) {
        if (first_candidate(objects_[program_.supplier.object[s]]) != kNone) return true;
    }
    return false;
}

// W6.1, F7, F9, B1: the part goes into its buffer. False, and nothing is done, if it can't.
template <bool kTraced>
bool Kernel::hand_on(i32 machine) {
    Machine& m = machines_[machine];
    const i32 part = m.loaded.first;
    Part& p = parts_[part];
    const Link way = links_[routes_[m.object * types_ + p.type].begin];
    Object& to = objects_[way.to];
    if (!to.swift || !may_accept(to) || way.to == m.supplier) return false;
    tell<kTraced>(TraceCode::FINISH, m.object, machine, p.serial, 1);
    tallies_.count(Tally::machine_parts, machine);
    tallies_.count(Tally::machine_cycles, machine);
    m.clock += now_ - m.resumed;
    m.cycles += 1;
    tell<kTraced>(TraceCode::MOVE, way.to, kNone, p.serial, m.object);
    ++moves_;
    if (way.edge >= 0) tallies_.count(Tally::edge_parts, way.edge);
    change_level(way.to, 1);
    tallies_.count(Tally::store_in, to.store);
    p.place = static_cast<i32>(buffers_[to.row].entries++);
    p.since = now_;
    draw_link(way.to, p);
    append(to.ready, part);
    m.loaded = {};
    m.held = 0;
    take_next<kTraced>(machine, way.to);
    return true;
}

// F5, W2: room(station), then what it and the hand-over leave in the ring.
template <bool kTraced>
CARWRIGHT_HOT void Kernel::take_next(i32 machine, i32 handed_to) {
    Machine& m = machines_[machine];
    Object& from = objects_[m.supplier];
    const i32 part = from.swift ? from.ready.first : kNone;
    i32 link = kNone;
    if (part != kNone) link = leading_link(m.supplier, parts_[part], m.object);
    if (link == kNone) {  // nothing for this machine, or another way of getting it
        touch(machine);
        m.stage = Stage::LOAD;
        m.entered = m.running = false;
        --objects_[m.object].level;
        if (!from.swift) add_room(m.object);
        if (!from.swift || may_offer(handed_to)) add_offer(handed_to);
        return;
    }
    Part& p = parts_[part];
    tell<kTraced>(TraceCode::MOVE, m.object, machine, p.serial, m.supplier);
    ++moves_;
    if (links_[link].edge >= 0) tallies_.count(Tally::edge_parts, links_[link].edge);
    p.link = kNone;
    change_level(m.supplier, -1);
    unlink(from.ready, part);
    p.next = p.prev = kNone;
    p.place = machine;
    m.loaded = {part, part};
    m.held = 1;
    begin_next<kTraced>(machine);
    if (may_offer(handed_to)) {
        add_offer(handed_to);
        add_room(m.supplier);
        if (from.ready.first != kNone) add_offer(m.supplier);  // F5.1
    } else if (may_fill(m.supplier)) {
        add_room(m.supplier);
        if (from.ready.first != kNone) add_offer(m.supplier);
    } else if (may_offer(m.supplier)) {
        add_offer(m.supplier);
    }
}

// W5. The machine goes on in the state in which it was, unless it began at this very instant.
template <bool kTraced>
CARWRIGHT_HOT void Kernel::begin_next(i32 machine) {
    Machine& m = machines_[machine];
    if (m.shown != State::WORKING) touch(machine);
    const Work& work = work_of(m);
    const i64 duration =
        work.constant >= 0 ? work.constant : draw(work.dist, work_stream_[machine]);
    tell_stage<kTraced>(TraceCode::WORK, machine, duration);
    run_stage(machine, duration);
}

}  // namespace carwright
