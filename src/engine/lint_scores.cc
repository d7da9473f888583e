// Parts of scorecards and rankings that cannot do what their author meant, whatever is known of a candidate.
//
// A score is a mean of points, so it lies between the least and the greatest points that a leaf with a weight can give:
// any of them may be the only one that is known. Whatever is compared with scores (bands, caps, margins) is held
// against these two bounds. Where nothing follows for every candidate, nothing is said.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/scoring.h"
#include "src/engine/lint_findings.h"
#include "src/policy/ranking.h"
#include "src/policy/scorecard.h"
#include "src/policy/value_function.h"

namespace keyhaul {
inline namespace v1 {
namespace {

std::string At(const std::string& list, std::size_t i) { return list + "[" + std::to_string(i) + "]"; }

// Where each criterion stands in the policy, whose criteria are a tree.
std::vector<std::string> PathsOf(const Scorecard& card, const std::string& path) {
  std::vector<std::string> paths;
  std::vector<std::size_t> children(card.criteria.size() + 1, 0);  // seen so far, by parent, the top first
  for (const Criterion& criterion : card.criteria) {
    const auto parent = static_cast<std::size_t>(std::int64_t{criterion.parent} + 1);
    paths.push_back(At((parent == 0 ? path : paths[parent - 1]) + ".criteria", children[parent]++));
  }
  return paths;
}

// The numbers that a value function takes, where it refuses all others.
struct Domain {
  Decimal low;
  Decimal high;
};

std::optional<Domain> DomainBetween(OutOfRange outside, const Decimal& a, const Decimal& b) {
  if (outside != OutOfRange::error) return std::nullopt;
  return Domain{std::min(a, b), std::max(a, b)};
}

struct DomainOf {
  using Found = std::optional<Domain>;
  Found operator()(const Rated&) const { return {}; }
  Found operator()(const Benchmark&) const { return {}; }
  Found operator()(const Step& f) const { return DomainBetween(f.outside, f.bins.front().from, f.to); }
  Found operator()(const Linear& f) const { return DomainBetween(f.outside, f.worst, f.best); }
  Found operator()(const Curve& f) const { return DomainBetween(f.outside, f.points.front().x, f.points.back().x); }
  Found operator()(const Logarithmic& f) const { return DomainBetween(f.outside, f.low, f.high); }
  Found operator()(const Target& f) const { return DomainBetween(f.outside, f.low, f.high); }
  Found operator()(const Interval& f) const { return DomainBetween(f.outside, f.low, f.high); }
};

// The bounds of all scores, as keys.
struct ScoreBounds {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

ScoreBounds BoundsOf(const CompiledScorecard& card) {
  std::int64_t least = card.high();
  std::int64_t most = card.low();
  for (const ScorecardLeaf& leaf : card.leaves()) {
    if (leaf.weight == 0) continue;
    least = std::min(least, leaf.range.least);
    most = std::max(most, leaf.range.greatest);
    if (leaf.missing != Missing::fixed) continue;
    least = std::min(least, leaf.stand_in);
    most = std::max(most, leaf.stand_in);
  }
  return {KeyOfSum(least, 1), KeyOfSum(most, 1)};
}

std::string KeyText(std::int64_t key) { return Decimal::Make(key, kScoreKeyScale)->ToText(); }

class ScorecardLinter {
 public:
  ScorecardLinter(const CompiledScorecard& card, std::string path, LintFindings* findings)
      : card_(card),
        rule_(card.scorecard()),
        path_(std::move(path)),
        paths_(PathsOf(rule_, path_)),
        bounds_(BoundsOf(card)),
        findings_(*findings) {}

  void Lint() {
    Sums();
    for (std::size_t i = 0; i < rule_.criteria.size(); ++i) Weight(i);
    for (const ScorecardLeaf& leaf : card_.leaves()) Leaf(leaf);
    Inputs();
    Coverage();
    for (std::size_t i = 0; i < rule_.bands.size(); ++i) Band(i);
  }

 private:
  // Weights that look like fractions of 1 or percent and do not add up to a whole: one was changed and the others not.
  void Sums() {
    const auto is_between = [](const Decimal& x, std::int64_t low, std::int64_t high, int scale) {
      return *Decimal::Make(low, scale) < x && x < *Decimal::Make(high, scale);
    };
    const Result<std::vector<WeightSum>> sums = SumsOfWeights(rule_);
    if (!sums.ok()) return;
    for (const WeightSum& sum : *sums) {
      const bool near_one = is_between(sum.sum, 8, 12, 1) && sum.differs;
      const bool near_hundred = is_between(sum.sum, 80, 120, 0) && sum.sum != Decimal::FromInteger(100);
      if (!near_one && !near_hundred) continue;
      findings_.Add((sum.parent < 0 ? path_ : paths_[static_cast<std::size_t>(sum.parent)]) + ".criteria",
                    "weights_not_whole",
                    "the weights add up to " + sum.sum.ToText() +
                        "; they are divided by that, so each counts for more or less than it says");
    }
  }

  // One that is there for its knock-out needs no weight.
  void Weight(std::size_t i) {
    const Criterion& criterion = rule_.criteria[i];
    if (!criterion.weight.IsZero() || KnocksOut(i)) return;
    findings_.Add(paths_[i] + ".weight", "weight_of_zero",
                  "'" + criterion.id + "' has no weight and no knock-out: it moves no score and decides nothing");
  }

  // Whether a criterion, or one below it, has a knock-out.
  bool KnocksOut(std::size_t i) const {
    if (rule_.criteria[i].knock_out) return true;
    for (std::size_t k = i + 1; k < rule_.criteria.size(); ++k) {
      if (rule_.criteria[k].parent == static_cast<std::int32_t>(i) && KnocksOut(k)) return true;
    }
    return false;
  }

  void Leaf(const ScorecardLeaf& leaf) {
    const auto place = static_cast<std::size_t>(leaf.criterion);
    const Criterion& criterion = rule_.criteria[place];
    const std::string function = paths_[place] + "." + std::string(ValueFunctionKey(*criterion.value));
    const bool is_constant = leaf.range.least == leaf.range.greatest;
    if (is_constant && leaf.weight > 0) {
      findings_.Add(function, "points_are_constant",
                    "whatever is known of '" + criterion.id +
                        "' gives the same points: it tells no two candidates apart of whom it is known");
    }
    if (const auto* step = std::get_if<Step>(&*criterion.value); step != nullptr && !is_constant) Bins(*step, function);
    if (leaf.weight > 0) Turns(*criterion.value, function);
    if (leaf.knock_out) KnockOutOf(criterion, *leaf.knock_out, paths_[place] + ".knock_out");
  }

  // Bins that say the same as the one before.
  void Bins(const Step& step, const std::string& function) {
    for (std::size_t i = 1; i < step.bins.size(); ++i) {
      const StepBin& bin = step.bins[i];
      const StepBin& before = step.bins[i - 1];
      const bool is_told_apart = std::tie(bin.points, bin.label, bin.anchor, bin.reason_code) !=
                                 std::tie(before.points, before.label, before.anchor, before.reason_code);
      if (is_told_apart) continue;
      findings_.Add(At(function + ".bins", i), "bound_without_effect", "nothing changes at " + bin.from.ToText());
    }
  }

  // Points that rise and fall by turns. One turn is a summit or a hollow, and may be meant.
  void Turns(const ValueFunction& value, const std::string& function) {
    std::vector<std::pair<Decimal, Decimal>> parts;
    if (const auto* step = std::get_if<Step>(&value)) {
      for (const StepBin& bin : step->bins) parts.emplace_back(bin.from, bin.points);
    } else if (const auto* curve = std::get_if<Curve>(&value)) {
      for (const CurvePoint& point : curve->points) parts.emplace_back(point.x, point.points);
    }
    std::vector<std::string> turns;
    int way = 0;  // 1 where points rise, -1 where they fall
    for (std::size_t i = 1; i < parts.size(); ++i) {
      if (parts[i].second == parts[i - 1].second) continue;
      const int next = parts[i - 1].second < parts[i].second ? 1 : -1;
      if (way != 0 && next != way) turns.push_back(parts[i - 1].first.ToText());
      way = next;
    }
    if (turns.size() < 2) return;
    findings_.Add(function, "points_go_up_and_down",
                  "the points turn at " + turns[0] + " and again at " + turns[1] +
                      ": more of it is better, then worse, then better, or the other way round");
  }

  void KnockOutOf(const Criterion& criterion, const CompiledKnockOut& knock_out, const std::string& path) {
    const std::string unless_missing = knock_out.missing == KnockOutMissing::pass
                                           ? "it does nothing"
                                           : "it decides only where '" + criterion.id + "' is not known";
    const std::optional<Domain> domain = std::visit(DomainOf(), *criterion.value);
    const std::optional<Decimal>& least = criterion.knock_out->at_least;
    const std::optional<Decimal>& most = criterion.knock_out->at_most;
    // What fails where the value is missing is a way to say that it must be known.
    if (knock_out.missing != KnockOutMissing::fail) {
      if (knock_out.level == 0) {
        findings_.Add(path + ".level", "knock_out_never_fails", "every level of the scale passes: " + unless_missing);
      } else if (domain && (!least || *least <= domain->low) && (!most || *most >= domain->high)) {
        findings_.Add(path, "knock_out_never_fails",
                      "every number from " + domain->low.ToText() + " to " + domain->high.ToText() +
                          " passes, and others are refused: " + unless_missing);
      }
    }
    if (domain && ((least && *least > domain->high) || (most && *most < domain->low))) {
      findings_.Add(path, "knock_out_always_fails",
                    "no number from " + domain->low.ToText() + " to " + domain->high.ToText() +
                        " passes, and others are refused: whoever is known fails");
    }
    Cap(knock_out, path);
  }

  void Cap(const CompiledKnockOut& knock_out, const std::string& path) {
    if (knock_out.effect == KnockOutEffect::cap_score && KeyOfSum(knock_out.cap, 1) >= bounds_.most) {
      findings_.Add(path + ".cap_score", "cap_without_effect",
                    "no score is above " + KeyText(bounds_.most) + ", so there is nothing to hold down");
    }
    const auto last = static_cast<std::int32_t>(rule_.bands.size()) - 1;
    if (knock_out.effect == KnockOutEffect::cap_band && knock_out.band == last) {
      findings_.Add(path + ".cap_band", "cap_without_effect", "no band is above it, so there is nothing to hold down");
    }
  }

  // What two criteria read from the same facts in the same way counts twice.
  void Inputs() {
    std::vector<std::pair<std::string, PeriodUse>> inputs;
    for (const ScorecardLeaf& leaf : card_.leaves()) {
      const Criterion& criterion = rule_.criteria[static_cast<std::size_t>(leaf.criterion)];
      const CriterionInput own = {.sum = {{.over = {{criterion.id}}}}};
      const CriterionInput& input = criterion.input ? *criterion.input : own;
      inputs.emplace_back(ToText(input), input.periods);
    }
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      for (std::size_t k = 0; k < i; ++k) {
        const bool both_count = card_.leaves()[i].weight > 0 && card_.leaves()[k].weight > 0;
        if (!both_count || inputs[i] != inputs[k]) continue;
        findings_.Add(paths_[static_cast<std::size_t>(card_.leaves()[i].criterion)], "counts_twice",
                      "'" + card_.CriterionOf(i).id + "' reads the same as '" + card_.CriterionOf(k).id + "', " +
                          inputs[i].first + ": one fact has the weight of both");
        break;
      }
    }
  }

  // A least coverage that any one missing value breaks. A coverage of all says so itself.
  void Coverage() {
    if (!rule_.min_coverage || !(*rule_.min_coverage < Decimal::FromInteger(1))) return;
    std::vector<std::int64_t> weights;
    for (const std::int64_t weight : card_.weights()) {
      if (weight > 0) weights.push_back(weight);
    }
    if (weights.size() < 2) return;
    const std::int64_t known = card_.weight_sum() - *std::min_element(weights.begin(), weights.end());
    const Decimal& least = *rule_.min_coverage;
    if (int128(known) * PowerOfTen(least.scale()) >= int128(card_.weight_sum()) * least.mantissa()) return;
    findings_.Add(path_ + ".min_coverage", "any_gap_is_too_much",
                  "whichever criterion is not known, less than " + least.ToText() +
                      " is: only those get a band of whom all is known that applies");
  }

  void Band(std::size_t i) {
    const std::string path = At(path_ + ".bands", i);
    const std::span<const std::int64_t> from = card_.band_keys();
    const bool is_last = i + 1 == from.size();
    if (bounds_.most < from[i]) {
      findings_.Add(path, "band_never_reached", "no criterion gives more than " + KeyText(bounds_.most) + " points");
    } else if (!is_last && from[i + 1] <= bounds_.least && !IsReachedByCap(i)) {
      findings_.Add(path, "band_never_reached", "no criterion gives less than " + KeyText(bounds_.least) + " points");
    }
    Margin(i, path);
  }

  bool IsReachedByCap(std::size_t band) const {
    return std::any_of(card_.leaves().begin(), card_.leaves().end(), [&](const ScorecardLeaf& leaf) {
      if (!leaf.knock_out) return false;
      const bool by_score = leaf.knock_out->effect == KnockOutEffect::cap_score &&
                            card_.BandOf(KeyOfSum(leaf.knock_out->cap, 1)) <= static_cast<std::int32_t>(band);
      const bool by_band =
          leaf.knock_out->effect == KnockOutEffect::cap_band && leaf.knock_out->band <= static_cast<std::int32_t>(band);
      return by_score || by_band;
    });
  }

  // Bounds are passed one by one, each by the margin (compiled_scorecard.h).
  void Margin(std::size_t i, const std::string& path) {
    if (!rule_.hysteresis || rule_.bands.size() < 2) return;
    const std::span<const std::int64_t> from = card_.band_keys();
    const std::int64_t margin = static_cast<std::int64_t>(rule_.hysteresis->mantissa() *
                                                          PowerOfTen(kScoreKeyScale - rule_.hysteresis->scale()));
    const std::int64_t to = i + 1 < from.size() ? from[i + 1] : KeyOfSum(card_.high(), 1);
    if (margin <= to - from[i]) return;
    const std::string wide = "the hysteresis of " + rule_.hysteresis->ToText() + " is wider than the band: ";
    std::string what = "unless a knock-out caps it, who comes into it from another one has a score of neither";
    if (i == 0) what = "unless a knock-out caps it, who had a better one never falls into it";
    if (i + 1 == from.size()) what = "who had a lower one never rises into it";
    findings_.Add(path, "hysteresis_wider_than_band", wide + what);
  }

  const CompiledScorecard& card_;
  const Scorecard& rule_;
  std::string path_;
  std::vector<std::string> paths_;  // per criterion
  ScoreBounds bounds_;
  LintFindings& findings_;
};

void LintRanking(const RankingRule& rule, const std::string& path, LintFindings* findings) {
  if (rule.weighting) return;
  for (std::size_t i = 0; i < rule.criteria.size(); ++i) {
    if (rule.criteria[i].weight > 0) continue;
    findings->Add(At(path + ".criteria", i) + ".weight", "weight_of_zero",
                  "'" + rule.criteria[i].id +
                      "' has no weight: it moves no rank, and a candidate of whom it is not known is left out for it");
  }
}

// The canonical text without what names it.
std::string NamelessText(Scorecard card) {
  card.id.clear();
  card.name.clear();
  JsonWriter writer(JsonWriter::Layout::compact);
  WriteScorecard(card, &writer);
  return std::move(writer).Finish();
}

std::string NamelessText(RankingRule rule) {
  rule.id.clear();
  JsonWriter writer(JsonWriter::Layout::compact);
  WriteRanking(rule, &writer);
  return std::move(writer).Finish();
}

template <class Rule>
void LintEqual(const std::vector<Rule>& rules, const std::string& list, LintFindings* findings) {
  std::vector<std::string> texts;
  for (const Rule& rule : rules) {
    const auto same = std::find(texts.begin(), texts.end(), NamelessText(rule));
    if (same != texts.end()) {
      findings->Add(At(list, texts.size()), "same_as_another",
                    "'" + rule.id + "' is '" + rules[static_cast<std::size_t>(same - texts.begin())].id +
                        "' under another name: the two always agree");
    }
    texts.push_back(NamelessText(rule));
  }
}

}  // namespace

void LintScores(const Policy& policy, LintFindings* findings) {
  for (std::size_t i = 0; i < policy.scorecards.size(); ++i) {
    const Result<CompiledScorecard> card = CompiledScorecard::Compile(policy.scorecards[i]);
    if (card.ok()) ScorecardLinter(*card, At("scorecards", i), findings).Lint();
  }
  LintEqual(policy.scorecards, "scorecards", findings);
  for (std::size_t i = 0; i < policy.rankings.size(); ++i) {
    LintRanking(policy.rankings[i], At("rankings", i), findings);
  }
  LintEqual(policy.rankings, "rankings", findings);
}

}  // namespace v1
}  // namespace keyhaul
