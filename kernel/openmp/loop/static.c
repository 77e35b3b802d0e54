/* Loops that are divided before they begin, distribute among teams included; sections come here as loops too. */
#include "team/team.h"
#include "loop/schedule.h"

#define STATIC_INIT(suffix, T, S, U) \
	void __kmpc_for_static_init_##suffix(struct ident *source, int gtid, int schedule, int *last, \
		T *low, T *high, S *stride, S step, S chunk) \
	{ \
		struct member *m = self(); \
		schedule &= ~SCHEDULE_MODIFIERS; \
		int distribute = schedule == DISTRIBUTE || schedule == DISTRIBUTE_CHUNKED; \
		U n = distribute ? m->team->teams : m->size, id = distribute ? m->team->number : m->tid; \
		T first = *low, end = *high; \
		if (last) *last = 0; \
		if (step > 0 ? end < first : first < end) { \
			*stride = step; \
			return; \
		} \
		/* One less than the number of iterations, which itself may not fit. */ \
		U more = step == 1 ? (U)end - (U)first \
			: step > 0     ? ((U)end - (U)first) / (U)step \
						   : ((U)first - (U)end) / (0 - (U)step); \
		U from, to; \
		if (schedule == STATIC_CHUNKED || schedule == DISTRIBUTE_CHUNKED || \
			schedule == STATIC_BALANCED_CHUNKED) { \
			U size = chunk < 1 ? 1 : (U)chunk; \
			/* A chunk beyond the loop's end would carry the next round's bounds past what T holds. */ \
			if (size - 1 > more) size = more + 1; \
			*stride = (S)(size * (U)step * n); \
			if (id && more / id < size) goto none; \
			from = id * size; \
			to = more - from < size - 1 ? more : from + size - 1; \
			if (last) *last = (more / size) % n == id; \
		} else { \
			U each = more / n, extra = more % n + 1; \
			/* extra of the n threads do one iteration more than each; if that is all, they are n. */ \
			*stride = (S)((more + 1) * (U)step); \
			if (id >= extra && !each) goto none; \
			from = id * each + (id < extra ? id : extra); \
			to = from + each - (id < extra ? 0 : 1); \
			if (last) *last = to == more; \
		} \
		*low = (T)((U)first + from * (U)step); \
		*high = (T)((U)first + to * (U)step); \
		return; \
none: \
		*low = step > 0; \
		*high = step < 0; \
	}

STATIC_INIT(4, int32_t, int32_t, uint32_t)
STATIC_INIT(4u, uint32_t, int32_t, uint32_t)
STATIC_INIT(8, int64_t, int64_t, uint64_t)
STATIC_INIT(8u, uint64_t, int64_t, uint64_t)

void __kmpc_for_static_fini(struct ident *source, int gtid) {}

/* distribute parallel for: a team's share of the loop, then a thread's share of that. */
#define DIST_FOR(suffix, T, S) \
	void __kmpc_dist_for_static_init_##suffix(struct ident *source, int gtid, int schedule, \
		int *last, T *low, T *high, T *high_of_team, S *stride, S step, S chunk) \
	{ \
		int last_team, last_thread; \
		S unused; \
		__kmpc_for_static_init_##suffix( \
			source, gtid, DISTRIBUTE, &last_team, low, high, &unused, step, 0); \
		*high_of_team = *high; \
		__kmpc_for_static_init_##suffix( \
			source, gtid, schedule, &last_thread, low, high, stride, step, chunk); \
		if (last) *last = last_team && last_thread; \
	}

DIST_FOR(4, int32_t, int32_t)
DIST_FOR(4u, uint32_t, int32_t)
DIST_FOR(8, int64_t, int64_t)
DIST_FOR(8u, uint64_t, int64_t)
