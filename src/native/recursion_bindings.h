// The recursion for Python: tables in, counts out. Part of the border (see bindings.cpp).
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "draws_bindings.h"
#include "program.h"
#include "recursion/sets.h"

namespace carwright {

// Memory for one run, as the recursion reserves it.
class Arena {
  public:
    static void* reserve(void* self, std::size_t bytes) {
        constexpr std::size_t kLine = 64;
        const std::size_t lines = (bytes + kLine - 1) / kLine + 1;
        auto& blocks = static_cast<Arena*>(self)->blocks_;
        blocks.push_back(std::make_unique<CacheLine[]>(lines));
        return blocks.back().get();
    }

  private:
    struct alignas(64) CacheLine {
        unsigned char bytes[64]{};
    };
    std::vector<std::unique_ptr<CacheLine[]>> blocks_;
};

// The tables of carwright.compile.recursion.Line, copied.
class RecursionLine {
  public:
    explicit RecursionLine(const nb::dict& columns) {
        read_laws(columns);
        read_places(columns);
        read_failures(columns);
        read_calendars(columns);
        read_branches(columns);
        line_.laws = laws_.data();
        line_.values = values_.data();
        line_.cumulative = cumulative_.data();
        line_.places = places_.data();
        line_.works = works_.data();
        line_.mix = mix_.data();
        line_.order_release = order_release_.data();
        line_.order_type = order_type_.data();
        line_.failures = failures_.data();
        line_.branches = branches_.data();
        line_.timetables = timetables_.data();
        line_.change_at = change_at_.data();
        line_.change_on = change_on_.data();
        line_.place_count = static_cast<std::int32_t>(places_.size());
        line_.failure_count = static_cast<std::int32_t>(failures_.size());
        line_.branch_count = static_cast<std::int32_t>(branches_.size());
    }

    const recursion::Line& line() const { return line_; }
    void interrupt() { interrupted_.store(true, std::memory_order_relaxed); }
    static bool is_interrupted(const void* self) {
        return static_cast<const RecursionLine*>(self)->interrupted_.load(
            std::memory_order_relaxed);
    }

  private:
    template <class T>
    static std::vector<T> numbers(const nb::dict& columns, const char* name) {
        if (!columns.contains(name)) throw std::invalid_argument(std::string(name) + " is missing");
        const auto column = nb::cast<Column<T>>(columns[name]);
        return {column.data(), column.data() + column.shape(0)};
    }

    void read_laws(const nb::dict& columns) {
        const auto kind = numbers<std::int32_t>(columns, "dist.kind");
        const auto begin = numbers<std::int32_t>(columns, "dist.begin");
        const auto end = numbers<std::int32_t>(columns, "dist.end");
        const auto a = numbers<double>(columns, "dist.a");
        const auto b = numbers<double>(columns, "dist.b");
        const auto c = numbers<double>(columns, "dist.c");
        const auto d = numbers<double>(columns, "dist.d");
        for (std::size_t n = 0; n < kind.size(); ++n) {
            const bool geometric = kind[n] == family::kGeometric && a[n] > 1.0;
            laws_.push_back({kind[n], begin[n], end[n], a[n], b[n], c[n], d[n],
                             geometric ? log1p(-1.0 / a[n]) : 0.0});
        }
        values_ = numbers<std::int64_t>(columns, "point.value");
        cumulative_ = numbers<double>(columns, "point.cumulative");
    }

    void read_places(const nb::dict& columns) {
        const auto stream = numbers<std::uint64_t>(columns, "place.stream");
        const auto room = numbers<std::int64_t>(columns, "place.room");
        const auto transit = numbers<std::int64_t>(columns, "place.transit");
        const auto law = numbers<std::int32_t>(columns, "place.dist");
        const auto works = numbers<std::int32_t>(columns, "place.works");
        const auto machines = numbers<std::int32_t>(columns, "place.machines");
        const auto calendar = numbers<std::int32_t>(columns, "place.calendar");
        const auto finish = numbers<std::int32_t>(columns, "place.finish");
        const auto begin = numbers<std::int32_t>(columns, "place.mode_begin");
        const auto end = numbers<std::int32_t>(columns, "place.mode_end");
        const auto feeder_begin = numbers<std::int32_t>(columns, "place.feeder_begin");
        const auto feeder_end = numbers<std::int32_t>(columns, "place.feeder_end");
        for (std::size_t n = 0; n < stream.size(); ++n) {
            places_.push_back({stream[n], room[n], transit[n], law[n], works[n], machines[n],
                               calendar[n], finish[n], begin[n], end[n], feeder_begin[n],
                               feeder_end[n]});
        }
        works_ = numbers<std::int32_t>(columns, "work.dist");
    }

    void read_branches(const nb::dict& columns) {
        const auto stream = numbers<std::uint64_t>(columns, "branch.stream");
        const auto first = numbers<std::int64_t>(columns, "branch.first");
        const auto law = numbers<std::int32_t>(columns, "branch.dist");
        const auto followed = numbers<std::int32_t>(columns, "branch.followed");
        const auto lot = numbers<std::int32_t>(columns, "branch.lot");
        const auto calendar = numbers<std::int32_t>(columns, "branch.calendar");
        const auto types = numbers<std::int32_t>(columns, "branch.types");
        const auto sequence = numbers<std::int32_t>(columns, "branch.sequence");
        const auto stream_mix = numbers<std::uint64_t>(columns, "branch.stream_mix");
        const auto mix_begin = numbers<std::int32_t>(columns, "branch.mix_begin");
        const auto order_begin = numbers<std::int32_t>(columns, "branch.order_begin");
        const auto order_end = numbers<std::int32_t>(columns, "branch.order_end");
        const auto repeat = numbers<std::int32_t>(columns, "branch.repeat");
        const auto begin = numbers<std::int32_t>(columns, "branch.place_begin");
        const auto end = numbers<std::int32_t>(columns, "branch.place_end");
        const auto quantity = numbers<std::int32_t>(columns, "branch.quantity");
        const auto room = numbers<std::int64_t>(columns, "branch.room");
        const auto transit = numbers<std::int64_t>(columns, "branch.transit");
        for (std::size_t n = 0; n < stream.size(); ++n) {
            branches_.push_back(
                {{stream[n], first[n], law[n], followed[n], lot[n], calendar[n], types[n],
                  static_cast<recursion::Sequence>(sequence[n]), stream_mix[n], mix_begin[n],
                  order_begin[n], order_end[n], repeat[n]},
                 begin[n],
                 end[n],
                 quantity[n],
                 room[n],
                 transit[n]});
        }
        const auto share = numbers<double>(columns, "mix.share");
        const auto cumulative = numbers<double>(columns, "mix.cumulative");
        for (std::size_t n = 0; n < share.size(); ++n) mix_.push_back({share[n], cumulative[n]});
        order_release_ = numbers<std::int64_t>(columns, "order.release");
        order_type_ = numbers<std::int32_t>(columns, "order.type");
    }

    void read_calendars(const nb::dict& columns) {
        const auto begin = numbers<std::int32_t>(columns, "calendar.begin");
        const auto end = numbers<std::int32_t>(columns, "calendar.end");
        const auto loop = numbers<std::int32_t>(columns, "calendar.loop");
        const auto length = numbers<std::int64_t>(columns, "calendar.length");
        for (std::size_t n = 0; n < begin.size(); ++n) {
            timetables_.push_back({begin[n], end[n], loop[n], length[n]});
        }
        change_at_ = numbers<std::int64_t>(columns, "change.at");
        for (const std::int32_t state : numbers<std::int32_t>(columns, "change.state")) {
            change_on_.push_back(state == static_cast<std::int32_t>(CalendarState::ON));
        }
    }

    void read_failures(const nb::dict& columns) {
        const auto between = numbers<std::uint64_t>(columns, "mode.stream_between");
        const auto repair = numbers<std::uint64_t>(columns, "mode.stream_repair");
        const auto first = numbers<std::int32_t>(columns, "mode.first");
        const auto next = numbers<std::int32_t>(columns, "mode.between");
        const auto length = numbers<std::int32_t>(columns, "mode.repair");
        for (std::size_t n = 0; n < between.size(); ++n) {
            failures_.push_back({between[n], repair[n], first[n], next[n], length[n]});
        }
    }

    std::vector<recursion::Law> laws_;
    std::vector<std::int64_t> values_;
    std::vector<double> cumulative_;
    std::vector<recursion::Place> places_;
    std::vector<std::int32_t> works_;
    std::vector<recursion::Share> mix_;
    std::vector<std::int64_t> order_release_;
    std::vector<std::int32_t> order_type_;
    std::vector<recursion::Failure> failures_;
    std::vector<recursion::Branch> branches_;
    std::vector<recursion::Timetable> timetables_;
    std::vector<std::int64_t> change_at_;
    std::vector<std::int32_t> change_on_;
    recursion::Line line_{};
    std::atomic<bool> interrupted_{false};
};

// What a run of several lanes gives: one row of each array for each replication.
struct RecursionOutput {
    std::vector<std::uint64_t> passages;
    std::vector<std::uint64_t> lead;
    std::vector<std::int64_t> stops;
    std::vector<std::int64_t> down;
    std::vector<std::int64_t> types;
    std::vector<std::int64_t> departed;
    std::vector<recursion::Given> given;

    RecursionOutput(const recursion::Line& line, const recursion::Task& task, std::size_t lanes) {
        const auto periods = static_cast<std::size_t>(task.periods);
        const auto failures = static_cast<std::size_t>(line.failure_count);
        passages.resize(lanes * periods * task.points * 2);
        lead.resize(lanes * periods);
        stops.resize(lanes * periods * failures + 1);
        down.resize(lanes * periods * failures + 1);
        const std::int32_t made = line.branches[0].supply.type_count;
        const std::size_t kinds = made > 1 ? static_cast<std::size_t>(made) : 0;
        types.resize(lanes * periods * kinds + 1);
        departed.resize(lanes * task.most_departed + 1, -1);
        for (std::size_t n = 0; n < lanes; ++n) {
            auto* first = reinterpret_cast<recursion::Passage*>(passages.data());
            given.push_back(
                {first + n * periods * task.points, lead.data() + n * periods,
                 stops.data() + n * periods * failures, down.data() + n * periods * failures,
                 types.data() + n * periods * kinds, departed.data() + n * task.most_departed});
        }
    }
};

inline const recursion::InstructionSet& instruction_set(const std::string& name) {
    const recursion::InstructionSet* set = recursion::instruction_sets();
    for (; set->name != nullptr; ++set) {
        if (name == set->name) return *set;
    }
    throw std::invalid_argument("this machine has no instruction set " + name);
}

inline std::size_t points_of(const recursion::Line& line, bool of_places) {
    const std::size_t branches =
        static_cast<std::size_t>(line.branch_count) * recursion::kPointsOfBranch;
    if (!of_places) return branches;
    return branches + static_cast<std::size_t>(line.place_count) * recursion::kPointsOfPlace;
}

inline nb::tuple run_recursion(const RecursionLine& line, const std::string& set_name,
                               std::uint64_t seed, std::uint32_t replication, int count,
                               std::int64_t horizon, std::int64_t period, bool of_places,
                               std::size_t most_departed) {
    const recursion::InstructionSet& set = instruction_set(set_name);
    if (count < 1 || count > set.lanes) throw std::invalid_argument("as many as there are lanes");
    if (horizon < 1 || period < 1) throw std::invalid_argument("times must be above 0");
    const std::int64_t periods = (horizon - 1) / period + 1;
    recursion::Task task{seed,
                         replication,
                         horizon,
                         period,
                         periods,
                         of_places,
                         points_of(line.line(), of_places),
                         most_departed,
                         nullptr,
                         &RecursionLine::is_interrupted,
                         &line};
    const bool wide = count > 1;
    RecursionOutput out(line.line(), task, wide ? static_cast<std::size_t>(set.lanes) : 1);
    task.given = out.given.data();
    auto ending = recursion::Ending::REACHED;
    {
        const nb::gil_scoped_release released;
        Arena arena;
        ending = set.run(line.line(), task, wide, &Arena::reserve, &arena);
    }
    nb::dict found;
    found["passages"] = to_numpy(std::move(out.passages));
    found["lead"] = to_numpy(std::move(out.lead));
    found["stops"] = to_numpy(std::move(out.stops));
    found["down"] = to_numpy(std::move(out.down));
    found["types"] = to_numpy(std::move(out.types));
    found["departed"] = to_numpy(std::move(out.departed));
    return nb::make_tuple(static_cast<int>(ending), found);
}

inline void bind_recursion(nb::module_& module) {
    using namespace nb::literals;
    nb::module_ here = module.def_submodule("recursion", "Departure-time recursion of lines.");
    nb::class_<RecursionLine>(here, "Line", "A line; several threads may run it at once.")
        .def(nb::init<const nb::dict&>(), "columns"_a)
        .def("interrupt", &RecursionLine::interrupt)
        .def("run", &run_recursion, "instruction_set"_a, "seed"_a, "replication"_a, "count"_a,
             "horizon"_a, "period"_a, "of_places"_a, "most_departed"_a,
             "(ending, arrays): replications `replication` .. `replication + count - 1` at once");
    nb::dict sets;
    for (const auto* set = recursion::instruction_sets(); set->name != nullptr; ++set) {
        sets[set->name] = set->lanes;
    }
    here.attr("INSTRUCTION_SETS") = sets;
}

}  // namespace carwright
