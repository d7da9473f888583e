#include "src/engine/line_dues.h"

#include <string>
#include <utility>

#include "keyhaul/terms/accrual.h"
#include "keyhaul/terms/settlement_run.h"
#include "src/kernels/schedule_kernel.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// The due of a period; null where the line has nothing in it.
const PeriodDue* FindDue(const std::vector<PeriodDue>& dues, const std::vector<LinePeriod>& periods,
                         std::int64_t index) {
  for (const PeriodDue& due : dues) {
    if (periods[due.period].index == index) return &due;
  }
  return nullptr;
}

Result<int128> PayableMoney(const Decimal& amount, const LinePeriod& period, int money_scale,
                            const Rounding& rounding) {
  Limits limits;
  limits.cap = amount;
  limits.prorate = period.prorate;
  KEYHAUL_TRY(const CompiledLimits compiled, CompileLimits(limits, money_scale, rounding));
  return *compiled.room;
}

}  // namespace

DueCalculator::DueCalculator(const CompiledPolicy& policy, const Book& book,
                             const std::vector<std::vector<LinePeriod>>& periods, const Forecasts& forecasts,
                             std::span<const AccountId> order, bool explain)
    : policy_(policy), book_(book), periods_(periods), forecasts_(forecasts), explain_(explain) {
  if (forecasts.empty()) return;
  place_.resize(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) place_[order[i].index()] = static_cast<std::int32_t>(i);
}

Error DueCalculator::Placed(AccountId party, std::size_t line, const PeriodDue& due, Error error) const {
  error = Under("terms[" + std::to_string(line) + "]", std::move(error));
  error.message =
      "account " + std::string(book_.external_id(party)) + ", " + PeriodOf(line, due).name + ": " + error.message;
  return error;
}

Status DueCalculator::Complete(AccountId party, PartyDues* dues) const {
  TakenOfCaps taken;
  for (std::size_t line = 0; line < dues->size(); ++line) KEYHAUL_CHECK(CompleteLine(party, line, dues, &taken));
  for (std::size_t line = 0; line < dues->size(); ++line) {
    for (PeriodDue& due : (*dues)[line]) {
      Status status = Target(party, line, &due);
      if (!status.ok()) return Placed(party, line, due, std::move(status).error());
    }
  }
  return {};
}

Status DueCalculator::CompleteLine(AccountId party, std::size_t line, PartyDues* dues, TakenOfCaps* taken) const {
  std::vector<PeriodDue>& own = (*dues)[line];
  for (PeriodDue& due : own) {
    due.gets_it = GetsIt(party, line, due);
    Status status = TakeOffDiscounts(line, *dues, &due);
    if (status.ok() && due.gets_it) {
      Result<Benefit> benefit = BenefitOf(line, due.period, due.bases);
      if (benefit.ok()) {
        due.benefit = *std::move(benefit);
      } else {
        status = std::move(benefit).error();
      }
    }
    if (!status.ok()) return Placed(party, line, due, std::move(status).error());
  }
  if (own.empty()) return {};
  Status limited = Limit(line, &own);
  if (limited.ok()) limited = TakeOfCap(line, &own, taken);
  return limited.ok() ? Status() : Placed(party, line, own.back(), std::move(limited).error());
}

// Both bases are money then (POLICY checks it), and the line has one stretch.
Status DueCalculator::TakeOffDiscounts(std::size_t line, const PartyDues& dues, PeriodDue* due) const {
  for (const std::size_t discount : policy_.lines[line].net_of) {
    const PeriodDue* taken = FindDue(dues[discount], periods_[discount], PeriodOf(line, *due).index);
    if (taken == nullptr) continue;
    Bases& total = due->bases.total;
    KEYHAUL_TRY(total.qualifying, CheckedDifference(total.qualifying, taken->limited.due));
    KEYHAUL_TRY(total.payable, CheckedDifference(total.payable, taken->limited.due));
  }
  return {};
}

bool DueCalculator::GetsIt(AccountId party, std::size_t line, const PeriodDue& due) const {
  const std::vector<bool>& gets_it = policy_.lines[line].tier_gets_it;
  if (gets_it.empty()) return true;
  const std::int32_t tier = PeriodOf(line, due).tiers[party.index()];
  return tier >= 0 && gets_it[static_cast<std::size_t>(tier)];
}

Status DueCalculator::Limit(std::size_t line, std::vector<PeriodDue>* dues) const {
  const TermsLine& terms = policy_.policy.terms[line];
  if (!terms.limits.cap && !terms.limits.guarantee) {
    for (PeriodDue& due : *dues) due.limited.due = due.benefit.earned;
    return {};
  }
  std::vector<CompiledLimits> limits;
  std::vector<PeriodEarned> earned;
  limits.reserve(dues->size());
  earned.reserve(dues->size());
  for (const PeriodDue& due : *dues) {
    const LinePeriod& period = PeriodOf(line, due);
    Limits prorated = due.gets_it ? terms.limits : Limits();
    prorated.prorate = period.prorate;
    Result<CompiledLimits> compiled = CompileLimits(prorated, policy_.money_scale, terms.rounding);
    if (!compiled.ok()) return Under("limits", std::move(compiled).error());
    limits.push_back(*compiled);
    earned.push_back({due.benefit.earned, period.is_final});
  }
  std::vector<PeriodLimited> limited(dues->size());
  KEYHAUL_CHECK(LimitPeriods(limits, earned, limited));
  for (std::size_t i = 0; i < dues->size(); ++i) (*dues)[i].limited = limited[i];
  return {};
}

// Lines take what is left of their agreement's cap in their order, period by period. What a commitment leaves the
// account to pay takes nothing of it.
Status DueCalculator::TakeOfCap(std::size_t line, std::vector<PeriodDue>* dues, TakenOfCaps* taken) const {
  const int place = policy_.lines[line].agreement;
  const TermsLine& terms = policy_.policy.terms[line];
  if (place < 0 || terms.commitment) return {};
  const Agreement& agreement = policy_.policy.agreements[static_cast<std::size_t>(place)];
  if (!agreement.cap) return {};
  for (PeriodDue& due : *dues) {
    const LinePeriod& period = PeriodOf(line, due);
    int128& so_far = (*taken)[{place, period.index}];
    KEYHAUL_TRY(const int128 cap, PayableMoney(*agreement.cap, period, policy_.money_scale, terms.rounding));
    int128 takes = 0;
    KEYHAUL_CHECK(TakeInOrder({&due.limited.due, 1}, cap, so_far, {&takes, 1}));
    KEYHAUL_TRY(const int128 off, CheckedDifference(due.limited.due, takes));
    KEYHAUL_TRY(due.limited.capped, CheckedSum(due.limited.capped, off));
    KEYHAUL_TRY(so_far, CheckedSum(so_far, takes));
    due.limited.due = takes;
  }
  return {};
}

Status DueCalculator::Target(AccountId party, std::size_t line, PeriodDue* due) const {
  const TermsLine& terms = policy_.policy.terms[line];
  if (terms.accrual) {
    KEYHAUL_TRY(due->accrued, Accrued(party, line, *due));
  }
  due->target = TargetOf(terms.interim_pays, PeriodOf(line, *due).is_final, due->limited.due, due->accrued);
  return {};
}

// The host's forecast, or the one that the policy has for all.
std::optional<Decimal> DueCalculator::ForecastOf(AccountId party, std::size_t line, const LinePeriod& period) const {
  if (!place_.empty()) {
    const auto found = forecasts_.find({place_[party.index()], static_cast<std::int32_t>(line), period.index});
    if (found != forecasts_.end()) return found->second;
  }
  return policy_.policy.terms[line].accrual->forecast;
}

// With several schedules in a period, what is earned so far is accrued (a policy has no other method then).
Result<int128> DueCalculator::Accrued(AccountId party, std::size_t line, const PeriodDue& due) const {
  const TermsLine& terms = policy_.policy.terms[line];
  const LinePeriod& period = PeriodOf(line, due);
  Accrual accrual = *terms.accrual;
  const bool is_fixed = accrual.method == AccrualMethod::fixed;
  if (!due.gets_it) return int128(0);
  if (period.stretches.size() != 1 && !is_fixed) return due.benefit.earned;
  if (accrual.method == AccrualMethod::annualised) accrual.of = period.prorate.days;
  if (accrual.method == AccrualMethod::forecast) {
    accrual.forecast = ForecastOf(party, line, period);
    // Without a forecast what is earned so far is all that is known.
    if (!accrual.forecast) return due.benefit.earned;
  }
  const std::size_t stretch = period.stretches.empty() ? 0 : period.stretches.front().stretch;
  const Schedule& schedule = stretch == 0 ? terms.schedule : terms.changes[stretch - 1].schedule;
  Result<AccruedAmount> accrued =
      Accrue(accrual, schedule, policy_.lines[line].units, terms.rounding, due.bases.total, period.elapsed,
             [](const CompiledSchedule& compiled, const Bases& bases) { return kernels::Evaluate(compiled, bases); });
  if (!accrued.ok()) return Under("accrual", std::move(accrued).error());
  return accrued->rounded;
}

}  // namespace v1
}  // namespace keyhaul
