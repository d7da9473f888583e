#include "src/engine/tier_tables.h"

#include <algorithm>
#include <string>
#include <utility>

#include "keyhaul/engine/catalogue.h"
#include "src/engine/tier_projection.h"

namespace keyhaul {
inline namespace v1 {
namespace {

void AddFlag(bool raised, std::string_view name, std::string* text) {
  if (!raised) return;
  if (!text->empty()) *text += ' ';
  *text += name;
}

void AddOptional(const std::optional<int128>& value, Column* column) {
  value ? column->Add(*value) : column->AddMissing();
}
void AddOptional(const std::optional<std::int64_t>& value, Column* column) {
  value ? column->Add(*value) : column->AddMissing();
}

// What the value would come to by the end of the running period, and the tier that it would earn.
struct Projection {
  std::vector<int128> values;
  std::vector<std::int32_t> tiers;
};

Result<Projection> Project(const TieredRun& run) {
  Projection projection;
  KEYHAUL_TRY(projection.values, ProjectedValues(run.policy, run.book, run.window.as_of, run.window.population));
  Population population = run.window.population.population();
  population.metrics.front().values = projection.values;
  KEYHAUL_TRY(const Classifier classifier, Classifier::Make(std::move(population), *run.policy.policy.tiering));
  projection.tiers = Classify(classifier).tier;
  return projection;
}

// Writes the rows of the table tiers.
class TierRows {
 public:
  TierRows(const TieredRun& run, const Projection& projection, Table* table)
      : run_(run),
        rule_(*run.policy.policy.tiering),
        population_(run.window.population),
        tiers_(run.window.tiers),
        projection_(projection),
        ranks_(*run.window.classifier),
        distances_(*run.window.classifier),
        table_(*table) {}

  Status AddAll() {
    const std::size_t parts = std::max<std::size_t>(1, rule_.within.values.size());
    const MonthRange months{kMonths.IndexOf(population_.days().begin),
                            kMonths.IndexOf(Day(population_.days().end.value() - 1))};
    if (rule_.roll_up == RollUp::group) own_values_ = OwnValues(months);
    for (const AccountId account : run_.order) {
      for (std::size_t part = 0; part < parts; ++part) {
        const std::int32_t unit = population_.UnitOf(account, part);
        if (unit >= 0) KEYHAUL_CHECK(Add(account, static_cast<std::size_t>(unit), part));
      }
    }
    return {};
  }

 private:
  Status Add(AccountId account, std::size_t unit, std::size_t part) {
    const bool is_head = population_.account(unit) == account;
    account_.Add(run_.book.external_id(account));
    AddName(is_head ? std::string_view() : run_.book.external_id(population_.account(unit)), &head_);
    AddName(SegmentOf(run_, unit), &segment_);
    AddDecision(unit);
    AddFigures(account, unit, part);
    KEYHAUL_TRY(const TierDistance distance, distances_.Of(unit));
    AddOptional(distance.to_next_tier, &to_next_tier_);
    AddName(TierName(rule_, distance.next_tier), &next_tier_);
    AddOptional(distance.above_threshold, &above_this_tier_);
    projected_value_.Add(projection_.values[unit]);
    projected_tier_.Add(TierName(rule_, projection_.tiers[unit]));
    AddClasses(unit);
    flags_.Add(AccountFlags(tiers_.account_flags[unit]));
    return {};
  }

  void AddDecision(std::size_t unit) {
    const std::int32_t tier = run_.moves.tiers()[unit];
    tier_.Add(TierName(rule_, tier));
    tier_index_.Add(tier);
    earned_tier_.Add(TierName(rule_, tiers_.tier[unit]));
    rule_path_.Add(RulePath(rule_, run_.window.classifier->clauses(), tiers_.tier[unit], tiers_.clause[unit]));
    const std::vector<Move>& moves = run_.moves.moves();
    if (moves.empty()) {
      const bool decided = tier != tiers_.tier[unit];
      decided ? movement_.Add(Name(MoveReason::overridden)) : movement_.AddMissing();
      since_.AddMissing();
    } else {
      movement_.Add(Name(moves[unit].reason));
      since_.Add(moves[unit].state.since);
    }
    AddName(run_.moves.override_reason(unit), &override_reason_);
    const std::optional<std::int32_t> before = TierBefore(run_, unit);
    before ? previous_tier_.Add(TierName(rule_, *before)) : previous_tier_.AddMissing();
  }

  void AddFigures(AccountId account, std::size_t unit, std::size_t part) {
    const Classifier& classifier = *run_.window.classifier;
    const int128 counts = classifier.contributions()[unit];
    const int128 base = classifier.totals()[classifier.population().SegmentOf(unit)].base;
    rank_.Add(ranks_.rank[unit]);
    value_.Add(classifier.population().metrics.front().values[unit]);
    AddOptional(ShareOf(counts, base), &share_);
    const bool has_place = counts > 0 && !ranks_.cumulative.empty();
    AddOptional(ShareOf(has_place ? ranks_.cumulative[unit] : int128(0), base), &cumulative_share_);
    if (own_values_.empty()) {
      own_value_.AddMissing();
    } else {
      own_value_.Add(own_values_[part][account.index()]);
    }
    AddPreviousValue(account, part);
  }

  void AddPreviousValue(AccountId account, std::size_t part) {
    const std::int32_t unit = run_.before == nullptr ? -1 : run_.before->population.UnitOf(account, part);
    if (unit < 0) {
      previous_value_.AddMissing();
    } else {
      previous_value_.Add(run_.before->population.population().metrics.front().values[static_cast<std::size_t>(unit)]);
    }
  }

  // By part and account: what the account itself has in the window.
  std::vector<std::vector<int128>> OwnValues(const MonthRange& months) const;

  void AddClasses(std::size_t unit) {
    const std::vector<AccountClass>& classes = run_.policy.policy.classes;
    std::string all;
    std::string_view primary;
    for (std::size_t c = 0; c < classes.size(); ++c) {
      if (!run_.window.classifier->IsInClass(unit, c)) continue;
      if (primary.empty()) primary = classes[c].name;
      all += (all.empty() ? "" : "; ") + classes[c].name;
    }
    AddName(primary, &class_);
    AddName(all, &classes_);
  }

  const TieredRun& run_;
  const TieringRule& rule_;
  const TierPopulation& population_;
  const Tiers& tiers_;
  const Projection& projection_;
  SegmentRanks ranks_;
  Distances distances_;
  std::vector<std::vector<int128>> own_values_;
  // Found once: a table looks its columns up by name.
  Table& table_;
  Column& account_ = table_["account"];
  Column& head_ = table_["head"];
  Column& segment_ = table_["segment"];
  Column& tier_ = table_["tier"];
  Column& tier_index_ = table_["tier_index"];
  Column& earned_tier_ = table_["earned_tier"];
  Column& rule_path_ = table_["rule"];
  Column& movement_ = table_["movement"];
  Column& since_ = table_["since"];
  Column& override_reason_ = table_["override_reason"];
  Column& previous_tier_ = table_["previous_tier"];
  Column& rank_ = table_["rank"];
  Column& value_ = table_["value"];
  Column& own_value_ = table_["own_value"];
  Column& share_ = table_["share"];
  Column& cumulative_share_ = table_["cumulative_share"];
  Column& previous_value_ = table_["previous_value"];
  Column& to_next_tier_ = table_["to_next_tier"];
  Column& next_tier_ = table_["next_tier"];
  Column& above_this_tier_ = table_["above_this_tier"];
  Column& projected_value_ = table_["projected_value"];
  Column& projected_tier_ = table_["projected_tier"];
  Column& class_ = table_["class"];
  Column& classes_ = table_["classes"];
  Column& flags_ = table_["flags"];
};

std::vector<std::vector<int128>> TierRows::OwnValues(const MonthRange& months) const {
  std::vector<std::vector<int128>> values;
  const TierMetric metric = NeedsOf(run_.policy.policy).metrics.front();
  for (std::size_t part = 0; part < TierParts(rule_); ++part) {
    const int item = run_.policy.plan.Find(FigureItem(run_.policy.policy, metric, part));
    if (rule_.value.kind == TierValue::Kind::active_days) {
      const std::vector<std::int64_t> days = run_.book.DistinctDays(item, population_.days());
      values.emplace_back(days.begin(), days.end());
    } else {
      values.push_back(run_.book.Sums(item, months.first, months.last));
    }
  }
  return values;
}

// One row per segment and tier.
void AddSummary(const TieredRun& run, Table* table) {
  const TieringRule& rule = *run.policy.policy.tiering;
  const TierPopulation& population = run.window.population;
  const Classifier& classifier = *run.window.classifier;
  const std::size_t tiers = TierCount(rule);
  const std::size_t rows = classifier.segment_count() * tiers;
  std::vector<std::int64_t> units(rows), accounts(rows);
  std::vector<int128> value(rows), positive(rows);
  const auto row_of = [&](std::size_t unit) {
    return population.population().SegmentOf(unit) * tiers + static_cast<std::size_t>(run.moves.tiers()[unit]);
  };
  const std::span<const int128> counts = classifier.contributions();
  for (std::size_t unit = 0; unit < population.size(); ++unit) {
    if (run.moves.tiers()[unit] == kNoTier) continue;
    const std::size_t row = row_of(unit);
    ++units[row];
    value[row] += classifier.population().metrics.front().values[unit];
    if (counts[unit] > 0) positive[row] += counts[unit];
  }
  const std::size_t parts = std::max<std::size_t>(1, rule.within.values.size());
  for (const AccountId account : run.order) {
    for (std::size_t part = 0; part < parts; ++part) {
      const std::int32_t unit = population.UnitOf(account, part);
      if (unit < 0 || run.moves.tiers()[static_cast<std::size_t>(unit)] == kNoTier) continue;
      ++accounts[row_of(static_cast<std::size_t>(unit))];
    }
  }
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t segment = row / tiers;
    const int128 base = classifier.totals()[segment].base;
    const bool named = rule.within.kind != TierWithin::Kind::none;
    named ? (*table)["segment"].Add(population.segment_names()[segment]) : (*table)["segment"].AddMissing();
    (*table)["tier"].Add(TierName(rule, static_cast<std::int32_t>(row % tiers)));
    (*table)["tier_index"].Add(static_cast<std::int32_t>(row % tiers));
    (*table)["accounts"].Add(accounts[row]);
    (*table)["units"].Add(units[row]);
    (*table)["value"].Add(value[row]);
    std::optional<std::int64_t> share = ShareOf(positive[row], base);
    if (positive[row] == 0 && base > 0) share = 0;
    AddOptional(share, &(*table)["share"]);
    AddOptional(run.window.tiers.at_least[row], &(*table)["at_least"]);
  }
}

}  // namespace

SegmentRanks::SegmentRanks(const Classifier& classifier) {
  const Population& population = classifier.population();
  const std::span<const int128> values = classifier.contributions();
  if (classifier.segment_count() == 1) {
    Ranking ranking = Rank(values, population.places);
    rank = std::move(ranking.rank);
    cumulative = std::move(ranking.cumulative);
    return;
  }
  rank.resize(values.size());
  cumulative.resize(values.size());
  const tiering_internal::SegmentMembers members(population);
  for (std::size_t s = 0; s < classifier.segment_count(); ++s) {
    const std::span<const std::int32_t> in_segment = members.Of(s);
    std::vector<int128> value_buffer;
    std::vector<std::int32_t> place_buffer;
    const Ranking ranking =
        Rank(members.Gather(values, s, &value_buffer), members.Gather(population.places, s, &place_buffer));
    for (std::size_t i = 0; i < in_segment.size(); ++i) {
      rank[static_cast<std::size_t>(in_segment[i])] = ranking.rank[i];
      cumulative[static_cast<std::size_t>(in_segment[i])] = ranking.cumulative[i];
    }
  }
}

std::string_view SegmentOf(const TieredRun& run, std::size_t unit) {
  const TierWithin& within = run.policy.policy.tiering->within;
  const TierPopulation& population = run.window.population;
  return within.kind == TierWithin::Kind::none ? std::string_view() : population.segment(unit);
}

std::vector<std::size_t> UnitsInOrder(const TieredRun& run) {
  const TierPopulation& population = run.window.population;
  const std::size_t parts = std::max<std::size_t>(1, run.policy.policy.tiering->within.values.size());
  std::vector<std::size_t> units;
  for (const AccountId account : run.order) {
    for (std::size_t part = 0; part < parts; ++part) {
      const std::int32_t unit = population.UnitOf(account, part);
      if (unit >= 0 && population.account(static_cast<std::size_t>(unit)) == account) {
        units.push_back(static_cast<std::size_t>(unit));
      }
    }
  }
  return units;
}

std::optional<std::int32_t> TierBefore(const TieredRun& run, std::size_t unit) {
  if (run.moves.has_states()) return run.moves.TierBefore(unit);
  if (run.before == nullptr) return std::nullopt;
  const TierPopulation& population = run.window.population;
  const std::int32_t then = run.before->population.UnitOf(population.account(unit), population.part(unit));
  if (then < 0) return std::nullopt;
  return run.before->tiers.tier[static_cast<std::size_t>(then)];
}

std::string RulePath(const TieringRule& rule, const std::vector<TierClause>& clauses, std::int32_t tier,
                     std::int16_t clause) {
  if (clause != kNoClause) return "tiering." + clauses[static_cast<std::size_t>(clause)].path;
  const bool has_place = tier >= 0 && static_cast<std::size_t>(tier) < rule.tiers.size();
  return has_place ? "tiering.tiers[" + std::to_string(tier) + "]" : "tiering.zero";
}

void AddName(std::string_view name, Column* column) { name.empty() ? column->AddMissing() : column->Add(name); }

std::string AccountFlags(std::uint8_t flags) {
  const auto has = [flags](AccountFlag flag) { return (flags & static_cast<std::uint8_t>(flag)) != 0; };
  std::string text;
  AddFlag(has(AccountFlag::non_positive), "non_positive", &text);
  AddFlag(has(AccountFlag::negative), "negative", &text);
  AddFlag(has(AccountFlag::tied_at_cut), "tied_at_cut", &text);
  AddFlag(has(AccountFlag::crossing), "crossing", &text);
  return text;
}

std::string PopulationFlags(std::uint32_t flags) {
  const auto has = [flags](PopulationFlag flag) { return (flags & static_cast<std::uint32_t>(flag)) != 0; };
  std::string text;
  AddFlag(has(PopulationFlag::empty_population), "empty_population", &text);
  AddFlag(has(PopulationFlag::single_account), "single_account", &text);
  AddFlag(has(PopulationFlag::all_equal), "all_equal", &text);
  AddFlag(has(PopulationFlag::all_zero), "all_zero", &text);
  AddFlag(has(PopulationFlag::no_positive_value), "no_positive_value", &text);
  AddFlag(has(PopulationFlag::nonpositive_net), "nonpositive_net", &text);
  AddFlag(has(PopulationFlag::nonpositive_base), "nonpositive_base", &text);
  return text;
}

std::optional<std::int64_t> ShareOf(int128 part, int128 whole) {
  constexpr int kDigits = 9;
  constexpr std::int64_t kMostWhole = 1'000'000'000;  // of a net base, a part may be many times the whole
  if (part <= 0 || whole <= 0 || whole >= PowerOfTen(kMaxPowerOfTen - 1) || part / whole >= kMostWhole) {
    return std::nullopt;
  }
  std::int64_t share = static_cast<std::int64_t>(part / whole);
  int128 rest = part % whole;
  for (int digit = 0; digit < kDigits; ++digit) {
    rest *= 10;
    share = share * 10 + static_cast<std::int64_t>(rest / whole);
    rest %= whole;
  }
  return rest >= whole - rest ? share + 1 : share;
}

Status AddTierTables(const TieredRun& run, std::vector<Table>* tables) {
  KEYHAUL_TRY(const Projection projection, Project(run));
  Table tiers(CatalogueTable("tiers"), run.policy.money_scale, run.policy.value_scale);
  KEYHAUL_CHECK(TierRows(run, projection, &tiers).AddAll());
  Table summary(CatalogueTable("tier_summary"), run.policy.money_scale, run.policy.value_scale);
  AddSummary(run, &summary);
  tables->push_back(std::move(tiers));
  tables->push_back(std::move(summary));
  KEYHAUL_CHECK(AddMigration(run, tables));
  KEYHAUL_CHECK(AddConcentration(run, tables));
  if (run.policy.policy.tiering->xyz) KEYHAUL_CHECK(AddVariability(run, tables));
  if (run.policy.policy.tiering->rfm) KEYHAUL_CHECK(AddRfm(run, tables));
  if (run.policy.policy.tiering->movement) AddTierStates(run.policy, run.book, run.order, run.moves, tables);
  return {};
}

}  // namespace v1
}  // namespace keyhaul
