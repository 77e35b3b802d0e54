/* What programs ask about the task that runs. */
#include "task/task.h"

int omp_in_final(void) { return !!(self()->task->flags & TASK_FINAL); }

int omp_in_explicit_task(void) { return self()->task->parent != 0; }

int omp_get_max_task_priority(void) { return self() ? settings.max_priority : 0; }
