#include "src/engine/benefit_tables.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "keyhaul/engine/catalogue.h"
#include "src/engine/row_writer.h"
#include "src/engine/schedule_outlook.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

Table TermsTable(const CompiledPolicy& policy, std::string_view name) {
  return Table(CatalogueTable(name), policy.money_scale, policy.measure_scale);
}

}  // namespace

BenefitTables::BenefitTables(const CompiledPolicy& policy, bool explain)
    : policy_(policy),
      explain_(explain),
      explanations_(TermsTable(policy, "explanations")),
      stack_lines_(TermsTable(policy, "stack_lines")),
      commitments_(TermsTable(policy, "commitments")),
      groups_(TermsTable(policy, "groups")),
      group_members_(TermsTable(policy, "group_members")),
      outlooks_(TermsTable(policy, "outlooks")),
      conversions_(TermsTable(policy, "conversions")) {}

void BenefitTables::Add(const SettlementPlace& place, const PeriodDue& due) {
  if (due.benefit.stack) AddStack(place, due);
  if (due.benefit.commitment) AddCommitment(place, due);
  AddSteps(place, due);
  if (explain_ && due.gets_it) AddOutlook(place, due);
}

void BenefitTables::AddSteps(const SettlementPlace& place, const PeriodDue& due) {
  const std::string& line = policy_.policy.terms[place.line].id;
  std::int32_t number = 0;
  for (const BenefitStep& behind : due.benefit.steps) {
    const ExplanationStep& step = behind.step;
    RowWriter out(&explanations_);
    out.Add(place.party).Add(line).Add(place.period->days.begin).Add(number++).Add(step.rule).Add(Name(step.kind));
    out.Add(step.bracket).Add(step.from.ToText());
    out.AddText(step.to ? step.to->ToText() : std::string()).AddText(step.basis ? step.basis->ToText() : std::string());
    out.Add(step.benefit.ToText()).Add(ToText(step.value, policy_.money_scale)).AddIndex(behind.version);
  }
}

void BenefitTables::AddStack(const SettlementPlace& place, const PeriodDue& due) {
  const TermsLine& terms = policy_.policy.terms[place.line];
  const kernels::StackAnswer& answer = *due.benefit.stack;
  for (std::size_t i = 0; i < answer.lines.size(); ++i) {
    const kernels::StackLineAnswer& line = answer.lines[i];
    const auto applied = std::find(answer.order.begin(), answer.order.end(), i);
    const bool applies = applied != answer.order.end();
    std::string flags = line.cut ? "cut" : "";
    if (line.equal_priority) flags += flags.empty() ? "equal_priority" : " equal_priority";
    RowWriter out(&stack_lines_);
    out.Add(place.party).Add(terms.id).Add(place.period->days.begin).Add(terms.stack->lines[i].id);
    out.AddIndex(applies ? static_cast<std::int32_t>(applied - answer.order.begin()) : -1);
    out.AddText(applies ? line.basis : std::string()).Add(line.exact).Add(line.amount).Add(flags);
  }
}

void BenefitTables::AddCommitment(const SettlementPlace& place, const PeriodDue& due) {
  const CommitmentValue& value = *due.benefit.commitment;
  RowWriter out(&commitments_);
  out.Add(place.party).Add(policy_.policy.terms[place.line].id).Add(place.period->days.begin).Add(value.used);
  out.Add(value.committed.rounded).Add(value.utilised.rounded).Add(value.overage.rounded).Add(value.true_up.rounded);
  out.Add(value.total.rounded).Add(place.period->prorate.days).Add(place.period->prorate.of);
}

// Of lines whose bases move together: how a second basis would move is not known.
void BenefitTables::AddOutlook(const SettlementPlace& place, const PeriodDue& due) {
  const TermsLine& terms = policy_.policy.terms[place.line];
  const bool has_one_basis = terms.qualifies_on == terms.pays_on && !terms.counts_on;
  if (!terms.HasSchedule() || !has_one_basis || place.period->stretches.size() != 1) return;
  const LineStretch& stretch = policy_.lines[place.line].stretches[place.period->stretches.front().stretch];
  const Result<ScheduleOutlook> outlook = OutlookOf(stretch.schedule, due.bases.total);
  if (!outlook.ok()) return;  // it passes 128 bits, which is no reason not to settle
  const ScheduleOutlook& ahead = *outlook;
  RowWriter out(&outlooks_);
  out.Add(place.party).Add(terms.id).Add(place.period->days.begin);
  out.AddText(ahead.effective_rate).AddText(ahead.marginal_rate).AddIndex(ahead.next_bracket);
  out.AddText(ahead.to_next).AddOptional(ahead.pays_next);
}

void BenefitTables::AddConversions(const SettlementPlace& place, AccountId account) {
  if (!explain_) return;
  const std::vector<Conversion>& all = place.period->conversions;
  auto own = std::lower_bound(all.begin(), all.end(), account,
                              [](const Conversion& a, AccountId other) { return a.account < other; });
  for (; own != all.end() && own->account == account; ++own) {
    const Conversion& behind = *own;
    RowWriter out(&conversions_);
    out.Add(place.party).Add(policy_.policy.terms[place.line].id).Add(place.period->days.begin);
    out.Add(behind.is_payable ? "payable" : "qualifying").Add(behind.currency);
    out.Add(ToText(Exact{behind.amount}, behind.scale)).Add(behind.rate.ToText()).Add(behind.day);
    out.Add(behind.converted);
  }
}

Status BenefitTables::AddGroup(const SettlementPlace& place, const GroupPeriodDue& due, const Book& book) {
  const TermsLine& terms = policy_.policy.terms[place.line];
  const CompiledLine& line = policy_.lines[place.line];
  const Agreement& agreement = policy_.policy.agreements[static_cast<std::size_t>(line.agreement)];
  const LinePeriod& period = *place.period;
  const Bases& bases = due.pooled.bases.total;
  KEYHAUL_TRY(const int128 qualifying, ScaledBasis(policy_, bases.qualifying, line.units.qualifying_scale));
  KEYHAUL_TRY(const int128 payable, ScaledBasis(policy_, bases.payable, line.units.payable_scale));
  KEYHAUL_TRY(const std::optional<int128> counted, CountedOf(policy_, place.line, bases));
  KEYHAUL_TRY(const std::string baseline, BaselineText(policy_, place.line, bases));
  RowWriter out(&groups_);
  out.Add(place.party).Add(terms.id).Add(agreement.id).Add(WordOf(ShareOf(agreement, terms), kGroupShareWords));
  out.Add(period.name).Add(period.days.begin).Add(period.days.end).Add(StateWord(period.is_final));
  out.Add(qualifying).Add(payable).AddIndex(due.pooled.benefit.bracket).Add(due.pooled.benefit.earned);
  out.Add(due.pooled.limited.capped).Add(due.pooled.limited.top_up).Add(due.pooled.limited.due);
  out.AddOptional(due.pooled.accrued).Add(due.standalone).Add(due.gain);
  out.Add(static_cast<std::int64_t>(due.members.size())).Add(due.flags).AddText(due.pooled.benefit.text);
  out.AddOptional(counted).AddText(baseline);
  KEYHAUL_CHECK(AddMembers(place, due, book));
  Add(place, due.pooled);
  return {};
}

Status BenefitTables::AddMembers(const SettlementPlace& place, const GroupPeriodDue& due, const Book& book) {
  const ScheduleUnits& units = policy_.lines[place.line].units;
  for (const MemberDue& member : due.members) {
    const Bases& own = member.bases.total;
    KEYHAUL_TRY(const int128 qualifying, ScaledBasis(policy_, own.qualifying, units.qualifying_scale));
    KEYHAUL_TRY(const int128 payable, ScaledBasis(policy_, own.payable, units.payable_scale));
    RowWriter out(&group_members_);
    out.Add(place.party).Add(book.external_id(member.account)).Add(policy_.policy.terms[place.line].id);
    out.Add(place.period->days.begin).Add(qualifying).Add(payable).Add(member.standalone).Add(member.due);
  }
  return {};
}

void BenefitTables::Take(std::vector<Table>* tables) {
  const std::vector<TermsLine>& terms = policy_.policy.terms;
  const std::vector<Agreement>& agreements = policy_.policy.agreements;
  tables->push_back(std::move(explanations_));
  if (std::any_of(terms.begin(), terms.end(), [](const TermsLine& line) { return line.stack.has_value(); })) {
    tables->push_back(std::move(stack_lines_));
  }
  if (std::any_of(terms.begin(), terms.end(), [](const TermsLine& line) { return line.commitment.has_value(); })) {
    tables->push_back(std::move(commitments_));
  }
  if (std::any_of(agreements.begin(), agreements.end(), [](const Agreement& a) { return a.IsForGroups(); })) {
    tables->push_back(std::move(groups_));
    tables->push_back(std::move(group_members_));
  }
  if (explain_) tables->push_back(std::move(outlooks_));
  if (explain_ && policy_.policy.ledger.KeepsCurrencies()) tables->push_back(std::move(conversions_));
}

}  // namespace v1
}  // namespace keyhaul
