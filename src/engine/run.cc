// A run: the totals of a book, through tiers and terms, into tables.
#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/base/version.h"
#include "keyhaul/engine/catalogue.h"
#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/engine/engine.h"
#include "src/engine/booked.h"
#include "src/engine/settle_stage.h"
#include "src/engine/statement_stage.h"
#include "src/engine/tier_stage.h"
#include "src/engine/tier_states.h"
#include "src/engine/tier_tables.h"
#include "src/engine/tier_window.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// The state tables that a run understands, each given once at most.
struct StateTables {
  const InputTable* booked = nullptr;
  const InputTable* forecasts = nullptr;
  const InputTable* tier_states = nullptr;
  const InputTable* tier_overrides = nullptr;
};

Result<StateTables> FindState(const CompiledPolicy& policy, std::span<const InputTable> tables) {
  StateTables found;
  const std::pair<std::string_view, const InputTable**> known[] = {{"booked", &found.booked},
                                                                   {"forecasts", &found.forecasts},
                                                                   {"tier_states", &found.tier_states},
                                                                   {"tier_overrides", &found.tier_overrides}};
  for (const InputTable& table : tables) {
    const auto is_named = [&](const auto& entry) { return entry.first == table.name; };
    const auto entry = std::find_if(std::begin(known), std::end(known), is_named);
    if (entry == std::end(known)) {
      return MakeError(Code::not_found,
                       "\"" + std::string(table.name) +
                           "\" is no state of a run; expected booked, forecasts, tier_states or tier_overrides");
    }
    if (*entry->second != nullptr) {
      return MakeError(Code::data_duplicate, "the table " + std::string(table.name) + " is given twice");
    }
    *entry->second = &table;
  }
  const InputTable* of_tiers = found.tier_states != nullptr ? found.tier_states : found.tier_overrides;
  if (of_tiers == nullptr || policy.policy.tiering.has_value()) return found;
  Error error = MakeError(Code::data_value, "the policy has no tiering, so accounts have no tiers");
  error.table = std::string(of_tiers->name);
  return error;
}

// The sum of the values as they are, whatever the rule has them count for.
int128 NetOf(std::span<const int128> values) {
  int128 net = 0;
  for (const int128 value : values) net += value;
  return net;
}

// The periods of all items of the plan in which there are rows.
std::vector<Period> OccupiedPeriods(const Book& book) {
  const std::span<const PlanItem> items = book.plan().items();
  std::vector<Period> periods;
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (const std::int64_t index : book.PeriodIndexes(static_cast<int>(i))) {
      if (const Result<Period> period = items[i].calendar.At(index); period.ok()) periods.push_back(*period);
    }
  }
  return periods;
}

// Whether the ledger's last day stands alone, so that it may be mistyped, 2062 for 2026: in the 12 months before the
// shortest period that it lies in there is nothing, and before them there is something.
bool IsIsolated(const Book& book, const Period& ledger, Day last_day) {
  const std::vector<Period> occupied = OccupiedPeriods(book);
  std::optional<Day> begin;
  for (const Period& period : occupied) {
    if (period.Contains(last_day)) begin = std::max(begin.value_or(period.begin), period.begin);
  }
  if (!begin.has_value()) return false;
  const Result<Period> first_month = kMonths.At(kMonths.IndexOf(*begin) - kMonthsOfYear);
  if (!first_month.ok() || ledger.begin >= first_month->begin) return false;
  return std::none_of(occupied.begin(), occupied.end(), [&](const Period& period) {
    return period.begin < *begin && period.end > first_month->begin && !period.Contains(last_day);
  });
}

// Whether an agreement is with accounts of a tag that none carries: it may be misspelt.
bool HasTagWithoutAccounts(const Policy& policy, const Book& book) {
  const std::vector<AccountId> accounts = book.OrderByExternalId();
  const auto is_carried = [&](const std::string& tag) {
    return std::any_of(accounts.begin(), accounts.end(),
                       [&](AccountId account) { return HasTag(book.facts(account).tags, tag); });
  };
  return std::any_of(policy.agreements.begin(), policy.agreements.end(), [&](const Agreement& agreement) {
    return !std::all_of(agreement.tags.begin(), agreement.tags.end(), is_carried);
  });
}

// What is unusual about the as-of day.
std::string DayFlag(const Book& book, const Period& ledger, Day last_day, std::optional<Day> as_of) {
  if (as_of.has_value()) return last_day > *as_of ? "rows_after_as_of" : "";
  return IsIsolated(book, ledger, last_day) ? "last_day_isolated" : "";
}

// What is unusual about the whole run, separated by spaces.
std::string RunFlags(const CompiledPolicy& policy, const Book& book, const std::string& day_flag,
                     const TieredWindow* window) {
  std::string flags = window == nullptr ? "" : PopulationFlags(window->tiers.flags);
  if (!day_flag.empty()) flags += (flags.empty() ? "" : " ") + day_flag;
  if (HasTagWithoutAccounts(policy.policy, book))
    flags += flags.empty() ? "tag_without_accounts" : " tag_without_accounts";
  return flags;
}

void AddRunTable(const CompiledPolicy& policy, const Book& book, Day as_of, const std::string& flags,
                 const TieredWindow* window, std::vector<Table>* tables) {
  Table table(CatalogueTable("run"), policy.money_scale, policy.value_scale);
  table["policy"].Add(policy.policy.name);
  table["policy_digest"].Add(policy.digest.ToText());
  table["plan_digest"].Add(policy.plan.digest().ToText());
  table["version"].Add(kVersion);
  table["currency"].Add(policy.policy.currency.code());
  table["as_of"].Add(as_of);
  table["accounts"].Add(static_cast<std::int64_t>(book.account_count()));
  table["flags"].Add(flags);
  if (window == nullptr) {
    for (const char* column : {"window_begin", "window_end", "base", "net"}) table[column].AddMissing();
  } else {
    table["window_begin"].Add(window->population.days().begin);
    table["window_end"].Add(window->population.days().end);
    table["base"].Add(window->tiers.total.base);
    table["net"].Add(NetOf(window->population.population().metrics.front().values));
  }
  tables->push_back(std::move(table));
}

std::string_view FlagOf(const OpenDocument& document) {
  if (document.IsUnknown()) return "never_charged";
  return document.IsOverCredited() ? "over_credited" : "";
}

void AddDocuments(const CompiledPolicy& policy, const Book& book, std::vector<Table>* tables) {
  Table table(CatalogueTable("documents"), policy.money_scale, policy.measure_scale);
  for (const OpenDocument& document : book.OpenDocuments(policy.documents_item)) {
    // A document that nothing credits is of no interest to anybody who looks at credits.
    if (document.credited == 0) continue;
    table["account"].Add(book.external_id(document.account));
    table["document"].Add(document.document);
    table["charged"].Add(document.charged);
    table["credited"].Add(document.credited);
    table["remaining"].Add(document.remaining());
    table["flags"].Add(FlagOf(document));
  }
  tables->push_back(std::move(table));
}

}  // namespace

const Table* RunResult::Find(std::string_view table) const {
  for (const Table& candidate : tables) {
    if (candidate.name() == table) return &candidate;
  }
  return nullptr;
}

Result<RunResult> Run(const PolicyHandle& policy, const Book& book, const RunOptions& options) {
  if (book.plan().digest() != policy->plan.digest()) {
    return MakeError(Code::bytes_plan, "the book was filled for another measure plan than the policy's");
  }
  const std::optional<Period> ledger = book.LedgerDays();
  if (!ledger.has_value()) return MakeError(Code::data_empty, "the ledger has no rows; nothing can be computed of it");
  const Day last_day(ledger->end.value() - 1);
  const Day as_of = options.as_of.value_or(last_day);
  KEYHAUL_TRY(const StateTables state, FindState(*policy, options.state));
  SettlementInputs known;
  if (state.booked != nullptr) {
    KEYHAUL_TRY(known.booked, ReadBooked(*policy, book, *state.booked));
  }
  if (state.forecasts != nullptr) {
    KEYHAUL_TRY(known.forecasts, ReadForecasts(*policy, book, *state.forecasts));
  }

  RunResult result;
  result.policy = policy;
  const std::vector<AccountId> order = book.OrderByExternalId();
  std::optional<TierStage> tiers;
  const TieredWindow* window = nullptr;
  if (policy->policy.tiering.has_value()) {
    KEYHAUL_TRY(TierStates states,
                ReadTierStates(*policy, book, order, as_of, state.tier_states, state.tier_overrides));
    tiers.emplace(*policy, book, order);
    KEYHAUL_TRY(window, tiers->WindowOf(as_of));
    KEYHAUL_CHECK(tiers->Move(*window, std::move(states)));
  }
  const std::string flags = RunFlags(*policy, book, DayFlag(book, *ledger, last_day, options.as_of), window);
  AddRunTable(*policy, book, as_of, flags, window, &result.tables);
  if (window != nullptr) {
    KEYHAUL_TRY(const TieredWindow* before, tiers->WindowBefore(*window));
    KEYHAUL_CHECK(AddTierTables({*policy, book, order, *window, before, tiers->moves()}, &result.tables));
  }
  if (!policy->lines.empty() && !options.omit_terms) {
    TierStage* stage = tiers.has_value() ? &*tiers : nullptr;
    KEYHAUL_CHECK(AddSettlements(*policy, book, as_of, options.omit_explanations, known, stage, &result.tables));
  }
  if (!options.omit_terms) KEYHAUL_CHECK(AddStatements(*policy, book, as_of, known.booked, &result.tables));
  if (policy->documents_item >= 0) AddDocuments(*policy, book, &result.tables);
  return result;
}

}  // namespace v1
}  // namespace keyhaul
