// Who waits for what (rule Z1): the picture that carwright/engine/deadlock.py reads.
#include <map>
#include <utility>
#include <vector>

#include "kernel.h"

namespace carwright {

namespace {

template <class Rows, class Value>
std::vector<i64> column(const Rows& rows, Value value) {
    std::vector<i64> found;
    found.reserve(rows.size());
    for (const auto& row : rows) found.push_back(static_cast<i64>(value(row)));
    return found;
}

struct Lists {
    std::vector<i64> wait[4];  // object, machine, type, link
    std::vector<i64> held[3];  // object, source, count
    std::vector<i64> level;
};

}  // namespace

Kernel::Picture Kernel::waits() const {
    Lists lists;
    std::vector<i64> first_type(machines_.size(), kNone);
    std::vector<i64> ready(buffers_.size() * static_cast<std::size_t>(types_), 0);
    const auto wait = [&](i32 object, i32 machine, const Part& part) {
        const Route route = routes_[object * types_ + part.type];
        const bool only =
            objects_[object].out_rule == OutRule::RANDOM && route.end == route.begin + 1;
        const i32 link = part.link == kNone && only ? route.begin : part.link;
        const i32 row[] = {object, machine, part.type, link};
        for (int n = 0; n < 4; ++n) lists.wait[n].push_back(row[n]);
    };
    for (i32 object = 0; object < static_cast<i32>(objects_.size()); ++object) {
        const Object& o = objects_[object];
        std::map<i32, i64> held;
        i64 level = 0;
        const auto count = [&](const List& list) {
            for (i32 part = list.first; part != kNone; part = parts_[part].next) {
                if (parts_[part].serial < 0) continue;
                ++held[parts_[part].source];
                ++level;
            }
        };
        if (o.kind == Kind::STATION) {
            for (i32 part = o.ready.first; part != kNone; part = parts_[part].next) {
                const Part& p = parts_[part];
                wait(object, p.place, p);
                if (first_type[p.place] == kNone) first_type[p.place] = p.type;
            }
            for (i32 machine = o.machine_begin; machine < o.machine_end; ++machine) {
                const List& loaded = machines_[machine].loaded;
                if (loaded.first != kNone) first_type[machine] = parts_[loaded.first].type;
                count(loaded);
            }
        } else if (o.ready.first != kNone) {
            wait(object, kNone, parts_[o.ready.first]);
        }
        if (o.kind == Kind::BUFFER) {
            count(buffers_[o.row].coming);
            for (i32 part = o.ready.first; part != kNone; part = parts_[part].next) {
                ++ready[o.row * types_ + parts_[part].type];
            }
        }
        count(o.kind == Kind::CONVEYOR ? belts_[o.row].parts : o.ready);
        lists.level.push_back(level);
        for (const auto& [source, number] : held) {
            lists.held[0].push_back(object);
            lists.held[1].push_back(source);
            lists.held[2].push_back(number);
        }
    }
    std::vector<i64> slot;
    for (i32 n = 0; n < slot_count_; ++n) {
        slot.push_back(slots_.is_set(n) ? slots_.time_of(n) : kForever);
    }
    std::vector<i64> stall;
    if (stall_instant_ == now_) stall.assign(stall_objects_.begin(), stall_objects_.end());
    return {
        {"slot", slot},
        {"exists", column(objects_, [](const Object& o) { return o.exists; })},
        {"level", lists.level},
        {"capacity",
         column(buffers_, [&](const Buffer& b) { return objects_[b.object].capacity; })},
        {"ready", ready},
        {"stage", column(machines_, [](const Machine& m) { return m.stage; })},
        {"in_hand", column(machines_, [&](const Machine& m) { return in_hand(m); })},
        {"opened", column(machines_, [](const Machine& m) { return m.opened; })},
        {"operators", column(machines_, [](const Machine& m) { return m.operators; })},
        {"first_type", first_type},
        {"mode_phase", column(modes_, [](const Mode& d) { return d.phase; })},
        {"calendar_state", column(shifts_, [](const Shift& s) { return s.state; })},
        {"crew_used", column(crews_, [](const Crew& c) { return c.used; })},
        {"source_own", column(sources_, [](const Source& s) { return s.own; })},
        {"source_next", column(sources_, [](const Source& s) { return s.pending != kNone; })},
        {"wait_object", lists.wait[0]},
        {"wait_machine", lists.wait[1]},
        {"wait_type", lists.wait[2]},
        {"wait_link", lists.wait[3]},
        {"held_object", lists.held[0]},
        {"held_source", lists.held[1]},
        {"held_count", lists.held[2]},
        {"stall", stall},
    };
}

}  // namespace carwright
