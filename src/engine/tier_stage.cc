#include "src/engine/tier_stage.h"

#include <algorithm>
#include <utility>

#include "src/engine/tier_window.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// An error of a population names a unit by its number; hosts know the account.
Error NameAccount(const TierPopulation& population, const Book& book, Error error) {
  if (error.row < 0) return error;
  const AccountId account = population.account(static_cast<std::size_t>(error.row));
  error.message = "account \"" + std::string(book.external_id(account)) + "\": " + error.message;
  error.row = -1;
  return error;
}

// The population's own facts, and the tier once units have one.
std::function<bool(std::size_t, const FactIs&)> WithTiers(std::function<bool(std::size_t, const FactIs&)> facts,
                                                          const TieringRule* rule,
                                                          std::shared_ptr<std::vector<std::int32_t>> tiers) {
  return [facts = std::move(facts), rule, tiers = std::move(tiers)](std::size_t unit, const FactIs& fact) {
    if (fact.fact != "tier") return facts(unit, fact);
    const std::string_view tier = TierName(*rule, (*tiers)[unit]);
    return std::find(fact.values.begin(), fact.values.end(), tier) != fact.values.end();
  };
}

}  // namespace

Result<const TieredWindow*> TierStage::WindowOf(Day as_of) {
  if (const auto found = windows_.find(as_of.value()); found != windows_.end()) return &found->second;
  KEYHAUL_TRY(TierPopulation made, BuildPopulation(policy_, book_, as_of, order_));
  TieredWindow window(as_of, std::move(made));
  window.tiers_for_classes = std::make_shared<std::vector<std::int32_t>>();
  Population population = window.population.population();
  population.has_fact = WithTiers(population.has_fact, &rule_, window.tiers_for_classes);
  Result<Classifier> classifier = Classifier::Make(std::move(population), rule_, policy_.policy.classes);
  if (!classifier.ok()) return NameAccount(window.population, book_, std::move(classifier).error());
  window.classifier = std::make_unique<Classifier>(*std::move(classifier));
  window.tiers = Classify(*window.classifier);
  return &windows_.emplace(as_of.value(), std::move(window)).first->second;
}

Result<const TieredWindow*> TierStage::WindowBefore(const TieredWindow& window) {
  const TierWindow::Kind kind = rule_.window.kind;
  const std::optional<Period> ledger = book_.LedgerDays();
  if (!ledger || kind == TierWindow::Kind::lifetime || kind == TierWindow::Kind::anniversary) return nullptr;
  const Day first = window.population.days().begin;
  const std::int64_t last_month = kMonths.IndexOf(first) - 1;
  const std::int64_t first_of_ledger = kMonths.IndexOf(ledger->begin);
  if (MonthsOf(rule_.window, last_month, first_of_ledger, std::nullopt).window.first < first_of_ledger) return nullptr;
  return WindowOf(Day(first.value() - 1));
}

Status TierStage::Move(const TieredWindow& window, TierStates states) {
  KEYHAUL_TRY(TierMoves moves, MoveUnits(rule_, book_, order_, window.population, *window.classifier, window.tiers,
                                         window.as_of, std::move(states)));
  moves_ = std::move(moves);
  *window.tiers_for_classes = moves_->tiers();
  return {};
}

Result<std::vector<std::int32_t>> TierStage::TiersEarnedOn(Day day, std::size_t part) {
  KEYHAUL_TRY(const TieredWindow* window, WindowOf(day));
  std::vector<std::int32_t> tiers(book_.account_count(), kNoTier);
  for (const AccountId account : order_) {
    const std::int32_t unit = window->population.UnitOf(account, part);
    if (unit >= 0) tiers[account.index()] = window->tiers.tier[static_cast<std::size_t>(unit)];
  }
  return tiers;
}

Result<std::vector<std::int32_t>> TierStage::TiersOn(Day day, std::size_t part) {
  const TieredWindow& now = windows_.at(moves_->as_of().value());
  std::vector<std::int32_t> tiers(book_.account_count(), kNoTier);
  if (day < moves_->as_of()) {
    KEYHAUL_TRY(tiers, TiersEarnedOn(day, part));
  }
  for (const AccountId account : order_) {
    const std::int32_t unit = now.population.UnitOf(account, part);
    if (unit < 0) continue;
    const auto u = static_cast<std::size_t>(unit);
    if (day == moves_->as_of()) {
      tiers[account.index()] = moves_->tiers()[u];
    } else if (const auto had = moves_->TierOn(u, day)) {
      tiers[account.index()] = *had;
    }
  }
  return tiers;
}

}  // namespace v1
}  // namespace keyhaul
