// Batches of draws for Python: how the tests hold draws.h against carwright/engine/draws.py. Part
// of the border (see bindings.cpp); the kernel itself includes draws.h only.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/tuple.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <tuple>
#include <utility>
#include <vector>

#include "draws.h"

namespace carwright {

namespace nb = nanobind;

template <class T>
using Column = nb::ndarray<const T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
template <class T>
using NewColumn = nb::ndarray<nb::numpy, T, nb::ndim<1>>;

// Hands a vector to numpy without a copy.
template <class T>
NewColumn<T> to_numpy(std::vector<T>&& values) {
    auto* kept = new std::vector<T>(std::move(values));
    nb::capsule owner(kept, [](void* p) noexcept { delete static_cast<std::vector<T>*>(p); });
    return NewColumn<T>(kept->data(), {kept->size()}, owner);
}

template <class Function>
NewColumn<double> map_column(const Column<double>& x, Function function) {
    std::vector<double> y(x.shape(0));
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = function(x.data()[i]);
    return to_numpy(std::move(y));
}

inline void bind_elementary(nb::module_& draws) {
    using namespace nb::literals;
    draws.def(
        "log", [](Column<double> x) { return map_column(x, [](double v) { return log(v); }); },
        "x"_a, "carwright.elementary.log of each (positive normal numbers only)");
    draws.def(
        "log1p", [](Column<double> x) { return map_column(x, [](double v) { return log1p(v); }); },
        "x"_a, "carwright.elementary.log1p of each");
    draws.def(
        "exp", [](Column<double> x) { return map_column(x, [](double v) { return exp(v); }); },
        "x"_a, "carwright.elementary.exp of each");
    draws.def(
        "normal_quantile",
        [](Column<double> p) { return map_column(p, [](double v) { return normal_quantile(v); }); },
        "p"_a, "carwright.elementary.normal_quantile of each");
}

inline NewColumn<std::int64_t> sample_batch(const DistRow& row, Column<std::int64_t> values,
                                            Column<double> cumulative, Stream stream,
                                            std::size_t n) {
    if (values.shape(0) != cumulative.shape(0)) {
        throw std::invalid_argument("values and cumulative must be of one length");
    }
    if (row.kind == family::kEmpirical && row.end == 0) {
        throw std::invalid_argument("an empirical distribution needs at least one value");
    }
    const Points points{values.data(), cumulative.data()};
    std::vector<std::int64_t> drawn(n);
    for (auto& each : drawn) each = sample(row, points, stream);
    return to_numpy(std::move(drawn));
}

inline void bind_streams(nb::module_& draws) {
    using namespace nb::literals;
    draws.def(
        "philox",
        [](std::uint32_t c0, std::uint32_t c1, std::uint32_t c2, std::uint32_t c3,
           std::uint64_t key) {
            const Block b = philox({{c0, c1, c2, c3}}, key);
            return std::make_tuple(b.word[0], b.word[1], b.word[2], b.word[3]);
        },
        "c0"_a, "c1"_a, "c2"_a, "c3"_a, "key"_a, "Philox4x32-10 of one counter");
    draws.def(
        "uniforms",
        [](std::uint64_t seed, std::uint64_t key, std::uint32_t replication, std::uint32_t first,
           std::size_t n) {
            Stream stream = make_stream(seed, key, replication, first);
            std::vector<double> drawn(n);
            for (auto& each : drawn) each = uniform(stream);
            return to_numpy(std::move(drawn));
        },
        "seed"_a, "key"_a, "replication"_a, "first"_a, "n"_a,
        "n uniforms of a stream from draw `first` on");
}

inline void bind_samplers(nb::module_& draws) {
    using namespace nb::literals;
    draws.def(
        "invert",
        [](std::int32_t kind, double a, double b, double c, Column<double> u) {
            const DistRow row{kind, 0, 0, a, b, c, 0.0};
            return map_column(u, [&row](double v) { return invert(row, v); });
        },
        "kind"_a, "a"_a, "b"_a, "c"_a, "u"_a, "a one-uniform family at each u, not rounded");
    draws.def(
        "sample",
        [](std::int32_t kind, double a, double b, double c, double d, Column<std::int64_t> values,
           Column<double> cumulative, std::uint64_t seed, std::uint64_t key,
           std::uint32_t replication, std::uint32_t first, std::size_t n) {
            const DistRow row{kind, 0, static_cast<std::int32_t>(values.shape(0)), a, b, c, d};
            const Stream stream = make_stream(seed, key, replication, first);
            return sample_batch(row, values, cumulative, stream, n);
        },
        "kind"_a, "a"_a, "b"_a, "c"_a, "d"_a, "values"_a, "cumulative"_a, "seed"_a, "key"_a,
        "replication"_a, "first"_a, "n"_a, "n durations (ms) of a stream from draw `first` on");
}

inline void bind_draws(nb::module_& module) {
    nb::module_ draws = module.def_submodule("draws", "Batches of draws, for the tests.");
    bind_elementary(draws);
    bind_streams(draws);
    bind_samplers(draws);
}

}  // namespace carwright
