#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/cli/commands.h"
#include "src/cli/day_text.h"
#include "src/cli/output_directory.h"
#include "src/cli/sample_accounts.h"
#include "src/cli/sample_ledger.h"

namespace keyhaul::cli {
namespace {

// Decimals of the currencies whose minor unit is not a hundredth (ISO 4217). The C interface does not tell them.
struct MinorUnit {
  std::string_view currency;
  std::int32_t exponent;
};
constexpr MinorUnit kMinorUnits[] = {
    {"BIF", 0}, {"CLP", 0}, {"DJF", 0}, {"GNF", 0}, {"ISK", 0}, {"JPY", 0}, {"KMF", 0}, {"KRW", 0}, {"PYG", 0},
    {"RWF", 0}, {"UGX", 0}, {"UYI", 0}, {"VND", 0}, {"VUV", 0}, {"XAF", 0}, {"XOF", 0}, {"XPF", 0}, {"BHD", 3},
    {"IQD", 3}, {"JOD", 3}, {"KWD", 3}, {"LYD", 3}, {"OMR", 3}, {"TND", 3}, {"CLF", 4}, {"UYW", 4},
};

Outcome<std::int32_t> ExponentOf(const std::string& currency) {
  const bool code = currency.size() == 3 &&
                    std::all_of(currency.begin(), currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!code) return Failure{Exit::usage, "--currency " + currency + ": expected an ISO 4217 code such as CNY"};
  for (const MinorUnit& unit : kMinorUnits) {
    if (unit.currency == currency) return unit.exponent;
  }
  return 2;
}

Outcome<SampleOptions> Check(const GenerateOptions& options) {
  const std::optional<std::int32_t> begin = ParseDay(options.begin);
  if (!begin || !options.begin.ends_with("-01") || options.begin < "1900" || options.begin >= "2200") {
    return Failure{Exit::usage, "--begin " + options.begin + ": expected the first day of a month, as 2025-01-01"};
  }
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(*begin))};
  SampleOptions sample;
  sample.rows = options.rows;
  sample.accounts = options.accounts;
  sample.seed = options.seed;
  sample.currency = options.currency;
  KEYHAUL_CLI_TRY(sample.exponent, ExponentOf(options.currency));
  sample.begin_year = static_cast<int>(date.year());
  sample.begin_month = static_cast<unsigned>(date.month());
  sample.months = options.months;
  return sample;
}

Outcome<std::uint64_t> WriteFile(OutputDirectory& out, const char* name, std::string_view text) {
  KEYHAUL_CLI_TRY(OutputFile file, out.Create(name));
  file.Write(text);
  KEYHAUL_CLI_CHECK(file.Close());
  return file.size();
}

std::uint64_t CountLines(std::string_view text) {
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

Outcome<Exit> Generate(const GenerateOptions& options) {
  constexpr const char* kMarker = "generate.json";
  KEYHAUL_CLI_TRY(const SampleOptions sample, Check(options));
  KEYHAUL_CLI_TRY(OutputDirectory out, OutputDirectory::Open(options.out, kMarker));
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  const auto list = [&files](const char* name, std::uint64_t rows, std::uint64_t bytes) {
    files.push_back({{"file", name}, {"rows", rows}, {"bytes", bytes}});
  };

  const std::vector<SampleAccount> accounts = MakeSampleAccounts(sample);
  const std::string accounts_csv = SampleAccountsCsv(sample, accounts);
  KEYHAUL_CLI_TRY(const std::uint64_t accounts_bytes, WriteFile(out, "accounts.csv", accounts_csv));
  list("accounts.csv", accounts.size(), accounts_bytes);

  const std::string memberships_csv = SampleMembershipsCsv(sample);
  KEYHAUL_CLI_TRY(const std::uint64_t memberships_bytes, WriteFile(out, "memberships.csv", memberships_csv));
  list("memberships.csv", CountLines(memberships_csv) - 1, memberships_bytes);

  KEYHAUL_CLI_TRY(OutputFile ledger, out.Create("ledger.csv"));
  WriteSampleLedger(sample, accounts, ledger);
  KEYHAUL_CLI_CHECK(ledger.Close());
  list("ledger.csv", sample.rows, ledger.size());

  const nlohmann::ordered_json manifest = {{"written_by", "keyhaul generate"},
                                           {"version", keyhaul_version_text()},
                                           {"rows", sample.rows},
                                           {"accounts", sample.accounts},
                                           {"seed", sample.seed},
                                           {"currency", sample.currency},
                                           {"begin", options.begin},
                                           {"months", sample.months},
                                           {"files", files}};
  KEYHAUL_CLI_TRY([[maybe_unused]] const std::uint64_t manifest_bytes,
                  WriteFile(out, kMarker, manifest.dump(2) + "\n"));
  KEYHAUL_CLI_CHECK(out.Commit());
  return Exit::ok;
}

}  // namespace keyhaul::cli
