// The policy's words for enumerations, in the order of the enumerators. A word is the enumerator's name, but for
// `continue`, which C++ keeps for itself.
#ifndef KEYHAUL_SRC_POLICY_WORDS_H_
#define KEYHAUL_SRC_POLICY_WORDS_H_

#include <cstddef>
#include <string_view>

namespace keyhaul {
inline namespace v1 {

inline constexpr std::string_view kAccumulationWords[] = {
    "marginal", "whole", "flat", "sum_of_reached", "d365_rolling", "d365_total", "target", "block", "growth", "linear"};
inline constexpr std::string_view kBlockCountWords[] = {"ceil", "floor", "half_up"};
inline constexpr std::string_view kBlockPerWords[] = {"total", "slice"};
inline constexpr std::string_view kGrowthPaysWords[] = {"whole_basis", "whole_growth", "incremental_growth"};
inline constexpr std::string_view kWithoutBaselineWords[] = {"skip", "zero_baseline"};
inline constexpr std::string_view kDeficitBillsWords[] = {"bumped", "actual"};
inline constexpr std::string_view kBaselineWords[] = {"previous_year", "previous_period", "fixed"};
inline constexpr std::string_view kBoundaryWords[] = {"from_inclusive", "up_to_inclusive"};
inline constexpr std::string_view kBeyondLastWords[] = {"last_bracket", "zero", "error", "overage"};
inline constexpr std::string_view kCrossingWords[] = {"include", "exclude", "nearest"};
inline constexpr std::string_view kTiesWords[] = {"together_up", "together_down", "split_by_id"};
inline constexpr std::string_view kNegativeWords[] = {"net", "clamp", "absolute", "reject"};
inline constexpr std::string_view kTierBaseWords[] = {"positive", "net"};
inline constexpr std::string_view kZeroWords[] = {"lowest", "own_tier", "left_out"};
inline constexpr std::string_view kRollUpWords[] = {"none", "group"};
inline constexpr std::string_view kCurveLimitWords[] = {"a", "ab"};
inline constexpr std::string_view kUpgradeWords[] = {"immediate", "at_review"};
inline constexpr std::string_view kDowngradeWords[] = {"at_review", "immediate", "never"};
inline constexpr std::string_view kNewAccountsWords[] = {"earned_tier", "lowest_tier"};
inline constexpr std::string_view kLapsedAccountsWords[] = {"by_rule", "lowest_tier", "leave"};
inline constexpr std::string_view kReturningAccountsWords[] = {"earned_tier", "lowest_tier", "former_tier"};
inline constexpr std::string_view kRoundingModeWords[] = {"half_up", "half_even", "half_down", "up",
                                                          "down",    "ceiling",   "floor",     "up_05"};
inline constexpr std::string_view kRoundingPointWords[] = {"term", "slice", "unit_price"};
// Of the calendars in base/calendar.h.
inline constexpr std::string_view kCalendarWords[] = {"month",         "quarter",        "half_year",    "year",
                                                      "contract_year", "rolling_months", "rolling_weeks"};
inline constexpr std::string_view kLineKindWords[] = {"rebate", "discount", "commitment"};
inline constexpr std::string_view kVersionPolicyWords[] = {"split_continue", "split_restart", "latest_governs",
                                                           "prorate_flats"};
inline constexpr std::string_view kCombineWords[] = {"additive", "cascade", "best_of",  "exclusive",
                                                     "priority", "zones",   "reduction"};
inline constexpr std::string_view kStackBasisWords[] = {"list", "net"};
inline constexpr std::string_view kPriorityOrderWords[] = {"lowest_first", "highest_first"};
inline constexpr std::string_view kZoneThenWords[] = {"continue", "stop"};
inline constexpr std::string_view kStackRoundingWords[] = {"line", "term"};
inline constexpr std::string_view kNegativeUsageWords[] = {"counts", "zero"};
inline constexpr std::string_view kGuaranteeKindWords[] = {"cumulative", "per_period"};
inline constexpr std::string_view kInterimPaysWords[] = {"due", "accrued", "nothing"};
inline constexpr std::string_view kClawbackWords[] = {"receivable", "offset", "carry_forward", "floor_at_zero"};
inline constexpr std::string_view kAccrualMethodWords[] = {"fixed", "to_date", "forecast", "annualised"};
inline constexpr std::string_view kGroupShareWords[] = {"contribution", "standalone_first", "marginal_by_order",
                                                        "head_office"};
inline constexpr std::string_view kPaymentFromWords[] = {"statement_day", "month_end"};

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
