#include "src/cli/totals.h"

#include <map>
#include <utility>

namespace keyhaul::cli {
namespace {

std::optional<Amount> AmountAt(const capi::ColumnView& column, std::uint64_t row) {
  return column.Has(row) ? std::optional<Amount>(column.Int128(row)) : std::nullopt;
}

std::optional<std::int32_t> DayAt(const capi::ColumnView& column, std::uint64_t row) {
  return column.Has(row) ? std::optional<std::int32_t>(column.Day(row)) : std::nullopt;
}

RunFacts ReadRun(const capi::Table& table) {
  RunFacts run;
  run.policy = table["policy"].Text(0);
  run.policy_digest = table["policy_digest"].Text(0);
  run.plan_digest = table["plan_digest"].Text(0);
  run.version = table["version"].Text(0);
  run.currency = table["currency"].Text(0);
  run.as_of = table["as_of"].Day(0);
  run.window_begin = DayAt(table["window_begin"], 0);
  run.window_end = DayAt(table["window_end"], 0);
  run.accounts = table["accounts"].Int64(0);
  run.base = AmountAt(table["base"], 0);
  run.net = AmountAt(table["net"], 0);
  run.value_scale = table["base"].scale();
  run.flags = table["flags"].Text(0);
  return run;
}

std::vector<TierFacts> ReadTiers(const capi::Table& table) {
  std::vector<TierFacts> tiers;
  for (std::uint64_t row = 0; row < table.rows(); ++row) {
    TierFacts tier;
    if (table["segment"].Has(row)) tier.segment = table["segment"].Text(row);
    tier.tier = table["tier"].Text(row);
    tier.accounts = table["accounts"].Int64(row);
    tier.value = Amount(table["value"].Int128(row));
    if (table["share"].Has(row)) tier.share = table["share"].Int64(row);
    tier.at_least = AmountAt(table["at_least"], row);
    tiers.push_back(std::move(tier));
  }
  return tiers;
}

bool Accumulate(SettlementSums& sums, const SettlementSums& more) {
  sums.settlements += more.settlements;
  return sums.earned.Add(more.earned) && sums.booked_before.Add(more.booked_before) && sums.delta.Add(more.delta);
}

}  // namespace

Outcome<Totals> ReadTotals(const capi::Tables& tables) {
  Totals totals;
  totals.run = ReadRun(tables.Find("run"));
  totals.tiers = ReadTiers(tables.Find("tier_summary"));

  const capi::Table table = tables.Find("settlements");
  if (!table) return totals;
  totals.has_settlements = true;
  const capi::ColumnView& line = table["line"];
  const capi::ColumnView& state = table["state"];
  const capi::ColumnView& earned = table["earned"];
  const capi::ColumnView& before = table["booked_before"];
  const capi::ColumnView& delta = table["delta"];
  totals.money_scale = earned.scale();
  std::map<std::string, LineFacts, std::less<>> lines;
  for (std::uint64_t row = 0; row < table.rows(); ++row) {
    const SettlementSums one = {1, Amount(earned.Int128(row)), Amount(before.Int128(row)), Amount(delta.Int128(row))};
    auto found = lines.find(line.Text(row));
    if (found == lines.end()) found = lines.emplace(line.Text(row), LineFacts()).first;
    const bool closed = state.Text(row) == "final";
    LineFacts& facts = found->second;
    if (!Accumulate(closed ? facts.closed : facts.open, one) ||
        !Accumulate(closed ? totals.all.closed : totals.all.open, one)) {
      return Failure{Exit::data, "the rebates of line " + found->first + " add up to more than 128 bits hold"};
    }
  }
  for (auto& [id, facts] : lines) {
    facts.line = id;
    totals.lines.push_back(std::move(facts));
  }
  return totals;
}

}  // namespace keyhaul::cli
