// Buffers (rules B) and the levels of buffers and belts.
#pragma once

#include <bit>

#include "kernel.h"

namespace carwright {

// The tally's bin of the present level, see LEVELS in carwright/compile/tallies.py (Y2.1).
CARWRIGHT_HOT u16 level_bin(const Object& object) {
    const i32 level = object.level;
    if (level == 0) return 0;
    if (object.bin_width == 0) {
        const int bits = std::bit_width(static_cast<u32>(level));
        return static_cast<u16>(bits < kLevels ? bits : kLevels - 1);
    }
    if (level >= object.capacity) return kLevels - 1;
    if (object.bin_width == 1) return static_cast<u16>(level);
    return static_cast<u16>(1 + (level - 1) / object.bin_width);
}

CARWRIGHT_HOT void Kernel::change_level(i32 object, i32 change) {
    Object& o = objects_[object];
    if (o.level_since != now_) {
        tallies_.spread_level(o.store, o.level, o.bin, o.level_since, now_);
        o.level_since = now_;
    }
    o.level += change;
    o.bin = level_bin(o);
}

// B1, B1.1
CARWRIGHT_HOT void Kernel::buffer_entered(i32 object, i32 part) {
    Object& o = objects_[object];
    Buffer& b = buffers_[o.row];
    change_level(object, 1);
    tallies_.count(Tally::store_in, o.store);
    parts_[part].place = static_cast<i32>(b.entries++);
    if (b.transit == 0) {
        if (b.order == Order::FIFO) {  // the last to have entered
            parts_[part].since = now_;
            draw_link(object, parts_[part]);
            append(o.ready, part);
        } else {
            become_ready(object, b, part);
        }
        add_offer(object);
        return;
    }
    const i64 ready = now_ + b.transit;
    parts_[part].since = ready;
    i32 after = b.coming.last;  // a fork may have shortened the transit (T9)
    while (after != kNone && parts_[after].since > ready) after = parts_[after].prev;
    insert_after(b.coming, after, part);
    ++b.coming_count;
    slots_.set(Slots::OTHERS, first_buffer_ + o.row, parts_[b.coming.first].since);
}

inline void Kernel::buffer_event(i32 buffer) {
    Buffer& b = buffers_[buffer];
    while (b.coming.first != kNone && parts_[b.coming.first].since <= now_) {
        const i32 part = b.coming.first;
        unlink(b.coming, part);
        --b.coming_count;
        become_ready(b.object, b, part);
    }
    if (b.coming.first != kNone)
        slots_.set(Slots::OTHERS, first_buffer_ + buffer, parts_[b.coming.first].since);
    add_offer(b.object);
}

inline bool entered_before(const Part& one, const Part& other) {
    return static_cast<i32>(static_cast<u32>(one.place) - static_cast<u32>(other.place)) < 0;
}

// B2: whether the part `one` leaves before the part `other`.
inline bool Kernel::leaves_before(const Buffer& buffer, const Part& one, const Part& other) const {
    switch (buffer.order) {
        case Order::FIFO:
            break;
        case Order::LIFO:
            return entered_before(other, one);
        case Order::PRIORITY:
            if (buffer.by_due) {
                if (one.due != other.due) return one.due < other.due;
            } else {
                const i32 a = program_.type.priority[one.type];
                const i32 b = program_.type.priority[other.type];
                if (a != b) return a < b;
            }
            break;
    }
    return entered_before(one, other);
}

// The ready parts stand in the order in which they leave.
inline void Kernel::become_ready(i32 object, Buffer& buffer, i32 part) {
    List& ready = objects_[object].ready;
    Part& p = parts_[part];
    p.since = now_;
    draw_link(object, p);
    if (buffer.order == Order::LIFO) {
        i32 after = kNone;
        for (i32 n = ready.first; n != kNone && leaves_before(buffer, parts_[n], p);) {
            after = n;
            n = parts_[n].next;
        }
        return insert_after(ready, after, part);
    }
    i32 after = ready.last;
    while (after != kNone && leaves_before(buffer, p, parts_[after])) after = parts_[after].prev;
    insert_after(ready, after, part);
}

// A ready part leaves, by a move or as a component.
CARWRIGHT_HOT void Kernel::buffer_left(i32 object, i32 part) {
    change_level(object, -1);
    unlink(objects_[object].ready, part);
}

}  // namespace carwright
