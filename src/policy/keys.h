// Every key of the policy document, in one table.
//
// The reader knows keys from here only: what is not listed is refused, with the nearest listed key as a suggestion, and
// what is listed as required must be there. The catalogue, docs/POLICY.md and docs/policy.schema.json list the same
// keys, and tests hold all four together.
//
// A path is written as errors write it, with [] for the elements of an array and * for a name that the policy chooses.
//
// A condition has the same members wherever it stands; they are listed once, at the tiers, and `like` names that place.
//
// Types: text; word (one of a few texts); integer; decimal (a number, or text such as "2.5%"); boolean; object; array;
// `word or object`,
// `text or object`, `text or array` where a short form exists.
#ifndef KEYHAUL_SRC_POLICY_KEYS_H_
#define KEYHAUL_SRC_POLICY_KEYS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace keyhaul {
inline namespace v1 {

struct PolicyKey {
  std::string_view path;
  std::string_view type;
  bool required;           // wherever the object around it stands
  std::string_view since;  // version of Keyhaul that first read it
  std::string_view doc;
  std::string_view like = {};  // path of the object whose members it has
};

inline constexpr PolicyKey kPolicyKeys[] = {
    {"keyhaul", "integer", true, "0.1", "Version of the document's form: 1."},
    {"name", "text", true, "0.1", "Name of the policy; results carry it."},
    {"currency", "text", true, "0.1", "ISO 4217 code of all money of the policy and its ledger."},
    {"extra_money_digits", "integer", false, "0.1",
     "Digits of money in ledger rows below the currency's minor unit, 0 to 4; 0 if absent."},
    {"rounding", "object", false, "0.1", "How amounts are rounded where a line says nothing else."},
    {"rounding.mode", "word", false, "0.1",
     "half_up (if absent), half_even, half_down, up, down, ceiling, floor or up_05."},
    {"rounding.step", "decimal", false, "0.1",
     "Amounts are multiples of this, in major units; the currency's minor unit if absent."},

    {"ledger", "object", true, "0.1", "What the rows of the ledger say."},
    {"ledger.dimensions", "array", false, "0.1", "Names of the texts that rules choose rows by; none if absent."},
    {"ledger.dimensions[]", "text", true, "0.1", "Name of a dimension: lower-case letters, digits, underscores."},
    {"ledger.measures", "object", true, "0.1", "The numbers that rules add up, each with its unit."},
    {"ledger.measures.*", "text", true, "0.1",
     "Unit of the measure: \"money\", or a word of the policy's own with its decimals, \"kg:3\"; 0 decimals if "
     "absent."},
    {"ledger.credit_notes_name_documents", "boolean", false, "0.1",
     "Whether every credit note must name the document that it credits; true if absent."},

    {"ledger.open_documents", "text", false, "0.1",
     "Measure in money that is kept per document, charged against credited; no documents are kept if absent."},

    {"accounts", "object", false, "0.1", "What is said of all accounts."},
    {"accounts.classes", "array", false, "0.1", "Classes of key accounts, the first that holds being the primary one."},
    {"accounts.classes[]", "object", true, "0.1", "A class."},
    {"accounts.classes[].name", "text", true, "0.1", "Name of the class, unique."},
    {"accounts.classes[].when", "object", true, "0.1", "Condition of the class, as of a tier.", "tiering.tiers[].when"},

    {"tiering", "object", false, "0.1", "Which accounts are key accounts."},
    {"tiering.value", "text", true, "0.1", "Measure that is summed per account, or active_days."},
    {"tiering.window", "text", false, "0.1",
     "Months that are summed, up to that of the as-of day: \"12 months\" (if absent), \"3 years\", \"calendar year\", "
     "\"anniversary year\", \"lifetime\"."},
    {"tiering.roll_up", "word", false, "0.1",
     "Whether accounts are tiered one by one, none (if absent), or groups and with them their members: group."},
    {"tiering.within", "text or object", false, "0.1",
     "What accounts are tiered apart by: industry, city or region, or a dimension of the ledger; all together if "
     "absent."},
    {"tiering.within.dimension", "text", true, "0.1", "Dimension; each account is tiered once per value."},
    {"tiering.within.values", "array", true, "0.1", "Values of the dimension that are tiered."},
    {"tiering.within.values[]", "text", true, "0.1", "A value, compared byte by byte."},
    {"tiering.crossing", "word", false, "0.1",
     "Who gets the account that crosses a share cut: include (if absent), the tier above; exclude; nearest."},
    {"tiering.ties", "word", false, "0.1",
     "Where equal values at a cut go: together_up (if absent), together_down or split_by_id."},
    {"tiering.negative", "word", false, "0.1",
     "What negative values count for: net (if absent), clamp, absolute or reject."},
    {"tiering.base", "word", false, "0.1",
     "What shares are taken of: the positive values, positive (if absent), or net, the sum of all."},
    {"tiering.zero", "word", false, "0.1",
     "Where accounts go that count for zero: lowest (if absent), own_tier or left_out."},
    {"tiering.zero_tier", "text", false, "0.1", "Name of the tier of zeros; with own_tier only."},
    {"tiering.count_rounding", "word", false, "0.1",
     "How a part of the accounts becomes a number: ceiling (if absent), floor or half_up."},
    {"tiering.tiers", "array", true, "0.1", "The tiers, from the highest to the lowest."},
    {"tiering.tiers[]", "object", true, "0.1", "A tier; it takes the accounts that no tier above takes."},
    {"tiering.tiers[].name", "text", true, "0.1", "Name of the tier, unique."},
    {"tiering.tiers[].when", "object", false, "0.1",
     "Condition of the tier: exactly one of the keys below but for of and priority. The last tier has none."},
    {"tiering.tiers[].when.share", "decimal", false, "0.1",
     "The largest accounts until they hold this share of the base: \"80%\"."},
    {"tiering.tiers[].when.rank", "text", false, "0.1",
     "The largest accounts by number, \"top 20\", or as a part of those with a positive value, \"top 5%\"."},
    {"tiering.tiers[].when.curve", "word", false, "0.1",
     "The class of the computed ABC analysis: a, or ab for the first two."},
    {"tiering.tiers[].when.amount", "text", false, "0.1",
     "Bounds of the sum over the window: \">= 5000000\", \"2000 .. 10000\"."},
    {"tiering.tiers[].when.monthly_mean", "text", false, "0.1",
     "Bounds of that sum divided by the months of the window."},
    {"tiering.tiers[].when.active_monthly_mean", "text", false, "0.1",
     "Bounds of that sum divided by the months in which the account has rows."},
    {"tiering.tiers[].when.every_month", "text", false, "0.1", "Bounds that each month of the window keeps."},
    {"tiering.tiers[].when.annual", "text", false, "0.1", "Bounds of that sum made a year's."},
    {"tiering.tiers[].when.growth", "text", false, "0.1",
     "Bounds of the growth against the window before: \">= 20%\"."},
    {"tiering.tiers[].when.of", "text", false, "0.1",
     "The measure, or active_days, that the condition looks at; tiering.value if absent."},
    {"tiering.tiers[].when.priority", "integer", false, "0.1",
     "Conditions of a higher priority are looked at first; 0 if absent."},
    {"tiering.tiers[].when.industry", "text or array", false, "0.1",
     "Accounts of this industry, or of one of several."},
    {"tiering.tiers[].when.industry[]", "text", true, "0.1", "A value, compared byte by byte."},
    {"tiering.tiers[].when.city", "text or array", false, "0.1", "Accounts of this city, or of one of several."},
    {"tiering.tiers[].when.city[]", "text", true, "0.1", "A value, compared byte by byte."},
    {"tiering.tiers[].when.region", "text or array", false, "0.1", "Accounts of this region, or of one of several."},
    {"tiering.tiers[].when.region[]", "text", true, "0.1", "A value, compared byte by byte."},
    {"tiering.tiers[].when.tag", "text or array", false, "0.1", "Accounts with this tag, or of one of several."},
    {"tiering.tiers[].when.tag[]", "text", true, "0.1", "A value, compared byte by byte."},
    {"tiering.tiers[].when.group", "text or array", false, "0.1",
     "Accounts that are head or member of a group, or in none: head, member, none, or of one of several."},
    {"tiering.tiers[].when.group[]", "text", true, "0.1", "A value, compared byte by byte."},
    {"tiering.tiers[].when.tier", "text or array", false, "0.1",
     "In classes only: accounts of this tier, or of one of several."},
    {"tiering.tiers[].when.tier[]", "text", true, "0.1", "A value, compared byte by byte."},
    {"tiering.tiers[].when.all", "array", false, "0.1", "Conditions that all hold."},
    {"tiering.tiers[].when.all[]", "object", true, "0.1", "A condition.", "tiering.tiers[].when"},
    {"tiering.tiers[].when.any", "array", false, "0.1",
     "Conditions of which one holds; where it is the whole condition, the first that holds decides."},
    {"tiering.tiers[].when.any[]", "object", true, "0.1", "A condition.", "tiering.tiers[].when"},
    {"tiering.tiers[].retain", "object", false, "0.1",
     "Condition under which an account that is in the tier keeps it; with movement only.", "tiering.tiers[].when"},

    {"tiering.movement", "object", false, "0.1",
     "How accounts move between tiers from one run to the next; each has the tier that it earns if absent."},
    {"tiering.movement.review", "word or object", false, "0.1",
     "Periods at whose end accounts are reviewed: month, quarter, half_year or year, or an object as terms[].period; "
     "every run on a later day is a review if absent."},
    {"tiering.movement.review.kind", "word", true, "0.1", "month, quarter, half_year, year or contract_year."},
    {"tiering.movement.review.anchor", "text", false, "0.1", "As terms[].period.anchor."},
    {"tiering.movement.review.length", "integer", false, "0.1", "As terms[].period.length."},
    {"tiering.movement.upgrade", "word", false, "0.1",
     "When a higher tier is given: immediate (if absent) or at_review."},
    {"tiering.movement.downgrade", "word", false, "0.1",
     "When a tier is lost: at_review (if absent), immediate or never."},
    {"tiering.movement.max_steps_up", "integer", false, "0.1",
     "Tiers that one review moves an account up at most; 0 (if absent): all the way."},
    {"tiering.movement.max_steps_down", "integer", false, "0.1", "The same down; 1 is a soft landing."},
    {"tiering.movement.grace_reviews", "integer", false, "0.1",
     "Reviews in a row that may be missed before a downgrade; 0 if absent."},
    {"tiering.movement.residence_months", "integer", false, "0.1",
     "Months in a tier before which it is not lost; 0 if absent."},
    {"tiering.movement.retain_margin", "decimal", false, "0.1",
     "An account keeps its tier while its value is short of the cut by no more than this part: \"10%\"; 0 if absent."},
    {"tiering.movement.new_accounts", "word", false, "0.1",
     "Where accounts begin: earned_tier (if absent) or lowest_tier."},
    {"tiering.movement.lapsed_accounts", "word", false, "0.1",
     "What becomes of accounts without rows in the window: by_rule (if absent), lowest_tier or leave."},
    {"tiering.movement.returning_accounts", "word", false, "0.1",
     "Where accounts begin that had left: earned_tier (if absent), lowest_tier or former_tier."},

    {"tiering.xyz", "object", false, "0.1", "How steady values are from month to month; not looked at if absent."},
    {"tiering.xyz.deviation", "word", false, "0.1", "Standard deviation: population (if absent) or sample."},
    {"tiering.xyz.classes", "array", false, "0.1",
     "Classes by coefficient of variation, from the steadiest; X to 0.2, Y to 0.6 and Z if absent."},
    {"tiering.xyz.classes[]", "object", true, "0.1", "A class."},
    {"tiering.xyz.classes[].name", "text", true, "0.1", "Name of the class, unique."},
    {"tiering.xyz.classes[].at_most", "decimal", false, "0.1",
     "Greatest coefficient of the class; the last class has none."},

    {"tiering.rfm", "object", false, "0.1", "Scores of recency, frequency and monetary value; none if absent."},
    {"tiering.rfm.recency", "object", false, "0.1",
     "How days since the last row of the window are scored; quantiles of five bins if absent."},
    {"tiering.rfm.recency.method", "word", false, "0.1", "quantile (if absent), ntile, dense_rank or fixed_cuts."},
    {"tiering.rfm.recency.bins", "integer", false, "0.1",
     "Number of scores, 2 to 100; 5 if absent; of fixed_cuts the cuts and one."},
    {"tiering.rfm.recency.cuts", "array", false, "0.1", "Of fixed_cuts: the cuts, ascending."},
    {"tiering.rfm.recency.cuts[]", "decimal", true, "0.1", "A cut."},
    {"tiering.rfm.frequency", "object", false, "0.1",
     "How days with rows in the window are scored; quantiles of five bins if absent."},
    {"tiering.rfm.frequency.method", "word", false, "0.1", "quantile (if absent), ntile, dense_rank or fixed_cuts."},
    {"tiering.rfm.frequency.bins", "integer", false, "0.1",
     "Number of scores, 2 to 100; 5 if absent; of fixed_cuts the cuts and one."},
    {"tiering.rfm.frequency.cuts", "array", false, "0.1", "Of fixed_cuts: the cuts, ascending."},
    {"tiering.rfm.frequency.cuts[]", "decimal", true, "0.1", "A cut."},
    {"tiering.rfm.monetary", "object", false, "0.1", "How the value is scored; quantiles of five bins if absent."},
    {"tiering.rfm.monetary.method", "word", false, "0.1", "quantile (if absent), ntile, dense_rank or fixed_cuts."},
    {"tiering.rfm.monetary.bins", "integer", false, "0.1",
     "Number of scores, 2 to 100; 5 if absent; of fixed_cuts the cuts and one."},
    {"tiering.rfm.monetary.cuts", "array", false, "0.1", "Of fixed_cuts: the cuts, ascending."},
    {"tiering.rfm.monetary.cuts[]", "decimal", true, "0.1", "A cut."},
    {"tiering.rfm.segments", "array", false, "0.1", "Segments; the first that holds takes the account."},
    {"tiering.rfm.segments[]", "object", true, "0.1", "A segment."},
    {"tiering.rfm.segments[].name", "text", true, "0.1", "Name of the segment, unique."},
    {"tiering.rfm.segments[].recency", "text", false, "0.1", "Scores: \"4..5\" or \"5\"; any if absent."},
    {"tiering.rfm.segments[].frequency", "text", false, "0.1", "Scores: \"4..5\" or \"5\"; any if absent."},
    {"tiering.rfm.segments[].monetary", "text", false, "0.1", "Scores: \"4..5\" or \"5\"; any if absent."},
    {"tiering.rfm.others", "text", false, "0.1", "Name of what no segment takes; others if absent."},

    {"terms", "array", false, "0.1", "The lines of the commercial terms; none if absent."},
    {"terms[]", "object", true, "0.1", "One line."},
    {"terms[].id", "text", true, "0.1", "Name of the line, unique; results and bookings carry it."},
    {"terms[].kind", "word", true, "0.1", "rebate: computed and settled after the period."},
    {"terms[].period", "word or object", true, "0.1",
     "Over which periods the basis adds up: month, quarter, half_year or year, or an object with an anchor."},
    {"terms[].period.kind", "word", true, "0.1", "month, quarter, half_year, year or contract_year."},
    {"terms[].period.anchor", "text", false, "0.1",
     "When a period begins: a day, \"2026-01-31\", or a day of every year, \"04-01\"; required for a contract year."},
    {"terms[].period.length", "integer", false, "0.1", "Steps of a rolling period; 1 for all others."},
    {"terms[].scope", "object", false, "0.1",
     "Which rows count: for each dimension its accepted values; all if absent."},
    {"terms[].scope.*", "array", true, "0.1", "Accepted values of the dimension."},
    {"terms[].scope.*[]", "text", true, "0.1", "A value, compared byte by byte."},
    {"terms[].tiers", "array", false, "0.1", "Tiers whose accounts get the line; all accounts if absent."},
    {"terms[].tiers[]", "text", true, "0.1", "Name of a tier."},
    {"terms[].qualifies_on", "text", true, "0.1", "Measure that chooses the bracket."},
    {"terms[].pays_on", "text", false, "0.1", "Measure that earns; that of qualifies_on if absent."},
    {"terms[].rounding", "object", false, "0.1", "How the line's amount is rounded; what is absent is the policy's."},
    {"terms[].rounding.mode", "word", false, "0.1", "As rounding.mode."},
    {"terms[].rounding.step", "decimal", false, "0.1", "As rounding.step."},
    {"terms[].schedule", "object", true, "0.1", "The brackets and what each pays."},
    {"terms[].schedule.accumulation", "word", true, "0.1",
     "marginal: each slice earns its own bracket's benefit; whole: the bracket reached rates the whole basis."},
    {"terms[].schedule.boundary", "word", false, "0.1",
     "Whether a bound belongs to the bracket above it, from_inclusive (if absent), or below it, up_to_inclusive."},
    {"terms[].schedule.beyond_last", "word", false, "0.1",
     "What holds above a last bracket with a `to`: last_bracket, zero or error. Required there, refused elsewhere."},
    {"terms[].schedule.flat_at_zero", "boolean", false, "0.1",
     "Whether the first bracket's flat is owed at a basis of exactly 0; true if absent."},
    {"terms[].schedule.brackets", "array", true, "0.1", "The brackets by ascending bound; the first starts at 0."},
    {"terms[].schedule.brackets[]", "object", true, "0.1", "A bracket, with at least one benefit."},
    {"terms[].schedule.brackets[].from", "decimal", true, "0.1", "Lower bound, in units of the qualifying measure."},
    {"terms[].schedule.brackets[].to", "decimal", false, "0.1",
     "Upper bound; where it is given it equals the next bracket's `from`."},
    {"terms[].schedule.brackets[].rate", "decimal", false, "0.1", "Part of the payable basis: \"2.5%\" or 0.025."},
    {"terms[].schedule.brackets[].per_unit", "decimal", false, "0.1",
     "Money per unit of a payable basis that is a quantity, in major units."},
    {"terms[].schedule.brackets[].flat", "decimal", false, "0.1",
     "Money paid once when the bracket is reached, in major units."},
};

std::span<const PolicyKey> PolicyKeys();

// The candidate that the word was probably meant to be, or empty: at most a third of it, and at least one letter, may
// be inserted, deleted, replaced or swapped with its neighbour.
std::string_view NearestWord(std::string_view word, std::span<const std::string_view> candidates);

// "a", "a or b", "a, b or c", with the conjunction given.
std::string ListWords(std::span<const std::string_view> words, std::string_view conjunction);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_KEYS_H_
