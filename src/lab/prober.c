/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/setup-private.h"
#include "lab/viewer.h"

#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* One thread for an experiment computes what its views ask for. The lock is held only while parameters are
 * copied in or a pointer is handed over; pthread's own locks are used because the thread sanitizer sees them.
 */

struct LabProber {
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t wake, done;
  bool quit, busy;
  int nice, n_lanes;
  NnGraph *templates[TRAIN_MAX_LANES], *graphs[TRAIN_MAX_LANES]; /* graphs: the thread's own */
  GQueue asked; /* of LabViewer with something pending, in the order asked */
  void (*notify) (gpointer data);
  gpointer notify_data;
};

static void
load_parameters (LabProber *prober, const LabRequest *work)
{
  for (int lane = 0; lane < prober->n_lanes; lane++) {
    if (prober->graphs[lane] == NULL)
      prober->graphs[lane] = nn_graph_copy (prober->templates[lane], LAB_PROBE_ROWS, true, NN_FORWARD_ONLY);
    memcpy (nn_graph_parameters (prober->graphs[lane]), work->parameters[lane],
            nn_graph_n_parameters (prober->graphs[lane]) * sizeof (real));
  }
}

/* Without the lock: the viewer is marked busy, which keeps it and its work alive. */
static void *
compute (LabProber *prober, LabViewer *viewer)
{
  load_parameters (prober, &viewer->work);
  LabProbeJob job = { viewer->experiment, viewer->work.values, viewer->work.step, prober->n_lanes,
                      prober->graphs, viewer->work.paths, viewer->work.updates, &viewer->unwanted,
                      lab_viewer_test_in (viewer, viewer->work.values) };
  return viewer->view->probe (&job);
}

static long
thread_us (void)
{
  struct timespec now;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* With the lock held on entry and exit. */
static void
serve (LabProber *prober, LabViewer *viewer)
{
  LabRequest swap = viewer->work;
  viewer->work = viewer->request;
  viewer->request = swap;
  viewer->pending = false;
  viewer->busy = prober->busy = true;
  pthread_mutex_unlock (&prober->lock);
  long begin = thread_us ();
  void *result = compute (prober, viewer);
  atomic_store (&viewer->cost, thread_us () - begin);
  pthread_mutex_lock (&prober->lock);
  void *old = viewer->ready;
  viewer->ready = result;
  viewer->ready_step = viewer->work.step;
  atomic_fetch_add (&viewer->n_results, 1);
  viewer->busy = prober->busy = false;
  if (old != NULL)
    viewer->view->free_result (old);
  if (prober->notify != NULL)
    prober->notify (prober->notify_data);
  pthread_cond_broadcast (&prober->done);
}

static void *
run (void *data)
{
  LabProber *prober = data;
  pthread_setname_np (pthread_self (), "prober");
  setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), prober->nice);
  pthread_mutex_lock (&prober->lock);
  while (!prober->quit) {
    LabViewer *viewer = g_queue_pop_head (&prober->asked);
    if (viewer != NULL)
      serve (prober, viewer);
    else
      pthread_cond_wait (&prober->wake, &prober->lock);
  }
  pthread_mutex_unlock (&prober->lock);
  return NULL;
}

LabProber *
lab_prober_new (NnGraph *const *templates, int n_lanes, int nice)
{
  LabProber *prober = g_new0 (LabProber, 1);
  prober->n_lanes = n_lanes;
  prober->nice = nice;
  for (int i = 0; i < n_lanes; i++)
    prober->templates[i] = templates[i];
  pthread_mutex_init (&prober->lock, NULL);
  pthread_cond_init (&prober->wake, NULL);
  pthread_cond_init (&prober->done, NULL);
  if (pthread_create (&prober->thread, NULL, run, prober) != 0)
    g_error ("no thread for probes"); /* out of memory */
  return prober;
}

void
lab_prober_free (LabProber *prober)
{
  if (prober == NULL)
    return;
  pthread_mutex_lock (&prober->lock);
  prober->quit = true;
  pthread_cond_signal (&prober->wake);
  pthread_mutex_unlock (&prober->lock);
  pthread_join (prober->thread, NULL);
  for (int i = 0; i < prober->n_lanes; i++) {
    nn_graph_free (prober->graphs[i]);
    nn_graph_free (prober->templates[i]);
  }
  g_queue_clear (&prober->asked);
  pthread_mutex_destroy (&prober->lock);
  pthread_cond_destroy (&prober->wake);
  pthread_cond_destroy (&prober->done);
  g_free (prober);
}

void
lab_prober_set_notify (LabProber *prober, void (*notify) (gpointer data), gpointer data)
{
  pthread_mutex_lock (&prober->lock);
  prober->notify = notify;
  prober->notify_data = data;
  pthread_mutex_unlock (&prober->lock);
}

static void
free_path (LabPath *path)
{
  g_clear_pointer (&path->steps, g_free);
  g_clear_pointer (&path->points, g_free);
}

static void
copy_path (const TrainLaneSnapshot *lane, LabPath *path)
{
  free_path (path);
  path->n = lane->n_path;
  path->steps = g_memdup2 (lane->path_steps, (gsize) lane->n_path * sizeof (long));
  path->points = g_memdup2 (lane->path, (gsize) lane->n_path * lane->n_parameters * sizeof (real));
}

static void
free_update (LabUpdate *update)
{
  g_clear_pointer (&update->batch.samples, g_free);
  g_clear_pointer (&update->state, g_free);
}

static void
copy_update (const LabExperiment *experiment, const TrainSnapshot *snapshot, int index, LabUpdate *update)
{
  const TrainLaneSnapshot *from = &snapshot->lanes[index];
  const LabLane *lane = &lab_experiment_setup (experiment)->lanes[index];
  free_update (update);
  *update = (LabUpdate){ from->batch, from->settings, lane->n_nets == 0 ? lane->rules[0].optimizer : NULL, from->n_state, NULL };
  update->batch.samples = g_memdup2 (from->batch.samples, (gsize) from->batch.n * sizeof (int));
  update->state = g_memdup2 (from->state, from->n_state * sizeof (real));
}

void
lab_prober_ask (LabProber *prober, LabViewer *viewer, const TrainSnapshot *snapshot)
{
  pthread_mutex_lock (&prober->lock);
  LabRequest *request = &viewer->request;
  memcpy (request->values, viewer->values, sizeof request->values);
  request->step = snapshot->step;
  for (int lane = 0; lane < snapshot->n_lanes; lane++) {
    size_t size = snapshot->lanes[lane].n_parameters * sizeof (real);
    if (request->parameters[lane] == NULL)
      request->parameters[lane] = g_malloc (size);
    memcpy (request->parameters[lane], snapshot->lanes[lane].parameters, size);
    if (viewer->view->path)
      copy_path (&snapshot->lanes[lane], &request->paths[lane]);
    if (viewer->view->updates)
      copy_update (viewer->experiment, snapshot, lane, &request->updates[lane]);
  }
  if (!viewer->pending)
    g_queue_push_tail (&prober->asked, viewer);
  viewer->pending = true;
  pthread_cond_signal (&prober->wake);
  pthread_mutex_unlock (&prober->lock);
}

bool
lab_prober_is_busy (LabProber *prober)
{
  pthread_mutex_lock (&prober->lock);
  bool busy = prober->busy;
  pthread_mutex_unlock (&prober->lock);
  return busy;
}

bool
lab_prober_take (LabProber *prober, LabViewer *viewer)
{
  pthread_mutex_lock (&prober->lock);
  void *ready = viewer->ready;
  viewer->ready = NULL;
  long step = viewer->ready_step;
  pthread_mutex_unlock (&prober->lock);
  if (ready == NULL)
    return viewer->result != NULL;
  if (viewer->result != NULL)
    viewer->view->free_result (viewer->result);
  viewer->result = ready;
  viewer->result_step = step;
  return true;
}

void
lab_prober_wait (LabProber *prober, LabViewer *viewer)
{
  pthread_mutex_lock (&prober->lock);
  while (viewer->pending || viewer->busy)
    pthread_cond_wait (&prober->done, &prober->lock);
  pthread_mutex_unlock (&prober->lock);
}

static void
free_request (LabRequest *request)
{
  for (int lane = 0; lane < TRAIN_MAX_LANES; lane++) {
    g_free (request->parameters[lane]);
    free_path (&request->paths[lane]);
    free_update (&request->updates[lane]);
  }
}

void
lab_prober_forget (LabProber *prober, LabViewer *viewer)
{
  atomic_store (&viewer->unwanted, true);
  pthread_mutex_lock (&prober->lock);
  g_queue_remove (&prober->asked, viewer);
  viewer->pending = false;
  while (viewer->busy)
    pthread_cond_wait (&prober->done, &prober->lock);
  pthread_mutex_unlock (&prober->lock);
  free_request (&viewer->request);
  free_request (&viewer->work);
  if (viewer->ready != NULL)
    viewer->view->free_result (viewer->ready);
  if (viewer->result != NULL)
    viewer->view->free_result (viewer->result);
}
