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
#include <variant>
#include <vector>

#include "keyhaul/policy.h"
#include "src/policy/json_writer.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {

std::string CanonicalPolicyText(const Policy& policy);

namespace {

class CanonicalWriter {
 public:
  std::string Write(const Policy& policy) && {
    out_.BeginObject().Key("keyhaul").Integer(1).Key("name").Text(policy.name);
    out_.Key("currency").Text(policy.currency.code());
    out_.Key("extra_money_digits").Integer(policy.extra_money_digits);
    WriteRounding(policy.rounding);
    WriteLedger(policy);
    if (policy.tiering) WriteTiering(*policy.tiering);
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

  // The order of dimensions and measures is that of columns and stays.
  void WriteLedger(const Policy& policy) {
    out_.Key("ledger").BeginObject();
    WriteTexts("dimensions", policy.ledger.dimensions);
    out_.Key("measures").BeginObject();
    for (const Measure& measure : policy.ledger.measures) {
      out_.Key(measure.name);
      out_.Text(measure.IsMoney() ? measure.unit : measure.unit + ":" + std::to_string(measure.scale));
    }
    out_.EndObject().Key("credit_notes_name_documents").Boolean(policy.credit_notes_name_documents);
    if (policy.open_documents) out_.Key("open_documents").Text(*policy.open_documents);
    out_.EndObject();
  }

  void WriteTiering(const TieringRule& rule) {
    out_.Key("tiering").BeginObject();
    out_.Key("value").Text(rule.value.kind == TierValue::Kind::active_days ? kActiveDays : rule.value.measure);
    out_.Key("window").Text(std::to_string(rule.window_months) + " months");
    out_.Key("crossing").Text(WordOf(rule.crossing, kCrossingWords));
    out_.Key("ties").Text(WordOf(rule.ties, kTiesWords));
    out_.Key("tiers").BeginArray();
    for (const Tier& tier : rule.tiers) {
      out_.BeginObject().Key("name").Text(tier.name);
      if (tier.when) {
        out_.Key("when").BeginObject();
        std::visit([this](const auto& cut) { WriteCut(cut); }, *tier.when);
        out_.EndObject();
      }
      out_.EndObject();
    }
    out_.EndArray().EndObject();
  }

  void WriteCut(const ShareCut& cut) { out_.Key("share").Text(PercentText(cut.share)); }
  void WriteCut(const RankCut& cut) {
    out_.Key("rank").Text("top " + (cut.count ? std::to_string(*cut.count) : PercentText(*cut.fraction)));
  }
  void WriteCut(const AmountCut& cut) { out_.Key("amount").Text(">= " + cut.at_least.ToText()); }

  // A part of a whole as a checked rule has it: at most 1, so that a hundred times it fits.
  static std::string PercentText(const Decimal& part) {
    const Result<Decimal> percent = Decimal::Make(part.mantissa(), part.scale() - 2);
    return (percent.ok() ? *percent : part).ToText() + "%";
  }

  void WriteLine(const TermsLine& line) {
    out_.BeginObject().Key("id").Text(line.id).Key("kind").Text(kLineKindWords[0]);
    WritePeriod(line.period);
    if (!line.scope.empty()) WriteScope(line.scope);
    if (!line.tiers.empty()) WriteTexts("tiers", Sorted(line.tiers));
    out_.Key("qualifies_on").Text(line.qualifies_on).Key("pays_on").Text(line.pays_on);
    WriteRounding(line.rounding);
    WriteSchedule(line.schedule);
    out_.EndObject();
  }

  // A calendar's own text is kind@anchor, where the anchor has the parts that count: "15", "04-15", "2026-04-15" or the
  // day of the week. In the document it is a day.
  void WritePeriod(const Calendar& period) {
    constexpr std::string_view kWeekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                              "friday", "saturday", "sunday"};
    const std::string text = period.ToText();
    std::string anchor = text.substr(text.find('@') + 1);
    const auto weekday = std::find(std::begin(kWeekdays), std::end(kWeekdays), anchor);
    if (weekday != std::end(kWeekdays)) {
      anchor = "1970-01-" + TwoDigits(5 + static_cast<int>(weekday - std::begin(kWeekdays)));
    } else if (anchor.size() == 2) {
      anchor = "01-" + anchor;
    }
    out_.Key("period").BeginObject().Key("kind").Text(WordOf(period.kind(), kCalendarWords));
    out_.Key("anchor").Text(anchor);
    out_.Key("length").Integer(period.length()).EndObject();
  }

  static std::string TwoDigits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

  void WriteScope(std::vector<std::pair<std::string, std::vector<std::string>>> scope) {
    std::sort(scope.begin(), scope.end());
    out_.Key("scope").BeginObject();
    for (const auto& [dimension, values] : scope) WriteTexts(dimension, Sorted(values));
    out_.EndObject();
  }

  // The end of a bracket is written only where the next one's start does not say it.
  void WriteSchedule(const Schedule& schedule) {
    out_.Key("schedule").BeginObject();
    out_.Key("accumulation").Text(WordOf(schedule.accumulation, kAccumulationWords));
    out_.Key("boundary").Text(WordOf(schedule.boundary, kBoundaryWords));
    if (schedule.beyond_last) out_.Key("beyond_last").Text(WordOf(*schedule.beyond_last, kBeyondLastWords));
    out_.Key("flat_at_zero").Boolean(schedule.flat_at_zero);
    out_.Key("brackets").BeginArray();
    for (const Bracket& bracket : schedule.brackets) {
      out_.BeginObject().Key("from").Text(bracket.from.ToText());
      if (&bracket == &schedule.brackets.back()) WriteOptional("to", bracket.to);
      WriteOptional("rate", bracket.rate);
      WriteOptional("per_unit", bracket.per_unit);
      WriteOptional("flat", bracket.flat);
      out_.EndObject();
    }
    out_.EndArray().EndObject();
  }

  void WriteOptional(std::string_view key, const std::optional<Decimal>& number) {
    if (number) out_.Key(key).Text(number->ToText());
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
