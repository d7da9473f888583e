#include "src/engine/settlement_tables.h"

#include <string>
#include <utility>

#include "keyhaul/engine/catalogue.h"
#include "keyhaul/terms/proportion.h"
#include "src/engine/row_writer.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {

Result<int128> ScaledBasis(const CompiledPolicy& policy, int128 basis, int scale) {
  int128 scaled = 0;
  if (CheckedMultiply(basis, PowerOfTen(policy.measure_scale - scale), &scaled)) return scaled;
  return MakeError(Code::overflow, "the basis " + ToText(basis) + " passes 128 bits at the result's scale");
}

Result<std::optional<int128>> CountedOf(const CompiledPolicy& policy, std::size_t line, const Bases& bases) {
  if (!policy.policy.terms[line].counts_on) return std::optional<int128>();
  KEYHAUL_TRY(const int128 counted,
              ScaledBasis(policy, bases.counted, policy.lines[line].units.counted_scale.value_or(0)));
  return std::optional<int128>(counted);
}

Result<std::string> BaselineText(const CompiledPolicy& policy, std::size_t line, const Bases& bases) {
  if (!policy.policy.terms[line].baseline) return std::string();
  KEYHAUL_TRY(const Decimal measured,
              Decimal::Make(bases.baseline, policy.lines[line].units.baseline_scale.value_or(0)));
  return measured.ToText();
}

SettlementTables::SettlementTables(const CompiledPolicy& policy, Day as_of)
    : policy_(policy),
      as_of_(as_of),
      settlements_(CatalogueTable("settlements"), policy.money_scale, policy.measure_scale),
      booked_(CatalogueTable("booked"), policy.money_scale, policy.measure_scale) {}

Status SettlementTables::Add(const SettlementPlace& place, const SettlementRow& row) {
  const TermsLine& terms = policy_.policy.terms[place.line];
  const ScheduleUnits& units = policy_.lines[place.line].units;
  const LinePeriod& period = *place.period;
  // All that can be refused comes first: a row is written whole.
  KEYHAUL_TRY(const int128 qualifying, ScaledBasis(policy_, row.bases.qualifying, units.qualifying_scale));
  KEYHAUL_TRY(const int128 payable, ScaledBasis(policy_, row.bases.payable, units.payable_scale));
  KEYHAUL_TRY(const std::optional<int128> counted, CountedOf(policy_, place.line, row.bases));
  KEYHAUL_TRY(const std::string baseline, BaselineText(policy_, place.line, row.bases));
  std::optional<int128> difference;
  if (row.accrued && period.is_final) {
    KEYHAUL_TRY(difference, CheckedDifference(*row.accrued, row.limited.due));
  }
  AddBooked(place.party, place.line, period.days, row.after, {period.is_final, as_of_});
  RowWriter out(&settlements_);
  out.Add(place.party).Add(terms.id).Add(period.name).Add(period.days.begin).Add(period.days.end);
  out.Add(StateWord(period.is_final))
      .Add(UnitOf(terms.qualifies_on))
      .Add(qualifying)
      .Add(UnitOf(terms.pays_on))
      .Add(payable);
  out.AddIndex(row.bracket).Add(row.earned).Add(row.before.booked).Add(row.paid.delta).Add(row.after.booked);
  terms.counts_on ? out.Add(UnitOf(*terms.counts_on)) : out.AddMissing();
  out.AddOptional(counted).AddText(baseline);
  out.AddText(terms.agreement).Add(WordOf(terms.kind, kLineKindWords)).AddText(row.groups);
  out.Add(row.limited.capped).Add(row.limited.top_up).Add(row.limited.due);
  out.AddOptional(row.accrued).AddOptional(difference).Add(row.paid.payout).Add(row.after.balance).AddText(row.text);
  return {};
}

Status SettlementTables::Keep(std::string_view party, const Booked& entry) {
  const auto line = static_cast<std::size_t>(entry.key.line);
  KEYHAUL_TRY(const Period days, policy_.policy.terms[line].period.At(entry.key.period));
  AddBooked(party, line, days, {entry.amount, entry.balance}, entry.mark);
  return {};
}

void SettlementTables::AddBooked(std::string_view party, std::size_t line, const Period& days, const PeriodState& state,
                                 const BookedMark& mark) {
  const TermsLine& terms = policy_.policy.terms[line];
  RowWriter out(&booked_);
  out.Add(party).Add(terms.id).Add(days.begin).Add(state.booked).Add(state.balance).Add(days.end);
  out.Add(WordOf(terms.kind, kLineKindWords)).Add(policy_.policy.currency.code());
  out.AddText(mark.is_final ? StateWord(*mark.is_final) : "").AddOptional(mark.as_of);
}

void SettlementTables::Take(std::vector<Table>* tables) {
  tables->push_back(std::move(settlements_));
  tables->push_back(std::move(booked_));
}

std::string_view SettlementTables::UnitOf(const std::string& measure) const {
  const Schema& schema = policy_.policy.ledger;
  return schema.measures[static_cast<std::size_t>(schema.FindMeasure(measure))].unit;
}

}  // namespace v1
}  // namespace keyhaul
