/*
 * The interop construct, as LLVM calls it (interop.h of libomptarget). There is no foreign runtime, so an object that is made is omp_interop_none; what
 * remains is the order: each waits for the tasks that its depend clauses name.
 */
#include <omp.h>
#include "task/task.h"

void __kmpc_omp_wait_deps(
	struct ident *, int gtid, int n, const void *list, int more, const void *others);

static void in_order(struct ident *source, int gtid, int n, const void *list)
{
	if (n) __kmpc_omp_wait_deps(source, gtid, n, list, 0, 0);
}

void __tgt_interop_init(struct ident *source, int gtid, omp_interop_t *object, int type, int device,
	int n, const void *list, int nowait)
{
	in_order(source, gtid, n, list);
	*object = omp_interop_none;
}

void __tgt_interop_use(struct ident *source, int gtid, omp_interop_t *object, int device, int n,
	const void *list, int nowait)
{
	in_order(source, gtid, n, list);
}

void __tgt_interop_destroy(struct ident *source, int gtid, omp_interop_t *object, int device, int n,
	const void *list, int nowait)
{
	in_order(source, gtid, n, list);
	*object = omp_interop_none;
}
