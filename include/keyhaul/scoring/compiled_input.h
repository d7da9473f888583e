// CompiledInput: the raw value of a criterion from the facts of a candidate, of one period or of several.
//
// Facts are values with states of their own. Where one of a period's facts does not apply, neither does the criterion;
// else, where one is missing, so is the value, for the same reason. With all of them known, the sum of quotients is
// exact, and missing where a divisor is not above 0: a debt of three times an equity that is negative is no better than
// none (SCORING-13, SCORING-15).
//
// A period that has not been told of (one of its facts is not given) is passed over. The latest of the others counts,
// whatever it says: that a divisor has become negative must not hide behind last year's figure. A change is counted
// from the one before it, a growth as a part of that (SCORING-14):
//
//   year     2021   2022   2023     latest   change            growth
//   ratio     1.2      -    1.5        1.5   1.5 - 1.2 = 0.3   0.3 / 1.2 = 0.25
#ifndef KEYHAUL_SCORING_COMPILED_INPUT_H_
#define KEYHAUL_SCORING_COMPILED_INPUT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/scoring/fraction.h"
#include "keyhaul/scoring/input.h"
#include "keyhaul/scoring/raw_value.h"

namespace keyhaul {
inline namespace v1 {

// Quotients of an input, and facts above or below one line.
inline constexpr std::size_t kMaxInputParts = 64;

namespace scoring_internal {

inline Error RefuseInput(std::string path, std::string message) {
  Error error = MakeErrorAt(Code::policy_value, std::move(path), std::move(message));
  error.rule = "SCORING-13";
  return error;
}

inline Status CheckInputCount(const std::string& path, std::size_t count) {
  if (count >= 1 && count <= kMaxInputParts) return {};
  return RefuseInput(path, std::to_string(count) + " are given; expected 1 to " + std::to_string(kMaxInputParts));
}

inline Status CheckFactTerms(const std::string& path, const std::vector<FactTerm>& terms) {
  KEYHAUL_CHECK(CheckInputCount(path, terms.size()));
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const std::string term = path + "[" + std::to_string(i) + "]";
    if (terms[i].fact.empty()) return RefuseInput(term + ".fact", "the name is empty");
    if (terms[i].factor.IsZero()) return RefuseInput(term + ".factor", "a factor of 0 leaves nothing of the fact");
  }
  return {};
}

}  // namespace scoring_internal

// Refused with `policy_value` at a path like "sum[0].by[1].factor": empty lists and names, and factors of 0.
inline Status CheckCriterionInput(const CriterionInput& input) {
  KEYHAUL_CHECK(scoring_internal::CheckInputCount("sum", input.sum.size()));
  for (std::size_t i = 0; i < input.sum.size(); ++i) {
    const std::string path = "sum[" + std::to_string(i) + "]";
    const Quotient& quotient = input.sum[i];
    if (quotient.times.IsZero()) {
      return scoring_internal::RefuseInput(path + ".times", "a factor of 0 leaves nothing of the quotient");
    }
    KEYHAUL_CHECK(scoring_internal::CheckFactTerms(path + ".over", quotient.over));
    if (!quotient.by.empty()) KEYHAUL_CHECK(scoring_internal::CheckFactTerms(path + ".by", quotient.by));
  }
  return {};
}

class CompiledInput {
 public:
  // Refused as CheckCriterionInput refuses.
  static Result<CompiledInput> Compile(const CriterionInput& input);

  // The facts that are asked for, each once, in the order in which they are first named.
  const std::vector<std::string>& facts() const { return facts_; }

  // For the facts of one or more periods, the earliest first, each with facts().size() values in the order of facts().
  // Code::overflow where an exact value does not fit; `invalid_argument` for another number of values.
  Result<RawValue> Evaluate(std::span<const RawValue> values) const;

 private:
  struct Term {
    std::size_t fact;
    Fraction factor;
  };
  struct Part {
    Fraction times;
    std::vector<Term> over;
    std::vector<Term> by;
  };

  std::vector<Term> TermsOf(const std::vector<FactTerm>& terms);
  static Result<Fraction> Sum(const std::vector<Term>& terms, std::span<const RawValue> facts);
  Result<RawValue> EvaluatePeriod(std::span<const RawValue> facts) const;
  Result<RawValue> Development(const Fraction& now, const RawValue& before) const;

  std::vector<std::string> facts_;
  std::vector<Part> parts_;
  PeriodUse periods_ = PeriodUse::latest;
};

// -----------------------------------------------------------------------------------------------------------------

inline Result<CompiledInput> CompiledInput::Compile(const CriterionInput& input) {
  KEYHAUL_CHECK(CheckCriterionInput(input));
  CompiledInput compiled;
  compiled.periods_ = input.periods;
  for (const Quotient& quotient : input.sum) {
    std::vector<Term> over = compiled.TermsOf(quotient.over);
    compiled.parts_.push_back({Fraction::Of(quotient.times), std::move(over), compiled.TermsOf(quotient.by)});
  }
  return compiled;
}

inline std::vector<CompiledInput::Term> CompiledInput::TermsOf(const std::vector<FactTerm>& terms) {
  std::vector<Term> compiled;
  for (const FactTerm& term : terms) {
    const auto found = std::find(facts_.begin(), facts_.end(), term.fact);
    const auto fact = static_cast<std::size_t>(found - facts_.begin());
    if (found == facts_.end()) facts_.push_back(term.fact);
    compiled.push_back({fact, Fraction::Of(term.factor)});
  }
  return compiled;
}

inline Result<Fraction> CompiledInput::Sum(const std::vector<Term>& terms, std::span<const RawValue> facts) {
  Fraction sum;
  for (const Term& term : terms) {
    KEYHAUL_TRY(const Fraction part, Multiply(term.factor, facts[term.fact].number));
    KEYHAUL_TRY(sum, Add(sum, part));
  }
  return sum;
}

inline Result<RawValue> CompiledInput::EvaluatePeriod(std::span<const RawValue> facts) const {
  const RawValue* missing = nullptr;
  for (const RawValue& fact : facts) {
    if (fact.state == RawValue::State::not_applicable) return RawValue::NotApplicable();
    if (fact.state == RawValue::State::missing && missing == nullptr) missing = &fact;
    if (fact.level >= 0) {
      return MakeError(Code::invalid_argument, "a level of a rating scale is given; expected a number to reckon with");
    }
  }
  if (missing != nullptr) return *missing;
  Fraction sum;
  for (const Part& part : parts_) {
    KEYHAUL_TRY(Fraction value, Sum(part.over, facts));
    KEYHAUL_TRY(value, Multiply(part.times, value));
    if (!part.by.empty()) {
      KEYHAUL_TRY(const Fraction divisor, Sum(part.by, facts));
      if (divisor.sign() <= 0) return RawValue::Missing(MissingReason::divisor_not_positive);
      KEYHAUL_TRY(value, Divide(value, divisor));
    }
    KEYHAUL_TRY(sum, Add(sum, value));
  }
  return RawValue::Known(sum);
}

// `now` less what was before, or that as a part of what was before.
inline Result<RawValue> CompiledInput::Development(const Fraction& now, const RawValue& before) const {
  if (before.state == RawValue::State::not_applicable) return RawValue::Missing(MissingReason::no_earlier_period);
  if (before.state == RawValue::State::missing) return before;
  KEYHAUL_TRY(const Fraction change, Subtract(now, before.number));
  if (periods_ == PeriodUse::change) return RawValue::Known(change);
  if (before.number.sign() <= 0) return RawValue::Missing(MissingReason::earlier_not_positive);
  KEYHAUL_TRY(const Fraction growth, Divide(change, before.number));
  return RawValue::Known(growth);
}

inline Result<RawValue> CompiledInput::Evaluate(std::span<const RawValue> values) const {
  const std::size_t width = facts_.size();
  if (values.empty() || values.size() % width != 0) {
    return MakeError(Code::invalid_argument, std::to_string(values.size()) + " values are given; expected " +
                                                 std::to_string(width) + " for each period");
  }
  const RawValue not_given = RawValue::Missing(MissingReason::not_given);
  RawValue now = not_given;
  for (std::size_t end = values.size(); end > 0; end -= width) {
    KEYHAUL_TRY(const RawValue period, EvaluatePeriod(values.subspan(end - width, width)));
    if (period == not_given) continue;
    if (now.is_known()) return Development(now.number, period);
    if (periods_ == PeriodUse::latest || !period.is_known()) return period;
    now = period;
  }
  return now.is_known() ? RawValue::Missing(MissingReason::no_earlier_period) : now;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_COMPILED_INPUT_H_
