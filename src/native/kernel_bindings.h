// The kernel for Python: tables in, tables out. Part of the border (see bindings.cpp).
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "draws_bindings.h"
#include "kernel.h"

namespace carwright {

// A kernel is one run: while one thread advances it, others may interrupt it and nothing else.
class Guarded {
  public:
    Guarded(Program program, const Settings& settings) : kernel(std::move(program), settings) {}

    class Use {
      public:
        explicit Use(Guarded& guarded) : busy_(guarded.busy_) {
            if (busy_.exchange(true, std::memory_order_acquire)) {
                throw std::runtime_error("another thread is using this engine");
            }
        }
        ~Use() { busy_.store(false, std::memory_order_release); }
        Use(const Use&) = delete;
        Use& operator=(const Use&) = delete;

      private:
        std::atomic<bool>& busy_;
    };

    Kernel kernel;

  private:
    std::atomic<bool> busy_{false};
};

inline Program read_program(const nb::dict& columns) {
    Program program;
    each_column(program, [&](const char* name, auto& target) {
        using Value = typename std::decay_t<decltype(target)>::value_type;
        if (!columns.contains(name)) throw std::invalid_argument(std::string(name) + " is missing");
        const auto column = nb::cast<Column<Value>>(columns[name]);
        target.assign(column.data(), column.data() + column.shape(0));
    });
    return program;
}

inline nb::dict tallies_to_numpy(const Tallies& tallies) {
    nb::dict found;
    for (int t = 0; t < kTallyCount; ++t) {
        const auto tally = static_cast<Tally>(t);
        const std::vector<std::size_t> shape = tallies.shape(tally);
        std::size_t cells = 1;
        for (const std::size_t extent : shape) cells *= extent;
        const i64* data = tallies.data(tally);
        auto* kept = new std::vector<i64>(data, data + cells);
        nb::capsule owner(kept, [](void* p) noexcept { delete static_cast<std::vector<i64>*>(p); });
        found[kTallies[t].name] =
            nb::ndarray<nb::numpy, i64>(kept->data(), shape.size(), shape.data(), owner);
    }
    return found;
}

inline nb::dict trace_to_numpy(Trace& trace) {
    nb::dict found;
    found["time"] = to_numpy(std::exchange(trace.time, {}));
    found["code"] = to_numpy(std::exchange(trace.code, {}));
    found["object"] = to_numpy(std::exchange(trace.object, {}));
    found["row"] = to_numpy(std::exchange(trace.row, {}));
    found["part"] = to_numpy(std::exchange(trace.part, {}));
    found["value"] = to_numpy(std::exchange(trace.value, {}));
    return found;
}

inline nb::dict waits_to_numpy(const Kernel& kernel) {
    nb::dict found;
    for (auto& [name, values] : kernel.waits()) {
        if (std::string_view(name) == "ready") {
            const std::size_t types = kernel.types();
            auto* kept = new std::vector<i64>(std::move(values));
            nb::capsule owner(kept,
                              [](void* p) noexcept { delete static_cast<std::vector<i64>*>(p); });
            const std::size_t shape[] = {kept->size() / types, types};
            found[name] = nb::ndarray<nb::numpy, i64>(kept->data(), 2, shape, owner);
        } else {
            found[name] = to_numpy(std::vector<i64>(values));
        }
    }
    return found;
}

inline Guarded* restored(const nb::dict& columns, const nb::bytes& image, bool changed) {
    const std::string_view bytes(image.c_str(), image.size());
    auto* guarded = new Guarded(read_program(columns), Kernel::settings_of(bytes));
    try {
        guarded->kernel.restore(bytes, changed);
    } catch (...) {
        delete guarded;
        throw;
    }
    return guarded;
}

inline int advance(Guarded& guarded, i64 until, i64 max_events) {
    const Guarded::Use use(guarded);
    const nb::gil_scoped_release released;
    return static_cast<int>(guarded.kernel.advance(until, max_events));
}

inline void bind_kernel(nb::module_& module) {
    using namespace nb::literals;
    nb::class_<Guarded>(module, "Kernel", "One replication of one program.")
        .def(
            "__init__",
            [](Guarded* self, const nb::dict& columns, u64 seed, u32 replication, i64 horizon,
               i64 period, i64 trace_rows, i64 stall_events, i64 stall_named, i64 part_limit) {
                const Settings settings{seed,       replication,  horizon,     period,
                                        trace_rows, stall_events, stall_named, part_limit};
                new (self) Guarded(read_program(columns), settings);
            },
            "columns"_a, "seed"_a, "replication"_a, "horizon"_a, "period"_a, "trace_rows"_a,
            "stall_events"_a, "stall_named"_a, "part_limit"_a)
        .def_static("restored", &restored, "columns"_a, "image"_a, "changed"_a,
                    nb::rv_policy::take_ownership)
        .def_prop_ro("now", [](const Guarded& self) { return self.kernel.now(); })
        .def_prop_ro("events", [](const Guarded& self) { return self.kernel.events(); })
        .def_prop_ro("moves", [](const Guarded& self) { return self.kernel.moves(); })
        .def_prop_ro("hour_ms", [](const Guarded& self) { return self.kernel.hour_ms(); })
        .def("advance", &advance, "until"_a, "max_events"_a)
        .def("interrupt", [](Guarded& self) { self.kernel.interrupt(); })
        .def("tallies",
             [](Guarded& self) {
                 const Guarded::Use use(self);
                 return tallies_to_numpy(self.kernel.closed_tallies());
             })
        .def("take_trace",
             [](Guarded& self) {
                 const Guarded::Use use(self);
                 return trace_to_numpy(self.kernel.trace());
             })
        .def("waits",
             [](Guarded& self) {
                 const Guarded::Use use(self);
                 return waits_to_numpy(self.kernel);
             })
        .def("check",
             [](Guarded& self) {
                 const Guarded::Use use(self);
                 return self.kernel.check();
             })
        .def("save", [](Guarded& self) {
            const Guarded::Use use(self);
            const std::string image = self.kernel.save();
            return nb::bytes(image.data(), image.size());
        });
}

// For the test that holds trace.h against carwright.engine.protocol.
inline void bind_codes(nb::module_& module) {
    nb::dict codes;
#define CARWRIGHT_CODE(name) codes[#name] = static_cast<int>(TraceCode::name)
    CARWRIGHT_CODE(CREATE);
    CARWRIGHT_CODE(MOVE);
    CARWRIGHT_CODE(SETUP);
    CARWRIGHT_CODE(WORK);
    CARWRIGHT_CODE(FINISH);
    CARWRIGHT_CODE(OUTCOME);
    CARWRIGHT_CODE(JOIN);
    CARWRIGHT_CODE(SPLIT);
    CARWRIGHT_CODE(STOP);
    CARWRIGHT_CODE(REPAIR);
    CARWRIGHT_CODE(UP);
    CARWRIGHT_CODE(CALENDAR);
    CARWRIGHT_CODE(LOST);
    CARWRIGHT_CODE(STEP);
    CARWRIGHT_CODE(STATE);
#undef CARWRIGHT_CODE
    module.attr("TRACE_CODES") = codes;
}

}  // namespace carwright
