/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loss = ½ ‖f − c_y‖² for the embedding f of a sample of class y; df = f − c_y. The centres c, zero at first, are not trained: an
 * update moves them by c_j ← c_j − alpha Σ (c_j − f) / (1 + n_j), over the batch's n_j samples of class j. */
#include "engine/ops/loss.h"

enum { X, TARGET, CENTRES };

static const Param params[] = {
  { "alpha", N_ ("Rate of the centres"), NULL, PARAM_REAL, 0, 0, 1, 0.5 },
  { 0 },
};

/* The place of row @r's centre; NULL: the target is no class. */
static real *
centre (const NnNode *node, size_t r)
{
  const NnNode *centres = node->operands[CENTRES];
  size_t n = node->operands[X]->size;
  long class = loss_class (node->operands[TARGET]->value[r], centres->size / n);
  return class < 0 ? NULL : centres->value + (size_t) class * n;
}

static void
forward (const NnNode *node, int rows)
{
  size_t n = node->operands[X]->size;
  for (size_t r = 0; r < (size_t) rows; r++) {
    const real *c = centre (node, r);
    node->value[r] = c == NULL ? (real) NAN : (real) (loss_distance (n, node->operands[X]->value + r * n, c) / 2);
  }
}

static void
backward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[X];
  for (size_t r = 0; x->gradient != NULL && r < (size_t) rows; r++) {
    const real *c = centre (node, r);
    for (size_t i = 0; i < x->size; i++)
      op_give (&x->gradient[r * x->size + i],
               c == NULL ? (real) NAN : node->gradient[r] * (x->value[r * x->size + i] - c[i]), op_adds (node, X));
  }
}

/* Class by class, each with the rows that are of it. */
static void
commit (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[X], *centres = node->operands[CENTRES];
  for (real *c = centres->value; c < centres->value + centres->size; c += x->size)
    for (size_t i = 0; i < x->size; i++) {
      double sum = 0;
      int n = 0;
      for (size_t r = 0; r < (size_t) rows; r++)
        if (centre (node, r) == c) {
          sum += (double) c[i] - (double) x->value[r * x->size + i];
          n++;
        }
      c[i] -= (real) (node->settings[0] * sum / (1 + n));
    }
}

static NnNode *
build (const NnLoss *loss, NnGraph *graph, NnNode **output, NnNode *target, int n, const double *settings,
       BaseError *error)
{
  NnNode *centres = nn_graph_parameter (graph, "class centres", (NnShape) { 2, { n, (int) (*output)->size } }, 0, 0, NULL, NULL);
  centres->trained = false;
  return nn_graph_apply (graph, &loss->op, settings, 3, (NnNode *[]) { *output, target, centres }, error);
}

const NnLoss nn_loss_center = {
  .op = { .entry = { "center", N_ ("Center loss"), N_ ("½ ‖f − c‖², f the embedding and c the centre of its class; every update moves the centres towards the batch's embeddings by alpha Σ (f − c) / (1 + n), n of the class"),
                     "Wen, Zhang, Li, Qiao 2016, A discriminative feature learning approach for deep face recognition", params },
          .infer = op_loss_infer, .forward = forward, .backward = backward, .commit = commit },
  .build = build,
  .n_outputs = loss_any_outputs,
  .targets = NN_TARGET_CLASS,
  .link = NN_LINK_PLACE,
};
