// For what the loop does at every event: a call would cost more than the work.
#pragma once

#if defined(_MSC_VER)
#define CARWRIGHT_HOT __forceinline
#else
#define CARWRIGHT_HOT [[gnu::always_inline]] inline
#endif
