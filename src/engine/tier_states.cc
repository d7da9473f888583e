#include "src/engine/tier_states.h"

#include <algorithm>
#include <string>
#include <utility>

#include "keyhaul/engine/catalogue.h"
#include "src/engine/cells.h"

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

Error InRow(const InputTable& table, std::size_t row, Error error) {
  error.table = std::string(table.name);
  error.row = static_cast<std::int64_t>(row);
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

  Result<std::vector<std::int64_t>> Counts(std::string_view name) {
    std::vector<std::int64_t> counts(table_.rows, 0);
    const InputColumn* column = FindColumn(table_, name);
    if (column == nullptr) return counts;
    std::vector<std::int64_t> buffer;
    KEYHAUL_TRY(const auto read, ReadAmounts(table_, *column, 0, &buffer, &refusals_));
    counts.assign(read.begin(), read.end());
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

Status CheckStay(const TierStay& stay, std::int32_t tier_count) {
  // Any day will do as the run's here: that the states are not later than the run is seen when units move.
  KEYHAUL_CHECK(CheckTierState(stay.state, tier_count, Day(kMaxDay)));
  if (!stay.until || *stay.until > stay.state.since) return {};
  return AtColumn("until", stay.until->ToText(), Code::data_value,
                  "is not after the first day of the stay, " + stay.state.since.ToText());
}

Result<std::vector<TierStay>> ReadStays(const NameReader& names, const InputTable& table, std::int32_t tier_count) {
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
        return AtColumn("missed_reviews", std::to_string(missed[row]), Code::data_value, "is no number of reviews");
      }
      stay.state.missed_reviews = static_cast<std::int32_t>(missed[row]);
      KEYHAUL_CHECK(CheckStay(stay, tier_count));
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
  std::vector<KeyedOverride> overrides;
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
    overrides.push_back(*std::move(one));
  }
  std::stable_sort(overrides.begin(), overrides.end(),
                   [](const KeyedOverride& a, const KeyedOverride& b) { return a.key < b.key; });
  return overrides;
}

// Compares by key, for the ranges of one key.
struct ByKey {
  template <class Keyed>
  bool operator()(const Keyed& a, const TierKey& b) const {
    return a.key < b;
  }
  template <class Keyed>
  bool operator()(const TierKey& a, const Keyed& b) const {
    return a < b.key;
  }
};

}  // namespace

Result<TierStates> ReadTierStates(const CompiledPolicy& policy, const Book& book, std::span<const AccountId> order,
                                  const InputTable* states, const InputTable* overrides) {
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
    KEYHAUL_TRY(read.stays, ReadStays(names, *states, static_cast<std::int32_t>(TierCount(rule))));
  }
  if (overrides != nullptr) {
    KEYHAUL_TRY(read.overrides, ReadOverrides(rule, names, *overrides));
  }
  return read;
}

std::optional<std::int32_t> TierMoves::TierBefore(std::size_t unit) const {
  return before_.empty() ? std::nullopt : before_[unit];
}

std::string_view TierMoves::override_reason(std::size_t unit) const {
  return reasons_.empty() ? std::string_view() : std::string_view(reasons_[unit]);
}

std::optional<std::int32_t> TierMoves::TierOn(std::size_t unit, Day day) const {
  const auto [begin, end] = std::equal_range(stays_.begin(), stays_.end(), keys_[unit], ByKey());
  for (auto stay = begin; stay != end; ++stay) {
    if (stay->state.since <= day && (!stay->until || day < *stay->until)) return stay->state.tier;
  }
  const auto [first, last] = std::equal_range(overrides_.begin(), overrides_.end(), keys_[unit], ByKey());
  std::optional<std::int32_t> decided;
  for (auto one = first; one != last; ++one) {
    if (HoldsOn(one->decided, day) && one->decided.tier != kNoTier) decided = one->decided.tier;
  }
  return decided;
}

// Moves the units of one run.
class UnitMover {
 public:
  UnitMover(const TieringRule& rule, const TierPopulation& population, const Classifier& classifier, const Tiers& tiers,
            Day as_of, TierStates states)
      : rule_(rule),
        population_(population),
        classifier_(classifier),
        tiers_(tiers),
        states_(std::move(states)),
        tier_count_(static_cast<std::int32_t>(TierCount(rule))) {
    out_.as_of_ = as_of;
    if (rule.movement) movement_.emplace(*rule.movement, tier_count_, as_of);
    out_.has_states_ = !states_.stays.empty();
  }

  Result<TierMoves> Move(const Book& book, std::span<const AccountId> order) {
    const std::size_t units = population_.size();
    out_.before_.resize(units);
    out_.reasons_.resize(states_.overrides.empty() ? 0 : units);
    std::vector<std::int32_t> places(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) places[order[i].index()] = static_cast<std::int32_t>(i);
    for (std::size_t unit = 0; unit < units; ++unit) {
      const auto part = static_cast<std::int32_t>(population_.part(unit));
      out_.keys_.push_back({places[population_.account(unit).index()], part});
      if (Status status = MoveUnit(unit); !status.ok()) {
        Error error = std::move(status).error();
        error.message =
            "account \"" + std::string(book.external_id(population_.account(unit))) + "\": " + error.message;
        return error;
      }
    }
    out_.overrides_ = std::move(states_.overrides);
    out_.stays_ = std::move(states_.stays);
    out_.stays_.insert(out_.stays_.end(), fresh_.begin(), fresh_.end());
    std::stable_sort(out_.stays_.begin(), out_.stays_.end(), [](const TierStay& a, const TierStay& b) {
      return a.key != b.key ? a.key < b.key : a.state.since < b.state.since;
    });
    return std::move(out_);
  }

 private:
  // The override that holds; of several, the one that stands last in the table.
  const TierOverride* OverrideOf(const TierKey& key) const {
    const auto [begin, end] = std::equal_range(states_.overrides.begin(), states_.overrides.end(), key, ByKey());
    const TierOverride* holds = nullptr;
    for (auto one = begin; one != end; ++one) {
      if (HoldsOn(one->decided, out_.as_of_)) holds = &one->decided;
    }
    return holds;
  }

  TierStay* OpenStayOf(const TierKey& key) {
    const auto [begin, end] = std::equal_range(states_.stays.begin(), states_.stays.end(), key, ByKey());
    return begin == end || (end - 1)->until ? nullptr : &*(end - 1);
  }

  Status MoveUnit(std::size_t unit) {
    const TierKey key = out_.keys_[unit];
    const TierOverride* manual = OverrideOf(key);
    if (manual != nullptr) out_.reasons_[unit] = manual->reason;
    TierStay* open = OpenStayOf(key);
    if (open != nullptr) {
      KEYHAUL_CHECK(CheckTierState(open->state, tier_count_, out_.as_of_));
      out_.before_[unit] = open->state.tier;
    }
    const std::int32_t earned = tiers_.tier[unit];
    if (!rule_.movement) {
      out_.tiers_.push_back(manual != nullptr && manual->tier != kNoTier ? manual->tier : earned);
      return {};
    }
    ReviewInput input;
    input.earned_tier = earned;
    input.active = population_.IsActive(unit);
    input.retains = open != nullptr && classifier_.Retains(unit, open->state.tier);
    const std::optional<TierState> before = open == nullptr ? std::nullopt : std::optional(open->state);
    const keyhaul::Move move = movement_->Decide(before, manual, input);
    out_.tiers_.push_back(move.state.tier);
    out_.moves_.push_back(move);
    Keep(key, move.state, open);
    return {};
  }

  // A state goes on with its stay, or ends it and begins another. A stay that would have no day is taken back: it is of
  // a run of the same day that is repeated with other data.
  void Keep(const TierKey& key, const TierState& state, TierStay* open) {
    const bool goes_on = open != nullptr && open->state.tier == state.tier && open->state.since == state.since;
    if (goes_on || (open != nullptr && open->state.since == state.since)) {
      open->state = state;
      return;
    }
    if (open != nullptr) open->until = state.since;
    fresh_.push_back({key, state, std::nullopt});
  }

  const TieringRule& rule_;
  const TierPopulation& population_;
  const Classifier& classifier_;
  const Tiers& tiers_;
  TierStates states_;
  std::int32_t tier_count_;
  std::optional<Movement> movement_;  // absent where every unit has the tier that it earns
  std::vector<TierStay> fresh_;
  TierMoves out_;
};

Result<TierMoves> MoveUnits(const TieringRule& rule, const Book& book, std::span<const AccountId> order,
                            const TierPopulation& population, const Classifier& classifier, const Tiers& tiers,
                            Day as_of, TierStates states) {
  return UnitMover(rule, population, classifier, tiers, as_of, std::move(states)).Move(book, order);
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
