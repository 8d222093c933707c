// Logarithm, exponential and normal quantile in lanes: operation by operation those of
// ../elementary.h, so every lane has the same bits. Branches on a number become choices by lane.
#pragma once

#include "../elementary.h"
#include "lanes.h"

namespace carwright::recursion::CARWRIGHT_SET {

template <class L>
CARWRIGHT_INLINE typename L::D log_near_one(typename L::D f, typename L::D k) {
    using D = typename L::D;
    const D s = f / (2.0 + f);
    const D z = s * s;
    const D w = z * z;
    const D even = w * (0.3999999999941432 + w * (0.2222219856348619 + w * 0.15314035837081627));
    const D odd =
        z * (0.6666666666666734 +
             w * (0.28571428742474875 + w * (0.18183564866615654 + w * 0.14796105420281247)));
    const D half = 0.5 * f * f;
    return k * kLn2High - ((half - (s * (half + (odd + even)) + k * kLn2Low)) - f);
}

template <class L>
CARWRIGHT_INLINE typename L::D log_of(typename L::D x) {
    using U = typename L::U;
    constexpr std::uint64_t kRootHalf = 0x3fe6a09e667f3bcd;
    constexpr std::uint64_t kHigh = std::uint64_t{1} << 63;
    const U bits = as_bits(x);
    const U exponent = ((bits - kRootHalf) + kHigh) >> 52;
    const typename L::D mantissa = as_double(bits - (exponent << 52) + kHigh);
    const typename L::D k =
        as_double(exponent | std::uint64_t{0x4330000000000000}) - (0x1p52 + 2048.0);
    return log_near_one<L>(mantissa - 1.0, k);
}

template <class D>
CARWRIGHT_INLINE D horner_of(D, D value) {
    return value;
}
template <class D, class... Rest>
CARWRIGHT_INLINE D horner_of(D r, D value, double next, Rest... rest) {
    return horner_of(r, value * r + next, rest...);
}
template <class D, class... Rest>
CARWRIGHT_INLINE D polynomial(D r, double highest, double next, Rest... rest) {
    return horner_of(r, highest * r + next, rest...);
}

template <class L>
CARWRIGHT_INLINE typename L::D exp_of(typename L::D x) {
    using D = typename L::D;
    const D shifted = x * kOneByLn2 + kRounder;
    const D k = shifted - kRounder;
    const D high = x - k * kLn2High;
    const D low = k * kLn2Low;
    const D r = high - low;
    const D t = r * r;
    const D c =
        r - t * polynomial(t, 4.138136365180572e-08, -1.6533902184089168e-06, 6.613756321394839e-05,
                           -0.0027777777777015225, 0.16666666666666602);
    const D power = as_double((as_bits(shifted) + std::uint64_t{1023}) << 52);
    const D value = (1.0 - ((low - (r * c) / (2.0 - c)) - high)) * power;
    const D bounded = choose(less(x, all(L{}, -708.0)), all(L{}, 0.0), value);
    return choose(less(all(L{}, 709.0), x), all(L{}, std::numeric_limits<double>::infinity()),
                  bounded);
}

template <class D>
CARWRIGHT_INLINE D central_quantile(D q) {
    const D r = 0.180625 - q * q;
    return q *
           (polynomial(r, 2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
                       4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
                       1.3314166789178437745e2, 3.3871328727963666080e0) /
            polynomial(r, 5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4,
                       2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2,
                       4.2313330701600911252e1, 1.0));
}

template <class D>
CARWRIGHT_INLINE D near_tail_quantile(D t) {
    return polynomial(t, 7.74545014278341407640e-4, 2.27238449892691845833e-2,
                      2.41780725177450611770e-1, 1.27045825245236838258e0, 3.64784832476320460504e0,
                      5.76949722146069140550e0, 4.63033784615654529590e0,
                      1.42343711074968357734e0) /
           polynomial(t, 1.05075007164441684324e-9, 5.47593808499534494600e-4,
                      1.51986665636164571966e-2, 1.48103976427480074590e-1,
                      6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0,
                      1.0);
}

template <class D>
CARWRIGHT_INLINE D far_tail_quantile(D t) {
    return polynomial(t, 2.01033439929228813265e-7, 2.71155556874348757815e-5,
                      1.24266094738807843860e-3, 2.65321895265761230930e-2,
                      2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0,
                      6.65790464350110377720e0) /
           polynomial(t, 2.04426310338993978564e-15, 1.42151175831644588870e-7,
                      1.84631831751005468180e-5, 7.86869131145613259100e-4,
                      1.48753612908506148525e-2, 1.36929880922735805310e-1,
                      5.99832206555887937690e-1, 1.0);
}

template <class L>
CARWRIGHT_INLINE typename L::D quantile_of(typename L::D p) {
    using D = typename L::D;
    const D q = p - 0.5;
    const auto negative = less(q, all(L{}, 0.0));
    const auto in_tail = less(all(L{}, 0.425), choose(negative, -q, q));
    const D central = central_quantile(q);
    if (!some(in_tail)) return central;
    const D r = root(-log_of<L>(choose(negative, p, 1.0 - p)));
    D tail = near_tail_quantile(r - 1.6);
    const auto is_far = less(all(L{}, 5.0), r);
    if (some(is_far)) tail = choose(is_far, far_tail_quantile(r - 5.0), tail);
    return choose(in_tail, choose(negative, -tail, tail), central);
}

}  // namespace carwright::recursion::CARWRIGHT_SET
