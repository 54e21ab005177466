/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After compiling nothing allocates: counts calls of malloc and its kin (the linker wraps them) over 100 training steps. */
#include "engine/op.h"

#include <glib.h>
#include <math.h>

static int n_allocations;

void *__real_malloc (size_t size);
void *__real_calloc (size_t n, size_t size);
void *__real_realloc (void *old, size_t size);
void *__real_aligned_alloc (size_t alignment, size_t size);
void *__wrap_malloc (size_t size);
void *__wrap_calloc (size_t n, size_t size);
void *__wrap_realloc (void *old, size_t size);
void *__wrap_aligned_alloc (size_t alignment, size_t size);

void *
__wrap_malloc (size_t size)
{
  n_allocations++;
  return __real_malloc (size);
}

void *
__wrap_calloc (size_t n, size_t size)
{
  n_allocations++;
  return __real_calloc (n, size);
}

void *
__wrap_realloc (void *old, size_t size)
{
  n_allocations++;
  return __real_realloc (old, size);
}

void *
__wrap_aligned_alloc (size_t alignment, size_t size)
{
  n_allocations++;
  return __real_aligned_alloc (alignment, size);
}

static NnNode *
layer (NnGraph *graph, NnNode *input, const char *name, const double *values, const char *activation)
{
  BaseError error = { "" };
  NnLayerOptions options = { 0 };
  if (activation != NULL)
    options.activation = (const NnActivation *) base_registry_find (&nn_activations, activation);
  NnNode *node = ((const NnLayer *) base_registry_find (&nn_layers, name))->build (graph, input, values, &options, &error);
  g_assert_cmpstr (error.text, ==, "");
  return node;
}

/* 100 steps with the output @x of a network. Frees @graph. */
static void
check_training (NnGraph *graph, NnNode *x, const NnLoss *loss, const NnOptimizer *optimizer)
{
  BaseError error = { "" };
  double values[PARAM_MAX];
  params_defaults (loss->entry.params, values);
  int n_outputs = nn_loss_n_outputs (loss, values, 3);
  x = layer (graph, x, "dense", (double[PARAM_MAX]) { n_outputs > 0 ? n_outputs : 3, 1 }, "tanh");
  NnNode *losses = nn_loss_build (loss, graph, &x, 3, values, &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_true (nn_graph_compile (graph, x, losses, 16, &error));
  nn_graph_initialize (graph, 1);
  params_defaults (optimizer->entry.params, values);
  NnUpdate update = { .n = nn_graph_n_trained (graph), .parameters = nn_graph_parameters (graph),
                      .gradients = nn_graph_gradients (graph), .values = values };
  for (int i = 0; i < optimizer->n_slots; i++)
    update.slots[i] = g_new0 (real, update.n);
  int before = n_allocations;
  g_assert_cmpint (before, >, 0); /* the wrappers are in place */
  nn_graph_set_training (graph, true);
  for (int step = 1; step <= 100; step++) {
    nn_graph_set_step (graph, 1, (uint64_t) step);
    nn_graph_forward (graph, 1 + step % 16);
    nn_graph_backward (graph, 1 + step % 16);
    update.t = step;
    optimizer->update (&update);
    nn_graph_commit (graph, 1 + step % 16);
    g_assert_false (isinf (nn_graph_loss (graph, 1)));
  }
  g_assert_cmpint (n_allocations, ==, before);
  for (int i = 0; i < optimizer->n_slots; i++)
    g_free (update.slots[i]);
  nn_graph_free (graph);
}

static NnNode *
image_network (NnGraph *graph)
{
  NnNode *x = nn_graph_input (graph, "image", (NnShape) { 3, { 8, 8, 2 } });
  x = layer (graph, x, "conv2d", (double[PARAM_MAX]) { 3, 3, 1, 1, 1, 1, 1 }, "relu");
  x = layer (graph, x, "maxpool", (double[PARAM_MAX]) { 2, 0 }, "tanh");
  x = layer (graph, x, "flatten", NULL, "relu");
  x = layer (graph, x, "dense", (double[PARAM_MAX]) { 60, 1 }, "sigmoid");
  return layer (graph, x, "dense", (double[PARAM_MAX]) { 3, 1 }, "tanh");
}

/* What has no place in the others, each with its first settings. */
static NnNode *
other_network (NnGraph *graph)
{
  static const char *const names[] = { "conv2d", "batchnorm", "dropout", "noise", "lrn", "groupnorm", "depthwise-conv",
                                       "instancenorm", "channel-shuffle", "transposed-conv", "layernorm", "blurpool",
                                       "locally-connected", "scale", "avgpool", "roi-pool", "gap", "l2-normalise" };
  NnNode *x = nn_graph_input (graph, "image", (NnShape) { 3, { 8, 8, 2 } });
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    double values[PARAM_MAX];
    params_defaults (base_registry_find (&nn_layers, names[i])->params, values);
    if (i == 0)
      values[5] = 2; /* groups */
    x = layer (graph, x, names[i], values, NULL);
  }
  return x;
}

static NnNode *
sequence_network (NnGraph *graph)
{
  NnNode *x = nn_graph_input (graph, "tokens", (NnShape) { 1, { 9 } });
  x = layer (graph, x, "embedding", (double[PARAM_MAX]) { 7, 5, 0 }, NULL);
  x = layer (graph, x, "conv1d", (double[PARAM_MAX]) { 6, 3, 1, 1, 1 }, "relu");
  x = layer (graph, x, "rnn", (double[PARAM_MAX]) { 20, 1 }, "tanh");
  x = layer (graph, x, "lstm", (double[PARAM_MAX]) { 17, 1, 1, 4, 1 }, NULL);
  x = layer (graph, x, "gru", (double[PARAM_MAX]) { 5 }, NULL);
  return layer (graph, x, "dense", (double[PARAM_MAX]) { 3, 1 }, NULL);
}

/* Every loss with the first optimizer, every optimizer with the first loss. */
static void
test_training (void)
{
  NnNode *(*const networks[]) (NnGraph *) = { image_network, other_network, sequence_network };
  for (gsize i = 0; i < G_N_ELEMENTS (networks); i++)
    for (int l = 0; l < nn_losses.n_entries; l++)
      for (int o = 0; o < (l == 0 ? nn_optimizers.n_entries : 1); o++) {
        if (((const NnOptimizer *) nn_optimizers.entries[o])->solve != NULL)
          continue; /* see test_solvers */
        NnGraph *graph = nn_graph_new ();
        NnNode *x = networks[i] (graph);
        check_training (graph, x, (const NnLoss *) nn_losses.entries[l], (const NnOptimizer *) nn_optimizers.entries[o]);
      }
}

static double
evaluate (const NnProblem *problem, const double *x, double *gradient)
{
  double sum = 0;
  for (size_t i = 0; i < problem->n; i++) {
    gradient[i] = (double) (i + 1) * x[i] * x[i] * x[i];
    sum += gradient[i] * x[i] / 4;
  }
  return sum;
}

/* Solvers work in the room that they asked for. */
static void
test_solvers (void)
{
  enum { N = 20 };
  double x[N], values[PARAM_MAX];
  for (int o = 0; o < nn_optimizers.n_entries; o++) {
    const NnOptimizer *solver = (const NnOptimizer *) nn_optimizers.entries[o];
    if (solver->solve == NULL || solver->fits != NULL) /* a closed form needs its network: test-solvers.c */
      continue;
    params_defaults (solver->entry.params, values);
    for (int i = 0; i < N; i++)
      x[i] = 1;
    g_autofree real *state = g_new0 (real, nn_optimizer_n_state (solver, N, values) + 1);
    g_autofree double *room = g_new0 (double, solver->n_room (N, values));
    NnProblem problem = { .n = N, .evaluate = evaluate, .x = x, .state = state, .room = room, .values = values };
    int before = n_allocations;
    while (++problem.t <= 100)
      solver->solve (&problem);
    g_assert_cmpint (n_allocations, ==, before);
    for (int i = 0; i < N; i++)
      g_assert_cmpfloat (x[i], <, 0.2);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/allocations/none-in-100-steps", test_training);
  g_test_add_func ("/engine/allocations/solvers", test_solvers);
  return g_test_run ();
}
