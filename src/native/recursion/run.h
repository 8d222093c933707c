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
        const auto make = [&](std::size_t count) { return reserve(owner, count); };
        states_ = static_cast<State*>(make(sizeof(State) * (size(places_) + 1)));
        times_ = static_cast<std::int64_t*>(make(8 * size(stride_) * (size(places_) + 1)));
        coming_ = static_cast<std::int64_t*>(make(8 * size(batch_ + 16) * kLanes));
        draws_ = static_cast<Draws<L>*>(make(sizeof(Draws<L>) * size(places_ + 1)));
        stops_.reserve(line, kLanes, reserve, owner);
        std::size_t rooms = 1;
        for (int j = 0; j < places_; ++j) rooms += ring_length(j);
        auto* ring = static_cast<std::int64_t*>(make(8 * kLanes * rooms));
        for (int j = 0; j <= places_; ++j) {
            State& s = states_[j];
            s.begin = s.at = ring;
            ring += j < places_ ? ring_length(j) * kLanes : 0;
            s.end = ring;
        }
        start();
    }

    Ending run() { return task_.of_places ? advance<true>() : advance<false>(); }

  private:
    static constexpr int kLanes = L::kLanes;
    using I = typename L::I;
    using U = typename L::U;

    // A machine and the ring of the instants at which the last parts left it: as many as the
    // buffer before it and the machine hold, so that the oldest is the one that made room. The one
    // behind the last place stands for the sink.
    struct State {
        I last;                // D[n-1, j]
        I left;                // time of work to the next failure
        I edge;                // end of the present period
        U begun, ended, gone;  // sums of instants so far
        std::int64_t* at;
        std::int64_t* begin;
        std::int64_t* end;  // begin: nothing holds up what comes
        std::int64_t page[kLanes];
        bool fails;
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
        if (kLanes == 1) return places > 64 ? 16 : 64;
        int batch = 64;
        while (batch > 2 && batch * places * kLanes > 2048) batch /= 2;
        return batch;
    }

    std::size_t ring_length(int j) const {
        const std::int64_t room = line_.places[j].room;
        return room == kNoLimit ? 0 : size(room + 1);
    }

    std::int64_t page_end(std::int64_t page) const {
        return smaller((page + 1) * task_.period, task_.horizon);
    }

    void start() {
        const I first_end = all(L{}, page_end(0));
        for (int j = 0; j <= places_; ++j) {
            State& s = states_[j];
            s.last = all(L{}, std::int64_t{0});
            s.left = all(L{}, kFarthest);
            s.edge = first_end;
            s.begun = s.ended = s.gone = all(L{}, std::uint64_t{0});
            if (j == places_) continue;
            const Place& place = line_.places[j];
            s.fails = place.mode_begin != place.mode_end;
            Draws<L>& work = draws_[j];
            work.begin(line_, task_, place.law, place.stream);
            if (work.is_constant()) work.take(line_, times_ + size(j) * size(stride_), batch_);
        }
        begin_count(arrived_);
        begin_count(released_);
        begin_count(sunk_);
        lead_ = all(L{}, std::uint64_t{0});
        begin_stops();
        const Supply& supply = line_.supply;
        if (supply.law < 0) return;
        draws_[places_].begin(line_, task_, supply.law, supply.stream);
        arrival_ = all(L{}, supply.first < 0 ? std::int64_t{0} : smaller(supply.first, kFarthest));
        first_is_given_ = supply.first >= 0;
        next_interval_ = batch_;
    }

    void begin_count(Counter& counter) const {
        counter.edge = all(L{}, page_end(0));
        counter.sum = all(L{}, std::uint64_t{0});
        for (auto& page : counter.page) page = 0;
    }

    void begin_stops() {
        for (int j = 0; j < places_; ++j) {
            if (!states_[j].fails) continue;
            std::int64_t left[kLanes];
            for (int lane = 0; lane < kLanes; ++lane) left[lane] = stops_.start(task_, j, lane);
            states_[j].left = read(left);
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
        State* s = states_;
        I came = all(L{}, std::int64_t{0});
        if (arrivals) {
            came = load(L{}, coming_ + i * kLanes);
            count<kArrival>(arrived_, came);
        }
        I at = came;
        if (s->begin != s->end) at = larger(at, load(L{}, s->at));
        count<kRelease>(released_, at);
        if (!arrivals) came = at;
        released_at_ = at;
        const std::int64_t* time = times_ + i * kLanes;
        for (State* const sink = states_ + places_; s != sink; ++s, time += stride_) {
            const I before = s->last;
            const I begin = larger(at, before);
            I taken = load(L{}, time);
            if (s->fails) {
                if (const unsigned which = less(s->left, taken)) [[unlikely]] {
                    taken = stop(static_cast<int>(s - states_), which, begin, taken);
                } else {
                    s->left -= taken;
                }
            }
            const I end = begin + taken;
            const State& next = s[1];
            I leave = end;
            if (next.begin != next.end) leave = larger(leave, load(L{}, next.at));
            if (s->begin != s->end) {
                store(s->at, leave);
                s->at += kLanes;
                if (s->at == s->end) s->at = s->begin;
            }
            s->last = leave;
            at = leave;
            if constexpr (kOfPlaces) tally(*s, begin, end, leave);
        }
        depart(came, at);
    }

    // Work that is stopped in some lanes: how long it takes with the stops.
    I stop(int j, unsigned which, I begin, I taken) {
        State& s = states_[j];
        std::int64_t left[kLanes], begun[kLanes], time[kLanes];
        write(left, s.left);
        write(begun, begin);
        write(time, taken);
        for (int lane = 0; lane < kLanes; ++lane) {
            if (which >> lane & 1) {
                time[lane] = stops_.work(task_, j, lane, begun[lane], time[lane], left[lane]);
            } else {
                left[lane] -= time[lane];
            }
        }
        s.left = read(left);
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

    CARWRIGHT_INLINE void tally(State& s, I begin, I end, I leave) {
        if (const unsigned within = less(leave, s.edge); within != kAll) [[unlikely]] {
            turn_page(s, kAll & ~within, begin, end, leave);
        }
        s.begun += unsign(begin);
        s.ended += unsign(end);
        s.gone += unsign(leave);
    }

    void turn_page(State& s, unsigned which, I begin, I end, I leave) {
        std::int64_t edge[kLanes], from[kLanes], to[kLanes], out[kLanes];
        std::int64_t sums[3][kLanes];
        write(edge, s.edge);
        write(from, begin);
        write(to, end);
        write(out, leave);
        write_sum(sums[0], s.begun);
        write_sum(sums[1], s.ended);
        write_sum(sums[2], s.gone);
        const auto parts = static_cast<std::uint64_t>(part_);
        const std::size_t point = kPlaces + kPointsOfPlace * size(&s - states_);
        for (int lane = 0; lane < kLanes; ++lane) {
            if (!(which >> lane & 1)) continue;
            while (out[lane] >= edge[lane]) {
                const std::uint64_t begun = from[lane] < edge[lane];
                const std::uint64_t ended = to[lane] < edge[lane];
                Passage* at = &passage(lane, s.page[lane], point);
                at[kBegin] = {parts + begun, static_cast<std::uint64_t>(sums[0][lane]) +
                                                 begun * static_cast<std::uint64_t>(from[lane])};
                at[kEnd] = {parts + ended, static_cast<std::uint64_t>(sums[1][lane]) +
                                               ended * static_cast<std::uint64_t>(to[lane])};
                at[kLeave] = {parts, static_cast<std::uint64_t>(sums[2][lane])};
                edge[lane] = next_edge(s.page[lane]);
            }
        }
        s.edge = read(edge);
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
        for (int j = 0; j <= places_; ++j) {
            State& s = states_[j];
            s.last = smaller(s.last, most);
            for (std::int64_t* each = s.begin; each != s.end; each += kLanes) {
                store(each, smaller(load(L{}, each), most));
            }
        }
    }

    static constexpr unsigned kAll = (1u << kLanes) - 1;

    const Line& line_;
    const Task& task_;
    int places_;
    int batch_;
    int stride_;
    State* states_;
    std::int64_t* times_;   // [place][part of the batch][lane]; behind them the intervals
    std::int64_t* coming_;  // [part of the batch][lane]
    Draws<L>* draws_;       // of each place, then of the source
    Stops stops_;
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
