// The border to Python: the only file of the kernel that knows nanobind.

#include <nanobind/nanobind.h>

namespace nb = nanobind;

NB_MODULE(_kernel, module) {
    module.doc() = "The native event kernel.";
    module.def(
        "version", [] { return CARWRIGHT_VERSION; },
        "The version of carwright that this kernel was built from.");
}
