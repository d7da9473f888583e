// The room of commercial terms: what an account is owed.
//
//   schedule.h           brackets of a basis and what each pays, as the policy says it
//   schedule_check.h     what of that cannot be meant
//   compiled_schedule.h  the same in integers at one scale, ready to compute with
//   evaluate.h           what a schedule pays on a qualifying and a payable basis
//   explain.h            why
//   settlement.h         what is still to be paid after what has been booked
//   width.h              128 bits and more, for those who compute with schedules
//   line.h               one rebate of a policy: scope, period, bases, rounding, schedule
#ifndef KEYHAUL_TERMS_H_
#define KEYHAUL_TERMS_H_

#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/evaluate.h"
#include "keyhaul/terms/explain.h"
#include "keyhaul/terms/line.h"
#include "keyhaul/terms/schedule.h"
#include "keyhaul/terms/schedule_check.h"
#include "keyhaul/terms/settlement.h"
#include "keyhaul/terms/width.h"

#endif  // KEYHAUL_TERMS_H_
