// What the calc kinds of the terms have in common: currency, rounding, units, the schedule, and the bases it is put to.
#ifndef KEYHAUL_SRC_ENGINE_CALC_TERMS_H_
#define KEYHAUL_SRC_ENGINE_CALC_TERMS_H_

#include "keyhaul/base/currency.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/explanation.h"
#include "keyhaul/terms.h"
#include "src/engine/calc.h"
#include "src/policy/json_writer.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

// The currency of a request, the decimals that its money has, and how amounts are rounded.
struct CalcMoney {
  Currency currency;
  int scale;
  Rounding rounding;
};

// The currency of a request and its schedule, as it stands there and compiled.
struct CalcTerms {
  Currency currency;
  Schedule rules;
  CompiledSchedule schedule;

  int money_scale() const { return schedule.units.money_scale; }
};

// Reads currency, extra_money_digits and rounding. `form` is that of the request, which has been checked.
Result<CalcMoney> ReadCalcMoney(const CalcRequest& request, const ObjectForm& form);

// Which bases a kind of request gives: one that chooses the bracket and earns, the two, or also a counted quantity and
// a baseline.
enum class CalcBases { one, two, all };

// Reads the units of bases from the request or whatever `form` is of.
Result<ScheduleUnits> ReadScheduleUnits(const ObjectForm& form, JsonNode node, const CalcMoney& money, CalcBases gives);

// Refuses a schedule of growth at its node, for requests that give no baseline.
Status CheckNeedsNoBaseline(const CompiledSchedule& schedule, JsonNode node);

// Reads currency, extra_money_digits, rounding, the units and the schedule. `form` is that of the request, which has
// been checked. A schedule that needs a basis that the request does not give is refused.
Result<CalcTerms> ReadCalcTerms(const CalcRequest& request, const ObjectForm& form, CalcBases gives = CalcBases::two);

// `basis`, or `qualifying` and `payable`, of an object that `form` has checked.
Result<Bases> ReadBases(const ObjectForm& form, JsonNode node, const ScheduleUnits& units);

// The refusal of a rule that stands under a key of the request, as an error of the document; that of the rounding has a
// path of its own.
Error RuleError(const CalcRequest& request, std::string_view key, Error error);

// The value that an amount is computed from, for errors about it.
JsonNode BasisNode(JsonNode node);

// Adds exact, bracket, rule, steps and text to the object that is open.
void WriteExplanation(const Explanation& why, JsonWriter* out);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_CALC_TERMS_H_
