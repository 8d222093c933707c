// The entities of a plant as the kernel holds them. What the loop touches together stands together;
// numbers from the program stand beside the state that they are used with.
#pragma once

#include <cstdint>
#include <limits>

#include "draws.h"
#include "hot.h"
#include "program.h"

namespace carwright {

using i32 = std::int32_t;
using i64 = std::int64_t;
using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;

// Faults of a part, the graver the larger (X1).
enum class Fault : u8 { NONE = 0, MENDABLE = 1, GRAVE = 2 };

// What a test says of a part (X).
enum class Outcome : u8 { PASS = 0, REWORK = 1, SCRAP = 2, ESCAPED = 3 };

// A car, a body, a component. One cache line.
struct alignas(64) Part {
    i64 serial;  // -1: not created yet (Q1, Q3); kFree: no part
    i64 born;
    i64 due;
    i64 since;  // ready: since when it waits; in transit: when it is ready; on a belt: clock at
                // entry
    i32 next;   // in the list of its object or machine, kNone at the end
    i32 prev;
    i32 type;
    i32 colour;
    i32 source;
    i32 link;   // the one link it may take, drawn (F4) or to rework (X3), or kNone
    i32 place;  // in a station: its machine; in a buffer: the how manieth to enter, may wrap round
    u32 fault : 2;
    u32 reworks : 30;
};
constexpr i64 kFree = -2;
static_assert(sizeof(Part) == 64);

// A doubly linked list through Part::next and prev.
struct List {
    i32 first = kNone;
    i32 last = kNone;
};

constexpr i32 kMany = -2;  // suppliers

// What every object has, and what the flow (F) needs to know of it.
struct alignas(64) Object {
    List ready;     // parts that may leave, in the order of leaving (of a belt: its ready head)
    i32 level = 0;  // parts in a buffer or on a belt; machines of a station that are not open (W1)
    i32 row = 0;    // in the table of its kind
    i64 capacity = kForever;  // of a buffer or belt; machines of a station
    i64 level_since = 0;
    i32 supplier = kNone;  // the only one, kMany or kNone
    i32 link = kNone;      // that every part takes which has none of its own, else kNone
    union {
        i32 machine_begin = 0;  // of a station
        i32 store;              // of a buffer or belt: its row in the tallies, buffers first
    };
    union {
        i32 machine_end = 0;
        i32 bin_width;  // levels to a bin of the tally, 0: without limit
    };
    u16 bin = 0;  // of the tally, at this level
    Kind kind = Kind::SINK;
    OutRule out_rule = OutRule::FIRST;
    InRule in_rule = InRule::LONGEST_WAITING;
    bool exists = false;
    bool gives = true;  // a source: whether it has leave to (F6.1); others always
    bool offer_in_ring = false;
    bool room_in_ring = false;
    bool has_users = false;
    bool has_followers = false;
    bool one_way = false;        // no type has two links
    bool alone = false;          // a station of one machine for one part at a time
    bool narrow = false;         // such a station, each type with one way and nobody who follows
    bool fed_by_events = false;  // its only supplier is a station or a belt
    bool swift = false;          // a buffer that swift.h may fill and empty, or a sink
};
static_assert(sizeof(Object) == 64);

struct Route {
    i32 begin;
    i32 end;
};

struct Link {
    i32 to;
    i32 edge;
    double weight;
};

// What a station does to a type, but for the cycle time.
struct Work {
    i32 setup_key;
    i32 need_begin;
    i32 need_end;
    double rework;
    double scrap;
    i32 rework_link;
    i32 scrap_edge;
    bool plain_needs;  // no two needs name one buffer
};

struct Station {
    i32 object;
    i32 machine_begin;
    i32 machine_end;
    i32 pieces;
    i32 setup_begin;
    i32 setup_keys;
    i32 crew;
    i32 operators;
    i32 max_reworks;
    double coverage;
    KeyBy batch_by;
    KeyBy setup_by;
    bool test;
    bool finish;  // OffRule::FINISH
};

// Whether a station holds up the plant (Y4): its machines by what they do.
struct Activity {
    i64 since = kForever;  // kForever if it is not active
    bool shared = false;   // by several machines, which are counted:
    i32 busy = 0;          // working, setting up or failed
    i32 spare = 0;         // waiting or blocked

    bool is_active() const { return (busy > 0) & (spare == 0); }
};

// Where a machine is with the parts that it holds (W3).
enum class Stage : u8 { LOAD, COMPONENTS, OPERATORS, SETUP, WORK, DONE };
constexpr int kStageCount = 6;

// Why a machine may be stopped.
namespace halt {
constexpr u8 kStop = 1;      // a failure or maintenance is on
constexpr u8 kCalendar = 2;  // its calendar is not on; it may be finishing (C3)
constexpr u8 kAbsent = 4;    // it or its station does not exist yet
}  // namespace halt

constexpr i32 kNoKey = std::numeric_limits<i32>::min();  // of a machine before its first work

constexpr i64 kCycleDiffers = -kForever;  // by type, or is drawn otherwise

struct alignas(64) Machine {
    i64 ends = 0;     // of the timed stage while it runs; what is left of it while suspended
    i64 resumed = 0;  // since when the timed stage has run without interruption
    i64 clock = 0;    // time worked
    i64 next_failure = kForever;  // work clock at which the next IMMEDIATE OPERATION mode is due
    i32 station = 0;
    i32 object = 0;
    List loaded;   // parts in loading order until the work ends
    i32 held = 0;  // parts on it, loaded or ready
    i32 batch = 1;
    Stage stage = Stage::LOAD;
    bool entered = false;  // the stage set-up or work
    bool running = false;  // a timed stage elapses
    u8 halts = 0;
    State shown = State::UNPLANNED;  // at the end of the last instant (S2.1)
    bool unsettled = false;
    bool failing = false;  // the slot of failing_mode is set
    CalendarState calendar = CalendarState::ON;

    i64 shown_since = 0;
    i64 cycles = 0;             // works ended
    i64 next_due = kForever;    // work clock at which the next FORCED or OPPORTUNISTIC mode is due
    i64 next_cycle = kForever;  // cycles at which the next CYCLES mode is due
    i64 cycle = kCycleDiffers;  // what every part takes, or -1 - an exponential distribution
    i32 failing_mode = kNone;
    i32 operators = 0;  // that it has
    i32 mode_begin = 0;
    u16 mode_count = 0;
    u16 failures = 0;      // unplanned stops that are on
    u16 maintenances = 0;  // planned ones
    u16 due_forced = 0;    // modes that are due and wait
    u16 due_idle = 0;
    bool opened = false;
    bool plain : 1 = false;   // neither components nor operators nor set-ups
    bool simple : 1 = false;  // neither test nor pieces
    bool swift : 1 = false;   // a case for swift.h
    bool idle_in_ring : 1 = false;
};
static_assert(sizeof(Machine) == 128);

enum class ModePhase : u8 { COUNTING, DUE, CALLING, REPAIR };
constexpr int kModePhaseCount = 4;

struct Mode {
    i64 due = 0;    // OPERATION: work clock, CYCLES: cycles, CALENDAR: time left before its begin
    i64 began = 0;  // its stop
    i32 machine = 0;
    i32 first = kNone;
    i32 between = kNone;
    i32 repair = kNone;
    i32 crew = kNone;
    i32 people = 0;
    i32 priority = 0;
    Clock clock = Clock::OPERATION;
    Start start = Start::IMMEDIATE;
    bool planned = false;
    ModePhase phase = ModePhase::COUNTING;
};

struct Buffer {
    List coming;  // parts in transit, by the instant at which they are ready, then by entering
    i64 transit = 0;
    i32 coming_count = 0;
    u32 entries = 0;  // parts that have entered, may wrap round
    i32 object = 0;
    Order order = Order::FIFO;
    bool by_due = false;
    bool capacity_set = false;  // by a step
};

struct Belt {
    List parts;
    i64 clock = 0;  // at the instant `read`
    i64 read = 0;
    i64 head_value = 0;
    i64 last_entry = 0;
    i64 last_left = 0;
    i64 travel = 0;
    i64 headway = 0;
    i32 object = 0;
    bool accumulating = true;
    bool on = true;  // its calendar
    bool moving = true;
    bool head_ready = false;
    bool entered = false;  // some part ever
    bool left = false;     // some part ever
    bool told = true;      // those who wait have heard that the headway is over (V4.1)
};

struct Source {
    i64 first = kNone;
    i64 limit = kForever;
    i64 own = 0;  // parts of its own that have left it and not ended (Q6)
    i64 lots = 0;
    i32 object = 0;
    i32 dist = kNone;
    i32 lot = 1;
    i32 lot_left = 0;  // parts still to come of the lot drawn last (SATURATED)
    i32 lot_type = 0;
    i32 lot_colour = 0;
    i32 pending = kNone;  // the part that waits uncreated (SATURATED, ORDERS)
    i32 order = 0;        // row of the order that is next
    i32 order_begin = 0;
    i32 order_end = 0;
    i32 mix_begin = 0;
    i32 mix_end = 0;
    i32 colour_begin = 0;
    i32 colour_end = 0;
    i32 follow_begin = 0;
    SourceMode mode = SourceMode::SATURATED;
    MixRule mix_rule = MixRule::RANDOM;
    bool lose = false;
    bool repeat = false;
    bool repeating = false;
    bool on = true;  // its calendar
};

struct Crew {
    i64 used_since = 0;
    i32 size = 0;
    i32 used = 0;
    i32 first = kNone;  // queue of requests
    i32 last = kNone;
    bool on = true;
    bool serve_in_ring = false;
};

// Somebody waits for people, or has them: a mode (by row) or a machine (number of modes + row).
struct Request {
    i32 next = kNone;
    i32 prev = kNone;
    i32 priority = 0;
    i32 people = 0;
};

struct Shift {  // a calendar
    i64 length = 0;
    i64 offset = 0;
    i32 begin = 0;
    i32 end = 0;
    i32 loop = kNone;
    i32 at = 0;
    CalendarState state = CalendarState::ON;
};

}  // namespace carwright
