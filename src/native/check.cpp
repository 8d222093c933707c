// Whether the books balance and every list is whole (rule N1 and what the kernel takes for
// granted).
#include <algorithm>
#include <string>
#include <vector>

#include "buffers.h"
#include "kernel.h"
#include "stops.h"

namespace carwright {

// Looks at everything once and keeps the first fault. It trusts no list to be whole, only ids to be
// in range, so that it serves for an image that somebody has tampered with too.
class Checker {
  public:
    explicit Checker(const Kernel& kernel)
        : k(kernel),
          seen_(k.parts_.size(), false),
          ready_of_(k.machines_.size(), 0),
          own_(k.sources_.size(), 0) {}

    std::string fault() {
        for (std::size_t n = 0; n < k.objects_.size() && fault_.empty(); ++n) object(n);
        for (std::size_t n = 0; n < k.machines_.size() && fault_.empty(); ++n) machine(n);
        if (fault_.empty()) free_list();
        if (fault_.empty()) books();
        if (fault_.empty()) crews();
        return fault_;
    }

  private:
    void say(const std::string& rule, const std::string& what, std::size_t row) {
        if (fault_.empty()) fault_ = rule + ": " + what + " " + std::to_string(row);
    }

    // Every part of a list once, forwards, with its links back.
    template <class Visit>
    i32 walk(const List& list, Visit visit) {
        i32 count = 0;
        i32 prev = kNone;
        for (i32 part = list.first; part != kNone; part = k.parts_[part].next) {
            const auto at = static_cast<std::size_t>(part);
            if (seen_[at]) {
                say("F1", "twice in a list is part", at);
                return count;
            }
            seen_[at] = true;
            if (k.parts_[part].prev != prev) say("F6", "a list is torn at part", at);
            prev = part;
            ++count;
            visit(k.parts_[part]);
        }
        if (list.last != prev)
            say("F6", "a list has lost its end, part", static_cast<std::size_t>(prev));
        return count;
    }

    void live(const Part& part) {
        if (part.serial < 0 || part.serial >= k.next_serial_) {
            say("N1", "not created is a part of source", static_cast<std::size_t>(part.source));
            return;
        }
        ++parts_;
        cars_ += k.is_car_[part.type];
        ++own_[static_cast<std::size_t>(part.source)];
    }

    void object(std::size_t n) {
        const Object& o = k.objects_[n];
        switch (o.kind) {
            case Kind::SOURCE:
                return source(n, o);
            case Kind::STATION:
                walk(o.ready, [&](const Part& part) { ready(n, part); });
                return open(n, o);
            case Kind::BUFFER:
                return buffer(n, o);
            case Kind::CONVEYOR:
                return belt(n, o);
            case Kind::SINK:
                if (o.ready.first != kNone) say("N3", "a part waits in sink", n);
                return;
        }
    }

    void open(std::size_t n, const Object& o) {
        i32 shut = 0;
        for (i32 machine = o.machine_begin; machine < o.machine_end; ++machine) {
            const Machine& m = k.machines_[machine];
            shut += m.stage != Stage::LOAD || m.halts != 0;
        }
        if (shut != o.level) say("W1", "open machines of object", n);
    }

    void source(std::size_t n, const Object& o) {
        const Source& s = k.sources_[o.row];
        i32 yard = 0;
        const i32 count = walk(o.ready, [&](const Part& part) {
            if (s.pending != kNone && &part == &k.parts_[s.pending]) return;
            live(part);
            ++yard;
        });
        if (s.pending != kNone && (count != 1 || o.ready.first != s.pending)) {
            say("Q1", "no part waits where it should at object", n);
        }
        if (s.pending != kNone && k.parts_[s.pending].serial != -1) {
            say("Q1", "created too early is a part of object", n);
        }
        own_[static_cast<std::size_t>(o.row)] -= yard;
        if (o.gives != (o.exists && s.on && s.own < s.limit)) say("F6.1", "leave of object", n);
    }

    void ready(std::size_t object, const Part& part) {
        const Object& o = k.objects_[object];
        live(part);
        if (part.place < o.machine_begin || part.place >= o.machine_end) {
            return say("F6", "no machine has a ready part of object", object);
        }
        ++ready_of_[static_cast<std::size_t>(part.place)];
    }

    void buffer(std::size_t n, const Object& o) {
        const Buffer& b = k.buffers_[o.row];
        const Part* before = nullptr;
        i32 level = walk(o.ready, [&](const Part& part) {
            live(part);
            if (before != nullptr && k.leaves_before(b, part, *before))
                say("B2", "order of object", n);
            before = &part;
        });
        const i32 coming = walk(b.coming, [&](const Part& part) { live(part); });
        if (coming != b.coming_count) say("B1", "parts in transit of object", n);
        store(n, o, level + coming, b.capacity_set);
    }

    void belt(std::size_t n, const Object& o) {
        const Belt& b = k.belts_[o.row];
        const i32 level = walk(b.parts, [&](const Part& part) { live(part); });
        const i32 head = b.head_ready ? b.parts.first : kNone;
        if (b.head_ready && head == kNone) say("V4", "a head that is not there, object", n);
        if (o.ready.first != head || o.ready.last != head) say("V4", "head of object", n);
        store(n, o, level, false);
    }

    void store(std::size_t n, const Object& o, i32 level, bool capacity_set) {
        if (level != o.level) say("B1.1", "level of object", n);
        if (level > o.capacity && !capacity_set && !k.forked_) say("F8", "too full is object", n);
    }

    void machine(std::size_t n) {
        const Machine& m = k.machines_[n];
        const Station& station = k.stations_[m.station];
        const i32 loaded = walk(m.loaded, [&](const Part& part) { live(part); });
        const bool done = m.stage == Stage::DONE;
        const i32 ready = ready_of_[n];
        if (m.held != loaded + ready || (done ? loaded : ready) != 0)
            say("F6", "parts of machine", n);
        const bool right = done                     ? m.held > 0
                           : m.stage == Stage::LOAD ? m.held < m.batch
                                                    : m.held == m.batch;
        if (!right) say("W1", "parts and stage of machine", n);
        const bool timed = m.stage == Stage::SETUP || m.stage == Stage::WORK;
        if (m.running && (!timed || !m.entered)) say("W3", "running is machine", n);
        if (m.entered && !timed) say("W3", "entered no stage has machine", n);
        if (m.running && m.ends > k.now_ && k.stopped(m))
            say("D5", "works while stopped machine", n);
        if (timed && !m.running && !k.stopped(m)) say("W3", "stands still machine", n);
        if (m.operators != 0 && (station.crew == kNone || m.stage < Stage::SETUP || done)) {
            say("K3", "operators of machine", n);
        }
        modes(n, m);
    }

    void modes(std::size_t n, const Machine& m) {
        i32 failures = 0;
        i32 maintenances = 0;
        for (i32 mode = m.mode_begin; mode < m.mode_begin + m.mode_count; ++mode) {
            const Mode& d = k.modes_[mode];
            const bool on = d.phase == ModePhase::CALLING || d.phase == ModePhase::REPAIR;
            (d.planned ? maintenances : failures) += on;
            const bool set = k.slots_.is_set(k.first_mode_ + mode);
            const bool failing = m.failing && mode == m.failing_mode && m.running;
            const bool may =
                d.phase == ModePhase::REPAIR ||
                (d.phase == ModePhase::COUNTING && (d.clock == Clock::CALENDAR || failing));
            if (set && !may) say("D7", "no event has mode", static_cast<std::size_t>(mode));
        }
        if (failures != m.failures || maintenances != m.maintenances) {
            say("D5", "stops of machine", n);
        }
        const bool stop = (m.halts & halt::kStop) != 0;
        if (stop != (failures + maintenances > 0)) say("D5", "halts of machine", n);
    }

    void free_list() {
        for (i32 part = k.free_part_; part != kNone; part = k.parts_[part].next) {
            const auto at = static_cast<std::size_t>(part);
            if (seen_[at] || k.parts_[part].serial != kFree)
                return say("N1", "not free is part", at);
            seen_[at] = true;
        }
        const auto lost = std::find(seen_.begin(), seen_.end(), false);
        if (lost != seen_.end()) {
            say("N1", "nowhere is part", static_cast<std::size_t>(lost - seen_.begin()));
        }
    }

    void books() {
        const Tallies& t = k.tallies_;
        const i64 born = t.entered(Ledger::CREATED) + t.entered(Ledger::PIECES);
        const i64 ended = t.entered(Ledger::SUNK) + t.entered(Ledger::SCRAPPED) +
                          t.entered(Ledger::JOINED) + t.entered(Ledger::LOST);
        if (born != parts_ + ended || parts_ != k.part_count_) {
            say("N1", "unbalanced are the books: parts in the plant",
                static_cast<std::size_t>(parts_));
        }
        if (cars_ != k.cars_) say("N2", "miscounted are the cars", static_cast<std::size_t>(cars_));
        for (std::size_t n = 0; n < own_.size(); ++n) {
            if (own_[n] != k.sources_[n].own) say("Q6", "own parts of source", n);
        }
    }

    void crews() {
        std::vector<i64> used(k.crews_.size(), 0);
        for (const Machine& m : k.machines_) {
            if (m.operators != 0)
                used[static_cast<std::size_t>(k.stations_[m.station].crew)] += m.operators;
        }
        for (std::size_t n = 0; n < k.modes_.size(); ++n) {
            const Mode& d = k.modes_[n];
            if (d.phase != ModePhase::REPAIR || d.crew == kNone) continue;
            used[static_cast<std::size_t>(d.crew)] += k.requests_[n].people;
        }
        for (std::size_t n = 0; n < used.size(); ++n) {
            if (used[n] != k.crews_[n].used) say("K1", "people in use of crew", n);
        }
        queues();
    }

    // Who waits for people stands in one queue, once, and nobody else does.
    void queues() {
        std::vector<bool> waits(k.requests_.size(), false);
        for (std::size_t n = 0; n < k.crews_.size(); ++n) {
            i32 prev = kNone;
            for (i32 r = k.crews_[n].first; r != kNone; r = k.requests_[r].next) {
                const auto at = static_cast<std::size_t>(r);
                if (waits[at] || k.requests_[r].prev != prev ||
                    crew_of(at) != static_cast<i32>(n)) {
                    return say("K1", "queue of crew", n);
                }
                waits[at] = true;
                prev = r;
            }
            if (k.crews_[n].last != prev) return say("K1", "end of the queue of crew", n);
        }
        for (std::size_t n = 0; n < waits.size(); ++n) {
            if (waits[n] != (crew_of(n) != kNone)) return say("K1", "forgotten is request", n);
        }
    }

    // The crew that somebody waits for, or kNone.
    i32 crew_of(std::size_t request) const {
        if (request < k.modes_.size()) {
            const Mode& d = k.modes_[request];
            return d.phase == ModePhase::CALLING ? d.crew : kNone;
        }
        const Machine& m = k.machines_[request - k.modes_.size()];
        return m.stage == Stage::OPERATORS ? k.stations_[m.station].crew : kNone;
    }

    const Kernel& k;
    std::vector<bool> seen_;
    std::vector<i32> ready_of_;  // by machine
    std::vector<i64> own_;       // by source
    i64 parts_ = 0;
    i64 cars_ = 0;
    std::string fault_;
};

std::string Kernel::check() const {
    return Checker(*this).fault();
}

}  // namespace carwright
