#include "keyhaul/ledger/attribution.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "keyhaul/ledger/schema.h"

namespace keyhaul {
namespace {

const std::vector<std::string> kDays = {"received", "accepted"};
const std::vector<std::string> kDimensions = {"payment", "lane"};
constexpr std::uint8_t kCharges = KindBit(RowKind::charge);
constexpr std::uint8_t kCreditNotes = KindBit(RowKind::credit_note);

// One row and what it may say.
struct OneRow {
  std::int32_t day = 100;
  RowKind kind = RowKind::charge;
  std::int32_t received = kNoDay;
  std::int32_t accepted = kNoDay;
  std::string payment = {};
  std::string lane = {};
};

// Day, column and rule of the row.
std::vector<std::int32_t> DayOf(const std::vector<AttributionRule>& rules, const OneRow& row, bool with_kinds = true) {
  EXPECT_TRUE(CheckAttribution(rules, kDays, kDimensions).ok());
  const std::uint8_t kind = static_cast<std::uint8_t>(row.kind);
  const auto text = [](const std::string& value) { return TextColumn::FromFixedWidth(value.data(), value.size(), 1); };
  AttributionColumns columns;
  columns.posting_day = {&row.day, 1};
  if (with_kinds) columns.kind = {&kind, 1};
  columns.days = {{&row.received, 1}, {&row.accepted, 1}};
  columns.dimensions = {text(row.payment), text(row.lane)};
  const Attribution::Counted counted = Attribution(rules, kDays, kDimensions).DayOf(columns, 0);
  return {counted.value, counted.column, counted.rule};
}

using Numbers = std::vector<std::int32_t>;

// LEDGER-09
TEST(AttributionTest, TheFirstRuleThatMatchesDecides) {
  const std::vector<AttributionRule> rules = {
      {"day", kAllKinds, {{"payment", {"exempt"}}}, OnMissingDay::refuse},
      {"accepted", kCreditNotes, {}, OnMissingDay::refuse},
      {"received", kAllKinds, {{"payment", {"prepaid", "card"}}, {"lane", {"north"}}}, OnMissingDay::refuse},
      {"accepted", kAllKinds, {{"lane", {"south"}}}, OnMissingDay::refuse},
  };
  EXPECT_EQ(DayOf(rules, {.received = 7, .accepted = 9}), (Numbers{100, -1, -1})) << "no rule";
  EXPECT_EQ(DayOf(rules, {.received = 7, .accepted = 9, .payment = "exempt", .lane = "south"}), (Numbers{100, -1, 0}));
  EXPECT_EQ(
      DayOf(rules, {.kind = RowKind::credit_note, .received = 7, .accepted = 9, .payment = "card", .lane = "north"}),
      (Numbers{9, 1, 1}));
  EXPECT_EQ(DayOf(rules, {.received = 7, .accepted = 9, .payment = "card", .lane = "north"}), (Numbers{7, 0, 2}));
  EXPECT_EQ(DayOf(rules, {.received = 7, .accepted = 9, .payment = "card", .lane = "south"}), (Numbers{9, 1, 3}));
  EXPECT_EQ(DayOf(rules, {.received = 7, .accepted = 9, .payment = "Card", .lane = "north"}), (Numbers{100, -1, -1}));
  EXPECT_EQ(DayOf({}, {.received = 7}), (Numbers{100, -1, -1}));
}

// LEDGER-09: rows without a column of kinds are charges.
TEST(AttributionTest, WithoutKindsEveryRowIsACharge) {
  EXPECT_EQ(DayOf({{"received", kCharges, {}, OnMissingDay::refuse}}, {.received = 7}, false), (Numbers{7, 0, 0}));
  EXPECT_EQ(DayOf({{"received", kCreditNotes, {}, OnMissingDay::refuse}}, {.received = 7}, false),
            (Numbers{100, -1, -1}));
}

// LEDGER-10: a rule that matches decides, whether there is a day or not.
TEST(AttributionTest, MissingDays) {
  const std::vector<AttributionRule> refuse = {{"received", kAllKinds, {}, OnMissingDay::refuse},
                                               {"accepted", kAllKinds, {}, OnMissingDay::refuse}};
  EXPECT_EQ(DayOf(refuse, {.accepted = 9}), (Numbers{kNoDay, 0, 0}));
  const std::vector<AttributionRule> posting = {{"received", kAllKinds, {}, OnMissingDay::posting_day},
                                                {"accepted", kAllKinds, {}, OnMissingDay::refuse}};
  EXPECT_EQ(DayOf(posting, {.accepted = 9}), (Numbers{100, -1, 0}));
}

TEST(AttributionTest, RulesNameWhatThereIs) {
  Schema schema;
  schema.dimensions = kDimensions;
  schema.days = kDays;
  const auto refusal = [&](AttributionRule rule) {
    schema.attribution = {{"day", kAllKinds, {}, OnMissingDay::refuse}, std::move(rule)};
    const Status status = CheckSchema(schema);
    return status.ok() ? "ok" : status.error().path;
  };
  const auto refuse = OnMissingDay::refuse;
  EXPECT_EQ(refusal({"received", kAllKinds, {{"lane", {"a"}}}, refuse}), "ok");
  EXPECT_EQ(refusal({"sent", kAllKinds, {}, refuse}), "attribution[1].day");
  EXPECT_EQ(refusal({"lane", kAllKinds, {}, refuse}), "attribution[1].day");
  EXPECT_EQ(refusal({"received", 0, {}, refuse}), "attribution[1].kinds");
  EXPECT_EQ(refusal({"received", 0x10, {}, refuse}), "attribution[1].kinds");
  EXPECT_EQ(refusal({"received", kAllKinds, {{"route", {"a"}}}, refuse}), "attribution[1].when.route");
  EXPECT_EQ(refusal({"received", kAllKinds, {{"lane", {}}}, refuse}), "attribution[1].when.lane");
  EXPECT_EQ(refusal({"received", kAllKinds, {{"lane", {""}}}, refuse}), "attribution[1].when.lane");
  EXPECT_EQ(refusal({"received", kAllKinds, {{"lane", {"\xFF"}}}, refuse}), "attribution[1].when.lane");
  EXPECT_EQ(refusal({"received", kAllKinds, {{"lane", {"a"}}, {"lane", {"b"}}}, refuse}), "attribution[1].when.lane");
  schema.attribution.clear();
  const auto days = [&](std::vector<std::string> names) {
    schema.days = std::move(names);
    const Status status = CheckSchema(schema);
    return status.ok() ? "ok" : status.error().path;
  };
  EXPECT_EQ(days({"received"}), "ok");
  EXPECT_EQ(days({"received", "lane"}), "days[1]");
  EXPECT_EQ(days({"day"}), "days[0]");
  EXPECT_EQ(days({"Received"}), "days[0]");
  EXPECT_EQ(days({"a", "a"}), "days[1]");
  EXPECT_EQ(days(std::vector<std::string>(17, "a")), "days");
}

}  // namespace
}  // namespace keyhaul
