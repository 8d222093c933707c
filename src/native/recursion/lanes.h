// Vectors of CARWRIGHT_WIDTH 64-bit numbers, a lane for each replication or draw. Included by one
// file for each instruction set, which says the width; everything here lives in that set's own
// namespace and nothing of the standard library is called, so that no function compiled for a large
// machine can be taken by the linker for a small one.
#pragma once

#include <math.h>

#include <cstdint>

#if CARWRIGHT_WIDTH == 8
#define CARWRIGHT_SET avx512
#elif CARWRIGHT_WIDTH == 4
#define CARWRIGHT_SET avx2
#else
#define CARWRIGHT_SET portable
#endif

#if CARWRIGHT_WIDTH > 1
#include <immintrin.h>
#endif

#if defined(__GNUC__)
#define CARWRIGHT_INLINE inline __attribute__((always_inline))
#else
#define CARWRIGHT_INLINE inline
#endif

namespace carwright::recursion::CARWRIGHT_SET {

constexpr int kWidth = CARWRIGHT_WIDTH;

// One lane: plain numbers, the same functions.
struct One {
    static constexpr int kLanes = 1;
    using I = std::int64_t;
    using U = std::uint64_t;
    using D = double;
};

CARWRIGHT_INLINE std::int64_t all(One, std::int64_t x) {
    return x;
}
CARWRIGHT_INLINE std::uint64_t all(One, std::uint64_t x) {
    return x;
}
CARWRIGHT_INLINE double all(One, double x) {
    return x;
}
CARWRIGHT_INLINE std::uint64_t count_up(One) {
    return 0;
}
CARWRIGHT_INLINE std::int64_t larger(std::int64_t a, std::int64_t b) {
    return a > b ? a : b;
}
CARWRIGHT_INLINE std::int64_t smaller(std::int64_t a, std::int64_t b) {
    return a < b ? a : b;
}
// One bit for each lane in which a < b.
CARWRIGHT_INLINE unsigned less(std::int64_t a, std::int64_t b) {
    return a < b;
}
CARWRIGHT_INLINE bool less(double a, double b) {
    return a < b;
}
CARWRIGHT_INLINE double choose(bool which, double yes, double no) {
    return which ? yes : no;
}
CARWRIGHT_INLINE bool some(bool which) {
    return which;
}
// The larger of x and 0; 0 if x is no number.
CARWRIGHT_INLINE double at_least_0(double x) {
    return x > 0.0 ? x : 0.0;
}
CARWRIGHT_INLINE double at_most(double x, double most) {
    return x < most ? x : most;
}
// The product of the lower halves.
CARWRIGHT_INLINE std::uint64_t product32(std::uint64_t a, std::uint64_t b) {
    return (a & 0xFFFFFFFF) * (b & 0xFFFFFFFF);
}
CARWRIGHT_INLINE std::uint64_t xor3(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    return a ^ b ^ c;
}
CARWRIGHT_INLINE double as_double(std::uint64_t x) {
    return __builtin_bit_cast(double, x);
}
CARWRIGHT_INLINE std::uint64_t as_bits(double x) {
    return __builtin_bit_cast(std::uint64_t, x);
}
CARWRIGHT_INLINE std::uint64_t unsign(std::int64_t x) {
    return static_cast<std::uint64_t>(x);
}
// Towards zero, of a number from 0 to below 2**51.
CARWRIGHT_INLINE std::int64_t whole(double x) {
    return static_cast<std::int64_t>(x);
}
CARWRIGHT_INLINE double floor_of(double x) {
    return ::floor(x);
}
CARWRIGHT_INLINE double root(double x) {
    return ::sqrt(x);
}

CARWRIGHT_INLINE std::int64_t load(One, const std::int64_t* at) {
    return *at;
}
CARWRIGHT_INLINE std::uint64_t load(One, const std::uint64_t* at) {
    return *at;
}
CARWRIGHT_INLINE void store(std::int64_t* at, std::int64_t value) {
    *at = value;
}
CARWRIGHT_INLINE void store(std::uint64_t* at, std::uint64_t value) {
    *at = value;
}

#if CARWRIGHT_WIDTH > 1

constexpr int kBytes = 8 * kWidth;
typedef std::int64_t Signed __attribute__((vector_size(kBytes)));
typedef std::uint64_t Unsigned __attribute__((vector_size(kBytes)));
typedef double Real __attribute__((vector_size(kBytes)));
// The same as seen in an array of numbers.
typedef std::int64_t SignedPart __attribute__((vector_size(kBytes), may_alias));
typedef std::uint64_t UnsignedPart __attribute__((vector_size(kBytes), may_alias));

struct Many {
    static constexpr int kLanes = kWidth;
    using I = Signed;
    using U = Unsigned;
    using D = Real;
};

CARWRIGHT_INLINE Signed all(Many, std::int64_t x) {
    return Signed{} + x;
}
CARWRIGHT_INLINE Unsigned all(Many, std::uint64_t x) {
    return Unsigned{} + x;
}
CARWRIGHT_INLINE Real all(Many, double x) {
    return Real{} + x;
}
CARWRIGHT_INLINE Real as_double(Unsigned x) {
    return reinterpret_cast<Real>(x);
}
CARWRIGHT_INLINE Unsigned as_bits(Real x) {
    return reinterpret_cast<Unsigned>(x);
}
CARWRIGHT_INLINE Unsigned unsign(Signed x) {
    return reinterpret_cast<Unsigned>(x);
}
CARWRIGHT_INLINE Signed load(Many, const std::int64_t* at) {
    return *reinterpret_cast<const SignedPart*>(at);
}
CARWRIGHT_INLINE Unsigned load(Many, const std::uint64_t* at) {
    return *reinterpret_cast<const UnsignedPart*>(at);
}
CARWRIGHT_INLINE void store(std::int64_t* at, Signed value) {
    *reinterpret_cast<SignedPart*>(at) = value;
}
CARWRIGHT_INLINE void store(std::uint64_t* at, Unsigned value) {
    *reinterpret_cast<UnsignedPart*>(at) = value;
}

#if CARWRIGHT_WIDTH == 8

using Mask = __mmask8;

CARWRIGHT_INLINE Unsigned count_up(Many) {
    return Unsigned{0, 1, 2, 3, 4, 5, 6, 7};
}
CARWRIGHT_INLINE Signed larger(Signed a, Signed b) {
    return reinterpret_cast<Signed>(
        _mm512_max_epi64(reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)));
}
CARWRIGHT_INLINE Signed smaller(Signed a, Signed b) {
    return reinterpret_cast<Signed>(
        _mm512_min_epi64(reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)));
}
CARWRIGHT_INLINE unsigned less(Signed a, Signed b) {
    return _mm512_cmplt_epi64_mask(reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b));
}
CARWRIGHT_INLINE Mask less(Real a, Real b) {
    return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ);
}
CARWRIGHT_INLINE Real choose(Mask which, Real yes, Real no) {
    return _mm512_mask_blend_pd(which, no, yes);
}
CARWRIGHT_INLINE bool some(Mask which) {
    return which != 0;
}
CARWRIGHT_INLINE Real at_least_0(Real x) {
    return _mm512_max_pd(x, _mm512_setzero_pd());
}
CARWRIGHT_INLINE Real at_most(Real x, Real most) {
    return _mm512_min_pd(x, most);
}
CARWRIGHT_INLINE Unsigned product32(Unsigned a, Unsigned b) {
    return reinterpret_cast<Unsigned>(
        _mm512_mul_epu32(reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)));
}
CARWRIGHT_INLINE Unsigned xor3(Unsigned a, Unsigned b, Unsigned c) {
    return reinterpret_cast<Unsigned>(
        _mm512_ternarylogic_epi64(reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b),
                                  reinterpret_cast<__m512i>(c), 0x96));
}
CARWRIGHT_INLINE Signed whole(Real x) {
    return reinterpret_cast<Signed>(_mm512_cvttpd_epi64(x));
}
CARWRIGHT_INLINE Real floor_of(Real x) {
    return _mm512_roundscale_pd(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
}
CARWRIGHT_INLINE Real root(Real x) {
    return _mm512_sqrt_pd(x);
}
// Both halves of two vectors in turn: a0 b0 a1 b1 ...
CARWRIGHT_INLINE void store_in_turn(std::int64_t* at, Signed a, Signed b) {
    const __m512i first = _mm512_set_epi64(11, 3, 10, 2, 9, 1, 8, 0);
    const __m512i second = _mm512_set_epi64(15, 7, 14, 6, 13, 5, 12, 4);
    const auto x = reinterpret_cast<__m512i>(a);
    const auto y = reinterpret_cast<__m512i>(b);
    _mm512_storeu_si512(at, _mm512_permutex2var_epi64(x, first, y));
    _mm512_storeu_si512(at + 8, _mm512_permutex2var_epi64(x, second, y));
}

#else

using Mask = Real;  // all bits of a lane, or none

CARWRIGHT_INLINE Unsigned count_up(Many) {
    return Unsigned{0, 1, 2, 3};
}
CARWRIGHT_INLINE Signed larger(Signed a, Signed b) {
    const __m256i which =
        _mm256_cmpgt_epi64(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b));
    return reinterpret_cast<Signed>(_mm256_blendv_pd(
        reinterpret_cast<Real>(b), reinterpret_cast<Real>(a), reinterpret_cast<Real>(which)));
}
CARWRIGHT_INLINE Signed smaller(Signed a, Signed b) {
    const __m256i which =
        _mm256_cmpgt_epi64(reinterpret_cast<__m256i>(b), reinterpret_cast<__m256i>(a));
    return reinterpret_cast<Signed>(_mm256_blendv_pd(
        reinterpret_cast<Real>(b), reinterpret_cast<Real>(a), reinterpret_cast<Real>(which)));
}
CARWRIGHT_INLINE unsigned less(Signed a, Signed b) {
    const __m256i which =
        _mm256_cmpgt_epi64(reinterpret_cast<__m256i>(b), reinterpret_cast<__m256i>(a));
    return static_cast<unsigned>(_mm256_movemask_pd(reinterpret_cast<Real>(which)));
}
CARWRIGHT_INLINE Mask less(Real a, Real b) {
    return _mm256_cmp_pd(a, b, _CMP_LT_OQ);
}
CARWRIGHT_INLINE Real choose(Mask which, Real yes, Real no) {
    return _mm256_blendv_pd(no, yes, which);
}
CARWRIGHT_INLINE bool some(Mask which) {
    return _mm256_movemask_pd(which) != 0;
}
CARWRIGHT_INLINE Real at_least_0(Real x) {
    return _mm256_max_pd(x, _mm256_setzero_pd());
}
CARWRIGHT_INLINE Real at_most(Real x, Real most) {
    return _mm256_min_pd(x, most);
}
CARWRIGHT_INLINE Unsigned product32(Unsigned a, Unsigned b) {
    return reinterpret_cast<Unsigned>(
        _mm256_mul_epu32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)));
}
CARWRIGHT_INLINE Unsigned xor3(Unsigned a, Unsigned b, Unsigned c) {
    return a ^ b ^ c;
}
CARWRIGHT_INLINE Real floor_of(Real x) {
    return _mm256_floor_pd(x);
}
// No AVX2 instruction makes 64-bit integers of doubles: adding 2**52 leaves them in the last bits.
CARWRIGHT_INLINE Signed whole(Real x) {
    const Unsigned bits = as_bits(floor_of(x) + 0x1p52);
    return reinterpret_cast<Signed>(bits & 0x000FFFFFFFFFFFFF);
}
CARWRIGHT_INLINE Real root(Real x) {
    return _mm256_sqrt_pd(x);
}
CARWRIGHT_INLINE void store_in_turn(std::int64_t* at, Signed a, Signed b) {
    const auto x = reinterpret_cast<__m256i>(a);
    const auto y = reinterpret_cast<__m256i>(b);
    const __m256i low = _mm256_unpacklo_epi64(x, y);   // a0 b0 a2 b2
    const __m256i high = _mm256_unpackhi_epi64(x, y);  // a1 b1 a3 b3
    auto* to = reinterpret_cast<__m256i*>(at);
    _mm256_storeu_si256(to, _mm256_permute2x128_si256(low, high, 0x20));
    _mm256_storeu_si256(to + 1, _mm256_permute2x128_si256(low, high, 0x31));
}

#endif
#else
using Many = One;
#endif

CARWRIGHT_INLINE void store_in_turn(std::int64_t* at, std::int64_t a, std::int64_t b) {
    at[0] = a;
    at[1] = b;
}

}  // namespace carwright::recursion::CARWRIGHT_SET
