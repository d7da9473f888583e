// Schedules over any amounts, one at a time or in columns.
//
// The headers of the terms room compute in 128 bits and refuse what may need more. Here the same code also runs in 256
// bits, so that whatever can be held is computed; and whole columns run in 64 bits, or in vectors of doubles, where
// their bounds allow it. Which of the four is used is decided from proven bounds on the bits of every product, never by
// trying, and all give the same amounts (KERNEL-01).
//
// Nothing here throws: the 256-bit integers wrap silently when they overflow, and the bounds prove that they do not.
#ifndef KEYHAUL_KERNELS_SCHEDULE_KERNEL_H_
#define KEYHAUL_KERNELS_SCHEDULE_KERNEL_H_

#include <cstdint>
#include <span>

#include "keyhaul/base/error.h"
#include "keyhaul/base/explanation.h"
#include "keyhaul/terms/bases.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/evaluate.h"
#include "src/kernels/vector_kernel.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {

// As keyhaul::Evaluate, for every basis of which the products fit into 254 bits. Refused with `overflow` beyond that,
// and where the amount or the exact value's denominator does not fit into 128 bits.
Result<ScheduleValue> Evaluate(const CompiledSchedule& schedule, const Bases& bases);

// As keyhaul::Explain, likewise.
Result<Explanation> Explain(const CompiledSchedule& schedule, const Bases& bases);

// rounded[i] is the rounded benefit, in minor units, of qualifying[i] and payable[i]; the three have the same length,
// and the two bases may be the same column; `rounded` overlaps neither. Nothing is allocated per row. A refusal names
// the row; the contents of `rounded` are unspecified then. `invalid_argument` where the lengths differ, and where
// the schedule wants a baseline or a counted quantity, of which there are no columns. Schedules without segments are
// evaluated row by row.
Status EvaluateBatch(const CompiledSchedule& schedule, std::span<const std::int64_t> qualifying,
                     std::span<const std::int64_t> payable, std::span<std::int64_t> rounded);

// The same with the vectors of this path, or with none where it is null; EvaluateBatch takes those of FastestPath().
Status EvaluateBatchBy(const VectorPath* path, const CompiledSchedule& schedule,
                       std::span<const std::int64_t> qualifying, std::span<const std::int64_t> payable,
                       std::span<std::int64_t> rounded);

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_KERNELS_SCHEDULE_KERNEL_H_
