/*
 * How test programs print what happened, the same on every machine and under every C library: the text of the expression,
 * its value, and the name (never the number or the message) of the error.
 */
#ifndef CHECK_H
#define CHECK_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline const char *error_name(int e)
{
	static const struct { int number; const char *name; } names[] = {
#define E(name) { name, #name },
		E(EPERM) E(ENOENT) E(ESRCH) E(EINTR) E(EIO) E(ENXIO) E(E2BIG) E(ENOEXEC) E(EBADF) E(ECHILD) E(EAGAIN) E(ENOMEM)
		E(EACCES) E(EFAULT) E(EBUSY) E(EEXIST) E(EXDEV) E(ENODEV) E(ENOTDIR) E(EISDIR) E(EINVAL) E(ENFILE) E(EMFILE)
		E(ENOTTY) E(ETXTBSY) E(EFBIG) E(ENOSPC) E(ESPIPE) E(EROFS) E(EMLINK) E(EPIPE) E(EDOM) E(ERANGE) E(EDEADLK)
		E(ENAMETOOLONG) E(ENOLCK) E(ENOSYS) E(ENOTEMPTY) E(ELOOP) E(EILSEQ) E(EOVERFLOW) E(EOPNOTSUPP) E(ETIMEDOUT)
		E(ECANCELED) E(EOWNERDEAD) E(ENOTRECOVERABLE) E(ENOTSOCK) E(EAFNOSUPPORT) E(EPROTONOSUPPORT)
		E(ESOCKTNOSUPPORT) E(EPROTOTYPE) E(ENOPROTOOPT) E(EDESTADDRREQ) E(EMSGSIZE) E(EADDRINUSE) E(EADDRNOTAVAIL)
		E(ENETDOWN) E(ENETUNREACH) E(EHOSTUNREACH) E(ECONNABORTED) E(ECONNRESET) E(ECONNREFUSED) E(ENOBUFS) E(EISCONN)
		E(ENOTCONN) E(EALREADY) E(EINPROGRESS) E(EPROTO)
#undef E
	};
	if (!e) return "0";
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].number == e) return names[i].name;
	return "another error";
}

/* By lines, so that a program that hangs has said how far it came. */
__attribute__((constructor)) static void print_lines(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
}

static inline long long show_(const char *text, long long r)
{
	if (r == -1) printf("%s: -1 %s\n", text, error_name(errno));
	else printf("%s: %lld\n", text, r);
	return r;
}

static inline long long okay_(const char *text, long long r)
{
	if (r == -1) printf("%s: -1 %s\n", text, error_name(errno));
	else printf("%s: ok\n", text);
	return r;
}

/* A call whose result is the same everywhere. */
#define SHOW(call) (errno = 0, show_(#call, (long long)(call)))
/* A call whose good result varies (an address, a process number). */
#define OKAY(call) (errno = 0, okay_(#call, (long long)(call)))
/* A function that returns an error number, as the pthread_ ones do. */
#define RETURNS(call) printf("%s: %s\n", #call, error_name(call))
/* Something that must hold. */
#define YES(condition) printf("%s: %s\n", #condition, (condition) ? "yes" : "NO")

#endif
