// The border to Python: with the *_bindings.h that it includes, all that knows nanobind.

#include <nanobind/nanobind.h>

#include "draws_bindings.h"
#include "kernel_bindings.h"
#include "recursion_bindings.h"

namespace nb = nanobind;

NB_MODULE(_kernel, module) {
    // A command that ends early may leave a replication standing in its thread: no leak that
    // matters, and nothing to tell the user about.
    nb::set_leak_warnings(false);
    module.doc() = "The native event kernel.";
    module.def(
        "version", [] { return CARWRIGHT_VERSION; },
        "The version of carwright that this kernel was built from.");
    carwright::bind_draws(module);
    carwright::bind_kernel(module);
    carwright::bind_codes(module);
    carwright::bind_recursion(module);
}
