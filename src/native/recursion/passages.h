// Counts what passes the points of a line by periods. In each lane a point has its own period: that
// of the next part.
#pragma once

#include "lanes.h"
#include "line.h"

namespace carwright::recursion::CARWRIGHT_SET {

// Where the periods end, and where their counts are kept.
struct Pages {
    const Task* task;

    std::int64_t end(std::int64_t page) const {
        return smaller((page + 1) * task->period, task->horizon);
    }
    std::int64_t next_edge(std::int64_t& page) const {
        return ++page < task->periods ? end(page) : kNoLimit;
    }
    Passage& at(int lane, std::int64_t page, std::size_t point) const {
        return task->given[lane].passages[static_cast<std::size_t>(page) * task->points + point];
    }
};

// Numbers in memory of any alignment.
template <class V, class N>
CARWRIGHT_INLINE V read(const N* numbers) {
    V found;
    __builtin_memcpy(&found, numbers, sizeof found);
    return found;
}

template <class V, class N>
CARWRIGHT_INLINE void write(N* numbers, V values) {
    __builtin_memcpy(numbers, &values, sizeof values);
}

// What passes one point.
template <class L>
class Counter {
  public:
    using I = typename L::I;
    using U = typename L::U;

    void begin(const Pages& pages, std::size_t point) {
        edge_ = all(L{}, pages.end(0));
        sum_ = all(L{}, std::uint64_t{0});
        point_ = point;
        for (auto& page : page_) page = 0;
    }

    // One more part passes at `at`, after `before` others.
    CARWRIGHT_INLINE void count(const Pages& pages, std::int64_t before, I at) {
        if (const unsigned within = less(at, edge_); within != kAll) [[unlikely]] {
            turn_page(pages, before, kAll & ~within, at);
        }
        sum_ += unsign(at);
    }

    // The lanes in which a part passes at `at` beyond the end of the present period.
    CARWRIGHT_INLINE unsigned beyond(I at) const { return kAll & ~less(at, edge_); }
    std::int64_t page(int lane) const { return page_[lane]; }

  private:
    static constexpr int kLanes = L::kLanes;
    static constexpr unsigned kAll = (1u << kLanes) - 1;

    void turn_page(const Pages& pages, std::int64_t before, unsigned which, I at) {
        std::int64_t edge[kLanes], now[kLanes];
        std::uint64_t sum[kLanes];
        write(edge, edge_);
        write(now, at);
        write(sum, sum_);
        for (int lane = 0; lane < kLanes; ++lane) {
            if (!(which >> lane & 1)) continue;
            while (now[lane] >= edge[lane]) {
                pages.at(lane, page_[lane], point_) = {static_cast<std::uint64_t>(before),
                                                       sum[lane]};
                edge[lane] = pages.next_edge(page_[lane]);
            }
        }
        edge_ = read<I>(edge);
    }

    I edge_;  // end of the present period of each lane
    U sum_;
    std::size_t point_;
    std::int64_t page_[kLanes];
};

// The begin, the end and the leaving of work at each of a row of places.
template <class L>
class Works {
  public:
    using I = typename L::I;

    void reserve(const Pages& pages, std::size_t first_point, int places, Reserve reserve,
                 void* owner) {
        first_point_ = first_point;
        const auto numbers = [&](int count) {
            return reserve(owner, 8 * kLanes * static_cast<std::size_t>(count));
        };
        sums_ = static_cast<std::uint64_t*>(numbers(3 * places + 1));
        edges_ = static_cast<std::int64_t*>(numbers(places + 1));
        pages_ = static_cast<std::int64_t*>(numbers(places + 1));
        for (int j = 0; j < places; ++j) store(edges_ + j * kLanes, all(L{}, pages.end(0)));
    }

    CARWRIGHT_INLINE void count(const Pages& pages, std::int64_t before, int j, I begin, I end,
                                I leave) {
        const I edge = load(L{}, edges_ + j * kLanes);
        if (const unsigned within = less(leave, edge); within != kAll) [[unlikely]] {
            turn_page(pages, before, j, kAll & ~within, begin, end, leave);
        }
        std::uint64_t* const sums = sums_ + 3 * j * kLanes;
        store(sums, load(L{}, sums) + unsign(begin));
        store(sums + kLanes, load(L{}, sums + kLanes) + unsign(end));
        store(sums + 2 * kLanes, load(L{}, sums + 2 * kLanes) + unsign(leave));
    }

  private:
    static constexpr int kLanes = L::kLanes;
    static constexpr unsigned kAll = (1u << kLanes) - 1;

    void turn_page(const Pages& pages, std::int64_t before, int j, unsigned which, I begin, I end,
                   I leave) {
        std::int64_t from[kLanes], to[kLanes], out[kLanes];
        write(from, begin);
        write(to, end);
        write(out, leave);
        const auto parts = static_cast<std::uint64_t>(before);
        const std::size_t point = first_point_ + kPointsOfPlace * static_cast<std::size_t>(j);
        const std::uint64_t* const sums = sums_ + 3 * j * kLanes;
        for (int lane = 0; lane < kLanes; ++lane) {
            if (!(which >> lane & 1)) continue;
            std::int64_t& edge = edges_[j * kLanes + lane];
            std::int64_t& page = pages_[j * kLanes + lane];
            while (out[lane] >= edge) {
                const std::uint64_t begun = from[lane] < edge;
                const std::uint64_t ended = to[lane] < edge;
                Passage* at = &pages.at(lane, page, point);
                at[kBegin] = {parts + begun,
                              sums[lane] + begun * static_cast<std::uint64_t>(from[lane])};
                at[kEnd] = {parts + ended,
                            sums[kLanes + lane] + ended * static_cast<std::uint64_t>(to[lane])};
                at[kLeave] = {parts, sums[2 * kLanes + lane]};
                edge = pages.next_edge(page);
            }
        }
    }

    std::size_t first_point_;
    std::uint64_t* sums_;  // [place][begun, ended, left][lane] of instants so far
    std::int64_t* edges_;  // [place][lane], end of the present period
    std::int64_t* pages_;  // [place][lane], number of it
};

}  // namespace carwright::recursion::CARWRIGHT_SET
