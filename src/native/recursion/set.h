// The entry of one instruction set; see lanes.h.
#pragma once

#include "run.h"

namespace carwright::recursion::CARWRIGHT_SET {

extern const int kLanesOfSet;
const int kLanesOfSet = kWidth;

template <class L>
Ending run_in(const Line& line, const Task& task, Reserve reserve, void* owner) {
    Recursion<L> recursion(line, task, reserve, owner);
    return recursion.run();
}

Ending run(const Line& line, const Task& task, bool wide, Reserve reserve, void* owner) {
    return wide ? run_in<Many>(line, task, reserve, owner)
                : run_in<One>(line, task, reserve, owner);
}

}  // namespace carwright::recursion::CARWRIGHT_SET
