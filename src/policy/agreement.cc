#include "src/policy/agreement.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/policy/pieces.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kAgreementPattern = "agreements[]";

Status ReadParties(const ReadContext& context, const ObjectForm& form, JsonNode node, std::string_view key,
                   std::vector<std::string>* parties) {
  const std::string element = std::string(kAgreementPattern) + "." + std::string(key) + "[]";
  const auto read = [&](JsonNode list) { return ReadTextsOrRefuse(context, list, element); };
  return ReadIfGiven(form, node, key, read, parties);
}

Result<Period> ReadValidity(const ReadContext& context, JsonNode node) {
  const ObjectForm form(context, std::string(kAgreementPattern) + ".valid");
  KEYHAUL_CHECK(form.Check(node));
  Period valid = Period::All();
  KEYHAUL_CHECK(ReadIfGiven(form, node, "from", ReadDay, &valid.begin));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "until", ReadDay, &valid.end));
  return valid;
}

Status CheckAgreementCurrency(JsonNode node, const Currency& currency) {
  KEYHAUL_TRY(const Currency own, ReadCurrency(node));
  if (own == currency) return {};
  Error error = node.MakeError(Code::currency_mismatch, "the agreement is in " + std::string(own.code()) +
                                                            " and the policy in " + std::string(currency.code()) +
                                                            "; expected the currency of the policy");
  error.value = std::string(own.code());
  error.rule = "POLICY-19";
  return error;
}

}  // namespace

Result<Agreement> ReadAgreement(const ReadContext& context, JsonNode node, const Currency& currency) {
  const ObjectForm form(context, std::string(kAgreementPattern));
  KEYHAUL_CHECK(form.Check(node));
  Agreement agreement;
  KEYHAUL_TRY(agreement.id, ReadText(form.Require(node, "id")));
  KEYHAUL_CHECK(ReadParties(context, form, node, "accounts", &agreement.accounts));
  KEYHAUL_CHECK(ReadParties(context, form, node, "tags", &agreement.tags));
  KEYHAUL_CHECK(ReadParties(context, form, node, "groups", &agreement.groups));
  if (const auto named = form.Get(node, "currency")) KEYHAUL_CHECK(CheckAgreementCurrency(*named, currency));
  const auto read_validity = [&context](JsonNode valid) { return ReadValidity(context, valid); };
  KEYHAUL_CHECK(ReadIfGiven(form, node, "valid", read_validity, &agreement.valid));
  KEYHAUL_CHECK(ReadWordIfGiven(form, node, "share", kGroupShareWords, &agreement.share));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "head_office", ReadText, &agreement.head_office));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "cap", ReadDecimal, &agreement.cap));
  return agreement;
}

void WriteAgreement(const Agreement& agreement, JsonWriter* out) {
  out->BeginObject().Key("id").Text(agreement.id);
  if (!agreement.accounts.empty()) WriteTexts("accounts", Sorted(agreement.accounts), out);
  if (!agreement.tags.empty()) WriteTexts("tags", Sorted(agreement.tags), out);
  if (!agreement.groups.empty()) WriteTexts("groups", Sorted(agreement.groups), out);
  if (agreement.valid != Period::All()) {
    out->Key("valid").BeginObject();
    if (agreement.valid.begin != Period::All().begin) out->Key("from").Text(agreement.valid.begin.ToText());
    if (agreement.valid.end != Period::All().end) out->Key("until").Text(agreement.valid.end.ToText());
    out->EndObject();
  }
  if (agreement.IsForGroups()) out->Key("share").Text(WordOf(agreement.share, kGroupShareWords));
  if (!agreement.head_office.empty()) out->Key("head_office").Text(agreement.head_office);
  if (agreement.cap) out->Key("cap").Text(agreement.cap->ToText());
  out->EndObject();
}

}  // namespace v1
}  // namespace keyhaul
