#include "src/engine/line_period.h"

#include <algorithm>
#include <optional>
#include <set>

#include "src/engine/period_conversion.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// The days on which any schedule of the line holds.
Period ValidDays(const CompiledLine& line) {
  return {line.stretches.front().days.begin, line.stretches.back().days.end};
}

StretchCells CellsOfStretch(const Book& book, const LineStretch& stretch, std::size_t number, std::int64_t index) {
  StretchCells cells;
  cells.stretch = number;
  cells.qualifying = book.Cells(stretch.items.qualifying, index);
  cells.payable = book.Cells(stretch.items.payable, index);
  if (stretch.items.counted >= 0) cells.counted = book.Cells(stretch.items.counted, index);
  cells.rows = book.CountCells(stretch.items.rows, index);
  return cells;
}

Bases BasesOfStretch(const StretchCells& cells, AccountId account) {
  return {CellOf(cells.qualifying, account), CellOf(cells.payable, account), CellOf(cells.counted, account)};
}

}  // namespace

Result<LinePeriod> LinePeriods::Make(std::size_t line, std::int64_t index, const LineParties& parties) const {
  const CompiledLine& compiled = policy_.lines[line];
  const TermsLine& terms = policy_.policy.terms[line];
  LinePeriod period;
  period.index = index;
  KEYHAUL_TRY(period.days, terms.period.At(index));
  period.name = terms.period.NameOf(period.days);
  period.valid = Intersection(period.days, ValidDays(compiled));
  const Day end = period.valid.IsEmpty() ? period.days.end : period.valid.end;
  period.is_final = end.value() <= as_of_.value() + 1;
  period.prorate = {period.valid.IsEmpty() ? 0 : period.valid.days(), period.days.days()};
  const Day until = std::min(end, Day(as_of_.value() + 1));
  period.elapsed = period.valid.IsEmpty() ? 0 : std::max(until.value() - period.valid.begin.value(), 0);
  for (std::size_t i = 0; i < compiled.stretches.size(); ++i) {
    if (!Overlap(compiled.stretches[i].days, period.days)) continue;
    period.stretches.push_back(CellsOfStretch(book_, compiled.stretches[i], i, index));
  }
  if (compiled.baseline_item >= 0) {
    const std::int64_t back = PeriodsBack(terms.baseline->from, terms.period.kind());
    period.baseline = book_.Cells(compiled.baseline_item, index - back);
  }
  if (policy_.policy.ledger.KeepsCurrencies()) KEYHAUL_CHECK(ConvertCells(line, parties, &period));
  if (!compiled.tier_gets_it.empty()) {
    // The tier that counts for a period is the one at its end, or at the as-of day while it runs. So a later change
    // of tier does not take back what was settled for it.
    const Day last_day(std::min(period.days.end.value() - 1, as_of_.value()));
    KEYHAUL_TRY(period.tiers, tiers_->TiersOn(last_day, compiled.tier_part));
  }
  return period;
}

// The settlement day is the last valid day, or the as-of day while the period runs; what growth is measured against is
// converted at the last day of its own period.
Status LinePeriods::ConvertCells(std::size_t line, const LineParties& parties, LinePeriod* period) const {
  const CompiledLine& compiled = policy_.lines[line];
  const TermsLine& terms = policy_.policy.terms[line];
  const Day end = period->valid.IsEmpty() ? period->days.end : period->valid.end;
  const Day day(std::min(end.value() - 1, as_of_.value()));
  const PeriodConverter converter(policy_, book_, parties, line, period);
  KEYHAUL_CHECK(converter.Convert(&LineItems::qualifying, &StretchCells::qualifying, false, day));
  KEYHAUL_CHECK(converter.Convert(&LineItems::payable, &StretchCells::payable, true, day));
  std::stable_sort(period->conversions.begin(), period->conversions.end(),
                   [](const Conversion& a, const Conversion& b) { return a.account < b.account; });
  if (compiled.baseline_foreign < 0) return {};
  const std::int64_t back = PeriodsBack(terms.baseline->from, terms.period.kind());
  KEYHAUL_TRY(const Period earlier, terms.period.At(period->index - back));
  return converter.ConvertBaseline(compiled.baseline_foreign, period->index - back, Day(earlier.end.value() - 1));
}

std::vector<std::int64_t> LinePeriods::Indexes(std::size_t line) const {
  const CompiledLine& compiled = policy_.lines[line];
  const TermsLine& terms = policy_.policy.terms[line];
  const std::int64_t last = terms.period.IndexOf(as_of_);
  std::set<std::int64_t> indexes;
  for (const LineStretch& stretch : compiled.stretches) {
    for (const std::int64_t index : book_.PeriodIndexes(stretch.items.rows)) {
      if (index <= last) indexes.insert(index);
    }
  }
  const std::optional<Period> ledger = book_.LedgerDays();
  if (OwesWithoutRows(terms) && compiled.agreement >= 0 && ledger.has_value()) {
    const Period owed = Intersection(ValidDays(compiled), {ledger->begin, Day(as_of_.value() + 1)});
    if (!owed.IsEmpty()) {
      const std::int64_t end = terms.period.IndexOf(Day(owed.end.value() - 1));
      for (std::int64_t index = terms.period.IndexOf(owed.begin); index <= end; ++index) indexes.insert(index);
    }
  }
  return {indexes.begin(), indexes.end()};
}

PartyBases BasesOfAccount(const LinePeriod& period, AccountId account) {
  PartyBases bases;
  for (const StretchCells& cells : period.stretches) {
    const Bases own = BasesOfStretch(cells, account);
    bases.total = AddBases(bases.total, own);
    bases.rows += CellOf(cells.rows, account);
    if (period.stretches.size() > 1) bases.stretches.push_back(own);
  }
  return bases;
}

Result<int128> BaselineFor(const CompiledPolicy& policy, std::size_t line, int128 earlier) {
  const std::optional<Baseline>& baseline = policy.policy.terms[line].baseline;
  if (!baseline.has_value()) return int128(0);
  return BaselineOf(*baseline, policy.lines[line].units.qualifying_scale, earlier);
}

}  // namespace v1
}  // namespace keyhaul
