// What a value comes to if the running period goes on as so far.
//
//   window                  value on 10 May                    as projected
//   trailing                closed months + 100 in May         closed months + 100 × 31 / 10
//   calendar, anniversary   1300 since 1 January               1300 × 365 / 130
//   lifetime                                                   the value itself
//
// Days are those from the first of the running period up to the as-of day, which counts; the result is rounded down. It
// is a proportion and no forecast: it knows neither seasons nor trends.
#ifndef KEYHAUL_SRC_ENGINE_TIER_PROJECTION_H_
#define KEYHAUL_SRC_ENGINE_TIER_PROJECTION_H_

#include <vector>

#include "src/engine/tier_population.h"

namespace keyhaul {
inline namespace v1 {

// By unit. `population` is that of the same policy, book and day.
Result<std::vector<int128>> ProjectedValues(const CompiledPolicy& policy, const Book& book, Day as_of,
                                            const TierPopulation& population);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_TIER_PROJECTION_H_
