// The instruction sets that the recursion was compiled for, and which of them this machine has.
#pragma once

#include "line.h"

namespace carwright::recursion {

struct InstructionSet {
    const char* name;
    int lanes;
    Ending (*run)(const Line&, const Task&, bool wide, Reserve reserve, void* owner);
    Logarithms logarithms;
};

// Those that this machine can run, the fastest first; null at the end.
const InstructionSet* instruction_sets();

}  // namespace carwright::recursion
