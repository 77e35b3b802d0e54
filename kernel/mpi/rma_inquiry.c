/* What may be asked of a window: group, name, info. Attributes: keyval_win.c; error handlers: errhandler.c. */
#include <stdio.h>
#include <string.h>
#include "info.h"
#include "rma.h"

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
	struct info *copy = info_copy(given);
	if (!copy) return fail_win(w, MPI_ERR_NO_MEM, "no memory for a copy of the info object");
	info_release(w->info);
	w->info = copy;
	return MPI_SUCCESS;
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
