/* Loops whose iterations wait for others by number. */
#include <stdlib.h>
#include "task/wait.h"

/*
 * A loop as the compiler describes it. clang counts from 0 in steps of 1 and gives the number of iterations for `high`; by LLVM's
 * kmp.h `high` is the last value, which a caller that does not begin at 0 may take literally.
 */
struct dim {
	int64_t low, high, step;
};

static int doacross_turn(struct member *m, void *loop)
{
	return __atomic_load_n(&((struct loop *)loop)->doacross_turn, __ATOMIC_ACQUIRE) ==
		m->doacross->number ||
		m->team->cancelled;
}

static int bits_there(struct member *m, void *loop)
{
	return __atomic_load_n(&((struct loop *)loop)->posted, __ATOMIC_ACQUIRE) != 0;
}

void __kmpc_doacross_init(struct ident *source, int gtid, int dims, const struct dim *given)
{
	struct member *m = self();
	if (m->size == 1) return;
	struct doacross *d = malloc(sizeof *d + dims * sizeof *d->nest);
	if (!d) openmp_fail("no memory for a loop with dependences");
	uint64_t all = 1;
	d->dims = dims;
	for (int i = 0; i < dims; i++) {
		int64_t step = given[i].step ? given[i].step : 1, span = given[i].high - given[i].low;
		int64_t trips = span / step + (given[i].low != 0 || step != 1);
		d->nest[i].low = given[i].low;
		d->nest[i].step = step;
		d->nest[i].trips = trips > 0 ? trips : 0;
		all *= d->nest[i].trips;
	}
	d->number = m->doacrosses++;
	struct loop *l = d->loop = &m->team->loops[d->number % LOOPS];
	m->doacross = d;
	wait_until(m, doacross_turn, l, WAIT_PLAIN);
	if (unlikely(m->team->cancelled)) {
		m->doacross = 0;
		free(d);
		return;
	}
	if (!cas(&l->made, 0, 1)) {
		uint32_t *bits = calloc(all / 32 + 1, 4);
		if (!bits) openmp_fail("no memory for a loop with dependences");
		__atomic_store_n(&l->posted, bits, __ATOMIC_SEQ_CST);
		changed(m, PARK_PLAIN);
	}
	wait_until(m, bits_there, l, WAIT_PLAIN);
}

/* Which iteration a vector names; 0 if none. */
static int iteration(struct doacross *d, const int64_t *vector, uint64_t *at)
{
	*at = 0;
	for (int i = 0; i < d->dims; i++) {
		/* Iterations that do not exist are waited for by nobody. */
		int64_t n = (vector[i] - d->nest[i].low) / d->nest[i].step;
		if ((vector[i] - d->nest[i].low) % d->nest[i].step || n < 0 ||
			(uint64_t)n >= d->nest[i].trips)
			return 0;
		*at = *at * d->nest[i].trips + n;
	}
	return 1;
}

static int posted(struct member *m, void *at)
{
	uint64_t i = *(uint64_t *)at;
	/* Who has cancelled the region does not post any more. */
	return (__atomic_load_n(&m->doacross->loop->posted[i / 32], __ATOMIC_ACQUIRE) >> i % 32 & 1) ||
		m->team->cancelled;
}

void __kmpc_doacross_wait(struct ident *source, int gtid, const int64_t *vector)
{
	struct member *m = self();
	uint64_t at;
	if (m->doacross && iteration(m->doacross, vector, &at)) wait_until(m, posted, &at, WAIT_PLAIN);
}

void __kmpc_doacross_post(struct ident *source, int gtid, const int64_t *vector)
{
	struct member *m = self();
	uint64_t at;
	if (!m->doacross || !iteration(m->doacross, vector, &at)) return;
	__atomic_fetch_or(&m->doacross->loop->posted[at / 32], 1u << at % 32, __ATOMIC_SEQ_CST);
	changed(m, PARK_PLAIN);
}

void __kmpc_doacross_fini(struct ident *source, int gtid)
{
	struct member *m = self();
	struct doacross *d = m->doacross;
	if (!d) return;
	m->doacross = 0;
	struct loop *l = d->loop;
	if (add(&l->left, 1) == m->size - 1) {
		free(l->posted);
		l->posted = 0;
		l->made = l->left = 0;
		__atomic_store_n(&l->doacross_turn, d->number + LOOPS, __ATOMIC_SEQ_CST);
		changed(m, PARK_PLAIN);
	}
	free(d);
}
