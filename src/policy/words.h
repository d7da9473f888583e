// The policy's words for enumerations, in the order of the enumerators. A word is the enumerator's name.
#ifndef KEYHAUL_SRC_POLICY_WORDS_H_
#define KEYHAUL_SRC_POLICY_WORDS_H_

#include <cstddef>
#include <string_view>

namespace keyhaul {
inline namespace v1 {

inline constexpr std::string_view kAccumulationWords[] = {"marginal", "whole"};
inline constexpr std::string_view kBoundaryWords[] = {"from_inclusive", "up_to_inclusive"};
inline constexpr std::string_view kBeyondLastWords[] = {"last_bracket", "zero", "error"};
inline constexpr std::string_view kCrossingWords[] = {"include"};
inline constexpr std::string_view kTiesWords[] = {"together_up"};
inline constexpr std::string_view kRoundingModeWords[] = {"half_up", "half_even", "half_down", "up",
                                                          "down",    "ceiling",   "floor",     "up_05"};
// Of the calendars in base/calendar.h.
inline constexpr std::string_view kCalendarWords[] = {"month",         "quarter",        "half_year",    "year",
                                                      "contract_year", "rolling_months", "rolling_weeks"};
inline constexpr std::string_view kLineKindWords[] = {"rebate"};

// The value of a tiering rule that is not a measure.
inline constexpr std::string_view kActiveDays = "active_days";

// The word of an enumerator.
template <class Enum, std::size_t n>
constexpr std::string_view WordOf(Enum value, const std::string_view (&words)[n]) {
  return words[static_cast<std::size_t>(value)];
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_WORDS_H_
