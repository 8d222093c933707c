// Tests: outcomes of parts (rules X).
#pragma once

#include <algorithm>

#include "kernel.h"

namespace carwright {

template <bool kTraced>
void Kernel::test_parts(i32 machine) {
    Machine& m = machines_[machine];
    const i32 row = m.station;
    for (i32 part = m.loaded.first; part != kNone;) {
        Part& p = parts_[part];
        const i32 next = p.next;
        const Work& work = works_[row * types_ + p.type];
        const Outcome outcome = judge(machine, p, work);
        tell<kTraced>(TraceCode::OUTCOME, m.object, machine, p.serial, static_cast<i64>(outcome));
        if (outcome == Outcome::SCRAP) {
            tallies_.count(Tally::test_scrap, row);
            if (work.scrap_edge >= 0) tallies_.count(Tally::edge_parts, work.scrap_edge);
            unlink(m.loaded, part);
            --m.held;
            end_part(part, Ledger::SCRAPPED, true);
        } else if (outcome == Outcome::REWORK) {
            tallies_.count(Tally::test_rework, row);
            p.reworks = p.reworks + 1;
            p.fault = 0;
            p.link = work.rework_link;
        } else {
            tallies_.count(p.reworks > 0 ? Tally::test_passed_again : Tally::test_passed, row);
            if (outcome == Outcome::ESCAPED) tallies_.count(Tally::test_escaped, row);
        }
        part = next;
    }
}

// X1, X2, X3, X3.1
inline Outcome Kernel::judge(i32 machine, Part& part, const Work& work) {
    const Station& station = stations_[machines_[machine].station];
    const double u = uniform(outcome_stream_[machine]);
    Fault fault = static_cast<Fault>(part.fault);
    if (u <= work.scrap) {
        fault = Fault::GRAVE;
    } else if (u <= work.scrap + work.rework) {
        fault = std::max(fault, Fault::MENDABLE);
    }
    part.fault = static_cast<u32>(fault) & 3;
    if (fault == Fault::NONE) return Outcome::PASS;
    if (station.coverage < 1.0 && uniform(detect_stream_[machine]) > station.coverage) {
        return Outcome::ESCAPED;
    }
    const bool too_often = static_cast<i64>(part.reworks) + 1 > station.max_reworks;
    if (fault == Fault::GRAVE || too_often || work.rework_link == kNone) return Outcome::SCRAP;
    return Outcome::REWORK;
}

}  // namespace carwright
