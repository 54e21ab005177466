/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

/* Metrics against what must hold of them in small networks about which everything is known. */

#define CHECK(text, ...)                                                                                               \
  do {                                                                                                                 \
    const FixtureClaim rows[] = { __VA_ARGS__ };                                                                       \
    fixture_check_claims (text, rows, G_N_ELEMENTS (rows));                                                            \
  } while (0)

static void
test_steps (void)
{
  CHECK ("data = moons n=60 test=20\nnetwork = dense 8 tanh | dense 1\nloss = bce\noptimizer = sgd lr=0.1\nbatch = 16\n"
         "steps = 12\nrecord = every 1\nlane plain\nlane norm : clip-norm = 0.01\nlane value : clip-value = 0.01\n"
         "lane momentum : optimizer = sgd-momentum lr=0.1\n",
         { "min (update_cosine[plain])@1..end == 1 +- 1e-5 and min (update_cosine[norm])@1..end == 1 +- 1e-4", 2 },
         { "max (update_cosine[value])@1..end < 0.99 and min (update_cosine[momentum])@2..end < 0.99", 2 },
         { "step_length[plain]@9 == 0.1 * total_grad_norm[plain]@8 +- 1e-5", 2 },
         { "max (step_length[norm])@1..end < 0.001001 and step_length[plain]@9 > 0.002", 2 },
         { "epoch[plain]@2 == 32 / 60 +- 1e-9 and epoch[plain]@4 == 1 and epoch[plain]@9 == 2 + 16 / 60 +- 1e-9", 2 });
}

/* The loss of one weight is a parabola: its slope changes by rate times curvature, its unit's mean with the weight. */
static void
test_one_weight (void)
{
  CHECK ("data = linear-regression n=50 test=50 dims=1 slope=1.5 intercept=4 noise=0 offset=2\nnetwork = dense 1\nloss = mse\n"
         "optimizer = sgd lr=0.02\nbatch = all\nsteps = 10\nrecord = every 1\n"
         "lane one : network = dense 1 bias=no\nlane solved : optimizer = newton, steps = 3\nlane none : initializer = zero\n"
         "lane ridge : optimizer = newton, l2 = 2 biases=yes\nlane exact : optimizer = closed-form, steps = 1\n"
         "lane shrunk : optimizer = closed-form, steps = 1, l2 = 2 biases=yes\n",
         { "gradient_change[one]@5 == 0.02 * hessian_max[one]@5 +- 1e-4", 2 },
         { "drift[one,layer=1]@5 == abs (act_mean[one,layer=1]@5 - act_mean[one,layer=1]@4) / act_std[one,layer=1]@4 +- 1e-4", 2 },
         { "weight_mean[solved,layer=1] == 1.5 +- 1e-3 and bias_mean[solved,layer=1] == 1 +- 1e-3", 2 },
         { "unexplained[solved] < 1e-4 and unexplained[none]@0 > 1", 2 },
         { "bias_mean[ridge,layer=1] < 0.9", 2 },
         { "weight_mean[exact,layer=1] == 1.5 +- 1e-5 and bias_mean[exact,layer=1] == 1 +- 1e-5 and train_loss[exact] < 1e-10", 2 },
         { "weight_mean[shrunk,layer=1] == weight_mean[ridge,layer=1] +- 1e-3 and "
           "bias_mean[shrunk,layer=1] == bias_mean[ridge,layer=1] +- 1e-3", 2 });
}

/* What has no closed form. */
static void
test_no_closed_form (void)
{
  static const struct {
    const char *text, *error;
  } rows[] = {
    { "network = dense 1\nloss = mae\n", "closed-form is for one dense layer without activation and for the loss mse" },
    { "network = dense 1 tanh\nloss = mse\n", "closed-form is for one dense layer" },
    { "network = dense 2 | dense 1\nloss = mse\n", "closed-form is for one dense layer" },
    { "network = dense 1 lr-factor=0.5\nloss = mse\n", "closed-form moves all weights at the same rate" },
    { "network = dense 1\nloss = mse\nl1 = 0.1\n", "closed-form knows no penalty but l2: there is no such formula with l1" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    BaseError error = { "" };
    g_autofree char *text = g_strconcat ("data = linear-regression n=50 dims=3\noptimizer = closed-form\nbatch = all\nsteps = 1\n",
                                         rows[i].text, NULL);
    Lesson *lesson = fixture_lesson (text, NULL);
    LabSetup *setup = fixture_setup (lesson);
    g_assert_null (lab_experiment_new (setup, (LabWorkers) { 0 }, &error));
    g_assert_nonnull (strstr (error.text, rows[i].error));
    lab_setup_free (setup);
    lesson_free (lesson);
  }
}

static void
test_batches (void)
{
  CHECK ("data = moons n=300 test=20\nnetwork = dense 8 tanh | dense 1\nloss = bce\noptimizer = sgd\nsteps = 1\n"
         "lane one : batch = 1\nlane some : batch = 16\nlane all : batch = all\n",
         { "10 < grad_variance[one]@0 / grad_variance[some]@0 < 24", 2 }, { "grad_variance[all]@0 < 1e-10", 2 });
}

/* Heads that start equal ask for the same; with weights of the other sign for the opposite. */
static void
test_heads (void)
{
  CHECK ("data = linear-regression n=50 test=50 dims=3 slope=1 noise=0.1\nnetwork = dense 4 tanh as trunk\n"
         "head A from trunk : dense 1 as a\nhead B from trunk : dense 1 as b\n"
         "loss = mse\noptimizer = sgd lr=0.01\nbatch = all\nsteps = 3\nrecord = every 1\ninitializer = constant value=0.01\n"
         "lane same\nlane against : b.init.value = -0.01\n",
         { "gradient_cosine[same]@0 == 1 +- 1e-5", 2 }, { "gradient_cosine[against]@0 < 0", 2 });
}

static void
test_batchnorm (void)
{
  CHECK ("data = moons n=60 test=20\nnetwork = dense 4 | batchnorm relu | dense 1\nloss = bce\noptimizer = sgd lr=0.3\n"
         "batch = all\nsteps = 120\nlane still : optimizer.lr = 1e-8\nlane moves\n",
         { "bn_gamma[moves,layer=1]@0 == 0 and bn_beta[moves,layer=1]@0 == 0", 2 },
         { "bn_gamma[moves,layer=1] > 0.05 and bn_beta[moves,layer=1] > 0.05", 2 },
         { "bn_gap[still,layer=1]@0 > 0.01 and bn_gap[still,layer=1] < 1e-4", 2 },
         { "bn_gamma[moves,layer=2] > 0", 0 });
}

/* Without weights a gate is the sigmoid of its bias. */
static void
test_gates (void)
{
  CHECK ("data = seq-latch n=40 test=20 length=6\nnetwork = lstm 4 forget_bias=3 | dense 1\nloss = bce\noptimizer = adam\nbatch = 20\n"
         "steps = 1\ninitializer = zero\nlane lstm\nlane gru : network = gru 4 | dense 1\n",
         { "forget_gate[lstm,layer=1]@0 == 1 / (1 + exp (-3)) +- 1e-6 and input_gate[lstm,layer=1]@0 == 0.5 +- 1e-6", 2 },
         { "reset_gate[gru,layer=1]@0 == 0.5 +- 1e-6 and update_gate[gru,layer=1]@0 == 0.5 +- 1e-6", 2 },
         { "reset_gate[lstm,layer=1]@0 == 0.5", 0 }, { "output_gate[lstm,layer=3]@0 > 0", 0 });
}

static void
test_answers (void)
{
  CHECK ("data = gaussians2 n=100 test=200 separation=2\nnetwork = dense 4 tanh | dense 1\nloss = bce\noptimizer = sgd\nsteps = 20\n",
         { "test_acc == (recall + 1 - false_alarms) / 2 +- 1e-9 and 1 - false_alarms == class_acc[class=0] +- 1e-9", 2 },
         { "exact_match == test_acc +- 1e-9 and best_acc >= test_acc and 0.3 < mean_p < 0.7", 2 });
  CHECK ("data = digits28 n=100 test=100\nnetwork = flatten | dense 10\nloss = softmax-ce\noptimizer = sgd\nsteps = 20\n",
         { "(class_acc[class=0] + class_acc[class=1] + class_acc[class=2] + class_acc[class=3] + class_acc[class=4] + class_acc[class=5]"
           " + class_acc[class=6] + class_acc[class=7] + class_acc[class=8] + class_acc[class=9]) / 10 == balanced_acc +- 1e-9", 2 });
  CHECK ("data = multilabel-prototypes n=300 test=300\nnetwork = dense 16 relu | dense 4\nloss = bce\noptimizer = adam lr=0.01\nsteps = 100\n",
         { "0.3 < exact_match < test_acc and best_exact_match >= exact_match", 2 });
  CHECK ("data = hard-easy-negatives n=230\nnetwork = dense 8 tanh | dense 1\nloss = bce\noptimizer = sgd\nsteps = 50\n",
         { "loss_share[group=positives] + loss_share[group=hard-negatives] + loss_share[group=easy-negatives] == 1 +- 1e-6", 2 },
         { "loss_share[group=hard-negatives] > loss_share[group=background]", 2 });
}

/* Few of the sentences hold a negator, whose place words alone do not say. */
static void
test_groups (void)
{
  CHECK ("data = seq-toy-sentiment n=400 test=300 negated=0.15\nnetwork = embedding 31 8 pad=0 | mean-pool | dense 1\nloss = bce\noptimizer = adam lr=0.02\n"
         "batch = 50\nsteps = 150\n",
         { "group_acc[group=plain] > 0.9 and group_acc[group=negated] < 0.6 and group_acc[group=negated] < test_acc", 2 });
}

static void
test_masks (void)
{
  CHECK ("data = moons n=60 test=40\nnetwork = dense 16 relu | dropout 0.5 | dense 1\nloss = bce\noptimizer = sgd\nsteps = 30\n"
         "test far : data.noise = 1\nlane drops\nlane keeps : network = dense 16 relu | dense 1\n",
         { "mc_std[keeps] == 0 and mc_gap[keeps] == 0", 2 }, { "mc_std[drops] > 0.02 and mc_gap[drops] < 0.5 * mc_std[drops]", 2 },
         { "mc_std[drops,test=far] == mc_std[drops]", 0 });
}

/* Without its only unit a network says no to everything; beside a twin that knows nothing, a unit carries all. */
static void
test_silence (void)
{
  CHECK ("data = gaussians2 n=100 test=200 separation=3\nloss = bce\noptimizer = sgd lr=0.5\nsteps = 40\n"
         "network = dense 1 tanh | dense 1\nlane one\nlane four : network = dense 4 tanh | dense 1, initializer = constant\n",
         { "ablation_one[one,layer=2] == test_acc[one] - 0.5 +- 1e-9", 2 },
         { "ablation_half[one,layer=2] == ablation_one[one,layer=2] / 2 +- 1e-9 and test_acc[one] > 0.8", 2 },
         { "abs (ablation_one[four,layer=1]) < 0.2 and ablation_one[four,layer=2] > 0.3", 2 });
}

/* Equal weights: uphill all pixels become white, unless size costs more than they bring. */
static void
test_uphill (void)
{
  CHECK ("data = digits28 n=40 test=20\nnetwork = flatten | dense 10\nloss = softmax-ce\noptimizer = sgd\nsteps = 1\n"
         "initializer = constant value=0.01\n"
         "probe bare : activation-max l2=0 tv=0 steps=40\nprobe small : activation-max l2=10 tv=0 steps=200\n",
         { "climbed_logit[probe=bare]@0 == 7.84 +- 1e-4 and climbed_p[probe=bare]@0 == 0.1 +- 1e-6", 2 },
         { "climbed_tv[probe=bare]@0 == 0.784 +- 1e-4 and 30 < real_tv[probe=bare]@0 < 200", 2 },
         { "climbed_logit[probe=small]@0 < 0.5 and climbed_distance[probe=small]@0 < climbed_distance[probe=bare]@0", 2 },
         { "20 < climbed_distance[probe=bare]@0 < 28 and 2 < real_distance[probe=bare]@0 < 10", 2 },
         { "0.5 < real_logit[probe=bare]@0 < 3", 2 });
}

/* Who reads from the end knows what has not happened yet. */
static void
test_streaming (void)
{
  CHECK ("data = seq-next-bit n=300 test=200 length=8\nnetwork = lstm 8 return=all | conv1d 1 1 | flatten\nloss = bce\n"
         "optimizer = adam lr=0.02\nbatch = 50\nsteps = 150\nrecord = every 150\n"
         "lane past\nlane both : network = concat(lstm 8 return=all ; lstm 8 return=all reverse=yes) | conv1d 1 1 | flatten\n",
         { "streaming_acc[past] == test_acc[past] +- 1e-9", 2 }, { "test_acc[both] > 0.9 and streaming_acc[both] < 0.75", 2 });
}

/* Two clouds far apart on a line, in an embedding that is the line itself. */
static void
test_embedding (void)
{
  CHECK ("data = gaussians2 n=200 test=300 dims=2 separation=10 deviation=0.5\nnetwork = dense 2 bias=no\nloss = triplet margin=0.1\noptimizer = sgd lr=1e-8\n"
         "batch = 50\nsteps = 1\ninitializer = orthogonal\nlane far\nlane one : data.separation = 0\n",
         { "verification_auc[far]@0 == 1 +- 1e-6 and verification_auc[one]@0 == 0.5 +- 0.05", 2 },
         { "intra_inter[far]@0 == 0.5 * 1.2533 / 10 +- 0.01 and intra_inter[one]@0 > 1", 2 }, /* √(π/2) σ: the mean of a Rayleigh distance */
         { "active[far]@0 == 0 and active[one]@0 > 0.3", 2 }, { "own_angle[far]@0 > 0", 0 });
  CHECK ("data = digits28 n=200 test=200\nnetwork = flatten | dense 16 relu | dense 10\nloss = softmax-ce\noptimizer = sgd-momentum lr=0.05\n"
         "batch = 20\nsteps = 100\nlane plain\nlane margin : network = flatten | dense 16 relu | dense 8, loss = cosface, optimizer.lr = 0.01\n",
         { "own_angle[plain] < own_angle[plain]@0 and angle_gap[plain] > angle_gap[plain]@0", 2 },
         { "own_angle[margin] < own_angle[margin]@0", 2 }, { "intra_inter[plain] < intra_inter[plain]@0", 2 });
}

static void
test_cost (void)
{
  CHECK ("data = digits28 n=20 test=20\nnetwork = conv2d 4 5 pad=2 relu | maxpool 4 | flatten | dense 10\nloss = softmax-ce\noptimizer = sgd\n"
         "steps = 1\nlane plain\nlane groups : network = conv2d 4 5 pad=2 | conv2d 8 3 groups=2 | depthwise-conv 3 | flatten | dense 10\n"
         "lane grows : network = maxpool 4 | transposed-conv 2 4 stride=2 | flatten | dense 10\n"
         "lane local : network = locally-connected 3 4 stride=4 | flatten | dense 10\n",
         { "multiply_adds[plain] == 28 * 28 * 25 * 4 + 7 * 7 * 4 * 10", 2 },
         { "multiply_adds[groups] == 28 * 28 * 25 * 4 + 26 * 26 * 9 * 2 * 8 + 24 * 24 * 9 * 8 + 24 * 24 * 8 * 10", 2 },
         { "multiply_adds[grows] == 7 * 7 * 16 * 2 + 16 * 16 * 2 * 10 and multiply_adds[local] == 7 * 7 * 16 * 3 + 7 * 7 * 3 * 10", 2 });
  CHECK ("data = seq-latch n=20 test=20 length=6\nnetwork = lstm 4 | dense 1\nloss = bce\noptimizer = sgd\nsteps = 1\n",
         { "multiply_adds == 6 * 4 * 4 * (1 + 4) + 4", 2 });
}

/* A neuron that learns from its mistakes ends without any where a line divides the classes, and never where none does. */
static void
test_perceptron (void)
{
  CHECK ("data = truth-tables function=or\nnetwork = dense 1\nloss = perceptron\noptimizer = sgd lr=1\nbatch = 1\n"
         "sampler = sequential\nepochs = 20\nrecord = every 1 epoch\ninitializer = zero\nlane or\nlane and : data.function = and\n"
         "lane xor : data.function = xor\n",
         { "train_acc[or] == 1 and train_acc[and] == 1 and train_acc[xor] < 1 @all", 2 },
         { "weight_mean[or,layer=1] >= 1 and step_length[xor] >= 1", 2 });
}

/* Starts differ in what a lane draws, not in its data; number 0 is that of the run. */
static void
test_starts (void)
{
  CHECK ("data = xor noise=0.1 n=40 test=40\nnetwork = dense 2 relu | dense 1\nloss = bce\noptimizer = sgd-momentum lr=0.1\nbatch = all\n"
         "steps = 200\nrecord = every 50\nsweep start = 0 .. 9 10\nlane narrow\nlane wide : layer1.units = 16\nlane plain : layer1.units = 16\n",
         { "share (train_acc[narrow,start=*] < 0.99) > 0.2 and share (train_acc[wide,start=*] < 0.99) < 0.2", 2 },
         { "train_loss[wide,start=3]@0 == train_loss[plain,start=3]@0 and train_loss[wide,start=3]@0 == train_loss[wide,start=4]@0", 0 },
         { "train_loss[wide,start=3]@0 == train_loss[plain,start=3]@0", 2 });
}

/* Metrics that look at the update before are the same however a step is reached. */
static void
test_seek (void)
{
  g_free (fixture_check_seek ("data = moons n=60 test=20\nnetwork = dense 8 tanh | batchnorm | dropout 0.2 | dense 1\nloss = bce\n"
                              "optimizer = adam lr=0.01\nbatch = 16\nsteps = 40\nrecord = every 1\nat 17 : batch = 8\n"
                              "view curve metric=drift\nview curve metric=update_cosine\nview curve metric=gradient_change\n"));
}

/* A network that has copied the expert stays on the road; one that has learned nothing does not. */
static void
test_track (void)
{
  const FixtureClaim rows[] = {
    { "crash_rate[still] > 0.9 @all", 2 },
    { "min (crash_rate[clone]) < 0.2", 2 },
    { "crash_rate[clone]@0 > 0.9", 2 },
  };
  fixture_check_claims ("data = track-sim n=600 test=100\nnetwork = dense 32 tanh | dense 1\nloss = mse\noptimizer = adam lr=0.01\n"
                        "steps = 600\nrecord = every 100\nlane clone\nlane still : optimizer.lr = 1e-8\n",
                        rows, G_N_ELEMENTS (rows));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/measures/steps", test_steps);
  g_test_add_func ("/lab/measures/one-weight", test_one_weight);
  g_test_add_func ("/lab/measures/no-closed-form", test_no_closed_form);
  g_test_add_func ("/lab/measures/batches", test_batches);
  g_test_add_func ("/lab/measures/heads", test_heads);
  g_test_add_func ("/lab/measures/batchnorm", test_batchnorm);
  g_test_add_func ("/lab/measures/gates", test_gates);
  g_test_add_func ("/lab/measures/answers", test_answers);
  g_test_add_func ("/lab/measures/groups", test_groups);
  g_test_add_func ("/lab/measures/masks", test_masks);
  g_test_add_func ("/lab/measures/silence", test_silence);
  g_test_add_func ("/lab/measures/uphill", test_uphill);
  g_test_add_func ("/lab/measures/streaming", test_streaming);
  g_test_add_func ("/lab/measures/embedding", test_embedding);
  g_test_add_func ("/lab/measures/cost", test_cost);
  g_test_add_func ("/lab/measures/perceptron", test_perceptron);
  g_test_add_func ("/lab/measures/starts", test_starts);
  g_test_add_func ("/lab/measures/seek", test_seek);
  g_test_add_func ("/lab/measures/track", test_track);
  return g_test_run ();
}
