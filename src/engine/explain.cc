// One account's tier and amounts, told as text or as JSON from the tables of a result. What one schedule earns is
// computed once more from the bases in the result, by the same rules, to have its steps even where a run left them out;
// stacks, commitments, parts of groups and schedules that change are told as the run wrote them.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/engine/engine.h"
#include "keyhaul/policy/agreement_check.h"
#include "keyhaul/statement.h"
#include "src/engine/explain_conversions.h"
#include "src/engine/explain_score.h"
#include "src/engine/explain_tier.h"
#include "src/engine/rows_of_key.h"
#include "src/kernels/schedule_kernel.h"
#include "src/policy/json_writer.h"

namespace keyhaul {
inline namespace v1 {
namespace {

int128 DownTo(int128 mantissa, int from_scale, int to_scale) {
  return DivideRounded(mantissa, PowerOfTen(from_scale - to_scale), RoundingMode::down);
}

// Why nothing is earned: no bracket is reached, growth has no baseline, the line is not for the account's tier, or no
// row of the account counts for it.
enum class Nothing { of_bracket, of_baseline, of_tier, of_account };

// One settlement of the account, with its steps.
struct Told {
  std::size_t row = 0;
  bool by_schedule = false;  // one schedule, on the account's own bases
  Nothing nothing = Nothing::of_tier;
  bool computed = false;  // false where nothing is reached, or the account's tier does not get the line
  Explanation explanation;
};

class Teller {
 public:
  Teller(const RunResult& result, std::string_view account)
      : result_(result),
        policy_(*result.policy),
        account_(account),
        currency_(policy_.policy.currency.code()),
        tiers_(result.Find("tiers")),
        settlements_(result.Find("settlements")) {}

  Status Gather() {
    bool known = false;
    if (tiers_ != nullptr) {
      const auto [begin, end] = RowsOfKey(*tiers_, account_);
      known = begin < end;
      tier_begin_ = begin;
      tier_end_ = end;
    }
    if (settlements_ != nullptr) {
      const auto [begin, end] = RowsOfKey(*settlements_, account_);
      known = known || begin < end;
      for (std::size_t row = begin; row < end; ++row) {
        KEYHAUL_TRY(Told told, Tell(row));
        settled_.push_back(std::move(told));
      }
    }
    if (known) return {};
    Error error = MakeError(Code::not_found, "the result says nothing of an account \"" + account_ + "\"");
    error.value = account_;
    return error;
  }

  std::string Text() const {
    std::string text = account_ + '\n';
    for (std::size_t row = tier_begin_; row < tier_end_; ++row) text += TierTeller(policy_, *tiers_, row).Text();
    for (const Told& told : settled_) text += SettlementText(told);
    return text;
  }

  std::string JsonText() const {
    JsonWriter json(JsonWriter::Layout::indented);
    json.BeginObject().Key("account").Text(account_).Key("currency").Text(currency_);
    if (tiers_ != nullptr) PutTiers(json);
    json.Key("settlements").BeginArray();
    for (const Told& told : settled_) PutSettlement(told, json);
    json.EndArray().EndObject();
    return std::move(json).Finish() + '\n';
  }

 private:
  Result<Told> Tell(std::size_t row) const {
    Told told;
    told.row = row;
    const TermsLine& terms = policy_.policy.terms[LineOf(row)];
    told.by_schedule = terms.HasSchedule() && terms.changes.empty() && !(*settlements_)["group"].valid(row);
    if (!told.by_schedule) return told;
    told.computed = (*settlements_)["bracket"].valid(row);
    KEYHAUL_TRY(const Bases bases, BasesOf(row));
    Result<Explanation> explanation = kernels::Explain(policy_.lines[LineOf(row)].stretches.front().schedule, bases);
    if (!told.computed) {
      const bool reaches_none = explanation.ok() && explanation->bracket < 0;
      const bool grows = reaches_none && bases.qualifying >= 0 && explanation->baseline.has_value();
      told.nothing = !reaches_none                                 ? NotFor(row)
                     : grows && explanation->baseline->sign() <= 0 ? Nothing::of_baseline
                                                                   : Nothing::of_bracket;
      return told;
    }
    KEYHAUL_TRY(told.explanation, std::move(explanation));
    return told;
  }

  // Where no row counts any more, or the line is not for the account any more, there is only what was booked.
  Nothing NotFor(std::size_t row) const {
    const TermsLine& terms = policy_.policy.terms[LineOf(row)];
    const Agreement* agreement = AgreementOf(policy_.policy, terms);
    const Period days{Day((*settlements_)["period_begin"].int32s()[row]),
                      Day((*settlements_)["period_end"].int32s()[row])};
    const bool is_valid =
        agreement == nullptr || (agreement->valid.begin < days.end && days.begin < agreement->valid.end);
    const bool has_bases =
        (*settlements_)["qualifying"].int128s()[row] != 0 || (*settlements_)["payable"].int128s()[row] != 0;
    return !terms.tiers.empty() && is_valid && has_bases ? Nothing::of_tier : Nothing::of_account;
  }

  Result<Bases> BasesOf(std::size_t row) const {
    const ScheduleUnits& units = policy_.lines[LineOf(row)].units;
    const Table& table = *settlements_;
    const int scale = policy_.measure_scale;
    Bases bases;
    bases.qualifying = DownTo(table["qualifying"].int128s()[row], scale, units.qualifying_scale);
    bases.payable = DownTo(table["payable"].int128s()[row], scale, units.payable_scale);
    if (table["counted"].valid(row)) {
      bases.counted = DownTo(table["counted"].int128s()[row], scale, units.counted_scale.value_or(0));
    }
    if (table["baseline"].valid(row)) {
      KEYHAUL_TRY(const Decimal baseline, Decimal::Parse(table["baseline"].texts()[row]));
      KEYHAUL_TRY(bases.baseline, baseline.MantissaAt(units.baseline_scale.value_or(0)));
    }
    return bases;
  }

  std::size_t LineOf(std::size_t row) const {
    const std::string_view id = (*settlements_)["line"].texts()[row];
    std::size_t line = 0;
    while (policy_.policy.terms[line].id != id) ++line;
    return line;
  }

  std::string Money(std::string_view column, std::size_t row) const {
    return CellText(*settlements_, column, row, policy_.money_scale);
  }

  std::string NothingText(const Told& told) const {
    const std::size_t row = told.row;
    const std::string unit = Money("qualifying_unit", row);
    std::string basis = Money("qualifying", row) + " " + (unit == "money" ? currency_ : unit);
    switch (told.nothing) {
      case Nothing::of_bracket:
        return basis + " reaches no bracket";
      case Nothing::of_baseline:
        return basis + " has no baseline to grow from";
      case Nothing::of_tier:
        return basis + ", but not for the tier at the period's end";
      case Nothing::of_account:
        return basis + "; no row of this account counts for the line in this period";
    }
    return basis;
  }

  std::string SettlementText(const Told& told) const {
    const std::size_t row = told.row;
    std::string text = "  " + Money("line", row) + ", " + Money("period", row) + " (" + Money("state", row) + "): ";
    text += EarnedText(told) + Conversions(told).Text() + LimitsText(row);
    text += "; booked before " + Money("booked_before", row) + ", to book now " + Money("delta", row);
    if (Money("payout", row) != Money("delta", row)) text += ", to pay " + Money("payout", row);
    if ((*settlements_)["balance"].int128s()[row] != 0) text += ", owed back later " + Money("balance", row).substr(1);
    return text + '\n';
  }

  std::string EarnedText(const Told& told) const {
    if (told.computed) return RenderExplanation(told.explanation, {.currency = currency_});
    if (told.by_schedule) return NothingText(told);
    const std::string text = Money("text", told.row);
    return text.empty() ? Money("earned", told.row) + " " + currency_ : text;
  }

  ConversionsTeller Conversions(const Told& told) const { return {result_, account_, *settlements_, told.row}; }

  // What caps and guarantees make of it: "; capped by 20.00; due 480.00".
  std::string LimitsText(std::size_t row) const {
    const Table& table = *settlements_;
    std::string text;
    if (table["capped"].int128s()[row] != 0) text += "; capped by " + Money("capped", row);
    if (table["top_up"].int128s()[row] != 0) text += "; topped up by " + Money("top_up", row);
    return text.empty() ? text : text + "; due " + Money("due", row);
  }

  void PutTiers(JsonWriter& json) const {
    const bool by_dimension = policy_.policy.tiering->within.kind == TierWithin::Kind::dimension;
    if (!by_dimension && tier_begin_ < tier_end_) {
      TierTeller(policy_, *tiers_, tier_begin_).Put(json.Key("tier"));
      return;
    }
    json.Key("tiers").BeginArray();
    for (std::size_t row = tier_begin_; row < tier_end_; ++row) TierTeller(policy_, *tiers_, row).Put(json);
    json.EndArray();
  }

  void PutSettlement(const Told& told, JsonWriter& json) const {
    json.BeginObject();
    for (const Column& column : settlements_->columns()) {
      if (column.name() == "account" || column.name() == "text") continue;
      const bool is_basis = column.name() == "qualifying" || column.name() == "payable";
      const int scale = is_basis ? 0 : policy_.money_scale;
      PutText(column.name(), CellText(*settlements_, column.name(), told.row, scale), json);
    }
    if (told.computed || !told.by_schedule) json.Key("text").Text(EarnedText(told));
    if (told.computed) json.Key("exact").Text(ToText(told.explanation.exact, policy_.money_scale));
    json.Key("steps").BeginArray();
    for (const ExplanationStep& step : told.explanation.steps) PutStep(step, json);
    json.EndArray();
    Conversions(told).Put(json);
    json.EndObject();
  }

  void PutStep(const ExplanationStep& step, JsonWriter& json) const {
    json.BeginObject().Key("rule").Text(step.rule).Key("kind").Text(Name(step.kind));
    json.Key("bracket").Integer(step.bracket).Key("from").Text(step.from.ToText());
    PutText("to", step.to.has_value() ? step.to->ToText() : "", json);
    PutText("basis", step.basis.has_value() ? step.basis->ToText() : "", json);
    json.Key("benefit").Text(step.benefit.ToText());
    json.Key("exact").Text(ToText(step.value, policy_.money_scale)).EndObject();
  }

  const RunResult& result_;
  const CompiledPolicy& policy_;
  std::string account_;
  std::string currency_;
  const Table* tiers_;
  const Table* settlements_;
  std::size_t tier_begin_ = 0;  // one row, or one per value of the dimension that the policy tiers by
  std::size_t tier_end_ = 0;
  std::vector<Told> settled_;
};

}  // namespace

Result<std::string> Explain(const RunResult& result, std::string_view account, ExplainForm form) {
  if (result.Find("scores") != nullptr) return ExplainScore(result, account, form);
  Teller teller(result, account);
  KEYHAUL_CHECK(teller.Gather());
  return form == ExplainForm::text ? teller.Text() : teller.JsonText();
}

}  // namespace v1
}  // namespace keyhaul
