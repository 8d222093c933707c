// The event loop, with and without a trace.
#include "kernel.h"

#include <stdexcept>
#include <string>

#include "belts.h"
#include "buffers.h"
#include "components.h"
#include "crews.h"
#include "flow.h"
#include "loop.h"
#include "parts.h"
#include "phases.h"
#include "sources.h"
#include "states.h"
#include "stops.h"
#include "swift.h"
#include "tests.h"
#include "work.h"

namespace carwright {

Status Kernel::advance(i64 until, i64 max_events) {
    if (until < now_ || until > settings_.horizon) {
        throw std::invalid_argument("until " + std::to_string(until) + " is not between " +
                                    std::to_string(now_) + " and " +
                                    std::to_string(settings_.horizon));
    }
    return trace_.rows > 0 ? run<true>(until, max_events) : run<false>(until, max_events);
}

Tallies Kernel::closed_tallies() const {
    Tallies tallies = tallies_;
    tallies.go_on(now_);
    tallies.spread(Tally::cars, 0, cars_since_, now_, cars_);
    if (bottleneck_ != kNone) {
        tallies.spread(Tally::bottleneck_sole, bottleneck_, bottleneck_since_, now_);
    }
    for (const Object& o : objects_) {
        if (o.kind != Kind::BUFFER && o.kind != Kind::CONVEYOR) continue;
        tallies.spread_level(o.store, o.level, o.bin, o.level_since, now_);
    }
    for (std::size_t n = 0; n < machines_.size(); ++n) {
        const Machine& m = machines_[n];
        const auto state = static_cast<std::size_t>(m.shown);
        tallies.spread(Tally::machine_state, n * kStates + state, m.shown_since, now_);
    }
    for (std::size_t n = 0; n < modes_.size(); ++n) {
        const Mode& d = modes_[n];
        const bool calling = d.phase == ModePhase::CALLING;
        if (calling) tallies.spread(Tally::mode_wait, n, d.began, now_);
        if (calling || d.phase == ModePhase::REPAIR) {
            tallies.spread(Tally::mode_down, n, d.began, now_);
        }
    }
    for (std::size_t n = 0; n < crews_.size(); ++n) {
        tallies.spread(Tally::crew_busy, n, crews_[n].used_since, now_, crews_[n].used);
    }
    return tallies;
}

}  // namespace carwright
