// Durations drawn in lanes: the numbers of ../philox.h and ../draws.h. The lanes are replications
// (draw n of the same stream in each) or, for one replication, consecutive draws of its stream:
// rule R1 gives both the same numbers.
#pragma once

#include "../draws.h"
#include "elementary.h"
#include "line.h"
#include "pairs.h"

namespace carwright::recursion::CARWRIGHT_SET {

// The keys of the ten rounds, in memory: from there a number comes into all lanes for nothing.
struct Keys {
    std::uint64_t first[10];
    std::uint64_t second[10];

    void begin(std::uint64_t seed) {
        auto k0 = static_cast<std::uint32_t>(seed);
        auto k1 = static_cast<std::uint32_t>(seed >> 32);
        for (int round = 0; round < 10; ++round) {
            first[round] = k0;
            second[round] = k1;
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
    }
};

// The two uniforms of each lane's block (../philox.h); the upper halves of the words are ignored.
template <class L>
CARWRIGHT_INLINE void uniforms(const Keys& keys, std::uint64_t key, typename L::U number,
                               typename L::U replication, typename L::D& first,
                               typename L::D& second) {
    using U = typename L::U;
    U c0 = number;
    U c1 = all(L{}, key);
    U c2 = all(L{}, key >> 32);
    U c3 = replication;
    const U left_factor = all(L{}, std::uint64_t{0xD2511F53});
    const U right_factor = all(L{}, std::uint64_t{0xCD9E8D57});
    for (int round = 0; round < 10; ++round) {
        const U left = product32(c0, left_factor);
        const U right = product32(c2, right_factor);
        c0 = xor3(right >> 32, c1, all(L{}, keys.first[round]));
        c1 = right;
        c2 = xor3(left >> 32, c3, all(L{}, keys.second[round]));
        c3 = left;
    }
    constexpr std::uint64_t kLow = 0xFFFFFFFF;
    constexpr std::uint64_t kOne = 0x3FF0000000000000;
    first = as_double((((c1 << 32) | (c0 & kLow)) >> 12) | kOne) - 0x1.fffffffffffffp-1;
    second = as_double((((c3 << 32) | (c2 & kLow)) >> 12) | kOne) - 0x1.fffffffffffffp-1;
}

// The nearest millisecond, halves up (T1), but none above `most`.
template <class L>
CARWRIGHT_INLINE typename L::I in_ms(typename L::D x, double most) {
    return whole(at_most(at_least_0(x), all(L{}, most)) + 0.5);
}

// One law of one uniform each: a function object from uniforms to times before rounding.
struct Exponential {
    double mean;
    template <class L>
    CARWRIGHT_INLINE typename L::D of(typename L::D u) const {
        return -mean * log_of<L>(u);
    }
};

struct Lognormal {
    double mu;
    double sigma;
    template <class L>
    CARWRIGHT_INLINE typename L::D of(typename L::D u) const {
        return exp_of<L>(mu + sigma * quantile_of<L>(u));
    }
};

struct Triangular {
    double low;
    double mode;
    double high;
    template <class L>
    CARWRIGHT_INLINE typename L::D of(typename L::D u) const {
        const double width = high - low;
        const double left = mode - low;
        const auto rising = less(u * width, all(L{}, left));
        return choose(rising, low + root(u * width * left),
                      high - root((1.0 - u) * width * (high - mode)));
    }
};

struct Normal {
    double mean;
    double sd;
    double cut;
    template <class L>
    CARWRIGHT_INLINE typename L::D of(typename L::D u) const {
        return mean - sd * quantile_of<L>(u * (1.0 - cut));
    }
};

struct Weibull {
    double shape;
    double scale;
    template <class L>
    CARWRIGHT_INLINE typename L::D of(typename L::D u) const {
        return scale * exp_of<L>(log_of<L>(-log_of<L>(u)) / shape);
    }
};

struct Uniform {
    double low;
    double high;
    template <class L>
    CARWRIGHT_INLINE typename L::D of(typename L::D u) const {
        return low + u * (high - low);
    }
};

struct Geometric {
    double slope;
    double tick;
    template <class L>
    CARWRIGHT_INLINE typename L::D of(typename L::D u) const {
        return (1.0 + floor_of(log_of<L>(u) / slope)) * tick;
    }
};

constexpr std::uint64_t kLastBlock = 0x7FFFFFFF;  // 2**32 draws, then the stream begins again

// The uniforms of one stream in the L lanes of a run, one draw after the other.
template <class L>
class Uniforms {
  public:
    void begin(const Task& task, std::uint64_t stream) {
        stream_ = stream;
        keys_.begin(task.seed);
        replication_ = task.replication;
        count_ = 0;
    }

    CARWRIGHT_INLINE typename L::D next() {
        if (count_++ & 1) return second_;
        typename L::D first;
        uniforms<L>(keys_, stream_, all(L{}, std::uint64_t{(count_ - 1) >> 1}), replications(),
                    first, second_);
        return first;
    }

  protected:
    typename L::U replications() const {
        return (all(L{}, std::uint64_t{replication_}) + count_up(L{})) & 0xFFFFFFFF;
    }

    Keys keys_;
    std::uint64_t stream_;
    std::uint32_t replication_;
    std::uint32_t count_;  // number of the next draw

  private:
    typename L::D second_;
};

// The draws of one purpose in the L lanes of a run. `take` writes the next n durations, n a
// multiple of kMultiple: out[i * L + lane].
template <class L>
class Draws : private Uniforms<L> {
  public:
    static constexpr int kLanes = L::kLanes;
    static constexpr int kMultiple = kLanes == 1 ? 4 * kWidth : 4;

    void begin(const Line& line, const Task& task, std::int32_t law, std::uint64_t stream) {
        Uniforms<L>::begin(task, stream);
        law_ = line.laws[law];
        number_ = law;
        seed_ = task.seed;
        most_ = static_cast<double>(task.horizon + 1);
        for (auto& each : alone_) each = 0;
    }

    bool is_constant() const {
        return law_.kind == family::kConstant || (law_.kind == family::kGeometric && law_.a <= 1.0);
    }

    std::int64_t constant() const {
        return in_ms<One>(law_.kind == family::kConstant ? law_.a : law_.b, most_);
    }

    void take(const Line& line, std::int64_t* out, int n) {
        const Law& w = law_;
        switch (w.kind) {
            case family::kExponential:
                return invert(Exponential{w.a}, out, n);
            case family::kLognormal:
                return invert(Lognormal{w.a, w.b}, out, n);
            case family::kTriangular:
                return invert(Triangular{w.a, w.b, w.c}, out, n);
            case family::kNormal:
                return invert(Normal{w.a, w.b, w.c}, out, n);
            case family::kWeibull:
                return invert(Weibull{w.a, w.b}, out, n);
            case family::kUniform:
                return invert(Uniform{w.a, w.b}, out, n);
            case family::kGeometric:
                if (w.a > 1.0) return invert(Geometric{w.slope, w.b}, out, n);
                break;
            case family::kErlang:
                return erlang(out, n);
            case family::kHyperexponential:
                return hyperexponential(out, n);
            case family::kConstant:
                break;
            default:
                return one_by_one(line, out, n);
        }
        for (int i = 0; i < n * kLanes; ++i) out[i] = constant();
    }

    // How long something takes by another law if nothing is drawn for it (R2), else -1 - the law.
    std::int64_t constant_or_law(const Line& line, std::int32_t law) const {
        const Law& other = line.laws[law];
        if (other.kind != family::kConstant) return -1 - std::int64_t{law};
        return in_ms<One>(other.a, most_);
    }

    // As above, for parts of several types: `types` has that of each part, and `of_type` what
    // `constant_or_law` says of each type.
    void take(const Line& line, const std::int64_t* of_type, const std::int64_t* types,
              std::int64_t* out, int n) {
        for (int i = 0; i < n; ++i) {
            for (int lane = 0; lane < kLanes; ++lane) {
                const int at = i * kLanes + lane;
                const std::int64_t taken = of_type[types[at]];
                out[at] = taken >= 0 ? taken
                                     : draw_one(line, static_cast<std::int32_t>(-1 - taken), lane);
            }
        }
    }

  private:
    using D = typename L::D;
    using Uniforms<L>::count_;
    using Uniforms<L>::keys_;
    using Uniforms<L>::next;
    using Uniforms<L>::replication_;
    using Uniforms<L>::replications;
    using Uniforms<L>::stream_;

    // Two blocks at a time of each lane, four draws.
    template <class Law>
    void invert(Law law, std::int64_t* out, int n) {
        if constexpr (kLanes == 1) {
            draws_in_lanes(law, out, n);
        } else {
            using M = Twice<L>;
            const auto who = replications();
            for (int i = 0; i < n; i += 4, count_ += 4) {
                const std::uint64_t block = count_ >> 1;
                typename M::D first, second;
                uniforms<M>(keys_, stream_, {all(L{}, block), all(L{}, (block + 1) & kLastBlock)},
                            {who, who}, first, second);
                const auto one = in_ms<M>(law.template of<M>(first), most_);
                const auto two = in_ms<M>(law.template of<M>(second), most_);
                std::int64_t* const to = out + i * kLanes;
                store(to, one.a);
                store(to + kLanes, two.a);
                store(to + 2 * kLanes, one.b);
                store(to + 3 * kLanes, two.b);
            }
        }
    }

    // The lanes are draws.
    template <class Law>
    void draws_in_lanes(Law law, std::int64_t* out, int n) {
        using M = Twice<Many>;
        constexpr int kHalf = 2 * Many::kLanes;
        const typename M::U replication = all(M{}, std::uint64_t{replication_});
        for (int i = 0; i < n; i += 2 * kHalf) {
            const auto block = all(Many{}, std::uint64_t{count_ >> 1}) + count_up(Many{});
            const typename M::U blocks{block & kLastBlock,
                                       (block + std::uint64_t{Many::kLanes}) & kLastBlock};
            typename M::D first, second;
            uniforms<M>(keys_, stream_, blocks, replication, first, second);
            const auto one = in_ms<M>(law.template of<M>(first), most_);
            const auto two = in_ms<M>(law.template of<M>(second), most_);
            store_in_turn(out + i, one.a, two.a);
            store_in_turn(out + i + kHalf, one.b, two.b);
            count_ += 2 * kHalf;
        }
    }

    void erlang(std::int64_t* out, int n) {
        constexpr int kGroup = 8;
        for (int i = 0; i < n; ++i) {
            D total = all(L{}, 0.0);
            for (int left = static_cast<int>(law_.b); left > 0; left -= kGroup) {
                D product = all(L{}, 1.0);
                for (int k = 0; k < (left < kGroup ? left : kGroup); ++k) product *= next();
                total += log_of<L>(product);
            }
            store(out + i * kLanes, in_ms<L>(total * (-law_.a / law_.b), most_));
        }
    }

    void hyperexponential(std::int64_t* out, int n) {
        for (int i = 0; i < n; ++i) {
            const auto is_first = less(next(), all(L{}, law_.a));
            const D mean = choose(is_first, all(L{}, law_.b), all(L{}, law_.c));
            store(out + i * kLanes, in_ms<L>(-mean * log_of<L>(next()), most_));
        }
    }

    // Where the number of uniforms varies, or a table is looked up.
    void one_by_one(const Line& line, std::int64_t* out, int n) {
        for (int lane = 0; lane < kLanes; ++lane) {
            for (int i = 0; i < n; ++i) out[i * kLanes + lane] = draw_one(line, number_, lane);
        }
    }

    std::int64_t draw_one(const Line& line, std::int32_t law, int lane) {
        const auto replication = replication_ + static_cast<std::uint32_t>(lane);
        const std::int64_t drawn = draw_alone(line, law, seed_, stream_, replication, alone_[lane]);
        return smaller(drawn, static_cast<std::int64_t>(most_));
    }

    Law law_;
    std::int32_t number_;
    std::uint64_t seed_;
    std::uint32_t alone_[kLanes];  // numbers of the next draws where lanes draw unequally often
    double most_;
};

}  // namespace carwright::recursion::CARWRIGHT_SET
