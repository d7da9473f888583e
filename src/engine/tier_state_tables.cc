// The tables tier_states and tier_overrides: in, and out again.
#include <algorithm>
#include <string>
#include <utility>

#include "keyhaul/engine/catalogue.h"
#include "src/engine/cells.h"
#include "src/engine/tier_states.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kStateColumns[] = {"account", "segment",  "tier",           "since",
                                              "until",   "reviewed", "missed_reviews", "former_tier"};
constexpr std::string_view kOverrideColumns[] = {"account", "segment", "tier", "from", "until", "reason"};

Error AtColumn(std::string_view column, std::string_view value, Code code, std::string message) {
  Error error = MakeError(code, "\"" + std::string(value) + "\": " + std::move(message));
  error.column = std::string(column);
  error.value = std::string(value);
  return error;
}

// Turns the names of a row into numbers.
class NameReader {
 public:
  NameReader(const TieringRule& rule, const Book& book, std::span<const AccountId> order)
      : rule_(rule), book_(book), places_(order.size()) {
    for (std::size_t i = 0; i < order.size(); ++i) places_[order[i].index()] = static_cast<std::int32_t>(i);
  }

  Result<TierKey> Key(std::string_view account, std::string_view segment) const {
    const AccountId id = book_.Find(account);
    if (id.IsNone()) {
      return AtColumn("account", account, Code::data_unknown_account, "the book has no such account");
    }
    TierKey key{places_[id.index()], 0};
    const std::vector<std::string>& parts = rule_.within.values;
    const auto part = std::find(parts.begin(), parts.end(), segment);
    if (part != parts.end()) key.part = static_cast<std::int32_t>(part - parts.begin());
    if ((parts.empty() && segment.empty()) || part != parts.end()) return key;
    return AtColumn("segment", segment, Code::data_value,
                    parts.empty() ? "the policy's tiering knows no segments by dimension; expected none"
                                  : "is no value that the policy tiers by");
  }

  // Empty is no tier.
  Result<std::int32_t> Tier(std::string_view column, std::string_view name) const {
    if (name.empty()) return kNoTier;
    const auto count = static_cast<std::int32_t>(TierCount(rule_));
    for (std::int32_t tier = 0; tier < count; ++tier) {
      if (TierName(rule_, tier) == name) return tier;
    }
    return AtColumn(column, name, Code::data_value, "the policy's tiering has no such tier");
  }

 private:
  const TieringRule& rule_;
  const Book& book_;
  std::vector<std::int32_t> places_;
};

// The columns of a state table. Those that are not there have no values.
class StateTable {
 public:
  StateTable(const InputTable& table, std::span<const std::string_view> known)
      : table_(table), known_(known), refusals_(table.name, table.rows) {}

  Status Check() { return CheckColumnNames(table_, known_); }

  Result<TextColumn> Texts(std::string_view name, bool required) const {
    const InputColumn* column = FindColumn(table_, name);
    if (column != nullptr) return ReadTexts(table_, *column);
    if (required) return RequiredColumn(table_, name).error();
    return TextColumn();
  }

  // Days; kNoDay where a cell of a column that may be missing is.
  Result<std::vector<std::int32_t>> Days(std::string_view name, bool required) {
    std::vector<std::int32_t> days(table_.rows, kNoDay);
    const InputColumn* column = FindColumn(table_, name);
    if (column == nullptr && required) return RequiredColumn(table_, name).error();
    if (column == nullptr) return days;
    std::vector<std::int32_t> buffer;
    const std::optional<std::int32_t> missing = required ? std::nullopt : std::optional<std::int32_t>(kNoDay);
    KEYHAUL_TRY(const auto read, ReadDays(table_, *column, missing, &buffer, &refusals_));
    days.assign(read.begin(), read.end());
    return days;
  }

  // Numbers; 0 where one is missing.
  Result<std::vector<std::int64_t>> Counts(std::string_view name) {
    std::vector<std::int64_t> counts(table_.rows, 0);
    const InputColumn* column = FindColumn(table_, name);
    if (column == nullptr) return counts;
    Refusals cells(table_.name, table_.rows);
    std::vector<std::int64_t> buffer;
    KEYHAUL_TRY(const auto read, ReadAmounts(table_, *column, 0, &buffer, &cells));
    for (std::size_t row = 0; row < table_.rows; ++row) {
      if (cells.verdicts()[row] == Verdict::missing_value) continue;
      counts[row] = read[row];
      if (cells.refused(row)) {
        refusals_.Refuse(row, cells.verdicts()[row], name, "",
                         MakeError(Code::data_value, "not a number of reviews; expected 0 or more, without decimals"));
      }
    }
    return counts;
  }

  const Refusals& refusals() const { return refusals_; }

  static constexpr std::int32_t kNoDay = kMaxDay + 2;
  static std::optional<Day> DayOf(std::int32_t day) {
    return day == kNoDay ? std::nullopt : std::optional<Day>(Day(day));
  }

 private:
  const InputTable& table_;
  std::span<const std::string_view> known_;
  Refusals refusals_;
};

std::string_view TextAt(const TextColumn& column, std::size_t row) {
  return row < column.size() && HasText(column, row) ? column[row] : std::string_view();
}

Status CheckStay(const TierStay& stay, std::int32_t tier_count, Day as_of) {
  KEYHAUL_CHECK(CheckTierState(stay.state, tier_count, as_of));
  if (!stay.until) return {};
  if (*stay.until > as_of) {
    return AtColumn(
        "until", stay.until->ToText(), Code::data_value,
        "is later than the run's day, " + as_of.ToText() + "; a run goes on from the states of an earlier one");
  }
  if (*stay.until > stay.state.since) return {};
  return AtColumn("until", stay.until->ToText(), Code::data_value,
                  "is not after the first day of the stay, " + stay.state.since.ToText());
}

Result<std::vector<TierStay>> ReadStays(const NameReader& names, const InputTable& table, std::int32_t tier_count,
                                        Day as_of) {
  StateTable columns(table, kStateColumns);
  KEYHAUL_CHECK(columns.Check());
  KEYHAUL_TRY(const TextColumn accounts, columns.Texts("account", true));
  KEYHAUL_TRY(const TextColumn segments, columns.Texts("segment", false));
  KEYHAUL_TRY(const TextColumn tiers, columns.Texts("tier", true));
  KEYHAUL_TRY(const TextColumn former, columns.Texts("former_tier", false));
  KEYHAUL_TRY(const auto since, columns.Days("since", true));
  KEYHAUL_TRY(const auto until, columns.Days("until", false));
  KEYHAUL_TRY(const auto reviewed, columns.Days("reviewed", true));
  KEYHAUL_TRY(const auto missed, columns.Counts("missed_reviews"));
  if (columns.refusals().any()) return columns.refusals().first();
  struct Row {
    TierStay stay;
    std::size_t row;
  };
  std::vector<Row> rows;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const auto read = [&]() -> Result<TierStay> {
      TierStay stay;
      KEYHAUL_TRY(stay.key, names.Key(TextAt(accounts, row), TextAt(segments, row)));
      KEYHAUL_TRY(stay.state.tier, names.Tier("tier", TextAt(tiers, row)));
      KEYHAUL_TRY(stay.state.former_tier, names.Tier("former_tier", TextAt(former, row)));
      stay.state.since = Day(since[row]);
      stay.state.reviewed = Day(reviewed[row]);
      stay.until = StateTable::DayOf(until[row]);
      if (missed[row] < 0 || missed[row] > kMaxGraceReviews) {
        return AtColumn("missed_reviews", std::to_string(missed[row]), Code::data_value,
                        "is not a number of reviews from 0 to " + std::to_string(kMaxGraceReviews));
      }
      stay.state.missed_reviews = static_cast<std::int32_t>(missed[row]);
      KEYHAUL_CHECK(CheckStay(stay, tier_count, as_of));
      return stay;
    };
    Result<TierStay> stay = read();
    if (!stay.ok()) return InRow(table, row, std::move(stay).error());
    rows.push_back({*stay, row});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.stay.key != b.stay.key ? a.stay.key < b.stay.key : a.stay.state.since < b.stay.state.since;
  });
  std::vector<TierStay> stays;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    stays.push_back(rows[i].stay);
    if (i == 0 || rows[i - 1].stay.key != rows[i].stay.key) continue;
    const std::optional<Day>& end = rows[i - 1].stay.until;
    if (end && *end <= rows[i].stay.state.since) continue;
    return InRow(table, rows[i].row,
                 MakeError(Code::data_duplicate, "the stay begins before that of row " +
                                                     std::to_string(rows[i - 1].row + 1) + " of the account ends"));
  }
  return stays;
}

Result<std::vector<KeyedOverride>> ReadOverrides(const TieringRule& rule, const NameReader& names,
                                                 const InputTable& table) {
  StateTable columns(table, kOverrideColumns);
  KEYHAUL_CHECK(columns.Check());
  KEYHAUL_TRY(const TextColumn accounts, columns.Texts("account", true));
  KEYHAUL_TRY(const TextColumn segments, columns.Texts("segment", false));
  KEYHAUL_TRY(const TextColumn tiers, columns.Texts("tier", false));
  KEYHAUL_TRY(const TextColumn reasons, columns.Texts("reason", false));
  KEYHAUL_TRY(const auto from, columns.Days("from", false));
  KEYHAUL_TRY(const auto until, columns.Days("until", false));
  if (columns.refusals().any()) return columns.refusals().first();
  struct Row {
    KeyedOverride one;
    std::size_t row;
  };
  std::vector<Row> rows;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const auto read = [&]() -> Result<KeyedOverride> {
      KeyedOverride one;
      KEYHAUL_TRY(one.key, names.Key(TextAt(accounts, row), TextAt(segments, row)));
      KEYHAUL_TRY(one.decided.tier, names.Tier("tier", TextAt(tiers, row)));
      one.decided.from = StateTable::DayOf(from[row]);
      one.decided.until = StateTable::DayOf(until[row]);
      one.decided.reason = std::string(TextAt(reasons, row));
      if (one.decided.tier == kNoTier && !rule.movement) {
        return AtColumn("tier", "", Code::data_value,
                        "an override without a tier holds the tier that an account has, which needs tiering.movement");
      }
      if (!one.decided.from || !one.decided.until || *one.decided.from <= *one.decided.until) return one;
      return AtColumn("until", one.decided.until->ToText(), Code::data_value,
                      "the last day of the override is before its first, " + one.decided.from->ToText());
    };
    Result<KeyedOverride> one = read();
    if (!one.ok()) return InRow(table, row, std::move(one).error());
    rows.push_back({*std::move(one), row});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.one.key != b.one.key ? a.one.key < b.one.key : a.one.decided.from < b.one.decided.from;
  });
  std::vector<KeyedOverride> overrides;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool first_of_key = i == 0 || rows[i - 1].one.key != rows[i].one.key;
    const std::optional<Day> until_before = first_of_key ? std::nullopt : overrides.back().decided.until;
    const std::optional<Day>& begins = rows[i].one.decided.from;
    if (!first_of_key && (!until_before || !begins || *begins <= *until_before)) {
      return InRow(table, rows[i].row,
                   MakeError(Code::data_conflict, "the override holds on days of that of row " +
                                                      std::to_string(rows[i - 1].row + 1) + " of the same account"));
    }
    overrides.push_back(std::move(rows[i].one));
  }
  return overrides;
}

}  // namespace

Result<TierStates> ReadTierStates(const CompiledPolicy& policy, const Book& book, std::span<const AccountId> order,
                                  Day as_of, const InputTable* states, const InputTable* overrides) {
  TierStates read;
  if (states == nullptr && overrides == nullptr) return read;
  const TieringRule& rule = *policy.policy.tiering;
  const NameReader names(rule, book, order);
  if (states != nullptr) {
    if (!rule.movement) {
      Error error = MakeError(Code::data_value, "the policy's tiering has no movement, so accounts have no states");
      error.table = std::string(states->name);
      return error;
    }
    KEYHAUL_TRY(read.stays, ReadStays(names, *states, static_cast<std::int32_t>(TierCount(rule)), as_of));
  }
  if (overrides != nullptr) {
    KEYHAUL_TRY(read.overrides, ReadOverrides(rule, names, *overrides));
  }
  return read;
}

void AddTierStates(const CompiledPolicy& policy, const Book& book, std::span<const AccountId> order,
                   const TierMoves& moves, std::vector<Table>* tables) {
  const TieringRule& rule = *policy.policy.tiering;
  Table table(CatalogueTable("tier_states"), policy.money_scale, policy.value_scale);
  const auto add_tier = [&rule](Column& column, std::int32_t tier) {
    tier == kNoTier ? column.AddMissing() : column.Add(TierName(rule, tier));
  };
  for (const TierStay& stay : moves.stays()) {
    table["account"].Add(book.external_id(order[static_cast<std::size_t>(stay.key.place)]));
    if (rule.within.values.empty()) {
      table["segment"].AddMissing();
    } else {
      table["segment"].Add(rule.within.values[static_cast<std::size_t>(stay.key.part)]);
    }
    add_tier(table["tier"], stay.state.tier);
    table["since"].Add(stay.state.since);
    stay.until ? table["until"].Add(*stay.until) : table["until"].AddMissing();
    table["reviewed"].Add(stay.state.reviewed);
    table["missed_reviews"].Add(stay.state.missed_reviews);
    add_tier(table["former_tier"], stay.state.former_tier);
  }
  tables->push_back(std::move(table));
}

}  // namespace v1
}  // namespace keyhaul
