#include "sets.h"

namespace carwright::recursion {

namespace {

struct Found {
    InstructionSet sets[4]{};

    Found() {
        InstructionSet* next = sets;
#if defined(CARWRIGHT_HAS_AVX512)
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq"))
            *next++ = {"avx512", avx512::kLanesOfSet, avx512::run, avx512::logarithms};
#endif
#if defined(CARWRIGHT_HAS_AVX2)
        if (__builtin_cpu_supports("avx2"))
            *next++ = {"avx2", avx2::kLanesOfSet, avx2::run, avx2::logarithms};
#endif
        *next = {"portable", portable::kLanesOfSet, portable::run, portable::logarithms};
    }
};

}  // namespace

const InstructionSet* instruction_sets() {
    static const Found found;
    return found.sets;
}

}  // namespace carwright::recursion
