#include "keyhaul/ledger/schema.h"

#include <string>

#include "gtest/gtest.h"
#include "keyhaul/ledger/batch.h"

namespace keyhaul {
namespace {

Schema Example() {
  Schema schema;
  schema.dimensions = {"service", "lane"};
  schema.measures = {{"revenue", "money", 2}, {"weight", "kg", 3}};
  return schema;
}

TEST(SchemaTest, FindsPlaces) {
  const Schema schema = Example();
  EXPECT_TRUE(CheckSchema(schema).ok());
  EXPECT_EQ(schema.FindDimension("lane"), 1);
  EXPECT_EQ(schema.FindDimension("revenue"), -1);
  EXPECT_EQ(schema.FindMeasure("weight"), 1);
  EXPECT_EQ(schema.FindMeasure("lane"), -1);
  EXPECT_TRUE(schema.measures[0].IsMoney());
  EXPECT_FALSE(schema.measures[1].IsMoney());
}

// LEDGER-01
TEST(SchemaTest, RefusesWhatIsNoName) {
  for (const std::string bad : {"", "Service", "1st", "_a", "cost center", "cost-center", "straße"}) {
    Schema schema = Example();
    schema.dimensions[1] = bad;
    const Status status = CheckSchema(schema);
    ASSERT_FALSE(status.ok()) << bad;
    EXPECT_EQ(status.error().code, Code::policy_value);
    EXPECT_EQ(status.error().path, "dimensions[1]");
  }
  Schema schema = Example();
  schema.dimensions[1] = std::string(64, 'a');
  EXPECT_FALSE(CheckSchema(schema).ok());
  schema.dimensions[1] = std::string(63, 'a');
  EXPECT_TRUE(CheckSchema(schema).ok());
  schema.dimensions[1] = "a_1";
  EXPECT_TRUE(CheckSchema(schema).ok());
}

// LEDGER-01
TEST(SchemaTest, RefusesReservedAndDoubleNames) {
  for (const std::string reserved : {"account", "day", "document", "kind", "credits", "currency", "refused"}) {
    Schema schema = Example();
    schema.measures[1].name = reserved;
    const Status status = CheckSchema(schema);
    ASSERT_FALSE(status.ok()) << reserved;
    EXPECT_EQ(status.error().path, "measures." + reserved);
  }
  Schema schema = Example();
  schema.measures[1].name = "service";
  const Status status = CheckSchema(schema);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, Code::policy_duplicate_key);
  EXPECT_EQ(status.error().path, "measures.service");
}

TEST(SchemaTest, RefusesScalesUnitsAndCountsBeyondTheLimits) {
  Schema schema = Example();
  schema.measures[1].scale = 19;
  EXPECT_EQ(CheckSchema(schema).error().path, "measures.weight");
  schema.measures[1].scale = -1;
  EXPECT_FALSE(CheckSchema(schema).ok());
  schema = Example();
  schema.measures[0].unit = "";
  EXPECT_EQ(CheckSchema(schema).error().path, "measures.revenue");
  schema = Example();
  schema.dimensions.clear();
  for (int i = 0; i < kMaxDimensions; ++i) schema.dimensions.push_back("d" + std::to_string(i));
  EXPECT_TRUE(CheckSchema(schema).ok());
  schema.dimensions.push_back("one_more");
  EXPECT_EQ(CheckSchema(schema).error().path, "dimensions");
}

TEST(BatchTest, RefusesMissingAndShortColumnsByName) {
  const Schema schema = Example();
  const std::int32_t ids[] = {0, 1};
  const std::int64_t amounts[] = {100, 200};
  LedgerBatch batch;
  batch.rows = 2;
  batch.account = ids;
  batch.day = ids;
  batch.dimensions = {ids, ids};
  batch.measures = {amounts, amounts};
  EXPECT_TRUE(CheckBatch(schema, batch).ok());

  LedgerBatch bad = batch;
  bad.measures[1] = std::span(amounts).first(1);
  EXPECT_EQ(CheckBatch(schema, bad).error().code, Code::data_column);
  EXPECT_EQ(CheckBatch(schema, bad).error().column, "weight");
  bad = batch;
  bad.dimensions.pop_back();
  EXPECT_EQ(CheckBatch(schema, bad).error().code, Code::data_column);
  bad = batch;
  bad.day = {};
  EXPECT_EQ(CheckBatch(schema, bad).error().column, "day");
  bad = batch;
  const std::int32_t falling[] = {0, 2, 1};
  bad.credits = TextColumn::FromOffsets32("ab", falling, 2);
  EXPECT_EQ(CheckBatch(schema, bad).error().column, "credits");
  bad = batch;
  const std::uint8_t one[] = {1};
  bad.measure_validity = {{}, one};
  EXPECT_EQ(CheckBatch(schema, bad).error().column, "weight");
}

}  // namespace
}  // namespace keyhaul
