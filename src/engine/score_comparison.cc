// Scorecards and rankings against one another, of one policy or of two: for people who tune them before one is put into
// force.
//
// Ranks are those among the candidates that both rank: who has no score by one of the two pushes nobody else around.
// Two scorecards with bands differ where the band or the decision does. Where one has no bands, what can be told is who
// moves, and by how many places.
//
// The driver is the criterion behind it. Of a band it is the one that gives most more, or less, where the score is
// another one. Of a rank it is looked for among those that speak for the move: a criterion that gives all candidates
// more moves nobody, so what counts is its change less the mean change.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/engine/catalogue.h"
#include "keyhaul/scoring.h"
#include "src/engine/score_run.h"
#include "src/engine/score_sides.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

// A candidate of one side or of both.
struct Mate {
  std::string_view name;
  std::size_t from = kNobody;
  std::size_t to = kNobody;
  std::int32_t from_rank = 0;  // among those that both rank; 0 for others
  std::int32_t to_rank = 0;
};

std::vector<Mate> MatesOf(const ScoreSide& from, const ScoreSide& to) {
  std::vector<Mate> mates;
  for (std::size_t a = 0, b = 0; a < from.candidates.size() || b < to.candidates.size();) {
    const bool has_from =
        a < from.candidates.size() && (b == to.candidates.size() || from.candidates[a] <= to.candidates[b]);
    const bool has_to =
        b < to.candidates.size() && (a == from.candidates.size() || to.candidates[b] <= from.candidates[a]);
    mates.push_back({has_from ? from.candidates[a] : to.candidates[b], has_from ? a : kNobody, has_to ? b : kNobody});
    a += has_from ? 1U : 0U;
    b += has_to ? 1U : 0U;
  }
  return mates;
}

// One more than the number of smaller ranks, for each.
std::vector<std::int32_t> RanksAmong(const std::vector<std::int32_t>& ranks) {
  std::vector<std::int32_t> sorted = ranks;
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::int32_t> among;
  among.reserve(ranks.size());
  for (const std::int32_t rank : ranks) {
    const auto smaller = std::lower_bound(sorted.begin(), sorted.end(), rank) - sorted.begin();
    among.push_back(static_cast<std::int32_t>(smaller) + 1);
  }
  return among;
}

struct Driver {
  std::string_view criterion;
  std::int64_t change = 0;
};

// What criteria give by both sides, one by one.
class Changes {
 public:
  Changes(const ScoreSide& from, const ScoreSide& to, std::span<const Mate> mates) : from_(from), to_(to) {
    if (from.measure.empty() || from.measure != to.measure) return;
    for (std::size_t k = 0; k < from.criteria.size(); ++k) criteria_.push_back({from.criteria[k], k, kNobody});
    for (std::size_t k = 0; k < to.criteria.size(); ++k) {
      const auto same = std::find(from.criteria.begin(), from.criteria.end(), to.criteria[k]);
      if (same == from.criteria.end()) {
        criteria_.push_back({to.criteria[k], kNobody, k});
      } else {
        criteria_[static_cast<std::size_t>(same - from.criteria.begin())].to = k;
      }
    }
    for (const Mate& mate : mates) {
      if (mate.from_rank == 0) continue;
      ++ranked_;
      for (Both& criterion : criteria_) criterion.sum += ChangeOf(criterion, mate);
    }
  }

  // The largest change either way; of equals the first. None where the changes make up for one another: then it is the
  // bands that moved.
  Driver OfBand(const Mate& mate) const {
    Driver driver;
    std::int64_t sum = 0;
    for (const Both& criterion : criteria_) {
      const std::int64_t change = ChangeOf(criterion, mate);
      sum += change;
      if (std::abs(change) > std::abs(driver.change)) driver = {criterion.id, change};
    }
    // Each side's part of each criterion is rounded by itself.
    const auto rounding = static_cast<std::int64_t>(criteria_.size());
    return std::abs(sum) > rounding ? driver : Driver{};
  }

  // The largest change in the direction of the move, less the mean of all that both rank.
  Driver OfRank(const Mate& mate) const {
    const bool is_up = mate.to_rank < mate.from_rank;
    Driver driver;
    for (const Both& criterion : criteria_) {
      const int128 above_mean = int128(ChangeOf(criterion, mate)) * ranked_ - criterion.sum;
      const auto change = static_cast<std::int64_t>(DivideRounded<int128>(above_mean, ranked_, RoundingMode::half_up));
      if (is_up ? change > driver.change : change < driver.change) driver = {criterion.id, change};
    }
    return driver;
  }

 private:
  struct Both {
    std::string_view id;
    std::size_t from;  // place; kNobody where a side does not have it
    std::size_t to;
    int128 sum = 0;  // of the changes of those that both rank
  };

  static std::int64_t PartOf(const ScoreSide& side, std::size_t candidate, std::size_t criterion) {
    if (candidate == kNobody || criterion == kNobody) return 0;
    return side.parts[candidate * side.criteria.size() + criterion];
  }
  std::int64_t ChangeOf(const Both& criterion, const Mate& mate) const {
    return PartOf(to_, mate.to, criterion.to) - PartOf(from_, mate.from, criterion.from);
  }

  const ScoreSide& from_;
  const ScoreSide& to_;
  std::vector<Both> criteria_;
  std::int64_t ranked_ = 0;
};

std::string_view TextOf(const std::vector<std::string_view>& texts, std::size_t candidate) {
  return candidate == kNobody ? std::string_view() : texts[candidate];
}

void AddCorrelation(const std::optional<double>& value, Column* column) {
  value ? column->Add(static_cast<std::int64_t>(std::llround(*value * 1e9))) : column->AddMissing();
}

class Comparison {
 public:
  Status Add(const ScoreSide& from, const ScoreSide& to) {
    std::vector<Mate> mates = MatesOf(from, to);
    KEYHAUL_CHECK(AddPair(from, to, &mates));
    const Changes changes(from, to, mates);
    const bool by_band = from.has_bands && to.has_bands;
    const bool by_decision = from.is_scorecard() && to.is_scorecard() && from.has_bands == to.has_bands;
    std::int64_t other_rank = 0;
    std::int64_t other_band = 0;
    std::int64_t largest_move = 0;
    for (const Mate& mate : mates) {
      const std::int64_t move = std::abs(std::int64_t(mate.to_rank) - mate.from_rank);
      other_rank += move > 0 ? 1 : 0;
      largest_move = std::max(largest_move, move);
      const bool is_decided = TextOf(from.bands, mate.from) != TextOf(to.bands, mate.to) ||
                              TextOf(from.decisions, mate.from) != TextOf(to.decisions, mate.to);
      if (by_decision && is_decided) ++other_band;
      const bool moves = !by_band && move > 0;
      if ((by_decision && is_decided) || moves) {
        AddChange(from, to, mate, moves ? changes.OfRank(mate) : changes.OfBand(mate));
      }
    }
    comparison_["other_rank"].Add(other_rank);
    comparison_["other_band"].Add(other_band);
    comparison_["largest_move"].Add(largest_move);
    return {};
  }

  void Take(std::vector<Table>* tables) && {
    tables->push_back(std::move(comparison_));
    tables->push_back(std::move(changes_));
  }

 private:
  static void Head(const ScoreSide& from, const ScoreSide& to, Table* table) {
    (*table)["from_kind"].Add(from.kind);
    (*table)["from_scorecard"].Add(from.id);
    (*table)["to_kind"].Add(to.kind);
    (*table)["to_scorecard"].Add(to.id);
  }

  // Ranks the mates among those that both rank, and says how far the two agree.
  Status AddPair(const ScoreSide& from, const ScoreSide& to, std::vector<Mate>* mates) {
    std::vector<Mate*> ranked;
    std::vector<std::int32_t> first;
    std::vector<std::int32_t> second;
    for (Mate& mate : *mates) {
      if (mate.from == kNobody || mate.to == kNobody || from.ranks[mate.from] == 0 || to.ranks[mate.to] == 0) continue;
      ranked.push_back(&mate);
      first.push_back(from.ranks[mate.from]);
      second.push_back(to.ranks[mate.to]);
    }
    first = RanksAmong(first);
    second = RanksAmong(second);
    for (std::size_t i = 0; i < ranked.size(); ++i) {
      ranked[i]->from_rank = first[i];
      ranked[i]->to_rank = second[i];
    }
    RankCorrelation correlation;
    if (ranked.size() > 1) {
      KEYHAUL_TRY(correlation, CorrelateRanks(first, second));
    }
    Head(from, to, &comparison_);
    comparison_["candidates"].Add(static_cast<std::int64_t>(ranked.size()));
    AddCorrelation(correlation.kendall_tau_b, &comparison_["kendall_tau_b"]);
    AddCorrelation(correlation.spearman_rho, &comparison_["spearman_rho"]);
    return {};
  }

  void AddChange(const ScoreSide& from, const ScoreSide& to, const Mate& mate, const Driver& driver) {
    Head(from, to, &changes_);
    changes_["candidate"].Add(mate.name);
    AddRank(mate.from_rank, &changes_["from_rank"]);
    AddRank(mate.to_rank, &changes_["to_rank"]);
    AddText(TextOf(from.bands, mate.from), &changes_["from_band"]);
    AddText(TextOf(to.bands, mate.to), &changes_["to_band"]);
    AddText(TextOf(from.decisions, mate.from), &changes_["from_decision"]);
    AddText(TextOf(to.decisions, mate.to), &changes_["to_decision"]);
    AddText(driver.criterion, &changes_["driver"]);
    driver.criterion.empty() ? changes_["driver_change"].AddMissing() : changes_["driver_change"].Add(driver.change);
  }

  static void AddRank(std::int32_t rank, Column* column) { rank > 0 ? column->Add(rank) : column->AddMissing(); }

  Table comparison_ = Table(CatalogueTable("score_comparison"), 0, 0);
  Table changes_ = Table(CatalogueTable("score_changes"), 0, 0);
};

Status CheckScores(const RunResult& result, std::string_view which) {
  if (result.policy != nullptr && result.Find("score_run") != nullptr) return {};
  return MakeError(Code::not_found, "the " + std::string(which) + " result is not that of a scoring");
}

Table PoliciesOf(const RunResult& from, const RunResult& to) {
  Table table(CatalogueTable("score_comparison_run"), 0, 0);
  table["from_policy"].Add(from.policy->policy.name);
  table["from_policy_digest"].Add(from.policy->digest.ToText());
  table["to_policy"].Add(to.policy->policy.name);
  table["to_policy_digest"].Add(to.policy->digest.ToText());
  return table;
}

}  // namespace

Status AddScoreComparison(RunResult* result) {
  KEYHAUL_TRY(const std::vector<ScoreSide> sides, SidesOf(*result));
  Comparison comparison;
  for (std::size_t a = 0; a < sides.size(); ++a) {
    for (std::size_t b = a + 1; b < sides.size(); ++b) KEYHAUL_CHECK(comparison.Add(sides[a], sides[b]));
  }
  std::move(comparison).Take(&result->tables);
  return {};
}

Result<RunResult> CompareScores(const RunResult& from, const RunResult& to) {
  KEYHAUL_CHECK(CheckScores(from, "first"));
  KEYHAUL_CHECK(CheckScores(to, "second"));
  KEYHAUL_TRY(const std::vector<ScoreSide> before, SidesOf(from));
  KEYHAUL_TRY(const std::vector<ScoreSide> after, SidesOf(to));
  Comparison comparison;
  bool found = false;
  for (const bool same_only : {true, false}) {
    if (found) break;
    for (const ScoreSide& a : before) {
      for (const ScoreSide& b : after) {
        if (same_only && (a.kind != b.kind || a.id != b.id)) continue;
        found = true;
        KEYHAUL_CHECK(comparison.Add(a, b));
      }
    }
  }
  RunResult result;
  result.policy = to.policy;
  result.tables.push_back(PoliciesOf(from, to));
  std::move(comparison).Take(&result.tables);
  return result;
}

}  // namespace v1
}  // namespace keyhaul
