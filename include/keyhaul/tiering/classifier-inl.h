// Making a rule ready for a population, and deciding by it.
#ifndef KEYHAUL_TIERING_CLASSIFIER_INL_H_
#define KEYHAUL_TIERING_CLASSIFIER_INL_H_

#include <algorithm>
#include <utility>
#include <variant>

#include "keyhaul/tiering/classifier.h"

namespace keyhaul {
inline namespace v1 {

namespace tiering_internal {

// Accounts by segment: those of segment s are order[begin[s]] to order[begin[s + 1]], in their order. Where there are
// no segments, all accounts are in the only one, and nothing is kept of them.
class SegmentMembers {
 public:
  explicit SegmentMembers(const Population& population)
      : everyone_(population.segments.empty() && population.segment_count == 1) {
    if (everyone_) return;
    begin_.assign(static_cast<std::size_t>(population.segment_count) + 1, 0);
    for (std::size_t i = 0; i < population.size(); ++i) ++begin_[population.SegmentOf(i) + 1];
    for (std::size_t s = 1; s < begin_.size(); ++s) begin_[s] += begin_[s - 1];
    order_.resize(population.size());
    std::vector<std::size_t> next(begin_.begin(), begin_.end() - 1);
    for (std::size_t i = 0; i < population.size(); ++i) {
      order_[next[population.SegmentOf(i)]++] = static_cast<std::int32_t>(i);
    }
  }

  // The entries of a column that belong to a segment; the column itself where those are all.
  template <class Value>
  std::span<const Value> Gather(std::span<const Value> column, std::size_t segment, std::vector<Value>* buffer) const {
    if (everyone_ || column.empty()) return column;
    const std::span<const std::int32_t> members = Of(segment);
    if (members.size() == column.size()) return column;
    buffer->clear();
    for (const std::int32_t member : members) buffer->push_back(column[static_cast<std::size_t>(member)]);
    return *buffer;
  }

  // The accounts of a segment; nothing where there is only one.
  std::span<const std::int32_t> Of(std::size_t segment) const {
    if (everyone_) return {};
    return std::span(order_).subspan(begin_[segment], begin_[segment + 1] - begin_[segment]);
  }

 private:
  bool everyone_;
  std::vector<std::size_t> begin_;
  std::vector<std::int32_t> order_;
};

inline Error RefuseCondition(const TierCondition& condition, std::string_view message) {
  return MakeError(Code::invalid_argument, "the condition " + std::string(NameOf(condition)) + std::string(message));
}

// That a population has what an amount compares with.
inline Status CheckFigures(const TierCondition& leaf, const MetricColumn& metric, std::size_t accounts) {
  const auto* range = std::get_if<AmountRange>(&leaf.is);
  if (range == nullptr || accounts == 0) return {};
  if (range->per == AmountPer::active_month && metric.active_months.empty()) {
    return RefuseCondition(leaf, " needs the column active_months");
  }
  if (range->per == AmountPer::every_month && (metric.least_month.empty() || metric.greatest_month.empty())) {
    return RefuseCondition(leaf, " needs the columns least_month and greatest_month");
  }
  return {};
}

// Whether a condition asks for the months of the value.
inline bool AsksForMonths(const TierCondition& condition) {
  const auto any_of = [](const std::vector<TierCondition>& parts) {
    return std::any_of(parts.begin(), parts.end(), [](const TierCondition& part) { return AsksForMonths(part); });
  };
  if (const auto* all = std::get_if<AllOf>(&condition.is)) return any_of(all->of);
  if (const auto* any = std::get_if<AnyOf>(&condition.is)) return any_of(any->of);
  const auto* range = std::get_if<AmountRange>(&condition.is);
  return range != nullptr && range->of.empty() && range->per == AmountPer::every_month;
}

// The request of a cut on the values that it is taken of; amounts and facts have none.
inline CutRequest RequestOf(const TierCondition& condition, const TieringRule& rule, const ValueHistogram& histogram,
                            const CurvePoints& curve) {
  CutRequest request;
  if (const auto* share = std::get_if<ShareCut>(&condition.is)) {
    request.limit = LimitOf(share->share, rule.base == TierBase::net ? histogram.net() : histogram.base());
  } else if (const auto* rank = std::get_if<RankCut>(&condition.is)) {
    request.count = rank->count ? int128(*rank->count)
                                : DivideRounded(rank->fraction->mantissa() * histogram.positive_count(),
                                                PowerOfTen(rank->fraction->scale()), rule.count_rounding);
  } else if (const auto* limit = std::get_if<CurveCut>(&condition.is)) {
    request.count = limit->limit == CurveLimit::a ? curve.a() : curve.ab();
  }
  return request;
}

}  // namespace tiering_internal

inline Result<Classifier> Classifier::Make(Population population, const TieringRule& rule,
                                           std::span<const AccountClass> classes) {
  KEYHAUL_CHECK(tiering_internal::CheckTiers(rule));
  KEYHAUL_CHECK(tiering_internal::CheckPopulation(population));
  Classifier classifier(std::move(population), rule);
  KEYHAUL_CHECK(classifier.AddContributions());
  classifier.AddConditions(classes);
  KEYHAUL_CHECK(classifier.ResolveLeaves());
  return classifier;
}

inline Status Classifier::AddContributions() {
  for (const MetricColumn& metric : population_.metrics) {
    KEYHAUL_TRY(tiering_internal::Contributions column,
                tiering_internal::Contributions::Make(metric.values, rule_->negative));
    contributions_.push_back(std::move(column));
  }
  return {};
}

inline void Classifier::AddConditions(std::span<const AccountClass> classes) {
  clauses_ = ClausesOf(rule_->tiers);
  for (const TierClause& clause : clauses_) clause_nodes_.push_back(leaf_table_.Add(*clause.when));
  deciding_leaves_ = leaf_table_.leaves().size();
  for (const TierCondition* leaf : leaf_table_.leaves()) {
    const bool by_share = std::holds_alternative<ShareCut>(leaf->is);
    growth_is_plain_ &= rule_->ties == Ties::together_up && (!by_share || rule_->crossing == Crossing::include);
  }
  for (const TierClause& clause : clauses_) asks_for_months_.push_back(tiering_internal::AsksForMonths(*clause.when));
  const tiering_internal::ConditionNode never{tiering_internal::ConditionNode::Op::any, 0, {}};
  for (const Tier& tier : rule_->tiers) {
    retain_nodes_.push_back(tier.retain ? leaf_table_.Add(*tier.retain) : never);
  }
  for (const AccountClass& account_class : classes) class_nodes_.push_back(leaf_table_.Add(account_class.when));
}

inline Result<std::size_t> Classifier::FindMetric(const TierCondition& leaf) const {
  const std::string_view name = tiering_internal::MetricOf(leaf);
  if (name.empty()) return std::size_t{0};
  for (std::size_t metric = 0; metric < population_.metrics.size(); ++metric) {
    if (population_.metrics[metric].name == name) return metric;
  }
  return tiering_internal::RefuseCondition(leaf,
                                           " looks at '" + std::string(name) + "', which the population does not have");
}

inline Status Classifier::ResolveLeaves() {
  std::vector<std::size_t> metric_of_leaf;
  for (const TierCondition* leaf : leaf_table_.leaves()) {
    KEYHAUL_TRY(const std::size_t metric, FindMetric(*leaf));
    KEYHAUL_CHECK(tiering_internal::CheckFigures(*leaf, population_.metrics[metric], population_.size()));
    if (std::holds_alternative<FactIs>(leaf->is) && !population_.has_fact) {
      return tiering_internal::RefuseCondition(*leaf, " needs facts, which the population does not have");
    }
    metric_of_leaf.push_back(metric);
  }
  const tiering_internal::SegmentMembers members(population_);
  segments_.resize(static_cast<std::size_t>(population_.segment_count));
  for (std::size_t s = 0; s < segments_.size(); ++s) {
    KEYHAUL_CHECK(ResolveSegment(metric_of_leaf, members, s));
  }
  for (const SegmentTotals& segment : totals_) {
    const bool first = total_.positive_count + total_.nonpositive_count == 0;
    const bool none = segment.positive_count + segment.nonpositive_count == 0;
    total_.base += segment.base;
    total_.net += segment.net;
    if (!none) total_.least = first ? segment.least : std::min(total_.least, segment.least);
    if (!none) total_.greatest = first ? segment.greatest : std::max(total_.greatest, segment.greatest);
    total_.positive_count += segment.positive_count;
    total_.nonpositive_count += segment.nonpositive_count;
  }
  return {};
}

inline Status Classifier::ResolveSegment(const std::vector<std::size_t>& metric_of_leaf,
                                         const tiering_internal::SegmentMembers& members, std::size_t number) {
  Segment* const segment = &segments_[number];
  segment->leaves.reserve(metric_of_leaf.size());
  for (std::size_t l = 0; l < metric_of_leaf.size(); ++l) {
    tiering_internal::Leaf leaf;
    leaf.condition = leaf_table_.leaves()[l];
    leaf.metric = metric_of_leaf[l];
    if (const AmountRange* range = leaf.range()) {
      const int scale = population_.metrics[leaf.metric].scale;
      if (range->lower) leaf.lower = tiering_internal::ScaleBound(*range->lower, range->per, scale);
      if (range->upper) leaf.upper = tiering_internal::ScaleBound(*range->upper, range->per, scale);
      leaf.never = range->lower && !leaf.lower;
    }
    segment->leaves.push_back(leaf);
  }
  for (std::size_t metric = 0; metric < population_.metrics.size(); ++metric) {
    KEYHAUL_CHECK(ResolveMetric(metric, members, number));
  }
  const std::span<const tiering_internal::Leaf> deciding = DecidingLeaves(*segment, deciding_leaves_);
  segment->by_value = std::all_of(deciding.begin(), deciding.end(),
                                  [this](const tiering_internal::Leaf& leaf) { return DecidesByValue(leaf); });
  return {};
}

// The cuts that are taken of one metric.
inline Status Classifier::ResolveMetric(std::size_t metric, const tiering_internal::SegmentMembers& members,
                                        std::size_t number) {
  Segment* const segment = &segments_[number];
  std::vector<std::size_t> cuts;
  bool needs_curve = false;
  for (std::size_t l = 0; l < segment->leaves.size(); ++l) {
    const tiering_internal::Leaf& leaf = segment->leaves[l];
    if (leaf.metric != metric || !leaf.IsLine()) continue;
    cuts.push_back(l);
    needs_curve |= std::holds_alternative<CurveCut>(leaf.condition->is);
  }
  if (metric != 0 && cuts.empty()) return {};
  std::vector<int128> value_buffer;
  std::vector<std::int32_t> place_buffer;
  const auto values = members.Gather(contributions_[metric].values(), number, &value_buffer);
  // Without places the accounts stand in the order of their ids, those of a segment too.
  const auto places =
      population_.places.empty() ? members.Of(number) : members.Gather(population_.places, number, &place_buffer);
  KEYHAUL_TRY(const ValueHistogram histogram, ValueHistogram::Make(values));
  if (metric == 0) KEYHAUL_CHECK(AddTotals(histogram));
  const CurvePoints curve = needs_curve ? FindCurvePoints(values) : CurvePoints();
  std::vector<tiering_internal::CutRequest> requests;
  requests.reserve(cuts.size());
  for (const std::size_t l : cuts) {
    requests.push_back(tiering_internal::RequestOf(*segment->leaves[l].condition, *rule_, histogram, curve));
  }
  const std::vector<CutLine> lines =
      tiering_internal::ResolveCuts(values, places, histogram, requests, rule_->crossing, rule_->ties);
  for (std::size_t c = 0; c < cuts.size(); ++c) segment->leaves[cuts[c]].line = lines[c];
  return {};
}

inline Status Classifier::AddTotals(const ValueHistogram& histogram) {
  if (!CheckedAdd(positive_sum_, histogram.base(), &positive_sum_) ||
      !CheckedAdd(nonpositive_sum_, histogram.net() - histogram.base(), &nonpositive_sum_)) {
    Error error = MakeError(Code::overflow, "the values of all segments add up to more than 128 bits hold");
    error.rule = "TIER-17";
    return error;
  }
  SegmentTotals totals;
  totals.base = rule_->base == TierBase::net ? histogram.net() : histogram.base();
  totals.net = histogram.net();
  totals.positive_count = histogram.positive_count();
  totals.nonpositive_count = histogram.nonpositive_count();
  totals.least = histogram.least();
  totals.greatest = histogram.greatest();
  totals_.push_back(totals);
  return {};
}

// Whether a leaf asks for nothing but the value of the rule.
inline bool Classifier::DecidesByValue(const tiering_internal::Leaf& leaf) const {
  if (leaf.metric != 0 || leaf.fact() != nullptr) return false;
  if (leaf.IsLine()) return leaf.line.last_place == kEveryPlace && leaf.line.crossing_place == kEveryPlace;
  switch (leaf.range()->per) {
    case AmountPer::window:
      return true;
    case AmountPer::month:
    case AmountPer::year:
      return population_.months.empty();
    default:
      return false;
  }
}

// Whether an account that grows to above a share cut is inside its limit, which grows with it: before it stand at most
// the values above the cut.
inline bool Classifier::GrowsInto(const tiering_internal::Leaf& leaf, const Decimal& share, std::size_t account,
                                  int128 figure) const {
  if (figure <= leaf.line.at_least) return false;
  const int128 own = contributions()[account];
  const int128 counted = rule_->base == TierBase::net ? own : std::max(own, int128(0));
  int128 base = 0;
  int128 after = 0;
  if (!CheckedSubtract(totals_[population_.SegmentOf(account)].base, counted, &base)) return false;
  if (!CheckedAdd(base, figure, &base) || !CheckedAdd(leaf.line.sum_above, figure, &after)) return false;
  const tiering_internal::ShareLimit limit = tiering_internal::LimitOf(share, base);
  if (rule_->crossing == Crossing::exclude) return after <= limit.floor;
  return limit.floor >= 0 && static_cast<uint128>(after) + static_cast<uint128>(leaf.line.sum_above) <= limit.twice();
}

inline bool Classifier::LineHolds(const tiering_internal::Leaf& leaf, std::size_t account, int128 figure,
                                  const Question& question) const {
  if (leaf.line.empty) return false;
  if (!question.margin.IsZero()) return figure >= tiering_internal::LessMargin(leaf.line.at_least, question.margin);
  const auto holds_at = [&](int128 value) {
    if (value != leaf.line.at_least) return value > leaf.line.at_least;
    return leaf.line.last_place == kEveryPlace || PlaceOf(account) <= leaf.line.last_place;
  };
  if (!question.must_be_sure || leaf.metric != 0 || figure <= contributions()[account]) return holds_at(figure);
  if (holds_at(contributions()[account])) return true;
  const auto* share = std::get_if<ShareCut>(&leaf.condition->is);
  if (share != nullptr && rule_->crossing != Crossing::include) return GrowsInto(leaf, share->share, account, figure);
  return rule_->ties == Ties::together_up ? figure >= leaf.line.at_least : figure > leaf.line.at_least;
}

inline bool Classifier::LeafHolds(const tiering_internal::Leaf& leaf, std::size_t account,
                                  const Question& question) const {
  if (const FactIs* fact = leaf.fact()) return population_.has_fact(account, *fact);
  const int128 figure = leaf.metric == 0 ? question.value : contributions_[leaf.metric][account];
  if (leaf.IsLine()) return LineHolds(leaf, account, figure, question);
  const tiering_internal::Stretch stretch = tiering_internal::StretchOf(leaf, population_, account);
  if (stretch.empty) return false;
  const int128 least = tiering_internal::LessMargin(stretch.least, question.margin);
  if (leaf.range()->per == AmountPer::every_month) {
    const MetricColumn& metric = population_.metrics[leaf.metric];
    return metric.least_month[account] >= least && metric.greatest_month[account] <= stretch.greatest;
  }
  return figure >= least && figure <= stretch.greatest;
}

inline bool Classifier::Holds(const tiering_internal::ConditionNode& node, const Segment& segment, std::size_t account,
                              const Question& question) const {
  using Op = tiering_internal::ConditionNode::Op;
  if (node.op == Op::leaf) return LeafHolds(segment.leaves[node.leaf], account, question);
  const auto holds = [&](const tiering_internal::ConditionNode& part) {
    return Holds(part, segment, account, question);
  };
  return node.op == Op::all ? std::all_of(node.of.begin(), node.of.end(), holds)
                            : std::any_of(node.of.begin(), node.of.end(), holds);
}

inline Decision Classifier::Decide(std::size_t segment, std::size_t account, const Question& question) const {
  const auto last = static_cast<std::int32_t>(rule_->tiers.size()) - 1;
  if (question.value < 0) return {last, kNoClause};
  if (question.value == 0) {
    if (rule_->zero == ZeroValues::left_out) return {kNoTier, kNoClause};
    return {rule_->zero == ZeroValues::own_tier ? last + 1 : last, kNoClause};
  }
  for (std::size_t c = 0; c < clauses_.size(); ++c) {
    if (Holds(clause_nodes_[c], segments_[segment], account, question)) {
      return {clauses_[c].tier, static_cast<std::int16_t>(c)};
    }
  }
  return {last, kNoClause};
}

inline Decision Classifier::DecideAt(std::size_t segment, std::size_t account, int128 value) const {
  return Decide(segment, account, {value, Decimal(), false});
}

inline Decision Classifier::DecideIf(std::size_t segment, std::size_t account, int128 value) const {
  return Decide(segment, account, {value, Decimal(), true});
}

inline std::vector<int128> Classifier::Starts(std::size_t segment, std::size_t account) const {
  std::vector<int128> starts = {kInt128Min, 0, 1};
  const auto add = [&starts](int128 value) {
    const auto place = std::lower_bound(starts.begin(), starts.end(), value);
    if (place == starts.end() || *place != value) starts.insert(place, value);
  };
  const auto add_after = [&add](int128 value) {
    if (value != kInt128Max) add(value + 1);
  };
  for (const tiering_internal::Leaf& leaf : DecidingLeaves(segments_[segment], deciding_leaves_)) {
    if (leaf.metric != 0 || leaf.fact() != nullptr) continue;
    if (leaf.IsLine()) {
      for (const int128 value : {leaf.line.at_least, leaf.line.group_value}) {
        add(value);
        add_after(value);
      }
      continue;
    }
    // Months by themselves do not follow from their sum.
    if (leaf.range()->per == AmountPer::every_month) continue;
    const tiering_internal::Stretch stretch = tiering_internal::StretchOf(leaf, population_, account);
    if (stretch.empty) continue;
    add(stretch.least);
    add_after(stretch.greatest);
  }
  return starts;
}

namespace tiering_internal {

// The cuts among the leaves of a condition.
inline void MarkCuts(const ConditionNode& node, const std::vector<Leaf>& leaves, int128 value, std::int32_t place,
                     CutMarks* marks) {
  for (const ConditionNode& part : node.of) MarkCuts(part, leaves, value, place, marks);
  if (node.op != ConditionNode::Op::leaf) return;
  const Leaf& leaf = leaves[node.leaf];
  if (leaf.metric != 0 || !leaf.IsLine() || leaf.line.group_value != value) return;
  marks->tied |= leaf.line.tied;
  const bool crosses_itself = leaf.line.crossing_place == kEveryPlace || leaf.line.crossing_place == place;
  marks->crosses |= leaf.line.crosses && crosses_itself;
}

}  // namespace tiering_internal

inline CutMarks Classifier::CutsAt(std::size_t segment, std::size_t account, int128 value, std::int32_t tier) const {
  CutMarks marks;
  if (value <= 0) return marks;
  for (std::size_t c = 0; c < clauses_.size(); ++c) {
    if (clauses_[c].tier > tier) continue;
    tiering_internal::MarkCuts(clause_nodes_[c], segments_[segment].leaves, value, PlaceOf(account), &marks);
  }
  return marks;
}

inline bool Classifier::Retains(std::size_t account, std::int32_t tier) const {
  const int128 value = contributions()[account];
  if (value <= 0 || tier < 0 || static_cast<std::size_t>(tier) >= retain_nodes_.size()) return false;
  const Segment& segment = segments_[population_.SegmentOf(account)];
  const tiering_internal::ConditionNode& retain = retain_nodes_[static_cast<std::size_t>(tier)];
  if (Holds(retain, segment, account, {value, Decimal()})) return true;
  if (rule_->retain_margin.IsZero()) return false;
  for (std::size_t c = 0; c < clauses_.size(); ++c) {
    if (clauses_[c].tier == tier && Holds(clause_nodes_[c], segment, account, {value, rule_->retain_margin}))
      return true;
  }
  return false;
}

inline bool Classifier::IsInClass(std::size_t account, std::size_t number) const {
  const Segment& segment = segments_[population_.SegmentOf(account)];
  return Holds(class_nodes_[number], segment, account, {contributions()[account], Decimal()});
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_CLASSIFIER_INL_H_
