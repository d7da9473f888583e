// What a policy asks of accounts beside their tiers: how steady their months are, and recency, frequency and monetary
// scores.
#include <algorithm>
#include <string>
#include <utility>

#include "keyhaul/engine/catalogue.h"
#include "src/engine/tier_tables.h"

namespace keyhaul {
inline namespace v1 {
namespace {

std::string_view FlagsText(const Variability& measured, std::size_t unit) {
  if (measured.Has(unit, VariabilityFlag::no_positive_mean)) return "no_positive_mean";
  return measured.Has(unit, VariabilityFlag::single_period) ? "single_period" : "";
}

std::span<const int128> ValuesOf(const TieredRun& run) {
  return run.window.population.population().metrics.front().values;
}

// One row per tier and class, and one more for units without a tier where there are any.
void AddXyzSummary(const TieredRun& run, const XyzRule& xyz, const Variability& measured, Table* table) {
  const TieringRule& rule = *run.policy.policy.tiering;
  const std::size_t tiers = TierCount(rule);
  const std::size_t classes = xyz.classes.size();
  std::vector<std::int64_t> units((tiers + 1) * classes);
  std::vector<int128> values(units.size());
  for (std::size_t unit = 0; unit < measured.class_index.size(); ++unit) {
    const std::int32_t tier = run.moves.tiers()[unit];
    const std::size_t row = (tier == kNoTier ? tiers : static_cast<std::size_t>(tier)) * classes +
                            static_cast<std::size_t>(measured.class_index[unit]);
    ++units[row];
    values[row] += ValuesOf(run)[unit];
  }
  for (std::size_t row = 0; row < units.size(); ++row) {
    const bool has_tier = row / classes < tiers;
    if (!has_tier && units[row] == 0) continue;
    (*table)["tier"].Add(has_tier ? TierName(rule, static_cast<std::int32_t>(row / classes)) : std::string_view());
    (*table)["xyz"].Add(xyz.classes[row % classes].name);
    (*table)["units"].Add(units[row]);
    (*table)["value"].Add(values[row]);
  }
}

// Days without a row are told by a number below 0.
struct Activity {
  std::vector<std::int64_t> recency_days;
  std::vector<std::int64_t> frequency;
};

Activity ActivityOf(const TieredRun& run) {
  const TierPopulation& population = run.window.population;
  Activity activity;
  activity.recency_days.assign(population.size(), -1);
  activity.frequency.assign(population.size(), 0);
  const Period window{population.days().begin, std::min(population.days().end, Day(run.window.as_of.value() + 1))};
  for (std::size_t part = 0; part < TierParts(*run.policy.policy.tiering); ++part) {
    const int item = run.book.plan().Find(DaysItem(run.policy.policy, part));
    const std::vector<std::int64_t> days = run.book.DistinctDays(item, window);
    const std::vector<std::optional<Day>> last = run.book.LastDays(item, window);
    for (const AccountId account : run.order) {
      const std::int32_t unit = population.UnitOf(account, part);
      if (unit < 0 || !last[account.index()]) continue;
      const auto u = static_cast<std::size_t>(unit);
      const std::int64_t recency = std::int64_t{run.window.as_of.value()} - last[account.index()]->value();
      activity.frequency[u] += days[account.index()];
      std::int64_t& least = activity.recency_days[u];
      least = least < 0 ? recency : std::min(least, recency);
    }
  }
  return activity;
}

std::string_view SegmentName(const RfmRule& rule, std::int32_t segment) {
  return segment < 0 ? std::string_view(rule.others)
                     : std::string_view(rule.segments[static_cast<std::size_t>(segment)].name);
}

void AddRfmSummary(const TieredRun& run, const RfmRule& rule, const RfmScores& scores, Table* table) {
  const std::size_t segments = rule.segments.size();
  std::vector<std::int64_t> units(segments + 1);
  std::vector<int128> values(segments + 1);
  for (std::size_t unit = 0; unit < scores.segment.size(); ++unit) {
    const std::int32_t segment = scores.segment[unit];
    const std::size_t row = segment < 0 ? segments : static_cast<std::size_t>(segment);
    ++units[row];
    values[row] += ValuesOf(run)[unit];
  }
  for (std::size_t row = 0; row <= segments; ++row) {
    (*table)["rfm_segment"].Add(SegmentName(rule, row == segments ? -1 : static_cast<std::int32_t>(row)));
    (*table)["units"].Add(units[row]);
    (*table)["value"].Add(values[row]);
  }
}

}  // namespace

Status AddVariability(const TieredRun& run, std::vector<Table>* tables) {
  const TieringRule& rule = *run.policy.policy.tiering;
  std::vector<std::span<const int128>> months;
  for (const std::vector<int128>& month : run.window.population.value_months()) {
    months.emplace_back(month);
  }
  KEYHAUL_TRY(const Variability measured, ClassifyVariability(months, *rule.xyz));
  Table table(CatalogueTable("variability"), run.policy.money_scale, run.policy.value_scale);
  for (const std::size_t unit : UnitsInOrder(run)) {
    table["account"].Add(run.book.external_id(run.window.population.account(unit)));
    AddName(SegmentOf(run, unit), &table["segment"]);
    table["tier"].Add(TierName(rule, run.moves.tiers()[unit]));
    table["xyz"].Add(rule.xyz->classes[static_cast<std::size_t>(measured.class_index[unit])].name);
    const std::optional<int128>& variation = measured.variation[unit];
    variation ? table["variation"].Add(*variation) : table["variation"].AddMissing();
    table["flags"].Add(FlagsText(measured, unit));
  }
  Table summary(CatalogueTable("xyz_summary"), run.policy.money_scale, run.policy.value_scale);
  AddXyzSummary(run, *rule.xyz, measured, &summary);
  tables->push_back(std::move(table));
  tables->push_back(std::move(summary));
  return {};
}

Status AddRfm(const TieredRun& run, std::vector<Table>* tables) {
  const RfmRule& rule = *run.policy.policy.tiering->rfm;
  const TierPopulation& population = run.window.population;
  const Activity activity = ActivityOf(run);
  RfmColumns columns;
  columns.recency_days = activity.recency_days;
  columns.frequency = activity.frequency;
  columns.monetary = ValuesOf(run);
  columns.monetary_scale = run.policy.value_scale;
  columns.id_order_rank = population.population().places;
  KEYHAUL_TRY(const RfmScores scores, ScoreRfm(columns, rule));
  Table table(CatalogueTable("rfm"), run.policy.money_scale, run.policy.value_scale);
  for (const std::size_t unit : UnitsInOrder(run)) {
    table["account"].Add(run.book.external_id(population.account(unit)));
    AddName(SegmentOf(run, unit), &table["segment"]);
    const std::int64_t recency = activity.recency_days[unit];
    recency < 0 ? table["recency_days"].AddMissing() : table["recency_days"].Add(recency);
    table["frequency"].Add(activity.frequency[unit]);
    table["monetary"].Add(ValuesOf(run)[unit]);
    table["recency_score"].Add(scores.recency[unit]);
    table["frequency_score"].Add(scores.frequency[unit]);
    table["monetary_score"].Add(scores.monetary[unit]);
    table["rfm_segment"].Add(SegmentName(rule, scores.segment[unit]));
  }
  Table summary(CatalogueTable("rfm_summary"), run.policy.money_scale, run.policy.value_scale);
  AddRfmSummary(run, rule, scores, &summary);
  tables->push_back(std::move(table));
  tables->push_back(std::move(summary));
  return {};
}

}  // namespace v1
}  // namespace keyhaul
