// Time: events in their order until an instant (rules T).
#pragma once

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "kernel.h"

namespace carwright {

template <bool kTraced>
Status Kernel::run(i64 until, i64 max_events) {
    must_stop_ = Status::REACHED;
    const i64 stop_at = max_events > 0 ? events_ + max_events : std::numeric_limits<i64>::max();
    if (!started_) start<kTraced>();
    if (!drain<kTraced>() || must_stop<kTraced>()) return must_stop_;
    i64 look_at = std::min(stop_at, events_ + kEventsBetweenLooks);
    for (;;) {
        const u64 next = slots_.least();
        const i64 time = slots_.time(next);
        if (time >= until) break;
        if (time > now_) leave_instant<kTraced>(time);
        const i32 slot = slots_.slot(next);
        slots_.pop(slot);
        ++events_;
        if (events_ >= look_events_) [[unlikely]]
            look_out(object_of_slot(slot));
        if (const i32 machine = slot - first_machine_;
            slot >= first_machine_ && slot < first_belt_ && ends_plainly(machines_[machine])) {
            end_plainly<kTraced>(machine);
        } else {
            carry_out<kTraced>(slot);
        }
        const bool drained = ring_head_ == ring_tail_ || drain<kTraced>();
        slots_.settle();
        if (!drained) return must_stop_;
#ifdef CARWRIGHT_CHECK
        if (const std::string broken = check(); !broken.empty()) throw std::logic_error(broken);
#endif
        if constexpr (kTraced) {
            if (must_stop<kTraced>()) return must_stop_;
            if (events_ < look_at) continue;
        } else {
            if (events_ < look_at && must_stop_ == Status::REACHED) [[likely]]
                continue;
            if (must_stop<kTraced>()) return must_stop_;
        }
        if (events_ >= stop_at) return Status::MAX_EVENTS;
        look_at = std::min(stop_at, events_ + kEventsBetweenLooks);
    }
    arrive<kTraced>(until);
    return slots_.empty() ? Status::EXHAUSTED : Status::REACHED;
}

// T6, T6.1
template <bool kTraced>
void Kernel::arrive(i64 until) {
    if (until > now_) leave_instant<kTraced>(until);
    if (until != settings_.horizon) return;
    for (i32 machine = 0; machine < static_cast<i32>(machines_.size()); ++machine) {
        close_state<kTraced>(machine);
    }
}

// T6.2
template <bool kTraced>
void Kernel::leave_instant(i64 time) {
    if (unsettled_count_ != 0 || pace_changed_) settle<kTraced>();
    now_ = time;
    tallies_.go_on(time);
    instant_began_ = done();
}

// T7, T7.1
template <bool kTraced>
void Kernel::start() {
    started_ = true;
    instant_began_ = done();
    for (i32 calendar = 0; calendar < static_cast<i32>(shifts_.size()); ++calendar) {
        slots_.set(Slots::FRAME, first_calendar_ + calendar, next_change(shifts_[calendar]));
    }
    for (i32 mode = 0; mode < static_cast<i32>(modes_.size()); ++mode) {
        const Mode& d = modes_[mode];
        draw_clock(mode, d.first == kNone ? d.between : d.first);
        if (!(machines_[d.machine].halts & halt::kAbsent)) start_clock(mode);
    }
    for (i32 source = 0; source < static_cast<i32>(sources_.size()); ++source) {
        if (objects_[sources_[source].object].exists) start_source(source);
    }
    for (i32 machine = 0; machine < static_cast<i32>(machines_.size()); ++machine) touch(machine);
    set_step_slot();
}

// T5: empties the ring; false if it had to stop before.
template <bool kTraced>
bool Kernel::drain() {
    while (ring_head_ != ring_tail_) {
        if (ring_head_ >= look_head_) [[unlikely]] {
            look_out(object_of_entry(ring_[ring_head_ & ring_mask_]));
            if (must_stop_ == Status::STALLED) return false;
        }
        const u32 entry = ring_[ring_head_++ & ring_mask_];
        const i32 row = static_cast<i32>(entry >> 2);
        switch (static_cast<Entry>(entry & 3)) {
            case Entry::OFFER:
                objects_[row].offer_in_ring = false;
                offer<kTraced>(row);
                break;
            case Entry::ROOM:
                objects_[row].room_in_ring = false;
                room<kTraced>(row);
                break;
            case Entry::IDLE:
                machines_[row].idle_in_ring = false;
                idle<kTraced>(row);
                break;
            case Entry::SERVE:
                crews_[row].serve_in_ring = false;
                serve<kTraced>(row);
                break;
        }
    }
    return must_stop_ != Status::STALLED;
}

// Between events: whether to come back before `until`, and why.
template <bool kTraced>
bool Kernel::must_stop() {
    must_stop_ = Status::REACHED;
    if (done() - instant_began_ >= static_cast<u64>(settings_.stall_events)) {
        must_stop_ = Status::STALLED;
    } else if (part_count_ > settings_.part_limit) {
        must_stop_ = Status::OVERFLOW;
    } else if (kTraced && trace_.full() && !trace_.time.empty()) {
        must_stop_ = Status::TRACE_FULL;
    } else if (interrupted_.load(std::memory_order_relaxed)) {
        interrupted_.store(false, std::memory_order_relaxed);
        must_stop_ = Status::INTERRUPTED;
    }
    return must_stop_ != Status::REACHED;
}

// T8: if much has happened at this instant, it is written down where, from here on.
inline void Kernel::look_out(i32 object) {
    const u64 at_instant = done() - instant_began_;
    if (at_instant >= static_cast<u64>(settings_.stall_events)) {
        must_stop_ = Status::STALLED;
        look_head_ = 0;
        return;
    }
    if (at_instant < static_cast<u64>(look_after_)) {
        look_head_ = ring_head_ + static_cast<u64>(look_after_);
        look_events_ = events_ + look_after_;
        look_moves_ = moves_ + look_after_;
        return;
    }
    if (object == kNone) return;
    if (stall_instant_ != now_) stall_objects_.clear();
    stall_instant_ = now_;
    const auto most = static_cast<std::size_t>(settings_.stall_named);
    if (stall_objects_.size() >= 2 * most) {
        stall_objects_.erase(stall_objects_.begin(), stall_objects_.end() - settings_.stall_named);
    }
    stall_objects_.push_back(object);
}

inline i32 Kernel::object_of_entry(u32 entry) const {
    const i32 row = static_cast<i32>(entry >> 2);
    switch (static_cast<Entry>(entry & 3)) {
        case Entry::IDLE:
            return machines_[row].object;
        case Entry::SERVE:
            return kNone;
        default:
            return row;
    }
}

inline i32 Kernel::object_of_slot(i32 slot) const {
    if (slot >= first_source_) return sources_[slot - first_source_].object;
    if (slot >= first_buffer_) return buffers_[slot - first_buffer_].object;
    if (slot >= first_belt_) return belts_[slot - first_belt_].object;
    if (slot >= first_machine_) return machines_[slot - first_machine_].object;
    if (slot >= first_mode_) return machines_[modes_[slot - first_mode_].machine].object;
    return kNone;
}

// One event; its slot says whose.
template <bool kTraced>
void Kernel::carry_out(i32 slot) {
    if (slot >= first_machine_) {
        if (slot < first_belt_) return machine_event<kTraced>(slot - first_machine_);
        if (slot < first_buffer_) return belt_event(slot - first_belt_);
        if (slot < first_source_) return buffer_event(slot - first_buffer_);
        return source_event<kTraced>(slot - first_source_);
    }
    if (slot >= first_mode_) return mode_event<kTraced>(slot - first_mode_);
    if (slot >= first_calendar_) return calendar_event<kTraced>(slot - first_calendar_);
    step_event<kTraced>();
}

}  // namespace carwright
