/* Constructs that one thread executes: single, masked, master; and copyprivate. */
#include "sync/barrier.h"
#include "team/team.h"

int __kmpc_single(struct ident *source, int gtid)
{
	struct member *m = self();
	if (m->size == 1) return 1;
	unsigned before = m->singles++;
	volatile unsigned *singles = &m->team->singles;
	return __atomic_load_n(singles, __ATOMIC_ACQUIRE) == before &&
		__atomic_compare_exchange_n(
			singles, &before, before + 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}

void __kmpc_end_single(struct ident *source, int gtid) {}

int __kmpc_masked(struct ident *source, int gtid, int tid) { return self()->tid == tid; }
void __kmpc_end_masked(struct ident *source, int gtid) {}
int __kmpc_master(struct ident *source, int gtid) { return self()->tid == 0; }
void __kmpc_end_master(struct ident *source, int gtid) {}

void __kmpc_copyprivate(struct ident *source, int gtid, size_t size, void *data,
	void (*copy)(void *, void *), int executed)
{
	struct member *m = self();
	if (m->size == 1) return;
	if (executed) m->team->copyprivate = data;
	barrier(m);
	/* A cancelled region's barrier waits for nobody: perhaps there is no source, or not any more. */
	if (unlikely(m->team->cancelled)) return;
	if (!executed) copy(data, m->team->copyprivate);
	/* The source is a variable on the executing thread's stack. */
	barrier(m);
}

void *__kmpc_copyprivate_light(struct ident *source, int gtid, void *data)
{
	struct member *m = self();
	if (data) m->team->copyprivate = data;
	barrier(m);
	return m->team->copyprivate;
}
