// For machines with AVX-512 F and DQ; compiled with these switched on, and chosen at run time.
#if defined(__AVX512F__) && defined(__AVX512DQ__)
#define CARWRIGHT_WIDTH 8
#include "set.h"
#endif
