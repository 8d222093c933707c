// For machines with AVX2; compiled with that switched on, and chosen at run time.
#if defined(__AVX2__)
#define CARWRIGHT_WIDTH 4
#include "set.h"
#endif
