// The whole state as bytes and back (rule T9): a flat row of 64-bit numbers behind a head that
// names format and checksum. One enumeration of the state serves for writing and reading; reading
// checks each number's range, then the whole by Kernel::check, so that no bytes can make the kernel
// reach beyond its tables. What follows from the rest is not written but derived.
#include <algorithm>
#include <bit>
#include <concepts>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>

#include "belts.h"
#include "buffers.h"
#include "flow.h"
#include "kernel.h"
#include "loop.h"
#include "parts.h"
#include "phases.h"
#include "sources.h"
#include "states.h"
#include "stops.h"

namespace carwright {

namespace {

static_assert(std::endian::native == std::endian::little, "images are little-endian");

constexpr u64 kFormat = 0x0001'6c65'6e72'656b;      // "kernel", version 1
constexpr i64 kMost = kForever;                     // of any count
constexpr i64 kLatest = kForever + (kForever - 1);  // of an instant that never comes
constexpr i64 kRows = std::numeric_limits<i32>::max();

[[noreturn]] void bad() {
    throw std::invalid_argument("these bytes are no saved state of this kernel and this plant");
}

u64 checksum(std::string_view bytes) {
    u64 sum = 0xcbf29ce484222325;
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
        u64 word = 0;
        std::memcpy(&word, bytes.data() + at, 8);
        sum = std::rotl((sum ^ word) * 0x9e3779b97f4a7c15, 29);
    }
    return sum;
}

class Writer {
  public:
    static constexpr bool kReads = false;
    template <class T>
    void number(T& value, i64 = 0, i64 = 0) {
        put(static_cast<i64>(value));
    }
    void flag(bool& value) { put(value); }
    template <class T>
    void code(T& value, int) {
        put(static_cast<i64>(value));
    }
    // A list's length, then its members by the caller.
    template <class T>
    void length(std::vector<T>& values, i64 = kRows) {
        put(static_cast<i64>(values.size()));
    }
    void put(i64 value) {
        char bytes[8];
        std::memcpy(bytes, &value, 8);
        out.append(bytes, 8);
    }
    std::string out;
};

class Reader {
  public:
    static constexpr bool kReads = true;
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    template <class T>
    void number(T& value, i64 low, i64 high) {
        const i64 read = get();
        if (read < low || read > high) bad();
        value = static_cast<T>(read);
    }
    void flag(bool& value) {
        i64 read = 0;
        number(read, 0, 1);
        value = read != 0;
    }
    template <class T>
    void code(T& value, int count) {
        i64 read = 0;
        number(read, 0, count - 1);
        value = static_cast<T>(read);
    }
    template <class T>
    void length(std::vector<T>& values, i64 most = kRows) {
        i64 read = 0;
        number(read, 0, most);
        if (static_cast<std::size_t>(read) > (bytes_.size() - at_) / 8) bad();
        values.assign(static_cast<std::size_t>(read), T{});
    }
    void end() const {
        if (at_ != bytes_.size()) bad();
    }

  private:
    i64 get() {
        if (bytes_.size() - at_ < 8) bad();
        i64 value = 0;
        std::memcpy(&value, bytes_.data() + at_, 8);
        at_ += 8;
        return value;
    }
    std::string_view bytes_;
    std::size_t at_ = 0;
};

template <class Archive>
void archive_settings(Archive& a, Settings& s) {
    constexpr i64 kAny = std::numeric_limits<i64>::max();
    a.number(s.seed, std::numeric_limits<i64>::min(), kAny);
    a.number(s.replication, 0, std::numeric_limits<u32>::max());
    a.number(s.horizon, 1, kMost);
    a.number(s.period, 1, kAny);
    a.number(s.trace_rows, 0, kMost);
    a.number(s.stall_events, 0, kMost);
    a.number(s.stall_named, 0, kMost);
    a.number(s.part_limit, 0, kMost);
}

template <class Archive>
void archive_stream(Archive& a, Stream& stream) {
    a.number(stream.count, 0, std::numeric_limits<u32>::max());
    if constexpr (Archive::kReads) {
        stream = make_stream(stream.seed, stream.key, stream.replication, stream.count);
    }
}

template <class Archive>
void archive_list(Archive& a, List& list, i64 parts) {
    a.number(list.first, kNone, parts - 1);
    a.number(list.last, kNone, parts - 1);
}

std::string_view body_of(std::string_view image) {
    if (image.size() < 16 || image.size() % 8 != 0) bad();
    u64 head[2];
    std::memcpy(head, image.data(), 16);
    const std::string_view body = image.substr(16);
    if (head[0] != kFormat || head[1] != checksum(body)) bad();
    return body;
}

}  // namespace

Settings Kernel::settings_of(std::string_view image) {
    Reader reader(body_of(image));
    Settings settings;
    archive_settings(reader, settings);
    return settings;
}

std::string Kernel::save() {
    // A fork may count what follows in other bins of the level.
    for (const Buffer& buffer : buffers_) change_level(buffer.object, 0);
    for (const Belt& belt : belts_) change_level(belt.object, 0);
    Writer writer;
    archive(writer);
    const u64 head[2] = {kFormat, checksum(writer.out)};
    return std::string(reinterpret_cast<const char*>(head), sizeof head) + writer.out;
}

void Kernel::restore(std::string_view image, bool changed) {
    Reader reader(body_of(image));
    archive(reader);
    reader.end();
    derive();
    if (changed) sort_ready();
    forked_ = forked_ || (changed && started_);  // first: a level may exceed its new capacity
    if (!check().empty()) bad();
    if (changed && started_) wake_everything();
}

template <class Archive>
void Kernel::archive(Archive& a) {
    archive_settings(a, settings_);
    a.number(now_, 0, settings_.horizon);
    a.number(events_, 0, kMost);
    a.number(moves_, 0, kMost);
    a.number(next_serial_, 0, kMost);
    a.flag(started_);
    a.flag(forked_);
    a.number(step_, 0, static_cast<i64>(program_.step.rows()));
    u64 at_instant = done() - instant_began_;
    a.number(at_instant, 0, kMost);
    archive_parts(a);
    archive_objects(a);
    archive_machines(a);
    archive_stores(a);
    archive_sources(a);
    archive_crews(a);
    archive_trace(a);
    a.length(stall_objects_);
    for (i32& object : stall_objects_) a.number(object, 0, static_cast<i64>(objects_.size()) - 1);
    a.number(stall_instant_, kNone, now_);
    std::vector<u32> ring;
    for (u64 n = ring_head_; n != ring_tail_; ++n) ring.push_back(ring_[n & ring_mask_]);
    a.length(ring, static_cast<i64>(ring_mask_));
    for (u32& entry : ring) a.number(entry, 0, std::numeric_limits<u32>::max());
    auto& block = tallies_.block();
    for (i64& cell : block) a.number(cell, -kMost, kMost);
    if constexpr (Archive::kReads) {
        ring_head_ = ring_tail_ = 0;
        for (const u32 entry : ring) {
            const auto row = static_cast<std::size_t>(entry >> 2);
            const auto kind = static_cast<Entry>(entry & 3);
            const std::size_t rows = kind == Entry::IDLE    ? machines_.size()
                                     : kind == Entry::SERVE ? crews_.size()
                                                            : objects_.size();
            if (row >= rows) bad();
            const i32 which = static_cast<i32>(row);
            if (kind == Entry::OFFER) add_offer(which);
            if (kind == Entry::ROOM) add_room(which);
            if (kind == Entry::SERVE) add_serve(which);
            if (kind == Entry::IDLE && !machines_[which].idle_in_ring) {
                machines_[which].idle_in_ring = true;
                push(Entry::IDLE, which);
            }
        }
        instant_began_ = done() - at_instant;
        look_head_ = 0;  // as much may have happened before
        look_events_ = look_moves_ = 0;
    }
}

template <class Archive>
void Kernel::archive_parts(Archive& a) {
    a.number(part_count_, 0, kMost);
    a.number(cars_, 0, kMost);
    a.number(cars_since_, 0, now_);
    a.length(parts_);
    const i64 last = static_cast<i64>(parts_.size()) - 1;
    for (Part& p : parts_) {
        a.number(p.serial, kFree, kMost);
        a.number(p.born, 0, now_);
        a.number(p.due, 0, kMost);
        a.number(p.since, 0, kLatest);
        a.number(p.next, kNone, last);
        a.number(p.prev, kNone, last);
        a.number(p.type, 0, types_ - 1);
        a.number(p.colour, 0, kRows);
        a.number(p.source, 0, static_cast<i64>(sources_.size()) - 1);
        a.number(p.link, kNone, static_cast<i64>(links_.size()) - 1);
        a.number(p.place, std::numeric_limits<i32>::min(), kRows);
        u32 fault = p.fault;
        u32 reworks = p.reworks;
        a.number(fault, 0, 2);
        a.number(reworks, 0, (1 << 30) - 1);
        p.fault = fault & 3;
        p.reworks = reworks & ((1U << 30) - 1);
    }
}

template <class Archive>
void Kernel::archive_objects(Archive& a) {
    const i64 parts = static_cast<i64>(parts_.size());
    for (Object& o : objects_) {
        archive_list(a, o.ready, parts);
        a.number(o.level, 0, kRows);
        a.number(o.level_since, 0, now_);
        a.flag(o.exists);
    }
    for (std::size_t n = 0; n < routes_.size(); ++n) {
        a.number(last_link_[n], kNone, i64{routes_[n].end} - routes_[n].begin - 1);
    }
    for (Stream& stream : choice_) archive_stream(a, stream);
}

template <class Archive>
void Kernel::archive_machines(Archive& a) {
    const i64 parts = static_cast<i64>(parts_.size());
    for (Machine& m : machines_) {
        a.number(m.ends, 0, kLatest);
        a.number(m.resumed, 0, now_);
        a.number(m.clock, 0, now_);
        archive_list(a, m.loaded, parts);
        a.number(m.held, 0, kRows);
        a.code(m.stage, kStageCount);
        a.flag(m.entered);
        a.flag(m.running);
        a.code(m.shown, kStateCount);
        a.number(m.shown_since, 0, now_);
        a.flag(m.unsettled);
        a.flag(m.opened);
        a.number(m.cycles, 0, kMost);
        a.number(last_key_[static_cast<std::size_t>(&m - machines_.data())],
                 std::numeric_limits<i32>::min(), kRows);
        a.number(m.operators, 0, kRows);
    }
    for (Activity& activity : activity_) {
        i64 since = activity.since == kForever ? kNone : activity.since;
        a.number(since, kNone, now_);
        activity.since = since == kNone ? kForever : since;
    }
    a.number(bottleneck_, kNone, static_cast<i64>(activity_.size()) - 1);
    a.number(bottleneck_since_, 0, now_);
    a.flag(paced_);
    a.number(paced_since_, 0, now_);
    for (auto* streams : {&work_stream_, &setup_stream_, &outcome_stream_, &detect_stream_}) {
        for (Stream& stream : *streams) archive_stream(a, stream);
    }
    for (std::size_t n = 0; n < modes_.size(); ++n) {
        Mode& d = modes_[n];
        a.number(d.due, 0, kMost);
        a.number(d.began, 0, now_);
        a.code(d.phase, kModePhaseCount);
        const i32 slot = first_mode_ + static_cast<i32>(n);
        i64 time = slots_.is_set(slot) ? slots_.time_of(slot) : kForever;
        a.number(time, now_, kForever);
        if constexpr (Archive::kReads) slots_.set(Slots::FRAME, slot, time);
        archive_stream(a, between_stream_[n]);
        archive_stream(a, repair_stream_[n]);
    }
}

template <class Archive>
void Kernel::archive_stores(Archive& a) {
    const i64 parts = static_cast<i64>(parts_.size());
    for (Buffer& b : buffers_) {
        archive_list(a, b.coming, parts);
        a.number(b.coming_count, 0, kRows);
        a.number(b.entries, 0, std::numeric_limits<u32>::max());
        a.flag(b.capacity_set);
        i64 capacity = objects_[b.object].capacity;
        a.number(capacity, 0, kForever);
        if (Archive::kReads && b.capacity_set) set_capacity(b.object, capacity);
    }
    for (Belt& b : belts_) {
        archive_list(a, b.parts, parts);
        a.number(b.clock, 0, now_);
        a.number(b.read, 0, now_);
        a.number(b.head_value, 0, kLatest);
        a.number(b.last_entry, 0, now_);
        a.number(b.last_left, 0, now_);
        a.flag(b.moving);
        a.flag(b.head_ready);
        a.flag(b.entered);
        a.flag(b.left);
        a.flag(b.told);
    }
}

template <class Archive>
void Kernel::archive_sources(Archive& a) {
    for (std::size_t n = 0; n < sources_.size(); ++n) {
        Source& s = sources_[n];
        a.number(s.own, 0, kMost);
        a.number(s.lots, 0, kMost);
        a.number(s.lot_left, 0, kRows);
        a.number(s.lot_type, 0, types_ - 1);
        a.number(s.lot_colour, 0, kRows);
        a.number(s.pending, kNone, static_cast<i64>(parts_.size()) - 1);
        a.number(s.order, s.order_begin, s.order_end);
        a.flag(s.repeating);
        const i32 slot = first_source_ + static_cast<i32>(n);
        i64 time = slots_.is_set(slot) ? slots_.time_of(slot) : kForever;
        a.number(time, now_, kForever);
        if constexpr (Archive::kReads) slots_.set(Slots::OTHERS, slot, time);
        archive_stream(a, arrival_stream_[n]);
        archive_stream(a, mix_stream_[n]);
        archive_stream(a, colour_stream_[n]);
    }
    for (i64& lots : lots_of_type_) a.number(lots, 0, kMost);
}

// Requests by crew from the head of the queue on; people also of those who have them.
template <class Archive>
void Kernel::archive_crews(Archive& a) {
    const i64 last = static_cast<i64>(requests_.size()) - 1;
    for (Request& r : requests_) {
        a.number(r.next, kNone, last);
        a.number(r.prev, kNone, last);
        a.number(r.priority, std::numeric_limits<i32>::min(), kRows);
        a.number(r.people, 0, kRows);
    }
    for (Crew& c : crews_) {
        a.number(c.used, 0, kRows);
        a.number(c.used_since, 0, now_);
        a.number(c.first, kNone, last);
        a.number(c.last, kNone, last);
    }
    for (Shift& s : shifts_) {
        a.number(s.at, s.begin, s.end - 1);
        a.number(s.offset, 0, kMost);
        a.code(s.state, kCalendarStateCount);
    }
}

template <class Archive>
void Kernel::archive_trace(Archive& a) {
    constexpr i64 kAny = std::numeric_limits<i64>::max();
    a.length(trace_.time);
    const std::size_t rows = trace_.time.size();
    if constexpr (Archive::kReads) {
        trace_.rows = settings_.trace_rows;
        trace_.code.resize(rows);
        trace_.object.resize(rows);
        trace_.row.resize(rows);
        trace_.part.resize(rows);
        trace_.value.resize(rows);
    }
    for (std::size_t n = 0; n < rows; ++n) {
        a.number(trace_.time[n], 0, now_);
        a.number(trace_.code[n], 0, kRows);
        a.number(trace_.object[n], kNone, kRows);
        a.number(trace_.row[n], kNone, kRows);
        a.number(trace_.part[n], kNone, kAny);
        a.number(trace_.value[n], std::numeric_limits<i64>::min(), kAny);
    }
}

// What is not in the image because it follows from what is.
void Kernel::derive() {
    free_part_ = kNone;
    for (i32 part = static_cast<i32>(parts_.size()); part-- > 0;) {
        if (parts_[part].serial == kFree) free_part(part);
    }
    for (std::size_t n = 0; n < shifts_.size(); ++n) {
        const bool on = shifts_[n].state == CalendarState::ON;
        for (const i32 machine : shift_machines_[n])
            set_calendar(machines_[machine], shifts_[n].state);
        for (const i32 belt : shift_belts_[n]) belts_[belt].on = on;
        for (const i32 source : shift_sources_[n]) sources_[source].on = on;
        for (const i32 crew : shift_crews_[n]) crews_[crew].on = on;
    }
    for (i32 source = 0; source < static_cast<i32>(sources_.size()); ++source) set_leave(source);
    derive_machines();
    for (const Station& station : stations_) count_open(objects_[station.object]);
    for (Object& o : objects_) {
        if (o.kind == Kind::BUFFER || o.kind == Kind::CONVEYOR) o.bin = level_bin(o);
    }
    tallies_.go_on(now_);
    if (started_) derive_slots();
}

void Kernel::derive_machines() {
    unsettled_count_ = 0;
    for (i32 machine = 0; machine < static_cast<i32>(machines_.size()); ++machine) {
        Machine& m = machines_[machine];
        m.failures = m.maintenances = m.due_forced = m.due_idle = 0;
        for (i32 mode = m.mode_begin; mode < m.mode_begin + m.mode_count; ++mode) {
            const Mode& d = modes_[mode];
            if (d.phase == ModePhase::DUE) {
                ++(d.start == Start::OPPORTUNISTIC ? m.due_idle : m.due_forced);
            } else if (d.phase != ModePhase::COUNTING) {
                ++(d.planned ? m.maintenances : m.failures);
            }
        }
        m.halts &= halt::kCalendar;
        if (m.failures + m.maintenances > 0) m.halts |= halt::kStop;
        if (!m.opened || !objects_[m.object].exists) m.halts |= halt::kAbsent;
        find_failure(m);
        find_due(m);
        m.failing = m.running && m.stage == Stage::WORK && m.failing_mode != kNone &&
                    slots_.is_set(first_mode_ + m.failing_mode);
        if (m.unsettled) unsettled_[unsettled_count_++] = machine;
    }
    derive_activity();
}

void Kernel::derive_activity() {
    for (Activity& activity : activity_) activity.busy = activity.spare = 0;
    for (const Machine& machine : machines_) {
        activity_[machine.station].busy += is_active(machine.shown);
        activity_[machine.station].spare += is_spare(machine.shown);
    }
    active_count_ = 0;
    for (const Activity& activity : activity_) active_count_ += activity.since != kForever;
}

void Kernel::derive_slots() {
    set_step_slot();
    for (i32 n = 0; n < static_cast<i32>(shifts_.size()); ++n) {
        slots_.set(Slots::FRAME, first_calendar_ + n, std::max(now_, next_change(shifts_[n])));
    }
    for (i32 n = 0; n < static_cast<i32>(machines_.size()); ++n) {
        if (machines_[n].running)
            slots_.set(Slots::MACHINES, first_machine_ + n, machines_[n].ends);
    }
    for (i32 n = 0; n < static_cast<i32>(buffers_.size()); ++n) {
        const i32 first = buffers_[n].coming.first;
        if (first != kNone)
            slots_.set(Slots::OTHERS, first_buffer_ + n, std::max(now_, parts_[first].since));
    }
    for (i32 n = 0; n < static_cast<i32>(belts_.size()); ++n) {
        read_clock(belts_[n]);
        set_belt_slot(n);
    }
}

// T9: priorities may be others now.
void Kernel::sort_ready() {
    for (const Buffer& buffer : buffers_) {
        if (buffer.order != Order::PRIORITY) continue;
        List& ready = objects_[buffer.object].ready;
        std::vector<i32> parts;
        for (i32 part = ready.first; part != kNone; part = parts_[part].next) {
            parts.push_back(part);
            if (parts.size() > parts_.size()) bad();  // a ring: tampered with
        }
        std::stable_sort(parts.begin(), parts.end(), [&](i32 one, i32 other) {
            return leaves_before(buffer, parts_[one], parts_[other]);
        });
        ready = {};
        for (const i32 part : parts) append(ready, part);
    }
}

}  // namespace carwright
