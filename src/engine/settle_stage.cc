#include "src/engine/settle_stage.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "keyhaul/engine/catalogue.h"
#include "keyhaul/terms/baseline.h"
#include "keyhaul/terms/settlement.h"
#include "src/kernels/schedule_kernel.h"

namespace keyhaul {
inline namespace v1 {
namespace {

template <class Value>
Value CellOf(std::span<const Value> cells, AccountId account) {
  return account.index() < cells.size() ? cells[account.index()] : Value(0);
}

// One period of one line: where its totals stand in the book, and who gets it.
struct LinePeriod {
  std::int64_t index = 0;
  Period days;
  std::string name;
  bool is_final = false;
  std::span<const int128> qualifying;
  std::span<const int128> payable;
  std::span<const int128> counted;   // empty where the line counts no quantity
  std::span<const int128> baseline;  // qualifying sums of the period that growth is measured against
  std::span<const std::int64_t> rows;
  std::vector<std::int32_t> tiers;  // by account, where the line is for some tiers only
};

// The tables that settlements are written to.
struct SettlementTables {
  explicit SettlementTables(const CompiledPolicy& policy)
      : settlements(CatalogueTable("settlements"), policy.money_scale, policy.measure_scale),
        booked(CatalogueTable("booked"), policy.money_scale, policy.measure_scale),
        explanations(CatalogueTable("explanations"), policy.money_scale, policy.measure_scale) {}

  Table settlements;
  Table booked;
  Table explanations;
};

class Settler {
 public:
  Settler(const CompiledPolicy& policy, const Book& book, Day as_of, bool omit_explanations, TierStage* tiers)
      : policy_(policy),
        book_(book),
        as_of_(as_of),
        omit_explanations_(omit_explanations),
        tiers_(tiers),
        order_(book.OrderByExternalId()),
        tables_(policy) {}

  Status SettleAll(const std::vector<Booked>& booked) {
    KEYHAUL_CHECK(PreparePeriods(booked));
    auto next = booked.begin();
    for (std::size_t place = 0; place < order_.size(); ++place) {
      for (std::size_t line = 0; line < policy_.lines.size(); ++line) {
        for (const LinePeriod& period : periods_[line]) {
          const BookedKey key{static_cast<std::int32_t>(place), static_cast<std::int32_t>(line), period.index};
          const bool was_booked = next != booked.end() && next->key == key;
          if (!was_booked && CellOf(period.rows, order_[place]) == 0) continue;
          const SettlementState state{was_booked ? next->amount : int128(0)};
          if (was_booked) ++next;
          KEYHAUL_CHECK(SettleOne(order_[place], line, period, state));
        }
      }
    }
    return {};
  }

  void Take(std::vector<Table>* tables) {
    tables->push_back(std::move(tables_.settlements));
    tables->push_back(std::move(tables_.booked));
    tables->push_back(std::move(tables_.explanations));
  }

 private:
  // All periods of every line that somebody may have to be settled for, in order.
  Status PreparePeriods(const std::vector<Booked>& booked) {
    std::vector<std::set<std::int64_t>> indexes(policy_.lines.size());
    for (const Booked& entry : booked) indexes[static_cast<std::size_t>(entry.key.line)].insert(entry.key.period);
    for (std::size_t line = 0; line < policy_.lines.size(); ++line) {
      const std::int64_t last = policy_.policy.terms[line].period.IndexOf(as_of_);
      for (const std::int64_t index : book_.PeriodIndexes(policy_.lines[line].rows_item)) {
        if (index <= last) indexes[line].insert(index);
      }
      periods_.emplace_back();
      for (const std::int64_t index : indexes[line]) {
        KEYHAUL_TRY(LinePeriod period, PreparePeriod(line, index));
        periods_.back().push_back(std::move(period));
      }
    }
    return {};
  }

  Result<LinePeriod> PreparePeriod(std::size_t line, std::int64_t index) {
    const CompiledLine& compiled = policy_.lines[line];
    const Calendar& calendar = policy_.policy.terms[line].period;
    LinePeriod period;
    period.index = index;
    KEYHAUL_TRY(period.days, calendar.At(index));
    period.name = calendar.NameOf(period.days);
    period.is_final = period.days.end.value() <= as_of_.value() + 1;
    period.qualifying = book_.Cells(compiled.qualifying_item, index);
    period.payable = book_.Cells(compiled.payable_item, index);
    if (compiled.counted_item >= 0) period.counted = book_.Cells(compiled.counted_item, index);
    if (compiled.baseline_item >= 0) {
      const BaselineFrom from = policy_.policy.terms[line].baseline->from;
      period.baseline = book_.Cells(compiled.baseline_item, index - PeriodsBack(from, calendar.kind()));
    }
    period.rows = book_.CountCells(compiled.rows_item, index);
    if (!compiled.tier_gets_it.empty()) {
      // The tier that counts for a period is the one at its end, or at the as-of day while it runs. So a later change
      // of tier does not take back what was settled for it.
      const Day last_day(std::min(period.days.end.value() - 1, as_of_.value()));
      KEYHAUL_TRY(period.tiers, tiers_->TiersOn(last_day, compiled.tier_part));
    }
    return period;
  }

  bool GetsIt(AccountId account, const CompiledLine& line, const LinePeriod& period) const {
    if (line.tier_gets_it.empty()) return true;
    const std::int32_t tier = period.tiers[account.index()];
    return tier >= 0 && line.tier_gets_it[static_cast<std::size_t>(tier)];
  }

  Status SettleOne(AccountId account, std::size_t line, const LinePeriod& period, const SettlementState& state) {
    const CompiledLine& compiled = policy_.lines[line];
    Bases bases{CellOf(period.qualifying, account), CellOf(period.payable, account), CellOf(period.counted, account)};
    ScheduleValue value;
    Status status = FindBaseline(account, line, period, &bases.baseline);
    if (status.ok() && GetsIt(account, compiled, period)) {
      status = Compute(account, line, period, bases, &value);
    }
    Result<Settlement> settlement = status.ok() ? Settle(state, value.rounded) : std::move(status).error();
    if (!settlement.ok()) {
      Error error = Under("terms[" + std::to_string(line) + "]", std::move(settlement).error());
      error.message = "account " + std::string(book_.external_id(account)) + ", " + period.name + ": " + error.message;
      return error;
    }
    AddKeys(account, line, period, &tables_.booked);
    tables_.booked["booked"].Add(settlement->next.booked);
    return AddSettlement(account, line, period, bases, state, value, *settlement);
  }

  Status FindBaseline(AccountId account, std::size_t line, const LinePeriod& period, int128* out) const {
    const std::optional<Baseline>& baseline = policy_.policy.terms[line].baseline;
    if (!baseline.has_value()) return {};
    Result<int128> value =
        BaselineOf(*baseline, policy_.lines[line].qualifying_scale, CellOf(period.baseline, account));
    if (!value.ok()) return std::move(value).error();
    *out = *value;
    return {};
  }

  // The amount, and the steps behind it unless they are to be left out.
  Status Compute(AccountId account, std::size_t line, const LinePeriod& period, const Bases& bases,
                 ScheduleValue* value) {
    const CompiledLine& compiled = policy_.lines[line];
    if (omit_explanations_) {
      KEYHAUL_TRY(*value, kernels::Evaluate(compiled.schedule, bases));
      return {};
    }
    KEYHAUL_TRY(const Explanation explanation, kernels::Explain(compiled.schedule, bases));
    value->rounded = explanation.rounded;
    value->exact = explanation.exact;
    value->bracket = explanation.bracket;
    std::int32_t number = 0;
    for (const ExplanationStep& step : explanation.steps) AddStep(account, line, period, number++, step);
    return {};
  }

  void AddKeys(AccountId account, std::size_t line, const LinePeriod& period, Table* table) {
    (*table)["account"].Add(book_.external_id(account));
    (*table)["line"].Add(policy_.policy.terms[line].id);
    (*table)["period_begin"].Add(period.days.begin);
  }

  void AddStep(AccountId account, std::size_t line, const LinePeriod& period, std::int32_t number,
               const ExplanationStep& step) {
    Table& table = tables_.explanations;
    AddKeys(account, line, period, &table);
    table["step"].Add(number);
    table["rule"].Add(step.rule);
    table["kind"].Add(Name(step.kind));
    table["bracket"].Add(step.bracket);
    table["from"].Add(step.from.ToText());
    step.to.has_value() ? table["to"].Add(step.to->ToText()) : table["to"].AddMissing();
    step.basis.has_value() ? table["basis"].Add(step.basis->ToText()) : table["basis"].AddMissing();
    table["benefit"].Add(step.benefit.ToText());
    table["exact"].Add(ToText(step.value, policy_.money_scale));
  }

  Status AddSettlement(AccountId account, std::size_t line, const LinePeriod& period, const Bases& bases,
                       const SettlementState& state, const ScheduleValue& value, const Settlement& settlement) {
    const TermsLine& terms = policy_.policy.terms[line];
    const CompiledLine& compiled = policy_.lines[line];
    Table& table = tables_.settlements;
    AddKeys(account, line, period, &table);
    table["period"].Add(period.name);
    table["period_end"].Add(period.days.end);
    table["state"].Add(std::string_view(period.is_final ? "final" : "interim"));
    table["qualifying_unit"].Add(UnitOf(terms.qualifies_on));
    KEYHAUL_CHECK(AddBasis("qualifying", bases.qualifying, compiled.qualifying_scale));
    table["payable_unit"].Add(UnitOf(terms.pays_on));
    KEYHAUL_CHECK(AddBasis("payable", bases.payable, compiled.payable_scale));
    value.bracket >= 0 ? table["bracket"].Add(value.bracket) : table["bracket"].AddMissing();
    table["earned"].Add(value.rounded);
    table["booked_before"].Add(state.booked);
    table["delta"].Add(settlement.delta);
    table["booked"].Add(settlement.next.booked);
    return AddOtherBases(line, bases);
  }

  // What only some lines have.
  Status AddOtherBases(std::size_t line, const Bases& bases) {
    const TermsLine& terms = policy_.policy.terms[line];
    const CompiledLine& compiled = policy_.lines[line];
    Table& table = tables_.settlements;
    if (terms.counts_on.has_value()) {
      table["counted_unit"].Add(UnitOf(*terms.counts_on));
      KEYHAUL_CHECK(AddBasis("counted", bases.counted, compiled.counted_scale));
    } else {
      table["counted_unit"].AddMissing();
      table["counted"].AddMissing();
    }
    if (terms.baseline.has_value()) {
      KEYHAUL_TRY(const Decimal baseline,
                  Decimal::Make(bases.baseline, BaselineScale(*terms.baseline, compiled.qualifying_scale)));
      table["baseline"].Add(baseline.ToText());
    } else {
      table["baseline"].AddMissing();
    }
    return {};
  }

  std::string_view UnitOf(const std::string& measure) const {
    const Schema& schema = policy_.policy.ledger;
    return schema.measures[static_cast<std::size_t>(schema.FindMeasure(measure))].unit;
  }

  // Bases of all measures stand in one column, at the greatest of their scales.
  Status AddBasis(std::string_view column, int128 basis, int scale) {
    int128 scaled = 0;
    if (!CheckedMultiply(basis, PowerOfTen(policy_.measure_scale - scale), &scaled)) {
      return MakeError(Code::overflow, "the basis " + ToText(basis) + " passes 128 bits at the result's scale");
    }
    tables_.settlements[column].Add(scaled);
    return {};
  }

  const CompiledPolicy& policy_;
  const Book& book_;
  const Day as_of_;
  const bool omit_explanations_;
  TierStage* tiers_;  // null without tiering; then no line is for some tiers only
  std::vector<AccountId> order_;
  std::vector<std::vector<LinePeriod>> periods_;  // by line
  SettlementTables tables_;
};

}  // namespace

Status AddSettlements(const CompiledPolicy& policy, const Book& book, Day as_of, bool omit_explanations,
                      const std::vector<Booked>& booked, TierStage* tiers, std::vector<Table>* tables) {
  Settler settler(policy, book, as_of, omit_explanations, tiers);
  KEYHAUL_CHECK(settler.SettleAll(booked));
  settler.Take(tables);
  return {};
}

}  // namespace v1
}  // namespace keyhaul
