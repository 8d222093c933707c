// The recursion. Part n leaves place j at
//   D[n, j] = max(max(D[n, j-1], D[n-1, j]) + S[n, j], D[n-b-1, j+1]),
// b places being between j and j+1: it begins when it has come and the part before it has left, it
// works for S (stops of the work included), and it leaves when there is room (F2, F8, W1). All of
// the kernel's events of such a line happen at these instants, and nothing depends on their order.
// Dallery and Gershwin (1992), "Manufacturing flow line systems: a review of models and analytical
// results", Queueing Systems 12, 3-94; Chen and Chen (1990), "A fast simulation approach for tandem
// queueing systems", Winter Simulation Conference, 539-546.
#pragma once

#include "stops.h"
#include "variates.h"

namespace carwright::recursion::CARWRIGHT_SET {

// The instants of a lane never come near the largest integer: from time to time those beyond the
// horizon, which count no longer, are brought back to just beyond it.
constexpr std::int64_t kFarthest = std::int64_t{1} << 61;

// More parts than this through the source at one instant: time may be standing still (T8).
constexpr std::int64_t kStandstill = 1'000'000;

template <class L>
class Recursion {
  public:
    Recursion(const Line& line, const Task& task, Reserve reserve, void* owner)
        : line_(line), task_(task), places_(line.place_count) {
        batch_ = batch_of(places_);
        // One line of the cache more than is needed keeps the places off each other's sets.
        stride_ = batch_ * kLanes + 8;
        const auto numbers = [&](std::size_t count) {
            return static_cast<std::int64_t*>(reserve(owner, 8 * count * kLanes));
        };
        const std::size_t places = size(places_);
        times_ = static_cast<std::int64_t*>(reserve(owner, 8 * size(stride_) * (places + 1)));
        constant_ = numbers(places + 1);
        left_ = numbers(places + 1);
        coming_ = numbers(size(batch_));
        nothing_ = numbers(places + 2);
        draws_ = static_cast<Draws<L>*>(reserve(owner, sizeof(Draws<L>) * (places + 1)));
        segments_ = static_cast<Segment*>(reserve(owner, sizeof(Segment) * (places + 1)));
        rings_ = static_cast<Ring*>(reserve(owner, sizeof(Ring) * (places + 2)));
        depth_ = 1;
        for (int j = 0; j < places_; ++j) {
            const Place& place = line.places[j];
            const std::int64_t length = ring_length(j);
            depth_ = larger(depth_, place.machines);
            if (length > kShallow || (enters_late(j) && length > 0)) {
                Ring& ring = rings_[j];
                ring.begin = ring.at = numbers(size(length));
                ring.end = ring.begin + length * kLanes;
            } else {
                depth_ = larger(depth_, length);
            }
        }
        rows_ = numbers(size(depth_) * (places + 2));
        if (task.of_places) {
            sums_ = reinterpret_cast<std::uint64_t*>(numbers(3 * (places + 1)));
            edges_ = numbers(places + 1);
            pages_ = numbers(places + 1);
        }
        stops_.reserve(line, kLanes, reserve, owner);
        shifts_.reserve(line, task, places_ + 1, kLanes, reserve, owner);
        start();
    }

    Ending run() { return task_.of_places ? advance<true>() : advance<false>(); }

  private:
    static constexpr int kLanes = L::kLanes;
    using I = typename L::I;
    using U = typename L::U;

    // Instants of leaving are kept in rows, a part to a row, for as many parts as the buffer
    // before a place and its machines hold: the oldest is the one that made room. A place behind a
    // larger buffer has a ring of its own. Where a part may enter later than the one before it has
    // left, off shift or still in transit, the instants of entering are kept instead, of as many
    // parts as the buffer holds.
    static constexpr std::int64_t kShallow = 32;

    struct Ring {
        std::int64_t* at;
        std::int64_t* begin;  // null: none
        std::int64_t* end;
    };

    // Places one after the other that are treated alike.
    struct Segment {
        int begin;
        int end;
        std::int64_t length;  // of the ring of the place behind each; 0: nothing holds up there
        std::int64_t machines;
        bool fails;
        bool constant;
        bool special;  // a ring of its own, a calendar, a transit: here or behind

        bool is_like(const Segment& other) const {
            return length == other.length && machines == other.machines && fails == other.fails &&
                   constant == other.constant && special == other.special;
        }
    };

    // A count of passages at one point, with the edge of the present period of each lane.
    struct Counter {
        I edge;
        U sum;
        std::int64_t page[kLanes];
    };

    static std::size_t size(std::int64_t n) { return static_cast<std::size_t>(n); }

    // Parts whose times are drawn in one go: so few that all of them stay in the first cache.
    static int batch_of(int places) {
        constexpr int kNumbers = 2048;
        int batch = 256;
        while (batch > Draws<L>::kMultiple && batch * places * kLanes > kNumbers) batch /= 2;
        return batch;
    }

    // Instants to be remembered of a place; 0: none, and none behind the last place.
    std::int64_t ring_length(int j) const {
        if (j >= places_) return 0;
        const Place& place = line_.places[j];
        if (place.room == kNoLimit) return 0;
        return enters_late(j) ? place.room : place.room + place.machines;
    }

    bool enters_late(int j) const {
        return line_.places[j].calendar >= 0 || line_.places[j].transit > 0;
    }

    bool is_special(int j) const {
        return j < places_ && (rings_[j].begin != nullptr || enters_late(j));
    }

    std::int64_t page_end(std::int64_t page) const {
        return smaller((page + 1) * task_.period, task_.horizon);
    }

    void start() {
        for (int j = 0; j < places_; ++j) {
            const Place& place = line_.places[j];
            draws_[j].begin(line_, task_, place.law, place.stream);
            const bool constant = draws_[j].is_constant();
            store(left_ + j * kLanes, all(L{}, kNoLimit));
            if (place.calendar >= 0) shifts_.begin(j, place.calendar);
            if (constant) store(constant_ + j * kLanes, all(L{}, draws_[j].constant()));
            add_to_segments(j, place.mode_begin != place.mode_end, constant);
            if (!task_.of_places) continue;
            store(edges_ + j * kLanes, all(L{}, page_end(0)));
        }
        begin_count(arrived_);
        begin_count(released_);
        begin_count(sunk_);
        lead_ = all(L{}, std::uint64_t{0});
        begin_stops();
        const Supply& supply = line_.supply;
        if (supply.calendar >= 0) shifts_.begin(places_, supply.calendar);
        if (supply.law < 0) return;
        draws_[places_].begin(line_, task_, supply.law, supply.stream);
        arrival_ = all(L{}, supply.first < 0 ? std::int64_t{0} : smaller(supply.first, kFarthest));
        first_is_given_ = supply.first >= 0;
        next_interval_ = batch_;
    }

    void add_to_segments(int j, bool fails, bool constant) {
        const bool special = is_special(j) || is_special(j + 1);
        const Segment segment{j,        j + 1,  ring_length(j + 1), line_.places[j].machines, fails,
                              constant, special};
        if (segment_count_ > 0 && segments_[segment_count_ - 1].is_like(segment)) {
            segments_[segment_count_ - 1].end = j + 1;
        } else {
            segments_[segment_count_++] = segment;
        }
    }

    void begin_count(Counter& counter) const {
        counter.edge = all(L{}, page_end(0));
        counter.sum = all(L{}, std::uint64_t{0});
        for (auto& page : counter.page) page = 0;
    }

    void begin_stops() {
        for (int j = 0; j < places_; ++j) {
            if (line_.places[j].mode_begin == line_.places[j].mode_end) continue;
            for (int lane = 0; lane < kLanes; ++lane) {
                left_[j * kLanes + lane] = stops_.start(task_, j, lane);
            }
        }
    }

    static I read(const std::int64_t* numbers) {
        if constexpr (kLanes == 1) {
            return *numbers;
        } else {
            I found;
            __builtin_memcpy(&found, numbers, sizeof found);
            return found;
        }
    }

    static void write(std::int64_t* numbers, I values) {
        if constexpr (kLanes == 1) {
            *numbers = values;
        } else {
            __builtin_memcpy(numbers, &values, sizeof values);
        }
    }

    // Q2: the instants at which the parts of this batch come.
    void draw_arrivals() {
        const int lot = line_.supply.lot;
        const I most = all(L{}, kFarthest);
        for (int i = 0; i < batch_; ++i) {
            if (lot_left_ == 0) {
                lot_left_ = lot;
                if (first_is_given_) {
                    first_is_given_ = false;
                } else {
                    if (next_interval_ == batch_) {
                        draws_[places_].take(line_, intervals(), batch_);
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

    template <bool kOfPlaces>
    Ending advance() {
        const bool arrivals = line_.supply.law >= 0;
        const std::int64_t cap = task_.horizon + 1;
        // By so many parts no instant can have grown beyond kFarthest.
        const std::int64_t safe = kFarthest / cap - places_ - 2 * batch_ - 2;
        std::int64_t since = 0;
        std::int64_t standing = -1;
        std::int64_t stood = 0;
        for (;;) {
            if (task_.interrupted(task_.who)) return Ending::INTERRUPTED;
            for (int j = 0; j < places_; ++j) {
                if (draws_[j].is_constant()) continue;
                draws_[j].take(line_, times_ + size(j) * size(stride_), batch_);
            }
            if (arrivals) draw_arrivals();
            for (int i = 0; i < batch_; ++i, ++part_) pass<kOfPlaces>(i, arrivals);
            if (departures_full_) return Ending::TOO_MANY;
            std::int64_t at[kLanes];
            write(at, arrivals ? arrival_ : released_at_);
            std::int64_t earliest = at[0];
            for (const std::int64_t each : at) earliest = smaller(earliest, each);
            if (earliest >= task_.horizon) return Ending::REACHED;
            if (earliest != standing) {
                standing = earliest;
                stood = 0;
            } else if ((stood += batch_) > kStandstill) {
                return Ending::STANDING_STILL;
            }
            since += batch_;
            if (since > safe) {
                bring_back(cap);
                since = 0;
            }
        }
    }

    template <bool kOfPlaces>
    CARWRIGHT_INLINE void pass(int i, bool arrivals) {
        I came = all(L{}, std::int64_t{0});
        if (arrivals) {
            came = load(L{}, coming_ + i * kLanes);
            count<kArrival>(arrived_, came);
        }
        turn_row();
        I at = larger(came, released_at_);
        if (is_special(0) || line_.supply.calendar >= 0) {
            at = release(at);
        } else if (const std::int64_t length = ring_length(0); length > 0) {
            at = larger(at, load(L{}, oldest(length)));
        }
        count<kRelease>(released_, at);
        if (!arrivals) came = at;
        released_at_ = at;
        for (int n = 0; n < segment_count_; ++n) at = pass_segment<kOfPlaces>(segments_[n], i, at);
        depart(came, at);
    }

    // The row of this part takes the place of the oldest.
    CARWRIGHT_INLINE void turn_row() {
        if (++row_ == depth_) row_ = 0;
    }

    // The source gives when its calendar is on (F6.1) and there is room.
    I release(I at) {
        for (;;) {
            I next = larger(at, room(0, at));
            if (line_.supply.calendar >= 0) next = on_shift(places_, line_.supply.calendar, next);
            if (less(at, next) == 0) return at;
            at = next;
        }
    }

    // The first instant from `at` on at which the calendar is on.
    I on_shift(int owner, int calendar, I at) {
        at = larger(at, load(L{}, shifts_.on(owner)));
        const unsigned within = less(at, load(L{}, shifts_.off(owner)));
        if (within == kAll) return at;
        std::int64_t instant[kLanes];
        write(instant, at);
        for (int lane = 0; lane < kLanes; ++lane) {
            instant[lane] = shifts_.reach(owner, calendar, lane, instant[lane]);
        }
        return read(instant);
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
            const std::ptrdiff_t place = std::ptrdiff_t{j} * kLanes;
            const I begin = larger(at, load(L{}, before + place));
            I taken = kConstant ? load(L{}, constant_ + place)
                                : load(L{}, times_ + std::ptrdiff_t{j} * stride_ + i * kLanes);
            if constexpr (kFails) {
                const I left = load(L{}, left_ + place);
                if (const unsigned which = less(left, taken)) [[unlikely]] {
                    taken = stop(j, which, begin, taken);
                } else {
                    store(left_ + place, left - taken);
                }
            }
            const I end = begin + taken;
            const I leave = larger(end, load(L{}, behind + place + kLanes));
            store(now + place, leave);
            at = leave;
            if constexpr (kOfPlaces) tally(j, begin, end, leave);
        }
        return at;
    }

    // The same with what is rarer.
    template <bool kOfPlaces>
    I walk_carefully(const Segment& segment, int i, I at) {
        std::int64_t* const now = row(row_);
        for (int j = segment.begin; j < segment.end; ++j) {
            const std::ptrdiff_t place = std::ptrdiff_t{j} * kLanes;
            const I begin = enter(j, at);
            I taken = segment.constant
                          ? load(L{}, constant_ + place)
                          : load(L{}, times_ + std::ptrdiff_t{j} * stride_ + i * kLanes);
            unsigned which = less(load(L{}, left_ + place), taken);
            if (keeps_shifts(j)) which |= less(load(L{}, shifts_.off(j)), begin + taken);
            if (which != 0) {
                taken = stop(j, which, begin, taken);
            } else if (segment.fails) {
                store(left_ + place, load(L{}, left_ + place) - taken);
            }
            const I end = begin + taken;
            const I leave = larger(end, room(j + 1, end));
            remember(rings_[j], enters_late(j) ? begin : leave);
            store(now + place, leave);
            at = leave;
            if constexpr (kOfPlaces) tally(j, begin, end, leave);
        }
        return at;
    }

    // C3: work stands still off shift.
    bool keeps_shifts(int j) const {
        return line_.places[j].calendar >= 0 && line_.places[j].finish == 0;
    }

    // When a part that left the place before at `at` is loaded.
    I enter(int j, I at) {
        const Place& place = line_.places[j];
        const I free = load(L{}, oldest(place.machines) + std::ptrdiff_t{j} * kLanes);
        const I ready = larger(at + all(L{}, place.transit), free);
        return place.calendar < 0 ? ready : on_shift(j, place.calendar, ready);
    }

    // Since when there is room for a part before or on a place, if it asks at `at`.
    I room(int j, I at) {
        const std::int64_t length = ring_length(j);
        if (j < places_ && enters_late(j) && line_.places[j].room == 0) return enter(j, at);
        if (length == 0) return all(L{}, std::int64_t{0});
        if (rings_[j].begin != nullptr) return load(L{}, rings_[j].at);
        return load(L{}, oldest(length) + std::ptrdiff_t{j} * kLanes);
    }

    static void remember(Ring& ring, I leave) {
        if (ring.begin == nullptr) return;
        store(ring.at, leave);
        ring.at += kLanes;
        if (ring.at == ring.end) ring.at = ring.begin;
    }

    // Work that is stopped in some lanes: how long it takes with the stops.
    I stop(int j, unsigned which, I begin, I taken) {
        std::int64_t begun[kLanes], time[kLanes];
        write(begun, begin);
        write(time, taken);
        std::int64_t* const left = left_ + j * kLanes;
        const Shifts* const shifts = keeps_shifts(j) ? &shifts_ : nullptr;
        for (int lane = 0; lane < kLanes; ++lane) {
            if (which >> lane & 1) {
                time[lane] =
                    stops_.work(task_, j, lane, begun[lane], time[lane], left[lane], shifts);
            } else {
                left[lane] -= time[lane];
            }
        }
        return read(time);
    }

    Passage& passage(int lane, std::int64_t page, std::size_t point) const {
        const std::size_t points = kPlaces + (task_.of_places ? kPointsOfPlace * size(places_) : 0);
        return task_.given[lane].passages[size(page) * points + point];
    }

    // The lanes of `which` have passed the end of a period.
    template <std::size_t kPoint>
    CARWRIGHT_INLINE void count(Counter& counter, I at) {
        if (const unsigned within = less(at, counter.edge); within != kAll) [[unlikely]] {
            turn_page(counter, kPoint, kAll & ~within, at);
        }
        counter.sum += unsign(at);
    }

    void turn_page(Counter& counter, std::size_t point, unsigned which, I at) {
        std::int64_t edge[kLanes], now[kLanes], sum[kLanes];
        write(edge, counter.edge);
        write(now, at);
        write_sum(sum, counter.sum);
        for (int lane = 0; lane < kLanes; ++lane) {
            if (!(which >> lane & 1)) continue;
            while (now[lane] >= edge[lane]) {
                passage(lane, counter.page[lane], point) = {static_cast<std::uint64_t>(part_),
                                                            static_cast<std::uint64_t>(sum[lane])};
                edge[lane] = next_edge(counter.page[lane]);
            }
        }
        counter.edge = read(edge);
    }

    std::int64_t next_edge(std::int64_t& page) const {
        return ++page < task_.periods ? page_end(page) : kNoLimit;
    }

    static void write_sum(std::int64_t* numbers, U values) {
        if constexpr (kLanes == 1) {
            *numbers = static_cast<std::int64_t>(values);
        } else {
            __builtin_memcpy(numbers, &values, sizeof values);
        }
    }

    CARWRIGHT_INLINE void tally(int j, I begin, I end, I leave) {
        const I edge = load(L{}, edges_ + j * kLanes);
        if (const unsigned within = less(leave, edge); within != kAll) [[unlikely]] {
            turn_page(j, kAll & ~within, begin, end, leave);
        }
        std::uint64_t* const sums = sums_ + 3 * j * kLanes;
        store(sums, load(L{}, sums) + unsign(begin));
        store(sums + kLanes, load(L{}, sums + kLanes) + unsign(end));
        store(sums + 2 * kLanes, load(L{}, sums + 2 * kLanes) + unsign(leave));
    }

    void turn_page(int j, unsigned which, I begin, I end, I leave) {
        std::int64_t from[kLanes], to[kLanes], out[kLanes];
        write(from, begin);
        write(to, end);
        write(out, leave);
        const auto parts = static_cast<std::uint64_t>(part_);
        const std::size_t point = kPlaces + kPointsOfPlace * size(j);
        const std::uint64_t* const sums = sums_ + 3 * j * kLanes;
        for (int lane = 0; lane < kLanes; ++lane) {
            if (!(which >> lane & 1)) continue;
            std::int64_t& edge = edges_[j * kLanes + lane];
            std::int64_t& page = pages_[j * kLanes + lane];
            while (out[lane] >= edge) {
                const std::uint64_t begun = from[lane] < edge;
                const std::uint64_t ended = to[lane] < edge;
                Passage* at = &passage(lane, page, point);
                at[kBegin] = {parts + begun,
                              sums[lane] + begun * static_cast<std::uint64_t>(from[lane])};
                at[kEnd] = {parts + ended,
                            sums[kLanes + lane] + ended * static_cast<std::uint64_t>(to[lane])};
                at[kLeave] = {parts, sums[2 * kLanes + lane]};
                edge = next_edge(page);
            }
        }
    }

    // N3: the part is out; its lead time counts where it counts.
    CARWRIGHT_INLINE void depart(I came, I at) {
        if (const unsigned within = less(at, sunk_.edge); within != kAll) [[unlikely]] {
            note_lead(kAll & ~within, at);
        }
        count<kSink>(sunk_, at);
        lead_ += unsign(at - came);
        if (task_.most_departed > 0) [[unlikely]]
            note_departure(at);
    }

    void note_lead(unsigned which, I at) {
        std::int64_t now[kLanes], lead[kLanes];
        write(now, at);
        write_sum(lead, lead_);
        for (int lane = 0; lane < kLanes; ++lane) {
            if (!(which >> lane & 1)) continue;
            for (std::int64_t page = sunk_.page[lane];
                 page < task_.periods && now[lane] >= page_end(page); ++page) {
                task_.given[lane].lead[page] = static_cast<std::uint64_t>(lead[lane]);
            }
        }
    }

    void note_departure(I at) {
        std::int64_t now[kLanes];
        write(now, at);
        for (int lane = 0; lane < kLanes; ++lane) {
            if (now[lane] >= task_.horizon) continue;
            if (size(part_) >= task_.most_departed) {
                departures_full_ = true;
            } else {
                task_.given[lane].departed[part_] = now[lane];
            }
        }
    }

    void bring_back(std::int64_t cap) {
        const I most = all(L{}, cap);
        arrival_ = smaller(arrival_, most);
        const std::int64_t numbers = depth_ * (places_ + 2) * kLanes;
        bring_back(rows_, rows_ + numbers, most);
        for (int j = 0; j < places_; ++j) bring_back(rings_[j].begin, rings_[j].end, most);
    }

    static void bring_back(std::int64_t* from, const std::int64_t* to, I most) {
        for (; from != to; from += kLanes) store(from, smaller(load(L{}, from), most));
    }

    static constexpr unsigned kAll = (1u << kLanes) - 1;

    const Line& line_;
    const Task& task_;
    int places_;
    int batch_;
    int stride_;
    std::int64_t depth_;
    std::int64_t row_ = 0;
    std::int64_t* rows_;      // [depth][place][lane] of leaving, a row for each of the last parts
    std::int64_t* nothing_;   // a row of zeros: nothing holds up
    std::int64_t* times_;     // [place][part of the batch][lane]; behind them the intervals
    std::int64_t* constant_;  // [place][lane], where the time is the same for every part
    std::int64_t* left_;      // [place][lane], time of work to the next failure
    std::int64_t* coming_;    // [part of the batch][lane]
    std::uint64_t* sums_ = nullptr;  // [place][begun, ended, left][lane] of instants so far
    std::int64_t* edges_ = nullptr;  // [place][lane], end of the present period
    std::int64_t* pages_ = nullptr;  // [place][lane], number of it
    Ring* rings_;
    Segment* segments_;
    int segment_count_ = 0;
    Draws<L>* draws_;  // of each place, then of the source
    Stops stops_;
    Shifts shifts_;
    Counter arrived_;
    Counter released_;
    Counter sunk_;
    I released_at_{};
    U lead_;
    I arrival_{};
    std::int64_t part_ = 0;
    int lot_left_ = 0;
    int next_interval_ = 0;
    bool first_is_given_ = false;
    bool departures_full_ = false;
};

}  // namespace carwright::recursion::CARWRIGHT_SET
