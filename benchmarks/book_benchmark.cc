// From a ledger to totals: benchmark A of the peers' table (docs/SPEED.md).
//
//   keyhaul_book_benchmark [--rows=1000000] [--accounts=100000] [Google Benchmark's own flags]
//
// The peers' size is --rows=20000000 --accounts=1000000. Accounts are drawn by Zipf's law with exponent 1, as few
// accounts make most rows; they stand in no order, and neither do the rows. Figures are per row; every total is
// compared with a plain loop before anything is measured.
//
//   dense/sum             one sum, from dense ids
//   dense/sum_and_count   a sum and a count, from dense ids: what the peers do
//   dense/twelve_months   the same with days of a year, so that there are twelve cells an account
//   dense/scoped          a sum over two of four services
//   text/sum_and_count    from external ids, looked up row by row; the book knows the accounts
//   text/first_load       the same into an empty book, opening every account
//   intern/find_many      the look-up alone
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "benchmarks/flags.h"
#include "keyhaul/book.h"
#include "keyhaul/ledger.h"

namespace keyhaul {
namespace {

struct Ledger {
  std::vector<std::int32_t> account;
  std::vector<std::int32_t> one_month;
  std::vector<std::int32_t> one_year;
  std::vector<std::int32_t> service;
  std::vector<std::int64_t> revenue;
  std::string texts;
  std::vector<std::int64_t> offsets = {0};
  std::vector<std::string> ids;

  TextColumn external_ids() const { return TextColumn::FromOffsets64(texts.data(), offsets.data(), account.size()); }
};

// Draws by Zipf's law through the inverse of its continuous form, which is close enough for skew.
Ledger MakeLedger(std::size_t rows, std::size_t accounts) {
  std::mt19937_64 random(20261122);
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  std::vector<std::int32_t> place(accounts);
  for (std::size_t i = 0; i < accounts; ++i) place[i] = static_cast<std::int32_t>(i);
  std::shuffle(place.begin(), place.end(), random);
  Ledger ledger;
  for (std::size_t i = 0; i < accounts; ++i) ledger.ids.push_back("ACC" + std::to_string(1000000000 + i * 7919));
  for (std::size_t i = 0; i < rows; ++i) {
    const double rank = std::exp(uniform(random) * std::log(static_cast<double>(accounts)));
    const std::int32_t account = place[std::min(static_cast<std::size_t>(rank), accounts) - 1];
    ledger.account.push_back(account);
    ledger.one_month.push_back(20454 + static_cast<std::int32_t>(random() % 31));  // January 2026
    ledger.one_year.push_back(20454 + static_cast<std::int32_t>(random() % 365));
    ledger.service.push_back(static_cast<std::int32_t>(random() % 4) - 1);
    ledger.revenue.push_back(static_cast<std::int64_t>(random() % 10'000'000));
    ledger.texts += ledger.ids[static_cast<std::size_t>(account)];
    ledger.offsets.push_back(static_cast<std::int64_t>(ledger.texts.size()));
  }
  return ledger;
}

MeasurePlan MakePlan(const std::vector<StateKind>& kinds, bool scoped) {
  Schema schema;
  schema.dimensions = {"service"};
  schema.measures = {{"revenue", "money", 2}};
  std::vector<PlanItem> items;
  for (const StateKind kind : kinds) {
    PlanItem item;
    item.kind = kind;
    item.measure = NeedsMeasure(kind) ? 0 : -1;
    if (scoped) item.scope.terms = {{0, {"economy", "standard"}}};
    items.push_back(std::move(item));
  }
  return MeasurePlan::Make(std::move(schema), Currency::Parse("CNY").value(), 2, std::move(items)).value();
}

LedgerBatch BatchOf(const Ledger& ledger, const std::vector<std::int32_t>& days) {
  LedgerBatch batch;
  batch.rows = days.size();
  batch.account = ledger.account;
  batch.day = days;
  batch.dimensions = {ledger.service};
  batch.measures = {ledger.revenue};
  return batch;
}

Book BookWithAccounts(const MeasurePlan& plan, const Ledger& ledger) {
  Book book = Book::Make(plan).value();
  for (const std::string& id : ledger.ids) {
    AccountFacts facts;
    facts.external_id = id;
    if (!book.OpenAccount(facts).ok()) std::abort();
  }
  return book;
}

void Check(bool right, const char* what) {
  if (right) return;
  std::fprintf(stderr, "wrong totals: %s\n", what);
  std::exit(1);
}

void CheckSums(const Ledger& ledger) {
  Book book = BookWithAccounts(MakePlan({StateKind::sum}, false), ledger);
  Check(book.Add(BatchOf(ledger, ledger.one_month), OnBadRow::refuse_batch, {}).ok(), "refused");
  std::vector<int128> sums(ledger.ids.size(), 0);
  for (std::size_t i = 0; i < ledger.account.size(); ++i) {
    sums[static_cast<std::size_t>(ledger.account[i])] += ledger.revenue[i];
  }
  Check(book.Sums(0, kFirstIndex, kLastIndex) == sums, "sums");
}

void PerRow(benchmark::State& state, std::size_t rows) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows));
  state.counters["ns_per_row"] = benchmark::Counter(
      static_cast<double>(rows) * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void AddDense(benchmark::State& state, const Ledger& ledger, const std::vector<std::int32_t>& days,
              const MeasurePlan& plan) {
  Book book = BookWithAccounts(plan, ledger);
  const LedgerBatch batch = BatchOf(ledger, days);
  for (auto _ : state) {
    benchmark::DoNotOptimize(book.Add(batch, OnBadRow::refuse_batch, {}).ok());
  }
  PerRow(state, batch.rows);
}

void AddText(benchmark::State& state, const Ledger& ledger, const MeasurePlan& plan) {
  Book book = BookWithAccounts(plan, ledger);
  const LedgerBatch batch = BatchOf(ledger, ledger.one_month);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        book.AddByExternalId(ledger.external_ids(), OnUnknownAccount::refuse_row, batch, OnBadRow::refuse_batch, {})
            .ok());
  }
  PerRow(state, batch.rows);
}

void FirstLoad(benchmark::State& state, const Ledger& ledger, const MeasurePlan& plan) {
  const LedgerBatch batch = BatchOf(ledger, ledger.one_month);
  for (auto _ : state) {
    Book book = Book::Make(plan).value();
    benchmark::DoNotOptimize(
        book.AddByExternalId(ledger.external_ids(), OnUnknownAccount::open_account, batch, OnBadRow::refuse_batch, {})
            .ok());
  }
  PerRow(state, batch.rows);
}

void FindMany(benchmark::State& state, const Ledger& ledger) {
  Interner ids;
  for (const std::string& id : ledger.ids) ids.Intern(id);
  std::vector<std::int32_t> found(ledger.account.size());
  for (auto _ : state) {
    ids.FindMany(ledger.external_ids(), found);
    benchmark::DoNotOptimize(found.data());
  }
  Check(found == ledger.account, "ids");
  PerRow(state, found.size());
}

void RegisterAll(const Ledger& ledger) {
  const MeasurePlan sum = MakePlan({StateKind::sum}, false);
  const MeasurePlan both = MakePlan({StateKind::sum, StateKind::count}, false);
  const MeasurePlan scoped = MakePlan({StateKind::sum}, true);
  const auto add = [&](const char* name, auto run) {
    benchmark::RegisterBenchmark(name, run)->Unit(benchmark::kMillisecond)->UseRealTime();
  };
  add("dense/sum", [&ledger, sum](benchmark::State& state) { AddDense(state, ledger, ledger.one_month, sum); });
  add("dense/sum_and_count",
      [&ledger, both](benchmark::State& state) { AddDense(state, ledger, ledger.one_month, both); });
  add("dense/twelve_months",
      [&ledger, both](benchmark::State& state) { AddDense(state, ledger, ledger.one_year, both); });
  add("dense/scoped",
      [&ledger, scoped](benchmark::State& state) { AddDense(state, ledger, ledger.one_month, scoped); });
  add("text/sum_and_count", [&ledger, both](benchmark::State& state) { AddText(state, ledger, both); });
  add("text/first_load", [&ledger, both](benchmark::State& state) { FirstLoad(state, ledger, both); });
  add("intern/find_many", [&ledger](benchmark::State& state) { FindMany(state, ledger); });
}

}  // namespace
}  // namespace keyhaul

int main(int argc, char** argv) {
  const std::size_t rows = keyhaul::TakeSize("rows", 1'000'000, &argc, argv);
  const std::size_t accounts = keyhaul::TakeSize("accounts", 100'000, &argc, argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  const keyhaul::Ledger ledger = keyhaul::MakeLedger(rows, accounts);
  keyhaul::CheckSums(ledger);
  keyhaul::RegisterAll(ledger);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
