// The door of the book: accounts, the measure plan, and the totals of a ledger.
#ifndef KEYHAUL_BOOK_H_
#define KEYHAUL_BOOK_H_

#include "keyhaul/book/account.h"
#include "keyhaul/book/account_directory.h"
#include "keyhaul/book/book.h"
#include "keyhaul/book/dimension_dictionary.h"
#include "keyhaul/book/hierarchy.h"
#include "keyhaul/book/interner.h"
#include "keyhaul/book/measure_plan.h"
#include "keyhaul/book/plan_item.h"

#endif  // KEYHAUL_BOOK_H_
