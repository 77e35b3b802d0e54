/* What may be asked of a window: group, name, info (MPI-3.1, 11.2.6, 11.2.7, 6.8). */
#include <stdio.h>
#include <string.h>
#include "object/info.h"
#include "window.h"

MPI_CALL(Win_get_group, (MPI_Win win, MPI_Group *group))
{
	ENTER(Win_get_group);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	if (range_bad(group, sizeof *group))
		return fail_win(w, MPI_ERR_ARG, "expected a place for the group, got %p", (void *)group);
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
	if (!name || !length)
		return fail_win(w, MPI_ERR_ARG, "expected places for the name and its length, got NULL");
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
	return access_said(w, window_hints(w, given));
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
