// The columns of the tables of terms, for catalogue.cc.
#ifndef KEYHAUL_SRC_ENGINE_CATALOGUE_TERMS_H_
#define KEYHAUL_SRC_ENGINE_CATALOGUE_TERMS_H_

#include "src/engine/catalogue_words.h"

namespace keyhaul {
inline namespace v1 {
namespace catalogue_terms {

using namespace catalogue_words;  // NOLINT(google-build-using-namespace): words of the catalogue

inline constexpr ColumnSpec kBooked[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the account."},
    {"line", kText, "text", 0, kRequired, kFirst, "Id of the line of the terms."},
    {"period_begin", kDay, "day", 0, kRequired, kFirst, "First day of the period."},
    {"booked", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Booked for it so far, over all settlements."},
    {"balance", kInt128, "money", kScaleOfCurrency, kNullable, kFirst,
     "Owed back and not taken off a payout yet; 0 or less, 0 if missing."},
    {"period_end", kDay, "day", 0, kNullable, kFirst,
     "First day after the period. This column and those after it are held against the policy that the table is given "
     "to; a host that leaves them out, or a cell, does without."},
    {"kind", kText, "text", 0, kNullable, kFirst, "Kind of the line: discount, rebate or commitment."},
    {"currency", kText, "text", 0, kNullable, kFirst, "Currency of the amounts."},
    {"state", kText, "text", 0, kNullable, kFirst, "final or interim, as the period was settled last."},
    {"as_of", kDay, "day", 0, kNullable, kFirst, "As-of day of the run that settled it last."},
};

inline constexpr ColumnSpec kForecasts[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the account or the group."},
    {"line", kText, "text", 0, kRequired, kFirst, "Id of a line of the terms that accrues by forecast."},
    {"period_begin", kDay, "day", 0, kRequired, kFirst, "First day of the period."},
    {"forecast", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst,
     "Qualifying basis that the whole period will have."},
};

inline constexpr ColumnSpec kSettlements[] = {
    {"account", kText, "text", 0, kRequired, kFirst,
     "External id; rows are in its byte order, then line, then period."},
    {"line", kText, "text", 0, kRequired, kFirst, "Id of the line of the terms."},
    {"period", kText, "text", 0, kRequired, kFirst, "Name of the period: 2026-Q1."},
    {"period_begin", kDay, "day", 0, kRequired, kFirst, "First day of the period."},
    {"period_end", kDay, "day", 0, kRequired, kFirst, "First day after the period."},
    {"state", kText, "text", 0, kRequired, kFirst,
     "final where the as-of day is the period's last day, or the agreement's last day in it, or later; else interim."},
    {"qualifying_unit", kText, "text", 0, kRequired, kFirst, "Unit of the qualifying basis."},
    {"qualifying", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Qualifying basis of the period."},
    {"payable_unit", kText, "text", 0, kRequired, kFirst, "Unit of the payable basis."},
    {"payable", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Payable basis of the period."},
    {"bracket", kInt32, "index", 0, kNullable, kFirst,
     "Bracket of the qualifying basis; missing where none is reached."},
    {"earned", kInt128, "money", kScaleOfCurrency, kRequired, kFirst,
     "What the line gives for the period so far, rounded."},
    {"booked_before", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Booked before this run."},
    {"delta", kInt128, "money", kScaleOfCurrency, kRequired, kFirst,
     "Booked now: what is to be booked less what was, but not below 0 where nothing is taken back; negative is owed "
     "back."},
    {"booked", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Booked after this run."},
    {"counted_unit", kText, "text", 0, kNullable, kFirst,
     "Unit of the quantity that earns beside the payable basis; missing where the line counts none."},
    {"counted", kInt128, "measure", kScaleOfMeasure, kNullable, kFirst, "That quantity in the period."},
    {"baseline", kText, "decimal", 0, kNullable, kFirst,
     "What growth is measured against, in units of the qualifying basis; missing where nothing is."},
    {"agreement", kText, "text", 0, kNullable, kFirst, "Id of the agreement; missing where the line is for all."},
    {"kind", kText, "text", 0, kRequired, kFirst, "discount, rebate or commitment."},
    {"group", kText, "text", 0, kNullable, kFirst,
     "Group in which the account's bases were pooled, several separated by \"; \"; bases, earned and due are its "
     "part."},
    {"capped", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "What caps take off."},
    {"top_up", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "What the guarantee adds."},
    {"due", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Earned less capped, plus top-up."},
    {"accrued", kInt128, "money", kScaleOfCurrency, kNullable, kFirst,
     "Set aside for the period so far; missing where the line accrues nothing."},
    {"accrual_difference", kInt128, "money", kScaleOfCurrency, kNullable, kFirst,
     "Of a final settlement, accrued less due; missing where nothing was accrued."},
    {"payout", kInt128, "money", kScaleOfCurrency, kRequired, kFirst,
     "What moves now, by the clawback policy; negative is asked back."},
    {"balance", kInt128, "money", kScaleOfCurrency, kRequired, kFirst,
     "Owed back and not taken off a payout yet; 0 or less."},
    {"text", kText, "text", 0, kNullable, kFirst,
     "How the earned amount came about, as a bill says it; missing where explanations are left out."},
};

inline constexpr ColumnSpec kExplanations[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the account, or of the group for its pool."},
    {"line", kText, "text", 0, kRequired, kFirst, "Id of the line of the terms."},
    {"period_begin", kDay, "day", 0, kRequired, kFirst, "First day of the period."},
    {"step", kInt32, "index", 0, kRequired, kFirst, "0, 1, ... within the settlement; their exact values add up."},
    {"rule", kText, "text", 0, kRequired, kFirst, "Id of the rule of calculation: TERMS-05."},
    {"kind", kText, "text", 0, kRequired, kFirst,
     "What the step is: slice, whole, flat, rolled, block, growth, interpolated, deficit, counted or prorated."},
    {"bracket", kInt32, "index", 0, kRequired, kFirst, "Bracket of the schedule."},
    {"from", kText, "decimal", 0, kRequired, kFirst, "Lower bound of the bracket."},
    {"to", kText, "decimal", 0, kNullable, kFirst, "Upper bound of the bracket; missing for the last."},
    {"basis", kText, "decimal", 0, kNullable, kFirst, "Units that earn in this step, or blocks; missing for a flat."},
    {"benefit", kText, "decimal", 0, kRequired, kFirst,
     "What they earn: a fraction of money, money per unit, or the flat amount."},
    {"exact", kText, "decimal", 0, kRequired, kFirst,
     "Exact value before rounding in the currency's major unit: 0.125, or 0.33 + 1/300 where the decimals do not end; "
     "what it was rounded to where each step is."},
    {"version", kInt32, "index", 0, kNullable, kFirst,
     "Schedule of the step, 0 the first; missing where the line's schedule never changes. A basis below 0, or a flat, "
     "is what it would have paid on the count before it."},
};

inline constexpr ColumnSpec kStackLines[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the account, or of the group for its pool."},
    {"line", kText, "text", 0, kRequired, kFirst, "Id of the line of the terms."},
    {"period_begin", kDay, "day", 0, kRequired, kFirst, "First day of the period."},
    {"stack_line", kText, "text", 0, kRequired, kFirst, "Id of the line in the stack."},
    {"number", kInt32, "index", 0, kNullable, kFirst,
     "0, 1, ... in the order in which the lines apply; missing where it does not."},
    {"basis", kText, "decimal", 0, kNullable, kFirst, "What it looked at, exactly; missing where it does not apply."},
    {"exact", kText, "decimal", 0, kRequired, kFirst, "What it takes, exactly."},
    {"amount", kInt128, "money", kScaleOfCurrency, kRequired, kFirst,
     "What it takes, rounded; the amounts add up to the discount."},
    {"flags", kText, "text", 0, kRequired, kFirst,
     "cut (it would have taken more than was left), equal_priority, or empty."},
};

inline constexpr ColumnSpec kCommitments[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the account, or of the group for its pool."},
    {"line", kText, "text", 0, kRequired, kFirst, "Id of the line of the terms."},
    {"period_begin", kDay, "day", 0, kRequired, kFirst, "First day of the period."},
    {"used", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Spend that counts."},
    {"committed", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Promised for the period, prorated."},
    {"utilised", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "The spend up to the commitment."},
    {"overage", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "What the spend beyond it costs."},
    {"true_up", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "What is missing, at the final run."},
    {"total", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Utilised, overage and true-up."},
    {"prorated_days", kInt64, "count", 0, kRequired, kFirst, "Days of the period on which it is valid."},
    {"of_days", kInt64, "count", 0, kRequired, kFirst, "Days of the period."},
};

inline constexpr ColumnSpec kGroups[] = {
    {"group", kText, "text", 0, kRequired, kFirst,
     "External id of the group; rows are in its byte order, then line, then period."},
    {"line", kText, "text", 0, kRequired, kFirst, "Id of the line of the terms."},
    {"agreement", kText, "text", 0, kRequired, kFirst, "Id of the agreement."},
    {"share", kText, "text", 0, kRequired, kFirst, "contribution, standalone_first, marginal_by_order or head_office."},
    {"period", kText, "text", 0, kRequired, kFirst, "Name of the period."},
    {"period_begin", kDay, "day", 0, kRequired, kFirst, "First day of the period."},
    {"period_end", kDay, "day", 0, kRequired, kFirst, "First day after the period."},
    {"state", kText, "text", 0, kRequired, kFirst, "final or interim."},
    {"qualifying", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Pooled qualifying basis."},
    {"payable", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Pooled payable basis."},
    {"bracket", kInt32, "index", 0, kNullable, kFirst, "Bracket of the pooled basis; missing where none is reached."},
    {"earned", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "What the line gives for the pool."},
    {"capped", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "What caps take off."},
    {"top_up", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "What the guarantee adds."},
    {"due", kInt128, "money", kScaleOfCurrency, kRequired, kFirst,
     "Due for the pool; the parts of the members add up to it."},
    {"accrued", kInt128, "money", kScaleOfCurrency, kNullable, kFirst, "Set aside for the pool."},
    {"standalone", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "What the members would have earned alone."},
    {"gain", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Earned less standalone: what pooling is worth."},
    {"members", kInt64, "count", 0, kRequired, kFirst, "Members with a part."},
    {"flags", kText, "text", 0, kRequired, kFirst, "negative_basis, no_positive_basis, or empty."},
    {"text", kText, "text", 0, kNullable, kFirst,
     "How the earned amount came about; missing where explanations are left out."},
    {"counted", kInt128, "measure", kScaleOfMeasure, kNullable, kFirst,
     "Pooled quantity that earns beside the payable basis; missing where the line counts none."},
    {"baseline", kText, "decimal", 0, kNullable, kFirst,
     "What the pool's growth is measured against; missing where nothing is."},
};

inline constexpr ColumnSpec kGroupMembers[] = {
    {"group", kText, "text", 0, kRequired, kFirst, "External id of the group."},
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the member."},
    {"line", kText, "text", 0, kRequired, kFirst, "Id of the line of the terms."},
    {"period_begin", kDay, "day", 0, kRequired, kFirst, "First day of the period."},
    {"qualifying", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Its part of the qualifying basis."},
    {"payable", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Its part of the payable basis."},
    {"standalone", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "What it would have earned alone."},
    {"part", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Its part of what is due."},
};

inline constexpr ColumnSpec kOutlooks[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the account, or of the group for its pool."},
    {"line", kText, "text", 0, kRequired, kFirst, "Id of the line of the terms."},
    {"period_begin", kDay, "day", 0, kRequired, kFirst, "First day of the period."},
    {"effective_rate", kText, "decimal", 0, kNullable, kFirst,
     "Earned per unit of the basis; missing where the basis is 0 or less."},
    {"marginal_rate", kText, "decimal", 0, kNullable, kFirst,
     "What the next unit earns; missing where it would be refused."},
    {"next_bracket", kInt32, "index", 0, kNullable, kFirst, "The next bracket; missing after the last."},
    {"to_next", kText, "decimal", 0, kNullable, kFirst, "Units to the next bracket."},
    {"pays_next", kInt128, "money", kScaleOfCurrency, kNullable, kFirst, "What reaching it pays in all."},
};

inline constexpr ColumnSpec kConversions[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the account."},
    {"line", kText, "text", 0, kRequired, kFirst, "Id of the line of the terms."},
    {"period_begin", kDay, "day", 0, kRequired, kFirst, "First day of the period."},
    {"measure", kText, "text", 0, kRequired, kFirst, "Which basis the amount is of: qualifying or payable."},
    {"currency", kText, "text", 0, kRequired, kFirst, "ISO 4217 code of the currency of the amount."},
    {"amount", kText, "decimal", 0, kRequired, kFirst, "Sum of the period in that currency."},
    {"rate", kText, "decimal", 0, kRequired, kFirst, "What one major unit of it is worth."},
    {"day", kDay, "day", 0, kRequired, kFirst, "The settlement day, whose rate it is."},
    {"converted", kInt128, "money", kScaleOfCurrency, kRequired, kFirst,
     "The amount at the rate, rounded once; it is part of the basis."},
};

}  // namespace catalogue_terms
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_CATALOGUE_TERMS_H_
