// The room of commercial terms: what an account is owed.
//
//   schedule.h           brackets of a basis and what each pays, as the policy says it
//   schedule_check.h     what of that cannot be meant
//   baseline.h           what growth is measured against
//   bases.h              the sums that it is put to
//   schedule_form_check.h  likewise, what each accumulation takes
//   step_import.h        tables of whole steps as brackets that share their bounds
//   compiled_schedule.h  the same in integers at one scale, ready to compute with
//   compile_schedule.h   how they are made
//   rounded_prices.h     prices per unit that are rounded before they are multiplied
//   segments.h, block.h, growth.h, linear.h, deficit.h   the arithmetic of each accumulation
//   fraction.h           a benefit before it is rounded
//   evaluate.h           what a schedule pays on a qualifying and a payable basis
//   explain.h, explain_steps.h, steps.h   why
//   outlook.h            what the next unit and the next bracket would pay
//   settlement.h         what is still to be paid after what has been booked
//   limits.h             caps, and guarantees that are topped up
//   commitment.h         a promised spend: what is utilised, beyond it, or missing
//   accrual.h            what is set aside before a period is over
//   clawback.h           what becomes of money that is owed back
//   settlement_run.h     all periods of a line in one run: limited, booked, paid
//   proportion.h         exact parts of amounts, and their rounding
//   stack.h              several discounts on one amount, and how they combine
//   stack_check.h        what of that cannot be meant
//   compiled_stack.h     a stack in the form that is computed with
//   evaluate_stack.h     what it takes off an amount, and off it in every order; include it where stacks are evaluated:
//                        its templates cost as much as all the rest, so that this door leaves them out
//   group_share.h        what members get of what their pooled volume earns; include it where groups are shared out,
//   since
//                        this door leaves it and its allocation out, too
//   versions.h           a schedule that changes within a period
//   ratio.h              exact fractions of any width
//   width.h              128 bits and more, for those who compute with schedules
//   agreement.h          for whom lines are, and for how long
//   line.h, line_rules.h   one discount, rebate or commitment of a policy, and what it says beside its schedule
#ifndef KEYHAUL_TERMS_H_
#define KEYHAUL_TERMS_H_

#include "keyhaul/terms/accrual.h"
#include "keyhaul/terms/agreement.h"
#include "keyhaul/terms/baseline.h"
#include "keyhaul/terms/bases.h"
#include "keyhaul/terms/block.h"
#include "keyhaul/terms/clawback.h"
#include "keyhaul/terms/commitment.h"
#include "keyhaul/terms/compile_schedule.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/compiled_stack.h"
#include "keyhaul/terms/deficit.h"
#include "keyhaul/terms/evaluate.h"
#include "keyhaul/terms/explain.h"
#include "keyhaul/terms/explain_steps.h"
#include "keyhaul/terms/fraction.h"
#include "keyhaul/terms/growth.h"
#include "keyhaul/terms/limits.h"
#include "keyhaul/terms/line.h"
#include "keyhaul/terms/line_rules.h"
#include "keyhaul/terms/linear.h"
#include "keyhaul/terms/outlook.h"
#include "keyhaul/terms/proportion.h"
#include "keyhaul/terms/ratio.h"
#include "keyhaul/terms/rounded_prices.h"
#include "keyhaul/terms/schedule.h"
#include "keyhaul/terms/schedule_check.h"
#include "keyhaul/terms/schedule_form_check.h"
#include "keyhaul/terms/segments.h"
#include "keyhaul/terms/settlement.h"
#include "keyhaul/terms/settlement_run.h"
#include "keyhaul/terms/stack.h"
#include "keyhaul/terms/stack_check.h"
#include "keyhaul/terms/step_import.h"
#include "keyhaul/terms/steps.h"
#include "keyhaul/terms/versions.h"
#include "keyhaul/terms/width.h"

#endif  // KEYHAUL_TERMS_H_
