// The canonical text of a policy: the document itself in the policy's own syntax, with every default written out, lists
// that stand for sets in byte order, numbers in plain decimals, and no white space. Two policies that decide the same
// have the same text, and the text is a policy that reads back to the same types.
//
// A digest of it is kept with books and results for years. So a key that a later version adds is written only where it
// says something else than its default: what could be said before keeps its text.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/engine/engine.h"
#include "keyhaul/policy.h"
#include "src/policy/json_writer.h"
#include "src/policy/ledger.h"
#include "src/policy/pieces.h"
#include "src/policy/ranking.h"
#include "src/policy/schedule.h"
#include "src/policy/scorecard.h"
#include "src/policy/tiering.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {

namespace {

class CanonicalWriter {
 public:
  std::string Write(const Policy& policy) && {
    out_.BeginObject().Key("keyhaul").Integer(1).Key("name").Text(policy.name);
    out_.Key("currency").Text(policy.currency.code());
    out_.Key("extra_money_digits").Integer(policy.extra_money_digits);
    WriteRounding(policy.rounding);
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
    out_.Key("terms").BeginArray();
    for (const TermsLine& line : policy.terms) WriteLine(line);
    out_.EndArray().EndObject();
    return std::move(out_).Finish();
  }

 private:
  void WriteRounding(const Rounding& rounding) {
    out_.Key("rounding").BeginObject().Key("mode").Text(WordOf(rounding.mode, kRoundingModeWords));
    out_.Key("step").Text(rounding.step.ToText()).EndObject();
  }

  void WriteLine(const TermsLine& line) {
    out_.BeginObject().Key("id").Text(line.id).Key("kind").Text(kLineKindWords[0]);
    WritePeriod("period", line.period, &out_);
    if (!line.scope.empty()) WriteScope(line.scope);
    if (!line.tiers.empty()) WriteTexts("tiers", Sorted(line.tiers));
    out_.Key("qualifies_on").Text(line.qualifies_on).Key("pays_on").Text(line.pays_on);
    if (line.counts_on) out_.Key("counts_on").Text(*line.counts_on);
    if (line.baseline) WriteBaseline(*line.baseline);
    WriteRounding(line.rounding);
    out_.Key("schedule");
    WriteSchedule(line.schedule, &out_);
    out_.EndObject();
  }

  void WriteBaseline(const Baseline& baseline) {
    out_.Key("baseline").BeginObject().Key("from").Text(WordOf(baseline.from, kBaselineWords));
    if (baseline.amount) out_.Key("amount").Text(baseline.amount->ToText());
    out_.Key("adjust").Text(baseline.adjust.ToText()).EndObject();
  }

  void WriteScope(std::vector<std::pair<std::string, std::vector<std::string>>> scope) {
    std::sort(scope.begin(), scope.end());
    out_.Key("scope").BeginObject();
    for (const auto& [dimension, values] : scope) WriteTexts(dimension, Sorted(values));
    out_.EndObject();
  }

  void WriteTexts(std::string_view key, const std::vector<std::string>& texts) {
    out_.Key(key).BeginArray();
    for (const std::string& text : texts) out_.Text(text);
    out_.EndArray();
  }

  static std::vector<std::string> Sorted(std::vector<std::string> texts) {
    std::sort(texts.begin(), texts.end());
    return texts;
  }

  JsonWriter out_{JsonWriter::Layout::compact};
};

}  // namespace

std::string CanonicalPolicyText(const Policy& policy) { return CanonicalWriter().Write(policy); }

}  // namespace v1
}  // namespace keyhaul
