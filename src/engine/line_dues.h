// What the lines of the terms owe one party, an account or a group, for each of their periods: benefits, limits,
// accruals, and what of it is to be booked. What has been booked before is none of its business.
#ifndef KEYHAUL_SRC_ENGINE_LINE_DUES_H_
#define KEYHAUL_SRC_ENGINE_LINE_DUES_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/terms/limits.h"
#include "src/engine/booked.h"
#include "src/engine/line_benefit.h"
#include "src/engine/line_period.h"

namespace keyhaul {
inline namespace v1 {

// One period of one line, on its way from the bases to what is to be booked.
struct PeriodDue {
  std::size_t period = 0;  // place among the line's periods
  PartyBases bases;
  bool gets_it = true;  // the line is for the party's tier
  Benefit benefit;
  PeriodLimited limited;
  std::optional<int128> accrued;
  std::optional<int128> target;  // absent where what is booked already stays
};

// By line; the periods of each in their order.
using PartyDues = std::vector<std::vector<PeriodDue>>;

class DueCalculator {
 public:
  // `periods` are those of every line, `order` is all accounts by external id.
  DueCalculator(const CompiledPolicy& policy, const Book& book, const std::vector<std::vector<LinePeriod>>& periods,
                const Forecasts& forecasts, std::span<const AccountId> order, bool explain);

  // Completes dues of which the periods and bases are known. Errors carry the path of the line, and name party and
  // period.
  Status Complete(AccountId party, PartyDues* dues) const;

  // What a line gives for a period and bases, without limits.
  Result<Benefit> BenefitOf(std::size_t line, std::size_t period, const PartyBases& bases) const {
    return LineBenefit(policy_, line, explain_).Of(periods_[line][period], bases);
  }

 private:
  bool GetsIt(AccountId party, std::size_t line, const PeriodDue& due) const;
  // What the lines of each agreement have taken of its cap, by agreement and period.
  using TakenOfCaps = std::map<std::pair<int, std::int64_t>, int128>;

  Status CompleteLine(AccountId party, std::size_t line, PartyDues* dues, TakenOfCaps* taken) const;
  Status TakeOffDiscounts(std::size_t line, const PartyDues& dues, PeriodDue* due) const;
  Status Limit(std::size_t line, std::vector<PeriodDue>* dues) const;
  Status TakeOfCap(std::size_t line, std::vector<PeriodDue>* dues, TakenOfCaps* taken) const;
  Status Target(AccountId party, std::size_t line, PeriodDue* due) const;
  Result<int128> Accrued(AccountId party, std::size_t line, const PeriodDue& due) const;
  std::optional<Decimal> ForecastOf(AccountId party, std::size_t line, const LinePeriod& period) const;
  Error Placed(AccountId party, std::size_t line, const PeriodDue& due, Error error) const;

  const LinePeriod& PeriodOf(std::size_t line, const PeriodDue& due) const { return periods_[line][due.period]; }

  const CompiledPolicy& policy_;
  const Book& book_;
  const std::vector<std::vector<LinePeriod>>& periods_;
  const Forecasts& forecasts_;
  std::vector<std::int32_t> place_;  // by account, in the order of external ids; empty without forecasts
  bool explain_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_LINE_DUES_H_
