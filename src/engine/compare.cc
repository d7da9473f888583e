// Two rules over one ledger: who has another tier, what that moves, and which condition did it.
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "keyhaul/base/int128.h"
#include "keyhaul/engine/catalogue.h"
#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/engine/engine.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::size_t kNoRow = static_cast<std::size_t>(-1);

// Which way an account went. `other` is between tiers that no one policy ranks.
enum class TierDirection : std::int8_t { up, down, entered, left, other };
constexpr std::string_view kDirections[] = {"up", "down", "entered", "left", "other"};
constexpr std::size_t kDirectionCount = std::size(kDirections);

// The unit of what a policy tiers by.
std::string_view ValueUnit(const Policy& policy) {
  const TierValue& value = policy.tiering->value;
  if (value.kind == TierValue::Kind::active_days) return "days";
  return policy.ledger.measures[static_cast<std::size_t>(policy.ledger.FindMeasure(value.measure))].unit;
}

// What an account's rows are told apart by: a dimension where accounts are tiered once per value of it.
std::string_view DimensionOf(const Policy& policy) {
  const TierWithin& within = policy.tiering->within;
  return within.kind == TierWithin::Kind::dimension ? std::string_view(within.name) : std::string_view();
}

std::int32_t IndexOf(const TieringRule& rule, std::string_view tier) {
  const auto count = static_cast<std::int32_t>(TierCount(rule));
  for (std::int32_t index = 0; index < count; ++index) {
    if (TierName(rule, index) == tier) return index;
  }
  return kNoTier;
}

Status CheckTiers(const RunResult& result, std::string_view which) {
  if (result.policy != nullptr && result.policy->policy.tiering && result.Find("tiers") != nullptr) return {};
  return MakeError(Code::not_found, "the " + std::string(which) +
                                        " result has no tiers: it is not that of a run of a policy with tiering");
}

Status CheckComparable(const RunResult& from, const RunResult& to) {
  KEYHAUL_CHECK(CheckTiers(from, "first"));
  KEYHAUL_CHECK(CheckTiers(to, "second"));
  const Policy& a = from.policy->policy;
  const Policy& b = to.policy->policy;
  const auto both = [](std::string_view x, std::string_view y) {
    return "the first has " + std::string(x) + ", the second " + std::string(y);
  };
  if (a.currency != b.currency) {
    return MakeError(Code::currency_mismatch,
                     "the results are in different currencies: " + both(a.currency.code(), b.currency.code()));
  }
  if (ValueUnit(a) != ValueUnit(b)) {
    return MakeError(Code::data_conflict,
                     "the policies tier by values of different units: " + both(ValueUnit(a), ValueUnit(b)));
  }
  if (from.policy->value_scale != to.policy->value_scale) {
    return MakeError(Code::data_conflict,
                     "the policies tier by values of different decimals: " +
                         both(std::to_string(from.policy->value_scale), std::to_string(to.policy->value_scale)));
  }
  if (DimensionOf(a) != DimensionOf(b)) {
    const auto within = [](const Policy& policy) {
      const std::string dimension(DimensionOf(policy));
      return dimension.empty() ? "one tier per account" : "one per account and " + dimension;
    };
    return MakeError(Code::data_conflict,
                     "the rows of the results are not of the same kind: " + both(within(a), within(b)));
  }
  return {};
}

// The tiers of one of the two results. Rows are in the byte order of accounts.
class Side {
 public:
  explicit Side(const RunResult& result)
      : rule_(*result.policy->policy.tiering),
        is_by_dimension_(rule_.within.kind == TierWithin::Kind::dimension),
        tiers_(*result.Find("tiers")) {}

  const TieringRule& rule() const { return rule_; }
  std::size_t rows() const { return tiers_.rows(); }
  std::string_view account(std::size_t row) const { return accounts_[row]; }
  std::string_view segment(std::size_t row) const { return segments_[row]; }
  // What tells the rows of one account apart.
  std::string_view part(std::size_t row) const { return is_by_dimension_ ? segments_[row] : std::string_view(); }

  // Of no row: an account that the result does not have has no tier in it.
  std::int32_t tier_index(std::size_t row) const { return row == kNoRow ? kNoTier : indices_[row]; }
  std::string_view tier(std::size_t row) const { return TierName(rule_, tier_index(row)); }

  // The account's own value: that of a group would count once for each of its members.
  std::optional<int128> value(std::size_t row) const {
    if (row == kNoRow) return std::nullopt;
    return own_values_.valid(row) ? own_values_.int128s()[row] : values_.int128s()[row];
  }

  std::string_view movement(std::size_t row) const { return row == kNoRow ? std::string_view() : movements_[row]; }

  // The path of what decided. A condition decides what is earned; whatever gives another tier than that is a person's
  // override, or the rule of movement.
  std::string_view rule_path(std::size_t row) const {
    if (row == kNoRow) return {};
    const std::string_view movement = movements_[row];
    if (movement == Name(MoveReason::overridden) || movement == Name(MoveReason::locked)) return "tier_overrides";
    return tier(row) == earned_[row] ? rules_[row] : std::string_view("tiering.movement");
  }

  // The first row after `row` that is of another account.
  std::size_t EndOfAccount(std::size_t row) const {
    std::size_t end = row + 1;
    while (end < rows() && accounts_[end] == accounts_[row]) ++end;
    return end;
  }

 private:
  const TieringRule& rule_;
  bool is_by_dimension_;
  const Table& tiers_;
  const TextValues& accounts_ = tiers_["account"].texts();
  const TextValues& segments_ = tiers_["segment"].texts();
  const TextValues& earned_ = tiers_["earned_tier"].texts();
  const TextValues& rules_ = tiers_["rule"].texts();
  const TextValues& movements_ = tiers_["movement"].texts();
  std::span<const std::int32_t> indices_ = tiers_["tier_index"].int32s();
  const Column& values_ = tiers_["value"];
  const Column& own_values_ = tiers_["own_value"];
};

// Sums of the changes from one tier to another that one condition made.
struct ChangeSum {
  TierDirection direction = TierDirection::other;
  std::int64_t accounts = 0;
  int128 value_from = 0;
  int128 value_to = 0;
};

class Comparer {
 public:
  Comparer(const RunResult& from, const RunResult& to)
      : from_result_(from), to_result_(to), from_(from), to_(to), changes_(Empty("tier_changes")) {}

  RunResult Compare() {
    PairAccounts();
    RunResult result;
    result.policy = to_result_.policy;
    result.tables.push_back(Comparison());
    result.tables.push_back(std::move(changes_));
    result.tables.push_back(Summary());
    return result;
  }

 private:
  Table Empty(std::string_view name) const {
    return Table(CatalogueTable(name), to_result_.policy->money_scale, to_result_.policy->value_scale);
  }

  // Both tables are sorted by account, so one pass meets every account of either.
  void PairAccounts() {
    std::size_t from = 0, to = 0;
    while (from < from_.rows() || to < to_.rows()) {
      const bool has_from = from < from_.rows() && (to == to_.rows() || from_.account(from) <= to_.account(to));
      const bool has_to = to < to_.rows() && (from == from_.rows() || to_.account(to) <= from_.account(from));
      const std::size_t from_end = has_from ? from_.EndOfAccount(from) : from;
      const std::size_t to_end = has_to ? to_.EndOfAccount(to) : to;
      PairRows(from, from_end, to, to_end);
      from = from_end;
      to = to_end;
    }
  }

  // The rows of one account, of which there are several only where it is tiered by the values of a dimension.
  void PairRows(std::size_t from, std::size_t from_end, std::size_t to, std::size_t to_end) {
    const auto find = [](const Side& side, std::size_t row, std::size_t end, std::string_view part) {
      while (row < end && side.part(row) != part) ++row;
      return row == end ? kNoRow : row;
    };
    for (std::size_t row = to; row < to_end; ++row) {
      AddPair(find(from_, from, from_end, to_.part(row)), row);
    }
    for (std::size_t row = from; row < from_end; ++row) {
      if (find(to_, to, to_end, from_.part(row)) == kNoRow) AddPair(row, kNoRow);
    }
  }

  void AddPair(std::size_t from, std::size_t to) {
    ++rows_;
    const std::optional<int128> value_from = from_.value(from);
    const std::optional<int128> value_to = to_.value(to);
    value_ += value_to.value_or(0);
    if (from_.tier(from) == to_.tier(to)) return;
    const TierDirection direction = DirectionOf(from_.tier(from), to_.tier(to));
    value_moved_ += value_to ? *value_to : value_from.value_or(0);
    ++counts_[static_cast<std::size_t>(direction)];
    ChangeSum& sum = sums_[{Place(from_, from), Place(to_, to), std::string(to_.rule_path(to))}];
    sum.direction = direction;
    ++sum.accounts;
    sum.value_from += value_from.value_or(0);
    sum.value_to += value_to.value_or(0);
    AddChange(from, to, direction);
  }

  // Where both tiers are the new policy's, its order counts; else that of the old one where both are the old one's.
  TierDirection DirectionOf(std::string_view from, std::string_view to) const {
    if (from.empty()) return TierDirection::entered;
    if (to.empty()) return TierDirection::left;
    for (const TieringRule* rule : {&to_.rule(), &from_.rule()}) {
      const std::int32_t before = IndexOf(*rule, from);
      const std::int32_t after = IndexOf(*rule, to);
      if (before != kNoTier && after != kNoTier) return after < before ? TierDirection::up : TierDirection::down;
    }
    return TierDirection::other;
  }

  // Tiers in their order, none after them.
  static std::int32_t Place(const Side& side, std::size_t row) {
    const std::int32_t index = side.tier_index(row);
    return index == kNoTier ? static_cast<std::int32_t>(TierCount(side.rule())) : index;
  }

  static void AddText(std::string_view text, Column* column) {
    text.empty() ? column->AddMissing() : column->Add(text);
  }
  static void AddValue(const std::optional<int128>& value, Column* column) {
    value ? column->Add(*value) : column->AddMissing();
  }

  void AddChange(std::size_t from, std::size_t to, TierDirection direction) {
    const std::string_view segment_from = from == kNoRow ? std::string_view() : from_.segment(from);
    const std::string_view segment_to = to == kNoRow ? std::string_view() : to_.segment(to);
    changes_["account"].Add(to == kNoRow ? from_.account(from) : to_.account(to));
    AddText(segment_to.empty() ? segment_from : segment_to, &changes_["segment"]);
    AddText(from_.tier(from), &changes_["from_tier"]);
    AddText(to_.tier(to), &changes_["to_tier"]);
    changes_["direction"].Add(kDirections[static_cast<std::size_t>(direction)]);
    AddValue(from_.value(from), &changes_["value_from"]);
    AddValue(to_.value(to), &changes_["value_to"]);
    AddText(from_.rule_path(from), &changes_["from_rule"]);
    AddText(to_.rule_path(to), &changes_["to_rule"]);
    AddText(from_.movement(from), &changes_["from_movement"]);
    AddText(to_.movement(to), &changes_["to_movement"]);
  }

  Table Summary() const {
    Table table = Empty("tier_change_summary");
    for (const auto& [key, sum] : sums_) {
      AddText(TierName(from_.rule(), std::get<0>(key)), &table["from_tier"]);
      AddText(TierName(to_.rule(), std::get<1>(key)), &table["to_tier"]);
      AddText(std::get<2>(key), &table["to_rule"]);
      table["direction"].Add(kDirections[static_cast<std::size_t>(sum.direction)]);
      table["accounts"].Add(sum.accounts);
      table["value_from"].Add(sum.value_from);
      table["value_to"].Add(sum.value_to);
    }
    return table;
  }

  static void AddRun(const RunResult& result, const std::string& prefix, Table* table) {
    const Table& run = *result.Find("run");
    (*table)[prefix + "_policy"].Add(result.policy->policy.name);
    (*table)[prefix + "_policy_digest"].Add(result.policy->digest.ToText());
    (*table)[prefix + "_as_of"].Add(Day(run["as_of"].int32s()[0]));
  }

  Table Comparison() const {
    Table table = Empty("comparison");
    AddRun(from_result_, "from", &table);
    AddRun(to_result_, "to", &table);
    table["currency"].Add(to_result_.policy->policy.currency.code());
    table["rows"].Add(rows_);
    std::int64_t unchanged = rows_;
    for (std::size_t i = 0; i < kDirectionCount; ++i) {
      table[kDirections[i]].Add(counts_[i]);
      unchanged -= counts_[i];
    }
    table["unchanged"].Add(unchanged);
    table["value"].Add(value_);
    table["value_moved"].Add(value_moved_);
    return table;
  }

  const RunResult& from_result_;
  const RunResult& to_result_;
  Side from_;
  Side to_;
  Table changes_;
  std::map<std::tuple<std::int32_t, std::int32_t, std::string>, ChangeSum> sums_;
  std::array<std::int64_t, kDirectionCount> counts_{};
  std::int64_t rows_ = 0;
  int128 value_ = 0;  // like every sum of a ledger's 64-bit amounts, far from passing 128 bits
  int128 value_moved_ = 0;
};

}  // namespace

Result<RunResult> CompareTiers(const RunResult& from, const RunResult& to) {
  KEYHAUL_CHECK(CheckComparable(from, to));
  return Comparer(from, to).Compare();
}

}  // namespace v1
}  // namespace keyhaul
