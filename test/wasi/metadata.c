/* Every call that changes times, for every kind of file. Arguments: a preopened directory, and the error that all of them are to answer, or 0. */
#include "wasi.h"

static void try(u32 dir, const char *name, u32 error, u32 device)
{
	u32 should = device && !error ? 63 : error, fd;
	IS(path_filestat_set_times(dir, 0, name, length(name), 5, 6, 5), should);
	IS(path_filestat_set_times(dir, FOLLOW, name, length(name), 5, 6, 10), should);
	if (path_open(dir, 0, name, length(name), 0, R_READ | (1 << 23), 0, NONBLOCK, &fd)) return;
	IS(fd_filestat_set_times(fd, 5, 6, 5), should);
	IS(fd_filestat_set_times(fd, 5, 6, 10), should);
	fd_close(fd);
}

int main(void)
{
	args_get(arguments, argument_text);
	u32 dir = preopened(arguments[1]), error = 0;
	for (const char *s = arguments[2]; *s; s++) error = error * 10 + *s - '0';
	try(dir, "file", error, 0); try(dir, "dir", error, 0); try(dir, "fifo", error, 0); try(dir, "link", error, 0);
	try(dir, "device", error, 1); try(dir, "socket", error, 0); try(dir, ".", error, 0);
	return 0;
}
