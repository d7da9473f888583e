// A rule made ready for one population: decides the tier of any account at any value.
//
// At its own value an account has the tier that it earns. At other values the same question says what is missing to the
// next tier (distance.h), and with the conditions of retention whether it keeps the tier it has (movement.h).
//
//   KEYHAUL_TRY(const Classifier classifier, Classifier::Make(population, rule));
//   classifier.DecideAt(segment, account, value).tier
//
// The rule and the columns of the population are borrowed. Immutable once made; any number of threads may ask.
#ifndef KEYHAUL_TIERING_CLASSIFIER_H_
#define KEYHAUL_TIERING_CLASSIFIER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/tiering/account_class.h"
#include "keyhaul/tiering/clause.h"
#include "keyhaul/tiering/condition.h"
#include "keyhaul/tiering/curve.h"
#include "keyhaul/tiering/cut.h"
#include "keyhaul/tiering/histogram.h"
#include "keyhaul/tiering/population.h"
#include "keyhaul/tiering/rule.h"
#include "keyhaul/tiering/rule_check.h"

namespace keyhaul {
inline namespace v1 {

namespace tiering_internal {
class SegmentMembers;
}  // namespace tiering_internal

inline constexpr std::int16_t kNoClause = -1;

struct Decision {
  std::int32_t tier = 0;
  std::int16_t clause = kNoClause;  // that held; none for the last tier and for values that are not positive

  friend bool operator==(const Decision&, const Decision&) = default;
};

// Sums and counts of what the values of a segment count for.
struct SegmentTotals {
  int128 base = 0;  // what shares are taken of
  int128 net = 0;
  std::int64_t positive_count = 0;
  std::int64_t nonpositive_count = 0;
  int128 least = 0;
  int128 greatest = 0;
};

// What happens at a value on the cuts of a rule.
struct CutMarks {
  bool tied = false;
  bool crosses = false;
};

class Classifier {
 public:
  // Refused: a rule that CheckTieringRule refuses in its tiers, with the same path; columns that do not fit each other
  // or lack what a condition asks for (`invalid_argument`); negative values where the rule refuses them (`data_value`,
  // with the account as row); values that add up to more than 128 bits hold (`overflow`).
  static Result<Classifier> Make(Population population, const TieringRule& rule,
                                 std::span<const AccountClass> classes = {});

  const Population& population() const { return population_; }
  const TieringRule& rule() const { return *rule_; }
  const std::vector<TierClause>& clauses() const { return clauses_; }
  std::size_t segment_count() const { return segments_.size(); }
  std::span<const SegmentTotals> totals() const { return totals_; }
  const SegmentTotals& total() const { return total_; }

  // What the values of the accounts count for.
  std::span<const int128> contributions() const { return contributions_.front().values(); }

  // Whether decisions in a segment follow from the value alone; the account does not matter then.
  bool DecidesByValue(std::size_t segment) const { return segments_[segment].by_value; }

  // The tier that an account has if its value counts for `value`, its other figures and all other accounts being as
  // they are.
  Decision DecideAt(std::size_t segment, std::size_t account, int128 value) const;

  // The same for a value that the account does not have yet: what it would earn for sure, with all other accounts as
  // they are. Growing to the value at which a cut falls is enough only where ties go up together; elsewhere it takes
  // more than that value, and only growth that stays within the limit leads into a share cut that leaves out the
  // account that crosses it.
  Decision DecideIf(std::size_t segment, std::size_t account, int128 value) const;

  // Whether DecideIf and DecideAt say the same of any account that grows.
  bool GrowthIsPlain() const { return growth_is_plain_; }

  // Whether a clause asks for months by themselves, which do not follow from the value.
  bool AsksForMonths(std::int16_t clause) const {
    return clause != kNoClause && asks_for_months_[static_cast<std::size_t>(clause)] != 0;
  }

  // Where decisions may change, ascending, from the least int128 on: for all accounts of a segment that decides by
  // value, or for one account.
  std::vector<int128> Starts(std::size_t segment, std::size_t account = 0) const;

  // What is unusual about a value where the cuts of its tier and of higher ones fall.
  CutMarks CutsAt(std::size_t segment, std::size_t account, int128 value, std::int32_t tier) const;

  // Whether an account meets the condition under which it keeps a tier that it has: the tier's `retain`, or its own
  // condition with the margin of the rule taken off.
  bool Retains(std::size_t account, std::int32_t tier) const;

  // Whether an account is in a class, the first of which has the number 0.
  bool IsInClass(std::size_t account, std::size_t number) const;

 private:
  struct Segment {
    std::vector<tiering_internal::Leaf> leaves;
    bool by_value = true;
  };

  Classifier(Population population, const TieringRule& rule) : population_(std::move(population)), rule_(&rule) {}

  Status AddContributions();
  void AddConditions(std::span<const AccountClass> classes);
  Result<std::size_t> FindMetric(const TierCondition& leaf) const;
  Status ResolveLeaves();
  Status ResolveSegment(const std::vector<std::size_t>& metric_of_leaf, const tiering_internal::SegmentMembers& members,
                        std::size_t number);
  Status ResolveMetric(std::size_t metric, const tiering_internal::SegmentMembers& members, std::size_t number);
  Status AddTotals(const ValueHistogram& histogram);
  bool DecidesByValue(const tiering_internal::Leaf& leaf) const;
  // The leaves of the clauses, which decide tiers; those of retention and of classes do not.
  static std::span<const tiering_internal::Leaf> DecidingLeaves(const Segment& segment, std::size_t count) {
    return std::span(segment.leaves).first(count);
  }
  std::int32_t PlaceOf(std::size_t account) const {
    return population_.places.empty() ? static_cast<std::int32_t>(account) : population_.places[account];
  }
  // What is asked of a condition: at the account's own value or another, with a margin, or whether growth is sure to
  // meet it.
  struct Question {
    int128 value;
    const Decimal& margin;
    bool must_be_sure = false;
  };
  Decision Decide(std::size_t segment, std::size_t account, const Question& question) const;
  bool LeafHolds(const tiering_internal::Leaf& leaf, std::size_t account, const Question& question) const;
  bool GrowsInto(const tiering_internal::Leaf& leaf, const Decimal& share, std::size_t account, int128 figure) const;
  bool LineHolds(const tiering_internal::Leaf& leaf, std::size_t account, int128 figure,
                 const Question& question) const;
  bool Holds(const tiering_internal::ConditionNode& node, const Segment& segment, std::size_t account,
             const Question& question) const;

  Population population_;
  const TieringRule* rule_;
  std::vector<tiering_internal::Contributions> contributions_;  // by metric
  std::vector<TierClause> clauses_;
  tiering_internal::LeafTable leaf_table_;
  std::size_t deciding_leaves_ = 0;                            // the first of the table
  std::vector<tiering_internal::ConditionNode> clause_nodes_;  // by clause
  std::vector<tiering_internal::ConditionNode> retain_nodes_;  // by tier; an `any` of none where nothing retains
  std::vector<tiering_internal::ConditionNode> class_nodes_;   // by class
  bool growth_is_plain_ = true;
  std::vector<std::uint8_t> asks_for_months_;  // by clause
  std::vector<Segment> segments_;
  std::vector<SegmentTotals> totals_;
  SegmentTotals total_;
  int128 positive_sum_ = 0;     // over all segments
  int128 nonpositive_sum_ = 0;  // each by itself, so that no sum over accounts of any tier can overflow
};

}  // namespace v1
}  // namespace keyhaul

#include "keyhaul/tiering/classifier-inl.h"

#endif  // KEYHAUL_TIERING_CLASSIFIER_H_
