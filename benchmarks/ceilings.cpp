// What one core can do at most with the pieces of a visit: random numbers, logarithms, memory, and
// bare loops that do nothing but the work of W1, W2 and W3. Prints one JSON object.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <numeric>
#include <vector>

#if defined(__AVX512F__) && defined(__AVX512DQ__)
#define CARWRIGHT_WIDTH 8
#elif defined(__AVX2__)
#define CARWRIGHT_WIDTH 4
#else
#define CARWRIGHT_WIDTH 1
#endif
#include "../src/native/recursion/variates.h"
#include "../src/native/slots.h"
#include "event_loops.h"

namespace {

// CPU time of this process: others may be at work as well.
double cpu_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

constexpr int kBlock = 2048;
volatile double sink;  // so that nothing is left out

// Units a second of a piece of work that does `units` at each call: the best of several spells.
template <class Work>
double rate(double units, Work work) {
    double best = 0.0;
    for (int spell = 0; spell < 7; ++spell) {
        const double begun = cpu_seconds();
        double done = 0.0, seconds = 0.0;
        do {
            work();
            done += units;
            seconds = cpu_seconds() - begun;
        } while (seconds < 0.05);
        best = std::max(best, done / seconds);
    }
    return best;
}

std::uint32_t block_number = 0;
alignas(64) double uniforms[kBlock];
alignas(64) double logs[kBlock];

// One after the other, as an event kernel draws: each waits for the last.
double draws_scalar() {
    carwright::Stream stream = carwright::make_stream(7, 11, 0);
    return rate(kBlock, [&] {
        double sum = 0.0;
        for (int n = 0; n < kBlock; ++n) {
            sum += carwright::uniform(stream);
            asm volatile("" : "+m"(stream));
        }
        sink = sum;
    });
}

namespace lanes = carwright::recursion::CARWRIGHT_SET;

void put(double* at, lanes::Many::D value) {
    lanes::store(reinterpret_cast<std::uint64_t*>(at), lanes::as_bits(value));
}

lanes::Many::D get(const double* at) {
    return lanes::as_double(lanes::load(lanes::Many{}, reinterpret_cast<const std::uint64_t*>(at)));
}

// Two vectors side by side: one chain of dependent operations leaves the processor half idle.
using M = lanes::Twice<lanes::Many>;
constexpr int kHalf = M::kLanes / 2;

lanes::Keys keys_of(std::uint64_t seed) {
    lanes::Keys keys;
    keys.begin(seed);
    return keys;
}

const lanes::Keys keys = keys_of(7);

void fill_uniforms() {
    const lanes::Many::U first_block = lanes::count_up(lanes::Many{});
    for (int n = 0; n < kBlock; n += 2 * M::kLanes) {
        M::D first, second;
        const auto block = M::U{first_block, first_block + kHalf} + std::uint64_t{block_number};
        lanes::uniforms<M>(keys, 11, block, lanes::all(M{}, std::uint64_t{0}), first, second);
        put(uniforms + n, first.a);
        put(uniforms + n + kHalf, first.b);
        put(uniforms + n + 2 * kHalf, second.a);
        put(uniforms + n + 3 * kHalf, second.b);
        block_number += M::kLanes;
    }
}

void take_logs() {
    for (int n = 0; n < kBlock; n += M::kLanes) {
        const M::D log = lanes::log_of<M>(M::D{get(uniforms + n), get(uniforms + n + kHalf)});
        put(logs + n, -log.a);
        put(logs + n + kHalf, -log.b);
    }
}

double draws_in_lanes() {
    return rate(kBlock, [] {
        fill_uniforms();
        asm volatile("" ::: "memory");
    });
}

double logs_scalar() {
    fill_uniforms();
    return rate(kBlock, [] {
        double sum = 0.0;
        for (int n = 0; n < kBlock; ++n) {
            double x = uniforms[n];
            asm volatile("" : "+x"(x));
            sum += carwright::log(x);
        }
        sink = sum;
    });
}

double logs_in_lanes() {
    fill_uniforms();
    return rate(kBlock, [] {
        take_logs();
        asm volatile("" ::: "memory");
    });
}

double exponentials_in_lanes() {
    return rate(kBlock, [] {
        fill_uniforms();
        take_logs();
        asm volatile("" ::: "memory");
    });
}

// Bytes a second read from a working set of so many bytes.
double bandwidth(std::size_t bytes) {
    const std::vector<double> data(bytes / sizeof(double), 1.0);
    const std::size_t sweeps = std::max<std::size_t>(1, (std::size_t{1} << 22) / bytes);
    return rate(static_cast<double>(bytes * sweeps), [&] {
        std::array<double, 64> sums{};
        for (std::size_t sweep = 0; sweep < sweeps; ++sweep) {
            for (std::size_t n = 0; n < data.size(); n += sums.size()) {
                for (std::size_t m = 0; m < sums.size(); ++m) sums[m] += data[n + m];
            }
        }
        sink = std::accumulate(sums.begin(), sums.end(), 0.0);
    });
}

constexpr int kStations = 20, kBuffer = 5, kParts = 2000;

struct Exponentials {
    int next = kBlock;
    double draw() {
        if (next == kBlock) {
            fill_uniforms();
            take_logs();
            next = 0;
        }
        return logs[next++];
    }
};

// W2 by departure-time recursion, one replication, nothing counted.
double bare_recursion() {
    return rate(kParts * kStations, [] {
        Exponentials time;
        std::array<std::array<double, kStations + 1>, kBuffer + 1> rows{};
        int now = 0;
        for (int part = 0; part < kParts; ++part) {
            const auto& before = rows[(now + kBuffer) % (kBuffer + 1)];
            auto& row = rows[now];  // still that of part - buffer - 1
            double left = 0.0;
            for (int j = 0; j < kStations; ++j) {
                const double end = std::max(left, before[j]) + time.draw();
                left = std::max(end, row[j + 1]);
                row[j] = left;
            }
            row[kStations] = 0.0;
            now = (now + 1) % (kBuffer + 1);
        }
        sink = rows[0][kStations - 1];
    });
}

struct ExponentialTimes {
    Exponentials numbers;
    void begin() {}
    double draw(int) { return numbers.draw(); }
};

// 60 s each; stops are folded into the work in which they fall.
struct FailingTimes {
    Exponentials numbers;
    double left[100];
    void begin() {
        for (double& each : left) each = 21'600.0 * numbers.draw();
    }
    double draw(int station) {
        double time = 60.0;
        left[station] -= 60.0;
        while (left[station] <= 0.0) [[unlikely]] {
            time += 300.0 * numbers.draw();
            left[station] += 21'600.0 * numbers.draw();
        }
        return time;
    }
};

template <class Loop>
double loop(int stations) {
    static Loop line;
    const double found = rate(double{loops::kParts} * stations, [] { line.run(); });
    sink = line.total();
    return found;
}

template <bool kCounted>
double loop_w1() {
    return loop<loops::Queue<Exponentials, kCounted>>(1);
}
template <bool kCounted>
double loop_w2() {
    return loop<loops::Line<ExponentialTimes, kStations, kBuffer, kCounted>>(kStations);
}
template <bool kCounted>
double loop_w3() {
    return loop<loops::Line<FailingTimes, 100, 2, kCounted>>(100);
}

// The kernel's calendar alone: the least of so many slots is taken and set anew, at a random time.
double calendar(std::size_t slots) {
    constexpr int kBatch = 4096;
    carwright::Slots calendar({0, slots, 0, 0});
    std::array<std::int64_t, kBatch> waits;
    carwright::Stream stream = carwright::make_stream(7, 13, 0);
    for (std::int64_t& wait : waits) {
        wait = 1 + static_cast<std::int64_t>(2e3 * carwright::uniform(stream));
    }
    for (std::size_t slot = 0; slot < slots; ++slot) {
        calendar.set(carwright::Slots::MACHINES, static_cast<std::int32_t>(slot),
                     waits[slot % kBatch]);
    }
    return rate(kBatch, [&] {
        for (const std::int64_t wait : waits) {
            const std::uint64_t least = calendar.least();
            const std::int32_t slot = calendar.slot(least);
            calendar.pop(slot);
            calendar.set(carwright::Slots::MACHINES, slot, calendar.time(least) + wait);
            calendar.settle();
        }
    });
}

}  // namespace

int main() {
    std::printf("{\"draws_scalar\": %.6g, \"draws_lanes\": %.6g, ", draws_scalar(),
                draws_in_lanes());
    std::printf("\"logs_scalar\": %.6g, \"logs_lanes\": %.6g, ", logs_scalar(), logs_in_lanes());
    std::printf("\"exponentials_lanes\": %.6g, ", exponentials_in_lanes());
    std::printf("\"recursion\": %.6g, ", bare_recursion());
    std::printf("\"loop_w1\": %.6g, \"loop_w2\": %.6g, \"loop_w3\": %.6g, ", loop_w1<false>(),
                loop_w2<false>(), loop_w3<false>());
    std::printf("\"counted_w1\": %.6g, \"counted_w2\": %.6g, \"counted_w3\": %.6g, ",
                loop_w1<true>(), loop_w2<true>(), loop_w3<true>());
    for (const int slots : {10, 100, 1'000, 10'000, 100'000}) {
        std::printf("\"calendar_%d\": %.6g, ", slots, calendar(static_cast<std::size_t>(slots)));
    }
    std::printf("\"bytes_16k\": %.6g, \"bytes_512k\": %.6g, ", bandwidth(1 << 14),
                bandwidth(1 << 19));
    std::printf("\"bytes_8m\": %.6g, \"bytes_512m\": %.6g}\n", bandwidth(1 << 23),
                bandwidth(std::size_t{1} << 29));
}
