// Where amounts of other currencies are converted; exchange.h has the rates and the arithmetic, and costs more to read.
#ifndef KEYHAUL_LEDGER_CONVERT_AT_H_
#define KEYHAUL_LEDGER_CONVERT_AT_H_

#include <cstdint>

namespace keyhaul {
inline namespace v1 {

// Where amounts of rows become amounts of the policy's currency: row by row, or by the sum of each currency when a
// period is settled, until when rows keep their currency.
enum class ConvertAt : std::int8_t { document, settlement };

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_LEDGER_CONVERT_AT_H_
