/* Files below a directory, and what to say of them. */
#ifndef HTTP_FILES_H
#define HTTP_FILES_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct found {
	int status; /* 200, or 301 (a folder without its slash), 403, 404, 503 */
	int fd;
	off_t size;
	time_t changed;
	const char *type;
};

static const char *type_of(const char *path)
{
	static const char *const types[][2] = {
		{ ".html", "text/html; charset=utf-8" }, { ".txt", "text/plain; charset=utf-8" }, { ".css", "text/css" },
		{ ".js", "text/javascript" }, { ".mjs", "text/javascript" }, { ".json", "application/json" }, { ".wasm", "application/wasm" },
		{ ".png", "image/png" }, { ".jpg", "image/jpeg" }, { ".svg", "image/svg+xml" }, { ".ico", "image/x-icon" },
		{ ".c", "text/plain; charset=utf-8" }, { ".h", "text/plain; charset=utf-8" }, { ".md", "text/plain; charset=utf-8" },
	};
	const char *dot = strrchr(path, '.');
	for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
		if (!strcasecmp(dot, types[i][0])) return types[i][1];
	return "application/octet-stream";
}

static int status_of(int error)
{
	return error == EACCES || error == EPERM ? 403 : error == EMFILE || error == ENFILE || error == ENOMEM ? 503 : 404;
}

/*
 * Opens the file that a decoded path names below `root`: component by component, following no link, so that nothing outside can be
 * reached whatever the directory holds, and however it changes meanwhile.
 */
static struct found find_file(int root, const char *path)
{
	struct found f = { .fd = -1, .type = type_of(path) };
	int at = root;
	for (const char *p = path; f.fd < 0;) {
		while (*p == '/') p++;
		char name[256];
		size_t n = strcspn(p, "/");
		int long_name = n >= sizeof name;
		memcpy(name, p, long_name ? 0 : n);
		name[long_name ? 0 : n] = 0;
		p += n;
		if (!n) strcpy(name, "index.html"), f.type = type_of(name);
		int fd = long_name ? (errno = ENAMETOOLONG, -1) : openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | (*p ? O_DIRECTORY : 0));
		int error = errno;
		if (at != root) close(at);
		if (fd < 0) return f.status = status_of(error), f;
		if (*p) at = fd;
		else f.fd = fd;
	}
	struct stat s;
	if (fstat(f.fd, &s)) f.status = status_of(errno);
	else f.status = S_ISREG(s.st_mode) ? 200 : S_ISDIR(s.st_mode) ? 301 : 403;
	if (f.status != 200) close(f.fd), f.fd = -1;
	else f.size = s.st_size, f.changed = s.st_mtime;
	return f;
}

static void http_date(char to[32], time_t when)
{
	struct tm t;
	gmtime_r(&when, &t);
	strftime(to, 32, "%a, %d %b %Y %H:%M:%S GMT", &t);
}

#endif
