/* Hints of windows. */
#include "object/info.h"
#include "rma.h"

/* Hints change nothing here: accesses are atomic and ordered as the defaults say. Those that nobody knows are ignored. */
int window_hints(struct win *w, const struct info *given)
{
	static const char *const defaults[][2] = {
		{ "no_locks", "false" },
		{ "accumulate_ordering", "rar,raw,war,waw" },
		{ "accumulate_ops", "same_op_no_op" },
		{ "same_size", "false" },
		{ "same_disp_unit", "false" },
	};
	static const char *const known[] = { "no_locks", "accumulate_ordering", "accumulate_ops",
		"same_size", "same_disp_unit", "alloc_shared_noncontig", "alloc_shm", 0 };
	int error = MPI_SUCCESS;
	if (!w->info) {
		w->info = info_copy(0);
		for (size_t i = 0; w->info && i < sizeof defaults / sizeof *defaults && !error; i++)
			error = info_add(w->info, defaults[i][0], defaults[i][1]);
	}
	if (!w->info) return MPI_ERR_NO_MEM;
	return error ? error : info_take(w->info, given, known);
}
