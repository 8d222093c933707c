// Two vectors as one: every operation is carried out on both, one after the other, so that a long
// chain of dependent operations runs beside another one. A single chain leaves most of the
// processor idle, and its scheduler is too short to reach into the next turn of a loop.
#pragma once

#include "lanes.h"

namespace carwright::recursion::CARWRIGHT_SET {

template <class V>
struct Pair {
    V a;
    V b;
};

#define CARWRIGHT_PAIRWISE(op)                                   \
    template <class V>                                           \
    CARWRIGHT_INLINE Pair<V> operator op(Pair<V> x, Pair<V> y) { \
        return {x.a op y.a, x.b op y.b};                         \
    }                                                            \
    template <class V, class S>                                  \
    CARWRIGHT_INLINE Pair<V> operator op(Pair<V> x, S y) {       \
        return {x.a op y, x.b op y};                             \
    }                                                            \
    template <class V, class S>                                  \
    CARWRIGHT_INLINE Pair<V> operator op(S x, Pair<V> y) {       \
        return {x op y.a, x op y.b};                             \
    }
CARWRIGHT_PAIRWISE(+)
CARWRIGHT_PAIRWISE(-)
CARWRIGHT_PAIRWISE(*)
CARWRIGHT_PAIRWISE(/)
CARWRIGHT_PAIRWISE(&)
CARWRIGHT_PAIRWISE(|)
CARWRIGHT_PAIRWISE(^)
CARWRIGHT_PAIRWISE(<<)
CARWRIGHT_PAIRWISE(>>)
#undef CARWRIGHT_PAIRWISE

template <class V>
CARWRIGHT_INLINE Pair<V> operator-(Pair<V> x) {
    return {-x.a, -x.b};
}

template <class V>
struct PairOfMasks {
    V a;
    V b;
};

// L twice.
template <class L>
struct Twice {
    static constexpr int kLanes = 2 * L::kLanes;
    using I = Pair<typename L::I>;
    using U = Pair<typename L::U>;
    using D = Pair<typename L::D>;
};

template <class L, class S>
CARWRIGHT_INLINE auto all(Twice<L>, S x) -> Pair<decltype(all(L{}, x))> {
    return {all(L{}, x), all(L{}, x)};
}

#define CARWRIGHT_ON_BOTH(name)                                          \
    template <class V>                                                   \
    CARWRIGHT_INLINE auto name(Pair<V> x) -> Pair<decltype(name(x.a))> { \
        return {name(x.a), name(x.b)};                                   \
    }
CARWRIGHT_ON_BOTH(as_double)
CARWRIGHT_ON_BOTH(as_bits)
CARWRIGHT_ON_BOTH(whole)
CARWRIGHT_ON_BOTH(floor_of)
CARWRIGHT_ON_BOTH(root)
#undef CARWRIGHT_ON_BOTH

template <class V>
CARWRIGHT_INLINE Pair<V> product32(Pair<V> x, Pair<V> y) {
    return {product32(x.a, y.a), product32(x.b, y.b)};
}
template <class V>
CARWRIGHT_INLINE Pair<V> xor3(Pair<V> x, Pair<V> y, Pair<V> z) {
    return {xor3(x.a, y.a, z.a), xor3(x.b, y.b, z.b)};
}
template <class V>
CARWRIGHT_INLINE auto less(Pair<V> x, Pair<V> y) -> PairOfMasks<decltype(less(x.a, y.a))> {
    return {less(x.a, y.a), less(x.b, y.b)};
}
template <class M, class V>
CARWRIGHT_INLINE Pair<V> choose(PairOfMasks<M> which, Pair<V> yes, Pair<V> no) {
    return {choose(which.a, yes.a, no.a), choose(which.b, yes.b, no.b)};
}
template <class M>
CARWRIGHT_INLINE bool some(PairOfMasks<M> which) {
    return some(which.a) || some(which.b);
}
template <class V>
CARWRIGHT_INLINE Pair<V> at_least_0(Pair<V> x) {
    return {at_least_0(x.a), at_least_0(x.b)};
}
template <class V>
CARWRIGHT_INLINE Pair<V> at_most(Pair<V> x, Pair<V> y) {
    return {at_most(x.a, y.a), at_most(x.b, y.b)};
}

}  // namespace carwright::recursion::CARWRIGHT_SET
