// The rankings of a policy over the candidates of a scoring.
#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/engine/catalogue.h"
#include "src/engine/score_run.h"
#include "src/kernels/scoring_table.h"

namespace keyhaul {
inline namespace v1 {
namespace {

Error AtFact(const FactTable& facts, const FactCell& cell, Error error) {
  error.row = cell.origin;
  error.column = std::string(facts.sheet.NameOf(cell));
  error.value = std::string(cell.value);
  return error;
}

// The number that a candidate has for a criterion: of the latest period. Absent where nobody gives one.
Result<std::optional<double>> NumberOf(const FactTable& facts, std::size_t candidate, std::string_view criterion) {
  const auto fact = facts.sheet.FindFact(criterion);
  const auto cells = fact ? facts.sheet.Of(candidate, *fact) : std::span<const FactCell>();
  if (cells.empty()) return std::optional<double>();
  const FactCell& last = cells.back();
  if (cells.size() > 1 && cells[cells.size() - 2].period == last.period) {
    return AtFact(facts, last, MakeError(Code::data_conflict, "a ranking takes one value, and several raters speak"));
  }
  Result<RawValue> read = ReadFactValue(last.value, nullptr);
  if (!read.ok()) return AtFact(facts, last, std::move(read).error());
  if (!read->is_known()) return std::optional<double>();
  KEYHAUL_TRY(const Decimal number, Decimal::Parse(last.value));
  return std::optional<double>(ToDouble(number));
}

// A table of those of whom every criterion is known.
struct CompleteTable {
  std::vector<std::size_t> candidates;
  std::vector<double> matrix;
};

Result<CompleteTable> TableOf(const FactTable& facts, const RankingRule& rule) {
  CompleteTable table;
  std::vector<double> row;
  for (std::size_t i = 0; i < facts.candidates.size(); ++i) {
    row.clear();
    for (const RankingCriterion& criterion : rule.criteria) {
      KEYHAUL_TRY(const std::optional<double> number, NumberOf(facts, i, criterion.id));
      if (number) row.push_back(*number);
    }
    if (row.size() != rule.criteria.size()) continue;
    table.candidates.push_back(i);
    table.matrix.insert(table.matrix.end(), row.begin(), row.end());
  }
  return table;
}

class Rankings {
 public:
  explicit Rankings(const FactTable& facts) : facts_(facts) {}

  Status Add(RankingRule rule) {
    KEYHAUL_TRY(const CompleteTable table, TableOf(facts_, rule));
    if (rule.weighting) {
      Result<DerivedWeights> derived = DeriveWeights(*rule.weighting, rule.criteria, table.matrix);
      if (!derived.ok() && derived.error().code == Code::data_empty) return AddUnranked(rule, table);
      if (!derived.ok()) return InSet(table, rule, std::move(derived).error());
      for (std::size_t k = 0; k < rule.criteria.size(); ++k) rule.criteria[k].weight = derived->weights[k];
    }
    Result<MethodRanking> ranking = Rank(rule, table.matrix);
    if (!ranking.ok() && ranking.error().code == Code::data_empty) return AddUnranked(rule, table);
    if (!ranking.ok()) return InSet(table, rule, std::move(ranking).error());
    std::vector<std::uint8_t> proposed(table.candidates.size());
    for (const std::int32_t row : ranking->compromise.rows) proposed[static_cast<std::size_t>(row)] = 1;
    std::size_t next = 0;
    for (std::size_t i = 0; i < facts_.candidates.size(); ++i) {
      const bool complete = next < table.candidates.size() && table.candidates[next] == i;
      table_["ranking"].Add(rule.id);
      table_["candidate"].Add(facts_.candidates[i]);
      complete ? AddRow(*ranking, proposed, next++) : AddNothing("incomplete");
    }
    if (rule.method == Method::weighted_sum) AddContributions(rule, table, *ranking);
    return {};
  }

  void Take(std::vector<Table>* tables) && {
    tables->push_back(std::move(table_));
    tables->push_back(std::move(given_));
  }

 private:
  // Too few of whom all is known.
  Status AddUnranked(const RankingRule& rule, const CompleteTable& table) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < facts_.candidates.size(); ++i) {
      const bool complete = next < table.candidates.size() && table.candidates[next] == i;
      next += complete ? 1 : 0;
      table_["ranking"].Add(rule.id);
      table_["candidate"].Add(facts_.candidates[i]);
      AddNothing(complete ? "too_few" : "incomplete");
    }
    return {};
  }

  // What the rule refuses is told of the candidate and the criterion.
  Error InSet(const CompleteTable& table, const RankingRule& rule, Error error) const {
    if (error.row >= 0) {
      error.value = std::string(facts_.candidates[table.candidates[static_cast<std::size_t>(error.row)]]);
      error.row = -1;
    }
    error.message = "ranking '" + rule.id + "': " + error.message;
    return error;
  }

  void AddFigure(std::string_view name, const std::vector<double>& figures, std::size_t row) {
    figures.empty() ? table_[name].AddMissing()
                    : table_[name].Add(static_cast<std::int64_t>(std::llround(figures[row] * 1e9)));
  }

  void AddRow(const MethodRanking& ranking, const std::vector<std::uint8_t>& proposed, std::size_t row) {
    table_["value"].Add(ranking.keys[row]);
    table_["rank"].Add(ranking.ranks[row]);
    table_["tied"].Add(static_cast<std::int32_t>(ranking.tied[row]));
    table_["proposed"].Add(static_cast<std::int32_t>(proposed[row]));
    AddFigure("to_ideal", ranking.to_ideal, row);
    AddFigure("to_anti_ideal", ranking.to_anti_ideal, row);
    AddFigure("group_regret", ranking.group_regret, row);
    AddFigure("largest_regret", ranking.largest_regret, row);
    AddFigure("positive_flow", ranking.positive_flow, row);
    AddFigure("negative_flow", ranking.negative_flow, row);
    table_["flags"].Add(ranking.degenerate ? "degenerate" : "");
  }

  void AddNothing(std::string_view flag) {
    for (const std::string_view name : {"value", "rank", "to_ideal", "to_anti_ideal", "group_regret", "largest_regret",
                                        "positive_flow", "negative_flow"}) {
      table_[name].AddMissing();
    }
    table_["tied"].Add(std::int32_t{0});
    table_["proposed"].Add(std::int32_t{0});
    table_["flags"].Add(flag);
  }

  // What criteria give to weighted sums, each rounded by itself. A criterion alone has its normalised values for a sum.
  void AddContributions(RankingRule rule, const CompleteTable& table, const MethodRanking& ranking) {
    std::vector<double> weights;
    for (const RankingCriterion& criterion : rule.criteria) weights.push_back(criterion.weight);
    for (const std::int32_t column : ranking.dropped_columns) weights[static_cast<std::size_t>(column)] = 0;
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    std::vector<Result<MethodRanking>> alone;
    for (std::size_t k = 0; k < weights.size(); ++k) {
      for (RankingCriterion& criterion : rule.criteria) criterion.weight = 0;
      rule.criteria[k].weight = 1;
      alone.push_back(weights[k] > 0 ? Rank(rule, table.matrix) : MethodRanking());
    }
    for (std::size_t row = 0; row < table.candidates.size(); ++row) {
      for (std::size_t k = 0; k < weights.size(); ++k) {
        const double weight = weights[k] > 0 ? weights[k] / total : 0;
        given_["ranking"].Add(rule.id);
        given_["candidate"].Add(facts_.candidates[table.candidates[row]]);
        given_["criterion"].Add(rule.criteria[k].id);
        given_["weight"].Add(*kernels::KeyOfValue(weight));
        const bool is_given = weight > 0 && alone[k].ok();
        const Result<std::int64_t> part = kernels::KeyOfValue(is_given ? weight * alone[k]->values[row] : 0);
        alone[k].ok() && part.ok() ? given_["contribution"].Add(*part) : given_["contribution"].AddMissing();
      }
    }
  }

  const FactTable& facts_;
  Table table_ = Table(CatalogueTable("rankings"), 0, 0);
  Table given_ = Table(CatalogueTable("ranking_contributions"), 0, 0);
};

}  // namespace

Status AddRankings(const FactTable& facts, std::span<const RankingRule> rules, std::vector<Table>* tables) {
  Rankings rankings(facts);
  for (const RankingRule& rule : rules) KEYHAUL_CHECK(rankings.Add(rule));
  std::move(rankings).Take(tables);
  return {};
}

}  // namespace v1
}  // namespace keyhaul
