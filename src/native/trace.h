// What the kernel tells of a run, row by row; carwright/engine/protocol.py explains the codes.
#pragma once

#include <cstdint>
#include <vector>

namespace carwright {

// carwright.engine.protocol.TraceCode; tests/engine/test_native.py compares the two.
enum class TraceCode : std::int32_t {
    CREATE = 0,
    MOVE = 1,
    SETUP = 2,
    WORK = 3,
    FINISH = 4,
    OUTCOME = 5,
    JOIN = 6,
    SPLIT = 7,
    STOP = 8,
    REPAIR = 9,
    UP = 10,
    CALENDAR = 11,
    LOST = 12,
    STEP = 13,
    STATE = 14,
};

// An engine asks for its trace to be taken when fewer rows than this are free.
constexpr std::int64_t kTraceMargin = 4096;

struct Trace {
    std::int64_t rows = 0;  // wanted between two takings; 0: no trace
    std::vector<std::int64_t> time;
    std::vector<std::int32_t> code;
    std::vector<std::int32_t> object;
    std::vector<std::int32_t> row;
    std::vector<std::int64_t> part;
    std::vector<std::int64_t> value;

    bool full() const { return static_cast<std::int64_t>(time.size()) + kTraceMargin > rows; }

    void add(std::int64_t now, TraceCode what, std::int32_t where, std::int32_t which,
             std::int64_t whom, std::int64_t how_much) {
        time.push_back(now);
        code.push_back(static_cast<std::int32_t>(what));
        object.push_back(where);
        row.push_back(which);
        part.push_back(whom);
        value.push_back(how_much);
    }
};

}  // namespace carwright
