// Components that join a part (rules J).
#pragma once

#include "kernel.h"

namespace carwright {

// J2, J2.1: all components or none; no needs are met at once.
template <bool kTraced>
void Kernel::try_components(i32 machine) {
    const Work& work = work_of(machines_[machine]);
    if (work.need_begin != work.need_end) {
        if (!(work.plain_needs ? needs_met(work) : needs_met_together(work))) return;
        take_components<kTraced>(machine, work);
    }
    ask_for_operators<kTraced>(machine);
}

// J1: whether the buffer holds that many ready parts of the type, or of any.
inline bool Kernel::has_ready(i32 object, i32 type, i32 quantity) const {
    i32 found = 0;
    if (type == kNone) {
        const Object& o = objects_[object];
        return o.level - buffers_[o.row].coming_count >= quantity;
    }
    for (i32 part = objects_[object].ready.first; part != kNone && found < quantity;
         part = parts_[part].next) {
        found += parts_[part].type == type;
    }
    return found >= quantity;
}

inline bool Kernel::needs_met(const Work& work) const {
    for (i32 need = work.need_begin; need < work.need_end; ++need) {
        const auto& table = program_.need;
        if (!has_ready(table.object[need], table.type[need], table.quantity[need])) return false;
    }
    return true;
}

// J2.1: each need is tested on what those before it would leave. Part by part, each goes to the
// first need that still wants it: that is the same as need by need, each its first fitting parts.
inline bool Kernel::needs_met_together(const Work& work) {
    const auto& table = program_.need;
    for (i32 need = work.need_begin; need < work.need_end; ++need) {
        need_left_[need] = table.quantity[need];
    }
    for (i32 need = work.need_begin; need < work.need_end; ++need) {
        if (need_left_[need] == 0) continue;
        const i32 object = table.object[need];
        for (i32 part = objects_[object].ready.first; part != kNone; part = parts_[part].next) {
            for (i32 n = work.need_begin; n < work.need_end; ++n) {
                const bool fits = table.object[n] == object &&
                                  (table.type[n] == kNone || table.type[n] == parts_[part].type);
                if (!fits || need_left_[n] == 0) continue;
                --need_left_[n];
                break;
            }
        }
        for (i32 n = work.need_begin; n < work.need_end; ++n) {
            if (table.object[n] == object && need_left_[n] != 0) return false;
        }
    }
    return true;
}

// J2
template <bool kTraced>
void Kernel::take_components(i32 machine, const Work& work) {
    const auto& table = program_.need;
    for (i32 need = work.need_begin; need < work.need_end; ++need) {
        const i32 object = table.object[need];
        i32 left = table.quantity[need];
        for (i32 part = objects_[object].ready.first; left > 0;) {
            const i32 next = parts_[part].next;
            if (table.type[need] == kNone || table.type[need] == parts_[part].type) {
                tell<kTraced>(TraceCode::JOIN, machines_[machine].object, machine,
                              parts_[part].serial, object);
                buffer_left(object, part);
                if (table.edge[need] >= 0) tallies_.count(Tally::edge_parts, table.edge[need]);
                end_part(part, Ledger::JOINED, true);
                --left;
            }
            part = next;
        }
        add_room(object);
    }
}

// F7: machines that await components of this buffer.
template <bool kTraced>
void Kernel::try_users(i32 object) {
    for (i32 user = program_.object.user_begin[object]; user < program_.object.user_end[object];
         ++user) {
        const Station& station = stations_[program_.user.station[user]];
        for (i32 machine = station.machine_begin; machine < station.machine_end; ++machine) {
            const Machine& m = machines_[machine];
            if (m.stage == Stage::COMPONENTS && !stopped(m)) try_components<kTraced>(machine);
        }
    }
}

}  // namespace carwright
