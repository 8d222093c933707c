// The types of a source's parts, by number (rules Q3, Q5): those of a lot are alike.
#pragma once

#include "variates.h"

namespace carwright::recursion::CARWRIGHT_SET {

template <class L>
class Types {
  public:
    void begin(const Line& line, const Task& task, const Supply& supply, Reserve reserve,
               void* owner) {
        mix_ = line.mix + supply.mix_begin;
        listed_ = line.order_type + supply.order_begin;
        list_length_ = supply.order_end - supply.order_begin;
        count_ = supply.type_count;
        sequence_ = supply.sequence;
        lot_ = sequence_ == Sequence::LISTED ? 1 : supply.lot;
        const auto count = static_cast<std::size_t>(count_);
        if (sequence_ == Sequence::LEVEL) {
            made_ = static_cast<std::int64_t*>(reserve(owner, 8 * count));
        } else if (sequence_ == Sequence::RANDOM) {
            uniforms_.begin(task, supply.stream_mix);
        }
    }

    // Those of the next n parts: out[i * L + lane].
    void take(std::int64_t* out, int n) {
        for (int i = 0; i < n; ++i) {
            if (left_ == 0) {
                left_ = lot_;
                type_ = next();
            }
            --left_;
            store(out + i * L::kLanes, type_);
        }
    }

  private:
    typename L::I next() {
        if (sequence_ == Sequence::RANDOM) return drawn();
        return all(L{}, sequence_ == Sequence::LEVEL ? level() : listed());
    }

    std::int64_t listed() {
        if (at_ == list_length_) at_ = 0;  // behind a list that ends there come no parts
        return listed_[at_++];
    }

    // The first whose cumulative share is not below the number drawn, else the last.
    typename L::I drawn() {
        const typename L::D number = uniforms_.next();
        typename L::D type = all(L{}, 0.0);
        for (int n = 0; n < count_ - 1; ++n) {
            type +=
                choose(less(all(L{}, mix_[n].cumulative), number), all(L{}, 1.0), all(L{}, 0.0));
        }
        return whole(type);
    }

    // The one that lags furthest behind its share.
    std::int64_t level() {
        int type = 0;
        double most = 0.0;
        for (int n = 0; n < count_; ++n) {
            const double due = static_cast<double>(lots_ + 1) * mix_[n].share;
            const double lag = due - static_cast<double>(made_[n]);
            if (n != 0 && !(lag > most)) continue;
            type = n;
            most = lag;
        }
        ++lots_;
        ++made_[type];
        return type;
    }

    const Share* mix_;
    int count_;
    int lot_;
    int left_;  // parts still to come of the lot drawn last
    Sequence sequence_;
    const std::int32_t* listed_;
    int list_length_;
    int at_;  // in the list
    std::int64_t lots_;
    std::int64_t* made_;  // lots of each type
    typename L::I type_;
    Uniforms<L> uniforms_;
};

}  // namespace carwright::recursion::CARWRIGHT_SET
