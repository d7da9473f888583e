// calc: the tiers of accounts whose values are given.
#include <algorithm>
#include <cstdint>
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

class TieringAnswer {
 public:
  TieringAnswer(const TieringRule& rule, const std::vector<AccountClass>& classes, const CalcPopulation& population,
                const Classifier& classifier, const Tiers& tiers, JsonWriter* out)
      : rule_(rule),
        classes_(classes),
        population_(population),
        classifier_(classifier),
        tiers_(tiers),
        ranks_(classifier),
        distances_(classifier),
        out_(*out) {}

  Status Write() {
    KEYHAUL_TRY(const int128 net, SumNet());
    out_.Key("base").Text(Value(tiers_.total.base)).Key("net").Text(Value(net));
    out_.Key("flags").Text(PopulationFlags(tiers_.flags));
    out_.Key("accounts").BeginArray();
    for (std::size_t i = 0; i < population_.ids.size(); ++i) KEYHAUL_CHECK(WriteAccount(i));
    out_.EndArray().Key("tiers").BeginArray();
    const std::vector<SummaryRow> rows = SumRows();
    for (std::size_t row = 0; row < rows.size(); ++row) WriteTier(row, rows[row]);
    out_.EndArray();
    return {};
  }

 private:
  struct SummaryRow {
    std::int64_t accounts = 0;
    int128 value = 0;
    int128 positive = 0;
  };

  std::string Value(int128 value) const { return AmountText(value, population_.metrics.front().scale); }
  bool HasSegments() const { return rule_.within.kind != TierWithin::Kind::none; }

  // Of the values themselves, negative ones too that count for nothing; then the sums of tiers fit as well.
  Result<int128> SumNet() const {
    int128 positive = 0;
    int128 rest = 0;
    bool fits = true;
    for (const int128 value : population_.metrics.front().values) {
      int128* sum = value > 0 ? &positive : &rest;
      fits &= CheckedAdd(*sum, value, sum);
    }
    if (fits) return positive + rest;
    Error error = MakeError(Code::overflow, "the values add up to more than 128 bits hold");
    error.rule = "TIER-17";
    return error;
  }

  Status WriteAccount(std::size_t account) {
    const auto unit = static_cast<std::size_t>(population_.unit_of[account]);
    const std::size_t segment = classifier_.population().SegmentOf(unit);
    const int128 counts = classifier_.contributions()[unit];
    const int128 base = tiers_.segments[segment].base;
    out_.BeginObject().Key("id").Text(population_.ids[account]);
    if (rule_.roll_up == RollUp::group) out_.Key("head").Text(population_.ids[population_.heads[unit]]);
    if (HasSegments()) out_.Key("segment").Text(population_.segment_names[segment]);
    WriteName("tier", TierName(rule_, tiers_.tier[unit]));
    out_.Key("tier_index").Integer(tiers_.tier[unit]);
    out_.Key("rule").Text(RulePath(rule_, classifier_.clauses(), tiers_.tier[unit], tiers_.clause[unit]));
    out_.Key("rank").Integer(ranks_.rank[unit]).Key("value").Text(Value(population_.metrics.front().values[unit]));
    WriteShare("share", ShareOf(counts, base));
    const bool has_place = counts > 0 && !ranks_.cumulative.empty();
    WriteShare("cumulative_share", ShareOf(has_place ? ranks_.cumulative[unit] : int128(0), base));
    KEYHAUL_TRY(const TierDistance distance, distances_.Of(unit));
    WriteOptional("to_next_tier", distance.to_next_tier);
    WriteName("next_tier", TierName(rule_, distance.next_tier));
    WriteOptional("above_this_tier", distance.above_threshold);
    if (!classes_.empty()) WriteClasses(unit);
    out_.Key("flags").Text(AccountFlags(tiers_.account_flags[unit])).EndObject();
    return {};
  }

  void WriteClasses(std::size_t unit) {
    std::vector<std::string_view> names;
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      if (classifier_.IsInClass(unit, c)) names.push_back(classes_[c].name);
    }
    WriteName("class", names.empty() ? std::string_view() : names.front());
    out_.Key("classes").BeginArray();
    for (const std::string_view name : names) out_.Text(name);
    out_.EndArray();
  }

  std::vector<SummaryRow> SumRows() const {
    const std::size_t tiers = TierCount(rule_);
    std::vector<SummaryRow> rows(tiers_.segments.size() * tiers);
    const auto row_of = [&](std::size_t unit) -> SummaryRow* {
      if (tiers_.tier[unit] == kNoTier) return nullptr;
      return &rows[classifier_.population().SegmentOf(unit) * tiers + static_cast<std::size_t>(tiers_.tier[unit])];
    };
    for (const std::int32_t unit : population_.unit_of) {
      if (SummaryRow* row = row_of(static_cast<std::size_t>(unit))) ++row->accounts;
    }
    for (std::size_t unit = 0; unit < population_.units(); ++unit) {
      SummaryRow* row = row_of(unit);
      if (row == nullptr) continue;
      row->value += population_.metrics.front().values[unit];
      row->positive += std::max(int128(0), classifier_.contributions()[unit]);
    }
    return rows;
  }

  void WriteTier(std::size_t index, const SummaryRow& row) {
    const std::size_t tiers = TierCount(rule_);
    const int128 base = tiers_.segments[index / tiers].base;
    out_.BeginObject();
    if (HasSegments()) out_.Key("segment").Text(population_.segment_names[index / tiers]);
    const auto tier = static_cast<std::int32_t>(index % tiers);
    out_.Key("tier").Text(TierName(rule_, tier)).Key("tier_index").Integer(tier);
    out_.Key("accounts").Integer(row.accounts).Key("value").Text(Value(row.value));
    const bool has_nothing_of_a_base = row.positive == 0 && base > 0;
    WriteShare("share", has_nothing_of_a_base ? std::optional<std::int64_t>(0) : ShareOf(row.positive, base));
    WriteOptional("at_least", tiers_.at_least[index]);
    out_.EndObject();
  }

  void WriteShare(std::string_view key, std::optional<std::int64_t> share) {
    constexpr int kShareDigits = 9;
    out_.Key(key);
    share.has_value() ? out_.Text(AmountText(*share, kShareDigits)) : out_.Null();
  }

  void WriteOptional(std::string_view key, const std::optional<int128>& value) {
    out_.Key(key);
    value.has_value() ? out_.Text(Value(*value)) : out_.Null();
  }

  void WriteName(std::string_view key, std::string_view name) {
    out_.Key(key);
    name.empty() ? out_.Null() : out_.Text(name);
  }

  const TieringRule& rule_;
  const std::vector<AccountClass>& classes_;
  const CalcPopulation& population_;
  const Classifier& classifier_;
  const Tiers& tiers_;
  SegmentRanks ranks_;
  Distances distances_;
  JsonWriter& out_;
};

Result<std::vector<AccountClass>> ReadCalcClasses(const CalcRequest& request, JsonNode node, const TieringRule& rule) {
  KEYHAUL_TRY(std::vector<AccountClass> classes, ReadAccountClasses(request.context, node, "calc.tiering.classes"));
  Status status = CheckAccountClasses(classes);
  for (std::size_t i = 0; status.ok() && i < classes.size(); ++i) {
    status = CheckFacts(rule, classes[i].when, "[" + std::to_string(i) + "].when");
  }
  if (!status.ok()) return Located(request.document, node, std::move(status).error());
  return classes;
}

}  // namespace

Status CalcTiering(const CalcRequest& request, JsonWriter* out) {
  const ObjectForm form(request.context, "calc.tiering");
  KEYHAUL_CHECK(form.Check(request.node));
  form.Require(request.node, "calc");
  const JsonNode rule_node = form.Require(request.node, "tiering");
  KEYHAUL_TRY(const TieringRule rule, ReadCalcTiering(request, rule_node));
  std::vector<AccountClass> classes;
  if (const auto node = form.Get(request.node, "classes")) {
    KEYHAUL_TRY(classes, ReadCalcClasses(request, *node, rule));
  }
  const JsonNode accounts = form.Require(request.node, "accounts");
  KEYHAUL_TRY(const CalcPopulation population, ReadCalcPopulation(request, accounts, "calc.tiering.accounts[]", rule));
  const auto tiers_for_classes = std::make_shared<std::vector<std::int32_t>>();
  Result<Classifier> classifier = Classifier::Make(population.View(rule, tiers_for_classes), rule, classes);
  if (!classifier.ok()) {
    return TieringError(request, rule_node, accounts, population, std::move(classifier).error());
  }
  const Tiers tiers = Classify(*classifier);
  *tiers_for_classes = tiers.tier;
  Status status = TieringAnswer(rule, classes, population, *classifier, tiers, out).Write();
  return status.ok() ? Status() : Status(ErrorAt(accounts, std::move(status).error()));
}

}  // namespace v1
}  // namespace keyhaul
