// For every machine: one lane.
#define CARWRIGHT_WIDTH 1
#include "set.h"
