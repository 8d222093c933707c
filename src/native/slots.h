// The calendar of slots (rules T2, T3): a winner tree over keys of time and slot.
//
// A key holds the time above and the slot below, so that the least key is the least (time, slot).
// A node is the lesser of its two children. Setting a slot walks from its leaf to the root; the
// siblings' places depend on the slot alone, so that the only chain of dependent steps is one
// minimum a level.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "program.h"

namespace carwright {

class Slots {
  public:
    explicit Slots(std::size_t count)
        : bits_(std::bit_width(count)), leaves_(std::bit_ceil(count)), tree_(2 * leaves_, kEmpty) {}

    // The least time that a key can't hold; what is later than this waits for ever as well.
    std::int64_t limit() const { return (std::int64_t{1} << (63 - bits_)) - 1; }

    void set(std::int32_t slot, std::int64_t time) {
        if (time >= kForever) return clear(slot);
        if (time > limit()) time = limit();
        put(slot, (static_cast<std::uint64_t>(time) << bits_) | static_cast<std::uint32_t>(slot));
    }

    void clear(std::int32_t slot) { put(slot, kEmpty); }

    // The slot's event is carried out now. It is empty from here on, but the walk up the tree is
    // put off, as most events set their slot again at once.
    void pop(std::int32_t slot) { popped_ = slot; }
    void settle() {
        if (popped_ >= 0) put(popped_, kEmpty);
    }

    bool is_set(std::int32_t slot) const { return leaf(slot) != kEmpty; }
    std::int64_t time_of(std::int32_t slot) const { return time(leaf(slot)); }

    bool empty() const { return tree_[1] == kEmpty; }
    std::uint64_t least() const { return tree_[1]; }
    // Of no slot: later than any instant.
    std::int64_t time(std::uint64_t key) const { return static_cast<std::int64_t>(key >> bits_); }
    std::int32_t slot(std::uint64_t key) const {
        return static_cast<std::int32_t>(key & ((std::uint64_t{1} << bits_) - 1));
    }

  private:
    static constexpr std::uint64_t kEmpty = ~std::uint64_t{0};

    std::uint64_t leaf(std::int32_t slot) const {
        return tree_[leaves_ + static_cast<std::size_t>(slot)];
    }

    void put(std::int32_t slot, std::uint64_t key) {
        if (slot == popped_) popped_ = -1;
        std::uint64_t* tree = tree_.data();
        std::size_t at = leaves_ + static_cast<std::size_t>(slot);
        tree[at] = key;
        while (at > 1) {
            const std::uint64_t sibling = tree[at ^ 1];
            key = sibling < key ? sibling : key;
            at >>= 1;
            tree[at] = key;
        }
    }

    int bits_;
    std::int32_t popped_ = -1;
    std::size_t leaves_;
    std::vector<std::uint64_t> tree_;
};

}  // namespace carwright
