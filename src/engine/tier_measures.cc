// What a tiering says of the population as a whole: who moved from where to where, and how the values are spread.
#include <algorithm>
#include <string>
#include <utility>

#include "keyhaul/engine/catalogue.h"
#include "src/engine/tier_tables.h"

namespace keyhaul {
inline namespace v1 {
namespace {

void AddRatio(const std::optional<CountRatio>& ratio, Column* column) {
  ratio ? column->Add(static_cast<std::int64_t>(NineDigits(*ratio))) : column->AddMissing();
}

// A figure as nine digits; missing where it is not defined, or beyond what the column holds.
void AddRatio(const std::optional<Ratio>& ratio, Column* column) {
  const std::optional<int128> digits = ratio ? NineDigits(*ratio) : std::nullopt;
  if (!digits || (column->type() == ColumnType::integer64 && !FitsInt64(*digits))) {
    column->AddMissing();
  } else if (column->type() == ColumnType::integer64) {
    column->Add(static_cast<std::int64_t>(*digits));
  } else {
    column->Add(*digits);
  }
}

Result<Migration> MigrationOf(const TieredRun& run, const std::vector<std::int32_t>& before) {
  const TierPopulation& population = run.window.population;
  const std::span<const int128> values = population.population().metrics.front().values;
  std::vector<int128> values_before(values.size());
  if (run.before != nullptr) {
    const std::span<const int128> then = run.before->population.population().metrics.front().values;
    for (std::size_t unit = 0; unit < values.size(); ++unit) {
      const std::int32_t u = run.before->population.UnitOf(population.account(unit), population.part(unit));
      if (u >= 0) values_before[unit] = then[static_cast<std::size_t>(u)];
    }
  }
  return Migration::Make(static_cast<std::int32_t>(TierCount(*run.policy.policy.tiering)), before, run.moves.tiers(),
                         values_before, values);
}

void AddMatrix(const TieredRun& run, const Migration& migration, Table* table) {
  const TieringRule& rule = *run.policy.policy.tiering;
  const std::int32_t tiers = migration.tier_count();
  const auto add_tier = [&](Column& column, std::int32_t tier) {
    tier == tiers ? column.AddMissing() : column.Add(TierName(rule, tier));
  };
  for (std::int32_t from = 0; from <= tiers; ++from) {
    for (std::int32_t to = 0; to <= tiers; ++to) {
      if (migration.Count(from, to) == 0) continue;
      add_tier((*table)["from_tier"], from);
      add_tier((*table)["to_tier"], to);
      (*table)["units"].Add(migration.Count(from, to));
      Column& value_before = (*table)["value_before"];
      run.before == nullptr ? value_before.AddMissing() : value_before.Add(*migration.ValueBefore(from, to));
      (*table)["value"].Add(*migration.ValueAfter(from, to));
      AddRatio(migration.Probability(from, to), &(*table)["probability"]);
    }
  }
}

void AddMobility(const Migration& migration, Table* table) {
  const MigrationTotals& totals = migration.totals();
  const std::pair<const char*, std::int64_t> counts[] = {
      {"before", totals.before},     {"after", totals.after},           {"stayed", totals.stayed},
      {"upgraded", totals.upgraded}, {"downgraded", totals.downgraded}, {"entered", totals.entered},
      {"left", totals.left}};
  for (const auto& [column, count] : counts) (*table)[column].Add(count);
  AddRatio(migration.RetentionRate(), &(*table)["retention_rate"]);
  AddRatio(migration.UpgradeRate(), &(*table)["upgrade_rate"]);
  AddRatio(migration.DowngradeRate(), &(*table)["downgrade_rate"]);
  AddRatio(migration.ExitRate(), &(*table)["exit_rate"]);
  const std::optional<int128> mobility = migration.Mobility();
  mobility ? (*table)["mobility"].Add(static_cast<std::int64_t>(*mobility)) : (*table)["mobility"].AddMissing();
}

std::string FlagNames(const Concentration& measured) {
  std::string text;
  const auto add = [&](ConcentrationFlag flag, std::string_view name) {
    if (!measured.Has(flag)) return;
    if (!text.empty()) text += ' ';
    text += name;
  };
  add(ConcentrationFlag::empty_population, "empty_population");
  add(ConcentrationFlag::single_account, "single_account");
  add(ConcentrationFlag::all_zero, "all_zero");
  add(ConcentrationFlag::nonpositive_total, "nonpositive_total");
  add(ConcentrationFlag::negative_values, "negative_values");
  return text;
}

void AddLorenz(const LorenzCurve& curve, std::string_view segment, Table* table) {
  constexpr std::int64_t kPoints = 100;
  const std::int64_t step = static_cast<std::int64_t>(PowerOfTen(9)) / kPoints;
  for (std::int64_t point = 0; point <= kPoints; ++point) {
    AddName(segment, &(*table)["segment"]);
    (*table)["accounts_share"].Add(point * step);
    AddRatio(curve.At(*Decimal::Make(point, 2)), &(*table)["value_share"]);
  }
}

constexpr std::int32_t kTops[] = {1, 3, 5, 10, 20};

Status AddSegment(std::string_view segment, std::span<const int128> values, Table* measures, Table* lorenz) {
  KEYHAUL_TRY(const Concentration measured, Concentrate(values, kTops));
  AddName(segment, &(*measures)["segment"]);
  (*measures)["units"].Add(static_cast<std::int64_t>(measured.accounts));
  (*measures)["total"].Add(measured.total);
  AddRatio(measured.gini_population, &(*measures)["gini_population"]);
  AddRatio(measured.gini_sample, &(*measures)["gini_sample"]);
  AddRatio(measured.hhi, &(*measures)["hhi"]);
  AddRatio(measured.hhi_normalised, &(*measures)["hhi_normalised"]);
  AddRatio(measured.equivalent_number, &(*measures)["equivalent_number"]);
  AddRatio(measured.rosenbluth, &(*measures)["rosenbluth"]);
  for (std::size_t top = 0; top < std::size(kTops); ++top) {
    AddRatio(measured.top_shares[top], &(*measures)["top_" + std::to_string(kTops[top])]);
  }
  (*measures)["flags"].Add(FlagNames(measured));
  if (measured.lorenz) AddLorenz(*measured.lorenz, segment, lorenz);
  return {};
}

}  // namespace

Status AddMigration(const TieredRun& run, std::vector<Table>* tables) {
  Table matrix(CatalogueTable("tier_migration"), run.policy.money_scale, run.policy.value_scale);
  Table mobility(CatalogueTable("tier_mobility"), run.policy.money_scale, run.policy.value_scale);
  if (run.before != nullptr || run.moves.has_states()) {
    std::vector<std::int32_t> before;
    for (std::size_t unit = 0; unit < run.window.population.size(); ++unit) {
      before.push_back(TierBefore(run, unit).value_or(kNoTier));
    }
    KEYHAUL_TRY(const Migration migration, MigrationOf(run, before));
    AddMatrix(run, migration, &matrix);
    AddMobility(migration, &mobility);
  }
  tables->push_back(std::move(matrix));
  tables->push_back(std::move(mobility));
  return {};
}

Status AddConcentration(const TieredRun& run, std::vector<Table>* tables) {
  Table measures(CatalogueTable("concentration"), run.policy.money_scale, run.policy.value_scale);
  Table lorenz(CatalogueTable("lorenz"), run.policy.money_scale, run.policy.value_scale);
  const Classifier& classifier = *run.window.classifier;
  const tiering_internal::SegmentMembers members(classifier.population());
  for (std::size_t s = 0; s < classifier.segment_count(); ++s) {
    std::vector<int128> buffer;
    const auto values = members.Gather(classifier.contributions(), s, &buffer);
    KEYHAUL_CHECK(AddSegment(run.window.population.segment_names()[s], values, &measures, &lorenz));
  }
  tables->push_back(std::move(measures));
  tables->push_back(std::move(lorenz));
  return {};
}

}  // namespace v1
}  // namespace keyhaul
