// Drawn durations: the twin of carwright/engine/draws.py, which states each formula and its source.
#pragma once

#include <cmath>
#include <cstdint>

#include "elementary.h"
#include "philox.h"

namespace carwright {

// Codes of carwright.compile.schema.Dist, under a name that the generated header does not use.
namespace family {
constexpr std::int32_t kConstant = 0;
constexpr std::int32_t kExponential = 1;
constexpr std::int32_t kErlang = 2;
constexpr std::int32_t kGamma = 3;
constexpr std::int32_t kLognormal = 4;
constexpr std::int32_t kTriangular = 5;
constexpr std::int32_t kNormal = 6;
constexpr std::int32_t kWeibull = 7;
constexpr std::int32_t kUniform = 8;
constexpr std::int32_t kEmpirical = 9;
constexpr std::int32_t kGeometric = 10;
constexpr std::int32_t kHyperexponential = 11;
}  // namespace family

// A row of the table `dist`; begin and end are its slice of the table `point`.
struct DistRow {
    std::int32_t kind;
    std::int32_t begin;
    std::int32_t end;
    double a;
    double b;
    double c;
    double d;
};

// The columns of the table `point`.
struct Points {
    const std::int64_t* value;
    const double* cumulative;
};

constexpr std::int64_t kLongest = std::int64_t{1} << 62;

// The nearest millisecond, halves up, from 0 to 2**62; nothing at all (NaN) counts as 0.
CARWRIGHT_FN std::int64_t to_ms(double x) {
    if (!(x > 0.0)) return 0;
    if (x >= 0x1p62) return kLongest;
    return static_cast<std::int64_t>(x + 0.5);
}

CARWRIGHT_FN double triangular(double u, double low, double mode, double high) {
    const double width = high - low;
    const double left = mode - low;
    if (u * width < left) return low + std::sqrt(u * width * left);
    return high - std::sqrt((1.0 - u) * width * (high - mode));
}

CARWRIGHT_FN double geometric(double u, double mean, double tick) {
    if (mean <= 1.0) return tick;
    return (1.0 + std::floor(log(u) / log1p(-1.0 / mean))) * tick;
}

// The families that one uniform decides, before rounding.
CARWRIGHT_FN double invert(const DistRow& row, double u) {
    switch (row.kind) {
        case family::kExponential:
            return -row.a * log(u);
        case family::kLognormal:
            return exp(row.a + row.b * normal_quantile(u));
        case family::kTriangular:
            return triangular(u, row.a, row.b, row.c);
        case family::kNormal:
            return row.a - row.b * normal_quantile(u * (1.0 - row.c));
        case family::kWeibull:
            return row.b * exp(log(-log(u)) / row.a);
        case family::kUniform:
            return row.a + u * (row.b - row.a);
        case family::kGeometric:
            return geometric(u, row.a, row.b);
        default:  // the compiler writes no other code
            return 0.0;
    }
}

CARWRIGHT_FN double erlang(double mean, double stages, Stream& stream) {
    constexpr int kGroup = 8;  // eight factors of at least 2**-53 stay far above underflow
    double total = 0.0;
    for (int left = static_cast<int>(stages); left > 0; left -= kGroup) {
        double product = 1.0;
        for (int i = 0; i < (left < kGroup ? left : kGroup); ++i) product *= uniform(stream);
        total += log(product);
    }
    return total * (-mean / stages);
}

CARWRIGHT_FN double gamma(double shape, double scale, Stream& stream) {
    const bool boosted = shape < 1.0;
    const double d = (boosted ? shape + 1.0 : shape) - 1.0 / 3.0;
    const double c = 1.0 / std::sqrt(9.0 * d);
    for (;;) {
        const double x = normal_quantile(uniform(stream));
        const double u = uniform(stream);
        const double t = 1.0 + c * x;
        if (t <= 0.0) continue;
        const double v = t * t * t;
        const double square = x * x;
        if (u < 1.0 - 0.0331 * (square * square) ||
            log(u) < 0.5 * square + d * (1.0 - v + log(v))) {
            const double drawn = d * v * scale;
            return boosted ? drawn * exp(log(uniform(stream)) / shape) : drawn;
        }
    }
}

CARWRIGHT_FN double hyperexponential(const DistRow& row, Stream& stream) {
    const double mean = uniform(stream) < row.a ? row.b : row.c;
    return -mean * log(uniform(stream));
}

// The first value whose cumulative probability reaches u; the last one's is 1.
CARWRIGHT_FN std::int64_t empirical(const DistRow& row, const Points& points, double u) {
    std::int32_t low = row.begin;
    std::int32_t high = row.end - 1;
    while (low < high) {
        const std::int32_t middle = low + (high - low) / 2;
        if (points.cumulative[middle] < u) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return points.value[low];
}

// The next duration of a stream, in ms (rules T1, R2).
CARWRIGHT_FN std::int64_t sample(const DistRow& row, const Points& points, Stream& stream) {
    switch (row.kind) {
        case family::kConstant:
            return to_ms(row.a);
        case family::kErlang:
            return to_ms(erlang(row.a, row.b, stream));
        case family::kGamma:
            return to_ms(gamma(row.a, row.b, stream));
        case family::kEmpirical:
            return empirical(row, points, uniform(stream));
        case family::kHyperexponential:
            return to_ms(hyperexponential(row, stream));
        default:
            return to_ms(invert(row, uniform(stream)));
    }
}

}  // namespace carwright
