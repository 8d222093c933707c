#include "validate.h"

#include <stdexcept>
#include <string>

namespace carwright {

namespace {

template <class T>
using Col = std::vector<T>;
using Ids = Col<std::int32_t>;
using Times = Col<std::int64_t>;

[[noreturn]] void fault(const std::string& column, std::size_t row, std::int64_t value) {
    throw std::invalid_argument(column + "[" + std::to_string(row) +
                                "] = " + std::to_string(value) + " is out of range");
}

template <class T>
void within(const char* name, const Col<T>& column, std::int64_t low, std::int64_t high) {
    for (std::size_t row = 0; row < column.size(); ++row) {
        const auto value = static_cast<std::int64_t>(column[row]);
        if (value < low || value > high) fault(name, row, value);
    }
}

void ids(const char* name, const Ids& column, std::size_t rows) {
    within(name, column, 0, static_cast<std::int64_t>(rows) - 1);
}

void ids_or_none(const char* name, const Ids& column, std::size_t rows) {
    within(name, column, kNone, static_cast<std::int64_t>(rows) - 1);
}

void code(const char* name, const Ids& column, int count) {
    within(name, column, 0, count - 1);
}

void times(const char* name, const Times& column) {
    within(name, column, 0, kForever);
}

void slices(const char* name, const Ids& begin, const Ids& end, std::size_t rows) {
    within(name, begin, 0, static_cast<std::int64_t>(rows));
    for (std::size_t row = 0; row < end.size(); ++row) {
        if (end[row] < begin[row] || static_cast<std::size_t>(end[row]) > rows) {
            fault(name, row, end[row]);
        }
    }
}

void rows_are(const char* name, std::size_t rows, std::size_t wanted) {
    if (rows != wanted) fault(name, wanted, static_cast<std::int64_t>(rows));
}

// Row n of a kind's table belongs to the object whose row is n.
void of_kind(const char* name, const Program& p, const Ids& object, Kind kind) {
    ids(name, object, p.object.rows());
    for (std::size_t row = 0; row < object.size(); ++row) {
        const auto o = static_cast<std::size_t>(object[row]);
        const bool mutual = p.object.kind[o] == static_cast<std::int32_t>(kind) &&
                            static_cast<std::size_t>(p.object.row[o]) == row;
        if (!mutual) fault(name, row, object[row]);
    }
}

void check_sizes(const Program& p) {
    rows_are("size", p.size.rows(), 1);
    const auto types = static_cast<std::size_t>(p.size.types[0]);
    within("size.types", p.size.types, 1, 1 << 20);
    within("size.edges", p.size.edges, 0, 1 << 28);
    within("size.colours", p.size.colours, 0, 1 << 28);
    rows_are("type", p.type.rows(), types);
    rows_are("route", p.route.rows(), p.object.rows() * types);
    rows_are("work", p.work.rows(), p.station.rows() * types);
    const std::size_t kinds[] = {p.source.rows(), p.station.rows(), p.buffer.rows(),
                                 p.conveyor.rows(), p.sink.rows()};
    code("object.kind", p.object.kind, kKindCount);
    for (std::size_t row = 0; row < p.object.rows(); ++row) {
        const auto kind = static_cast<std::size_t>(p.object.kind[row]);
        const std::int32_t at = p.object.row[row];
        if (at < 0 || static_cast<std::size_t>(at) >= kinds[kind]) fault("object.row", row, at);
    }
    of_kind("source.object", p, p.source.object, Kind::SOURCE);
    of_kind("station.object", p, p.station.object, Kind::STATION);
    of_kind("buffer.object", p, p.buffer.object, Kind::BUFFER);
    of_kind("conveyor.object", p, p.conveyor.object, Kind::CONVEYOR);
    of_kind("sink.object", p, p.sink.object, Kind::SINK);
}

void check_flow(const Program& p) {
    const auto& o = p.object;
    code("object.out_rule", o.out_rule, kOutRuleCount);
    code("object.in_rule", o.in_rule, kInRuleCount);
    slices("object.supplier", o.supplier_begin, o.supplier_end, p.supplier.rows());
    slices("object.user", o.user_begin, o.user_end, p.user.rows());
    slices("object.follower", o.follower_begin, o.follower_end, p.follower.rows());
    slices("route", p.route.begin, p.route.end, p.link.rows());
    ids("link.from", p.link.from, o.rows());
    ids("link.to", p.link.to, o.rows());
    ids_or_none("link.edge", p.link.edge, static_cast<std::size_t>(p.size.edges[0]));
    for (std::size_t row = 0; row < p.link.rows(); ++row) {
        const auto to = static_cast<std::size_t>(p.link.to[row]);
        if (o.kind[to] == static_cast<std::int32_t>(Kind::SOURCE))
            fault("link.to", row, p.link.to[row]);
    }
    ids("supplier.object", p.supplier.object, o.rows());
    ids("user.station", p.user.station, p.station.rows());
    ids("follower.source", p.follower.source, p.source.rows());
}

void check_sources(const Program& p) {
    const auto& s = p.source;
    const auto types = p.type.rows();
    code("source.mode", s.mode, kSourceModeCount);
    code("source.when_full", s.when_full, kWhenFullCount);
    code("source.mix_rule", s.mix_rule, kMixRuleCount);
    ids_or_none("source.dist", s.dist, p.dist.rows());
    within("source.first", s.first, kNone, kForever);
    within("source.lot", s.lot, 1, 1 << 30);
    times("source.limit", s.limit);
    ids_or_none("source.calendar", s.calendar, p.calendar.rows());
    slices("source.mix", s.mix_begin, s.mix_end, p.mix.rows());
    slices("source.colour", s.colour_begin, s.colour_end, p.paint.rows());
    slices("source.order", s.order_begin, s.order_end, p.order.rows());
    ids("mix.type", p.mix.type, types);
    within("paint.colour", p.paint.colour, 0, 1 << 30);
    ids("order.type", p.order.type, types);
    within("order.colour", p.order.colour, 0, 1 << 30);
    times("order.due", p.order.due);
    times("order.release", p.order.release);
    ids_or_none("follow.type", p.follow.type, types);
    for (std::size_t row = 0; row < s.rows(); ++row) {
        const auto mode = static_cast<SourceMode>(s.mode[row]);
        const bool draws = mode == SourceMode::SATURATED || mode == SourceMode::ARRIVALS;
        if (draws && s.mix_begin[row] == s.mix_end[row])
            fault("source.mix_end", row, s.mix_end[row]);
        if (mode == SourceMode::ARRIVALS && s.dist[row] == kNone) fault("source.dist", row, kNone);
        const std::int64_t last =
            std::int64_t{s.follow_begin[row]} + static_cast<std::int64_t>(types);
        const bool inside =
            s.follow_begin[row] >= 0 && last <= static_cast<std::int64_t>(p.follow.rows());
        if (mode == SourceMode::FOLLOWS && !inside)
            fault("source.follow_begin", row, s.follow_begin[row]);
    }
    for (const std::int32_t source : p.follower.source) {
        const auto row = static_cast<std::size_t>(source);
        if (static_cast<SourceMode>(s.mode[row]) != SourceMode::FOLLOWS)
            fault("follower.source", row, source);
    }
}

void check_stations(const Program& p) {
    const auto& s = p.station;
    slices("station.machine", s.machine_begin, s.machine_end, p.machine.rows());
    within("station.batch", s.batch, 1, 1 << 30);
    within("station.pieces", s.pieces, 1, 1 << 20);
    within("station.operators", s.operators, 0, 1 << 28);
    within("station.setup_keys", s.setup_keys, 0, 1 << 15);
    code("station.batch_by", s.batch_by, kKeyByCount);
    code("station.setup_by", s.setup_by, kKeyByCount);
    code("station.off_rule", s.off_rule, kOffRuleCount);
    ids_or_none("station.calendar", s.calendar, p.calendar.rows());
    ids_or_none("station.crew", s.crew, p.crew.rows());
    ids_or_none("setup.dist", p.setup.dist, p.dist.rows());
    for (std::size_t row = 0; row < s.rows(); ++row) {
        const std::int64_t cells = std::int64_t{s.setup_keys[row]} * s.setup_keys[row];
        const std::int64_t end = s.setup_begin[row] + cells;
        const bool inside =
            s.setup_begin[row] >= 0 && end <= static_cast<std::int64_t>(p.setup.rows());
        if (cells > 0 && !inside) fault("station.setup_begin", row, s.setup_begin[row]);
        for (std::int32_t m = s.machine_begin[row]; m < s.machine_end[row]; ++m) {
            const auto machine = static_cast<std::size_t>(m);
            if (static_cast<std::size_t>(p.machine.station[machine]) != row) {
                fault("machine.station", machine, p.machine.station[machine]);
            }
        }
    }
    ids_or_none("work.dist", p.work.dist, p.dist.rows());
    slices("work.need", p.work.need_begin, p.work.need_end, p.need.rows());
    ids_or_none("work.rework_link", p.work.rework_link, p.link.rows());
    ids_or_none("work.scrap_edge", p.work.scrap_edge, static_cast<std::size_t>(p.size.edges[0]));
    ids("need.object", p.need.object, p.object.rows());
    within("need.quantity", p.need.quantity, 0, 1 << 30);
    ids_or_none("need.type", p.need.type, p.type.rows());
    ids_or_none("need.edge", p.need.edge, static_cast<std::size_t>(p.size.edges[0]));
    for (std::size_t row = 0; row < p.need.rows(); ++row) {
        const auto object = static_cast<std::size_t>(p.need.object[row]);
        if (p.object.kind[object] != static_cast<std::int32_t>(Kind::BUFFER)) {
            fault("need.object", row, p.need.object[row]);
        }
    }
}

void check_modes(const Program& p) {
    ids("machine.station", p.machine.station, p.station.rows());
    slices("machine.mode", p.machine.mode_begin, p.machine.mode_end, p.mode.rows());
    for (std::size_t row = 0; row < p.machine.rows(); ++row) {
        const std::int32_t begin = p.machine.mode_begin[row];
        const std::int32_t end = p.machine.mode_end[row];
        if (end - begin > 60'000) fault("machine.mode_end", row, end);
        for (std::int32_t m = begin; m < end; ++m) {
            const auto mode = static_cast<std::size_t>(m);
            if (static_cast<std::size_t>(p.mode.machine[mode]) != row)
                fault("mode.machine", mode, m);
        }
        const std::int32_t station = p.machine.station[row];
        const auto s = static_cast<std::size_t>(station);
        const auto m = static_cast<std::int32_t>(row);
        if (m < p.station.machine_begin[s] || m >= p.station.machine_end[s]) {
            fault("machine.station", row, station);
        }
    }
    const auto& a = p.mode;
    ids("mode.machine", a.machine, p.machine.rows());
    code("mode.clock", a.clock, kClockCount);
    code("mode.start", a.start, kStartCount);
    ids_or_none("mode.first", a.first, p.dist.rows());
    ids("mode.between", a.between, p.dist.rows());
    ids("mode.repair", a.repair, p.dist.rows());
    ids_or_none("mode.crew", a.crew, p.crew.rows());
    within("mode.people", a.people, 0, 1 << 28);
    for (std::size_t row = 0; row < a.rows(); ++row) {
        const auto machine = static_cast<std::size_t>(a.machine[row]);
        const auto mode = static_cast<std::int32_t>(row);
        if (mode < p.machine.mode_begin[machine] || mode >= p.machine.mode_end[machine]) {
            fault("mode.machine", row, a.machine[row]);
        }
    }
}

void check_rest(const Program& p) {
    times("buffer.capacity", p.buffer.capacity);
    times("buffer.transit", p.buffer.transit);
    code("buffer.order", p.buffer.order, kOrderCount);
    times("conveyor.travel", p.conveyor.travel);
    times("conveyor.headway", p.conveyor.headway);
    times("conveyor.capacity", p.conveyor.capacity);
    ids_or_none("conveyor.calendar", p.conveyor.calendar, p.calendar.rows());
    within("crew.size", p.crew.size, 0, 1 << 30);
    ids_or_none("crew.calendar", p.crew.calendar, p.calendar.rows());
    slices("calendar", p.calendar.begin, p.calendar.end, p.change.rows());
    times("calendar.length", p.calendar.length);
    for (std::size_t row = 0; row < p.calendar.rows(); ++row) {
        const std::int32_t begin = p.calendar.begin[row];
        const std::int32_t end = p.calendar.end[row];
        const std::int32_t loop = p.calendar.loop[row];
        if (begin == end) fault("calendar.end", row, end);
        if (loop != kNone && (loop < begin || loop >= end)) fault("calendar.loop", row, loop);
    }
    times("change.at", p.change.at);
    code("change.state", p.change.state, kCalendarStateCount);
    times("step.at", p.step.at);
    times("step.value", p.step.value);
    code("step.what", p.step.what, kStepWhatCount);
    const std::size_t rows[] = {p.object.rows(), p.machine.rows(), p.buffer.rows()};
    for (std::size_t row = 0; row < p.step.rows(); ++row) {
        const std::size_t most = rows[static_cast<std::size_t>(p.step.what[row])];
        if (p.step.row[row] < 0 || static_cast<std::size_t>(p.step.row[row]) >= most) {
            fault("step.row", row, p.step.row[row]);
        }
    }
    code("dist.kind", p.dist.kind, kDistCount);
    slices("dist", p.dist.begin, p.dist.end, p.point.rows());
    times("point.value", p.point.value);
    for (std::size_t row = 0; row < p.dist.rows(); ++row) {
        const auto kind = static_cast<Dist>(p.dist.kind[row]);
        const bool none = p.dist.begin[row] == p.dist.end[row];
        if (kind == Dist::EMPIRICAL && none) fault("dist.end", row, p.dist.end[row]);
        const double b = p.dist.b[row];  // stages: a count that int can hold
        if (kind == Dist::ERLANG && !(b >= 1.0 && b <= 1e6)) {
            fault("dist.b", row, static_cast<std::int64_t>(b >= 0.0 && b <= 1e18 ? b : -1.0));
        }
    }
}

}  // namespace

void validate(const Program& program) {
    check_sizes(program);
    check_flow(program);
    check_sources(program);
    check_stations(program);
    check_modes(program);
    check_rest(program);
}

}  // namespace carwright
