// Settlements out of a book: a million accounts by four lines of the terms, in one pass, with explanations and without.
// KEYHAUL_BENCHMARK_ACCOUNTS=100000 takes fewer.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "keyhaul/engine.h"

namespace keyhaul {
namespace {

constexpr char kPolicy[] = R"({
  "keyhaul": 1, "name": "settlements", "currency": "CNY",
  "ledger": {"measures": {"revenue": "money", "weight": "kg:3"}},
  "terms": [
    {"id": "volume", "kind": "rebate", "period": "quarter", "qualifies_on": "revenue",
     "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "0%"}, {"from": 1000, "rate": "1.25%"},
       {"from": 5000, "rate": "2.5%"}, {"from": 20000, "rate": "3.75%"}, {"from": 100000, "rate": "5%"}]}},
    {"id": "retroactive", "kind": "rebate", "period": "quarter", "qualifies_on": "revenue",
     "schedule": {"accumulation": "whole", "brackets": [{"from": 0, "rate": "0.5%"}, {"from": 20000, "rate": "1%"}]}},
    {"id": "kilos", "kind": "rebate", "period": "quarter", "qualifies_on": "weight",
     "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "per_unit": "0.02"},
       {"from": 500, "per_unit": "0.035"}]}},
    {"id": "loyalty", "kind": "rebate", "period": "quarter", "qualifies_on": "revenue", "limits": {"cap": 500},
     "schedule": {"accumulation": "sum_of_reached", "brackets": [{"from": 0, "flat": 0}, {"from": 1000, "flat": 5},
       {"from": 10000, "flat": 50}, {"from": 50000, "flat": 500}]}}]})";

std::size_t Accounts() {
  const char* accounts = std::getenv("KEYHAUL_BENCHMARK_ACCOUNTS");
  return accounts == nullptr ? std::size_t{1'000'000} : static_cast<std::size_t>(std::atoll(accounts));
}

// One row per account and month of one quarter, with amounts skewed towards small ones; a fixed generator.
Book Filled(const CompiledPolicy& policy) {
  Book book = *MakeBook(policy);
  std::vector<std::int32_t> accounts;
  for (std::size_t i = 0; i < Accounts(); ++i) {
    const std::string id = "A" + std::to_string(10'000'000 + i);
    AccountFacts facts;
    facts.external_id = id;
    accounts.push_back(book.OpenAccount(facts)->value());
  }
  std::uint64_t state = 88172645463325252;
  std::vector<std::int64_t> revenue(accounts.size());
  std::vector<std::int64_t> weight(accounts.size());
  for (const char* day : {"2026-01-15", "2026-02-15", "2026-03-15"}) {
    for (std::size_t i = 0; i < accounts.size(); ++i) {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      revenue[i] = static_cast<std::int64_t>((state >> 8) % (std::uint64_t{5'000'000} >> (state >> 61)));
      weight[i] = revenue[i] / 3;
    }
    const std::vector<std::int32_t> days(accounts.size(), Day::Parse(day)->value());
    LedgerBatch batch;
    batch.rows = accounts.size();
    batch.account = accounts;
    batch.day = days;
    batch.measures = {revenue, weight};
    if (!book.Add(batch, OnBadRow::refuse_batch, {}).ok()) std::abort();
  }
  return book;
}

void Settle(benchmark::State& state, bool omit_explanations) {
  const PolicyHandle policy = *CompilePolicyJson(kPolicy);
  const Book book = Filled(*policy);
  RunOptions options;
  options.omit_explanations = omit_explanations;
  std::size_t rows = 0;
  for (auto _ : state) {
    const Result<RunResult> result = Run(policy, book, options);
    if (!result.ok()) state.SkipWithError("refused");
    rows = result.ok() ? result->Find("settlements")->rows() : 0;
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows));
}
BENCHMARK_CAPTURE(Settle, amounts_alone, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Settle, explained, false)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace keyhaul
