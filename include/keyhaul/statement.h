// The room of statements: figures as a person reads them.
//
//   render.h            an explanation as one line of a bill
//   render_statement.h  a statement as text
//   render_sum.h        figures that add up: discounts, versions
//   statement.h         what one account is told about one period, its totals and groups
//   statement_day.h     which statement a settlement stands on, and when it is due
//   statement_rule.h    how a policy asks for statements
#ifndef KEYHAUL_STATEMENT_H_
#define KEYHAUL_STATEMENT_H_

#include "keyhaul/statement/render.h"
#include "keyhaul/statement/render_statement.h"
#include "keyhaul/statement/render_sum.h"
#include "keyhaul/statement/statement.h"
#include "keyhaul/statement/statement_day.h"
#include "keyhaul/statement/statement_rule.h"

#endif  // KEYHAUL_STATEMENT_H_
