// How parts move from object to object (rules F), and the ring (T5).
#pragma once

#include "kernel.h"

namespace carwright {

CARWRIGHT_HOT void Kernel::add_offer(i32 object) {
    Object& o = objects_[object];
    if (o.offer_in_ring) return;
    o.offer_in_ring = true;
    push(Entry::OFFER, object);
}

// An object without suppliers has nobody to tell. At stations and on belts parts become ready by
// events alone, never while the ring is emptied: if there is none now, there is none then (T8.1).
CARWRIGHT_HOT void Kernel::add_room(i32 object) {
    Object& o = objects_[object];
    if (o.room_in_ring || o.supplier == kNone) return;
    if (o.fed_by_events && objects_[o.supplier].ready.first == kNone) return;
    o.room_in_ring = true;
    push(Entry::ROOM, object);
}

// Nothing falls due while the ring is emptied: a machine with no stop that waits for it is left
// out.
CARWRIGHT_HOT void Kernel::add_idle(i32 machine) {
    Machine& m = machines_[machine];
    if (m.idle_in_ring || m.due_idle == 0) return;
    m.idle_in_ring = true;
    push(Entry::IDLE, machine);
}

inline void Kernel::add_serve(i32 crew) {
    Crew& c = crews_[crew];
    if (c.serve_in_ring) return;
    c.serve_in_ring = true;
    push(Entry::SERVE, crew);
}

// Whether the object may accept some part at all: cheap, and right whenever it says no (F8).
CARWRIGHT_HOT bool Kernel::may_accept(const Object& object) const {
    if (!(object.exists & (object.level < object.capacity))) return false;
    return object.kind != Kind::CONVEYOR || entry_open(belts_[object.row]);
}

// F8; of a station the machine that would be loaded.
CARWRIGHT_HOT bool Kernel::accepts(i32 object, const Part& part, i32& machine) const {
    const Object& o = objects_[object];
    machine = kNone;
    if (!may_accept(o)) return false;
    if (o.kind != Kind::STATION) return true;
    machine = o.alone ? o.machine_begin : open_machine(o, part);
    return machine != kNone;
}

// F3, F4: of an object with one way for each type, or of a part that has its link, else kNone.
CARWRIGHT_HOT i32 Kernel::only_link(const Object& o, i32 object, const Part& part) const {
    if (part.link != kNone) return part.link;
    return o.link != kNone ? o.link : way_[object * types_ + part.type];
}

// F3, F4: the first tried link to somewhere that accepts the part, or kNone.
CARWRIGHT_HOT i32 Kernel::accepted_link(i32 object, const Part& part, i32& machine) const {
    if (part.link != kNone || objects_[object].one_way) {
        const i32 link = only_link(objects_[object], object, part);
        return link != kNone && accepts(links_[link].to, part, machine) ? link : kNone;
    }
    const i32 row = object * types_ + part.type;
    const Route route = routes_[row];
    const i32 count = route.end - route.begin;
    i32 place = objects_[object].out_rule == OutRule::ROUND_ROBIN ? last_link_[row] + 1 : 0;
    for (i32 tried = 0; tried < count; ++tried, ++place) {
        if (place == count) place = 0;
        if (accepts(links_[route.begin + place].to, part, machine)) return route.begin + place;
    }
    return kNone;
}

// F6: the first tried link that leads to `to`, or kNone.
CARWRIGHT_HOT i32 Kernel::leading_link(i32 object, const Part& part, i32 to) const {
    if (part.link != kNone || objects_[object].one_way) {
        const i32 link = only_link(objects_[object], object, part);
        return link != kNone && links_[link].to == to ? link : kNone;
    }
    const i32 row = object * types_ + part.type;
    const Route route = routes_[row];
    const i32 count = route.end - route.begin;
    i32 place = objects_[object].out_rule == OutRule::ROUND_ROBIN ? last_link_[row] + 1 : 0;
    for (i32 tried = 0; tried < count; ++tried, ++place) {
        if (place == count) place = 0;
        if (links_[route.begin + place].to == to) return route.begin + place;
    }
    return kNone;
}

// F6, F6.1: an order waits at its source before its release already.
CARWRIGHT_HOT i32 Kernel::first_candidate(const Object& object) const {
    const i32 part = object.ready.first;
    if (object.kind != Kind::SOURCE || part == kNone) return part;
    return object.gives && parts_[part].since <= now_ ? part : kNone;
}

// F7: moves the first candidate that is accepted; whether there was one.
template <bool kTraced>
CARWRIGHT_HOT bool Kernel::offer_first(i32 object) {
    const Object& o = objects_[object];
    for (i32 part = first_candidate(o); part != kNone; part = parts_[part].next) {
        i32 machine = kNone;
        const i32 link = accepted_link(object, parts_[part], machine);
        if (link != kNone) {
            move<kTraced>(object, part, link, machine);
            return true;
        }
        if (o.kind != Kind::STATION) return false;  // F6
    }
    return false;
}

// T8.1: a saturated source before a sink would go on for ever within one entry. Whether it is one.
CARWRIGHT_HOT bool Kernel::moves_on_for_ever(i32 object) {
    if (moves_ < look_moves_) [[likely]]
        return false;
    look_out(object);
    return must_stop_ == Status::STALLED;
}

template <bool kTraced>
CARWRIGHT_HOT void Kernel::offer(i32 object) {
    if (objects_[object].narrow) return pass_on<kTraced>(object);
    while (offer_first<kTraced>(object)) {
        if (moves_on_for_ever(object)) return;
    }
    if (objects_[object].has_users) try_users<kTraced>(object);
}

// F6: the supplier's first candidate that may go to `to` and that it accepts, or kNone.
CARWRIGHT_HOT i32 Kernel::first_for(i32 to, i32 supplier, i32& link, i32& machine) const {
    const Object& o = objects_[supplier];
    for (i32 part = first_candidate(o); part != kNone; part = parts_[part].next) {
        link = leading_link(supplier, parts_[part], to);
        if (link != kNone && accepts(to, parts_[part], machine)) return part;
        if (o.kind != Kind::STATION) return kNone;
    }
    return kNone;
}

// F5
template <bool kTraced>
CARWRIGHT_HOT void Kernel::room(i32 object) {
    const Object& o = objects_[object];
    if (o.supplier < 0) return room_for_any<kTraced>(object);
    if (o.alone && objects_[o.supplier].narrow) return pull_on<kTraced>(object);
    pull<kTraced>(object);
}

// F5 with one supplier.
template <bool kTraced>
CARWRIGHT_HOT void Kernel::pull(i32 object) {
    const Object& o = objects_[object];
    const i32 from = o.supplier;
    while (may_accept(o)) {
        i32 link = kNone;
        i32 machine = kNone;
        const i32 part = first_for(object, from, link, machine);
        if (part == kNone) return;
        move<kTraced>(from, part, link, machine);
        const Object& supplier = objects_[from];
        if (supplier.kind == Kind::BUFFER && supplier.ready.first != kNone)
            add_offer(from);  // F5.1
        if (moves_on_for_ever(object)) return;
    }
}

// F5 with several suppliers.
template <bool kTraced>
void Kernel::room_for_any(i32 object) {
    const Object& o = objects_[object];
    const bool listed = o.in_rule == InRule::LISTED;
    const i32 end = program_.object.supplier_end[object];
    while (may_accept(o)) {
        i32 part = kNone;
        i32 from = kNone;
        i32 link = kNone;
        i32 machine = kNone;
        for (i32 s = program_.object.supplier_begin[object]; s < end; ++s) {
            const i32 supplier = program_.supplier.object[s];
            i32 its_link = kNone;
            i32 its_machine = kNone;
            const i32 its = first_for(object, supplier, its_link, its_machine);
            if (its == kNone) continue;
            if (part != kNone && parts_[its].since >= parts_[part].since) continue;
            part = its;
            from = supplier;
            link = its_link;
            machine = its_machine;
            if (listed) break;
        }
        if (part == kNone) return;
        move<kTraced>(from, part, link, machine);
        const Object& supplier = objects_[from];
        if (supplier.kind == Kind::BUFFER && supplier.ready.first != kNone)
            add_offer(from);  // F5.1
        if (moves_on_for_ever(object)) return;
    }
}

// F9, F9.1
template <bool kTraced>
void Kernel::move(i32 from, i32 part, i32 link, i32 machine) {
    Object& o = objects_[from];
    Part& p = parts_[part];
    const Link way = links_[link];
    const bool was_pending = p.serial < 0;
    if (was_pending) create<kTraced>(part, from);
    tell<kTraced>(TraceCode::MOVE, way.to, machine, p.serial, from);
    ++moves_;
    if (way.edge >= 0) tallies_.count(Tally::edge_parts, way.edge);
    if (o.out_rule == OutRule::ROUND_ROBIN && p.link == kNone) {  // F4.1
        const i32 row = from * types_ + p.type;
        last_link_[row] = link - routes_[row].begin;
    }
    p.link = kNone;
    const i32 type = p.type;  // `p` may move when parts are made
    const i32 colour = p.colour;
    const i64 due = p.due;
    switch (o.kind) {
        case Kind::STATION:
            station_left(part);
            add_room(from);
            break;
        case Kind::BUFFER:
            buffer_left(from, part);
            add_room(from);
            break;
        case Kind::CONVEYOR:
            belt_left(from);
            add_room(from);
            break;
        default:
            source_left(from, part, was_pending);
            break;
    }
    if (o.has_followers) follow<kTraced>(from, type, colour, due);
    enter<kTraced>(way.to, part, machine);
}

template <bool kTraced>
CARWRIGHT_HOT void Kernel::enter(i32 object, i32 part, i32 machine) {
    const Object& o = objects_[object];
    switch (o.kind) {
        case Kind::STATION:
            return load<kTraced>(machine, part);
        case Kind::BUFFER:
            return buffer_entered(object, part);
        case Kind::CONVEYOR:
            return belt_entered(object, part);
        default:
            return sink(o, part);
    }
}

// N3, N5
inline void Kernel::sink(const Object& object, i32 part) {
    const Part& p = parts_[part];
    const i32 row = object.row;
    tallies_.count(Tally::sink_parts, row * types_ + p.type);
    tallies_.count_hour(now_, row);
    if (is_car_[p.type]) {
        const i64 lead = now_ - p.born;
        const u32 reworks = p.reworks < kReworks ? p.reworks : kReworks - 1;
        tallies_.count(Tally::sink_reworks, row * kReworks + reworks);
        tallies_.count(Tally::lead_time, row * kLeadBins + lead_bin(lead));
        tallies_.count(Tally::lead_sum, row, lead);
    }
    end_part(part, Ledger::SUNK, true);
}

}  // namespace carwright
