// Where parts begin (rules Q).
#pragma once

#include <algorithm>

#include "kernel.h"

namespace carwright {

// F6.1: whether something holds the source back, whatever it has.
inline void Kernel::set_leave(i32 source) {
    const Source& s = sources_[source];
    Object& o = objects_[s.object];
    o.gives = o.exists && s.on && s.own < s.limit;
}

// A part that may leave is offered.
inline void Kernel::offer_source(i32 source) {
    const i32 object = sources_[source].object;
    if (first_candidate(objects_[object]) != kNone) add_offer(object);
}

// T7, P1.1: the source begins to exist, at time 0 or when it opens.
inline void Kernel::start_source(i32 source) {
    Source& s = sources_[source];
    set_leave(source);
    switch (s.mode) {
        case SourceMode::SATURATED:
            draw_next(source);
            break;
        case SourceMode::ORDERS:
            next_order(source);
            break;
        case SourceMode::ARRIVALS:
            if (s.first == kNone) {
                schedule_arrival(source);
            } else {
                slots_.set(Slots::OTHERS, first_source_ + source, std::max(s.first, now_));
            }
            break;
        case SourceMode::FOLLOWS:
            break;
    }
    offer_source(source);
}

// A lot arrives, or an order's release has come (Q3.1).
template <bool kTraced>
void Kernel::source_event(i32 source) {
    Source& s = sources_[source];
    if (s.mode == SourceMode::ARRIVALS) return arrive_lot<kTraced>(source);
    add_offer(s.object);
}

// F9: the part leaves; what waited uncreated is replaced (Q1, Q3).
inline void Kernel::source_left(i32 object, i32 part, bool was_pending) {
    Object& o = objects_[object];
    const i32 source = o.row;
    Source& s = sources_[source];
    unlink(o.ready, part);
    ++s.own;
    set_leave(source);
    tallies_.count(Tally::source_out, source);
    if (was_pending) {
        s.pending = kNone;
        if (s.mode == SourceMode::SATURATED) {
            draw_next(source);
        } else {
            next_order(source);
        }
    }
    offer_source(source);
}

// Q1: the parts of a lot share one draw.
inline void Kernel::draw_next(i32 source) {
    Source& s = sources_[source];
    if (s.lot_left == 0) {
        s.lot_type = draw_type(source);
        s.lot_colour = draw_colour(source);
        s.lot_left = s.lot;
    }
    --s.lot_left;
    s.pending = new_part(s.lot_type, s.lot_colour, kForever, source);
    draw_link(s.object, parts_[s.pending]);
    append(objects_[s.object].ready, s.pending);
}

// Q5
inline i32 Kernel::draw_type(i32 source) {
    Source& s = sources_[source];
    const auto& mix = program_.mix;
    i64* of_type = &lots_of_type_[source * types_];
    i32 row = s.mix_begin;
    if (s.mix_rule == MixRule::LEVEL) {
        double most = 0.0;
        for (i32 m = s.mix_begin; m < s.mix_end; ++m) {
            const double due = static_cast<double>(s.lots + 1) * mix.share[m];
            const double lag = due - static_cast<double>(of_type[mix.type[m]]);
            if (m != s.mix_begin && !(lag > most)) continue;
            row = m;
            most = lag;
        }
    } else if (s.mix_end - s.mix_begin > 1) {
        const double u = uniform(mix_stream_[source]);
        while (row < s.mix_end - 1 && !(u <= mix.cumulative[row])) ++row;
    }
    const i32 type = mix.type[row];
    ++s.lots;
    ++of_type[type];
    return type;
}

inline i32 Kernel::draw_colour(i32 source) {
    const Source& s = sources_[source];
    if (s.colour_begin == s.colour_end) return 0;
    i32 row = s.colour_begin;
    if (s.colour_end - s.colour_begin > 1) {
        const double u = uniform(colour_stream_[source]);
        while (row < s.colour_end - 1 && !(u <= program_.paint.cumulative[row])) ++row;
    }
    return program_.paint.colour[row];
}

inline void Kernel::schedule_arrival(i32 source) {
    const DistRow& row = dists_[sources_[source].dist];
    const i64 interval = row.kind == family::kExponential
                             ? arrival_ahead_[source].exponential(row.a, arrival_stream_[source])
                             : sample(row, points_, arrival_stream_[source]);
    slots_.set(Slots::OTHERS, first_source_ + source, now_ + interval);
}

// Q2, Q2.1
template <bool kTraced>
void Kernel::arrive_lot(i32 source) {
    const Source& s = sources_[source];
    Object& o = objects_[s.object];
    schedule_arrival(source);
    const i32 type = draw_type(source);
    const i32 colour = draw_colour(source);
    for (i32 n = 0; n < s.lot; ++n) {
        const i32 part = new_part(type, colour, kForever, source);
        create<kTraced>(part, s.object);
        draw_link(s.object, parts_[part]);
        append(o.ready, part);
        if (s.lose && !leaves_at_once<kTraced>(source, part)) lose<kTraced>(source, part);
    }
    if (!s.lose) add_offer(s.object);
}

template <bool kTraced>
bool Kernel::leaves_at_once(i32 source, i32 part) {
    const i32 object = sources_[source].object;
    if (first_candidate(objects_[object]) != part) return false;
    i32 machine = kNone;
    const i32 link = accepted_link(object, parts_[part], machine);
    if (link == kNone) return false;
    move<kTraced>(object, part, link, machine);
    return true;
}

template <bool kTraced>
void Kernel::lose(i32 source, i32 part) {
    const i32 object = sources_[source].object;
    unlink(objects_[object].ready, part);
    tell<kTraced>(TraceCode::LOST, object, parts_[part].type, parts_[part].serial, 0);
    tallies_.count(Tally::source_lost, source);
    end_part(part, Ledger::LOST, false);
}

// Q3, Q3.1, F6.1
inline void Kernel::next_order(i32 source) {
    Source& s = sources_[source];
    if (s.order == s.order_end) {
        if (!s.repeat || s.order_begin == s.order_end) return;
        s.order = s.order_begin;
        s.repeating = true;
    }
    const auto& order = program_.order;
    const i32 row = s.order++;
    s.pending = new_part(order.type[row], order.colour[row], order.due[row], source);
    Part& part = parts_[s.pending];
    draw_link(s.object, part);
    if (!s.repeating && order.release[row] > now_) {
        part.since = order.release[row];
        slots_.set(Slots::OTHERS, first_source_ + source, order.release[row]);
    }
    append(objects_[s.object].ready, s.pending);
}

// Q4, P1.1: every follower of the object makes its part.
template <bool kTraced>
void Kernel::follow(i32 object, i32 type, i32 colour, i64 due) {
    const i32 end = program_.object.follower_end[object];
    for (i32 f = program_.object.follower_begin[object]; f < end; ++f) {
        const i32 source = program_.follower.source[f];
        const Source& s = sources_[source];
        const i32 made = program_.follow.type[s.follow_begin + type];
        if (made == kNone || !objects_[s.object].exists) continue;
        const i32 part = new_part(made, colour, due, source);
        create<kTraced>(part, s.object);
        draw_link(s.object, parts_[part]);
        append(objects_[s.object].ready, part);
        add_offer(s.object);
    }
}

}  // namespace carwright
