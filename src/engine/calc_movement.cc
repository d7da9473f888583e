// calc: how accounts move between tiers over a series of reviews.
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/tiering.h"
#include "src/engine/calc.h"
#include "src/engine/calc_population.h"
#include "src/engine/tier_tables.h"
#include "src/policy/tiering.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// What is known of one account between reviews. Accounts stand in the byte order of their ids.
struct Known {
  std::optional<TierState> state;
  std::optional<TierOverride> decided;
};
using KnownAccounts = std::map<std::string, Known, std::less<>>;

// One run: the accounts of the request, and what became of each.
struct Review {
  Day as_of;
  CalcPopulation population;
  std::unique_ptr<Classifier> classifier;
  Tiers tiers;
};

class MovementCalc {
 public:
  MovementCalc(const CalcRequest& request, JsonWriter* out)
      : request_(request), form_(request.context, "calc.movement"), out_(*out) {}

  Status Answer() {
    KEYHAUL_CHECK(form_.Check(request_.node));
    form_.Require(request_.node, "calc");
    const JsonNode rule_node = form_.Require(request_.node, "tiering");
    KEYHAUL_TRY(rule_, ReadCalcTiering(request_, rule_node));
    if (!rule_.movement) return rule_node.MakeError(Code::policy_missing_key, "the key \"movement\" is missing");
    if (const auto states = form_.Get(request_.node, "states")) KEYHAUL_CHECK(ReadStates(*states));
    if (const auto decided = form_.Get(request_.node, "overrides")) KEYHAUL_CHECK(ReadOverrides(*decided));
    KEYHAUL_TRY(const auto reviews,
                ReadElements(request_.context, form_.Require(request_.node, "reviews"), "calc.movement.reviews[]"));
    out_.Key("reviews").BeginArray();
    for (const JsonNode review : reviews) KEYHAUL_CHECK(AnswerReview(rule_node, review));
    out_.EndArray().Key("states").BeginArray();
    for (const auto& [id, known] : book_) {
      if (known.state) WriteState(id, *known.state);
    }
    out_.EndArray();
    return {};
  }

 private:
  std::int32_t tier_count() const { return static_cast<std::int32_t>(TierCount(rule_)); }

  // kNoTier where the key is absent.
  Result<std::int32_t> ReadTier(std::optional<JsonNode> node) const {
    if (!node) return kNoTier;
    KEYHAUL_TRY(const std::string name, ReadText(*node));
    for (std::int32_t tier = 0; tier < tier_count(); ++tier) {
      if (TierName(rule_, tier) == name) return tier;
    }
    return node->MakeError(Code::policy_value, "\"" + name + "\" is no tier of the rule");
  }

  Status ReadStates(JsonNode node) {
    KEYHAUL_TRY(const auto elements, ReadElements(request_.context, node, "calc.movement.states[]"));
    const ObjectForm form(request_.context, "calc.movement.states[]");
    for (const JsonNode element : elements) {
      KEYHAUL_CHECK(form.Check(element));
      KEYHAUL_TRY(const std::string id, ReadText(form.Require(element, "id")));
      KEYHAUL_TRY(TierState state, ReadState(form, element));
      Known& known = book_[id];
      if (known.state) return element.MakeError(Code::policy_value, "\"" + id + "\" has another state");
      known.state = state;
    }
    return {};
  }

  Result<TierState> ReadState(const ObjectForm& form, JsonNode node) const {
    TierState state;
    KEYHAUL_TRY(state.tier, ReadTier(form.Get(node, "tier")));
    KEYHAUL_TRY(state.since, ReadDay(form.Require(node, "since")));
    state.reviewed = state.since;
    if (const auto reviewed = form.Get(node, "reviewed")) {
      KEYHAUL_TRY(state.reviewed, ReadDay(*reviewed));
    }
    if (const auto missed = form.Get(node, "missed_reviews")) {
      KEYHAUL_TRY(const std::int64_t count, ReadInteger(*missed, 0, kMaxGraceReviews));
      state.missed_reviews = static_cast<std::int32_t>(count);
    }
    KEYHAUL_TRY(state.former_tier, ReadTier(form.Get(node, "former_tier")));
    Status status = CheckTierState(state, tier_count(), Day(kMaxDay));
    if (!status.ok()) return ErrorAt(node, std::move(status).error());
    return state;
  }

  Status ReadOverrides(JsonNode node) {
    KEYHAUL_TRY(const auto elements, ReadElements(request_.context, node, "calc.movement.overrides[]"));
    const ObjectForm form(request_.context, "calc.movement.overrides[]");
    for (const JsonNode element : elements) {
      KEYHAUL_CHECK(form.Check(element));
      KEYHAUL_TRY(const std::string id, ReadText(form.Require(element, "id")));
      KEYHAUL_TRY(TierOverride decided, ReadOverride(form, element));
      Known& known = book_[id];
      if (known.decided) return element.MakeError(Code::policy_value, "\"" + id + "\" has another override");
      known.decided = std::move(decided);
    }
    return {};
  }

  Result<TierOverride> ReadOverride(const ObjectForm& form, JsonNode node) const {
    TierOverride decided;
    KEYHAUL_TRY(decided.tier, ReadTier(form.Get(node, "tier")));
    for (const auto& [key, day] : {std::pair("from", &decided.from), std::pair("until", &decided.until)}) {
      const auto given = form.Get(node, key);
      if (!given) continue;
      KEYHAUL_TRY(*day, ReadDay(*given));
    }
    if (const auto reason = form.Get(node, "reason")) {
      KEYHAUL_TRY(decided.reason, ReadText(*reason));
    }
    Status status = CheckTierOverride(decided, tier_count());
    if (!status.ok()) return ErrorAt(node, std::move(status).error());
    return decided;
  }

  Result<Review> ReadReview(JsonNode rule_node, JsonNode node) const {
    const ObjectForm form(request_.context, "calc.movement.reviews[]");
    KEYHAUL_CHECK(form.Check(node));
    Review review;
    const JsonNode as_of = form.Require(node, "as_of");
    KEYHAUL_TRY(review.as_of, ReadDay(as_of));
    if (last_ && review.as_of < *last_) {
      return as_of.MakeError(Code::policy_value, review.as_of.ToText() + " is before " + last_->ToText() +
                                                     " of the review above; reviews stand by ascending day");
    }
    const JsonNode accounts = form.Require(node, "accounts");
    KEYHAUL_TRY(review.population, ReadCalcPopulation(request_, accounts, "calc.movement.reviews[].accounts[]", rule_));
    Result<Classifier> made = Classifier::Make(review.population.View(rule_, nullptr), rule_);
    if (!made.ok()) return TieringError(request_, rule_node, accounts, review.population, std::move(made).error());
    review.classifier = std::make_unique<Classifier>(*std::move(made));
    review.tiers = Classify(*review.classifier);
    return review;
  }

  Status AnswerReview(JsonNode rule_node, JsonNode node) {
    KEYHAUL_TRY(const Review review, ReadReview(rule_node, node));
    last_ = review.as_of;
    std::map<std::string_view, std::size_t> unit_of;
    for (std::size_t unit = 0; unit < review.population.units(); ++unit) {
      const std::string_view id = review.population.ids[review.population.heads[unit]];
      unit_of[id] = unit;
      book_.try_emplace(std::string(id));
    }
    const Movement movement(*rule_.movement, tier_count(), review.as_of);
    std::vector<std::int32_t> before, after;
    out_.BeginObject().Key("as_of").Text(review.as_of.ToText()).Key("accounts").BeginArray();
    for (auto& [id, known] : book_) {
      const auto found = unit_of.find(id);
      const bool listed = found != unit_of.end();
      if (!listed && !known.state) continue;
      KEYHAUL_CHECK(CheckState(node, known, review.as_of));
      before.push_back(known.state ? known.state->tier : kNoTier);
      WriteMove(review, movement, id, listed ? std::optional(found->second) : std::nullopt, &known);
      after.push_back(known.state->tier);
    }
    out_.EndArray();
    KEYHAUL_TRY(const Migration migration, Migration::Make(tier_count(), before, after));
    WriteMigration(migration);
    out_.EndObject();
    return {};
  }

  Status CheckState(JsonNode review, const Known& known, Day as_of) const {
    if (!known.state) return {};
    Status status = CheckTierState(*known.state, tier_count(), as_of);
    return status.ok() ? Status() : Status(ErrorAt(review, std::move(status).error()));
  }

  // An account that is not listed has no rows, and counts for zero.
  void WriteMove(const Review& review, const Movement& movement, std::string_view id, std::optional<std::size_t> unit,
                 Known* known) {
    const Decision earned =
        unit ? Decision{review.tiers.tier[*unit], review.tiers.clause[*unit]} : review.classifier->DecideAt(0, 0, 0);
    ReviewInput input;
    input.earned_tier = earned.tier;
    const std::vector<std::int32_t>& active = review.population.active_months;
    input.active = unit && (active.empty() || active[*unit] > 0);
    input.retains = unit && known->state && review.classifier->Retains(*unit, known->state->tier);
    const TierOverride* decided = known->decided ? &*known->decided : nullptr;
    const Move move = movement.Decide(known->state, decided, input);
    known->state = move.state;
    out_.BeginObject().Key("id").Text(id);
    WriteName("tier", TierName(rule_, move.state.tier));
    WriteName("earned_tier", TierName(rule_, earned.tier));
    out_.Key("rule").Text(RulePath(rule_, review.classifier->clauses(), earned.tier, earned.clause));
    out_.Key("movement").Text(Name(move.reason)).Key("reviewed").Boolean(move.reviewed);
    out_.Key("since").Text(move.state.since.ToText()).Key("missed_reviews").Integer(move.state.missed_reviews);
    const bool holds = decided != nullptr && HoldsOn(*decided, review.as_of);
    if (holds && !decided->reason.empty()) out_.Key("reason").Text(decided->reason);
    out_.EndObject();
  }

  void WriteMigration(const Migration& migration) {
    const MigrationTotals& totals = migration.totals();
    out_.Key("migration").BeginObject();
    out_.Key("before").Integer(totals.before).Key("after").Integer(totals.after).Key("stayed").Integer(totals.stayed);
    out_.Key("upgraded").Integer(totals.upgraded).Key("downgraded").Integer(totals.downgraded);
    out_.Key("entered").Integer(totals.entered).Key("left").Integer(totals.left);
    WriteRatio("retention_rate", migration.RetentionRate());
    WriteRatio("upgrade_rate", migration.UpgradeRate());
    WriteRatio("downgrade_rate", migration.DowngradeRate());
    WriteRatio("exit_rate", migration.ExitRate());
    WriteDigits("mobility", migration.Mobility());
    out_.Key("matrix").BeginArray();
    for (std::int32_t from = 0; from <= tier_count(); ++from) {
      for (std::int32_t to = 0; to <= tier_count(); ++to) WriteCell(migration, from, to);
    }
    out_.EndArray().EndObject();
  }

  // Cells without accounts are left out.
  void WriteCell(const Migration& migration, std::int32_t from, std::int32_t to) {
    if (migration.Count(from, to) == 0) return;
    const auto name = [this](std::int32_t tier) { return tier == tier_count() ? "" : TierName(rule_, tier); };
    out_.BeginObject();
    WriteName("from", name(from));
    WriteName("to", name(to));
    out_.Key("accounts").Integer(migration.Count(from, to));
    WriteRatio("probability", migration.Probability(from, to));
    out_.EndObject();
  }

  // As the next request may give it.
  void WriteState(std::string_view id, const TierState& state) {
    out_.BeginObject().Key("id").Text(id);
    if (state.tier != kNoTier) out_.Key("tier").Text(TierName(rule_, state.tier));
    out_.Key("since").Text(state.since.ToText()).Key("reviewed").Text(state.reviewed.ToText());
    out_.Key("missed_reviews").Integer(state.missed_reviews);
    if (state.former_tier != kNoTier) out_.Key("former_tier").Text(TierName(rule_, state.former_tier));
    out_.EndObject();
  }

  void WriteRatio(std::string_view key, const std::optional<CountRatio>& ratio) {
    WriteDigits(key, ratio ? std::optional(NineDigits(*ratio)) : std::nullopt);
  }
  void WriteDigits(std::string_view key, const std::optional<int128>& digits) {
    constexpr int kShownDigits = 9;
    out_.Key(key);
    digits ? out_.Text(AmountText(*digits, kShownDigits)) : out_.Null();
  }
  void WriteName(std::string_view key, std::string_view name) {
    out_.Key(key);
    name.empty() ? out_.Null() : out_.Text(name);
  }

  const CalcRequest& request_;
  ObjectForm form_;
  JsonWriter& out_;
  TieringRule rule_;
  KnownAccounts book_;
  std::optional<Day> last_;  // of the review above
};

}  // namespace

Status CalcMovement(const CalcRequest& request, JsonWriter* out) { return MovementCalc(request, out).Answer(); }

}  // namespace v1
}  // namespace keyhaul
