#include "keyhaul/book/measure_plan.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ledger_rows.h"

namespace keyhaul {
namespace {

ScopeTerm Service(std::vector<std::string> values) { return {0, std::move(values)}; }

// BOOK-05
TEST(MeasurePlanTest, ItemsAreKeptOnceHoweverTheyAreSpelled) {
  PlanItem a = ItemOf(StateKind::sum, 0);
  a.scope.terms = {Service({"standard", "economy"}), {1, {"north"}}};
  PlanItem b = ItemOf(StateKind::sum, 0);
  b.scope.terms = {{1, {"north", "north"}}, Service({"economy", "standard", "economy"})};
  const PlanItem days = ItemOf(StateKind::distinct_days, -1, CalendarKind::year);
  const MeasurePlan plan = PlanOf({a, days, b, ItemOf(StateKind::distinct_days, -1)});
  EXPECT_EQ(plan.items().size(), 2U);
  EXPECT_EQ(plan.Find(a), plan.Find(b));
  EXPECT_GE(plan.Find(a), 0);
  EXPECT_NE(plan.Find(a), plan.Find(days));
  EXPECT_EQ(plan.Find(ItemOf(StateKind::sum, 1)), -1);
  EXPECT_EQ(plan.Find(ItemOf(StateKind::sum, 9)), -1);
}

// BOOK-05: windows are kept by their steps, so a rolling year of months and the months are one item.
TEST(MeasurePlanTest, WindowsAreKeptByTheirSteps) {
  PlanItem window = ItemOf(StateKind::sum, 0);
  window.calendar = Calendar::Make(CalendarKind::rolling_months, AnnualDay{}, 12).value();
  const MeasurePlan plan = PlanOf({window, ItemOf(StateKind::sum, 0)});
  EXPECT_EQ(plan.items().size(), 1U);
  EXPECT_EQ(plan.Find(window), 0);
}

// BOOK-05. The digest was computed with Python: uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, "keyhaul.org"), text).
TEST(MeasurePlanTest, TextAndDigestAreStable) {
  PlanItem revenue = ItemOf(StateKind::sum, 0, CalendarKind::quarter);
  revenue.scope.terms = {Service({"standard", "economy"})};
  revenue.scope.kinds = KindBit(RowKind::charge) | KindBit(RowKind::surcharge);
  const MeasurePlan plan =
      PlanOf({revenue, ItemOf(StateKind::distinct_days, -1), ItemOf(StateKind::open_documents, 0)});
  EXPECT_EQ(plan.text(),
            "keyhaul measure plan 1\n"
            "currency CNY 2\n"
            "dimension service\n"
            "dimension lane\n"
            "measure revenue 2 5:money\n"
            "measure weight 3 2:kg\n"
            "item distinct_days - - charge,surcharge,adjustment,credit_note\n"
            "item open_documents revenue - charge,surcharge,adjustment,credit_note\n"
            "item sum revenue quarter@01-01 charge,surcharge service=7:economy,8:standard\n");
  EXPECT_EQ(plan.digest().ToText(), "41f86f61-9af5-5a42-bead-7f7138a35a87");
}

// BOOK-23: days stand in the text where they are not all, so that the texts of plans without them stay.
TEST(MeasurePlanTest, DaysOfAScopeArePartOfTheItem) {
  PlanItem half = ItemOf(StateKind::sum, 0);
  half.scope.days = {Day(DayNumber(2026, 1, 1)), Day(DayNumber(2026, 7, 1))};
  PlanItem all = ItemOf(StateKind::sum, 0);
  all.scope.days = {Day(kMinDay - 5), Day(kMaxDay + 9)};
  PlanItem until = ItemOf(StateKind::sum, 0);
  until.scope.days = {Day(kMinDay - 5), Day(DayNumber(1, 1, 3))};
  const MeasurePlan plan = PlanOf({half, all, until, ItemOf(StateKind::sum, 0)});
  EXPECT_EQ(plan.items().size(), 3U);
  EXPECT_EQ(plan.Find(all), plan.Find(ItemOf(StateKind::sum, 0)));
  const std::string head = "item sum revenue month@01 charge,surcharge,adjustment,credit_note";
  EXPECT_NE(plan.text().find(head + "\n"), std::string::npos);
  EXPECT_NE(plan.text().find(head + " days=2026-01-01/2026-07-01\n"), std::string::npos);
  EXPECT_NE(plan.text().find(head + " days=0001-01-01/0001-01-03\n"), std::string::npos);
}

// BOOK-05
TEST(MeasurePlanTest, DoesNotDependOnTheOrderOfRules) {
  const PlanItem a = ItemOf(StateKind::sum, 0);
  const PlanItem b = ItemOf(StateKind::count, -1, CalendarKind::year);
  PlanItem c = ItemOf(StateKind::maximum, 1);
  c.scope.terms = {Service({"x"})};
  EXPECT_EQ(PlanOf({a, b, c}).digest(), PlanOf({c, b, a, b}).digest());
  EXPECT_NE(PlanOf({a, b, c}).digest(), PlanOf({a, b}).digest());
}

// LEDGER-11: days and attribution stand in the text where there are any; the order within a rule does not matter.
TEST(MeasurePlanTest, AttributionIsPartOfThePlan) {
  const auto plan_of = [](std::vector<AttributionRule> rules) {
    Schema schema = TestSchema();
    schema.days = {"received"};
    schema.attribution = std::move(rules);
    return MeasurePlan::Make(schema, Currency::Parse("CNY").value(), 2, {}).value();
  };
  const MeasurePlan none = plan_of({});
  EXPECT_NE(none.digest(), PlanOf({}).digest());
  const std::uint8_t kinds = KindBit(RowKind::charge) | KindBit(RowKind::credit_note);
  const AttributionRule rule{
      "received", kinds, {{"service", {"b", "a", "b"}}, {"lane", {"north"}}}, OnMissingDay::posting_day};
  const AttributionRule same{
      "received", kinds, {{"lane", {"north"}}, {"service", {"a", "b"}}}, OnMissingDay::posting_day};
  const MeasurePlan plan = plan_of({rule, {"day", kAllKinds, {}, OnMissingDay::refuse}});
  EXPECT_NE(plan.text().find("measure weight 3 2:kg\n"
                             "day received\n"
                             "attribution received charge,credit_note posting_day lane=5:north service=1:a,1:b\n"
                             "attribution day charge,surcharge,adjustment,credit_note refuse\n"),
            std::string::npos)
      << plan.text();
  EXPECT_EQ(plan_of({rule}).digest(), plan_of({same}).digest());
  EXPECT_TRUE(MeasurePlan::Union(plan_of({rule}), plan_of({same})).ok());
  EXPECT_FALSE(MeasurePlan::Union(plan_of({rule}), none).ok());
  Book book = Book::Make(none).value();
  EXPECT_EQ(book.Merge(Book::Make(plan).value()).error().code, Code::bytes_plan);
}

// BOOK-05: a value cannot pretend to be two.
TEST(MeasurePlanTest, ValuesCannotRunTogether) {
  PlanItem two = ItemOf(StateKind::sum, 0);
  two.scope.terms = {Service({"a", "b"})};
  PlanItem one = ItemOf(StateKind::sum, 0);
  one.scope.terms = {Service({"a,1:b"})};
  EXPECT_NE(PlanOf({two}).digest(), PlanOf({one}).digest());
  EXPECT_EQ(PlanOf({two, one}).items().size(), 2U);
}

// BOOK-05
TEST(MeasurePlanTest, UnionKeepsWhatEitherKeeps) {
  const PlanItem shared = ItemOf(StateKind::sum, 0);
  const PlanItem left = ItemOf(StateKind::count, -1);
  const PlanItem right = ItemOf(StateKind::minimum, 1);
  const MeasurePlan a = PlanOf({shared, left});
  const MeasurePlan b = PlanOf({right, shared});
  const MeasurePlan both = MeasurePlan::Union(a, b).value();
  EXPECT_EQ(both.items().size(), 3U);
  EXPECT_EQ(both.digest(), MeasurePlan::Union(b, a).value().digest());
  EXPECT_EQ(both.digest(), PlanOf({left, right, shared}).digest());
  for (const PlanItem& item : {shared, left, right}) EXPECT_GE(both.Find(item), 0);
  Schema other = TestSchema();
  other.dimensions.pop_back();
  const MeasurePlan foreign = MeasurePlan::Make(other, Currency::Parse("CNY").value(), 2, {}).value();
  EXPECT_FALSE(MeasurePlan::Union(a, foreign).ok());
}

TEST(MeasurePlanTest, DictionariesHoldTheValuesThatRulesName) {
  PlanItem a = ItemOf(StateKind::sum, 0);
  a.scope.terms = {Service({"standard", "economy"})};
  PlanItem b = ItemOf(StateKind::count, -1);
  b.scope.terms = {Service({"standard", "air"})};
  const MeasurePlan plan = PlanOf({a, b});
  ASSERT_EQ(plan.dictionary(0).size(), 3U);
  EXPECT_EQ(plan.dictionary(0).Value(0), "air");
  EXPECT_EQ(plan.dictionary(0).Find("standard"), 2);
  EXPECT_EQ(plan.dictionary(0).Find("express"), -1);
  EXPECT_EQ(plan.dictionary(0).Find(""), -1);
  EXPECT_EQ(plan.dictionary(1).size(), 0U);
}

TEST(MeasurePlanTest, RefusesItemsThatCannotBeKept) {
  const auto refusal = [](PlanItem item) {
    return MeasurePlan::Make(TestSchema(), Currency::Parse("CNY").value(), 2, {std::move(item)}).error();
  };
  EXPECT_EQ(refusal(ItemOf(StateKind::ordered_events, -1)).code, Code::policy_unsupported);
  EXPECT_EQ(refusal(ItemOf(StateKind::ordered_events, -1)).path, "items[0].kind");
  EXPECT_EQ(refusal(ItemOf(StateKind::sum, -1)).path, "items[0].measure");
  EXPECT_EQ(refusal(ItemOf(StateKind::sum, 2)).path, "items[0].measure");
  EXPECT_EQ(refusal(ItemOf(StateKind::count, 0)).path, "items[0].measure");
  PlanItem item = ItemOf(StateKind::sum, 0);
  item.scope.kinds = 0;
  EXPECT_EQ(refusal(item).path, "items[0].scope.kinds");
  for (const Period days : {Period{Day(5), Day(5)}, Period{Day(6), Day(5)}, Period{Day(kMinDay - 9), Day(kMinDay)}}) {
    item = ItemOf(StateKind::sum, 0);
    item.scope.days = days;
    EXPECT_EQ(refusal(item).path, "items[0].scope.days");
    EXPECT_EQ(refusal(item).code, Code::policy_value);
  }
  item = ItemOf(StateKind::sum, 0);
  item.scope.terms = {Service({})};
  EXPECT_EQ(refusal(item).path, "items[0].scope.service");
  item.scope.terms = {Service({""})};
  EXPECT_EQ(refusal(item).path, "items[0].scope.service");
  item.scope.terms = {Service({"a"}), Service({"b"})};
  EXPECT_EQ(refusal(item).code, Code::policy_duplicate_key);
  item.scope.terms = {{7, {"a"}}};
  EXPECT_EQ(refusal(item).code, Code::policy_value);
}

TEST(MeasurePlanTest, MoneyHasOneScale) {
  const Currency yen = Currency::Parse("JPY").value();
  const auto make = [&](std::int32_t measure_scale, std::int32_t money_scale) {
    Schema schema;
    schema.measures = {{"revenue", "money", measure_scale}};
    return MeasurePlan::Make(schema, yen, money_scale, {});
  };
  EXPECT_TRUE(make(0, 0).ok());
  EXPECT_TRUE(make(4, 4).ok());
  EXPECT_EQ(make(5, 5).error().path, "currency");
  EXPECT_EQ(make(2, 0).error().path, "measures.revenue");
}

}  // namespace
}  // namespace keyhaul
