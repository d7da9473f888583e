// Settlements over generated histories: rows of several periods, late and taken back, with caps, guarantees, a minimum
// commitment, accruals, interim policies and clawback policies together. After every run each figure is computed again
// from all rows so far, in exact rationals and by formulas that keep no state but the list of amounts that were due.
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "keyhaul/terms.h"
#include "keyhaul/terms/accrual.h"
#include "keyhaul/terms/commitment.h"
#include "keyhaul/terms/settlement_run.h"
#include "src/kernels/schedule_kernel.h"
#include "tests/terms/schedule_generator.h"
#include "tests/terms/schedule_oracle.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kPeriods = 3;

// A row, after which the line is settled.
struct Row {
  std::size_t period = 0;
  int128 qualifying = 0;
  int128 payable = 0;
  bool is_final = false;
  std::int64_t elapsed = 1;
};

struct Sequence {
  ScheduleCase rule;  // schedule, units, rounding; its bases are not used
  Limits limits;
  InterimPays interim_pays = InterimPays::due;
  Clawback clawback = Clawback::receivable;
  Accrual accrual;
  Commitment commitment;
  std::vector<Row> rows;
};

// -----------------------------------------------------------------------------------------------------------------
// The generator.

Accrual RandomAccrual(Random& random, const ScheduleUnits& units) {
  Accrual accrual;
  accrual.method = static_cast<AccrualMethod>(random.Below(4));
  if (accrual.method == AccrualMethod::fixed) {
    (units.payable_is_money ? accrual.rate : accrual.per_unit) = DecimalOf(random.Digits(3) - 20, 2);
  }
  if (accrual.method == AccrualMethod::forecast) {
    accrual.forecast = DecimalOf(random.Digits(6) + 1, units.qualifying_scale);
  }
  if (accrual.method == AccrualMethod::annualised) accrual.of = 1 + random.Below(12);
  return accrual;
}

Limits RandomLimits(Random& random) {
  Limits limits;
  const int128 guarantee = random.Digits(5);
  const int scale = random.Below(4);
  if (random.OneIn(2)) limits.guarantee = DecimalOf(guarantee, scale);
  if (random.OneIn(2)) limits.cap = DecimalOf(guarantee + random.Digits(5), scale);
  if (random.OneIn(3)) limits.taken = DecimalOf(random.Digits(4), random.Below(5));
  limits.guarantee_kind = random.OneIn(2) ? GuaranteeKind::cumulative : GuaranteeKind::per_period;
  limits.prorate.of = 1 + random.Below(31);
  limits.prorate.days = random.Below(static_cast<int>(limits.prorate.of) + 1);
  return limits;
}

Sequence RandomSequence(Random& random) {
  Sequence out;
  out.rule = RandomCase(random, kSmall);
  if (out.rule.schedule.beyond_last == BeyondLast::error) out.rule.schedule.beyond_last = BeyondLast::zero;
  const ScheduleUnits& units = out.rule.units;
  out.limits = RandomLimits(random);
  out.interim_pays = static_cast<InterimPays>(random.Below(3));
  out.clawback = static_cast<Clawback>(random.Below(4));
  out.accrual = RandomAccrual(random, units);
  out.commitment.amount = DecimalOf(random.Digits(6), random.Below(4));
  out.commitment.overage = DecimalOf(random.Digits(3), 2);
  out.commitment.negative_usage = random.OneIn(2) ? NegativeUsage::counts : NegativeUsage::zero;
  out.commitment.prorate = out.limits.prorate;
  const bool one_basis = random.OneIn(2) && units.qualifying_scale == units.payable_scale;
  const int count = 1 + random.Below(10);
  for (int i = 0; i < count; ++i) {
    Row row;
    row.period = static_cast<std::size_t>(random.Below(kPeriods));
    row.qualifying = RandomBasis(random, kSmall, out.rule.schedule, units.qualifying_scale);
    if (random.OneIn(3)) row.qualifying = -row.qualifying;
    row.payable = one_basis ? row.qualifying : random.Digits(6) * (random.OneIn(3) ? -1 : 1);
    row.is_final = random.OneIn(4);
    if (out.accrual.of > 0) row.elapsed = 1 + random.Below(static_cast<int>(out.accrual.of));
    out.rows.push_back(row);
  }
  return out;
}

// -----------------------------------------------------------------------------------------------------------------
// The same figures from all rows, in rationals. Money is in minor units.

struct Oracle {
  const Sequence& sequence;

  Rational MinorPerMajor() const { return 1 / FromMinor(1, sequence.rule.units.money_scale); }
  Rational Rounded(const Rational& minor) const {
    return RoundRational(minor, ToRational(sequence.rule.rounding.step) * MinorPerMajor(), sequence.rule.rounding.mode);
  }
  Rational Prorated(const Decimal& amount) const {
    return ToRational(amount) * MinorPerMajor() * sequence.limits.prorate.days / sequence.limits.prorate.of;
  }

  // The sums of a period over the first `count` rows, and whether one of these was its final one.
  struct Sums {
    Rational qualifying = 0;
    Rational payable = 0;
    bool is_final = false;
  };
  Sums SumsOf(std::size_t period, std::size_t count) const {
    Sums sums;
    for (std::size_t i = 0; i < count; ++i) {
      const Row& row = sequence.rows[i];
      if (row.period != period) continue;
      sums.qualifying += FromMinor(row.qualifying, sequence.rule.units.qualifying_scale);
      sums.payable += FromMinor(row.payable, sequence.rule.units.payable_scale);
      sums.is_final = sums.is_final || row.is_final;
    }
    return sums;
  }

  // f(q, p) in minor units. The engine tells one basis from two by value, and so does the formula.
  Rational Benefit(const Rational& q, const Rational& p) const {
    return *OracleBenefit(sequence.rule.schedule, q, p) * MinorPerMajor();
  }

  Rational Capped(std::size_t period, std::size_t count) const {
    const Sums sums = SumsOf(period, count);
    const Rational earned = Rounded(Benefit(sums.qualifying, sums.payable));
    if (!sequence.limits.cap) return earned;
    const Rational taken = Rounded(ToRational(sequence.limits.taken) * MinorPerMajor());
    return std::min(earned, std::max(Rational(0), Rational(Rounded(Prorated(*sequence.limits.cap)) - taken)));
  }

  // What is due of every period after `count` rows. The top-ups of a cumulative guarantee add up to the greatest amount
  // that was ever missing of what was guaranteed so far.
  std::vector<Rational> Dues(std::size_t count) const {
    std::vector<Rational> dues;
    Rational guaranteed = 0;
    Rational without_top_ups = 0;
    Rational most_missing = 0;
    for (std::size_t period = 0; period < kPeriods; ++period) {
      Rational due = Capped(period, count);
      if (sequence.limits.guarantee && SumsOf(period, count).is_final) {
        const Rational guarantee = Rounded(Prorated(*sequence.limits.guarantee));
        guaranteed += guarantee;
        without_top_ups += due;
        const Rational missing = std::max(most_missing, Rational(guaranteed - without_top_ups));
        if (sequence.limits.guarantee_kind == GuaranteeKind::per_period) {
          due = std::max(due, guarantee);
        } else {
          due += missing - most_missing;
        }
        most_missing = missing;
      }
      dues.push_back(due);
    }
    return dues;
  }

  // What is accrued for the period of row `count` - 1, exactly.
  Rational Accrued(std::size_t count) const {
    const Accrual& accrual = sequence.accrual;
    const Row& row = sequence.rows[count - 1];
    const Sums sums = SumsOf(row.period, count);
    if (accrual.method == AccrualMethod::fixed) {
      return ToRational(accrual.rate ? *accrual.rate : *accrual.per_unit) * sums.payable * MinorPerMajor();
    }
    if (accrual.method == AccrualMethod::to_date) return Benefit(sums.qualifying, sums.payable);
    if (sums.qualifying < 0) return 0;
    if (accrual.method == AccrualMethod::forecast && sums.qualifying == 0) return 0;
    const Rational pace = accrual.method == AccrualMethod::forecast
                              ? Rational(ToRational(*accrual.forecast) / sums.qualifying)
                              : Rational(Rational(accrual.of) / row.elapsed);
    return Benefit(sums.qualifying * pace, sums.payable * pace) / pace;
  }
};

// What was targeted after each run so far, by period, and what follows from that list alone.
class Ledger {
 public:
  explicit Ledger(Clawback clawback) : clawback_(clawback) {}

  void Add(const std::vector<Rational>& targets) { runs_.push_back(targets); }

  // All payouts so far.
  Rational Paid() const {
    switch (clawback_) {
      case Clawback::receivable:
        return Total(runs_.back());
      case Clawback::offset: {
        // What is paid never falls and never exceeds what was once due: the running maximum of the totals.
        Rational paid = 0;
        for (const auto& run : runs_) paid = std::max(paid, Total(run));
        return paid;
      }
      case Clawback::floor_at_zero: {
        Rational paid = 0;
        for (std::size_t period = 0; period < kPeriods; ++period) paid += Booked(period);
        return paid;
      }
      case Clawback::carry_forward:
        return PaidByDebts();
    }
    return 0;
  }

  Rational Booked(std::size_t period) const {
    if (clawback_ != Clawback::floor_at_zero) return runs_.back()[period];
    Rational greatest = 0;
    for (const auto& run : runs_) greatest = std::max(greatest, run[period]);
    return greatest;
  }

 private:
  static Rational Total(const std::vector<Rational>& run) {
    Rational total = 0;
    for (const Rational& amount : run) total += amount;
    return total;
  }

  // Every fall is a debt of its period; every rise pays the debts of earlier periods before it is paid out.
  Rational PaidByDebts() const {
    std::vector<Rational> debts(kPeriods);
    std::vector<Rational> before(kPeriods);
    Rational paid = 0;
    for (const auto& run : runs_) {
      for (std::size_t i = 0; i < kPeriods; ++i) debts[i] += std::max(Rational(0), Rational(before[i] - run[i]));
      for (std::size_t i = 0; i < kPeriods; ++i) {
        Rational rise = std::max(Rational(0), Rational(run[i] - before[i]));
        for (std::size_t k = 0; k < i; ++k) {
          const Rational settled = std::min(rise, debts[k]);
          debts[k] -= settled;
          rise -= settled;
        }
        paid += rise;
      }
      before = run;
    }
    return paid;
  }

  Clawback clawback_;
  std::vector<std::vector<Rational>> runs_;
};

// -----------------------------------------------------------------------------------------------------------------
// The engine's side, and what is wrong with it.

Rational Minor(int128 amount) { return ReadRational(ToText(amount)); }

std::string Differs(const std::string& what, const Rational& found, const Rational& expected) {
  return found == expected ? std::string() : what + " " + found.str() + ", expected " + expected.str();
}

std::string ComplaintOnCommitment(const Sequence& s, const Oracle& oracle, std::size_t count) {
  int128 prior = 0;
  for (std::size_t i = 0; i + 1 < count; ++i) prior += s.rows[i].payable;
  const Row& row = s.rows[count - 1];
  const Result<CommitmentValue> value =
      EvaluateCommitment(s.commitment, prior, row.payable, row.is_final, s.rule.units.money_scale, s.rule.rounding);
  if (!value.ok()) return value.error().Text();
  Rational used = Minor(prior + row.payable);
  if (s.commitment.negative_usage == NegativeUsage::zero) used = std::max(used, Rational(0));
  const Rational committed = oracle.Prorated(s.commitment.amount);
  const Rational utilised = std::min(used, committed);
  const Rational beyond = used - utilised;
  const Rational missing = row.is_final ? Rational(committed - utilised) : Rational(0);
  const Rational total = utilised + ToRational(s.commitment.overage) * beyond + missing;
  for (const std::string& complaint :
       {Differs("exact total", ToRational(value->total.exact), total),
        Differs("total", Minor(value->total.rounded), oracle.Rounded(total)),
        Differs("utilised", Minor(value->utilised.rounded), oracle.Rounded(utilised)),
        Differs("parts", Minor(value->utilised.rounded + value->overage.rounded + value->true_up.rounded),
                oracle.Rounded(total)),
        Differs("true-up", ToRational(value->true_up.exact), missing)}) {
    if (!complaint.empty()) return complaint;
  }
  return beyond > 0 && value->true_up.rounded != 0 ? "a true-up beside an overage" : "";
}

class Engine {
 public:
  Engine(const Sequence& sequence, CompiledSchedule compiled, CompiledLimits limits)
      : s_(sequence),
        compiled_(std::move(compiled)),
        terms_{std::move(limits), sequence.interim_pays, sequence.clawback},
        bases_(kPeriods),
        periods_(kPeriods),
        states_(kPeriods),
        outcomes_(kPeriods) {}

  // Settles after one more row. The accrual of its period is in `accrued`.
  Status Add(const Row& row, std::optional<AccruedAmount>* accrued) {
    Bases& bases = bases_[row.period];
    bases.qualifying += row.qualifying;
    bases.payable += row.payable;
    KEYHAUL_TRY(const ScheduleValue value, kernels::Evaluate(compiled_, bases));
    const bool is_final = periods_[row.period].earned.is_final || row.is_final;
    for (RunPeriod& period : periods_) period.accrued.reset();
    periods_[row.period].earned = {value.rounded, is_final};
    KEYHAUL_TRY(*accrued, Accrue(s_.accrual, s_.rule.schedule, s_.rule.units, s_.rule.rounding, bases, row.elapsed,
                                 [](const CompiledSchedule& x, const Bases& b) { return kernels::Evaluate(x, b); }));
    periods_[row.period].accrued = (*accrued)->rounded;
    return Settle();
  }

  Status Settle() {
    KEYHAUL_CHECK(SettleRun(terms_, periods_, states_, outcomes_));
    for (const RunOutcome& outcome : outcomes_) paid_ += Minor(outcome.paid.payout);
    return {};
  }

  // Nothing is at 0 in periods that no row has named, flats at zero included.
  Status Begin() {
    for (RunPeriod& period : periods_) {
      KEYHAUL_TRY(const ScheduleValue value, kernels::Evaluate(compiled_, Bases{}));
      period.earned.earned = value.rounded;
    }
    return {};
  }

  const std::vector<RunOutcome>& outcomes() const { return outcomes_; }
  const std::vector<PeriodState>& states() const { return states_; }
  const Rational& paid() const { return paid_; }

 private:
  const Sequence& s_;
  CompiledSchedule compiled_;
  SettlementTerms terms_;
  std::vector<Bases> bases_;
  std::vector<RunPeriod> periods_;
  std::vector<PeriodState> states_;
  std::vector<RunOutcome> outcomes_;
  Rational paid_ = 0;
};

// Booked before and the delta are what is booked.
bool DeltasAddUp(const std::vector<PeriodState>& before, const Engine& engine) {
  for (std::size_t i = 0; i < kPeriods; ++i) {
    if (before[i].booked + engine.outcomes()[i].paid.delta != engine.states()[i].booked) return false;
  }
  return true;
}

std::string ComplaintOnRun(const Sequence& s, const Engine& engine, const std::vector<Rational>& dues,
                           const Ledger& ledger) {
  Rational balance = 0;
  Rational booked = 0;
  for (std::size_t i = 0; i < kPeriods; ++i) {
    const std::string place = " of period " + std::to_string(i);
    for (const std::string& complaint :
         {Differs("due" + place, Minor(engine.outcomes()[i].limited.due), dues[i]),
          Differs("booked" + place, Minor(engine.states()[i].booked), ledger.Booked(i))}) {
      if (!complaint.empty()) return complaint;
    }
    if (engine.states()[i].balance > 0) return "a balance above 0";
    balance += Minor(engine.states()[i].balance);
    booked += Minor(engine.states()[i].booked);
  }
  if (s.clawback == Clawback::receivable && balance != 0) return "a balance of what was asked back";
  const std::string complaint = Differs("paid", engine.paid(), ledger.Paid());
  return complaint.empty() ? Differs("paid and balance", engine.paid() + balance, booked) : complaint;
}

std::string Complaint(const Sequence& s) {
  const Result<CompiledSchedule> compiled = CompileSchedule(s.rule.schedule, s.rule.units, s.rule.rounding);
  if (!compiled.ok()) return compiled.error().Text();
  const Result<CompiledLimits> limits = CompileLimits(s.limits, s.rule.units.money_scale, s.rule.rounding);
  if (!limits.ok()) return limits.error().Text();
  const Oracle oracle{s};
  Engine engine(s, *compiled, *limits);
  if (!engine.Begin().ok()) return "a basis of 0 is refused";
  Ledger ledger(s.clawback);
  std::vector<Rational> targets(kPeriods);
  for (std::size_t count = 1; count <= s.rows.size(); ++count) {
    const Row& row = s.rows[count - 1];
    const std::string place = "row " + std::to_string(count - 1) + ": ";
    std::optional<AccruedAmount> accrued;
    const std::vector<PeriodState> at_first = engine.states();
    if (Status status = engine.Add(row, &accrued); !status.ok()) return place + status.error().Text();
    if (!DeltasAddUp(at_first, engine)) return place + "booked before and delta are not what is booked";
    const Rational exact = oracle.Accrued(count);
    if (ToRational(accrued->exact) != exact) return place + Differs("accrued", ToRational(accrued->exact), exact);
    const std::vector<Rational> dues = oracle.Dues(count);
    for (std::size_t i = 0; i < kPeriods; ++i) {
      if (oracle.SumsOf(i, count).is_final || s.interim_pays == InterimPays::due) {
        targets[i] = dues[i];
      } else if (s.interim_pays == InterimPays::accrued && i == row.period) {
        targets[i] = std::min(dues[i], oracle.Rounded(exact));
      } else {
        targets[i] = count > 1 ? ledger.Booked(i) : Rational(0);
      }
    }
    ledger.Add(targets);
    if (const std::string run = ComplaintOnRun(s, engine, dues, ledger); !run.empty()) return place + run;
    const std::vector<PeriodState> before = engine.states();
    const Rational paid = engine.paid();
    if (!engine.Settle().ok() || engine.states() != before || engine.paid() != paid || !DeltasAddUp(before, engine)) {
      return place + "repeated";
    }
    const std::string commitment = ComplaintOnCommitment(s, oracle, count);
    if (!commitment.empty()) return place + "commitment: " + commitment;
  }
  return "";
}

std::string SequenceText(const Sequence& s) {
  std::string text = CaseText(s.rule);
  if (s.limits.cap) text += "\n  cap " + s.limits.cap->ToText() + " taken " + s.limits.taken.ToText();
  if (s.limits.guarantee) {
    text += "\n  guarantee " + s.limits.guarantee->ToText();
    text += s.limits.guarantee_kind == GuaranteeKind::cumulative ? " cumulative" : " per period";
  }
  text += "\n  " + std::to_string(s.limits.prorate.days) + " of " + std::to_string(s.limits.prorate.of) + " days";
  text += "; interim " + std::to_string(static_cast<int>(s.interim_pays));
  text += ", clawback " + std::to_string(static_cast<int>(s.clawback));
  text += ", accrual " + std::to_string(static_cast<int>(s.accrual.method));
  for (const Row& row : s.rows) {
    text += "\n  row of period " + std::to_string(row.period) + ": " + ToText(row.qualifying) + ", " +
            ToText(row.payable) + (row.is_final ? " final" : "");
  }
  return text;
}

// The shortest history near `s` that is still complained about.
std::string ShrunkSequence(Sequence s) {
  for (bool found = true; found;) {
    found = false;
    for (std::size_t i = 0; i < s.rows.size() && !found; ++i) {
      Sequence shorter = s;
      shorter.rows.erase(shorter.rows.begin() + static_cast<std::ptrdiff_t>(i));
      if (Complaint(shorter).empty()) continue;
      s = shorter;
      found = true;
    }
  }
  return Complaint(s) + "\n" + SequenceText(s);
}

// TERMS-40, TERMS-41, TERMS-43, TERMS-44, TERMS-45, TERMS-46, TERMS-47, TERMS-48, TERMS-49, TERMS-50, TERMS-51,
// TERMS-52, TERMS-53, TERMS-54, TERMS-56, TERMS-57
TEST(SettlementSequence, AsAFullRecomputationInRationals) {
  Random random(40);
  for (int i = 0; i < 6000; ++i) {
    const Sequence s = RandomSequence(random);
    if (!Complaint(s).empty()) FAIL() << "case " << i << ": " << ShrunkSequence(s);
  }
}

}  // namespace
}  // namespace keyhaul
