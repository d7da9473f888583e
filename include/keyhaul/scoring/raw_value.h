// RawValue: what is known of one criterion of one candidate, before it becomes points.
//
// Not known and not applicable are states and never numbers: a price that nobody has asked for is not the best price,
// and a leaf that does not apply is not the worst one. A value that is missing says why.
//
// What is known is a number, exact, or on a rating scale the place of a level. People write a level by its label or by
// its points: on the scale of four, "good" and "3" are the same.
#ifndef KEYHAUL_SCORING_RAW_VALUE_H_
#define KEYHAUL_SCORING_RAW_VALUE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/scoring/fraction.h"
#include "keyhaul/scoring/value_function.h"

namespace keyhaul {
inline namespace v1 {

// Why a value is not known.
enum class MissingReason : std::int8_t {
  not_given,             // nobody has said it
  divisor_not_positive,  // a quotient whose divisor is 0 or below
  no_earlier_period,     // a change or a growth that has nothing to be counted from
  earlier_not_positive,  // a growth from 0 or below
  no_weight,             // said only by raters whose weight is 0
};

// The word for it, which is the enumerator's own name.
constexpr std::string_view Name(MissingReason reason) {
  constexpr std::string_view kNames[] = {"not_given", "divisor_not_positive", "no_earlier_period",
                                         "earlier_not_positive", "no_weight"};
  return kNames[static_cast<std::size_t>(reason)];
}

struct RawValue {
  enum class State : std::int8_t { known, missing, not_applicable };

  State state = State::missing;
  Fraction number;                                  // of known
  std::int32_t level = -1;                          // of known, on a rating scale: place among its levels
  MissingReason reason = MissingReason::not_given;  // of missing

  static RawValue Known(const Fraction& number) { return {State::known, number, -1, MissingReason::not_given}; }
  static RawValue Known(const Decimal& number) { return Known(Fraction::Of(number)); }
  static RawValue OfLevel(std::int32_t level) { return {State::known, {}, level, MissingReason::not_given}; }
  static RawValue Missing(MissingReason reason) { return {State::missing, {}, -1, reason}; }
  static RawValue NotApplicable() { return {State::not_applicable, {}, -1, MissingReason::not_given}; }

  bool is_known() const { return state == State::known; }

  // By value: the number of a level, or of what is not known, does not matter.
  friend bool operator==(const RawValue& a, const RawValue& b) {
    if (a.state != b.state) return false;
    if (a.state == State::missing) return a.reason == b.reason;
    return a.state == State::not_applicable || (a.level == b.level && (a.level >= 0 || a.number == b.number));
  }
};

// The level of that label, or else of those points. Code::data_value, listing the labels, where there is none.
inline Result<RawValue> ReadRating(const Rated& rated, std::string_view text) {
  std::string expected;
  for (std::size_t i = 0; i < rated.levels.size(); ++i) {
    if (rated.levels[i].label == text) return RawValue::OfLevel(static_cast<std::int32_t>(i));
    expected += (i == 0 ? "" : ", ") + rated.levels[i].label;
  }
  const Result<Decimal> points = Decimal::Parse(text);
  for (std::size_t i = 0; i < rated.levels.size(); ++i) {
    if (points.ok() && rated.levels[i].points == *points) return RawValue::OfLevel(static_cast<std::int32_t>(i));
  }
  Error error = decimal_internal::Refuse(
      Code::data_value, text, "is not a level of the scale; expected one of " + expected + ", or the points of one");
  error.rule = "SCORING-19";
  return error;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_RAW_VALUE_H_
