// Conveyors (rules V): the clock is read first, then the change is made, then the slot set.
#pragma once

#include <algorithm>

#include "kernel.h"

namespace carwright {

// V1
inline void Kernel::read_clock(Belt& belt) {
    belt.clock = belt_clock(belt);
    belt.read = now_;
}

// V2, V3
inline void Kernel::belt_entered(i32 object, i32 part) {
    Object& o = objects_[object];
    Belt& b = belts_[o.row];
    change_level(object, 1);
    tallies_.count(Tally::store_in, buffers_.size() + static_cast<std::size_t>(o.row));
    read_clock(b);
    parts_[part].since = b.clock;
    append(b.parts, part);
    b.last_entry = b.clock;
    b.entered = true;
    b.told = b.headway == 0;
    if (o.level == 1) new_head(b);
    set_belt_slot(o.row);
}

// V4, V4.1: the head leaves.
inline void Kernel::belt_left(i32 object) {
    Object& o = objects_[object];
    Belt& b = belts_[o.row];
    change_level(object, -1);
    read_clock(b);
    unlink(b.parts, b.parts.first);
    o.ready = {};
    b.last_left = b.clock;
    b.left = true;
    b.head_ready = false;
    if (b.clock >= b.last_entry + b.headway) b.told = true;
    if (b.parts.first != kNone) new_head(b);
    set_belt_slot(o.row);
}

// V3: now it is known when the part before it left.
inline void Kernel::new_head(Belt& belt) {
    belt.head_ready = false;
    belt.head_value = parts_[belt.parts.first].since + belt.travel;
    if (belt.accumulating && belt.left) {
        belt.head_value = std::max(belt.head_value, belt.last_left + belt.headway);
    }
}

// V4, V4.1: what is due holds the slot at now even while the belt stands.
inline void Kernel::set_belt_slot(i32 belt) {
    Belt& b = belts_[belt];
    const Object& o = objects_[b.object];
    b.moving = b.on && (b.accumulating || !b.head_ready);
    i64 wait = kForever;
    if (b.parts.first != kNone && !b.head_ready) wait = b.head_value - b.clock;
    if (!b.told && o.level < o.capacity) {
        wait = std::min(wait, b.last_entry + b.headway - b.clock);
    }
    if (wait > 0 && !b.moving) wait = kForever;
    slots_.set(Slots::BELTS, first_belt_ + belt, now_ + std::max<i64>(wait, 0));
}

// V4: a head that is ready is offered, then an entry that is open again is told.
inline void Kernel::belt_event(i32 belt) {
    Belt& b = belts_[belt];
    Object& o = objects_[b.object];
    read_clock(b);
    if (b.parts.first != kNone && !b.head_ready && b.clock >= b.head_value) {
        const i32 head = b.parts.first;
        b.head_ready = true;
        parts_[head].since = now_;
        draw_link(b.object, parts_[head]);
        o.ready = {head, head};
        add_offer(b.object);
    }
    if (!b.told && o.level < o.capacity && entry_open(b)) {
        b.told = true;
        add_room(b.object);
    }
    set_belt_slot(belt);
}

}  // namespace carwright
