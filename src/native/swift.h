// The common cases in one go: a machine of a narrow station (one machine, one way) ends its work,
// hands its part to a buffer or sink and takes the next one from another, or passes its part to the
// next station, which lets those before it close up. What the ring would do is done in the ring's
// order, and what would do nothing there is left out (T8.1); as soon as something else may happen,
// all that is still to be done goes into the ring as ever. The ring is empty when an event begins.
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
    const i32 link = only_link(o, object, p);
    return link != kNone && may_accept(objects_[links_[link].to]);
}

// False if room(object) would do nothing now; true is on the safe side.
CARWRIGHT_HOT bool Kernel::may_fill(i32 object) const {
    const i32 only = objects_[object].supplier;
    if (only >= 0) return first_candidate(objects_[only]) != kNone;
    if (only == kNone) return false;
    const i32 end = program_.object.supplier_end[object];
    for (i32 s = program_.object.supplier_begin[object]; s < end; ++s) {
        if (first_candidate(objects_[program_.supplier.object[s]]) != kNone) return true;
    }
    return false;
}

// W6.1, F7: what follows from it.
template <bool kTraced>
CARWRIGHT_HOT void Kernel::end_plainly(i32 machine) {
    Machine& m = machines_[machine];
    const i32 part = m.loaded.first;
    Part& p = parts_[part];
    Object& o = objects_[m.object];
    tell<kTraced>(TraceCode::FINISH, m.object, machine, p.serial, 1);
    tallies_.count(Tally::machine_parts, machine);
    tallies_.count(Tally::machine_cycles, machine);
    m.clock += now_ - m.resumed;
    m.cycles += 1;
    const i32 link = only_link(o, m.object, p);
    const Object* to = link == kNone ? nullptr : &objects_[links_[link].to];
    if (to != nullptr && to->swift && may_accept(*to) && links_[link].to != o.supplier) {
        return hand_on<kTraced>(machine, link);
    }
    touch(machine);
    m.running = m.entered = false;
    m.stage = Stage::DONE;
    m.loaded = {};
    p.since = now_;
    o.ready = {part, part};
    pass_on<kTraced>(m.object);
}

// F7 of a narrow station.
template <bool kTraced>
CARWRIGHT_HOT void Kernel::pass_on(i32 object) {
    const Object& o = objects_[object];
    const i32 part = o.ready.first;
    if (part == kNone) return;
    const i32 link = only_link(o, object, parts_[part]);
    if (link == kNone) return;
    const i32 to = links_[link].to;
    if (!may_accept(objects_[to])) return;
    if (objects_[to].alone) {
        const bool at_once = ring_empty();
        pass<kTraced>(object, part, link, to, at_once);
        if (!moves_on_for_ever(object) && at_once) room_behind<kTraced>(object);
        return;
    }
    i32 machine = kNone;
    if (!accepts(to, parts_[part], machine)) return;
    move<kTraced>(object, part, link, machine);
    moves_on_for_ever(object);
}

// F5 of a station with one machine behind a narrow one, and what follows up the line.
template <bool kTraced>
CARWRIGHT_HOT void Kernel::pull_on(i32 object) {
    for (;;) {
        const Object& o = objects_[object];
        const i32 from = o.supplier;
        const i32 part = objects_[from].ready.first;
        if (part == kNone || !may_accept(o)) return;
        const i32 link = only_link(objects_[from], from, parts_[part]);
        if (link == kNone || links_[link].to != object) return;
        const bool at_once = ring_empty();
        pass<kTraced>(from, part, link, object, at_once);
        if (moves_on_for_ever(object) || !at_once) return;
        const i32 next = objects_[from].supplier;
        if (next == kNone) return;
        if (next == kMany) return room_for_any<kTraced>(from);
        if (!objects_[next].narrow) return pull<kTraced>(from);
        object = from;
    }
}

// F9 from a narrow station to a station with one machine. If the ring is empty, room(from) would be
// first in it: then the caller does it at once.
template <bool kTraced>
CARWRIGHT_HOT void Kernel::pass(i32 from, i32 part, i32 link, i32 to, bool at_once) {
    Object& o = objects_[from];
    Part& p = parts_[part];
    Machine& m = machines_[o.machine_begin];
    tell<kTraced>(TraceCode::MOVE, to, objects_[to].machine_begin, p.serial, from);
    ++moves_;
    const i32 edge = links_[link].edge;
    if (edge >= 0) tallies_.count(Tally::edge_parts, edge);
    p.link = kNone;
    o.ready = {};
    m.held = 0;
    m.stage = Stage::LOAD;
    if (m.halts == 0) --o.level;
    touch(o.machine_begin);
    if (!at_once) add_room(from);
    add_idle(o.machine_begin);
    load<kTraced>(objects_[to].machine_begin, part);
}

// F9, B1, N3: the part goes into its buffer or sink.
template <bool kTraced>
CARWRIGHT_HOT void Kernel::hand_on(i32 machine, i32 link) {
    Machine& m = machines_[machine];
    const i32 part = m.loaded.first;
    Part& p = parts_[part];
    const Link way = links_[link];
    Object& to = objects_[way.to];
    tell<kTraced>(TraceCode::MOVE, way.to, kNone, p.serial, m.object);
    ++moves_;
    if (way.edge >= 0) tallies_.count(Tally::edge_parts, way.edge);
    m.loaded = {};
    m.held = 0;
    if (to.kind == Kind::SINK) {
        sink(to, part);  // the source at its limit may be in the ring now (Q6)
    } else {
        change_level(way.to, 1);
        tallies_.count(Tally::store_in, to.store);
        p.place = static_cast<i32>(buffers_[to.row].entries++);
        p.since = now_;
        draw_link(way.to, p);
        append(to.ready, part);
    }
    take_next<kTraced>(machine, way.to);
}

// W7
CARWRIGHT_HOT void Kernel::lie_idle(i32 machine) {
    Machine& m = machines_[machine];
    touch(machine);
    m.stage = Stage::LOAD;
    m.entered = m.running = false;
    --objects_[m.object].level;
}

// F5: room(object), where the ring would do it next.
template <bool kTraced>
CARWRIGHT_HOT void Kernel::room_behind(i32 object) {
    if (objects_[object].supplier != kNone) room<kTraced>(object);
}

// F5, W2: room(station), then what it and the hand-over leave in the ring.
template <bool kTraced>
CARWRIGHT_HOT void Kernel::take_next(i32 machine, i32 handed_to) {
    Machine& m = machines_[machine];
    const i32 supplier = objects_[m.object].supplier;
    const bool straight = m.plain && supplier >= 0 && objects_[supplier].swift;
    if (!straight || !ring_empty()) {  // another way of getting it
        lie_idle(machine);
        if (objects_[handed_to].kind != Kind::SINK) add_offer(handed_to);
        return room_behind<kTraced>(m.object);
    }
    Object& from = objects_[supplier];
    const i32 part = from.ready.first;
    const i32 link = part == kNone ? kNone : leading_link(supplier, parts_[part], m.object);
    if (link == kNone) {  // nothing for this machine
        lie_idle(machine);
        if (may_offer(handed_to)) add_offer(handed_to);
        return;
    }
    Part& p = parts_[part];
    tell<kTraced>(TraceCode::MOVE, m.object, machine, p.serial, supplier);
    ++moves_;
    if (links_[link].edge >= 0) tallies_.count(Tally::edge_parts, links_[link].edge);
    p.link = kNone;
    change_level(supplier, -1);
    unlink(from.ready, part);
    p.next = p.prev = kNone;
    p.place = machine;
    m.loaded = {part, part};
    m.held = 1;
    begin_next<kTraced>(machine);
    if (may_offer(handed_to)) {
        add_offer(handed_to);
        add_room(supplier);
        if (from.ready.first != kNone) add_offer(supplier);  // F5.1
    } else if (may_fill(supplier)) {
        add_room(supplier);
        if (from.ready.first != kNone) add_offer(supplier);
    } else if (may_offer(supplier)) {
        add_offer(supplier);
    }
}

// W5. The machine goes on in the state in which it was, unless it began at this very instant.
template <bool kTraced>
CARWRIGHT_HOT void Kernel::begin_next(i32 machine) {
    Machine& m = machines_[machine];
    if (m.shown != State::WORKING) touch(machine);
    const i64 duration = draw_cycle(machine);
    tell_stage<kTraced>(TraceCode::WORK, machine, duration);
    run_stage(machine, duration);
}

}  // namespace carwright
