// One replication of one program. The behaviours are member functions, a file for each; those of
// the event loop are templates on whether a trace is kept, so that a run without one pays nothing
// for it. Rules are numbered in docs/semantics.md.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ahead.h"
#include "draws.h"
#include "program.h"
#include "slots.h"
#include "state.h"
#include "tally.h"
#include "trace.h"

namespace carwright {

// carwright.engine.protocol.Status.
enum class Status : i32 {
    REACHED = 0,
    TRACE_FULL = 1,
    INTERRUPTED = 2,
    EXHAUSTED = 3,
    STALLED = 4,
    OVERFLOW = 5,
    MAX_EVENTS = 6,
};

struct Settings {
    u64 seed = 0;
    u32 replication = 0;
    i64 horizon = 0;
    i64 period = 0;
    i64 trace_rows = 0;
    i64 stall_events = 10'000'000;  // T8
    i64 stall_named = 100'000;
    i64 part_limit = 20'000'000;
};

// Entries of the ring (T5): the kind below, the row above.
enum class Entry : u32 { OFFER = 0, ROOM = 1, IDLE = 2, SERVE = 3 };

constexpr std::int64_t kEventsBetweenLooks = 1024;  // at the interrupt flag

class Kernel {
  public:
    // Throws std::invalid_argument if the program or the settings are out of range.
    Kernel(Program program, const Settings& settings);

    // Throws std::invalid_argument if `until` lies before the clock or beyond the horizon.
    Status advance(i64 until, i64 max_events);
    void interrupt() { interrupted_.store(true, std::memory_order_relaxed); }

    i64 now() const { return now_; }
    i64 events() const { return events_; }
    i64 moves() const { return moves_; }
    i64 hour_ms() const { return tallies_.hour_ms(); }
    Tallies closed_tallies() const;  // a copy in which what is open at `now` is closed
    Trace& trace() { return trace_; }

    // The first rule or invariant that does not hold, empty if all do.
    std::string check() const;

    std::string save();
    // Throws std::invalid_argument if the bytes are no image of a state of this program's
    // structure. `changed`: the program is another than that of the image (T9).
    static Settings settings_of(std::string_view image);
    void restore(std::string_view image, bool changed);

    // The picture that carwright/engine/deadlock.py describes: its columns by name.
    using Picture = std::vector<std::pair<const char*, std::vector<i64>>>;
    Picture waits() const;
    std::size_t types() const { return static_cast<std::size_t>(types_); }

  private:
    // build.cpp
    void build();
    void build_objects();
    void build_ways(Object& object, i32 row);
    std::vector<u8> reached() const;
    i64 ahead_or_alike(i64 cycle);
    void build_uniform();
    void build_stations();
    void build_modes();
    void build_stores();
    void build_sources();
    void build_calendars();
    Stream stream(u64 key) const;

    // loop.h: time (T)
    template <bool kTraced>
    Status run(i64 until, i64 max_events);
    template <bool kTraced>
    void start();
    template <bool kTraced>
    bool drain();
    template <bool kTraced>
    void carry_out(i32 slot);
    template <bool kTraced>
    void arrive(i64 until);
    template <bool kTraced>
    void leave_instant(i64 time);
    template <bool kTraced>
    bool must_stop();
    void look_out(i32 object);
    u64 done() const { return ring_head_ + static_cast<u64>(events_) + static_cast<u64>(moves_); }
    i32 object_of_entry(u32 entry) const;
    i32 object_of_slot(i32 slot) const;

    // The ring (T5)
    void push(Entry kind, i32 row) {
        ring_[ring_tail_++ & ring_mask_] = (static_cast<u32>(row) << 2) | static_cast<u32>(kind);
    }
    bool ring_empty() const { return ring_head_ == ring_tail_; }
    void add_offer(i32 object);
    void add_room(i32 object);
    void add_idle(i32 machine);
    void add_serve(i32 crew);

    // parts.h: parts and their lists (N)
    i32 new_part(i32 type, i32 colour, i64 due, i32 source);
    void free_part(i32 part);
    template <bool kTraced>
    void create(i32 part, i32 source_object);
    void come_to_be(const Part& part, Ledger entry);
    void end_part(i32 part, Ledger entry, bool left_source);
    void count_car(i32 type, i32 change);
    void append(List& list, i32 part);
    void insert_after(List& list, i32 after, i32 part);
    void unlink(List& list, i32 part);
    void draw_link(i32 object, Part& part);
    void draw_way(i32 object, Part& part);

    // flow.h (F)
    template <bool kTraced>
    void offer(i32 object);
    template <bool kTraced>
    bool offer_first(i32 object);
    bool moves_on_for_ever(i32 object);
    template <bool kTraced>
    void room_for_any(i32 object);
    template <bool kTraced>
    void room(i32 object);
    i32 accepted_link(i32 object, const Part& part, i32& machine) const;
    i32 only_link(const Object& o, i32 object, const Part& part) const;
    i32 leading_link(i32 object, const Part& part, i32 to) const;
    bool accepts(i32 object, const Part& part, i32& machine) const;
    bool may_accept(const Object& object) const;
    i32 first_candidate(const Object& object) const;
    i32 first_for(i32 to, i32 supplier, i32& link, i32& machine) const;
    template <bool kTraced>
    void move(i32 from, i32 part, i32 link, i32 machine);
    template <bool kTraced>
    void enter(i32 object, i32 part, i32 machine);
    void sink(const Object& object, i32 part);

    // work.h (W)
    i64 draw_cycle(i32 machine);
    void set_halts(Machine& machine, u8 halts);

    // swift.h
    bool ends_plainly(const Machine& machine) const;
    bool may_offer(i32 object) const;
    bool may_fill(i32 object) const;
    template <bool kTraced>
    void end_plainly(i32 machine);
    template <bool kTraced>
    void pass_on(i32 object);
    template <bool kTraced>
    void pull_on(i32 object);
    template <bool kTraced>
    void pull(i32 object);
    void lie_idle(i32 machine);
    template <bool kTraced>
    void room_behind(i32 object);
    template <bool kTraced>
    void pass(i32 from, i32 part, i32 link, i32 to, bool at_once);
    template <bool kTraced>
    void hand_on(i32 machine, i32 link);
    template <bool kTraced>
    void take_next(i32 machine, i32 handed_to);
    template <bool kTraced>
    void begin_next(i32 machine);
    i32 open_machine(const Object& station, const Part& part) const;
    static bool alike(KeyBy by, const Part& one, const Part& other);
    template <bool kTraced>
    void load(i32 machine, i32 part);
    template <bool kTraced>
    void ask_for_operators(i32 machine);
    template <bool kTraced>
    void operators_there(i32 machine);
    template <bool kTraced>
    void enter_setup(i32 machine);
    template <bool kTraced>
    void setup_done(i32 machine);
    template <bool kTraced>
    void enter_work(i32 machine);
    template <bool kTraced>
    void machine_event(i32 machine);
    template <bool kTraced>
    void end_work(i32 machine);
    template <bool kTraced>
    void split(i32 machine);
    void ready_parts(i32 machine);
    void free_machine(i32 machine);
    void station_left(i32 part);
    template <bool kTraced>
    void resume(i32 machine);
    void run_stage(i32 machine, i64 duration);
    void suspend(i32 machine);
    bool key_of(const Machine& machine, i32& key) const;
    i32 setup_dist(const Station& station, i32 from, i32 to) const;
    template <bool kTraced>
    void tell_stage(TraceCode code, i32 machine, i64 value);
    const Work& work_of(const Machine& machine) const;

    // components.h (J)
    template <bool kTraced>
    void try_components(i32 machine);
    bool needs_met(const Work& work) const;
    bool needs_met_together(const Work& work);
    bool has_ready(i32 object, i32 type, i32 quantity) const;
    template <bool kTraced>
    void take_components(i32 machine, const Work& work);
    template <bool kTraced>
    void try_users(i32 object);

    // tests.h (X)
    template <bool kTraced>
    void test_parts(i32 machine);
    Outcome judge(i32 machine, Part& part, const Work& work);

    // stops.h (D)
    bool in_hand(const Machine& machine) const {
        return machine.stage == Stage::WORK || (machine.stage == Stage::SETUP && machine.entered);
    }
    bool stopped(const Machine& machine) const;
    void schedule_failure(i32 machine, i64 duration);
    void find_failure(Machine& machine);
    void find_due(Machine& machine);
    void fall_due(Machine& machine);
    void draw_clock(i32 mode, i32 dist);
    void start_clock(i32 mode);
    template <bool kTraced>
    void mode_event(i32 mode);
    template <bool kTraced>
    void begin_due_stops(i32 machine, bool opportunistic);
    template <bool kTraced>
    void begin_stop(i32 mode);
    template <bool kTraced>
    void start_repair(i32 mode);
    template <bool kTraced>
    void end_stop(i32 mode);
    template <bool kTraced>
    void idle(i32 machine);

    // crews.h (K)
    template <bool kTraced>
    void ask(i32 crew, i32 request, i32 people, i32 priority);
    template <bool kTraced>
    void serve(i32 crew);
    void release(i32 crew, i32 people);
    void use(i32 crew, i32 change);

    // buffers.h (B)
    void buffer_entered(i32 object, i32 part);
    void buffer_left(i32 object, i32 part);
    void buffer_event(i32 buffer);
    void become_ready(i32 object, Buffer& buffer, i32 part);
    bool leaves_before(const Buffer& buffer, const Part& one, const Part& other) const;
    void change_level(i32 object, i32 change);

    // belts.h (V)
    i64 belt_clock(const Belt& belt) const {
        return belt.moving ? belt.clock + (now_ - belt.read) : belt.clock;
    }
    bool entry_open(const Belt& belt) const {
        return !belt.entered || belt_clock(belt) >= belt.last_entry + belt.headway;
    }
    void read_clock(Belt& belt);
    void belt_entered(i32 object, i32 part);
    void belt_left(i32 object);
    void new_head(Belt& belt);
    void set_belt_slot(i32 belt);
    void belt_event(i32 belt);

    // sources.h (Q)
    void start_source(i32 source);
    template <bool kTraced>
    void source_event(i32 source);
    template <bool kTraced>
    void arrive_lot(i32 source);
    template <bool kTraced>
    bool leaves_at_once(i32 source, i32 part);
    template <bool kTraced>
    void lose(i32 source, i32 part);
    void source_left(i32 object, i32 part, bool was_pending);
    void schedule_arrival(i32 source);
    void draw_next(i32 source);
    void next_order(i32 source);
    i32 draw_type(i32 source);
    i32 draw_colour(i32 source);
    void offer_source(i32 source);
    void set_leave(i32 source);
    template <bool kTraced>
    void follow(i32 object, i32 type, i32 colour, i64 due);

    // phases.h (P, C)
    void set_step_slot();
    template <bool kTraced>
    void step_event();
    template <bool kTraced>
    void open_object(i32 object);
    template <bool kTraced>
    void machine_opens(i32 machine);
    void set_capacity(i32 object, i64 capacity);
    i64 next_change(const Shift& shift) const;
    template <bool kTraced>
    void calendar_event(i32 calendar);
    template <bool kTraced>
    void tell_dependants(i32 calendar);
    void set_calendar(Machine& machine, CalendarState state);
    void count_open(Object& station);
    void wake_everything();

    // states.h (S, Y4)
    void touch(i32 machine) {
        Machine& m = machines_[machine];
        unsettled_[unsettled_count_] = machine;
        unsettled_count_ += !m.unsettled;
        m.unsettled = true;
    }
    State state(const Machine& machine) const;
    template <bool kTraced>
    void settle();
    template <bool kTraced>
    void close_state(i32 machine);
    void turn(Activity& station, bool is);
    bool is_paced() const;
    i64 active_from(i32 station) const;
    i32 longest_active() const;
    void hand_over(i32 taker);

    template <bool kTraced>
    void tell(TraceCode code, i32 object, i32 row, i64 part, i64 value) {
        if constexpr (kTraced) trace_.add(now_, code, object, row, part, value);
    }
    CARWRIGHT_HOT i64 draw(i32 dist, Stream& stream) {
        const DistRow& row = dists_[dist];
        if (row.kind == family::kExponential) return to_ms(-row.a * log(uniform(stream)));
        return sample(row, points_, stream);
    }

    // image.cpp
    template <class Archive>
    void archive(Archive& a);
    template <class Archive>
    void archive_parts(Archive& a);
    template <class Archive>
    void archive_objects(Archive& a);
    template <class Archive>
    void archive_machines(Archive& a);
    template <class Archive>
    void archive_stores(Archive& a);
    template <class Archive>
    void archive_sources(Archive& a);
    template <class Archive>
    void archive_crews(Archive& a);
    template <class Archive>
    void archive_trace(Archive& a);
    void derive();
    void derive_machines();
    void derive_activity();
    void derive_slots();
    void sort_ready();

    friend class Checker;
    friend class Painter;

    Program program_;
    Settings settings_;
    i32 types_ = 0;

    i64 now_ = 0;
    i64 events_ = 0;
    i64 moves_ = 0;
    i64 next_serial_ = 0;
    bool started_ = false;
    bool forked_ = false;  // its program has changed on the way (T9)
    i32 step_ = 0;
    Slots slots_;
    i32 first_calendar_ = 0;  // slots by class (T3)
    i32 first_mode_ = 0;
    i32 first_machine_ = 0;
    i32 first_belt_ = 0;
    i32 first_buffer_ = 0;
    i32 first_source_ = 0;
    i32 slot_count_ = 0;

    std::vector<u32> ring_;
    u64 ring_head_ = 0;
    u64 ring_tail_ = 0;
    u64 ring_mask_ = 0;
    // T8 counts entries, events and moves: their sum when this instant began. It is looked at when
    // one of the three is `look_after_` further than when it was last; no instant stalls before.
    u64 instant_began_ = 0;
    u64 look_head_ = 0;
    i64 look_events_ = 0;
    i64 look_moves_ = 0;
    i64 look_after_ = 0;
    Status must_stop_ = Status::REACHED;
    std::vector<i32> stall_objects_;  // of the last events of the instant stall_instant_
    i64 stall_instant_ = kNone;
    std::atomic<bool> interrupted_{false};

    std::vector<Part> parts_;
    i32 free_part_ = kNone;
    i64 part_count_ = 0;  // in the plant (N1)
    i64 cars_ = 0;
    i64 cars_since_ = 0;

    std::vector<Object> objects_;
    std::vector<Route> routes_;
    std::vector<i32> last_link_;  // by route: place in it of the link used last (F4.1)
    std::vector<Link> links_;
    std::vector<i32> way_;        // by object and type: its only link, else kNone
    std::vector<Stream> choice_;  // by object
    std::vector<i32> need_left_;  // by need: for needs_met_together
    std::vector<Station> stations_;
    std::vector<i64> cycle_;  // by station and type: what is not drawn, else -1 - distribution
    std::vector<Work> works_;
    std::vector<Machine> machines_;
    std::vector<i32> last_key_;        // by machine (W4)
    std::vector<Stream> work_stream_;  // by machine
    std::vector<Ahead> work_ahead_;    // if some machine's times can be drawn ahead
    std::vector<Stream> setup_stream_;
    std::vector<Stream> outcome_stream_;
    std::vector<Stream> detect_stream_;
    std::vector<Mode> modes_;
    std::vector<Stream> between_stream_;  // by mode
    std::vector<Stream> repair_stream_;
    std::vector<Buffer> buffers_;
    std::vector<Belt> belts_;
    std::vector<Source> sources_;
    std::vector<i64> lots_of_type_;       // by source and type (Q5)
    std::vector<Stream> arrival_stream_;  // by source
    std::vector<Ahead> arrival_ahead_;
    std::vector<Stream> mix_stream_;
    std::vector<Stream> colour_stream_;
    std::vector<Crew> crews_;
    std::vector<Request> requests_;  // modes, then machines
    std::vector<Shift> shifts_;
    std::vector<std::vector<i32>> shift_machines_;  // who follows a calendar
    std::vector<std::vector<i32>> shift_belts_;
    std::vector<std::vector<i32>> shift_sources_;
    std::vector<std::vector<i32>> shift_crews_;
    std::vector<DistRow> dists_;
    Points points_{};
    std::vector<u8> is_car_;  // by type

    std::vector<i32> unsettled_;
    std::size_t unsettled_count_ = 0;
    std::vector<Activity> activity_;  // by station (Y4)
    i32 active_count_ = 0;            // active stations
    i32 bottleneck_ = kNone;
    i64 bottleneck_since_ = 0;
    i32 pacing_ = kNone;        // calendar (Y4.2)
    bool pace_changed_ = true;  // or may have
    bool paced_ = false;
    i64 paced_since_ = 0;

    Tallies tallies_;
    Trace trace_;
};

}  // namespace carwright
