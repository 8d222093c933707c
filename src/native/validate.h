// Whether a program's tables point where they may: what the kernel relies on in every access.
#pragma once

#include "program.h"

namespace carwright {

// Throws std::invalid_argument naming table, column, row and value of the first fault.
void validate(const Program& program);

}  // namespace carwright
