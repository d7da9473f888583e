// calc: how a history of bases is settled, entry by entry and period by period.
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/terms/accrual.h"
#include "keyhaul/terms/settlement_run.h"
#include "src/engine/calc.h"
#include "src/engine/calc_settlement_rules.h"
#include "src/engine/calc_terms.h"
#include "src/kernels/schedule_kernel.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// A period of the history: the sums of its entries so far.
struct HistoryPeriod {
  std::optional<std::string> name;
  Bases bases;
  int128 open = 0;
  bool has_open = false;
  PeriodEarned earned;
};

// One entry, as it was read.
struct HistoryEntry {
  explicit HistoryEntry(JsonNode where) : node(where) {}

  JsonNode node;
  std::size_t period = 0;
  Bases added;
  std::optional<int128> open;
  bool is_final = false;
  std::int64_t elapsed = 0;
};

// What a run makes of a history.
struct HistoryRun {
  std::vector<PeriodState> before;
  std::vector<RunOutcome> outcomes;
  std::optional<AccruedAmount> accrued;  // of the entry's own period
  int128 accrual_difference = 0;         // accrued less due, once that period is final
  int128 payout = 0;                     // of all periods
  int128 balance = 0;                    // of all periods
};

Status AddTo(JsonNode node, int128 added, int128* sum) {
  if (CheckedAdd(*sum, added, sum)) return {};
  return node.MakeError(Code::overflow, "the cumulative basis does not fit into 128 bits");
}

class HistorySettler {
 public:
  HistorySettler(const CalcRequest& request, const CalcTerms& terms, const SettlementRules& rules)
      : request_(request), terms_(terms), rules_(rules) {}

  // Begins with the periods of `state`, or with one that has no name.
  Status Begin(const ObjectForm& form, const std::vector<JsonNode>& history) {
    const std::optional<JsonNode> state = form.Get(request_.node, "state");
    const std::optional<JsonNode> booked = form.Get(request_.node, "booked");
    const bool starts_named = !history.empty() && history.front().Find("period").has_value();
    if (booked.has_value() && (state.has_value() || starts_named)) {
      return booked->MakeError(Code::policy_value, "booked is of a history without periods and without state");
    }
    if (state.has_value()) return ReadState(*state);
    if (starts_named) return {};
    periods_.emplace_back();
    states_.emplace_back();
    if (booked.has_value()) {
      KEYHAUL_TRY(states_.front().booked, ReadMantissa(*booked, terms_.money_scale()));
    }
    KEYHAUL_CHECK(Earn(request_.node, 0));
    return {};
  }

  // Adds one entry, settles all periods, and writes the settlement.
  Status Next(JsonNode node, JsonWriter* out) {
    KEYHAUL_TRY(const HistoryEntry entry, ReadEntry(node));
    HistoryPeriod& own = periods_[entry.period];
    KEYHAUL_CHECK(AddTo(node, entry.added.qualifying, &own.bases.qualifying));
    KEYHAUL_CHECK(AddTo(node, entry.added.payable, &own.bases.payable));
    KEYHAUL_CHECK(AddTo(node, entry.open.value_or(0), &own.open));
    own.has_open = own.has_open || entry.open.has_value();
    own.earned.is_final = own.earned.is_final || entry.is_final;
    KEYHAUL_TRY(const Explanation why, Earn(BasisNode(node), entry.period));
    KEYHAUL_TRY(const HistoryRun run, Settle(entry));
    Write(entry, why, run, out);
    return {};
  }

  // Adds booked, balance and the state to the answer that is open.
  Status WriteState(JsonWriter* out) const {
    KEYHAUL_TRY(const int128 booked, Sum(&PeriodState::booked));
    KEYHAUL_TRY(const int128 balance, Sum(&PeriodState::balance));
    WriteAmount("booked", booked, out);
    WriteAmount("balance", balance, out);
    out->Key("state").BeginArray();
    for (std::size_t i = 0; i < periods_.size(); ++i) {
      out->BeginObject();
      WriteBases(periods_[i], out);
      out->Key("final").Boolean(periods_[i].earned.is_final);
      WriteAmount("booked", states_[i].booked, out);
      WriteAmount("balance", states_[i].balance, out);
      out->EndObject();
    }
    out->EndArray();
    return {};
  }

 private:
  const ScheduleUnits& units() const { return terms_.schedule.units; }

  Status ReadState(JsonNode node) {
    const ObjectForm form(request_.context, "calc.settlement.state[]");
    KEYHAUL_TRY(const auto elements, ReadElements(request_.context, node, "calc.settlement.state[]"));
    for (const JsonNode element : elements) {
      KEYHAUL_CHECK(form.Check(element));
      const std::size_t known = periods_.size();
      KEYHAUL_TRY(const std::size_t index, FindPeriod(form, element));
      if (periods_.size() == known) return element.MakeError(Code::policy_value, "a period stands in the state once");
      KEYHAUL_CHECK(ReadPeriodState(form, element, index));
      KEYHAUL_CHECK(Earn(element, index));
    }
    return {};
  }

  Status ReadPeriodState(const ObjectForm& form, JsonNode node, std::size_t index) {
    HistoryPeriod& period = periods_[index];
    PeriodState& state = states_[index];
    KEYHAUL_TRY(period.bases.qualifying, ReadMantissa(form.Require(node, "qualifying"), units().qualifying_scale));
    KEYHAUL_TRY(period.bases.payable, ReadMantissa(form.Require(node, "payable"), units().payable_scale));
    if (const auto open = form.Get(node, "open")) {
      KEYHAUL_TRY(period.open, ReadMantissa(*open, units().qualifying_scale));
      period.has_open = true;
    }
    if (const auto is_final = form.Get(node, "final")) {
      KEYHAUL_TRY(period.earned.is_final, ReadBoolean(*is_final));
    }
    KEYHAUL_TRY(state.booked, ReadMantissa(form.Require(node, "booked"), terms_.money_scale()));
    if (const auto balance = form.Get(node, "balance")) {
      KEYHAUL_TRY(state.balance, ReadMantissa(*balance, terms_.money_scale()));
      if (state.balance > 0) {
        return balance->MakeError(Code::policy_value, "what is owed back is not above 0");
      }
    }
    return {};
  }

  // The period that an entry or a state names; a new one is added.
  Result<std::size_t> FindPeriod(const ObjectForm& form, JsonNode node) {
    std::optional<std::string> name;
    if (const auto given = form.Get(node, "period")) {
      KEYHAUL_TRY(name, ReadText(*given));
    }
    if (!periods_.empty() && periods_.front().name.has_value() != name.has_value()) {
      return node.MakeError(name.has_value() ? Code::policy_value : Code::policy_missing_key,
                            "either all entries name a period, or none does");
    }
    const auto is_before = [](const HistoryPeriod& period, const std::optional<std::string>& other) {
      return period.name < other;
    };
    const auto place = std::lower_bound(periods_.begin(), periods_.end(), name, is_before);
    const auto index = place - periods_.begin();
    if (place == periods_.end() || place->name != name) {
      periods_.emplace(place)->name = std::move(name);
      states_.emplace(states_.begin() + index);
    }
    return static_cast<std::size_t>(index);
  }

  Result<HistoryEntry> ReadEntry(JsonNode node) {
    const ObjectForm form(request_.context, "calc.settlement.history[]");
    KEYHAUL_CHECK(form.Check(node));
    HistoryEntry entry(node);
    KEYHAUL_TRY(entry.period, FindPeriod(form, node));
    KEYHAUL_CHECK(ReadAdded(form, &entry));
    if (const auto is_final = form.Get(node, "final")) {
      KEYHAUL_TRY(entry.is_final, ReadBoolean(*is_final));
    }
    const std::optional<JsonNode> elapsed = form.Get(node, "elapsed");
    const bool annualised = rules_.accrual && rules_.accrual->method == AccrualMethod::annualised;
    if (annualised != elapsed.has_value()) {
      return annualised ? node.MakeError(Code::policy_missing_key, "an annualised accrual needs what has elapsed")
                        : elapsed->MakeError(Code::policy_value, "only an annualised accrual asks what has elapsed");
    }
    if (elapsed.has_value()) {
      KEYHAUL_TRY(entry.elapsed, ReadInteger(*elapsed, 1, rules_.accrual->of));
    }
    return entry;
  }

  // A basis, or what of it is paid and what is open.
  Status ReadAdded(const ObjectForm& form, HistoryEntry* entry) const {
    const std::optional<JsonNode> paid = form.Get(entry->node, "paid");
    const std::optional<JsonNode> open = form.Get(entry->node, "open");
    if (!paid.has_value() && !open.has_value()) {
      KEYHAUL_TRY(entry->added, ReadBases(form, entry->node, units()));
      return {};
    }
    for (const std::string_view other : {"basis", "qualifying", "payable"}) {
      if (const auto given = entry->node.Find(other)) {
        return given->MakeError(Code::policy_value, "what is paid and open stands instead of a basis");
      }
    }
    if (paid.has_value()) {
      KEYHAUL_TRY(entry->added.qualifying, ReadMantissa(*paid, units().qualifying_scale));
      KEYHAUL_TRY(entry->added.payable, ReadMantissa(*paid, units().payable_scale));
    }
    if (open.has_value()) {
      KEYHAUL_TRY(entry->open, ReadMantissa(*open, units().qualifying_scale));
    }
    return {};
  }

  // What a period has earned on its bases so far.
  Result<Explanation> Earn(JsonNode place, std::size_t index) {
    Result<Explanation> why = kernels::Explain(terms_.schedule, periods_[index].bases);
    if (!why.ok()) return ErrorAt(place, std::move(why).error());
    periods_[index].earned.earned = why->rounded;
    return why;
  }

  Result<HistoryRun> Settle(const HistoryEntry& entry) {
    HistoryRun run{states_, std::vector<RunOutcome>(periods_.size()), std::nullopt};
    if (rules_.accrual) {
      Result<AccruedAmount> accrued = Accrue(
          *rules_.accrual, terms_.rules, units(), terms_.schedule.rounding, periods_[entry.period].bases, entry.elapsed,
          [](const CompiledSchedule& schedule, const Bases& bases) { return kernels::Evaluate(schedule, bases); });
      if (!accrued.ok()) return ErrorAt(BasisNode(entry.node), std::move(accrued).error());
      run.accrued = *accrued;
    }
    std::vector<RunPeriod> periods;
    for (const HistoryPeriod& period : periods_) periods.push_back({period.earned, std::nullopt});
    if (run.accrued) periods[entry.period].accrued = run.accrued->rounded;
    Status status = SettleRun(rules_.terms, periods, states_, run.outcomes);
    if (status.ok()) status = AddUp(entry, &run);
    if (!status.ok()) return ErrorAt(entry.node, std::move(status).error());
    return run;
  }

  Status AddUp(const HistoryEntry& entry, HistoryRun* run) const {
    for (const RunOutcome& outcome : run->outcomes) {
      KEYHAUL_TRY(run->payout, CheckedSum(run->payout, outcome.paid.payout));
    }
    KEYHAUL_TRY(run->balance, Sum(&PeriodState::balance));
    if (!run->accrued || !periods_[entry.period].earned.is_final) return {};
    KEYHAUL_TRY(run->accrual_difference,
                CheckedDifference(run->accrued->rounded, run->outcomes[entry.period].limited.due));
    return {};
  }

  // Over all periods.
  Result<int128> Sum(int128 PeriodState::*amount) const {
    int128 sum = 0;
    for (const PeriodState& state : states_) {
      KEYHAUL_TRY(sum, CheckedSum(sum, state.*amount));
    }
    return sum;
  }

  void WriteAmount(std::string_view key, int128 amount, JsonWriter* out) const {
    out->Key(key).Text(AmountText(amount, terms_.money_scale()));
  }

  void WriteBases(const HistoryPeriod& period, JsonWriter* out) const {
    if (period.name.has_value()) out->Key("period").Text(*period.name);
    out->Key("qualifying").Text(AmountText(period.bases.qualifying, units().qualifying_scale));
    out->Key("payable").Text(AmountText(period.bases.payable, units().payable_scale));
    if (period.has_open) out->Key("open").Text(AmountText(period.open, units().qualifying_scale));
  }

  void Write(const HistoryEntry& entry, const Explanation& why, const HistoryRun& run, JsonWriter* out) const {
    const HistoryPeriod& own = periods_[entry.period];
    const RunOutcome& outcome = run.outcomes[entry.period];
    out->BeginObject();
    WriteBases(own, out);
    WriteAmount("earned", own.earned.earned, out);
    if (rules_.has_limits) {
      WriteAmount("capped", outcome.limited.capped, out);
      WriteAmount("top_up", outcome.limited.top_up, out);
    }
    WriteAmount("due", outcome.limited.due, out);
    if (run.accrued) WriteAccrued(own, run, out);
    out->Key("final").Boolean(own.earned.is_final);
    WriteMove(entry.period, run, out);
    WriteOthers(entry, run, out);
    WriteAmount("payout", run.payout, out);
    WriteAmount("balance", run.balance, out);
    WriteExplanation(why, out);
    out->EndObject();
  }

  void WriteAccrued(const HistoryPeriod& own, const HistoryRun& run, JsonWriter* out) const {
    WriteAmount("accrued", run.accrued->rounded, out);
    out->Key("accrued_exact").Text(ToText(run.accrued->exact, terms_.money_scale()));
    if (own.earned.is_final) WriteAmount("accrual_difference", run.accrual_difference, out);
  }

  void WriteMove(std::size_t period, const HistoryRun& run, JsonWriter* out) const {
    WriteAmount("booked_before", run.before[period].booked, out);
    WriteAmount("delta", run.outcomes[period].paid.delta, out);
    WriteAmount("booked", states_[period].booked, out);
  }

  // The periods that the entry does not name and that moved nevertheless.
  void WriteOthers(const HistoryEntry& entry, const HistoryRun& run, JsonWriter* out) const {
    std::vector<std::size_t> moved;
    for (std::size_t i = 0; i < periods_.size(); ++i) {
      if (i != entry.period && run.outcomes[i].paid.delta != 0) moved.push_back(i);
    }
    if (moved.empty()) return;
    out->Key("others").BeginArray();
    for (const std::size_t i : moved) {
      out->BeginObject().Key("period").Text(*periods_[i].name);
      WriteAmount("due", run.outcomes[i].limited.due, out);
      WriteMove(i, run, out);
      out->EndObject();
    }
    out->EndArray();
  }

  const CalcRequest& request_;
  const CalcTerms& terms_;
  const SettlementRules& rules_;
  std::vector<HistoryPeriod> periods_;  // in the order of the bytes of their names
  std::vector<PeriodState> states_;
};

}  // namespace

Status CalcSettlement(const CalcRequest& request, JsonWriter* out) {
  const ObjectForm form(request.context, "calc.settlement");
  KEYHAUL_CHECK(form.Check(request.node));
  form.Require(request.node, "calc");
  KEYHAUL_TRY(const CalcTerms terms, ReadCalcTerms(request, form));
  KEYHAUL_TRY(const SettlementRules rules, ReadSettlementRules(request, form, terms));
  KEYHAUL_TRY(const auto history,
              ReadElements(request.context, form.Require(request.node, "history"), "calc.settlement.history[]"));
  HistorySettler settler(request, terms, rules);
  KEYHAUL_CHECK(settler.Begin(form, history));
  out->Key("currency").Text(terms.currency.code()).Key("settlements").BeginArray();
  for (const JsonNode entry : history) KEYHAUL_CHECK(settler.Next(entry, out));
  out->EndArray();
  return settler.WriteState(out);
}

}  // namespace v1
}  // namespace keyhaul
