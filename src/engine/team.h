/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Threads that do one task together, each a part of it. They wait for the next task awake for a moment, then asleep. */

#define NN_TEAM_MAX 4

typedef struct NnTeam NnTeam;
typedef void (*NnTask) (void *data, int member);

/* A team of @size members, at most NN_TEAM_MAX; member 0 is whoever calls nn_team_do. NULL: no threads or no memory. */
NnTeam *nn_team_new (int size);
void nn_team_free (NnTeam *team); /* NULL is fine */
int nn_team_size (const NnTeam *team);

/* Every member does @task; returns when all have. One caller at a time. */
void nn_team_do (NnTeam *team, NnTask task, void *data);
