// A run of the recursion: the main line part by part, which draws on its feeders; then each feeder
// on to the horizon.
#pragma once

#include "chain.h"

namespace carwright::recursion::CARWRIGHT_SET {

// More parts than this through a source at one instant: time may be standing still (T8).
constexpr std::int64_t kStandstill = 1'000'000;

template <class L>
class Recursion {
  public:
    Recursion(const Line& line, const Task& task, Reserve reserve, void* owner)
        : common_{&line, &task, {&task}, {}, {}, nullptr} {
        common_.stops.reserve(line, kLanes, reserve, owner);
        const int owners = line.place_count + line.branch_count;
        common_.shifts.reserve(line, task, owners, kLanes, reserve, owner);
        const auto count = static_cast<std::size_t>(line.branch_count);
        common_.chains = static_cast<Chain<L>*>(reserve(owner, sizeof(Chain<L>) * count));
        for (int n = 0; n < line.branch_count; ++n) {
            common_.chains[n].begin(common_, n, reserve, owner);
        }
        lead_ = all(L{}, std::uint64_t{0});
    }

    Ending run() { return common_.task->of_places ? run<true>() : run<false>(); }

  private:
    static constexpr int kLanes = L::kLanes;
    static constexpr unsigned kAll = (1u << kLanes) - 1;
    using I = typename L::I;
    using U = typename L::U;

    template <bool kOfPlaces>
    Ending run() {
        Chain<L>& main = common_.chains[0];
        const auto sink = [this](I came, I left, std::int64_t before, const std::int64_t* types) {
            depart(came, left, before);
            if (types != nullptr) note_types(types);
        };
        Ending ending = advance(main, [&] { main.template pass_batch<kOfPlaces>(sink); });
        if (departures_full_) return Ending::TOO_MANY;
        for (int n = 1; n < common_.line->branch_count && ending == Ending::REACHED; ++n) {
            Chain<L>& feeder = common_.chains[n];
            ending = advance(feeder, [&] { feeder.template run_out<kOfPlaces>(); });
        }
        return ending;
    }

    // Batch by batch, until every part to come does so beyond the horizon.
    template <class Batch>
    Ending advance(Chain<L>& chain, Batch batch) {
        const Task& task = *common_.task;
        const std::int64_t cap = task.horizon + 1;
        const std::int64_t parts = chain.batch() * chain.parts_for_one();
        // By so many parts no instant can have grown beyond kFarthest.
        const std::int64_t safe = kFarthest / cap - common_.line->place_count - 2 * parts - 2;
        std::int64_t standing = -1;
        std::int64_t stood = 0;
        for (;;) {
            if (task.interrupted(task.who)) return Ending::INTERRUPTED;
            batch();
            if (departures_full_) return Ending::TOO_MANY;
            const std::int64_t earliest = chain.earliest();
            if (earliest >= task.horizon) return Ending::REACHED;
            if (earliest != standing) {
                standing = earliest;
                stood = 0;
            } else if ((stood += chain.batch()) > kStandstill) {
                return Ending::STANDING_STILL;
            }
            since_ += parts;
            if (since_ > safe) {
                for (int n = 0; n < common_.line->branch_count; ++n) {
                    common_.chains[n].bring_back(cap);
                }
                since_ = 0;
            }
        }
    }

    // N3: the part is out; its lead time counts where it counts.
    CARWRIGHT_INLINE void depart(I came, I at, std::int64_t before) {
        Chain<L>& main = common_.chains[0];
        if (const unsigned which = main.gone().beyond(at); which != 0) [[unlikely]] {
            note_lead(main.gone(), which, at);
        }
        main.count_sunk(before, at);
        lead_ += unsign(at - came);
        if (common_.task->most_departed > 0) [[unlikely]]
            note_departure(at, static_cast<std::size_t>(before));
    }

    void note_lead(const Counter<L>& sunk, unsigned which, I at) {
        const Task& task = *common_.task;
        std::int64_t now[kLanes];
        std::uint64_t lead[kLanes];
        write(now, at);
        write(lead, lead_);
        for (int lane = 0; lane < kLanes; ++lane) {
            if (!(which >> lane & 1)) continue;
            for (std::int64_t page = sunk.page(lane);
                 page < task.periods && now[lane] >= common_.pages.end(page); ++page) {
                task.given[lane].lead[page] = lead[lane];
            }
        }
    }

    // The types of the parts that were counted last.
    void note_types(const std::int64_t* types) {
        const Task& task = *common_.task;
        const Chain<L>& main = common_.chains[0];
        for (int lane = 0; lane < kLanes; ++lane) {
            const std::int64_t page = main.gone().page(lane);
            if (page < task.periods) {
                ++task.given[lane].types[page * main.type_count() + types[lane]];
            }
        }
    }

    void note_departure(I at, std::size_t number) {
        const Task& task = *common_.task;
        std::int64_t now[kLanes];
        write(now, at);
        for (int lane = 0; lane < kLanes; ++lane) {
            if (now[lane] >= task.horizon) continue;
            if (number >= task.most_departed) {
                departures_full_ = true;
            } else {
                task.given[lane].departed[number] = now[lane];
            }
        }
    }

    typename Chain<L>::Common common_;
    U lead_;
    std::int64_t since_ = 0;  // parts since instants were last brought back
    bool departures_full_ = false;
};

}  // namespace carwright::recursion::CARWRIGHT_SET
