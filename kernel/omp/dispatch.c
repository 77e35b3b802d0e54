/*
 * Loops whose chunks are handed out while they run. A thread knows the bounds itself; shared is only how much was taken. Taking
 * beyond the end tells a thread how many left before it, so the last one can free the buffer without any other count.
 */
#include "schedule.h"
#include "team.h"

void reset_loops(struct team *t)
{
	for (unsigned i = 0; i < LOOPS; i++) {
		struct loop *l = &t->loops[i];
		l->next = l->ordered = 0;
		l->turn = l->doacross_turn = i;
		l->left = l->made = 0;
		l->posted = 0;
	}
}

static int my_turn(struct member *m, void *loop)
{
	return __atomic_load_n(&((struct loop *)loop)->turn, __ATOMIC_ACQUIRE) == m->loop_number;
}

static void left(struct member *m, struct loop *l, uint64_t before)
{
	m->loop = 0;
	if (before != (uint64_t)m->size - 1) return;
	l->ordered = 0;
	__atomic_store_n(&l->next, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&l->turn, m->loop_number + LOOPS, __ATOMIC_SEQ_CST);
	changed(m);
}

/* A cancelled loop: nothing more is taken from it. */
void leave_loop(struct member *m)
{
	struct loop *l = m->loop;
	uint64_t taken = __atomic_load_n(&l->next, __ATOMIC_SEQ_CST), then;
	do then = (taken < m->end ? m->end : taken) + 1;
	while (!__atomic_compare_exchange_n(&l->next, &taken, then, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	left(m, l, then - 1 - m->end);
}

/* run-sched-var as clang's number */
static int run_schedule(struct icvs *v, uint64_t *chunk)
{
	*chunk = v->chunk > 0 ? v->chunk : 0;
	switch (v->schedule & 0xff) {
	case omp_sched_dynamic: return DYNAMIC;
	case omp_sched_guided: return GUIDED;
	}
	return *chunk && (v->schedule & 0xff) == omp_sched_static ? STATIC_CHUNKED : STATIC;
}

static void begin(int schedule, uint64_t first, int64_t step, uint64_t trips, int64_t asked)
{
	struct member *m = self();
	if (unlikely(m->loop != 0)) leave_loop(m);
	schedule &= ~SCHEDULE_MODIFIERS;
	int ordered = schedule > ORDERED_BASE && schedule < DISTRIBUTE_CHUNKED;
	if (ordered) schedule -= ORDERED_OFFSET;
	uint64_t chunk = asked > 0 ? asked : 1, size = m->size;
	if (schedule == RUNTIME || schedule == RUNTIME_SIMD) schedule = run_schedule(&m->task->icvs, &chunk);
	if (schedule == AUTO || size == 1) schedule = STATIC;
	if (schedule == STATIC_BALANCED_CHUNKED) schedule = STATIC_CHUNKED;
	if (schedule == TRAPEZOIDAL || schedule == GUIDED_SIMD) schedule = GUIDED;
	if (schedule == STATIC_STEAL) schedule = DYNAMIC;
	if (!chunk) chunk = 1;
	if (chunk > trips) chunk = trips + !trips;
	m->first = first;
	m->step = step;
	m->trips = trips;
	m->chunk = chunk;
	m->next = m->tid;
	m->ordered = ordered && size > 1;
	m->bumped = 0;
	m->end = 0;
	m->schedule = schedule;
	if (schedule == DYNAMIC) m->end = trips / chunk + !!(trips % chunk);
	else if (schedule == GUIDED) m->end = trips;
	else if (!m->ordered) return;
	struct loop *l = &m->team->loops[m->loops % LOOPS];
	m->loop_number = m->loops++;
	wait_until(m, my_turn, l, WAIT_PLAIN);
	m->loop = l;
}

/* Iterations [*from, *to): 0 when there are none left. */
static inline __attribute__((always_inline)) int take(struct member *m, uint64_t *from, uint64_t *to)
{
	struct loop *l = m->loop;
	uint64_t trips = m->trips, size = m->size, at;
	switch (m->schedule) {
	case DYNAMIC:
		if (!l) return 0;
		at = __atomic_fetch_add(&l->next, 1, __ATOMIC_SEQ_CST);
		if (at >= m->end) {
			left(m, l, at - m->end);
			return 0;
		}
		*from = at * m->chunk;
		*to = trips - *from > m->chunk ? *from + m->chunk : trips;
		return 1;
	case GUIDED:
		if (!l) return 0;
		at = __atomic_load_n(&l->next, __ATOMIC_ACQUIRE);
		while (at < trips) {
			uint64_t left = trips - at, some = left / (2 * size);
			if (some < m->chunk) some = m->chunk < left ? m->chunk : left;
			if (!__atomic_compare_exchange_n(&l->next, &at, at + some, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) continue;
			*from = at;
			*to = at + some;
			return 1;
		}
		left(m, l, __atomic_fetch_add(&l->next, 1, __ATOMIC_SEQ_CST) - trips);
		return 0;
	case STATIC_CHUNKED:
		at = m->next;
		if (at >= trips / m->chunk + !!(trips % m->chunk)) break;
		m->next = at + size;
		*from = at * m->chunk;
		*to = trips - *from > m->chunk ? *from + m->chunk : trips;
		return 1;
	default:
		if (m->next >= size) break;
		uint64_t each = trips / size, extra = trips % size, id = m->next;
		m->next = size;
		*from = id * each + (id < extra ? id : extra);
		*to = *from + each + (id < extra);
		if (*from < *to) return 1;
	}
	if (l) left(m, l, __atomic_fetch_add(&l->next, 1, __ATOMIC_SEQ_CST));
	return 0;
}

static inline __attribute__((always_inline)) int next(int *last, uint64_t *low, uint64_t *high, int64_t *step)
{
	struct member *m = self();
	uint64_t from, to;
	if (!take(m, &from, &to)) return 0;
	m->order = from;
	if (last) *last = to == m->trips;
	*low = m->first + from * (uint64_t)m->step;
	*high = m->first + (to - 1) * (uint64_t)m->step;
	*step = m->step;
	return 1;
}

void end_iteration(struct member *);

#define DISPATCH(suffix, T, S) \
void __kmpc_dispatch_init_##suffix(struct ident *source, int gtid, int schedule, T low, T high, S step, S chunk) \
{ \
	uint64_t first = low, end = high, trips; \
	if (step > 0) trips = high < low ? 0 : (end - first) / (uint64_t)step + 1; \
	else trips = low < high ? 0 : (first - end) / (0 - (uint64_t)step) + 1; \
	begin(schedule, first, step, trips, chunk); \
} \
int __kmpc_dispatch_next_##suffix(struct ident *source, int gtid, int *last, T *low, T *high, S *step) \
{ \
	uint64_t from, to; \
	int64_t by; \
	if (!next(last, &from, &to, &by)) return 0; \
	*low = (T)from; \
	*high = (T)to; \
	if (step) *step = (S)by; \
	return 1; \
} \
void __kmpc_dispatch_fini_##suffix(struct ident *source, int gtid) { end_iteration(self()); } \
void __kmpc_dist_dispatch_init_##suffix(struct ident *source, int gtid, int schedule, int *last, T low, T high, S step, S chunk) \
{ \
	__kmpc_dispatch_init_##suffix(source, gtid, schedule, low, high, step, chunk); \
}

DISPATCH(4, int32_t, int32_t)
DISPATCH(4u, uint32_t, int32_t)
DISPATCH(8, int64_t, int64_t)
DISPATCH(8u, uint64_t, int64_t)

void __kmpc_dispatch_deinit(struct ident *source, int gtid) { }
