#include "src/engine/tier_stage.h"

#include <string>
#include <utility>

#include "keyhaul/engine/catalogue.h"

namespace keyhaul {
inline namespace v1 {
namespace {

Calendar Months() { return *Calendar::Make(CalendarKind::month); }

void AddFlag(bool raised, std::string_view name, std::string* text) {
  if (!raised) return;
  if (!text->empty()) *text += ' ';
  *text += name;
}

// Writes the rows of `tiers` for one window.
class TierRows {
 public:
  TierRows(const CompiledPolicy& policy, const Book& book, const TieredWindow& window, const TieredWindow* before,
           Table* table)
      : rule_(*policy.policy.tiering), book_(book), window_(window), before_(before), table_(*table) {
    for (std::size_t i = 0; i < rule_.tiers.size(); ++i) {
      rule_paths_.push_back(RulePath(rule_, static_cast<std::int32_t>(i)));
    }
  }

  Status AddAll() {
    const std::vector<AccountId> order = book_.OrderByExternalId();
    std::vector<std::int32_t> place(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) place[order[i].index()] = static_cast<std::int32_t>(i);
    ranking_ = Rank(window_.values, place);
    for (const AccountId account : order) KEYHAUL_CHECK(Add(account));
    return {};
  }

 private:
  Status Add(AccountId account) {
    const std::size_t i = account.index();
    const int128 value = window_.values[i];
    const std::int32_t tier = window_.tiers.tier[i];
    table_["account"].Add(book_.external_id(account));
    table_["tier"].Add(rule_.tiers[static_cast<std::size_t>(tier)].name);
    table_["tier_index"].Add(tier);
    table_["rule"].Add(rule_paths_[static_cast<std::size_t>(tier)]);
    table_["rank"].Add(ranking_.rank[i]);
    table_["value"].Add(value);
    AddShare("share", value);
    AddShare("cumulative_share", value > 0 ? ranking_.cumulative[i] : int128(0));
    AddPrevious(i);
    KEYHAUL_TRY(const TierDistance distance, DistanceOf(value, tier, window_.tiers.cuts));
    AddDistance("to_next_tier", distance.to_next_tier);
    AddDistance("above_this_tier", distance.above_threshold);
    table_["flags"].Add(AccountFlags(window_.tiers, i));
    return {};
  }

  void AddPrevious(std::size_t account) {
    if (before_ == nullptr) {
      table_["previous_tier"].AddMissing();
      table_["previous_value"].AddMissing();
      return;
    }
    const std::int32_t tier = before_->tiers.tier[account];
    table_["previous_tier"].Add(rule_.tiers[static_cast<std::size_t>(tier)].name);
    table_["previous_value"].Add(before_->values[account]);
  }

  void AddDistance(std::string_view column, std::optional<int128> distance) {
    distance.has_value() ? table_[column].Add(*distance) : table_[column].AddMissing();
  }

  void AddShare(std::string_view column, int128 part) {
    const std::optional<std::int64_t> share = ShareOf(part, window_.tiers.base);
    share.has_value() ? table_[column].Add(*share) : table_[column].AddMissing();
  }

  const TieringRule& rule_;
  const Book& book_;
  const TieredWindow& window_;
  const TieredWindow* before_;
  Table& table_;
  std::vector<std::string> rule_paths_;
  Ranking ranking_;
};

void AddSummary(const TieringRule& rule, const TieredWindow& window, Table* table) {
  std::vector<int128> positive(rule.tiers.size(), 0);
  for (std::size_t i = 0; i < window.values.size(); ++i) {
    if (window.values[i] > 0) positive[static_cast<std::size_t>(window.tiers.tier[i])] += window.values[i];
  }
  for (std::size_t i = 0; i < rule.tiers.size(); ++i) {
    const TierCut& cut = window.tiers.cuts[i];
    (*table)["tier"].Add(rule.tiers[i].name);
    (*table)["tier_index"].Add(static_cast<std::int32_t>(i));
    (*table)["accounts"].Add(window.tiers.tier_accounts[i]);
    (*table)["value"].Add(window.tiers.tier_value[i]);
    std::optional<std::int64_t> share = ShareOf(positive[i], window.tiers.base);
    if (positive[i] == 0 && window.tiers.base > 0) share = 0;
    share.has_value() ? (*table)["share"].Add(*share) : (*table)["share"].AddMissing();
    const bool is_last = i + 1 == rule.tiers.size();
    is_last || cut.empty ? (*table)["at_least"].AddMissing() : (*table)["at_least"].Add(cut.at_least);
  }
}

}  // namespace

std::string RulePath(const TieringRule& rule, std::int32_t tier) {
  const auto& when = rule.tiers[static_cast<std::size_t>(tier)].when;
  std::string path = "tiering.tiers[" + std::to_string(tier) + "]";
  if (!when.has_value()) return path;
  if (std::holds_alternative<ShareCut>(*when)) return path + ".when.share";
  return path + (std::holds_alternative<RankCut>(*when) ? ".when.rank" : ".when.amount");
}

std::string AccountFlags(const Tiers& tiers, std::size_t account) {
  std::string text;
  AddFlag(tiers.Has(account, AccountFlag::non_positive), "non_positive", &text);
  AddFlag(tiers.Has(account, AccountFlag::tied_at_cut), "tied_at_cut", &text);
  AddFlag(tiers.Has(account, AccountFlag::crossing), "crossing", &text);
  return text;
}

std::string PopulationFlags(const Tiers& tiers) {
  std::string text;
  AddFlag(tiers.Has(PopulationFlag::empty_population), "empty_population", &text);
  AddFlag(tiers.Has(PopulationFlag::single_account), "single_account", &text);
  AddFlag(tiers.Has(PopulationFlag::all_equal), "all_equal", &text);
  AddFlag(tiers.Has(PopulationFlag::all_zero), "all_zero", &text);
  AddFlag(tiers.Has(PopulationFlag::no_positive_value), "no_positive_value", &text);
  AddFlag(tiers.Has(PopulationFlag::nonpositive_net), "nonpositive_net", &text);
  return text;
}

std::optional<std::int64_t> ShareOf(int128 part, int128 whole) {
  constexpr int kDigits = 9;
  if (part <= 0 || whole >= PowerOfTen(kMaxPowerOfTen - 1)) return std::nullopt;
  std::int64_t share = static_cast<std::int64_t>(part / whole);
  int128 rest = part % whole;
  for (int digit = 0; digit < kDigits; ++digit) {
    rest *= 10;
    share = share * 10 + static_cast<std::int64_t>(rest / whole);
    rest %= whole;
  }
  return rest >= whole - rest ? share + 1 : share;
}

std::vector<int128> TierStage::ValuesIn(const Period& days) const {
  if (policy_.policy.tiering->value.kind == TierValue::Kind::active_days) {
    const std::vector<std::int64_t> active = book_.DistinctDays(policy_.value_item, days);
    return {active.begin(), active.end()};
  }
  const Calendar months = Months();
  return book_.Sums(policy_.value_item, months.IndexOf(days.begin), months.IndexOf(Day(days.end.value() - 1)));
}

Result<const TieredWindow*> TierStage::WindowOf(Day last_day) {
  const Calendar months = Months();
  const std::int64_t last = months.IndexOf(last_day);
  if (const auto found = windows_.find(last); found != windows_.end()) return &found->second;
  const TieringRule& rule = *policy_.policy.tiering;
  KEYHAUL_TRY(const Period last_month, months.At(last));
  KEYHAUL_TRY(const Period first_month, months.At(last - rule.window_months + 1));
  TieredWindow window;
  window.days = Period{first_month.begin, last_month.end};
  window.values = ValuesIn(window.days);
  KEYHAUL_TRY(window.tiers, Classify(window.values, policy_.value_scale, rule));
  return &windows_.emplace(last, std::move(window)).first->second;
}

Result<const TieredWindow*> TierStage::WindowBefore(const TieredWindow& window) {
  const std::optional<Period> ledger = book_.LedgerDays();
  const Day last_day(window.days.begin.value() - 1);
  const Calendar months = Months();
  const std::int64_t first_month = months.IndexOf(last_day) - policy_.policy.tiering->window_months + 1;
  if (!ledger.has_value() || months.IndexOf(ledger->begin) > first_month) return nullptr;
  return WindowOf(last_day);
}

Status TierStage::AddTables(const TieredWindow& window, const TieredWindow* before, std::vector<Table>* tables) const {
  Table tiers(CatalogueTable("tiers"), policy_.money_scale, policy_.value_scale);
  KEYHAUL_CHECK(TierRows(policy_, book_, window, before, &tiers).AddAll());
  Table summary(CatalogueTable("tier_summary"), policy_.money_scale, policy_.value_scale);
  AddSummary(*policy_.policy.tiering, window, &summary);
  tables->push_back(std::move(tiers));
  tables->push_back(std::move(summary));
  return {};
}

}  // namespace v1
}  // namespace keyhaul
