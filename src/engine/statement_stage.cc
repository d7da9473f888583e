#include "src/engine/statement_stage.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "keyhaul/engine/catalogue.h"
#include "keyhaul/statement/statement.h"
#include "keyhaul/statement/statement_day.h"
#include "src/kernels/allocation_kernel.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kSectionNames[] = {"rebate", "discount", "commitment"};
constexpr LineKind kSections[] = {LineKind::discount, LineKind::rebate, LineKind::commitment};

Calendar StatementMonths() { return StatementCalendar(CalendarKind::month); }

PlanItem GrossItem(const Policy& policy) {
  return {StateKind::sum, policy.ledger.FindMeasure(policy.statement->gross), {}, StatementMonths(), {}};
}

PlanItem GrossRowsItem() { return {StateKind::count, -1, {}, StatementMonths(), {}}; }

PlanItem GrossSplitItem(const Policy& policy, const std::string& dimension) {
  PlanItem item = GrossItem(policy);
  item.kind = StateKind::split_sum;
  item.split = {SplitBy::dimension, policy.ledger.FindDimension(dimension)};
  return item;
}

// The columns of the settlements, looked up once.
struct SettlementColumns {
  explicit SettlementColumns(const Table& table)
      : account(table["account"]),
        line(table["line"]),
        period(table["period"]),
        begin(table["period_begin"]),
        end(table["period_end"]),
        state(table["state"]),
        earned(table["earned"]),
        capped(table["capped"]),
        top_up(table["top_up"]),
        due(table["due"]),
        accrued(table["accrued"]),
        booked_before(table["booked_before"]),
        delta(table["delta"]),
        payout(table["payout"]),
        balance(table["balance"]),
        text(table["text"]) {}

  // A part of the settlement in a row. Its amount is that of the part.
  Result<StatementLine> LineAt(std::size_t row, LineKind section, LinePart part) const {
    StatementLine out;
    out.part = part;
    out.line = line.texts()[row];
    out.section = section;
    out.period = period.texts()[row];
    out.is_final = state.texts()[row] == "final";
    out.earned = earned.int128s()[row];
    out.capped = capped.int128s()[row];
    out.top_up = top_up.int128s()[row];
    out.due = due.int128s()[row];
    if (accrued.valid(row) && part != LinePart::booked) out.accrued = accrued.int128s()[row];
    out.booked_before = booked_before.int128s()[row];
    out.delta = delta.int128s()[row];
    out.payout = payout.int128s()[row];
    if (part != LinePart::booked) out.balance = balance.int128s()[row];
    if (text.valid(row)) out.text = text.texts()[row];
    KEYHAUL_TRY(out.amount, AmountOf(out));
    return out;
  }

  const Column& account;
  const Column& line;
  const Column& period;
  const Column& begin;
  const Column& end;
  const Column& state;
  const Column& earned;
  const Column& capped;
  const Column& top_up;
  const Column& due;
  const Column& accrued;
  const Column& booked_before;
  const Column& delta;
  const Column& payout;
  const Column& balance;
  const Column& text;
};

// A settlement on a statement, and the first day of its own period.
struct PlacedLine {
  StatementLine line;
  Day begin;
};

// What is known of a statement before its totals are.
struct Draft {
  int128 gross = 0;
  std::map<std::string_view, int128> groups;  // gross by value
  std::vector<PlacedLine> lines;
};

// Gross of all accounts in one month.
struct GrossMonth {
  Day begin;
  std::span<const int128> sums;
  std::span<const std::int64_t> rows;
};

// Gross of one account, month and value of a dimension.
struct GrossCell {
  std::int32_t place = 0;
  Day begin;  // of the month
  std::string_view value;
  int128 sum = 0;
};

// How one account wants its statements.
struct AccountTerms {
  Calendar calendar;
  std::optional<std::size_t> dimension;  // of `group_by`
  std::int64_t payment_days = 0;
  std::string_view payer;
};

class StatementMaker {
 public:
  StatementMaker(const CompiledPolicy& policy, const Book& book, Day as_of, std::span<const Booked> booked,
                 const Table* settlements)
      : policy_(policy),
        rule_(*policy.policy.statement),
        book_(book),
        as_of_(as_of),
        booked_(booked),
        order_(book.OrderByExternalId()),
        statements_(CatalogueTable("statements"), policy.money_scale, policy.measure_scale),
        groups_(CatalogueTable("statement_groups"), policy.money_scale, policy.measure_scale),
        lines_(CatalogueTable("statement_lines"), policy.money_scale, policy.measure_scale) {
    if (settlements != nullptr) settlements_.emplace(*settlements);
  }

  Status MakeAll() {
    ReadMonths();
    ReadSplits();
    std::size_t row = 0;
    for (std::size_t place = 0; place < order_.size(); ++place) KEYHAUL_CHECK(MakeAccount(place, &row));
    return {};
  }

  void Take(std::vector<Table>* tables) {
    tables->push_back(std::move(statements_));
    tables->push_back(std::move(groups_));
    tables->push_back(std::move(lines_));
  }

 private:
  void ReadMonths() {
    const int gross = policy_.plan.Find(GrossItem(policy_.policy));
    const int rows = policy_.plan.Find(GrossRowsItem());
    for (const std::int64_t index : book_.PeriodIndexes(rows)) {
      const Result<Period> month = StatementMonths().At(index);
      if (!month.ok()) continue;  // the book holds no such month
      months_.push_back({month->begin, book_.Cells(gross, index), book_.CountCells(rows, index)});
    }
  }

  void ReadSplits() {
    std::vector<std::int32_t> place_of(order_.size());
    for (std::size_t i = 0; i < order_.size(); ++i) place_of[order_[i].index()] = static_cast<std::int32_t>(i);
    for (const std::string& dimension : rule_.group_by) {
      const int item = policy_.plan.Find(GrossSplitItem(policy_.policy, dimension));
      std::vector<GrossCell>& cells = splits_.emplace_back();
      for (const GrossMonth& month : months_) {
        const std::int64_t index = StatementMonths().IndexOf(month.begin);
        for (const SplitCell& cell : book_.SplitCells(item, index)) {
          cells.push_back({place_of[cell.account.index()], month.begin, cell.value, cell.sum});
        }
      }
      std::stable_sort(cells.begin(), cells.end(),
                       [](const GrossCell& a, const GrossCell& b) { return a.place < b.place; });
    }
  }

  // What the account's own facts say, and else the policy.
  Result<AccountTerms> TermsOf(const AccountFacts& facts) const {
    AccountTerms terms{StatementCalendar(rule_.period), std::nullopt, rule_.payment_days, facts.payer};
    if (terms.payer.empty()) terms.payer = facts.external_id;
    if (facts.payment_terms_days.has_value()) terms.payment_days = *facts.payment_terms_days;
    if (!facts.settlement_cycle.empty()) {
      const Result<CalendarKind> kind = ParseCalendarKind(facts.settlement_cycle);
      if (!kind.ok() || *kind > CalendarKind::year) {
        return Refuse(facts, "settlement_cycle", facts.settlement_cycle, "month, quarter, half_year or year");
      }
      terms.calendar = StatementCalendar(*kind);
    }
    if (!rule_.group_by.empty()) terms.dimension = 0;
    if (facts.statement_by.empty()) return terms;
    const auto found = std::find(rule_.group_by.begin(), rule_.group_by.end(), facts.statement_by);
    if (found == rule_.group_by.end()) {
      return Refuse(facts, "statement_by", facts.statement_by, "a dimension of statement.group_by");
    }
    terms.dimension = static_cast<std::size_t>(found - rule_.group_by.begin());
    return terms;
  }

  static Error Refuse(const AccountFacts& facts, std::string_view column, std::string_view value,
                      const std::string& expected) {
    Error error = MakeError(Code::data_value, "the account " + book_internal::Quoted(facts.external_id) + " has " +
                                                  book_internal::Quoted(value) + "; expected " + expected);
    error.table = "accounts";
    error.column = column;
    error.value = value;
    return error;
  }

  Status MakeAccount(std::size_t place, std::size_t* row) {
    const AccountFacts facts = book_.facts(order_[place]);
    KEYHAUL_TRY(const AccountTerms terms, TermsOf(facts));
    std::map<std::int64_t, Draft> drafts;
    KEYHAUL_CHECK(AddGross(place, terms, &drafts));
    KEYHAUL_CHECK(AddGroups(place, terms, &drafts));
    for (; settlements_ && *row < settlements_->account.size() &&
           settlements_->account.texts()[*row] == facts.external_id;
         ++*row) {
      KEYHAUL_CHECK(AddSettlement(place, *row, terms, &drafts));
    }
    for (auto& [index, draft] : drafts) KEYHAUL_CHECK(Write(facts, terms, index, &draft));
    return {};
  }

  Status AddGross(std::size_t place, const AccountTerms& terms, std::map<std::int64_t, Draft>* drafts) const {
    const std::size_t account = order_[place].index();
    for (const GrossMonth& month : months_) {
      if (account >= month.rows.size() || month.rows[account] == 0) continue;
      const std::int64_t index = terms.calendar.IndexOf(month.begin);
      if (index > terms.calendar.IndexOf(as_of_)) continue;
      int128& gross = (*drafts)[index].gross;
      if (account >= month.sums.size()) continue;
      KEYHAUL_TRY(gross, CheckedSum(gross, month.sums[account]));
    }
    return {};
  }

  Status AddGroups(std::size_t place, const AccountTerms& terms, std::map<std::int64_t, Draft>* drafts) const {
    if (!terms.dimension) return {};
    const std::vector<GrossCell>& cells = splits_[*terms.dimension];
    const auto number = static_cast<std::int32_t>(place);
    auto cell = std::lower_bound(cells.begin(), cells.end(), number,
                                 [](const GrossCell& a, std::int32_t wanted) { return a.place < wanted; });
    for (; cell != cells.end() && cell->place == number; ++cell) {
      const auto draft = drafts->find(terms.calendar.IndexOf(cell->begin));
      if (draft == drafts->end()) continue;  // after the as-of day
      int128& gross = draft->second.groups[cell->value];
      KEYHAUL_TRY(gross, CheckedSum(gross, cell->sum));
    }
    return {};
  }

  Status AddSettlement(std::size_t place, std::size_t row, const AccountTerms& terms,
                       std::map<std::int64_t, Draft>* drafts) const {
    const std::vector<TermsLine>& all = policy_.policy.terms;
    const std::string_view id = settlements_->line.texts()[row];
    const auto line = std::find_if(all.begin(), all.end(), [&](const TermsLine& other) { return other.id == id; });
    const Period days{Day(settlements_->begin.int32s()[row]), Day(settlements_->end.int32s()[row])};
    const BookedKey key{static_cast<std::int32_t>(place), static_cast<std::int32_t>(line - all.begin()),
                        line->period.IndexOf(days.begin)};
    const auto before = std::lower_bound(booked_.begin(), booked_.end(), key,
                                         [](const Booked& a, const BookedKey& b) { return a.key < b; });
    std::optional<int128> booked;
    if (before != booked_.end() && before->key == key) booked = settlements_->booked_before.int128s()[row];
    const bool moves = settlements_->delta.int128s()[row] != 0 || settlements_->payout.int128s()[row] != 0;
    const Period current = terms.calendar.PeriodOf(as_of_);
    for (const LinePlace& stands : LinePlacesOf(days, as_of_, current, booked, moves)) {
      KEYHAUL_TRY(StatementLine told, settlements_->LineAt(row, line->kind, stands.part));
      (*drafts)[terms.calendar.IndexOf(stands.day)].lines.push_back({std::move(told), days.begin});
    }
    return {};
  }

  Status Write(const AccountFacts& facts, const AccountTerms& terms, std::int64_t index, Draft* draft) {
    KEYHAUL_TRY(const Period days, terms.calendar.At(index));
    std::vector<StatementLine> lines;
    lines.reserve(draft->lines.size());
    for (const PlacedLine& placed : draft->lines) lines.push_back(placed.line);
    Result<StatementTotals> totals = TotalsOf(draft->gross, lines);
    if (!totals.ok()) return OfStatement(facts, terms.calendar.NameOf(days), std::move(totals).error());
    std::vector<StatementGroup> groups;
    for (const auto& [value, gross] : draft->groups) groups.push_back({std::string(value), gross, 0, 0, 0});
    if (Status status = statement_internal::ShareToGroupsWith(*totals, groups, kernels::Allocate); !status.ok()) {
      return OfStatement(facts, terms.calendar.NameOf(days), std::move(status).error());
    }
    KEYHAUL_CHECK(WriteHead(facts, terms, days, *totals));
    for (const StatementGroup& group : groups) WriteGroup(facts, days, group);
    WriteLines(facts, days, draft->lines);
    return {};
  }

  static Error OfStatement(const AccountFacts& facts, const std::string& period, Error error) {
    error.message = "the statement of " + std::string(facts.external_id) + ", " + period + ": " + error.message;
    return error;
  }

  Status WriteHead(const AccountFacts& facts, const AccountTerms& terms, const Period& days,
                   const StatementTotals& totals) {
    Table& table = statements_;
    const Day issued = ReachedDay(days, as_of_);
    KEYHAUL_TRY(const Day due_day, DueDay(issued, terms.payment_days, rule_.payment_from));
    table["account"].Add(facts.external_id);
    table["payer"].Add(terms.payer);
    table["period_begin"].Add(days.begin);
    table["period"].Add(terms.calendar.NameOf(days));
    table["period_end"].Add(days.end);
    table["state"].Add(std::string_view(days.end.value() <= as_of_.value() + 1 ? "final" : "interim"));
    terms.dimension ? table["grouped_by"].Add(rule_.group_by[*terms.dimension]) : table["grouped_by"].AddMissing();
    table["currency"].Add(policy_.policy.currency.code());
    table["gross"].Add(totals.gross);
    table["discounts"].Add(totals.discounts);
    table["net"].Add(totals.net);
    table["charges"].Add(totals.charges);
    table["accrued"].Add(totals.accrued);
    table["settled"].Add(totals.settled);
    table["carried"].Add(totals.carried);
    table["issued"].Add(issued);
    table["payment_days"].Add(terms.payment_days);
    table["due_day"].Add(due_day);
    return {};
  }

  void WriteGroup(const AccountFacts& facts, const Period& days, const StatementGroup& group) {
    groups_["account"].Add(facts.external_id);
    groups_["period_begin"].Add(days.begin);
    groups_["group_value"].Add(group.value);
    groups_["gross"].Add(group.gross);
    groups_["discounts"].Add(group.discounts);
    groups_["net"].Add(group.net);
    groups_["settled"].Add(group.settled);
  }

  // Section by section, and within one in the order of the settlements.
  void WriteLines(const AccountFacts& facts, const Period& days, const std::vector<PlacedLine>& lines) {
    std::int32_t number = 0;
    for (const LineKind section : kSections) {
      for (const PlacedLine& placed : lines) {
        if (placed.line.section != section) continue;
        lines_["account"].Add(facts.external_id);
        lines_["period_begin"].Add(days.begin);
        lines_["number"].Add(++number);
        WriteLine(placed);
      }
    }
  }

  void WriteLine(const PlacedLine& placed) {
    const StatementLine& line = placed.line;
    Table& table = lines_;
    table["section"].Add(kSectionNames[static_cast<std::size_t>(line.section)]);
    table["line"].Add(line.line);
    table["line_period_begin"].Add(placed.begin);
    table["line_period"].Add(line.period);
    table["state"].Add(std::string_view(line.is_final ? "final" : "interim"));
    table["flags"].Add(kLinePartWords[static_cast<std::size_t>(line.part)]);
    const std::pair<const char*, int128> amounts[] = {
        {"amount", line.amount}, {"earned", line.earned}, {"capped", line.capped},
        {"top_up", line.top_up}, {"due", line.due},       {"booked_before", line.booked_before},
        {"delta", line.delta},   {"payout", line.payout}, {"balance", line.balance}};
    for (const auto& [column, amount] : amounts) table[column].Add(amount);
    line.accrued ? table["accrued"].Add(*line.accrued) : table["accrued"].AddMissing();
    line.text.empty() ? table["text"].AddMissing() : table["text"].Add(line.text);
  }

  const CompiledPolicy& policy_;
  const StatementRule& rule_;
  const Book& book_;
  const Day as_of_;
  const std::span<const Booked> booked_;
  std::vector<AccountId> order_;
  std::optional<SettlementColumns> settlements_;
  std::vector<GrossMonth> months_;
  std::vector<std::vector<GrossCell>> splits_;  // by dimension of `group_by`, in the order of accounts
  Table statements_;
  Table groups_;
  Table lines_;
};

}  // namespace

void AddStatementItems(const Policy& policy, std::vector<PlanItem>* items) {
  if (!policy.statement.has_value()) return;
  items->push_back(GrossItem(policy));
  items->push_back(GrossRowsItem());
  for (const std::string& dimension : policy.statement->group_by) items->push_back(GrossSplitItem(policy, dimension));
}

Status AddStatements(const CompiledPolicy& policy, const Book& book, Day as_of, std::span<const Booked> booked,
                     std::vector<Table>* tables) {
  if (!policy.policy.statement.has_value()) return {};
  const auto found =
      std::find_if(tables->begin(), tables->end(), [](const Table& table) { return table.name() == "settlements"; });
  StatementMaker maker(policy, book, as_of, booked, found == tables->end() ? nullptr : &*found);
  KEYHAUL_CHECK(maker.MakeAll());
  maker.Take(tables);
  return {};
}

}  // namespace v1
}  // namespace keyhaul
