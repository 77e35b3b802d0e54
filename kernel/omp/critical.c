/* Critical sections. Their locks are the 32 bytes that the compiler makes for each name, all zero at first. */
#include "team.h"

noinline void mutex_lock_slowly(volatile int *l)
{
	for (int left = spins(); left > 0; left--) {
		if (load(l) == 0 && cas(l, 0, 1) == 0) return;
		if (unlikely(left % 65536 == 0)) core_check_halt();
	}
	while (swap(l, 2)) sleep_on(l, 2);
}

void __kmpc_critical(struct ident *source, int gtid, int *name) { mutex_lock(name); }
void __kmpc_critical_with_hint(struct ident *source, int gtid, int *name, unsigned hint) { mutex_lock(name); }
void __kmpc_end_critical(struct ident *source, int gtid, int *name) { mutex_unlock(name); }
