// Who waits for what (rule Z1): the picture that carwright/engine/deadlock.py reads.
#include <algorithm>
#include <cstddef>
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

// What differs from object to object, so that no column of one table can hold it.
struct Lists {
    std::vector<i64> wait[4];     // object, machine, type, link
    std::vector<i64> held[3];     // object, source, count
    std::vector<i64> level;       // by object
    std::vector<i64> first_type;  // by machine
    std::vector<i64> ready;       // by buffer and type
};

}  // namespace

class Painter {
  public:
    explicit Painter(const Kernel& kernel) : k(kernel) {
        lists.first_type.assign(k.machines_.size(), kNone);
        lists.ready.assign(k.buffers_.size() * k.types(), 0);
        for (std::size_t n = 0; n < k.objects_.size(); ++n) object(static_cast<i32>(n));
    }
    Lists lists;

  private:
    void object(i32 n) {
        const Object& o = k.objects_[n];
        held_.clear();
        switch (o.kind) {
            case Kind::STATION:
                station(n, o);
                break;
            case Kind::BUFFER:
                count(k.buffers_[o.row].coming);
                buffer(o);
                break;
            case Kind::CONVEYOR:
                count(k.belts_[o.row].parts);
                break;
            default:
                count(o.ready);
                break;
        }
        if (o.kind != Kind::STATION && o.ready.first != kNone) {
            wait(n, kNone, k.parts_[o.ready.first]);
        }
        i64 level = 0;
        for (const auto& [source, number] : held_) {
            lists.held[0].push_back(n);
            lists.held[1].push_back(source);
            lists.held[2].push_back(number);
            level += number;
        }
        lists.level.push_back(level);
    }

    void station(i32 n, const Object& o) {
        for (i32 part = o.ready.first; part != kNone; part = k.parts_[part].next) {
            const Part& p = k.parts_[part];
            wait(n, p.place, p);
            i64& first = lists.first_type[static_cast<std::size_t>(p.place)];
            if (first == kNone) first = p.type;
        }
        for (i32 machine = o.machine_begin; machine < o.machine_end; ++machine) {
            const List& loaded = k.machines_[machine].loaded;
            if (loaded.first == kNone) continue;
            lists.first_type[static_cast<std::size_t>(machine)] = k.parts_[loaded.first].type;
            count(loaded);
        }
        count(o.ready);
    }

    void buffer(const Object& o) {
        for (i32 part = o.ready.first; part != kNone; part = k.parts_[part].next) {
            ++lists.ready[static_cast<std::size_t>(o.row * k.types_ + k.parts_[part].type)];
        }
        count(o.ready);
    }

    void count(const List& list) {
        for (i32 part = list.first; part != kNone; part = k.parts_[part].next) {
            if (k.parts_[part].serial >= 0) ++held_[k.parts_[part].source];
        }
    }

    // Under RANDOM the only link of a route is as good as drawn.
    void wait(i32 object, i32 machine, const Part& part) {
        const Route route = k.routes_[object * k.types_ + part.type];
        const bool only =
            k.objects_[object].out_rule == OutRule::RANDOM && route.end == route.begin + 1;
        const i32 link = part.link == kNone && only ? route.begin : part.link;
        const i32 row[] = {object, machine, part.type, link};
        for (int n = 0; n < 4; ++n) lists.wait[n].push_back(row[n]);
    }

    const Kernel& k;
    std::map<i32, i64> held_;  // parts at the object by source
};

Kernel::Picture Kernel::waits() const {
    const Lists lists = Painter(*this).lists;
    std::vector<i64> slot;
    for (i32 n = 0; n < slot_count_; ++n) {
        slot.push_back(slots_.is_set(n) ? slots_.time_of(n) : kForever);
    }
    // The loop sets the slot of the first mode alone that interrupts a work; the others stop it no
    // sooner, but have their instants all the same (T2, D4).
    for (std::size_t n = 0; n < modes_.size(); ++n) {
        const Mode& d = modes_[n];
        const Machine& m = machines_[static_cast<std::size_t>(d.machine)];
        const bool counts = d.clock == Clock::OPERATION && d.start == Start::IMMEDIATE &&
                            d.phase == ModePhase::COUNTING;
        const i64 left = d.due - m.clock;
        if (!counts || !m.running || m.stage != Stage::WORK || left >= m.ends - m.resumed) continue;
        slot[static_cast<std::size_t>(first_mode_) + n] = m.resumed + left;
    }
    std::vector<i64> stall;
    if (stall_instant_ == now_) {
        const auto most = static_cast<std::size_t>(settings_.stall_named);
        const std::size_t told = std::min(stall_objects_.size(), most);
        stall.assign(stall_objects_.end() - static_cast<std::ptrdiff_t>(told),
                     stall_objects_.end());
    }
    return {
        {"slot", slot},
        {"exists", column(objects_, [](const Object& o) { return o.exists; })},
        {"level", lists.level},
        {"capacity",
         column(buffers_, [&](const Buffer& b) { return objects_[b.object].capacity; })},
        {"ready", lists.ready},
        {"stage", column(machines_, [](const Machine& m) { return m.stage; })},
        {"in_hand", column(machines_, [&](const Machine& m) { return in_hand(m); })},
        {"opened", column(machines_, [](const Machine& m) { return m.opened; })},
        {"operators", column(machines_, [](const Machine& m) { return m.operators; })},
        {"first_type", lists.first_type},
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
