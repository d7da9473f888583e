// The order of periods, by their names.
//
// A name is read as people read it: runs of digits are numbers, whatever else there is counts byte by byte. So 2025-9
// comes before 2025-10, 2025-Q2 before 2025-Q10, 2025-H1 before 2025-H2 and 2025 before 2025-01; years, half-years,
// quarters, months, weeks and days are all in the order of time, with or without zeros in front.
//
// "2025-1" and "2025-01" are one period to whoever reads them and two to a computer that compares names. Which of them
// counts would be chance, so a set that has both is refused (SCORING-121). What is said without a period comes before
// all of them.
#ifndef KEYHAUL_SRC_ENGINE_SCORE_PERIODS_H_
#define KEYHAUL_SRC_ENGINE_SCORE_PERIODS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/error.h"

namespace keyhaul {
inline namespace v1 {

// Below 0 where `a` is the earlier one, 0 where both are one period.
int ComparePeriods(std::string_view a, std::string_view b);

// The different periods among `names`, the earliest first; an empty name is none. Refused with `data_conflict` where
// one period is spelt in two ways: the error has the later of the two among `names` as row and value, and its message
// the other one, with `place`, which says where in the input a name stands ("row 3").
Result<std::vector<std::string_view>> SortedPeriods(const std::vector<std::string_view>& names,
                                                    const std::function<std::string(std::size_t)>& place);

// The place of a name among sorted periods; -1 for an empty one. Requires that the name is there.
std::int32_t PlaceOfPeriod(const std::vector<std::string_view>& sorted, std::string_view name);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_SCORE_PERIODS_H_
