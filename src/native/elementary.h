// Logarithm, exponential and normal quantile with the same bits on every machine: the twin of
// carwright/elementary.py, where the methods and their sources stand. The order of every operation
// is part of the function, so this must be compiled without contraction to fused multiply-adds
// (-ffp-contract=off, on a GPU --fmad=false) and never with fast-math. No tables, no allocation,
// no branches in `log` and `exp` beyond the clamp, so that loops over them can be vectorised.
#pragma once

#include <bit>
#include <cfloat>
#include <cmath>
#include <cstdint>
#include <limits>

#if defined(__FAST_MATH__)
#error "fast-math reorders operations: the same seed would no longer give the same bytes"
#endif
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0
#error "doubles must be evaluated as doubles (on 32-bit x86: -msse2 -mfpmath=sse)"
#endif

// nvcc also needs --expt-relaxed-constexpr for std::bit_cast.
#if defined(__CUDACC__) || defined(__HIPCC__)
#define CARWRIGHT_FN __host__ __device__ inline
#else
#define CARWRIGHT_FN inline
#endif

namespace carwright {

static_assert(std::numeric_limits<double>::is_iec559);

constexpr double kLn2High = 0.6931471803691238;
constexpr double kLn2Low = 1.9082149292705877e-10;
constexpr double kOneByLn2 = 1.4426950408889634;
constexpr double kRounder = 0x1.8p52;

// log((1 + f) * 2**k) for 1 + f between the roots of 1/2 and 2.
CARWRIGHT_FN double log_near_one(double f, double k) {
    const double s = f / (2.0 + f);
    const double z = s * s;
    const double w = z * z;
    const double even =
        w * (0.3999999999941432 + w * (0.2222219856348619 + w * 0.15314035837081627));
    const double odd =
        z * (0.6666666666666734 +
             w * (0.28571428742474875 + w * (0.18183564866615654 + w * 0.14796105420281247)));
    const double half = 0.5 * f * f;
    return k * kLn2High - ((half - (s * (half + (odd + even)) + k * kLn2Low)) - f);
}

// The natural logarithm of a positive normal number (nothing else: the caller sees to it).
CARWRIGHT_FN double log(double x) {
    constexpr std::uint64_t kRootHalf = 0x3fe6a09e667f3bcd;
    // The unsigned difference is shifted as if 2**63 had been added, to stay clear of signs.
    const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
    const std::uint64_t exponent = ((bits - kRootHalf) + (std::uint64_t{1} << 63)) >> 52;
    const double mantissa =
        std::bit_cast<double>(bits - (exponent << 52) + (std::uint64_t{1} << 63));
    // An integer below 2**52 becomes a double by its bits: no vector unit before AVX-512 converts
    // 64-bit integers.
    const double k = std::bit_cast<double>(exponent | 0x4330000000000000) - (0x1p52 + 2048.0);
    return log_near_one(mantissa - 1.0, k);
}

// log(1 + x) for x > -1.
CARWRIGHT_FN double log1p(double x) {
    return -0.25 < x && x < 0.25 ? log_near_one(x, 0.0) : log(1.0 + x);
}

// A polynomial in r by Horner's rule, the highest power first.
template <class... Rest>
CARWRIGHT_FN double horner(double r, double value, double next, Rest... rest) {
    if constexpr (sizeof...(rest) == 0) {
        return value * r + next;
    } else {
        return horner(r, value * r + next, rest...);
    }
}

// e to the x: 0 below -708, infinity above 709.
CARWRIGHT_FN double exp(double x) {
    if (x < -708.0) return 0.0;
    if (x > 709.0) return std::numeric_limits<double>::infinity();
    const double shifted = x * kOneByLn2 + kRounder;  // the integer k is in its last bits
    const double k = shifted - kRounder;
    const double high = x - k * kLn2High;
    const double low = k * kLn2Low;
    const double r = high - low;
    const double t = r * r;
    const double c =
        r - t * horner(t, 4.138136365180572e-08, -1.6533902184089168e-06, 6.613756321394839e-05,
                       -0.0027777777777015225, 0.16666666666666602);
    // 2**k times a number between the roots of 1/2 and 2: factors and result are all normal.
    const std::uint64_t power = (std::bit_cast<std::uint64_t>(shifted) + 1023) << 52;
    return (1.0 - ((low - (r * c) / (2.0 - c)) - high)) * std::bit_cast<double>(power);
}

// The standard normal quantile for 0 < p < 1; Wichura (1988), Algorithm AS 241 (PPND16).
CARWRIGHT_FN double normal_quantile(double p) {
    const double q = p - 0.5;
    if (std::fabs(q) <= 0.425) {
        const double r = 0.180625 - q * q;
        return q *
               (horner(r, 2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
                       4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
                       1.3314166789178437745e2, 3.3871328727963666080e0) /
                horner(r, 5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4,
                       2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2,
                       4.2313330701600911252e1, 1.0));
    }
    const double r = std::sqrt(-log(q < 0.0 ? p : 1.0 - p));
    double x = 0.0;
    if (r <= 5.0) {
        const double t = r - 1.6;
        x = horner(t, 7.74545014278341407640e-4, 2.27238449892691845833e-2,
                   2.41780725177450611770e-1, 1.27045825245236838258e0, 3.64784832476320460504e0,
                   5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0) /
            horner(t, 1.05075007164441684324e-9, 5.47593808499534494600e-4,
                   1.51986665636164571966e-2, 1.48103976427480074590e-1, 6.89767334985100004550e-1,
                   1.67638483018380384940e0, 2.05319162663775882187e0, 1.0);
    } else {
        const double t = r - 5.0;
        x = horner(t, 2.01033439929228813265e-7, 2.71155556874348757815e-5,
                   1.24266094738807843860e-3, 2.65321895265761230930e-2, 2.96560571828504891230e-1,
                   1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0) /
            horner(t, 2.04426310338993978564e-15, 1.42151175831644588870e-7,
                   1.84631831751005468180e-5, 7.86869131145613259100e-4, 1.48753612908506148525e-2,
                   1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0);
    }
    return q < 0.0 ? -x : x;
}

}  // namespace carwright
