// A line and its feeder lines as the recursion takes them, and what it gives: plain tables, known
// to every instruction set's file alike.
#pragma once

#include <cstddef>
#include <cstdint>

namespace carwright::recursion {

// A distribution: the columns of a row of the table `dist`, with begin and end of its points.
struct Law {
    std::int32_t kind;
    std::int32_t begin;
    std::int32_t end;
    double a;
    double b;
    double c;
    double d;
    double slope;  // what GEOMETRIC divides by: log(1 - 1 / a)
};

// A station and the buffer before it. Several machines work equally long on every part.
struct Place {
    std::uint64_t stream;   // of its work
    std::int64_t room;      // places of the buffer before it; kNoLimit: any number
    std::int64_t transit;   // smallest time in that buffer
    std::int32_t law;       // of its work
    std::int32_t works;     // row of Line::works from which on each type has its law, or -1: as all
    std::int32_t machines;  // at most kMostMachines
    std::int32_t calendar;  // or -1
    std::int32_t finish;    // 1: work in hand is finished when the calendar says stop
    std::int32_t mode_begin;
    std::int32_t mode_end;
    std::int32_t feeder_begin;  // branches whose parts join each part here (J2)
    std::int32_t feeder_end;
};
constexpr std::int32_t kMostMachines = 32;
constexpr std::int32_t kFollowsNothing = -2;

// A calendar: its changes, of which those from row `loop` on come again after `length` (C1.1).
struct Timetable {
    std::int32_t begin;
    std::int32_t end;
    std::int32_t loop;  // or -1
    std::int64_t length;
};

// A way to fail by working time, at once (rules D2-D4).
struct Failure {
    std::uint64_t stream_between;
    std::uint64_t stream_repair;
    std::int32_t first;  // law of the first time to it
    std::int32_t between;
    std::int32_t repair;
};

// What decides on the type of a part: a number drawn, the shares, or the list (rules Q3, Q5).
enum class Sequence : std::int32_t { RANDOM = 0, LEVEL = 1, LISTED = 2 };

// Where parts begin: with arrivals, always ready, by a list, or one for each part of the branch
// that they feed when it leaves a place there (rules Q1 to Q4).
struct Supply {
    std::uint64_t stream;
    std::int64_t first;     // instant of the first arrival, or -1: after one drawn time
    std::int32_t law;       // of the time between arrivals, or -1: none is drawn
    std::int32_t followed;  // place of the other branch, -1: its source, or kFollowsNothing
    std::int32_t lot;
    std::int32_t calendar;  // or -1
    std::int32_t type_count;
    Sequence sequence;  // of the types
    std::uint64_t stream_mix;
    std::int32_t mix_begin;    // their shares
    std::int32_t order_begin;  // a list, empty if there is none
    std::int32_t order_end;
    std::int32_t repeat;  // 1: the list begins again
};

// A type that a source makes, by lots (rule Q5).
struct Share {
    double share;
    double cumulative;
};

// The main line or a feeder: a source and places in a row. A feeder ends in a buffer from which a
// place takes components; the main line, branch 0, ends in the sink. Branches stand behind the one
// that they feed.
struct Branch {
    Supply supply;
    std::int32_t place_begin;
    std::int32_t place_end;
    std::int32_t quantity;  // that are taken at once (J1)
    std::int64_t room;      // places of the buffer; kNoLimit: any number
    std::int64_t transit;   // smallest time in it
};

struct Line {
    const Law* laws;
    const std::int64_t* values;  // of empirical laws
    const double* cumulative;
    const Place* places;
    const std::int32_t* works;  // laws
    const Share* mix;
    const std::int64_t* order_release;
    const std::int32_t* order_type;  // its place among the types of the source
    const Failure* failures;
    const Branch* branches;
    const Timetable* timetables;
    const std::int64_t* change_at;
    const std::int32_t* change_on;  // 1: there is work from then on
    std::int32_t place_count;
    std::int32_t failure_count;
    std::int32_t branch_count;
};

// What passes a point of the line up to the end T of a period: how many parts, and the sum of their
// instants modulo 2**64. From two such points follows everything between them: the integral of the
// content up to T is T * (in - out) - (sum of instants in) + (sum of instants out).
struct Passage {
    std::uint64_t count;
    std::uint64_t instants;
};

// Points in a period's row, branch by branch: arrivals, departures from the source, coming into the
// sink or joining another part, and the other part's being loaded for that. Behind them, place by
// place: the begin of work, the end of work and the departure. Where parts join, each of those that
// they join counts once, however many join it.
constexpr std::size_t kArrival = 0;
constexpr std::size_t kRelease = 1;
constexpr std::size_t kGone = 2;
constexpr std::size_t kLoaded = 3;
constexpr std::size_t kPointsOfBranch = 4;
constexpr std::size_t kBegin = 0;
constexpr std::size_t kEnd = 1;
constexpr std::size_t kLeave = 2;
constexpr std::size_t kPointsOfPlace = 3;

// What one replication gave, by period; the caller owns the arrays, which begin with zeros.
struct Given {
    Passage* passages;       // [period][point]
    std::uint64_t* lead;     // [period] sum of lead times of the main line up to its end
    std::int64_t* stops;     // [period][failure]
    std::int64_t* down;      // [period][failure]
    std::int64_t* types;     // [period][type of the main line, if several] parts into the sink
    std::int64_t* departed;  // instants of leaving the last place, or null
};

enum class Ending : std::int32_t { REACHED = 0, INTERRUPTED = 1, STANDING_STILL = 2, TOO_MANY = 3 };

struct Task {
    std::uint64_t seed;
    std::uint32_t replication;  // of the first lane
    std::int64_t horizon;
    std::int64_t period;
    std::int64_t periods;
    bool of_places;             // whether what happens at the places is wanted
    std::size_t points;         // of a period: those of the branches, and of the places if wanted
    std::size_t most_departed;  // places in Given::departed
    const Given* given;         // of each lane
    bool (*interrupted)(const void*);
    const void* who;  // handed to `interrupted`
};

constexpr std::int64_t kNoLimit = std::int64_t{1} << 62;

// Draws that are no lane's business: rejection, and the rare repair. Compiled once, for any
// machine. `count` is the number of the next draw of the stream and moves on.
std::int64_t draw_alone(const Line& line, std::int32_t law, std::uint64_t seed,
                        std::uint64_t stream, std::uint32_t replication, std::uint32_t& count);

// Memory for a run, zeroed and aligned for any vector; freed by the caller.
using Reserve = void* (*)(void* owner, std::size_t bytes);

// The logarithms of kAhead draws of one stream from draw kAhead * block on: first those of the even
// draws, then those of the odd ones; both aligned for any vector.
constexpr std::uint32_t kAhead = 16;
using Logarithms = void (*)(std::uint64_t seed, std::uint64_t stream, std::uint32_t replication,
                            std::uint32_t block, double* even, double* odd);

// One file for each instruction set: `wide` runs as many replications as there are lanes, alone
// only the first.
#define CARWRIGHT_RECURSION(set)                                                         \
    namespace set {                                                                      \
    extern const int kLanesOfSet;                                                        \
    Ending run(const Line&, const Task&, bool wide, Reserve reserve, void* owner);       \
    void logarithms(std::uint64_t seed, std::uint64_t stream, std::uint32_t replication, \
                    std::uint32_t block, double* even, double* odd);                     \
    }
CARWRIGHT_RECURSION(portable)
CARWRIGHT_RECURSION(avx2)
CARWRIGHT_RECURSION(avx512)
#undef CARWRIGHT_RECURSION

}  // namespace carwright::recursion
