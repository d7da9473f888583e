// Scores under fast-math would depend on the compiler: the header says so instead. SCORING-10
// expect: IEEE arithmetic
#ifndef KEYHAUL_CONTROL
#define __FAST_MATH__ 1
#endif
#include "keyhaul/scoring/value.h"

int main() { return 0; }
