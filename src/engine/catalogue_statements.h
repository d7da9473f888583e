// The columns of the tables of statements, for catalogue.cc.
#ifndef KEYHAUL_SRC_ENGINE_CATALOGUE_STATEMENTS_H_
#define KEYHAUL_SRC_ENGINE_CATALOGUE_STATEMENTS_H_

#include "src/engine/catalogue_words.h"

namespace keyhaul {
inline namespace v1 {
namespace catalogue_statements {

using namespace catalogue_words;  // NOLINT(google-build-using-namespace): words of the catalogue

inline constexpr ColumnSpec kStatements[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id; rows are in its byte order, then by period."},
    {"payer", kText, "text", 0, kRequired, kFirst, "Who pays: the account's payer, or the account itself."},
    {"period_begin", kDay, "day", 0, kRequired, kFirst, "First day of the statement's period."},
    {"period", kText, "text", 0, kRequired, kFirst, "Name of the period: 2026-01."},
    {"period_end", kDay, "day", 0, kRequired, kFirst, "First day after the period."},
    {"state", kText, "text", 0, kRequired, kFirst,
     "final where the as-of day is the period's last or later, else interim."},
    {"grouped_by", kText, "text", 0, kNullable, kFirst, "Dimension that gross is told by; missing without one."},
    {"currency", kText, "text", 0, kRequired, kFirst, "ISO 4217 code of all money of the statement."},
    {"gross", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Sum of the policy's gross measure."},
    {"discounts", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Amounts of its discount lines."},
    {"net", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Gross less discounts."},
    {"charges", kInt128, "money", kScaleOfCurrency, kRequired, kFirst,
     "What is charged by its commitment lines: their amounts, with the other sign."},
    {"accrued", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "What is set aside by its lines."},
    {"settled", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Amounts of its rebate lines."},
    {"carried", kInt128, "money", kScaleOfCurrency, kRequired, kFirst,
     "Balances of its lines, 0 or less: owed back, and waiting to be taken off later payouts."},
    {"issued", kDay, "day", 0, kRequired, kFirst, "Last day of the period, or the as-of day while it runs."},
    {"payment_days", kInt64, "days", 0, kRequired, kFirst, "Days of payment, of the account or else of the policy."},
    {"due_day", kDay, "day", 0, kRequired, kFirst, "Day by which net and charges are to be paid."},
};

inline constexpr ColumnSpec kStatementGroups[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the account."},
    {"period_begin", kDay, "day", 0, kRequired, kFirst, "First day of the statement's period."},
    {"group_value", kText, "text", 0, kRequired, kFirst,
     "Value of the dimension that the statement is grouped by; empty for rows without one."},
    {"gross", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Its part of gross."},
    {"discounts", kInt128, "money", kScaleOfCurrency, kRequired, kFirst,
     "Its part of the discounts, by gross and by largest remainder."},
    {"net", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Its gross less its discounts."},
    {"settled", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Its part of what is settled, likewise."},
};

inline constexpr ColumnSpec kStatementLines[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the account."},
    {"period_begin", kDay, "day", 0, kRequired, kFirst, "First day of the statement's period."},
    {"number", kInt32, "index", 0, kRequired, kFirst, "1, 2, ... within the statement."},
    {"section", kText, "text", 0, kRequired, kFirst, "discount, rebate or commitment, in this order."},
    {"line", kText, "text", 0, kRequired, kFirst, "Id of the line of the terms."},
    {"line_period_begin", kDay, "day", 0, kRequired, kFirst, "First day of the line's period."},
    {"line_period", kText, "text", 0, kRequired, kFirst, "Name of the line's period."},
    {"state", kText, "text", 0, kRequired, kFirst, "final or interim, as in the table settlements."},
    {"flags", kText, "text", 0, kRequired, kFirst,
     "booked: what was booked before this run, and the change is another line; correction: that change, on the "
     "statement of the as-of day; continued: what a period adds that earlier statements have told of; empty: all of "
     "it."},
    {"amount", kInt128, "money", kScaleOfCurrency, kRequired, kFirst,
     "What counts in the totals of the statement: booked_before where flags say booked, payout where they say "
     "correction or continued, and else the sum of the two, of which one is 0."},
    {"earned", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Earned for the line's period so far."},
    {"capped", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "What the cap takes off."},
    {"top_up", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "What the guarantee adds."},
    {"due", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Earned less capped, and the top-up."},
    {"accrued", kInt128, "money", kScaleOfCurrency, kNullable, kFirst,
     "What is set aside; missing where the line does not accrue, and where flags say booked."},
    {"booked_before", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Booked before this run."},
    {"delta", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "To be booked now."},
    {"payout", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Money that moves now."},
    {"balance", kInt128, "money", kScaleOfCurrency, kRequired, kFirst,
     "Owed back and waiting, 0 or less; 0 where flags say booked."},
    {"text", kText, "text", 0, kNullable, kFirst,
     "How earned came about, as read on a bill; missing where explanations are left out."},
};

}  // namespace catalogue_statements
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_CATALOGUE_STATEMENTS_H_
