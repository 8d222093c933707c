// Failures by working time, at once and without a crew (rules D2-D7): how they lengthen the work.
// They are rare, so they are carried out one by one, each lane for itself.
#pragma once

#include "lanes.h"
#include "line.h"
#include "shifts.h"

namespace carwright::recursion::CARWRIGHT_SET {

class Stops {
  public:
    void reserve(const Line& line, int lanes, Reserve reserve, void* owner) {
        line_ = &line;
        lanes_ = lanes;
        const auto failures = static_cast<std::size_t>(line.failure_count);
        const auto cells = static_cast<std::size_t>(lanes) * (failures + 1);
        clocks_ = static_cast<Clock*>(reserve(owner, sizeof(Clock) * cells));
    }

    // The time of work to the first failure of a place, its clocks having been drawn (T7).
    std::int64_t start(const Task& task, int place, int lane) {
        const Place& p = line_->places[place];
        for (int mode = p.mode_begin; mode < p.mode_end; ++mode) {
            Clock& c = clock(mode, lane);
            const Failure& f = line_->failures[mode];
            const std::int32_t law = f.first >= 0 ? f.first : f.between;
            c.due = draw(task, law, f.stream_between, lane, c.between_count);
        }
        return least_due(p, lane);
    }

    // Work that begins at `begin` and takes `work` without stops: what it takes with them. `left`,
    // the time of work to the next failure, moves on. With `shifts` it stands still off shift.
    std::int64_t work(const Task& task, int place, int lane, std::int64_t begin, std::int64_t work,
                      std::int64_t& left, const Shifts* shifts) {
        const int calendar = line_->places[place].calendar;
        // A copy: another machine of the place may work in an earlier interval.
        Shift on = shifts == nullptr ? Shift{0, kNoLimit, 0} : shifts->present(place, lane);
        std::int64_t now = begin;
        for (;;) {
            const std::int64_t shift = on.off - now;
            if (work <= left && work <= shift) break;  // D4, D5: also if both come at its very end
            if (now >= task.horizon) {                 // what happens then doesn't count
                left = kNoLimit;
                return begin < task.horizon ? task.horizon + 1 - begin : 0;
            }
            if (shift <= left) {  // T4: a shift that ends comes before a failure
                work -= shift;
                left -= shift;
                now += shift;
            } else {
                work -= left;
                now += left;
                left = repair(task, place, lane, now);
            }
            if (shifts != nullptr) now = shifts->reach(on, calendar, now);
        }
        left -= work;
        return now + work - begin;
    }

  private:
    struct Clock {
        std::int64_t due;  // time of work left to it when it was last looked at
        std::uint32_t between_count;
        std::uint32_t repair_count;
    };

    Clock& clock(int mode, int lane) { return clocks_[mode * lanes_ + lane]; }

    std::int64_t draw(const Task& task, std::int32_t law, std::uint64_t stream, int lane,
                      std::uint32_t& count) const {
        const auto replication = task.replication + static_cast<std::uint32_t>(lane);
        return draw_alone(*line_, law, task.seed, stream, replication, count);
    }

    static std::int64_t page_end(const Task& task, std::int64_t page) {
        return smaller((page + 1) * task.period, task.horizon);
    }

    // The clock that has run out first, the lowest row of several (D4), stops the place at `now`,
    // which moves on to the end of the repair (D6). The time of work to the next stop.
    std::int64_t repair(const Task& task, int place, int lane, std::int64_t& now) {
        const Place& p = line_->places[place];
        int due = p.mode_begin;
        for (int mode = p.mode_begin; mode < p.mode_end; ++mode) {
            if (clock(mode, lane).due < clock(due, lane).due) due = mode;
        }
        const std::int64_t worked = clock(due, lane).due;
        for (int mode = p.mode_begin; mode < p.mode_end; ++mode) clock(mode, lane).due -= worked;
        Clock& c = clock(due, lane);
        if (now < task.horizon) {
            const Failure& f = line_->failures[due];
            const std::int64_t length = draw(task, f.repair, f.stream_repair, lane, c.repair_count);
            tally(task, lane, due, now, now + length);
            now += length;
            c.due = draw(task, f.between, f.stream_between, lane, c.between_count);
        }
        return least_due(p, lane);
    }

    std::int64_t least_due(const Place& place, int lane) {
        std::int64_t least = kNoLimit;
        for (int mode = place.mode_begin; mode < place.mode_end; ++mode) {
            least = smaller(least, clock(mode, lane).due);
        }
        return least;
    }

    // Y1: a stop counts where it begins; its time is shared out among the periods.
    void tally(const Task& task, int lane, int mode, std::int64_t begin, std::int64_t end) const {
        const Given& given = task.given[lane];
        const std::int64_t failures = line_->failure_count;
        std::int64_t page = begin / task.period;
        given.stops[page * failures + mode] += 1;
        end = smaller(end, task.horizon);
        for (; begin < end; ++page) {
            const std::int64_t stop = smaller(end, page_end(task, page));
            given.down[page * failures + mode] += stop - begin;
            begin = stop;
        }
    }

    const Line* line_ = nullptr;
    int lanes_ = 0;
    Clock* clocks_ = nullptr;
};

}  // namespace carwright::recursion::CARWRIGHT_SET
