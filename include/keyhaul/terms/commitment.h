// A minimum commitment: what a customer has promised to spend, and what follows where the spend is less or more.
//
// With the commitment M, d of the D days that it is agreed for, the spend c so far and the overage factor k:
//
//   committed  M' = M · d / D
//   utilised   min(c, M')
//   overage    k · max(0, c − M')
//   true-up    max(0, M' − c) at the final run, 0 before
//   total      utilised + overage + true-up
//
// Only one of overage and true-up is ever more than 0, and a spend that equals the commitment has neither. The measured
// basis is the spend as it is given: before or after discounts is the caller's to say, and nothing of it is rounded
// beforehand. Everything is exact; committed, utilised and total are rounded, once each, and overage or true-up is what
// the total has beyond the utilised part. So the identity holds in payable money too, a factor of 1 bills exactly the
// spend, and a final run below the minimum bills exactly the commitment.
//
//   1000 a month, 15 of 31 days, 200 spent, whole yen: 484 committed, 200 utilised, 284 true-up
//
// Sources: the fields' own formulas, as in Lago (prorated minimum), Flexprice (commitment and overage factor) and
// OpenMeter (no true-up before the end of the period).
#ifndef KEYHAUL_TERMS_COMMITMENT_H_
#define KEYHAUL_TERMS_COMMITMENT_H_

#include <algorithm>
#include <cstdint>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/terms/limits.h"
#include "keyhaul/terms/line_rules.h"
#include "keyhaul/terms/proportion.h"
#include "keyhaul/terms/rounded_prices.h"

namespace keyhaul {
inline namespace v1 {

// In minor units, exact and rounded.
struct CommitmentFigure {
  Exact exact;
  int128 rounded = 0;
};

struct CommitmentValue {
  int128 used = 0;  // the spend that counts
  CommitmentFigure committed;
  CommitmentFigure utilised;
  CommitmentFigure overage;
  CommitmentFigure true_up;
  CommitmentFigure total;
};

// `prior` is the spend of earlier runs of the same period, `current` that of this one. Refused are negative amounts and
// factors, and what Proration refuses; paths are relative to the commitment.
Result<CommitmentValue> EvaluateCommitment(const Commitment& commitment, int128 prior, int128 current, bool is_final,
                                           int money_scale, const Rounding& rounding);

// -----------------------------------------------------------------------------------------------------------------

namespace commitment_internal {

// The exact figures, from those committed and used.
inline Status FillExact(const Commitment& commitment, bool is_final, CommitmentValue* out) {
  const Exact used{out->used};
  KEYHAUL_TRY(const Exact missing, Subtract(out->committed.exact, used));
  if (!IsNegative(missing)) {
    out->utilised.exact = used;
    if (is_final) out->true_up.exact = missing;
  } else {
    out->utilised.exact = out->committed.exact;
    KEYHAUL_TRY(const Exact beyond, Proportion(missing, -1, 1));
    const Decimal& factor = commitment.overage;
    KEYHAUL_TRY(out->overage.exact, Proportion(beyond, factor.mantissa(), PowerOfTen(factor.scale())));
  }
  KEYHAUL_TRY(out->total.exact, Add(out->utilised.exact, out->overage.exact));
  KEYHAUL_TRY(out->total.exact, Add(out->total.exact, out->true_up.exact));
  return {};
}

}  // namespace commitment_internal

inline Result<CommitmentValue> EvaluateCommitment(const Commitment& commitment, int128 prior, int128 current,
                                                  bool is_final, int money_scale, const Rounding& rounding) {
  KEYHAUL_CHECK(limits_internal::CheckNotNegative(commitment.amount, "amount", "TERMS-45"));
  KEYHAUL_CHECK(limits_internal::CheckNotNegative(commitment.overage, "overage", "TERMS-45"));
  KEYHAUL_CHECK(limits_internal::CheckProration(commitment.prorate, {}));
  KEYHAUL_CHECK(terms_internal::CheckRoundsTheTerm(rounding));
  KEYHAUL_TRY(const int128 step, StepAt(rounding, money_scale));
  CommitmentValue out;
  KEYHAUL_TRY(out.used, CheckedSum(prior, current));
  if (commitment.negative_usage == NegativeUsage::zero) out.used = std::max<int128>(out.used, 0);
  KEYHAUL_TRY(out.committed.exact, limits_internal::Prorated(commitment.amount, commitment.prorate, money_scale));
  KEYHAUL_CHECK(commitment_internal::FillExact(commitment, is_final, &out));
  for (CommitmentFigure* figure : {&out.committed, &out.utilised, &out.total}) {
    KEYHAUL_TRY(figure->rounded, RoundExact(figure->exact, step, rounding.mode));
  }
  KEYHAUL_TRY(const int128 beyond, CheckedDifference(out.total.rounded, out.utilised.rounded));
  const bool is_below = out.overage.exact == Exact{};
  (is_below ? out.true_up : out.overage).rounded = beyond;
  return out;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_COMMITMENT_H_
