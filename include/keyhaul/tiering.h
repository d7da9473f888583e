// Tiering: who the key accounts are.
//
// A few accounts make most of the revenue. Tiering finds them by a rule (tiering/rule.h): an ordered list of tiers,
// each with a condition on one exact value per account, the last with none. The room knows nothing of ledgers and
// calendars: it takes a column of values, and whoever has one can use it.
//
//   tiering/rule.h        the rule as types: cuts by share, by rank, by amount
//   tiering/rule_check.h  what can be refused before there is data
//   tiering/classify.h    the tier of every account, the thresholds, and what is unusual; linear time, no sort
//   tiering/rank.h        order, rank and cumulative value of every account
//   tiering/distance.h    what is missing to the next tier, and how far an account is above its own threshold
//   tiering/histogram.h   how values are distributed, in buckets that add up over parts of a population
//   tiering/select.h      where a cut falls, by following one digit after another
//
//   TieringRule rule;
//   rule.value.measure = "revenue";
//   rule.tiers = {{"key", ShareCut{*Decimal::Parse("80%")}}, {"small", std::nullopt}};
//   const std::vector<int128> cents = {5000, 3300, 1700};
//   const Result<Tiers> tiers = Classify(cents, 2, rule);   // tier: 0 0 1
//
// Units: values are integers at the scale that the caller names (2 for cents); amounts in rules are exact decimals in
// whole units, compared at any scale without rounding. Nothing here is floating point, and nothing depends on the order
// of the accounts. What is not here yet: other readings of crossings, ties and negative values, movement between
// reviews, and concentration measures.
//
// Sources of the definitions: the cumulative-share classification of H. F. Dickie, "ABC inventory analysis shoots for
// dollars, not pennies" (Factory Management and Maintenance, 1951); the rules of this room are TIER-01 and following in
// docs/RULES.md.
#ifndef KEYHAUL_TIERING_H_
#define KEYHAUL_TIERING_H_

#include "keyhaul/tiering/classify.h"
#include "keyhaul/tiering/distance.h"
#include "keyhaul/tiering/histogram.h"
#include "keyhaul/tiering/rank.h"
#include "keyhaul/tiering/rule.h"
#include "keyhaul/tiering/rule_check.h"
#include "keyhaul/tiering/select.h"

#endif  // KEYHAUL_TIERING_H_
