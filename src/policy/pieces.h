// Reads the pieces of a policy that can stand alone: `keyhaul calc` takes the same pieces in the same syntax.
//
// `pattern` is the path under which the table of keys lists the piece ("terms[].schedule"). The pieces are read, not
// checked: the rules' own checks (CheckSchedule, CheckTieringRule ...) come after, for C++ and JSON alike.
#ifndef KEYHAUL_SRC_POLICY_PIECES_H_
#define KEYHAUL_SRC_POLICY_PIECES_H_

#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/calendar.h"
#include "keyhaul/base/currency.h"
#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/ledger/schema.h"
#include "src/policy/document.h"
#include "src/policy/json_writer.h"
#include "src/policy/schedule.h"  // a piece with a file of its own
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

// "expected ...", at a value that is written in another form.
Error RefuseForm(JsonNode node, std::string expected);

// A part of a whole as people write it, "2.5%"; where a hundred times it does not fit, as a decimal.
std::string PercentText(const Decimal& part);

// What is absent is taken from `base`.
Result<Rounding> ReadRounding(const ReadContext& context, JsonNode node, std::string pattern, Rounding base);

// The rounding where nothing else is said: half_up to the minor unit of the currency.
Rounding DefaultRounding(const Currency& currency);

// The same as an object under its key, in the canonical text. `if_absent` is the point that reading takes where the
// text has none: only another one is written.
void WriteRounding(const Rounding& rounding, RoundingPoint if_absent, JsonWriter* out);

// A list of texts under its key, in the canonical text; `Sorted` is for lists that stand for sets.
void WriteTexts(std::string_view key, const std::vector<std::string>& texts, JsonWriter* out);
std::vector<std::string> Sorted(std::vector<std::string> texts);

// A word, or an object with an anchor.
Result<Calendar> ReadPeriod(const ReadContext& context, JsonNode node, std::string pattern);

// The same as an object, in the canonical text.
void WritePeriod(std::string_view key, const Calendar& period, JsonWriter* out);

// Kinds of rows as bits, none of them twice; the rule's own check refuses a list of none.
Result<std::uint8_t> ReadRowKinds(const ReadContext& context, JsonNode node, std::string pattern);

// The same as a list in byte order, under the key "kinds".
void WriteRowKinds(std::uint8_t kinds, JsonWriter* out);

// "money", "piece", "kg:3". `money_scale` is the scale of money.
Result<Measure> ReadMeasure(JsonNode node, std::string name, int money_scale);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_PIECES_H_
