#include "src/policy/reader.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/limits.h"
#include "keyhaul/policy/policy_check.h"
#include "src/policy/ledger.h"
#include "src/policy/pieces.h"
#include "src/policy/ranking.h"
#include "src/policy/schedule.h"
#include "src/policy/scorecard.h"
#include "src/policy/tiering.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {

// The form of document that this version reads; declared here and in engine.h.
Result<Policy> ParsePolicy(std::string_view json);

namespace {

constexpr std::int64_t kDocumentForm = 1;

class PolicyReader {
 public:
  PolicyReader(const JsonDocument& document, const ReadContext& context) : document_(document), context_(context) {}

  Result<Policy> Read() {
    const JsonNode root = document_.root();
    const ObjectForm form(context_, "");
    KEYHAUL_CHECK(ReadForm(root));
    KEYHAUL_CHECK(form.Check(root));
    KEYHAUL_CHECK(ReadHead(form, root));
    KEYHAUL_CHECK(ReadLedgerOf(form, root));
    if (const auto exchange = form.Get(root, "exchange")) KEYHAUL_CHECK(ReadExchange(context_, *exchange, &policy_));
    if (const auto accounts = form.Get(root, "accounts")) KEYHAUL_CHECK(ReadAccounts(*accounts));
    if (const auto tiering = form.Get(root, "tiering")) {
      KEYHAUL_TRY(policy_.tiering, ReadTiering(context_, *tiering, "tiering"));
    }
    if (const auto cards = form.Get(root, "scorecards")) KEYHAUL_CHECK(ReadScorecards(*cards));
    if (const auto rankings = form.Get(root, "rankings")) KEYHAUL_CHECK(ReadRankings(*rankings));
    if (const auto terms = form.Get(root, "terms")) KEYHAUL_CHECK(ReadTerms(*terms));
    if (Status status = CheckPolicy(policy_); !status.ok())
      return Located(document_, document_.root(), std::move(status).error());
    return std::move(policy_);
  }

 private:
  // The form comes first: a document of another form may have any keys.
  Status ReadForm(JsonNode root) const {
    const std::optional<JsonNode> given = root.Find("keyhaul");
    if (!given.has_value() || given->kind() != JsonKind::number) return {};
    if (ReadInteger(*given, kDocumentForm, kDocumentForm).ok()) return {};
    return given->MakeError(Code::policy_unsupported, "form " + std::string(given->text().substr(0, 20)) +
                                                          " of the policy document is not known; this version reads 1");
  }

  Status ReadHead(const ObjectForm& form, JsonNode root) {
    KEYHAUL_CHECK(ExpectKind(form.Require(root, "keyhaul"), JsonKind::number));  // ReadForm has looked at it
    KEYHAUL_TRY(policy_.name, ReadText(form.Require(root, "name")));
    KEYHAUL_TRY(policy_.currency, ReadCurrency(form.Require(root, "currency")));
    if (const auto digits = form.Get(root, "extra_money_digits")) {
      KEYHAUL_TRY(const std::int64_t extra, ReadInteger(*digits, 0, kMaxExtraMoneyDigits));
      policy_.extra_money_digits = static_cast<std::int32_t>(extra);
    }
    policy_.rounding = DefaultRounding(policy_.currency);
    if (const auto rounding = form.Get(root, "rounding")) {
      KEYHAUL_TRY(policy_.rounding, ReadRounding(context_, *rounding, "rounding", policy_.rounding));
    }
    return {};
  }

  // Scores and rankings are about facts that need no ledger.
  Status ReadLedgerOf(const ObjectForm& form, JsonNode root) {
    if (const auto ledger = form.Get(root, "ledger")) return ReadLedger(context_, *ledger, &policy_);
    if (root.Find("scorecards").has_value() || root.Find("rankings").has_value()) return {};
    Error error = root.MakeError(Code::policy_missing_key,
                                 "the key \"ledger\" is missing; a policy without it has scorecards or rankings");
    error.path = "ledger";
    return error;
  }

  Status ReadAccounts(JsonNode node) {
    const ObjectForm form(context_, "accounts");
    KEYHAUL_CHECK(form.Check(node));
    if (const auto classes = form.Get(node, "classes")) {
      KEYHAUL_TRY(policy_.classes, ReadAccountClasses(context_, *classes, "accounts.classes"));
    }
    return {};
  }

  Status ReadScorecards(JsonNode node) {
    KEYHAUL_TRY(const auto cards, ReadElements(context_, node, "scorecards[]"));
    for (const JsonNode card : cards) {
      KEYHAUL_TRY(Scorecard read, ReadScorecard(document_, context_, card));
      policy_.scorecards.push_back(std::move(read));
    }
    return {};
  }

  Status ReadRankings(JsonNode node) {
    constexpr std::string_view kElement = "rankings[]";
    KEYHAUL_TRY(const auto rules, ReadElements(context_, node, std::string(kElement)));
    for (const JsonNode rule : rules) {
      KEYHAUL_TRY(RankingRule read, ReadRanking(document_, context_, rule, std::string(kElement)));
      policy_.rankings.push_back(std::move(read));
    }
    return {};
  }

  Status ReadTerms(JsonNode node) {
    KEYHAUL_TRY(const auto lines, ReadElements(context_, node, "terms[]"));
    const ObjectForm form(context_, "terms[]");
    for (const JsonNode line : lines) {
      KEYHAUL_TRY(TermsLine read, ReadLine(form, line));
      policy_.terms.push_back(std::move(read));
    }
    return {};
  }

  Result<TermsLine> ReadLine(const ObjectForm& form, JsonNode node) const {
    KEYHAUL_CHECK(form.Check(node));
    TermsLine line;
    KEYHAUL_TRY(line.id, ReadText(form.Require(node, "id")));
    KEYHAUL_CHECK(ReadWordIndex(form.Require(node, "kind"), kLineKindWords));
    KEYHAUL_TRY(line.period, ReadPeriod(context_, form.Require(node, "period"), "terms[].period"));
    if (const auto scope = form.Get(node, "scope")) {
      KEYHAUL_TRY(line.scope, ReadScope(*scope));
    }
    if (const auto tiers = form.Get(node, "tiers")) {
      KEYHAUL_TRY(line.tiers, ReadTexts(*tiers, "terms[].tiers[]"));
    }
    KEYHAUL_TRY(line.qualifies_on, ReadText(form.Require(node, "qualifies_on")));
    line.pays_on = line.qualifies_on;
    if (const auto pays = form.Get(node, "pays_on")) {
      KEYHAUL_TRY(line.pays_on, ReadText(*pays));
    }
    line.rounding = policy_.rounding;
    if (const auto rounding = form.Get(node, "rounding")) {
      KEYHAUL_TRY(line.rounding, ReadRounding(context_, *rounding, "terms[].rounding", policy_.rounding));
    }
    if (const auto counts = form.Get(node, "counts_on")) {
      KEYHAUL_TRY(line.counts_on, ReadText(*counts));
    }
    if (const auto baseline = form.Get(node, "baseline")) {
      KEYHAUL_TRY(line.baseline, ReadBaseline(*baseline));
    }
    KEYHAUL_TRY(line.schedule, ReadSchedule(context_, form.Require(node, "schedule"), "terms[].schedule"));
    return line;
  }

  Result<Baseline> ReadBaseline(JsonNode node) const {
    const ObjectForm form(context_, "terms[].baseline");
    KEYHAUL_CHECK(form.Check(node));
    Baseline baseline;
    KEYHAUL_TRY(baseline.from, ReadWord<BaselineFrom>(form.Require(node, "from"), kBaselineWords));
    if (const auto amount = form.Get(node, "amount")) {
      KEYHAUL_TRY(baseline.amount, ReadDecimal(*amount));
    }
    if (const auto adjust = form.Get(node, "adjust")) {
      KEYHAUL_TRY(baseline.adjust, ReadDecimal(*adjust));
    }
    return baseline;
  }

  Result<std::vector<std::pair<std::string, std::vector<std::string>>>> ReadScope(JsonNode node) const {
    KEYHAUL_TRY(const auto members, ReadNamedMembers(context_, node, "terms[].scope.*"));
    std::vector<std::pair<std::string, std::vector<std::string>>> scope;
    for (const JsonNode member : members) {
      KEYHAUL_TRY(std::vector<std::string> values, ReadTexts(member, "terms[].scope.*[]"));
      scope.emplace_back(std::string(member.key()), std::move(values));
    }
    return scope;
  }

  Result<std::vector<std::string>> ReadTexts(JsonNode node, std::string pattern) const {
    KEYHAUL_TRY(const auto elements, ReadElements(context_, node, std::move(pattern)));
    std::vector<std::string> texts;
    for (const JsonNode element : elements) {
      KEYHAUL_TRY(std::string text, ReadText(element));
      texts.push_back(std::move(text));
    }
    return texts;
  }

  const JsonDocument& document_;
  const ReadContext& context_;
  Policy policy_;
};

}  // namespace

Result<Policy> ReadPolicy(const JsonDocument& document, const ReadContext& context) {
  return PolicyReader(document, context).Read();
}

Result<Policy> ParsePolicy(std::string_view json) {
  KEYHAUL_TRY(const JsonDocument document, JsonDocument::Parse(json));
  return ReadPolicy(document, ReadContext{PolicyKeys()});
}

}  // namespace v1
}  // namespace keyhaul
