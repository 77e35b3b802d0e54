/* What may be asked of a window: group, name, info. Attributes: keyval_win.c; error handlers: errhandler.c. */
#include <stdio.h>
#include <string.h>
#include "object/info.h"
#include "rma.h"

/* Hints change nothing here: accesses are atomic and ordered as the defaults say. */
int rma_hints(struct win *w, const struct info *given)
{
	static const char *const defaults[][2] = {
		{ "no_locks", "false" }, { "accumulate_ordering", "rar,raw,war,waw" }, { "accumulate_ops", "same_op_no_op" }, { "same_size", "false" },
		{ "same_disp_unit", "false" },
	};
	int error = MPI_SUCCESS;
	if (!w->info) {
		w->info = info_copy(0);
		for (size_t i = 0; w->info && i < sizeof defaults / sizeof *defaults && !error; i++) error = info_add(w->info, defaults[i][0], defaults[i][1]);
	}
	if (!w->info) return MPI_ERR_NO_MEM;
	for (const struct info_entry *e = given ? given->first : 0; e && !error; e = e->next) error = info_add(w->info, e->key, e->value);
	return error;
}

MPI_CALL(Win_get_group, (MPI_Win win, MPI_Group *group))
{
	ENTER(Win_get_group);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	if (range_bad(group, sizeof *group)) return fail_win(w, MPI_ERR_ARG, "expected a place for the group, got %p", (void *)group);
	group_keep(w->comm->group);
	*group = group_handle(w->comm->group);
	return MPI_SUCCESS;
}

MPI_CALL(Win_set_name, (MPI_Win win, const char *name))
{
	ENTER(Win_set_name);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	if (!name) return fail_win(w, MPI_ERR_ARG, "expected a name, got NULL");
	snprintf(w->name, sizeof w->name, "%s", name);
	return MPI_SUCCESS;
}

MPI_CALL(Win_get_name, (MPI_Win win, char *name, int *length))
{
	ENTER(Win_get_name);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	if (!name || !length) return fail_win(w, MPI_ERR_ARG, "expected places for the name and its length, got NULL");
	strcpy(name, w->name);
	*length = strlen(name);
	return MPI_SUCCESS;
}

MPI_CALL(Win_set_info, (MPI_Win win, MPI_Info info))
{
	ENTER(Win_set_info);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	const struct info *given = info_of(info);
	if (!given) return fail_win(w, MPI_ERR_INFO, "expected an info object, got %p", (void *)info);
	return rma_failed(w, rma_hints(w, given));
}

MPI_CALL(Win_get_info, (MPI_Win win, MPI_Info *info))
{
	ENTER(Win_get_info);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	struct info *copy = info_copy(w->info);
	if (!copy) return fail_win(w, MPI_ERR_NO_MEM, "no memory for a copy of the info object");
	*info = (MPI_Info)copy;
	return MPI_SUCCESS;
}
