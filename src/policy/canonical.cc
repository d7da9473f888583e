// The canonical text of a policy: the document itself in the policy's own syntax, with every default written out, lists
// that stand for sets in byte order, numbers in plain decimals, and no white space. Two policies that decide the same
// have the same text, and the text is a policy that reads back to the same types.
//
// A digest of it is kept with books and results for years. So a key that a later version adds is written only where it
// says something else than its default: what could be said before keeps its text.
#include <string>
#include <utility>

#include "keyhaul/engine/engine.h"
#include "keyhaul/policy.h"
#include "src/policy/agreement.h"
#include "src/policy/json_writer.h"
#include "src/policy/ledger.h"
#include "src/policy/pieces.h"
#include "src/policy/ranking.h"
#include "src/policy/scorecard.h"
#include "src/policy/statement_rule.h"
#include "src/policy/terms_line.h"
#include "src/policy/tiering.h"

namespace keyhaul {
inline namespace v1 {

namespace {

class CanonicalWriter {
 public:
  std::string Write(const Policy& policy) && {
    out_.BeginObject().Key("keyhaul").Integer(1).Key("name").Text(policy.name);
    out_.Key("currency").Text(policy.currency.code());
    out_.Key("extra_money_digits").Integer(policy.extra_money_digits);
    WriteRounding(policy.rounding, RoundingPoint::term, &out_);
    WriteLedger(policy, &out_);
    WriteExchange(policy, &out_);
    if (!policy.classes.empty()) WriteAccountClasses(policy.classes, &out_);
    if (policy.tiering) WriteTiering(*policy.tiering, &out_);
    if (!policy.scorecards.empty()) {
      out_.Key("scorecards").BeginArray();
      for (const Scorecard& card : policy.scorecards) WriteScorecard(card, &out_);
      out_.EndArray();
    }
    if (!policy.rankings.empty()) {
      out_.Key("rankings").BeginArray();
      for (const RankingRule& rule : policy.rankings) WriteRanking(rule, &out_);
      out_.EndArray();
    }
    if (!policy.agreements.empty()) {
      out_.Key("agreements").BeginArray();
      for (const Agreement& agreement : policy.agreements) WriteAgreement(agreement, &out_);
      out_.EndArray();
    }
    out_.Key("terms").BeginArray();
    for (const TermsLine& line : policy.terms) WriteTermsLine(line, policy.rounding.at, &out_);
    out_.EndArray();
    if (policy.statement) WriteStatementRule(*policy.statement, &out_.Key("statement"));
    out_.EndObject();
    return std::move(out_).Finish();
  }

 private:
  JsonWriter out_{JsonWriter::Layout::compact};
};

}  // namespace

std::string CanonicalPolicyText(const Policy& policy) { return CanonicalWriter().Write(policy); }

}  // namespace v1
}  // namespace keyhaul
