// CAPI-05: when memory runs out at any point of a call, the call says so and changes nothing.
//
// `operator new` of this program also serves the library. Each scenario is run with the first allocation failing, then
// with the second, and so on until it succeeds; after each failure the handles must be as they were.
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

#include "keyhaul.h"

namespace {

// Allocations until one fails; below zero: none fails. Plain and global because operator new is.
long allocations_left = -1;

}  // namespace

// The pair below must agree with each other only; GCC cannot see that both are replaced.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  if (allocations_left == 0) return nullptr;
  if (allocations_left > 0) --allocations_left;
  return std::malloc(size == 0 ? 1 : size);
}
void* operator new(std::size_t size) {
  void* memory = operator new(size, std::nothrow);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

namespace {

constexpr char kPolicy[] = R"({"keyhaul": 1, "name": "oom", "currency": "EUR",
  "ledger": {"measures": {"revenue": "money"}},
  "tiering": {"value": "revenue", "window": "12 months",
              "tiers": [{"name": "key", "when": {"share": "80%"}}, {"name": "small"}]},
  "terms": [{"id": "volume", "kind": "rebate", "period": "month", "qualifies_on": "revenue",
             "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "2%"}]}}]})";

// Runs `call` with every allocation failing in turn. Returns how many failures were seen before it succeeded.
template <class Call, class Check>
int FailEveryAllocation(const Call& call, const Check& check) {
  int failures = 0;
  for (long n = 0; n < 100000; ++n) {
    keyhaul_error* error = nullptr;
    allocations_left = n;
    const int32_t code = call(&error);
    allocations_left = -1;
    if (code == KEYHAUL_OK) {
      EXPECT_EQ(error, nullptr);
      return failures;
    }
    EXPECT_EQ(code, KEYHAUL_OUT_OF_MEMORY) << keyhaul_error_text(error);
    EXPECT_STREQ(keyhaul_error_text(error), "out of memory");
    keyhaul_error_free(error);
    ++failures;
    check();
    if (::testing::Test::HasFailure()) return failures;
  }
  ADD_FAILURE() << "never succeeded";
  return failures;
}

keyhaul_column Column(const char* name, int32_t type, const void* values) {
  keyhaul_column column{};
  column.struct_size = sizeof column;
  column.name = name;
  column.name_length = std::strlen(name);
  column.type = type;
  column.values = values;
  return column;
}

class AllocationFailure : public ::testing::Test {
 protected:
  AllocationFailure() {
    EXPECT_EQ(keyhaul_policy_parse(kPolicy, std::strlen(kPolicy), &policy_, nullptr), KEYHAUL_OK);
    EXPECT_EQ(keyhaul_book_create(policy_, &book_, nullptr), KEYHAUL_OK);
    columns_[0] = Column("account", KEYHAUL_TEXT_FIXED, "alpha  beta   gamma  ");
    columns_[0].width = 7;
    columns_[1] = Column("day", KEYHAUL_DAY, days_);
    columns_[2] = Column("revenue", KEYHAUL_INT64, revenue_);
    columns_[2].scale = 2;
    ledger_.struct_size = sizeof ledger_;
    ledger_.name = "ledger";
    ledger_.name_length = 6;
    ledger_.columns = columns_;
    ledger_.column_count = 3;
    ledger_.row_count = 3;
    options_.struct_size = sizeof options_;
    options_.open_accounts = 1;
  }
  ~AllocationFailure() override {
    keyhaul_book_free(book_);
    keyhaul_policy_free(policy_);
  }

  std::string Saved() const {
    keyhaul_text* bytes = nullptr;
    EXPECT_EQ(keyhaul_book_save(book_, &bytes, nullptr), KEYHAUL_OK);
    std::string saved(keyhaul_text_data(bytes), keyhaul_text_length(bytes));
    keyhaul_text_free(bytes);
    return saved;
  }

  void Fill() { ASSERT_EQ(keyhaul_book_add(book_, &ledger_, &options_, nullptr, nullptr), KEYHAUL_OK); }

  const int32_t days_[3] = {20454, 20485, 20513};
  const int64_t revenue_[3] = {100000, 20000, 3000};
  keyhaul_column columns_[3] = {};
  keyhaul_table ledger_{};
  keyhaul_add_options options_{};
  keyhaul_policy* policy_ = nullptr;
  keyhaul_book* book_ = nullptr;
};

TEST_F(AllocationFailure, PolicyParse) {
  keyhaul_policy* policy = nullptr;
  const int failures = FailEveryAllocation(
      [&](keyhaul_error** error) { return keyhaul_policy_parse(kPolicy, std::strlen(kPolicy), &policy, error); },
      [&] { EXPECT_EQ(policy, nullptr); });
  EXPECT_GT(failures, 10);
  keyhaul_policy_free(policy);
}

TEST_F(AllocationFailure, BookAdd) {
  const std::string empty = Saved();
  const int failures = FailEveryAllocation(
      [&](keyhaul_error** error) { return keyhaul_book_add(book_, &ledger_, &options_, nullptr, error); },
      [&] { EXPECT_EQ(Saved(), empty); });
  EXPECT_GT(failures, 3);
}

TEST_F(AllocationFailure, BookMergeSaveLoad) {
  Fill();
  const std::string before = Saved();
  keyhaul_book* other = nullptr;
  FailEveryAllocation(
      [&](keyhaul_error** error) { return keyhaul_book_load(policy_, before.data(), before.size(), &other, error); },
      [&] { EXPECT_EQ(other, nullptr); });
  FailEveryAllocation([&](keyhaul_error** error) { return keyhaul_book_merge(book_, other, error); },
                      [&] { EXPECT_EQ(Saved(), before); });
  EXPECT_NE(Saved(), before);
  keyhaul_text* bytes = nullptr;
  FailEveryAllocation([&](keyhaul_error** error) { return keyhaul_book_save(book_, &bytes, error); },
                      [&] { EXPECT_EQ(bytes, nullptr); });
  keyhaul_text_free(bytes);
  keyhaul_book_free(other);
}

TEST_F(AllocationFailure, RunExplainCompareCalc) {
  Fill();
  const std::string before = Saved();
  keyhaul_result* result = nullptr;
  FailEveryAllocation([&](keyhaul_error** error) { return keyhaul_run(policy_, book_, nullptr, &result, error); },
                      [&] { EXPECT_EQ(result, nullptr); });
  EXPECT_EQ(Saved(), before);
  keyhaul_text* text = nullptr;
  FailEveryAllocation(
      [&](keyhaul_error** error) { return keyhaul_explain(result, "alpha", 5, KEYHAUL_EXPLAIN_JSON, &text, error); },
      [&] { EXPECT_EQ(text, nullptr); });
  keyhaul_text_free(text);
  keyhaul_result* compared = nullptr;
  const int failures = FailEveryAllocation(
      [&](keyhaul_error** error) { return keyhaul_result_compare(result, result, &compared, error); },
      [&] { EXPECT_EQ(compared, nullptr); });
  EXPECT_GT(failures, 10);
  keyhaul_result_free(compared);
  keyhaul_result_free(result);
  const std::string request = R"({"calc": "allocation", "currency": "EUR", "total": "100.00", "weights": [1, 1, 1]})";
  keyhaul_text* answer = nullptr;
  FailEveryAllocation(
      [&](keyhaul_error** error) { return keyhaul_calc(request.data(), request.size(), &answer, error); },
      [&] { EXPECT_EQ(answer, nullptr); });
  keyhaul_text_free(answer);
}

TEST_F(AllocationFailure, StatementVerify) {
  std::string rules = kPolicy;
  rules.replace(rules.size() - 1, 1, R"(, "statement": {"period": "month", "gross": "revenue"}})");
  keyhaul_policy* policy = nullptr;
  keyhaul_book* book = nullptr;
  keyhaul_result* result = nullptr;
  ASSERT_EQ(keyhaul_policy_parse(rules.data(), rules.size(), &policy, nullptr), KEYHAUL_OK);
  ASSERT_EQ(keyhaul_book_create(policy, &book, nullptr), KEYHAUL_OK);
  ASSERT_EQ(keyhaul_book_add(book, &ledger_, &options_, nullptr, nullptr), KEYHAUL_OK);
  FailEveryAllocation([&](keyhaul_error** error) { return keyhaul_run(policy, book, nullptr, &result, error); },
                      [&] { EXPECT_EQ(result, nullptr); });
  keyhaul_text* told = nullptr;
  for (const int32_t form : {KEYHAUL_EXPLAIN_TEXT, KEYHAUL_EXPLAIN_JSON}) {
    keyhaul_text_free(told);
    told = nullptr;
    const int failures = FailEveryAllocation(
        [&](keyhaul_error** error) { return keyhaul_statement(result, "alpha", 5, form, &told, error); },
        [&] { EXPECT_EQ(told, nullptr); });
    EXPECT_GT(failures, 10);
  }
  keyhaul_text* report = nullptr;
  const int failures = FailEveryAllocation(
      [&](keyhaul_error** error) {
        return keyhaul_verify(rules.data(), rules.size(), keyhaul_text_data(told), keyhaul_text_length(told), &report,
                              error);
      },
      [&] { EXPECT_EQ(report, nullptr); });
  EXPECT_GT(failures, 10);
  keyhaul_text_free(report);
  keyhaul_text_free(told);
  keyhaul_result_free(result);
  keyhaul_book_free(book);
  keyhaul_policy_free(policy);
}

TEST_F(AllocationFailure, Score) {
  constexpr char kCard[] = R"({"keyhaul": 1, "name": "oom", "currency": "EUR", "scorecards": [{"id": "s", "low": 0,
    "high": 100, "criteria": [{"id": "x", "linear": {"worst": 0, "best": 10}}, {"id": "y", "scale": [
      {"label": "a level of some length", "points": 0}, {"label": "good", "points": 100}]}],
    "bands": [{"name": "low", "from": 0}, {"name": "high", "from": 50}]}]})";
  keyhaul_policy* policy = nullptr;
  ASSERT_EQ(keyhaul_policy_parse(kCard, std::strlen(kCard), &policy, nullptr), KEYHAUL_OK);
  keyhaul_column columns[] = {Column("candidate", KEYHAUL_TEXT_FIXED, "alpha  beta   gamma  "),
                              Column("x", KEYHAUL_INT64, revenue_), Column("y", KEYHAUL_TEXT_FIXED, "goodgoodgood")};
  columns[0].width = 7;
  columns[1].scale = 4;
  columns[2].width = 4;
  keyhaul_table facts = ledger_;
  facts.name = "facts";
  facts.name_length = 5;
  facts.columns = columns;
  keyhaul_result* result = nullptr;
  const int failures =
      FailEveryAllocation([&](keyhaul_error** error) { return keyhaul_score(policy, &facts, 1, &result, error); },
                          [&] { EXPECT_EQ(result, nullptr); });
  EXPECT_GT(failures, 10);
  keyhaul_result_free(result);
  keyhaul_policy_free(policy);
}

}  // namespace
