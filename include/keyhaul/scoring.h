// The door of scoring: scorecards, which score one candidate on fixed scales; methods, which rank the candidates of a
// set; and how robust both are. methods.h, weighting.h and compare.h declare what is compiled once, in
// keyhaul::kernels; the rest is headers alone.
#ifndef KEYHAUL_SCORING_H_
#define KEYHAUL_SCORING_H_

#include "keyhaul/scoring/combine.h"
#include "keyhaul/scoring/compare.h"
#include "keyhaul/scoring/compiled_input.h"
#include "keyhaul/scoring/compiled_scorecard.h"
#include "keyhaul/scoring/completion.h"
#include "keyhaul/scoring/evaluate.h"
#include "keyhaul/scoring/input_text.h"
#include "keyhaul/scoring/methods.h"
#include "keyhaul/scoring/ranks.h"
#include "keyhaul/scoring/reasons.h"
#include "keyhaul/scoring/scorecard_check.h"
#include "keyhaul/scoring/smaa.h"
#include "keyhaul/scoring/stability.h"
#include "keyhaul/scoring/steps.h"
#include "keyhaul/scoring/value.h"
#include "keyhaul/scoring/weighting.h"
#include "keyhaul/scoring/weights.h"

#endif  // KEYHAUL_SCORING_H_
