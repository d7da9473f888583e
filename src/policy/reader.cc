#include "src/policy/reader.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "keyhaul/base/limits.h"
#include "keyhaul/policy/policy_check.h"
#include "src/policy/agreement.h"
#include "src/policy/ledger.h"
#include "src/policy/pieces.h"
#include "src/policy/ranking.h"
#include "src/policy/scorecard.h"
#include "src/policy/statement_rule.h"
#include "src/policy/terms_line.h"
#include "src/policy/tiering.h"

namespace keyhaul {
inline namespace v1 {

// The form of document that this version reads; declared here and in engine.h.
Result<Policy> ParsePolicy(std::string_view json);

namespace {

constexpr std::int64_t kDocumentForm = 1;

// POLICY-13: a point of rounding that a line does not state is the policy's, and is refused where that stands.
Error OfStatedPoint(const JsonDocument& document, Error error) {
  constexpr std::string_view kPoint = ".rounding.at";
  const std::string& path = error.path;
  const bool is_of_line = path.starts_with("terms[") && path.ends_with(kPoint);
  if (!is_of_line || document.Nearest(path).Path() == path) return error;
  error.message += ", or another one at " + path;
  error.path = kPoint.substr(1);
  return error;
}

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
    if (const auto agreements = form.Get(root, "agreements")) KEYHAUL_CHECK(ReadAgreements(*agreements));
    if (const auto terms = form.Get(root, "terms")) KEYHAUL_CHECK(ReadTerms(*terms));
    if (const auto statement = form.Get(root, "statement")) {
      KEYHAUL_TRY(policy_.statement, ReadStatementRule(context_, *statement));
    }
    if (Status status = CheckPolicy(policy_); !status.ok()) {
      return Located(document_, document_.root(), OfStatedPoint(document_, std::move(status).error()));
    }
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

  Status ReadAgreements(JsonNode node) {
    KEYHAUL_TRY(const auto agreements, ReadElements(context_, node, "agreements[]"));
    for (const JsonNode agreement : agreements) {
      KEYHAUL_TRY(policy_.agreements.emplace_back(), ReadAgreement(context_, agreement, policy_.currency));
    }
    return {};
  }

  Status ReadTerms(JsonNode node) {
    KEYHAUL_TRY(const auto lines, ReadElements(context_, node, "terms[]"));
    for (const JsonNode line : lines) {
      KEYHAUL_TRY(policy_.terms.emplace_back(), ReadTermsLine(context_, line, policy_.rounding));
    }
    return {};
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
