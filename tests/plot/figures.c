/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"

#include "base/rng.h"

#include <glib.h>
#include <math.h>

const char *const data_names[N_DATA] = { "empty", "one", "typical", "nan", "huge" };

#define STEPS 1500

static int
n_for (DataKind kind, int typical)
{
  return kind == DATA_EMPTY ? 0 : kind == DATA_ONE ? 1 : typical;
}

/* Replaces some values by what a run gone wrong leaves behind. */
static void
spoil (DataKind kind, int n, double *values)
{
  for (int i = 0; i < n; i++) {
    if (kind == DATA_NAN && (i % 7 == 3 || i > n * 3 / 4))
      values[i] = i % 2 ? NAN : INFINITY;
    if (kind == DATA_HUGE)
      values[i] *= i % 11 == 5 ? 1e300 : i % 11 == 7 ? -1e300 : 1e-9;
  }
}

static PlotFigure *
curve (DataKind kind, bool zh)
{
  PlotFigure *figure = plot_figure_new (zh ? "学习率太高或太低会怎样" : "Training loss");
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, zh ? "步" : "step", zh ? "训练损失（对数）" : "training loss (log)");
  const char *en[] = { "too low, 0.001", "good, 0.1", "too high, 30" }, *cn[] = { "太小，0.001", "合适，0.1", "太大，30" };
  double x[STEPS], y[STEPS];
  BaseRng rng;
  base_rng_init (&rng, 3, 1);
  panel->y.scale = PLOT_LOG;
  for (int lane = 0; lane < 3; lane++) {
    int n = n_for (kind, STEPS);
    for (int i = 0; i < n; i++) {
      double noise = exp (0.25 * base_rng_normal (&rng));
      x[i] = i;
      y[i] = lane == 0 ? 0.7 * exp (-i / 6000.0) * (1 + 0.05 * base_rng_normal (&rng))
           : lane == 1 ? (0.012 + 0.69 * exp (-i / 160.0)) * noise
                       : i > 420 ? NAN : 0.7 * exp (i / 22.0) * noise;
    }
    spoil (kind, n, y);
    PlotMark *mark = plot_panel_add_line (panel, zh ? cn[lane] : en[lane], lane, n, x, y);
    mark->diverged = lane == 2 && kind == DATA_TYPICAL;
  }
  if (kind == DATA_TYPICAL) {
    plot_panel_add_rule (panel, zh ? "过拟合开始" : "overfitting begins", -1, 900);
    plot_panel_add_rule (panel, zh ? "学习率 → 0.05" : "lr → 0.05", 1, 930);
    panel->cursor = 640;
  }
  plot_set_text (&figure->caption, zh ? "三个网络，相同的初始权重与批次，只有学习率不同。"
                                      : "Three networks, same weights, same batches. Only the learning rate differs.");
  return figure;
}

static PlotFigure *
boundary (DataKind kind, bool zh)
{
  enum { SIDE = 100, N = 200 };
  PlotFigure *figure = plot_figure_new (zh ? "决策边界" : "Decision boundary");
  const char *titles[] = { zh ? "太小" : "too low", zh ? "合适" : "good", zh ? "太大" : "too high" };
  float *cells = g_new (float, SIDE * SIDE);
  double x[N], y[N];
  int group[N];
  BaseRng rng;
  base_rng_init (&rng, 5, 1);
  for (int i = 0; i < N; i++) {
    double t = G_PI * base_rng_uniform (&rng);
    group[i] = i % 2;
    x[i] = (i % 2 ? cos (t) : 1 - cos (t)) + 0.12 * base_rng_normal (&rng);
    y[i] = (i % 2 ? sin (t) : 0.5 - sin (t)) + 0.12 * base_rng_normal (&rng);
  }
  if (kind == DATA_NAN || kind == DATA_HUGE)
    spoil (kind, N, x);
  for (int lane = 0; lane < 3; lane++) {
    PlotPanel *panel = plot_figure_add_panel (figure, titles[lane], "x₁", "x₂");
    panel->square = true;
    for (int i = 0; i < SIDE * SIDE; i++) {
      double u = -1.6 + 4.2 * (i % SIDE + 0.5) / SIDE, v = 1.6 - 2.7 * (i / SIDE + 0.5) / SIDE;
      double score = lane == 0 ? 0.2 * (v - 0.2) : lane == 1 ? 3 * (v - 0.25 - 0.65 * cos (2.2 * u)) : 40 * (u - 0.4);
      cells[i] = (float) tanh (score);
      if (kind == DATA_NAN && (i % SIDE > 60 && i / SIDE < 40))
        cells[i] = NAN;
      if (kind == DATA_HUGE)
        cells[i] *= 1e30f;
    }
    if (kind >= DATA_TYPICAL) {
      PlotMark *map = plot_panel_add_map (panel, SIDE, SIDE, cells, PLOT_SIGNED);
      map->left = -1.6, map->right = 2.6, map->bottom = -1.1, map->top = 1.6;
      map->smooth = true;
      map->alpha = 0.8;
    }
    PlotMark *points = plot_panel_add_points (panel, NULL, 0, n_for (kind, N), x, y, group);
    const char *names[] = { zh ? "类别 0" : "class 0", zh ? "类别 1" : "class 1", NULL };
    plot_set_texts (&points->names, names);
  }
  figure->colour_bar = true;
  plot_set_text (&figure->colour_label, zh ? "输出" : "output");
  g_free (cells);
  return figure;
}

static PlotFigure *
gradients (DataKind kind, bool zh)
{
  PlotFigure *figure = plot_figure_new (zh ? "各层的梯度大小" : "Gradient magnitude by layer");
  const char *titles[] = { "sigmoid", "ReLU" };
  double x[STEPS], y[STEPS];
  BaseRng rng;
  base_rng_init (&rng, 9, 1);
  for (int lane = 0; lane < 2; lane++) {
    PlotPanel *panel = plot_figure_add_panel (figure, titles[lane], zh ? "步" : "step", zh ? "梯度范数（对数）" : "gradient norm (log)");
    panel->y.scale = PLOT_LOG;
    panel->y.min = 1e-7;
    panel->y.max = 10;
    for (int layer = 0; layer < 8; layer++) {
      int n = n_for (kind, 500);
      char *label = g_strdup_printf (zh ? "第 %d 层" : "layer %d", layer + 1);
      for (int i = 0; i < n; i++) {
        x[i] = 3 * i;
        y[i] = pow (10, (lane == 0 ? -0.75 : -0.08) * (7 - layer) - i / 1500.0 + 0.12 * base_rng_normal (&rng));
      }
      spoil (kind, n, y);
      plot_panel_add_line (panel, label, layer, n, x, y)->shade = layer / 7.0;
      g_free (label);
    }
  }
  return figure;
}

static PlotFigure *
histograms (DataKind kind, bool zh)
{
  PlotFigure *figure = plot_figure_new (zh ? "激活值的分布" : "Activations");
  double edges[30], heights[30];
  for (int layer = 0; layer < 4; layer++) {
    char *title = g_strdup_printf (zh ? "第 %d 层，饱和 %d %%" : "layer %d · %d %% saturated", layer + 1, layer * 17 + 3);
    PlotPanel *panel = plot_figure_add_panel (figure, title, zh ? "激活值" : "activation", zh ? "比例" : "share");
    g_free (title);
    for (int lane = 0; lane < 2; lane++) {
      for (int i = 0; i < 30; i++) {
        double v = -1 + (i + 0.5) / 15, spread = 0.2 + 0.25 * layer * (lane + 0.5);
        edges[i] = -1 + i / 15.0;
        heights[i] = exp (-v * v / (2 * spread * spread)) * 0.1 + (fabs (v) > 0.9 ? 0.06 * layer * lane : 0);
      }
      spoil (kind, 30, heights);
      plot_panel_add_bars (panel, lane == 0 ? "Xavier" : "N(0, 1)", lane, n_for (kind, 30), edges, heights, 1 / 15.0)->alpha = 0.45;
    }
  }
  return figure;
}

static void
draw_digit (float *cells, int digit, int side)
{
  for (int i = 0; i < side * side; i++) {
    double u = (i % side - side / 2.0 + 0.5) / side * 2, v = (i / side - side / 2.0 + 0.5) / side * 2;
    double ring = fabs (hypot (u * (1.2 + 0.05 * digit), v) - 0.6), bar = fabs (u - 0.1 * (digit - 5) * v);
    double d = digit % 3 == 0 ? ring : digit % 3 == 1 ? bar + (fabs (v) > 0.7) : fmin (ring, bar);
    cells[i] = (float) (1 / (1 + exp ((d - 0.13) * 40)));
  }
}

static PlotFigure *
samples (DataKind kind, bool zh)
{
  PlotFigure *figure = plot_figure_new (zh ? "分错的图像" : "Misclassified test images");
  float cells[28 * 28];
  int n = n_for (kind, 48);
  for (int i = 0; i < n; i++) {
    char *title = g_strdup_printf ("%d → %d", i % 10, (i * 7 + 3) % 10);
    PlotPanel *panel = plot_figure_add_panel (figure, title, NULL, NULL);
    panel->x.hidden = panel->y.hidden = panel->square = true;
    draw_digit (cells, i % 10, 28);
    for (int c = 0; c < 28 * 28; c++) {
      cells[c] = kind == DATA_NAN && c % 3 == 0 ? NAN : cells[c];
      cells[c] = kind == DATA_HUGE ? cells[c] * 1e38f : cells[c];
    }
    plot_panel_add_map (panel, 28, 28, cells, PLOT_GREY);
    g_free (title);
  }
  plot_set_text (&figure->empty, zh ? "还没有分错的图像" : "No misclassified image yet");
  return figure;
}

static PlotFigure *
occlusion (DataKind kind, bool zh)
{
  PlotFigure *figure = plot_figure_new (zh ? "遮挡图：网络看哪里" : "Occlusion: where the network looks");
  const char *titles[] = { zh ? "图像" : "image", zh ? "遮挡图" : "drop in probability", zh ? "叠加" : "overlay" };
  float image[28 * 28], drop[22 * 22];
  draw_digit (image, 5, 28);
  for (int i = 0; i < 22 * 22; i++) {
    double u = i % 22 - 13, v = i / 22 - 7;
    drop[i] = (float) (0.9 * exp (-(u * u + v * v) / 14) - 0.25 * exp (-((u + 8) * (u + 8) + (v - 8) * (v - 8)) / 10));
    if (kind == DATA_NAN && i % 22 < 6)
      drop[i] = NAN;
    if (kind == DATA_HUGE)
      drop[i] *= 1e38f;
  }
  for (int p = 0; p < 3 && kind != DATA_EMPTY; p++) {
    PlotPanel *panel = plot_figure_add_panel (figure, titles[p], NULL, NULL);
    panel->x.hidden = panel->y.hidden = panel->square = true;
    if (p != 1)
      plot_panel_add_map (panel, 28, 28, image, PLOT_GREY);
    if (p > 0) {
      PlotMark *map = plot_panel_add_map (panel, 22, 22, drop, PLOT_SIGNED);
      map->left = map->bottom = 3, map->right = map->top = 25;
      map->alpha = p == 2 ? 0.6 : 1;
    }
  }
  figure->colour_bar = true;
  plot_set_text (&figure->colour_label, zh ? "下降" : "drop");
  return figure;
}

static PlotFigure *
probabilities (DataKind kind, bool zh)
{
  PlotFigure *figure = plot_figure_new (zh ? "类别概率" : "Class probabilities");
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, zh ? "数字" : "digit", zh ? "概率" : "probability");
  const char *names[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", NULL };
  double edges[10], heights[10];
  plot_set_texts (&panel->x.categories, names);
  panel->y.max = 1;
  for (int i = 0; i < 10; i++) {
    edges[i] = i - 0.4;
    heights[i] = i == 7 ? 0.82 : i == 9 ? 0.1 : 0.01;
  }
  spoil (kind, 10, heights);
  plot_panel_add_bars (panel, NULL, 0, n_for (kind, 10), edges, heights, 0.8);
  if (kind == DATA_TYPICAL)
    plot_panel_add_text (panel, zh ? "预测" : "predicted", 0, 7, 0.9);
  return figure;
}

static PlotFigure *
seven (DataKind kind, bool zh)
{
  PlotFigure *figure = plot_figure_new (zh ? "七种优化器" : "Seven optimizers");
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, zh ? "轮次" : "epoch", zh ? "测试准确率" : "test accuracy");
  const char *names[] = { "SGD", "momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam", "AdamW" };
  double x[40], y[40], low[40], high[40];
  for (int lane = 0; lane < PLOT_STYLES; lane++) {
    int n = n_for (kind, 40);
    for (int i = 0; i < n; i++) {
      x[i] = i;
      y[i] = 0.98 - 0.01 * (lane % 4) - 0.88 * exp (-i / (3.0 + 2.5 * lane));
      low[i] = y[i] - 0.02;
      high[i] = y[i] + 0.02;
    }
    spoil (kind, n, y);
    PlotMark *mark = plot_panel_add_line (panel, names[lane], lane, n, x, y);
    if (lane == 0)
      plot_mark_set_spread (mark, low, high);
  }
  return figure;
}

const FigureMaker figure_makers[] = {
  { "curve", curve }, { "boundary", boundary }, { "gradients", gradients }, { "histograms", histograms },
  { "samples", samples }, { "occlusion", occlusion }, { "probabilities", probabilities }, { "seven", seven }, { NULL },
};
