// One branch of a line: its source and its places, and what passes along them. Part n leaves place
// j at
//   D[n, j] = max(max(D[n, j-1], D[n-1, j]) + S[n, j], D[n-b-1, j+1]),
// b places being between j and j+1: it begins when it has come and the part before it has left, it
// works for S (stops of the work included), and it leaves when there is room (F2, F8, W1). Where
// parts of feeders join it, work begins when the last of them is ready, too (J2), and that makes
// the room behind the feeders. All of the kernel's events of such a line happen at these instants,
// and nothing depends on their order. Dallery and Gershwin (1992), "Manufacturing flow line
// systems: a review of models and analytical results", Queueing Systems 12, 3-94; Chen and Chen
// (1990), "A fast simulation approach for tandem queueing systems", Winter Simulation Conference,
// 539-546.
#pragma once

#include "passages.h"
#include "stops.h"
#include "types.h"
#include "variates.h"

namespace carwright::recursion::CARWRIGHT_SET {

// The instants of a lane never come near the largest integer: from time to time those beyond the
// horizon, which count no longer, are brought back to just beyond it.
constexpr std::int64_t kFarthest = std::int64_t{1} << 61;

template <class L>
class Chain {
  public:
    using I = typename L::I;

    // What the branches of a line have in common.
    struct Common {
        const Line* line;
        const Task* task;
        Pages pages;
        Stops stops;
        Shifts shifts;
        Chain* chains;
    };

    // A part on its way: when it came to be, and when it left the last place.
    struct Way {
        I came;
        I left;
    };

    // To be called once, on zeros.
    void begin(Common& common, int number, Reserve reserve, void* owner) {
        common_ = &common;
        number_ = number;
        branch_ = common.line->branches[number];
        places_ = branch_.place_end - branch_.place_begin;
        batch_ = batch_of(places_);
        // One line of the cache more than is needed keeps the places off each other's sets.
        stride_ = batch_ * kLanes + 8;
        reserve_rows(reserve, owner);
        if (common.task->of_places) {
            const std::size_t points = kPointsOfBranch * size(common.line->branch_count) +
                                       kPointsOfPlace * size(branch_.place_begin);
            works_.reserve(common.pages, points, places_, reserve, owner);
        }
        start();
    }

    int batch() const { return batch_; }
    std::int64_t type_count() const { return branch_.supply.type_count; }

    // Parts of this branch and of all that feed it, for each of its own; the feeders have begun.
    std::int64_t parts_for_one() const {
        std::int64_t found = 1;
        for (int j = 0; j < places_; ++j) {
            for (int f = place(j).feeder_begin; f < place(j).feeder_end; ++f) {
                found += feeder(f).branch_.quantity * feeder(f).parts_for_one();
            }
        }
        return found;
    }

    // When the last part came in the lane that is least far.
    std::int64_t earliest() const {
        std::int64_t at[kLanes];
        write(at, arrivals() ? load(L{}, coming_ + (next_ - 1) * kLanes) : released_at_);
        std::int64_t found = at[0];
        for (const std::int64_t each : at) found = smaller(found, each);
        return found;
    }

    // A whole batch leaves the last place; each part is given to `gone`.
    template <bool kOfPlaces, class Gone>
    void pass_batch(Gone gone) {
        draw();
        for (int i = 0; i < batch_; ++i) {
            const Way way = pass<kOfPlaces>(i);
            gone(way.came, way.left, part_, of_types() ? types_ + i * kLanes : nullptr);
            ++part_;
        }
    }

    // J1: when as many parts more as are taken at once are ready. They leave the buffer at the
    // instant given to `take`. If the source follows another object, they come at `came`.
    template <bool kOfPlaces>
    I give(I came) {
        I ready{};
        for (int n = 0; n < branch_.quantity; ++n) ready = give_one<kOfPlaces>(came);
        return ready + all(L{}, branch_.transit);
    }
    void take(I at) {
        for (int n = 0; n < branch_.quantity; ++n) take_one(at);
    }

    // As many parts as in a batch leave the last place, and none is taken any more.
    template <bool kOfPlaces>
    void run_out() {
        const I never = all(L{}, common_->task->horizon + 1);
        for (int n = 0; n < batch_; ++n) {
            give_one<kOfPlaces>(never);
            take_one(never);
        }
    }

    // A part which `before` others preceded was loaded, and joined by those of this branch.
    CARWRIGHT_INLINE void count_taken(std::int64_t before, I loaded, I joined) {
        gone_.count(common_->pages, before, joined);
        if (common_->task->of_places) loaded_.count(common_->pages, before, loaded);
    }

    // The same for the part that reaches the sink.
    CARWRIGHT_INLINE void count_sunk(std::int64_t before, I at) {
        gone_.count(common_->pages, before, at);
    }
    const Counter<L>& gone() const { return gone_; }

    // No instant beyond the horizon is farther than `cap` from here on.
    void bring_back(std::int64_t cap) {
        const I most = all(L{}, cap);
        arrival_ = smaller(arrival_, most);
        released_at_ = smaller(released_at_, most);
        bring_back(rows_, rows_ + depth_ * (places_ + 2) * kLanes, most);
        for (int j = 0; j <= places_; ++j) bring_back(rings_[j].begin, rings_[j].end, most);
    }

  private:
    static constexpr int kLanes = L::kLanes;
    static constexpr unsigned kAll = (1u << kLanes) - 1;

    // Instants of leaving are kept in rows, a part to a row, for as many parts as the buffer
    // before a place and its machines hold: the oldest is the one that made room. A place behind a
    // larger buffer has a ring of its own. Where a part may enter later than the one before it has
    // left, off shift or still in transit, the instants of entering are kept instead, of as many
    // parts as the buffer holds. Behind a feeder those of joining are.
    static constexpr std::int64_t kShallow = 32;

    struct Ring {
        std::int64_t* at;
        std::int64_t* begin;  // null: none
        std::int64_t* end;

        void move_on(std::int64_t*& here) const {
            here += kLanes;
            if (here == end) here = begin;
        }
    };

    // Places one after the other that are treated alike.
    struct Segment {
        int begin;
        int end;
        std::int64_t length;  // of the ring of the place behind each; 0: nothing holds up there
        std::int64_t machines;
        bool fails;
        bool constant;
        bool special;  // parts join; a ring of its own, a calendar, a transit: here or behind

        bool is_like(const Segment& other) const {
            return length == other.length && machines == other.machines && fails == other.fails &&
                   constant == other.constant && special == other.special;
        }
    };

    static std::size_t size(std::int64_t n) { return static_cast<std::size_t>(n); }

    // Parts whose times are drawn in one go: so few that all of them stay in the first cache.
    static int batch_of(int places) {
        constexpr int kNumbers = 2048;
        int batch = 256;
        while (batch > Draws<L>::kMultiple && batch * places * kLanes > kNumbers) batch /= 2;
        return batch;
    }

    const Place& place(int j) const { return common_->line->places[branch_.place_begin + j]; }
    Chain& feeder(int number) const { return common_->chains[number]; }
    bool follows() const { return branch_.supply.followed != kFollowsNothing; }
    bool of_types() const { return type_count() > 1; }
    bool draws_arrivals() const { return branch_.supply.law >= 0; }
    bool listed() const { return branch_.supply.sequence == Sequence::LISTED; }
    bool arrivals() const { return draws_arrivals() || follows(); }

    // The work at a place takes some types longer than others.
    bool differs(int j) const { return place(j).works >= 0; }
    std::int64_t* times_of_types(int j) const { return of_type_ + size(j) * size(type_count()); }

    // Of the calendars: those of all places, then those of all sources.
    int owner_of_place(int j) const { return branch_.place_begin + j; }
    int owner_of_source() const { return common_->line->place_count + number_; }

    // Instants to be remembered of a place, or of what is behind the last one; 0: none.
    std::int64_t ring_length(int j) const {
        if (j >= places_) return branch_.room == kNoLimit ? 0 : branch_.room;
        if (place(j).room == kNoLimit) return 0;
        return enters_late(j) ? place(j).room : place(j).room + place(j).machines;
    }

    bool enters_late(int j) const { return place(j).calendar >= 0 || place(j).transit > 0; }

    bool is_special(int j) const {
        if (j >= places_) return rings_[j].begin != nullptr;
        return rings_[j].begin != nullptr || enters_late(j);
    }

    void reserve_rows(Reserve reserve, void* owner) {
        const auto numbers = [&](std::size_t count) {
            return static_cast<std::int64_t*>(reserve(owner, 8 * count * kLanes));
        };
        const std::size_t places = size(places_);
        times_ = static_cast<std::int64_t*>(reserve(owner, 8 * size(stride_) * (places + 1)));
        constant_ = numbers(places + 1);
        left_ = numbers(places + 1);
        coming_ = numbers(size(batch_));
        if (of_types()) {
            types_ = numbers(size(batch_));
            of_type_ = static_cast<std::int64_t*>(reserve(owner, 8 * places * size(type_count())));
            type_.begin(*common_->line, *common_->task, branch_.supply, reserve, owner);
        }
        nothing_ = numbers(places + 2);
        draws_ = static_cast<Draws<L>*>(reserve(owner, sizeof(Draws<L>) * (places + 1)));
        segments_ = static_cast<Segment*>(reserve(owner, sizeof(Segment) * (places + 1)));
        rings_ = static_cast<Ring*>(reserve(owner, sizeof(Ring) * (places + 2)));
        depth_ = 1;
        for (int j = 0; j <= places_; ++j) {
            const std::int64_t length = ring_length(j);
            if (j < places_) depth_ = larger(depth_, place(j).machines);
            if (length > 0 && (j == places_ || length > kShallow || enters_late(j))) {
                Ring& ring = rings_[j];
                ring.begin = ring.at = numbers(size(length));
                ring.end = ring.begin + length * kLanes;
            } else {
                depth_ = larger(depth_, length);
            }
        }
        taken_ = rings_[places_].begin;
        rows_ = numbers(size(depth_) * (places + 2));
    }

    void start() {
        for (int j = 0; j < places_; ++j) {
            draws_[j].begin(*common_->line, *common_->task, place(j).law, place(j).stream);
            const bool constant = !differs(j) && draws_[j].is_constant();
            store(left_ + j * kLanes, all(L{}, kNoLimit));
            if (place(j).calendar >= 0) {
                common_->shifts.begin(owner_of_place(j), place(j).calendar);
            }
            if (constant) store(constant_ + j * kLanes, all(L{}, draws_[j].constant()));
            if (differs(j)) start_types(j);
            add_to_segments(j, constant);
            start_stops(j);
        }
        const std::size_t points = kPointsOfBranch * size(number_);
        arrived_.begin(common_->pages, points + kArrival);
        released_.begin(common_->pages, points + kRelease);
        gone_.begin(common_->pages, points + kGone);
        loaded_.begin(common_->pages, points + kLoaded);
        next_ = batch_;
        const Supply& supply = branch_.supply;
        order_ = supply.order_begin;
        if (supply.calendar >= 0) common_->shifts.begin(owner_of_source(), supply.calendar);
        released_at_ = all(L{}, std::int64_t{0});
        arrival_ = all(L{}, supply.first < 0 ? std::int64_t{0} : smaller(supply.first, kFarthest));
        if (!draws_arrivals()) return;
        draws_[places_].begin(*common_->line, *common_->task, supply.law, supply.stream);
        first_is_given_ = supply.first >= 0;
        next_interval_ = batch_;
    }

    void add_to_segments(int j, bool constant) {
        const bool joins = place(j).feeder_begin != place(j).feeder_end;
        const bool fails = place(j).mode_begin != place(j).mode_end;
        const bool special = joins || is_special(j) || is_special(j + 1);
        const Segment segment{j,        j + 1,  ring_length(j + 1), place(j).machines, fails,
                              constant, special};
        if (segment_count_ > 0 && segments_[segment_count_ - 1].is_like(segment)) {
            segments_[segment_count_ - 1].end = j + 1;
        } else {
            segments_[segment_count_++] = segment;
        }
    }

    void start_types(int j) {
        const std::int32_t* const laws = common_->line->works + place(j).works;
        for (std::int64_t type = 0; type < type_count(); ++type) {
            times_of_types(j)[type] = draws_[j].constant_or_law(*common_->line, laws[type]);
        }
    }

    void start_stops(int j) {
        if (place(j).mode_begin == place(j).mode_end) return;
        for (int lane = 0; lane < kLanes; ++lane) {
            left_[j * kLanes + lane] =
                common_->stops.start(*common_->task, owner_of_place(j), lane);
        }
    }

    // The times of the next batch.
    void draw() {
        if (of_types()) type_.take(types_, batch_);
        for (int j = 0; j < places_; ++j) {
            std::int64_t* const times = times_ + size(j) * size(stride_);
            if (differs(j)) {
                draws_[j].take(*common_->line, times_of_types(j), types_, times, batch_);
            } else if (!draws_[j].is_constant()) {
                draws_[j].take(*common_->line, times, batch_);
            }
        }
        if (draws_arrivals()) draw_arrivals();
        if (listed()) read_releases();
    }

    // Q3: before which instants the parts of this batch don't come; none does behind a list's end.
    void read_releases() {
        const Supply& supply = branch_.supply;
        const std::int64_t never = common_->task->horizon + 1;
        for (int i = 0; i < batch_; ++i, ++order_) {
            std::int64_t at = 0;
            if (order_ < supply.order_end) {
                at = smaller(common_->line->order_release[order_], never);
            } else if (supply.repeat == 0) {
                at = never;
            }
            store(coming_ + i * kLanes, all(L{}, at));
        }
    }

    // Q2: the instants at which the parts of this batch come.
    void draw_arrivals() {
        const int lot = branch_.supply.lot;
        const I most = all(L{}, kFarthest);
        for (int i = 0; i < batch_; ++i) {
            if (lot_left_ == 0) {
                lot_left_ = lot;
                if (first_is_given_) {
                    first_is_given_ = false;
                } else {
                    if (next_interval_ == batch_) {
                        draws_[places_].take(*common_->line, intervals(), batch_);
                        next_interval_ = 0;
                    }
                    arrival_ = smaller(
                        arrival_ + load(L{}, intervals() + next_interval_++ * kLanes), most);
                }
            }
            --lot_left_;
            store(coming_ + i * kLanes, arrival_);
        }
    }

    std::int64_t* intervals() { return times_ + size(places_) * size(stride_); }

    // The next part of this branch alone.
    template <bool kOfPlaces>
    I give_one(I came) {
        if (next_ == batch_) {
            draw();
            next_ = 0;
        }
        if (follows()) store(coming_ + next_ * kLanes, came);
        const I left = pass<kOfPlaces>(next_++).left;
        ++part_;
        Ring& ring = rings_[places_];
        if (ring.begin != nullptr) ring.move_on(ring.at);
        return left;
    }

    void take_one(I at) {
        if (taken_ == nullptr) return;
        store(taken_, at);
        rings_[places_].move_on(taken_);
    }

    // Part `i` of the batch goes from the source to behind the last place.
    template <bool kOfPlaces>
    CARWRIGHT_INLINE Way pass(int i) {
        I came = all(L{}, std::int64_t{0});
        if (arrivals()) {
            came = load(L{}, coming_ + i * kLanes);
            arrived_.count(common_->pages, part_, came);
        } else if (listed()) {
            came = load(L{}, coming_ + i * kLanes);
        }
        turn_row();
        I at = larger(came, released_at_);
        if (is_special(0) || branch_.supply.calendar >= 0) {
            at = release(at);
        } else if (const std::int64_t length = ring_length(0); length > 0) {
            at = larger(at, load(L{}, oldest(length)));
        }
        released_.count(common_->pages, part_, at);
        if (!arrivals()) came = at;
        released_at_ = at;
        for (int n = 0; n < segment_count_; ++n) at = pass_segment<kOfPlaces>(segments_[n], i, at);
        return {came, at};
    }

    // The row of this part takes the place of the oldest.
    CARWRIGHT_INLINE void turn_row() {
        if (++row_ == depth_) row_ = 0;
    }

    // The source gives when its calendar is on (F6.1) and there is room.
    I release(I at) {
        const int calendar = branch_.supply.calendar;
        for (;;) {
            I next = larger(at, room(0, at));
            if (calendar >= 0) next = on_shift(owner_of_source(), calendar, next);
            if (less(at, next) == 0) return at;
            at = next;
        }
    }

    // The first instant from `at` on at which the calendar is on.
    I on_shift(int owner, int calendar, I at) {
        Shifts& shifts = common_->shifts;
        at = larger(at, load(L{}, shifts.on(owner)));
        const unsigned within = less(at, load(L{}, shifts.off(owner)));
        if (within == kAll) return at;
        std::int64_t instant[kLanes];
        write(instant, at);
        for (int lane = 0; lane < kLanes; ++lane) {
            instant[lane] = shifts.reach(owner, calendar, lane, instant[lane]);
        }
        return read<I>(instant);
    }

    std::int64_t* row(std::int64_t number) const { return rows_ + number * (places_ + 2) * kLanes; }

    // The row of the part that was `length` parts earlier: length 1 to depth.
    const std::int64_t* oldest(std::int64_t length) const {
        if (length == 0) return nothing_;
        const std::int64_t number = row_ - length;
        return row(number < 0 ? number + depth_ : number);
    }

    template <bool kOfPlaces>
    CARWRIGHT_INLINE I pass_segment(const Segment& segment, int i, I at) {
        if (segment.special) return walk_carefully<kOfPlaces>(segment, i, at);
        if (segment.fails) {
            return segment.constant ? walk<true, true, kOfPlaces>(segment, i, at)
                                    : walk<true, false, kOfPlaces>(segment, i, at);
        }
        return segment.constant ? walk<false, true, kOfPlaces>(segment, i, at)
                                : walk<false, false, kOfPlaces>(segment, i, at);
    }

    template <bool kFails, bool kConstant, bool kOfPlaces>
    CARWRIGHT_INLINE I walk(const Segment& segment, int i, I at) {
        std::int64_t* const now = row(row_);
        const std::int64_t* const before = oldest(segment.machines);
        const std::int64_t* const behind = oldest(segment.length);
        for (int j = segment.begin; j < segment.end; ++j) {
            const std::ptrdiff_t cell = std::ptrdiff_t{j} * kLanes;
            const I begin = larger(at, load(L{}, before + cell));
            I taken = kConstant ? load(L{}, constant_ + cell)
                                : load(L{}, times_ + std::ptrdiff_t{j} * stride_ + i * kLanes);
            if constexpr (kFails) {
                const I left = load(L{}, left_ + cell);
                if (const unsigned which = less(left, taken)) [[unlikely]] {
                    taken = stop(j, which, begin, taken);
                } else {
                    store(left_ + cell, left - taken);
                }
            }
            const I end = begin + taken;
            const I leave = larger(end, load(L{}, behind + cell + kLanes));
            store(now + cell, leave);
            at = leave;
            if constexpr (kOfPlaces) {
                works_.count(common_->pages, part_, j, begin, end, leave);
            }
        }
        return at;
    }

    // The same with what is rarer.
    template <bool kOfPlaces>
    I walk_carefully(const Segment& segment, int i, I at) {
        std::int64_t* const now = row(row_);
        for (int j = segment.begin; j < segment.end; ++j) {
            const std::ptrdiff_t cell = std::ptrdiff_t{j} * kLanes;
            const I loaded = enter(j, at);
            const I begin = join<kOfPlaces>(j, loaded);
            I taken = segment.constant
                          ? load(L{}, constant_ + cell)
                          : load(L{}, times_ + std::ptrdiff_t{j} * stride_ + i * kLanes);
            unsigned which = less(load(L{}, left_ + cell), taken);
            if (keeps_shifts(j)) {
                which |= less(load(L{}, common_->shifts.off(owner_of_place(j))), begin + taken);
            }
            if (which != 0) {
                taken = stop(j, which, begin, taken);
            } else if (segment.fails) {
                store(left_ + cell, load(L{}, left_ + cell) - taken);
            }
            const I end = begin + taken;
            const I leave = larger(end, room(j + 1, end));
            remember(rings_[j], enters_late(j) ? loaded : leave);
            store(now + cell, leave);
            at = leave;
            if constexpr (kOfPlaces) {
                works_.count(common_->pages, part_, j, begin, end, leave);
            }
        }
        return at;
    }

    // C3: work stands still off shift.
    bool keeps_shifts(int j) const { return place(j).calendar >= 0 && place(j).finish == 0; }

    // When a part that left the place before at `at` is loaded.
    I enter(int j, I at) {
        const I free = load(L{}, oldest(place(j).machines) + std::ptrdiff_t{j} * kLanes);
        const I ready = larger(at + all(L{}, place(j).transit), free);
        if (place(j).calendar < 0) return ready;
        return on_shift(owner_of_place(j), place(j).calendar, ready);
    }

    // J2, J2.1: when all that joins a part loaded at `loaded` is there, at one instant on shift.
    template <bool kOfPlaces>
    I join(int j, I loaded) {
        const int first = place(j).feeder_begin;
        const int last = place(j).feeder_end;
        if (first == last) return loaded;
        I joined = loaded;
        for (int f = first; f < last; ++f) {
            const I came = followed_by(feeder(f));
            joined = larger(joined, feeder(f).template give<kOfPlaces>(came));
        }
        if (place(j).calendar >= 0) {
            joined = on_shift(owner_of_place(j), place(j).calendar, joined);
        }
        for (int f = first; f < last; ++f) {
            feeder(f).take(joined);
            feeder(f).count_taken(part_, loaded, joined);
        }
        return joined;
    }

    // Q4: when this part left what the other branch's source follows.
    I followed_by(const Chain& other) const {
        const int followed = other.branch_.supply.followed;
        if (followed < 0) return released_at_;
        return load(L{}, row(row_) + std::ptrdiff_t{followed} * kLanes);
    }

    // Since when there is room for a part before or on a place, if it asks at `at`.
    I room(int j, I at) {
        if (j < places_ && enters_late(j) && place(j).room == 0) return enter(j, at);
        const std::int64_t length = ring_length(j);
        if (length == 0) return all(L{}, std::int64_t{0});
        if (rings_[j].begin != nullptr) return load(L{}, rings_[j].at);
        return load(L{}, oldest(length) + std::ptrdiff_t{j} * kLanes);
    }

    static void remember(Ring& ring, I leave) {
        if (ring.begin == nullptr) return;
        store(ring.at, leave);
        ring.move_on(ring.at);
    }

    // Work that is stopped in some lanes: how long it takes with the stops.
    I stop(int j, unsigned which, I begin, I taken) {
        std::int64_t begun[kLanes], time[kLanes];
        write(begun, begin);
        write(time, taken);
        std::int64_t* const left = left_ + j * kLanes;
        const Shifts* const shifts = keeps_shifts(j) ? &common_->shifts : nullptr;
        for (int lane = 0; lane < kLanes; ++lane) {
            if (which >> lane & 1) {
                time[lane] = common_->stops.work(*common_->task, owner_of_place(j), lane,
                                                 begun[lane], time[lane], left[lane], shifts);
            } else {
                left[lane] -= time[lane];
            }
        }
        return read<I>(time);
    }

    static void bring_back(std::int64_t* from, const std::int64_t* to, I most) {
        for (; from != to; from += kLanes) store(from, smaller(load(L{}, from), most));
    }

    Common* common_;
    Branch branch_;
    int number_;
    int places_;
    int batch_;
    int stride_;
    std::int64_t depth_;
    std::int64_t row_;
    std::int64_t* rows_;      // [depth][place][lane] of leaving, a row for each of the last parts
    std::int64_t* nothing_;   // a row of zeros: nothing holds up
    std::int64_t* times_;     // [place][part of the batch][lane]; behind them the intervals
    std::int64_t* constant_;  // [place][lane], where the time is the same for every part
    std::int64_t* left_;      // [place][lane], time of work to the next failure
    std::int64_t* coming_;    // [part of the batch][lane]
    std::int64_t* types_;     // [part of the batch][lane], if there are several
    std::int64_t* of_type_;   // [place][type], how long it takes: see Draws::constant_or_law
    std::int64_t* taken_;     // in the ring behind the last place: of the next part to be taken
    Ring* rings_;             // [place], and behind the last one
    Segment* segments_;
    int segment_count_;
    Draws<L>* draws_;  // of each place, then of the source
    Types<L> type_;
    Works<L> works_;
    Counter<L> arrived_;
    Counter<L> released_;
    Counter<L> gone_;
    Counter<L> loaded_;
    I released_at_;
    I arrival_;
    std::int64_t part_;
    int next_;            // of the batch; the main line goes by whole batches
    std::int64_t order_;  // row of the next part's, as if a list that repeats went on
    int lot_left_;
    int next_interval_;
    bool first_is_given_;
};

}  // namespace carwright::recursion::CARWRIGHT_SET
