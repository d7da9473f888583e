// A statement as a person reads it on a bill.
//
//   Statement of A1, 2026-01 (final)
//     Payer     HQ
//     Period    2026-01-01 to 2026-01-31
//     Currency  CNY
//     Issued    2026-01-31
//     Due       2026-03-02 (30 days)
//
//   Gross
//       Gross  Discounts      Net  Settled
//      800.00      10.00   790.00    18.59  store: north
//      250.00       3.12   246.88     5.81  store: south
//     1050.00      13.12  1036.88    24.40  all
//
//   Rebates
//       Due  Booked before  Amount  Carried
//     23.50           0.00   23.50     0.00  volume, 2026-01 (final)
//                                            800.00 × 2 % + 250.00 × 3 % = 23.50
//      4.00           3.10    0.90     0.00  volume, correction of 2025-12 (final)
//                                            200.00 × 2 % = 4.00
//
// Where a line tells what was booked, what is due now is left to the line that tells the change. Amounts stand
// right-aligned in columns, names after them: however wide a letter is, no column moves. The text is UTF-8; a control
// character in a name is shown as a question mark.
#ifndef KEYHAUL_STATEMENT_RENDER_STATEMENT_H_
#define KEYHAUL_STATEMENT_RENDER_STATEMENT_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/statement/render.h"
#include "keyhaul/statement/statement.h"

namespace keyhaul {
inline namespace v1 {

// STATEMENT-10: all of a statement, ending in a line feed.
std::string RenderStatement(const Statement& statement);

// -----------------------------------------------------------------------------------------------------------------

namespace statement_internal {

// Amounts in columns, each row with a name after them and with notes below the name.
class AmountTable {
 public:
  explicit AmountTable(std::vector<std::string> headings) {
    for (const std::string& heading : headings) widths_.push_back(heading.size());
    rows_.push_back({std::move(headings), "", {}});
  }

  void Add(std::vector<std::string> cells, std::string name, std::vector<std::string> notes = {}) {
    for (std::size_t i = 0; i < cells.size(); ++i) widths_[i] = std::max(widths_[i], cells[i].size());
    rows_.push_back({std::move(cells), std::move(name), std::move(notes)});
  }

  std::string Text() const {
    std::string text;
    for (const Row& row : rows_) {
      std::string line;
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        line.append(2 + widths_[i] - row.cells[i].size(), ' ').append(row.cells[i]);
      }
      const std::string indent(line.size() + 2, ' ');
      if (!row.name.empty()) line += "  " + row.name;
      text += line + '\n';
      for (const std::string& note : row.notes) text.append(indent).append(note).append(1, '\n');
    }
    return text;
  }

 private:
  struct Row {
    std::vector<std::string> cells;
    std::string name;
    std::vector<std::string> notes;
  };

  std::vector<std::size_t> widths_;
  std::vector<Row> rows_;
};

inline std::string PlainName(std::string_view name) {
  std::string text(name);
  std::replace_if(
      text.begin(), text.end(),
      [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20U || byte == 0x7FU;
      },
      '?');
  return text;
}

inline std::string StateText(bool is_final) { return is_final ? " (final)" : " (interim)"; }

inline std::string HeadText(const Statement& statement) {
  const Day last(statement.days.end.value() - 1);
  const std::string days = std::to_string(statement.payment_days) + (statement.payment_days == 1 ? " day" : " days");
  std::string text = "Statement of " + PlainName(statement.account) + ", " + statement.period;
  text += StateText(statement.is_final) + '\n';
  text += "  Payer     " + PlainName(statement.payer) + '\n';
  text += "  Period    " + statement.days.begin.ToText() + " to " + last.ToText() + '\n';
  text += "  Currency  " + statement.currency + '\n';
  text += "  Issued    " + statement.issued.ToText() + '\n';
  return text + "  Due       " + statement.due_day.ToText() + " (" + days + ")\n";
}

inline std::string GrossText(const Statement& statement) {
  const auto money = [&](int128 minor) { return MinorText(minor, statement.money_scale); };
  AmountTable table({"Gross", "Discounts", "Net", "Settled"});
  for (const StatementGroup& group : statement.groups) {
    const std::string value = group.value.empty() ? "(none)" : PlainName(group.value);
    table.Add({money(group.gross), money(group.discounts), money(group.net), money(group.settled)},
              statement.grouped_by + ": " + value);
  }
  const StatementTotals& all = statement.totals;
  table.Add({money(all.gross), money(all.discounts), money(all.net), money(all.settled)}, "all");
  return "\nGross\n" + table.Text();
}

// "volume, correction of 2025-12 (final)".
inline std::string LineName(const StatementLine& line) {
  std::string text = PlainName(line.line) + (line.part == LinePart::correction ? ", correction of " : ", ");
  text += line.period;
  if (line.part == LinePart::booked) text += ", as booked";
  if (line.part == LinePart::continued) text += ", continued";
  return text + StateText(line.is_final);
}

// How what is due now came about is told with the change, and not with what was booked.
inline std::vector<std::string> NotesOf(const Statement& statement, const StatementLine& line) {
  const auto money = [&](int128 minor) { return MinorText(minor, statement.money_scale); };
  if (line.part == LinePart::booked) return {};
  std::vector<std::string> notes;
  if (!line.text.empty()) notes.push_back(line.text);
  if (line.capped != 0) notes.push_back("earned " + money(line.earned) + ", the cap takes off " + money(line.capped));
  if (line.top_up != 0) notes.push_back("the guarantee adds " + money(line.top_up));
  if (line.accrued) notes.push_back("accrued " + money(*line.accrued));
  return notes;
}

inline std::string SectionText(const Statement& statement, LineKind section, const char* heading) {
  const auto money = [&](int128 minor) { return MinorText(minor, statement.money_scale); };
  AmountTable table({"Due", "Booked before", "Amount", "Carried"});
  bool has_lines = false;
  for (const StatementLine& line : statement.lines) {
    if (line.section != section) continue;
    has_lines = true;
    // What is due now is told with the change.
    const std::string due = line.part == LinePart::booked ? "" : money(line.due);
    table.Add({due, money(line.booked_before), money(line.amount), money(line.balance)}, LineName(line),
              NotesOf(statement, line));
  }
  return has_lines ? std::string("\n") + heading + '\n' + table.Text() : std::string();
}

inline std::string TotalsText(const Statement& statement) {
  const auto money = [&](int128 minor) { return MinorText(minor, statement.money_scale); };
  const StatementTotals& all = statement.totals;
  AmountTable table({"Net", "Charges", "Settled", "Accrued", "Carried"});
  table.Add({money(all.net), money(all.charges), money(all.settled), money(all.accrued), money(all.carried)}, "");
  return "\nTotals in " + statement.currency + '\n' + table.Text();
}

}  // namespace statement_internal

inline std::string RenderStatement(const Statement& statement) {
  using statement_internal::SectionText;
  return statement_internal::HeadText(statement) + statement_internal::GrossText(statement) +
         SectionText(statement, LineKind::discount, "Discounts") + SectionText(statement, LineKind::rebate, "Rebates") +
         SectionText(statement, LineKind::commitment, "Commitments") + statement_internal::TotalsText(statement);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_STATEMENT_RENDER_STATEMENT_H_
