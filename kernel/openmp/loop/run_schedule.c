/* run-sched-var: schedule(runtime), and what programs ask and say about it. */
#include "loop/loop.h"
#include "loop/schedule.h"

int run_schedule(const struct icvs *v, uint64_t *chunk)
{
	*chunk = v->chunk > 0 ? v->chunk : 0;
	switch (v->schedule & 0xff) {
	case omp_sched_dynamic: return v->schedule & (int)omp_sched_monotonic ? DYNAMIC : STATIC_STEAL;
	case omp_sched_guided:
	case SCHED_TRAPEZOIDAL: return GUIDED;
	}
	return *chunk && (v->schedule & 0xff) == omp_sched_static ? STATIC_CHUNKED : STATIC;
}

void omp_set_schedule(omp_sched_t kind, int chunk)
{
	int plain = kind & ~omp_sched_monotonic;
	if (plain < omp_sched_static || plain > omp_sched_auto) return;
	struct icvs *v = &self()->task->icvs;
	v->schedule = kind;
	v->chunk = plain == omp_sched_auto || chunk < 1 ? 0 : chunk;
}

void omp_get_schedule(omp_sched_t *kind, int *chunk)
{
	struct icvs *v = &self()->task->icvs;
	*kind = v->schedule;
	*chunk = v->chunk ? v->chunk : (v->schedule & 0xff) != omp_sched_static;
}
