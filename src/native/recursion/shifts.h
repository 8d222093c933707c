// Calendars (rules C1, C2): the interval of work that a place has come to, lane by lane. Instants
// asked for never fall, so that it only moves on.
#pragma once

#include "lanes.h"
#include "line.h"

namespace carwright::recursion::CARWRIGHT_SET {

// An interval of work, from `on` to before `off`, and the change that follows.
struct Shift {
    std::int64_t on;
    std::int64_t off;
    std::int64_t next;
};

class Shifts {
  public:
    // For `owners` of a calendar each; those without one are not begun and not asked for.
    void reserve(const Line& line, const Task& task, int owners, int lanes, Reserve reserve,
                 void* owner) {
        line_ = &line;
        lanes_ = lanes;
        horizon_ = task.horizon;
        const auto cells = static_cast<std::size_t>(lanes) * static_cast<std::size_t>(owners);
        on_ = static_cast<std::int64_t*>(reserve(owner, 8 * cells));
        off_ = static_cast<std::int64_t*>(reserve(owner, 8 * cells));
        next_ = static_cast<std::int64_t*>(reserve(owner, 8 * cells));
    }

    void begin(int owner, int calendar) {
        for (int lane = 0; lane < lanes_; ++lane) {
            Shift shift{};
            move_on(shift, calendar);
            put(owner * lanes_ + lane, shift);
        }
    }

    const std::int64_t* on(int owner) const { return on_ + owner * lanes_; }
    const std::int64_t* off(int owner) const { return off_ + owner * lanes_; }

    // The interval that the owner has come to.
    Shift present(int owner, int lane) const {
        const int cell = owner * lanes_ + lane;
        return {on_[cell], off_[cell], next_[cell]};
    }

    // The first instant of work from `at` on.
    std::int64_t reach(int owner, int calendar, int lane, std::int64_t at) {
        Shift shift = present(owner, lane);
        const std::int64_t reached = reach(shift, calendar, at);
        put(owner * lanes_ + lane, shift);
        return reached;
    }
    std::int64_t reach(Shift& shift, int calendar, std::int64_t at) const {
        while (at >= shift.off) move_on(shift, calendar);
        return larger(at, shift.on);
    }

  private:
    void put(int cell, const Shift& shift) {
        on_[cell] = shift.on;
        off_[cell] = shift.off;
        next_[cell] = shift.next;
    }

    // To the next interval of work; behind the horizon there is one without end.
    void move_on(Shift& shift, int calendar) const {
        const Timetable& table = line_->timetables[calendar];
        shift.on = find(table, shift.next, true);
        shift.off = shift.on > horizon_ ? kNoLimit : find(table, shift.next, false);
    }

    // The next change to working, or from it; `next` moves behind it.
    std::int64_t find(const Timetable& table, std::int64_t& next, bool working) const {
        const std::int64_t rows = table.end - table.begin;
        const std::int64_t again = table.loop < 0 ? 0 : table.end - table.loop;
        for (;; ++next) {
            std::int64_t row = table.begin + next;
            std::int64_t later = 0;
            if (next >= rows) {
                if (again <= 0 || table.length <= 0) break;
                later = ((next - rows) / again + 1) * table.length;
                row = table.loop + (next - rows) % again;
            }
            const std::int64_t at = line_->change_at[row] + later;
            if (at > horizon_) break;
            if ((line_->change_on[row] != 0) != working) continue;
            ++next;
            return at;
        }
        return working ? horizon_ + 1 : kNoLimit;
    }

    const Line* line_ = nullptr;
    int lanes_ = 0;
    std::int64_t horizon_ = 0;
    std::int64_t* on_ = nullptr;    // [owner][lane]
    std::int64_t* off_ = nullptr;   // [owner][lane]
    std::int64_t* next_ = nullptr;  // [owner][lane], the change that follows
};

}  // namespace carwright::recursion::CARWRIGHT_SET
