// calc: the tiers of accounts whose values are given.
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/tiering.h"
#include "src/engine/calc.h"
#include "src/engine/tier_stage.h"
#include "src/policy/pieces.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// The accounts of a request: values at one scale, and each account's place in the byte order of ids.
struct Population {
  std::vector<std::string_view> ids;
  std::vector<int128> values;
  std::vector<std::int32_t> places;
  int scale = 0;
};

// The places of ids in their order; an id that stands twice is refused where it stands again.
Status OrderIds(const std::vector<JsonNode>& nodes, Population* population) {
  const std::vector<std::string_view>& ids = population->ids;
  std::vector<std::int32_t> order(ids.size());
  std::iota(order.begin(), order.end(), 0);
  const auto id_of = [&ids](std::int32_t i) { return ids[static_cast<std::size_t>(i)]; };
  std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) { return id_of(a) < id_of(b); });
  population->places.resize(ids.size());
  for (std::size_t place = 0; place < order.size(); ++place) {
    const std::int32_t account = order[place];
    if (place > 0 && id_of(order[place - 1]) == id_of(account)) {
      return nodes[static_cast<std::size_t>(account)].MakeError(
          Code::policy_value, "another account has the id \"" + std::string(id_of(account)) + "\"");
    }
    population->places[static_cast<std::size_t>(account)] = static_cast<std::int32_t>(place);
  }
  return {};
}

Result<Population> ReadPopulation(const CalcRequest& request, JsonNode node) {
  KEYHAUL_TRY(const auto accounts, ReadElements(request.context, node, "calc.tiering.accounts[]"));
  const ObjectForm form(request.context, "calc.tiering.accounts[]");
  Population population;
  std::vector<Decimal> values;
  for (const JsonNode account : accounts) {
    KEYHAUL_CHECK(form.Check(account));
    const JsonNode id = form.Require(account, "id");
    KEYHAUL_CHECK(ReadText(id));
    population.ids.push_back(id.text());
    KEYHAUL_TRY(const Decimal value, ReadDecimal(form.Require(account, "value")));
    population.scale = std::max(population.scale, value.scale());
    values.push_back(value);
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    Result<int128> mantissa = values[i].MantissaAt(population.scale);
    if (!mantissa.ok()) return ErrorAt(accounts[i], std::move(mantissa).error());
    population.values.push_back(*mantissa);
  }
  KEYHAUL_CHECK(OrderIds(accounts, &population));
  return population;
}

class Answer {
 public:
  Answer(const TieringRule& rule, const Population& population, const Tiers& tiers, JsonWriter* out)
      : rule_(rule), population_(population), tiers_(tiers), out_(*out) {}

  Status Write() {
    out_.Key("base").Text(Value(tiers_.base)).Key("net").Text(Value(tiers_.net));
    out_.Key("flags").Text(PopulationFlags(tiers_));
    const Ranking ranking = Rank(population_.values, population_.places);
    out_.Key("accounts").BeginArray();
    for (std::size_t i = 0; i < population_.ids.size(); ++i) KEYHAUL_CHECK(WriteAccount(i, ranking));
    out_.EndArray().Key("tiers").BeginArray();
    const std::vector<int128> positive = PositiveByTier();
    for (std::size_t i = 0; i < rule_.tiers.size(); ++i) WriteTier(i, positive[i]);
    out_.EndArray();
    return {};
  }

 private:
  std::string Value(int128 value) const { return AmountText(value, population_.scale); }

  Status WriteAccount(std::size_t i, const Ranking& ranking) {
    const int128 value = population_.values[i];
    const auto tier = static_cast<std::size_t>(tiers_.tier[i]);
    out_.BeginObject().Key("id").Text(population_.ids[i]).Key("tier").Text(rule_.tiers[tier].name);
    out_.Key("tier_index").Integer(tiers_.tier[i]).Key("rule").Text(RulePath(rule_, tiers_.tier[i]));
    out_.Key("rank").Integer(ranking.rank[i]).Key("value").Text(Value(value));
    WriteShare("share", value);
    WriteShare("cumulative_share", value > 0 ? ranking.cumulative[i] : int128(0));
    Result<TierDistance> distance = DistanceOf(value, tiers_.tier[i], tiers_.cuts);
    KEYHAUL_CHECK(distance);
    WriteOptional("to_next_tier", distance->to_next_tier);
    WriteOptional("above_this_tier", distance->above_threshold);
    out_.Key("flags").Text(AccountFlags(tiers_, i)).EndObject();
    return {};
  }

  void WriteTier(std::size_t i, int128 positive) {
    const TierCut& cut = tiers_.cuts[i];
    out_.BeginObject().Key("tier").Text(rule_.tiers[i].name);
    out_.Key("tier_index").Integer(static_cast<std::int64_t>(i));
    out_.Key("accounts").Integer(tiers_.tier_accounts[i]).Key("value").Text(Value(tiers_.tier_value[i]));
    const bool has_nothing_of_a_base = positive == 0 && tiers_.base > 0;
    has_nothing_of_a_base ? WriteShareOf("share", 0) : WriteShare("share", positive);
    const bool has_cut = i + 1 < rule_.tiers.size() && !cut.empty;
    WriteOptional("at_least", has_cut ? std::optional<int128>(cut.at_least) : std::nullopt);
    out_.EndObject();
  }

  std::vector<int128> PositiveByTier() const {
    std::vector<int128> positive(rule_.tiers.size());
    for (std::size_t i = 0; i < population_.values.size(); ++i) {
      if (population_.values[i] > 0) positive[static_cast<std::size_t>(tiers_.tier[i])] += population_.values[i];
    }
    return positive;
  }

  void WriteShare(std::string_view key, int128 part) { WriteShareOf(key, ShareOf(part, tiers_.base)); }

  void WriteShareOf(std::string_view key, std::optional<std::int64_t> share) {
    constexpr int kShareDigits = 9;
    out_.Key(key);
    share.has_value() ? out_.Text(AmountText(*share, kShareDigits)) : out_.Null();
  }

  void WriteOptional(std::string_view key, const std::optional<int128>& value) {
    out_.Key(key);
    value.has_value() ? out_.Text(Value(*value)) : out_.Null();
  }

  const TieringRule& rule_;
  const Population& population_;
  const Tiers& tiers_;
  JsonWriter& out_;
};

}  // namespace

Status CalcTiering(const CalcRequest& request, JsonWriter* out) {
  const ObjectForm form(request.context, "calc.tiering");
  KEYHAUL_CHECK(form.Check(request.node));
  form.Require(request.node, "calc");
  const JsonNode rule_node = form.Require(request.node, "tiering");
  KEYHAUL_TRY(const TieringRule rule, ReadTiering(request.context, rule_node, "calc.tiering.tiering"));
  const JsonNode accounts = form.Require(request.node, "accounts");
  KEYHAUL_TRY(const Population population, ReadPopulation(request, accounts));
  Result<Tiers> tiers = Classify(population.values, population.scale, rule);
  if (!tiers.ok()) {
    // What the rule refuses has a path in it; what the values refuse has none.
    Error error = std::move(tiers).error();
    if (error.path.empty()) return ErrorAt(accounts, std::move(error));
    return Located(request.document, rule_node, std::move(error));
  }
  return Answer(rule, population, *tiers, out).Write();
}

}  // namespace v1
}  // namespace keyhaul
