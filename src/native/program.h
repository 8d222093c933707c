// Made by `python -m carwright.compile.header` from carwright/compile/schema.py and tallies.py,
// where every column is explained. Do not edit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace carwright {

constexpr std::int32_t kNone = -1;
constexpr std::int64_t kForever = std::int64_t{1} << 62;
constexpr int kLevels = 34;
constexpr int kLeadBins = 704;
constexpr int kReworks = 8;

enum class Kind : std::uint8_t {
    SOURCE = 0,
    STATION = 1,
    BUFFER = 2,
    CONVEYOR = 3,
    SINK = 4,
};
constexpr int kKindCount = 5;

enum class State : std::uint8_t {
    WORKING = 0,
    SETTING_UP = 1,
    WAITING = 2,
    BLOCKED = 3,
    FAILED = 4,
    PAUSED = 5,
    UNPLANNED = 6,
};
constexpr int kStateCount = 7;

enum class OutRule : std::uint8_t {
    FIRST = 0,
    ROUND_ROBIN = 1,
    RANDOM = 2,
};
constexpr int kOutRuleCount = 3;

enum class InRule : std::uint8_t {
    LONGEST_WAITING = 0,
    LISTED = 1,
};
constexpr int kInRuleCount = 2;

enum class SourceMode : std::uint8_t {
    SATURATED = 0,
    ARRIVALS = 1,
    ORDERS = 2,
    FOLLOWS = 3,
};
constexpr int kSourceModeCount = 4;

enum class MixRule : std::uint8_t {
    RANDOM = 0,
    LEVEL = 1,
};
constexpr int kMixRuleCount = 2;

enum class WhenFull : std::uint8_t {
    WAIT = 0,
    LOSE = 1,
};
constexpr int kWhenFullCount = 2;

enum class KeyBy : std::uint8_t {
    NOTHING = 0,
    TYPE = 1,
    COLOUR = 2,
};
constexpr int kKeyByCount = 3;

enum class OffRule : std::uint8_t {
    KEEP = 0,
    FINISH = 1,
};
constexpr int kOffRuleCount = 2;

enum class Clock : std::uint8_t {
    OPERATION = 0,
    CALENDAR = 1,
    CYCLES = 2,
};
constexpr int kClockCount = 3;

enum class Start : std::uint8_t {
    IMMEDIATE = 0,
    FORCED = 1,
    OPPORTUNISTIC = 2,
};
constexpr int kStartCount = 3;

enum class Order : std::uint8_t {
    FIFO = 0,
    LIFO = 1,
    PRIORITY = 2,
};
constexpr int kOrderCount = 3;

enum class CalendarState : std::uint8_t {
    ON = 0,
    BREAK = 1,
    OFF = 2,
};
constexpr int kCalendarStateCount = 3;

enum class StepWhat : std::uint8_t {
    OPEN_OBJECT = 0,
    OPEN_MACHINE = 1,
    SET_CAPACITY = 2,
};
constexpr int kStepWhatCount = 3;

enum class Dist : std::uint8_t {
    CONSTANT = 0,
    EXPONENTIAL = 1,
    ERLANG = 2,
    GAMMA = 3,
    LOGNORMAL = 4,
    TRIANGULAR = 5,
    NORMAL = 6,
    WEIBULL = 7,
    UNIFORM = 8,
    EMPIRICAL = 9,
    GEOMETRIC = 10,
    HYPEREXPONENTIAL = 11,
};
constexpr int kDistCount = 12;

struct ObjectTable {
    std::vector<std::int32_t> kind;
    std::vector<std::int32_t> row;
    std::vector<std::int64_t> opens;
    std::vector<std::int32_t> out_rule;
    std::vector<std::int32_t> in_rule;
    std::vector<std::int32_t> supplier_begin;
    std::vector<std::int32_t> supplier_end;
    std::vector<std::int32_t> user_begin;
    std::vector<std::int32_t> user_end;
    std::vector<std::int32_t> follower_begin;
    std::vector<std::int32_t> follower_end;
    std::vector<std::uint64_t> stream_route;
    std::size_t rows() const { return kind.size(); }
};

struct TypeTable {
    std::vector<std::int32_t> car;
    std::vector<std::int32_t> priority;
    std::size_t rows() const { return car.size(); }
};

struct RouteTable {
    std::vector<std::int32_t> begin;
    std::vector<std::int32_t> end;
    std::size_t rows() const { return begin.size(); }
};

struct LinkTable {
    std::vector<std::int32_t> from;
    std::vector<std::int32_t> to;
    std::vector<double> weight;
    std::vector<std::int32_t> edge;
    std::size_t rows() const { return from.size(); }
};

struct SupplierTable {
    std::vector<std::int32_t> object;
    std::size_t rows() const { return object.size(); }
};

struct UserTable {
    std::vector<std::int32_t> station;
    std::size_t rows() const { return station.size(); }
};

struct FollowerTable {
    std::vector<std::int32_t> source;
    std::size_t rows() const { return source.size(); }
};

struct SourceTable {
    std::vector<std::int32_t> object;
    std::vector<std::int32_t> mode;
    std::vector<std::int32_t> dist;
    std::vector<std::int64_t> first;
    std::vector<std::int32_t> lot;
    std::vector<std::int32_t> when_full;
    std::vector<std::int64_t> limit;
    std::vector<std::int32_t> calendar;
    std::vector<std::int32_t> mix_rule;
    std::vector<std::int32_t> mix_begin;
    std::vector<std::int32_t> mix_end;
    std::vector<std::int32_t> colour_begin;
    std::vector<std::int32_t> colour_end;
    std::vector<std::int32_t> order_begin;
    std::vector<std::int32_t> order_end;
    std::vector<std::int32_t> repeat;
    std::vector<std::int32_t> follow_begin;
    std::vector<std::uint64_t> stream_arrival;
    std::vector<std::uint64_t> stream_mix;
    std::vector<std::uint64_t> stream_colour;
    std::size_t rows() const { return object.size(); }
};

struct MixTable {
    std::vector<std::int32_t> type;
    std::vector<double> share;
    std::vector<double> cumulative;
    std::size_t rows() const { return type.size(); }
};

struct PaintTable {
    std::vector<std::int32_t> colour;
    std::vector<double> cumulative;
    std::size_t rows() const { return colour.size(); }
};

struct OrderTable {
    std::vector<std::int32_t> type;
    std::vector<std::int32_t> colour;
    std::vector<std::int64_t> due;
    std::vector<std::int64_t> release;
    std::size_t rows() const { return type.size(); }
};

struct FollowTable {
    std::vector<std::int32_t> type;
    std::size_t rows() const { return type.size(); }
};

struct StationTable {
    std::vector<std::int32_t> object;
    std::vector<std::int32_t> machine_begin;
    std::vector<std::int32_t> machine_end;
    std::vector<std::int32_t> batch;
    std::vector<std::int32_t> batch_by;
    std::vector<std::int32_t> pieces;
    std::vector<std::int32_t> setup_by;
    std::vector<std::int32_t> setup_begin;
    std::vector<std::int32_t> setup_keys;
    std::vector<std::int32_t> calendar;
    std::vector<std::int32_t> off_rule;
    std::vector<std::int32_t> crew;
    std::vector<std::int32_t> operators;
    std::vector<std::int32_t> test;
    std::vector<double> coverage;
    std::vector<std::int32_t> max_reworks;
    std::size_t rows() const { return object.size(); }
};

struct WorkTable {
    std::vector<std::int32_t> dist;
    std::vector<std::int32_t> setup_key;
    std::vector<std::int32_t> need_begin;
    std::vector<std::int32_t> need_end;
    std::vector<double> rework;
    std::vector<double> scrap;
    std::vector<std::int32_t> rework_link;
    std::vector<std::int32_t> scrap_edge;
    std::size_t rows() const { return dist.size(); }
};

struct NeedTable {
    std::vector<std::int32_t> object;
    std::vector<std::int32_t> quantity;
    std::vector<std::int32_t> type;
    std::vector<std::int32_t> edge;
    std::size_t rows() const { return object.size(); }
};

struct SetupTable {
    std::vector<std::int32_t> dist;
    std::size_t rows() const { return dist.size(); }
};

struct MachineTable {
    std::vector<std::int32_t> station;
    std::vector<std::int64_t> opens;
    std::vector<std::int32_t> mode_begin;
    std::vector<std::int32_t> mode_end;
    std::vector<std::uint64_t> stream_work;
    std::vector<std::uint64_t> stream_setup;
    std::vector<std::uint64_t> stream_outcome;
    std::vector<std::uint64_t> stream_detect;
    std::size_t rows() const { return station.size(); }
};

struct ModeTable {
    std::vector<std::int32_t> machine;
    std::vector<std::int32_t> asset;
    std::vector<std::int32_t> clock;
    std::vector<std::int32_t> start;
    std::vector<std::int32_t> planned;
    std::vector<std::int32_t> first;
    std::vector<std::int32_t> between;
    std::vector<std::int32_t> repair;
    std::vector<std::int32_t> crew;
    std::vector<std::int32_t> people;
    std::vector<std::int32_t> priority;
    std::vector<std::uint64_t> stream_between;
    std::vector<std::uint64_t> stream_repair;
    std::size_t rows() const { return machine.size(); }
};

struct BufferTable {
    std::vector<std::int32_t> object;
    std::vector<std::int64_t> capacity;
    std::vector<std::int32_t> order;
    std::vector<std::int32_t> by_due;
    std::vector<std::int64_t> transit;
    std::size_t rows() const { return object.size(); }
};

struct ConveyorTable {
    std::vector<std::int32_t> object;
    std::vector<std::int64_t> travel;
    std::vector<std::int64_t> headway;
    std::vector<std::int64_t> capacity;
    std::vector<std::int32_t> accumulating;
    std::vector<std::int32_t> calendar;
    std::size_t rows() const { return object.size(); }
};

struct SinkTable {
    std::vector<std::int32_t> object;
    std::size_t rows() const { return object.size(); }
};

struct CrewTable {
    std::vector<std::int32_t> size;
    std::vector<std::int32_t> calendar;
    std::size_t rows() const { return size.size(); }
};

struct CalendarTable {
    std::vector<std::int32_t> begin;
    std::vector<std::int32_t> end;
    std::vector<std::int32_t> loop;
    std::vector<std::int64_t> length;
    std::size_t rows() const { return begin.size(); }
};

struct ChangeTable {
    std::vector<std::int64_t> at;
    std::vector<std::int32_t> state;
    std::size_t rows() const { return at.size(); }
};

struct StepTable {
    std::vector<std::int64_t> at;
    std::vector<std::int32_t> what;
    std::vector<std::int32_t> row;
    std::vector<std::int64_t> value;
    std::size_t rows() const { return at.size(); }
};

struct DistTable {
    std::vector<std::int32_t> kind;
    std::vector<double> a;
    std::vector<double> b;
    std::vector<double> c;
    std::vector<double> d;
    std::vector<std::int32_t> begin;
    std::vector<std::int32_t> end;
    std::size_t rows() const { return kind.size(); }
};

struct PointTable {
    std::vector<std::int64_t> value;
    std::vector<double> cumulative;
    std::size_t rows() const { return value.size(); }
};

struct SizeTable {
    std::vector<std::int32_t> types;
    std::vector<std::int32_t> colours;
    std::vector<std::int32_t> edges;
    std::vector<std::int32_t> assets;
    std::vector<std::int32_t> calendar;
    std::size_t rows() const { return types.size(); }
};

struct Program {
    ObjectTable object;
    TypeTable type;
    RouteTable route;
    LinkTable link;
    SupplierTable supplier;
    UserTable user;
    FollowerTable follower;
    SourceTable source;
    MixTable mix;
    PaintTable paint;
    OrderTable order;
    FollowTable follow;
    StationTable station;
    WorkTable work;
    NeedTable need;
    SetupTable setup;
    MachineTable machine;
    ModeTable mode;
    BufferTable buffer;
    ConveyorTable conveyor;
    SinkTable sink;
    CrewTable crew;
    CalendarTable calendar;
    ChangeTable change;
    StepTable step;
    DistTable dist;
    PointTable point;
    SizeTable size;
};

// Calls visit("table.column", vector) for every column, in the order of the schema.
template <class Visit>
void each_column(Program& program, Visit&& visit) {
    visit("object.kind", program.object.kind);
    visit("object.row", program.object.row);
    visit("object.opens", program.object.opens);
    visit("object.out_rule", program.object.out_rule);
    visit("object.in_rule", program.object.in_rule);
    visit("object.supplier_begin", program.object.supplier_begin);
    visit("object.supplier_end", program.object.supplier_end);
    visit("object.user_begin", program.object.user_begin);
    visit("object.user_end", program.object.user_end);
    visit("object.follower_begin", program.object.follower_begin);
    visit("object.follower_end", program.object.follower_end);
    visit("object.stream_route", program.object.stream_route);
    visit("type.car", program.type.car);
    visit("type.priority", program.type.priority);
    visit("route.begin", program.route.begin);
    visit("route.end", program.route.end);
    visit("link.from", program.link.from);
    visit("link.to", program.link.to);
    visit("link.weight", program.link.weight);
    visit("link.edge", program.link.edge);
    visit("supplier.object", program.supplier.object);
    visit("user.station", program.user.station);
    visit("follower.source", program.follower.source);
    visit("source.object", program.source.object);
    visit("source.mode", program.source.mode);
    visit("source.dist", program.source.dist);
    visit("source.first", program.source.first);
    visit("source.lot", program.source.lot);
    visit("source.when_full", program.source.when_full);
    visit("source.limit", program.source.limit);
    visit("source.calendar", program.source.calendar);
    visit("source.mix_rule", program.source.mix_rule);
    visit("source.mix_begin", program.source.mix_begin);
    visit("source.mix_end", program.source.mix_end);
    visit("source.colour_begin", program.source.colour_begin);
    visit("source.colour_end", program.source.colour_end);
    visit("source.order_begin", program.source.order_begin);
    visit("source.order_end", program.source.order_end);
    visit("source.repeat", program.source.repeat);
    visit("source.follow_begin", program.source.follow_begin);
    visit("source.stream_arrival", program.source.stream_arrival);
    visit("source.stream_mix", program.source.stream_mix);
    visit("source.stream_colour", program.source.stream_colour);
    visit("mix.type", program.mix.type);
    visit("mix.share", program.mix.share);
    visit("mix.cumulative", program.mix.cumulative);
    visit("paint.colour", program.paint.colour);
    visit("paint.cumulative", program.paint.cumulative);
    visit("order.type", program.order.type);
    visit("order.colour", program.order.colour);
    visit("order.due", program.order.due);
    visit("order.release", program.order.release);
    visit("follow.type", program.follow.type);
    visit("station.object", program.station.object);
    visit("station.machine_begin", program.station.machine_begin);
    visit("station.machine_end", program.station.machine_end);
    visit("station.batch", program.station.batch);
    visit("station.batch_by", program.station.batch_by);
    visit("station.pieces", program.station.pieces);
    visit("station.setup_by", program.station.setup_by);
    visit("station.setup_begin", program.station.setup_begin);
    visit("station.setup_keys", program.station.setup_keys);
    visit("station.calendar", program.station.calendar);
    visit("station.off_rule", program.station.off_rule);
    visit("station.crew", program.station.crew);
    visit("station.operators", program.station.operators);
    visit("station.test", program.station.test);
    visit("station.coverage", program.station.coverage);
    visit("station.max_reworks", program.station.max_reworks);
    visit("work.dist", program.work.dist);
    visit("work.setup_key", program.work.setup_key);
    visit("work.need_begin", program.work.need_begin);
    visit("work.need_end", program.work.need_end);
    visit("work.rework", program.work.rework);
    visit("work.scrap", program.work.scrap);
    visit("work.rework_link", program.work.rework_link);
    visit("work.scrap_edge", program.work.scrap_edge);
    visit("need.object", program.need.object);
    visit("need.quantity", program.need.quantity);
    visit("need.type", program.need.type);
    visit("need.edge", program.need.edge);
    visit("setup.dist", program.setup.dist);
    visit("machine.station", program.machine.station);
    visit("machine.opens", program.machine.opens);
    visit("machine.mode_begin", program.machine.mode_begin);
    visit("machine.mode_end", program.machine.mode_end);
    visit("machine.stream_work", program.machine.stream_work);
    visit("machine.stream_setup", program.machine.stream_setup);
    visit("machine.stream_outcome", program.machine.stream_outcome);
    visit("machine.stream_detect", program.machine.stream_detect);
    visit("mode.machine", program.mode.machine);
    visit("mode.asset", program.mode.asset);
    visit("mode.clock", program.mode.clock);
    visit("mode.start", program.mode.start);
    visit("mode.planned", program.mode.planned);
    visit("mode.first", program.mode.first);
    visit("mode.between", program.mode.between);
    visit("mode.repair", program.mode.repair);
    visit("mode.crew", program.mode.crew);
    visit("mode.people", program.mode.people);
    visit("mode.priority", program.mode.priority);
    visit("mode.stream_between", program.mode.stream_between);
    visit("mode.stream_repair", program.mode.stream_repair);
    visit("buffer.object", program.buffer.object);
    visit("buffer.capacity", program.buffer.capacity);
    visit("buffer.order", program.buffer.order);
    visit("buffer.by_due", program.buffer.by_due);
    visit("buffer.transit", program.buffer.transit);
    visit("conveyor.object", program.conveyor.object);
    visit("conveyor.travel", program.conveyor.travel);
    visit("conveyor.headway", program.conveyor.headway);
    visit("conveyor.capacity", program.conveyor.capacity);
    visit("conveyor.accumulating", program.conveyor.accumulating);
    visit("conveyor.calendar", program.conveyor.calendar);
    visit("sink.object", program.sink.object);
    visit("crew.size", program.crew.size);
    visit("crew.calendar", program.crew.calendar);
    visit("calendar.begin", program.calendar.begin);
    visit("calendar.end", program.calendar.end);
    visit("calendar.loop", program.calendar.loop);
    visit("calendar.length", program.calendar.length);
    visit("change.at", program.change.at);
    visit("change.state", program.change.state);
    visit("step.at", program.step.at);
    visit("step.what", program.step.what);
    visit("step.row", program.step.row);
    visit("step.value", program.step.value);
    visit("dist.kind", program.dist.kind);
    visit("dist.a", program.dist.a);
    visit("dist.b", program.dist.b);
    visit("dist.c", program.dist.c);
    visit("dist.d", program.dist.d);
    visit("dist.begin", program.dist.begin);
    visit("dist.end", program.dist.end);
    visit("point.value", program.point.value);
    visit("point.cumulative", program.point.cumulative);
    visit("size.types", program.size.types);
    visit("size.colours", program.size.colours);
    visit("size.edges", program.size.edges);
    visit("size.assets", program.size.assets);
    visit("size.calendar", program.size.calendar);
}

enum class Tally : std::uint8_t {
    machine_state,
    machine_parts,
    machine_cycles,
    machine_setups,
    bottleneck_sole,
    bottleneck_shift,
    test_passed,
    test_passed_again,
    test_rework,
    test_scrap,
    test_escaped,
    mode_stops,
    mode_down,
    mode_wait,
    crew_busy,
    store_level,
    store_time,
    store_in,
    source_out,
    source_lost,
    sink_parts,
    sink_hour,
    sink_reworks,
    lead_time,
    lead_sum,
    cars,
    edge_parts,
    ledger,
};
constexpr int kTallyCount = 28;

struct TallyShape {
    const char* name;
    const char* shape;
};

// clang-format off
constexpr TallyShape kTallies[kTallyCount] = {
    {"machine_state", "PM7"},
    {"machine_parts", "PM"},
    {"machine_cycles", "PM"},
    {"machine_setups", "PM"},
    {"bottleneck_sole", "PS"},
    {"bottleneck_shift", "PS"},
    {"test_passed", "PS"},
    {"test_passed_again", "PS"},
    {"test_rework", "PS"},
    {"test_scrap", "PS"},
    {"test_escaped", "PS"},
    {"mode_stops", "PA"},
    {"mode_down", "PA"},
    {"mode_wait", "PA"},
    {"crew_busy", "PC"},
    {"store_level", "PB"},
    {"store_time", "PBG"},
    {"store_in", "PB"},
    {"source_out", "PQ"},
    {"source_lost", "PQ"},
    {"sink_parts", "PKT"},
    {"sink_hour", "HK"},
    {"sink_reworks", "PKR"},
    {"lead_time", "PKL"},
    {"lead_sum", "PK"},
    {"cars", "P"},
    {"edge_parts", "PE"},
    {"ledger", "6"},
};
// clang-format on

}  // namespace carwright
