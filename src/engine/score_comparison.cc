// The scorecards of a policy against one another: for people who tune them before one is put into force.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "keyhaul/engine/catalogue.h"
#include "src/engine/score_run.h"

namespace keyhaul {
inline namespace v1 {
namespace {

std::string_view BandOf(const ScoredSet& set, std::size_t i) {
  const std::int32_t band = set.result(i).band;
  return band < 0 ? std::string_view()
                  : std::string_view(set.card().scorecard().bands[static_cast<std::size_t>(band)].name);
}

// What a criterion of that id gives to a candidate, as a part of the scorecard's range in units of 10^-9; 0 where the
// scorecard does not have it. Scorecards of different ranges are brought to one measure by that.
std::int64_t PartOf(const ScoredSet& set, std::size_t i, std::span<const Contribution> contributions,
                    std::string_view id) {
  const CompiledScorecard& card = set.card();
  for (const Contribution& one : contributions) {
    if (card.CriterionOf(static_cast<std::size_t>(one.leaf)).id != id) continue;
    const int128 low_share = int128(card.low()) * card.weights()[static_cast<std::size_t>(one.leaf)];
    const int128 width = int128(card.high()) - card.low();
    const int128 above = int128(one.key) * 1000 - low_share / set.result(i).earned_denominator;
    return static_cast<std::int64_t>(DivideRounded<int128>(above * PowerOfTen(9), width, RoundingMode::half_up));
  }
  return 0;
}

struct Driver {
  std::string_view criterion;
  std::int64_t change = 0;
};

// The criterion that differs most between the two; of equals the first.
Driver DriverOf(const ScoredSet& from, const ScoredSet& to, std::size_t i) {
  const std::vector<Contribution> before = ContributionsOf(from.card(), from.result(i));
  const std::vector<Contribution> after = ContributionsOf(to.card(), to.result(i));
  Driver driver;
  const auto look = [&](const ScoredSet& set, const std::vector<Contribution>& parts) {
    for (const Contribution& part : parts) {
      const std::string_view id = set.card().CriterionOf(static_cast<std::size_t>(part.leaf)).id;
      const std::int64_t change = PartOf(to, i, after, id) - PartOf(from, i, before, id);
      if (std::abs(change) > std::abs(driver.change)) driver = {id, change};
    }
  };
  look(from, before);
  look(to, after);
  return driver;
}

void AddCorrelation(const std::optional<double>& value, Column* column) {
  value ? column->Add(static_cast<std::int64_t>(std::llround(*value * 1e9))) : column->AddMissing();
}

class Comparison {
 public:
  Status Add(std::span<const std::string_view> candidates, const ScoredSet& from, const ScoredSet& to) {
    std::vector<std::int32_t> first;
    std::vector<std::int32_t> second;
    std::int64_t other_rank = 0;
    std::int64_t other_band = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const std::int32_t before = from.ranks().competition[i];
      const std::int32_t after = to.ranks().competition[i];
      if (before > 0 && after > 0) {
        first.push_back(before);
        second.push_back(after);
      }
      other_rank += before != after ? 1 : 0;
      const bool same = BandOf(from, i) == BandOf(to, i) && from.result(i).decision == to.result(i).decision;
      if (same) continue;
      ++other_band;
      AddChange(candidates[i], from, to, i);
    }
    Head(from, to, &comparison_);
    comparison_["candidates"].Add(static_cast<std::int64_t>(first.size()));
    RankCorrelation correlation;
    if (first.size() > 1) {
      KEYHAUL_TRY(correlation, CorrelateRanks(first, second));
    }
    AddCorrelation(correlation.kendall_tau_b, &comparison_["kendall_tau_b"]);
    AddCorrelation(correlation.spearman_rho, &comparison_["spearman_rho"]);
    comparison_["other_rank"].Add(other_rank);
    comparison_["other_band"].Add(other_band);
    return {};
  }

  void Take(std::vector<Table>* tables) && {
    tables->push_back(std::move(comparison_));
    tables->push_back(std::move(changes_));
  }

 private:
  static void Head(const ScoredSet& from, const ScoredSet& to, Table* table) {
    (*table)["from_scorecard"].Add(from.card().scorecard().id);
    (*table)["to_scorecard"].Add(to.card().scorecard().id);
  }

  void AddChange(std::string_view candidate, const ScoredSet& from, const ScoredSet& to, std::size_t i) {
    Head(from, to, &changes_);
    changes_["candidate"].Add(candidate);
    AddText(BandOf(from, i), &changes_["from_band"]);
    AddText(BandOf(to, i), &changes_["to_band"]);
    AddText(from.result(i).decision, &changes_["from_decision"]);
    AddText(to.result(i).decision, &changes_["to_decision"]);
    const Driver driver = DriverOf(from, to, i);
    AddText(driver.criterion, &changes_["driver"]);
    driver.criterion.empty() ? changes_["driver_change"].AddMissing() : changes_["driver_change"].Add(driver.change);
  }

  Table comparison_ = Table(CatalogueTable("score_comparison"), 0, 0);
  Table changes_ = Table(CatalogueTable("score_changes"), 0, 0);
};

}  // namespace

Status AddScoreComparison(std::span<const std::string_view> candidates, std::span<const ScoredSet> sets,
                          std::vector<Table>* tables) {
  Comparison comparison;
  for (std::size_t a = 0; a < sets.size(); ++a) {
    for (std::size_t b = a + 1; b < sets.size(); ++b) KEYHAUL_CHECK(comparison.Add(candidates, sets[a], sets[b]));
  }
  std::move(comparison).Take(tables);
  return {};
}

}  // namespace v1
}  // namespace keyhaul
