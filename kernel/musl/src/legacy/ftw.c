#include <ftw.h>

/* nftw's callback has one parameter more, and WebAssembly checks the signature of what it calls. */
static _Thread_local int (*callback)(const char *, const struct stat *, int);

static int without_position(const char *path, const struct stat *st, int type, struct FTW *position)
{
	return callback(path, st, type);
}

int ftw(const char *path, int (*fn)(const char *, const struct stat *, int), int fd_limit)
{
	int (*outer)(const char *, const struct stat *, int) = callback;
	callback = fn;
	int r = nftw(path, without_position, fd_limit, FTW_PHYS);
	callback = outer;
	return r;
}
