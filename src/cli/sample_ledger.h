// The ledger of a sample express carrier: rows in the order of their days, with the seasons of the trade (quiet around
// the Spring Festival, peaks in June, November and December, half a day on Saturdays), charges, surcharges, adjustments
// and credit notes. A credit note names the document that it credits and never credits more than what is left of it.
#ifndef KEYHAUL_CLI_SAMPLE_LEDGER_H_
#define KEYHAUL_CLI_SAMPLE_LEDGER_H_

#include <vector>

#include "src/cli/output_directory.h"
#include "src/cli/sample_accounts.h"

namespace keyhaul::cli {

// Writes `options.rows` rows and the header. Failures of `file` show when it is closed.
void WriteSampleLedger(const SampleOptions& options, const std::vector<SampleAccount>& accounts, OutputFile& file);

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_SAMPLE_LEDGER_H_
