/*
 * Loops whose chunks are handed out while they run. A thread knows the bounds itself; shared is only how much was taken. Taking
 * beyond the end tells a thread how many left before it, so the last one can free the buffer without any other count.
 *
 * A dynamic schedule that need not be monotonic gives each thread a piece of the chunks, counted on a cache line of its own. Who is
 * through with its piece takes from the others', so as long as all are busy no cache line goes from one CPU to another. The very last
 * chunk belongs to no piece and is handed out when these are empty: who runs it runs nothing after it, as lastprivate needs.
 */
#include <stdlib.h>
#include "loop/loop.h"
#include "loop/schedule.h"
#include "task/wait.h"
#include "team/team.h"

void reset_loops(struct team *t)
{
	for (unsigned i = 0; i < LOOPS; i++) {
		struct loop *l = &t->loops[i];
		l->next = l->ordered = 0;
		l->turn = l->doacross_turn = i;
		l->left = l->made = 0;
		free(l->posted);
		l->posted = 0;
		for (int k = 0; k < t->size; k++) t->members[k].shares[i].taken = 0;
	}
}

static int turn_has_come(struct member *m, struct loop *l)
{
	return __atomic_load_n(&l->turn, __ATOMIC_ACQUIRE) == m->loop_number;
}

/* In a cancelled region others may have gone without having met the loops before. */
static int my_turn(struct member *m, void *loop)
{
	return turn_has_come(m, loop) || m->team->cancelled;
}

static void left(struct member *m, struct loop *l, uint64_t before)
{
	m->loop = 0;
	if (before != (uint64_t)m->size - 1) return;
	if (m->schedule == STATIC_STEAL)
		for (int i = 0; i < m->size; i++)
			m->team->members[i].shares[m->loop_number % LOOPS].taken = 0;
	l->ordered = 0;
	__atomic_store_n(&l->next, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&l->turn, m->loop_number + LOOPS, __ATOMIC_SEQ_CST);
	changed(m, PARK_PLAIN);
}

/* A cancelled loop: nothing more is taken from it. */
void leave_loop(struct member *m)
{
	struct loop *l = m->loop;
	if (m->schedule == STATIC_STEAL)
		for (int i = 0; i < m->size; i++)
			__atomic_fetch_or(&m->team->members[i].shares[m->loop_number % LOOPS].taken, 1ull << 62,
				__ATOMIC_SEQ_CST);
	uint64_t taken = __atomic_load_n(&l->next, __ATOMIC_SEQ_CST), then;
	do then = (taken < m->end ? m->end : taken) + 1;
	while (!__atomic_compare_exchange_n(
		&l->next, &taken, then, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	left(m, l, then - 1 - m->end);
}

static void choose_piece(struct member *m, int whose)
{
	uint64_t chunks = m->trips ? (m->trips - 1) / m->chunk : 0, size = m->size,
			 each = chunks / size, extra = chunks % size, id = whose;
	m->piece = whose;
	m->piece_first = id * each + (id < extra ? id : extra);
	m->piece_size = each + (id < extra);
}

/* The number of a chunk; 0 if none is left in any piece. */
static noinline int steal_chunk(struct member *m, uint64_t *chunk)
{
	while (++m->pieces < m->size) {
		choose_piece(m, m->piece + 1 < m->size ? m->piece + 1 : 0);
		volatile uint64_t *taken = &m->team->members[m->piece].shares[m->loop_number % LOOPS].taken;
		/* Only where something is left is the cache line taken away from the others. */
		if (__atomic_load_n(taken, __ATOMIC_RELAXED) >= m->piece_size) continue;
		*chunk = __atomic_fetch_add(taken, 1, __ATOMIC_SEQ_CST);
		if (*chunk < m->piece_size) return 1;
	}
	return 0;
}

static void begin(int schedule, uint64_t first, int64_t step, uint64_t trips, int64_t asked)
{
	struct member *m = self();
	if (unlikely(m->loop != 0)) leave_loop(m);
	int any_order = schedule & NONMONOTONIC, simd = 0;
	schedule &= ~SCHEDULE_MODIFIERS;
	int ordered = schedule > ORDERED_BASE && schedule < DISTRIBUTE_CHUNKED;
	if (ordered) schedule -= ORDERED_OFFSET;
	uint64_t chunk = asked > 0 ? asked : 1, size = m->size;
	if (schedule == RUNTIME || schedule == RUNTIME_SIMD) {
		/* What is asked for is the length of a vector, of which chunks have to be multiples. */
		simd = schedule == RUNTIME_SIMD ? chunk : 0;
		schedule = run_schedule(&m->task->icvs, &chunk);
		if (simd && (chunk || schedule != STATIC)) chunk = (chunk + !chunk) * simd;
		else if (simd) chunk = ((trips + size - 1) / size + simd - 1) / simd * simd;
		if (simd && schedule == STATIC) schedule = STATIC_CHUNKED;
	} else if (schedule == DYNAMIC && any_order) schedule = STATIC_STEAL;
	if (schedule == AUTO || size == 1) schedule = simd ? STATIC_CHUNKED : STATIC;
	if (schedule == STATIC_BALANCED_CHUNKED) schedule = STATIC_CHUNKED;
	if (schedule == TRAPEZOIDAL) schedule = GUIDED;
	if (schedule == GUIDED_SIMD) {
		schedule = GUIDED;
		simd = 1;
	}
	if (schedule == STATIC_STEAL && ordered) schedule = DYNAMIC;
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
	m->whole_chunks = simd != 0;
	if (schedule == DYNAMIC) m->end = trips / chunk + !!(trips % chunk);
	else if (schedule == GUIDED) m->end = trips;
	else if (schedule == STATIC_STEAL) {
		m->pieces = 0;
		m->end = trips > 0;
		choose_piece(m, m->tid);
	} else if (!m->ordered) return;
	struct loop *l = &m->team->loops[m->loops % LOOPS];
	m->loop_number = m->loops++;
	wait_until(m, my_turn, l, WAIT_PLAIN);
	if (likely(turn_has_come(m, l))) m->loop = l;
	else m->next = UINT64_MAX; /* no iterations are left for it */
}

/* A share of what is left, smaller and smaller. */
static inline __attribute__((always_inline)) int take_guided(
	struct member *m, struct loop *l, uint64_t *from, uint64_t *to)
{
	uint64_t trips = m->trips, at = __atomic_load_n(&l->next, __ATOMIC_ACQUIRE);
	while (at < trips) {
		uint64_t left = trips - at, some = left / m->size;
		if (unlikely(m->whole_chunks)) some = some / m->chunk * m->chunk;
		if (some < m->chunk) some = m->chunk < left ? m->chunk : left;
		if (!__atomic_compare_exchange_n(
				&l->next, &at, at + some, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
			continue;
		*from = at;
		*to = at + some;
		return 1;
	}
	left(m, l, __atomic_fetch_add(&l->next, 1, __ATOMIC_SEQ_CST) - trips);
	return 0;
}

/* Iterations [*from, *to): 0 when there are none left. */
static inline __attribute__((always_inline)) int take(
	struct member *m, uint64_t *from, uint64_t *to)
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
	case STATIC_STEAL:
		if (!l) return 0;
		at = __atomic_fetch_add(
			&m->team->members[m->piece].shares[m->loop_number % LOOPS].taken, 1, __ATOMIC_SEQ_CST);
		if (unlikely(at >= m->piece_size) && !steal_chunk(m, &at)) {
			at = __atomic_fetch_add(&l->next, 1, __ATOMIC_SEQ_CST);
			if (at >= m->end) {
				left(m, l, at - m->end);
				return 0;
			}
			*from = (trips - 1) / m->chunk * m->chunk;
			*to = trips;
			return 1;
		}
		*from = (m->piece_first + at) * m->chunk;
		*to = *from + m->chunk;
		return 1;
	case GUIDED:
		if (!l) return 0;
		return take_guided(m, l, from, to);
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

static inline __attribute__((always_inline)) int next(
	int *last, uint64_t *low, uint64_t *high, int64_t *step)
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

#define DISPATCH(suffix, T, S) \
	void __kmpc_dispatch_init_##suffix( \
		struct ident *source, int gtid, int schedule, T low, T high, S step, S chunk) \
	{ \
		uint64_t first = low, end = high, trips; \
		if (step > 0) trips = high < low ? 0 : (end - first) / (uint64_t)step + 1; \
		else trips = low < high ? 0 : (first - end) / (0 - (uint64_t)step) + 1; \
		begin(schedule, first, step, trips, chunk); \
	} \
	int __kmpc_dispatch_next_##suffix( \
		struct ident *source, int gtid, int *last, T *low, T *high, S *step) \
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
	void __kmpc_dist_dispatch_init_##suffix( \
		struct ident *source, int gtid, int schedule, int *last, T low, T high, S step, S chunk) \
	{ \
		__kmpc_dispatch_init_##suffix(source, gtid, schedule, low, high, step, chunk); \
	}

DISPATCH(4, int32_t, int32_t)
DISPATCH(4u, uint32_t, int32_t)
DISPATCH(8, int64_t, int64_t)
DISPATCH(8u, uint64_t, int64_t)

void kmp_set_disp_num_buffers(int n) {}
void __kmpc_dispatch_deinit(struct ident *source, int gtid) {}
