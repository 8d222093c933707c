// From the tables of a program to the entities of a kernel, in their state before time 0.
#include <algorithm>
#include <bit>
#include <optional>
#include <stdexcept>
#include <utility>

#include "kernel.h"
#include "parts.h"
#include "phases.h"
#include "sources.h"
#include "validate.h"

namespace carwright {

namespace {

i32 count(std::size_t rows) {
    return static_cast<i32>(rows);
}

}  // namespace

Kernel::Kernel(Program program, const Settings& settings)
    : program_(std::move(program)), settings_(settings) {
    validate(program_);
    if (settings_.horizon <= 0 || settings_.period <= 0) {
        throw std::invalid_argument("horizon and period must be positive");
    }
    types_ = program_.size.types[0];
    first_calendar_ = 1;
    first_mode_ = first_calendar_ + count(program_.calendar.rows());
    first_machine_ = first_mode_ + count(program_.mode.rows());
    first_belt_ = first_machine_ + count(program_.machine.rows());
    first_buffer_ = first_belt_ + count(program_.conveyor.rows());
    first_source_ = first_buffer_ + count(program_.buffer.rows());
    slot_count_ = first_source_ + count(program_.source.rows());
    slots_ = Slots({static_cast<std::size_t>(first_machine_), program_.machine.rows(),
                    program_.conveyor.rows(), program_.buffer.rows() + program_.source.rows()});
    if (settings_.horizon > slots_.limit()) {
        throw std::invalid_argument("the horizon is too far away");
    }
    build();
}

Stream Kernel::stream(u64 key) const {
    return make_stream(settings_.seed, key, settings_.replication);
}

void Kernel::build() {
    tallies_ = Tallies(program_, settings_.horizon, settings_.period);
    trace_.rows = settings_.trace_rows;
    look_after_ = std::max<i64>(0, settings_.stall_events - settings_.stall_named) / 6;
    for (std::size_t n = 0; n < program_.dist.rows(); ++n) {
        const auto& d = program_.dist;
        dists_.push_back({d.kind[n], d.begin[n], d.end[n], d.a[n], d.b[n], d.c[n], d.d[n]});
    }
    points_ = {program_.point.value.data(), program_.point.cumulative.data()};
    for (const i32 car : program_.type.car) is_car_.push_back(car != 0);
    build_calendars();
    build_objects();
    build_stores();
    build_sources();
    build_stations();
    build_modes();
    const std::size_t entries = 2 * objects_.size() + machines_.size() + crews_.size() + 1;
    ring_.resize(std::bit_ceil(entries));
    ring_mask_ = ring_.size() - 1;
}

void Kernel::build_calendars() {
    for (std::size_t n = 0; n < program_.calendar.rows(); ++n) {
        const auto& c = program_.calendar;
        Shift shift;
        shift.length = c.length[n];
        shift.begin = shift.at = c.begin[n];
        shift.end = c.end[n];
        shift.loop = c.loop[n];
        shift.state = static_cast<CalendarState>(program_.change.state[shift.begin]);
        shifts_.push_back(shift);
    }
    shift_machines_.resize(shifts_.size());
    shift_belts_.resize(shifts_.size());
    shift_sources_.resize(shifts_.size());
    shift_crews_.resize(shifts_.size());
    for (std::size_t n = 0; n < program_.crew.rows(); ++n) {
        Crew crew;
        crew.size = program_.crew.size[n];
        const i32 calendar = program_.crew.calendar[n];
        if (calendar != kNone) {
            shift_crews_[calendar].push_back(count(n));
            crew.on = shifts_[calendar].state == CalendarState::ON;
        }
        crews_.push_back(crew);
    }
}

void Kernel::build_objects() {
    const auto& o = program_.object;
    for (std::size_t n = 0; n < o.rows(); ++n) {
        Object object;
        object.row = o.row[n];
        object.kind = static_cast<Kind>(o.kind[n]);
        object.out_rule = static_cast<OutRule>(o.out_rule[n]);
        object.in_rule = static_cast<InRule>(o.in_rule[n]);
        object.exists = o.opens[n] <= 0;
        object.has_users = o.user_begin[n] != o.user_end[n];
        object.has_followers = o.follower_begin[n] != o.follower_end[n];
        if (object.kind == Kind::STATION) {
            object.machine_begin = program_.station.machine_begin[object.row];
            object.machine_end = program_.station.machine_end[object.row];
            object.capacity = object.machine_end - object.machine_begin;
            object.alone = object.capacity == 1 && program_.station.batch[object.row] == 1;
        } else if (object.kind == Kind::BUFFER) {
            object.store = object.row;
        } else if (object.kind == Kind::SINK) {
            object.swift = true;
        } else if (object.kind == Kind::CONVEYOR) {
            object.store = count(program_.buffer.rows()) + object.row;
        }
        const i32 suppliers = o.supplier_end[n] - o.supplier_begin[n];
        if (suppliers > 0)
            object.supplier =
                suppliers == 1 ? program_.supplier.object[o.supplier_begin[n]] : kMany;
        if (object.supplier >= 0) {
            const Kind kind = static_cast<Kind>(o.kind[object.supplier]);
            object.fed_by_events = kind == Kind::STATION || kind == Kind::CONVEYOR;
        }
        build_ways(object, count(n));
        objects_.push_back(object);
        choice_.push_back(stream(o.stream_route[n]));
    }
    for (std::size_t n = 0; n < program_.route.rows(); ++n) {
        routes_.push_back({program_.route.begin[n], program_.route.end[n]});
    }
    last_link_.assign(routes_.size(), kNone);
    for (std::size_t n = 0; n < program_.link.rows(); ++n) {
        links_.push_back({program_.link.to[n], program_.link.edge[n], program_.link.weight[n]});
    }
}

// The ways of an object, type by type.
void Kernel::build_ways(Object& object, i32 row) {
    object.one_way = true;
    for (i32 route = row * types_; route < (row + 1) * types_; ++route) {
        const i32 begin = program_.route.begin[route];
        const i32 links = program_.route.end[route] - begin;
        object.one_way &= links < 2;
        way_.push_back(links == 1 ? begin : kNone);
    }
}

void Kernel::build_stores() {
    for (std::size_t n = 0; n < program_.buffer.rows(); ++n) {
        const auto& b = program_.buffer;
        Buffer buffer;
        buffer.object = b.object[n];
        buffer.transit = b.transit[n];
        buffer.order = static_cast<Order>(b.order[n]);
        buffer.by_due = b.by_due[n] != 0;
        buffers_.push_back(buffer);
        set_capacity(buffer.object, b.capacity[n]);
        Object& o = objects_[buffer.object];
        o.swift = buffer.order == Order::FIFO && buffer.transit == 0 && !o.has_followers &&
                  o.out_rule != OutRule::ROUND_ROBIN;
    }
    for (std::size_t n = 0; n < program_.conveyor.rows(); ++n) {
        const auto& c = program_.conveyor;
        Belt belt;
        belt.object = c.object[n];
        belt.travel = c.travel[n];
        belt.headway = c.headway[n];
        belt.accumulating = c.accumulating[n] != 0;
        if (c.calendar[n] != kNone) {
            shift_belts_[c.calendar[n]].push_back(count(n));
            belt.on = shifts_[c.calendar[n]].state == CalendarState::ON;
        }
        belt.moving = belt.on;
        belts_.push_back(belt);
        set_capacity(belt.object, c.capacity[n]);
    }
}

void Kernel::build_sources() {
    for (std::size_t n = 0; n < program_.source.rows(); ++n) {
        const auto& s = program_.source;
        Source source;
        source.object = s.object[n];
        source.mode = static_cast<SourceMode>(s.mode[n]);
        source.dist = s.dist[n];
        source.first = s.first[n];
        source.lot = s.lot[n];
        source.lose = static_cast<WhenFull>(s.when_full[n]) == WhenFull::LOSE;
        source.limit = s.limit[n];
        source.mix_rule = static_cast<MixRule>(s.mix_rule[n]);
        source.mix_begin = s.mix_begin[n];
        source.mix_end = s.mix_end[n];
        source.colour_begin = s.colour_begin[n];
        source.colour_end = s.colour_end[n];
        source.order_begin = source.order = s.order_begin[n];
        source.order_end = s.order_end[n];
        source.repeat = s.repeat[n] != 0;
        source.follow_begin = s.follow_begin[n];
        if (s.calendar[n] != kNone) {
            shift_sources_[s.calendar[n]].push_back(count(n));
            source.on = shifts_[s.calendar[n]].state == CalendarState::ON;
        }
        sources_.push_back(source);
        set_leave(count(n));
        arrival_stream_.push_back(stream(s.stream_arrival[n]));
        arrival_ahead_.emplace_back();
        mix_stream_.push_back(stream(s.stream_mix[n]));
        colour_stream_.push_back(stream(s.stream_colour[n]));
    }
    lots_of_type_.assign(sources_.size() * static_cast<std::size_t>(types_), 0);
}

void Kernel::build_stations() {
    for (std::size_t n = 0; n < program_.station.rows(); ++n) {
        const auto& s = program_.station;
        stations_.push_back({s.object[n], s.machine_begin[n], s.machine_end[n], s.pieces[n],
                             s.setup_begin[n], s.setup_keys[n], s.crew[n], s.operators[n],
                             s.max_reworks[n], s.coverage[n], static_cast<KeyBy>(s.batch_by[n]),
                             static_cast<KeyBy>(s.setup_by[n]), s.test[n] != 0,
                             static_cast<OffRule>(s.off_rule[n]) == OffRule::FINISH});
    }
    for (std::size_t n = 0; n < program_.work.rows(); ++n) {
        const auto& w = program_.work;
        const i32 dist = w.dist[n];
        i64 constant = -1;
        if (dist == kNone) constant = 0;  // a type that never comes here
        if (dist != kNone && dists_[dist].kind == family::kConstant)
            constant = to_ms(dists_[dist].a);
        const auto begin = program_.need.object.begin() + w.need_begin[n];
        std::vector<i32> buffers(begin, begin + (w.need_end[n] - w.need_begin[n]));
        std::sort(buffers.begin(), buffers.end());
        const bool plain = std::adjacent_find(buffers.begin(), buffers.end()) == buffers.end();
        cycle_.push_back(constant >= 0 ? constant : -1 - i64{dist});
        works_.push_back({w.setup_key[n], w.need_begin[n], w.need_end[n], w.rework[n], w.scrap[n],
                          w.rework_link[n], w.scrap_edge[n], plain});
    }
    need_left_.assign(program_.need.rows(), 0);
    for (std::size_t n = 0; n < program_.machine.rows(); ++n) {
        const auto& m = program_.machine;
        const i32 station = m.station[n];
        Machine machine;
        machine.station = station;
        machine.object = stations_[station].object;
        machine.batch = program_.station.batch[station];
        machine.mode_begin = m.mode_begin[n];
        machine.mode_count = static_cast<u16>(m.mode_end[n] - m.mode_begin[n]);
        machine.opened = m.opens[n] <= 0;
        const Station& s = stations_[station];
        Object& o = objects_[machine.object];
        o.narrow = o.alone && o.one_way && !o.has_followers && s.pieces == 1;
        machine.simple = !s.test && s.pieces == 1;
        machine.plain = s.setup_by == KeyBy::NOTHING && (s.crew == kNone || s.operators == 0);
        for (i32 type = 0; type < types_; ++type) {
            const Work& work = works_[station * types_ + type];
            machine.plain = machine.plain && work.need_begin == work.need_end;
        }
        machine.swift = o.narrow && machine.simple && (s.crew == kNone || s.operators == 0);
        if (!machine.opened || !objects_[machine.object].exists) machine.halts = halt::kAbsent;
        const i32 calendar = program_.station.calendar[station];
        if (calendar != kNone) {
            shift_machines_[calendar].push_back(count(n));
            set_calendar(machine, shifts_[calendar].state);
        }
        machines_.push_back(machine);
        work_stream_.push_back(stream(m.stream_work[n]));
        setup_stream_.push_back(stream(m.stream_setup[n]));
        outcome_stream_.push_back(stream(m.stream_outcome[n]));
        detect_stream_.push_back(stream(m.stream_detect[n]));
    }
    for (const Station& station : stations_) count_open(objects_[station.object]);
    unsettled_.resize(machines_.size() + 1);  // one more to write to in vain
    for (const Station& station : stations_) {
        activity_.push_back({.shared = station.machine_end - station.machine_begin > 1});
    }
    last_key_.assign(machines_.size(), kNoKey);
    build_uniform();
    pacing_ = program_.size.calendar[0];
}

// By object and type: whether parts of the type may ever come there.
std::vector<u8> Kernel::reached() const {
    std::vector<u8> there(objects_.size() * static_cast<std::size_t>(types_), 0);
    std::vector<std::pair<i32, i32>> open;
    const auto come = [&](i32 object, i32 type) {
        u8& seen = there[static_cast<std::size_t>(object) * types_ + type];
        if (!seen) open.emplace_back(object, type);
        seen = 1;
    };
    for (const Source& s : sources_) {
        for (i32 m = s.mix_begin; m < s.mix_end; ++m) come(s.object, program_.mix.type[m]);
        for (i32 o = s.order_begin; o < s.order_end; ++o) come(s.object, program_.order.type[o]);
    }
    while (!open.empty()) {
        const auto [object, type] = open.back();
        open.pop_back();
        const Route route = routes_[object * types_ + type];
        for (i32 link = route.begin; link < route.end; ++link) come(links_[link].to, type);
        if (objects_[object].kind == Kind::STATION) {
            const i32 rework = works_[objects_[object].row * types_ + type].rework_link;
            if (rework != kNone) come(links_[rework].to, type);
        }
        const i32 end = program_.object.follower_end[object];
        for (i32 f = program_.object.follower_begin[object]; f < end; ++f) {
            const Source& s = sources_[program_.follower.source[f]];
            const i32 made = program_.follow.type[s.follow_begin + type];
            if (made != kNone) come(s.object, made);
        }
    }
    return there;
}

// A cycle time that is constant or can be drawn ahead.
i64 Kernel::ahead_or_alike(i64 cycle) {
    if (cycle >= 0 || cycle == kCycleDiffers) return cycle;
    if (dists_[-1 - cycle].kind != family::kExponential) return kCycleDiffers;
    work_ahead_.resize(machines_.size());
    return cycle;
}

// What is the same for every part that may come stands in one place.
void Kernel::build_uniform() {
    const std::vector<u8> there = reached();
    for (i32 object = 0; object < count(objects_.size()); ++object) {
        Object& o = objects_[object];
        std::optional<i64> cycle;
        std::optional<i32> link;
        for (i32 type = 0; type < types_; ++type) {
            if (!there[static_cast<std::size_t>(object) * types_ + type]) continue;
            const i32 its_link = way_[object * types_ + type];
            link = link.value_or(its_link) == its_link ? its_link : kNone;
            if (o.kind != Kind::STATION) continue;
            const i64 its_cycle = cycle_[o.row * types_ + type];
            cycle = cycle.value_or(its_cycle) == its_cycle ? its_cycle : kCycleDiffers;
        }
        if (o.one_way) o.link = link.value_or(kNone);
        if (o.kind != Kind::STATION) continue;
        const i64 alike = ahead_or_alike(cycle.value_or(kCycleDiffers));
        for (i32 machine = o.machine_begin; machine < o.machine_end; ++machine) {
            machines_[machine].cycle = alike;
        }
    }
}

void Kernel::build_modes() {
    for (std::size_t n = 0; n < program_.mode.rows(); ++n) {
        const auto& a = program_.mode;
        Mode mode;
        mode.machine = a.machine[n];
        mode.first = a.first[n];
        mode.between = a.between[n];
        mode.repair = a.repair[n];
        mode.crew = a.crew[n];
        mode.people = a.people[n];
        mode.priority = a.priority[n];
        mode.clock = static_cast<Clock>(a.clock[n]);
        mode.start = static_cast<Start>(a.start[n]);
        mode.planned = a.planned[n] != 0;
        modes_.push_back(mode);
        between_stream_.push_back(stream(a.stream_between[n]));
        repair_stream_.push_back(stream(a.stream_repair[n]));
    }
    requests_.resize(modes_.size() + machines_.size());
}

}  // namespace carwright
