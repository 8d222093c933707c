// Parts: the pool, lists, creation and end (rules N, F1).
#pragma once

#include "kernel.h"

namespace carwright {

inline i32 Kernel::new_part(i32 type, i32 colour, i64 due, i32 source) {
    i32 part = free_part_;
    if (part != kNone) {
        free_part_ = parts_[part].next;
    } else {
        part = static_cast<i32>(parts_.size());
        parts_.emplace_back();
    }
    parts_[part] = {-1, now_, due, now_, kNone, kNone, type, colour, source, kNone, kNone, 0, 0};
    return part;
}

inline void Kernel::free_part(i32 part) {
    parts_[part].serial = kFree;
    parts_[part].next = free_part_;
    free_part_ = part;
}

CARWRIGHT_HOT void Kernel::append(List& list, i32 part) {
    parts_[part].next = kNone;
    parts_[part].prev = list.last;
    if (list.last != kNone) {
        parts_[list.last].next = part;
    } else {
        list.first = part;
    }
    list.last = part;
}

// `after` kNone: at the head.
inline void Kernel::insert_after(List& list, i32 after, i32 part) {
    const i32 next = after == kNone ? list.first : parts_[after].next;
    parts_[part].prev = after;
    parts_[part].next = next;
    (after == kNone ? list.first : parts_[after].next) = part;
    (next == kNone ? list.last : parts_[next].prev) = part;
}

CARWRIGHT_HOT void Kernel::unlink(List& list, i32 part) {
    const i32 next = parts_[part].next;
    const i32 prev = parts_[part].prev;
    (prev == kNone ? list.first : parts_[prev].next) = next;
    (next == kNone ? list.last : parts_[next].prev) = prev;
}

// N2
CARWRIGHT_HOT void Kernel::count_car(i32 type, i32 change) {
    if (!is_car_[type]) return;
    tallies_.spread(Tally::cars, 0, cars_since_, now_, cars_);
    cars_since_ = now_;
    cars_ += change;
}

// N1: a part is in the plant from now on.
inline void Kernel::come_to_be(const Part& part, Ledger entry) {
    tallies_.enter(entry);
    if (++part_count_ > settings_.part_limit) must_stop_ = Status::OVERFLOW;
    count_car(part.type, 1);
}

template <bool kTraced>
void Kernel::create(i32 part, i32 source_object) {
    Part& p = parts_[part];
    p.serial = next_serial_++;
    p.born = now_;
    come_to_be(p, Ledger::CREATED);
    tell<kTraced>(TraceCode::CREATE, source_object, p.type, p.serial, p.colour);
}

// N4: a part ends; at its source's limit another may come (Q6).
inline void Kernel::end_part(i32 part, Ledger entry, bool left_source) {
    const Part& p = parts_[part];
    tallies_.enter(entry);
    --part_count_;
    count_car(p.type, -1);
    if (left_source) {
        Source& source = sources_[p.source];
        --source.own;
        set_leave(p.source);
        if (source.own == source.limit - 1) add_offer(source.object);
    }
    free_part(part);
}

// F4: under RANDOM a part that becomes ready draws its link.
CARWRIGHT_HOT void Kernel::draw_link(i32 object, Part& part) {
    if (objects_[object].out_rule == OutRule::RANDOM && part.link == kNone) draw_way(object, part);
}

inline void Kernel::draw_way(i32 object, Part& part) {
    const Route route = routes_[object * types_ + part.type];
    if (route.end - route.begin < 2) return;  // R2
    const double u = uniform(choice_[object]);
    i32 link = route.begin;
    while (link < route.end - 1 && !(u <= links_[link].weight)) ++link;
    part.link = link;
}

}  // namespace carwright
