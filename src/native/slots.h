// The calendar of slots (rules T2, T3): winner trees over keys of time and slot.
//
// A key holds the time above and the slot below, so that the least key is the least (time, slot). A
// node is the lesser of its two children. Setting a slot walks from its leaf to the root; the
// siblings' places depend on the slot alone, so that the only chain of dependent steps is one
// minimum a level. As the key names the slot, leaves may stand anywhere: classes of slots that are
// set often have trees of their own, which are lower than one for all.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "hot.h"
#include "program.h"

namespace carwright {

class Slots {
  public:
    enum Class { FRAME, MACHINES, BELTS, OTHERS };  // FRAME: steps, calendars, modes
    static constexpr int kTrees = 4;
    using Counts = std::array<std::size_t, kTrees>;

    Slots() : Slots(Counts{}) {}

    // How many slots are in each tree, one tree after the other.
    explicit Slots(const Counts& counts) {
        std::size_t nodes = 0;
        std::size_t slots = 0;
        for (std::size_t t = 0; t < kTrees; ++t) {
            const std::size_t leaves = std::bit_ceil(counts[t]);
            trees_[t] = {nodes, leaves - slots, static_cast<std::int32_t>(slots)};
            nodes += 2 * leaves;
            slots += counts[t];
        }
        bits_ = std::bit_width(slots | 1);
        limit_ = (std::int64_t{1} << (63 - bits_)) - 1;
        nodes_.assign(nodes, kEmpty);
    }

    // What is later than this waits for ever, too: no horizon reaches it.
    std::int64_t limit() const { return limit_; }

    CARWRIGHT_HOT void set(Class tree, std::int32_t slot, std::int64_t time) {
        if (time > limit_) [[unlikely]] {
            if (time >= kForever) return clear(tree, slot);
            time = limit_;
        }
        put(tree, slot,
            (static_cast<std::uint64_t>(time) << bits_) | static_cast<std::uint32_t>(slot));
    }

    void clear(Class tree, std::int32_t slot) { put(tree, slot, kEmpty); }

    // The slot's event is carried out now. It is empty from here on, but the walk up the tree is
    // put off, as most events set their slot again at once.
    void pop(std::int32_t slot) { popped_ = slot; }
    void settle() {
        if (popped_ >= 0) clear(tree_of(popped_), popped_);
    }

    bool is_set(std::int32_t slot) const { return slot != popped_ && leaf(slot) != kEmpty; }
    std::int64_t time_of(std::int32_t slot) const { return time(leaf(slot)); }

    bool empty() const { return least() == kEmpty; }
    CARWRIGHT_HOT std::uint64_t least() const {
        std::uint64_t key = kEmpty;
        for (const Tree& tree : trees_) {
            const std::uint64_t root = nodes_[tree.begin + 1];
            key = root < key ? root : key;
        }
        return key;
    }
    // Of no slot: later than any instant.
    std::int64_t time(std::uint64_t key) const { return static_cast<std::int64_t>(key >> bits_); }
    std::int32_t slot(std::uint64_t key) const {
        return static_cast<std::int32_t>(key & ((std::uint64_t{1} << bits_) - 1));
    }

  private:
    static constexpr std::uint64_t kEmpty = ~std::uint64_t{0};

    struct Tree {
        std::size_t begin;  // among the nodes
        std::size_t leaf;   // of slot 0, if it were in this tree
        std::int32_t first;
    };

    Class tree_of(std::int32_t slot) const {
        int tree = kTrees - 1;
        while (slot < trees_[static_cast<std::size_t>(tree)].first) --tree;
        return static_cast<Class>(tree);
    }

    std::uint64_t leaf(std::int32_t slot) const {
        const Tree& tree = trees_[tree_of(slot)];
        return nodes_[tree.begin + tree.leaf + static_cast<std::size_t>(slot)];
    }

    CARWRIGHT_HOT void put(Class tree, std::int32_t slot, std::uint64_t key) {
        if (slot == popped_) popped_ = -1;
        std::uint64_t* nodes = nodes_.data() + trees_[tree].begin;
        std::size_t at = trees_[tree].leaf + static_cast<std::size_t>(slot);
        if (nodes[at] == key) return;
        nodes[at] = key;
        while (at > 1) {
            const std::uint64_t sibling = nodes[at ^ 1];
            key = sibling < key ? sibling : key;
            at >>= 1;
            nodes[at] = key;
        }
    }

    int bits_ = 0;
    std::int32_t popped_ = -1;
    std::int64_t limit_ = 0;
    std::array<Tree, kTrees> trees_{};
    std::vector<std::uint64_t> nodes_;
};

}  // namespace carwright
