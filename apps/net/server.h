/*
 * What the network apps share: numbers of options, sockets that listen, a clock, and a clean stop.
 * Exit codes: 0 after SIGINT or SIGTERM, 1 when the work failed, 2 for wrong usage.
 */
#ifndef SERVER_H
#define SERVER_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Name of the program in messages: set it first. */
extern const char *program;

/* Says why there is no going on, and ends with 1. An error number is put into words unless it is 0. */
__attribute__((noreturn, format(printf, 2, 3))) static inline void die(int error, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	fprintf(stderr, "%s: ", program);
	vfprintf(stderr, format, arguments);
	if (error) fprintf(stderr, ": %s", strerror(error));
	fputc('\n', stderr);
	exit(1);
}

/* An option's value, a whole number in [low, high]; otherwise wrong usage. */
static inline long number_of(const char *what, const char *text, long low, long high)
{
	char *end;
	errno = 0;
	long value = strtol(text, &end, 10);
	if (end != text && !*end && !errno && value >= low && value <= high) return value;
	fprintf(stderr, "%s: %s has to be a number from %ld to %ld, not %s\n", program, what, low, high, text);
	exit(2);
}

static inline long long milliseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* Where a name or address and a port lead; NULL is every address of this machine. Ends with 1 if nowhere. */
static inline struct sockaddr_storage address_of(const char *host, int port, int type, socklen_t *length)
{
	char service[8];
	snprintf(service, sizeof service, "%d", port);
	struct addrinfo hints = { .ai_family = host ? AF_UNSPEC : AF_INET, .ai_socktype = type, .ai_flags = host ? 0 : AI_PASSIVE };
	struct addrinfo *found;
	int error = getaddrinfo(host, service, &hints, &found);
	if (error) die(0, "%s: %s", host ? host : "any address", gai_strerror(error));
	struct sockaddr_storage address = { 0 };
	memcpy(&address, found->ai_addr, found->ai_addrlen);
	*length = found->ai_addrlen;
	freeaddrinfo(found);
	return address;
}

static inline void set_nonblocking(int fd)
{
	if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK)) die(errno, "fcntl");
}

/* A non-blocking socket bound to the address, listening if its type is SOCK_STREAM. Ends with 1 if that can't be. */
static inline int serve_on(const char *host, int port, int type)
{
	socklen_t length;
	struct sockaddr_storage address = address_of(host, port, type, &length);
	int fd = socket(address.ss_family, type | SOCK_CLOEXEC, 0), on = 1;
	if (fd < 0) die(errno, "socket");
	if (type == SOCK_STREAM) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)&address, length)) die(errno, "%s port %d", host ? host : "every address,", port);
	if (type == SOCK_STREAM && listen(fd, 1024)) die(errno, "listen");
	set_nonblocking(fd);
	return fd;
}

/* Small answers leave at once. */
static inline void set_nodelay(int fd)
{
	int on = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/*
 * The stop: a pipe that SIGINT and SIGTERM make readable for good. Who sleeps in epoll watches stop_fd(), so that no signal
 * can fall between a look and the sleep, and every thread hears of it.
 */
static int stop_pipe[2] = { -1, -1 };

static inline int stop_fd(void) { return stop_pipe[0]; }

static inline void ask_to_stop(int number)
{
	(void)number;
	int kept = errno;
	if (write(stop_pipe[1], "", 1) < 0) abort();
	errno = kept;
}

/* Also: a peer that has gone is an error of send(), not the end of the program. */
static inline void watch_signals(void)
{
	if (pipe(stop_pipe)) die(errno, "pipe");
	struct sigaction stop = { .sa_handler = ask_to_stop, .sa_flags = SA_RESETHAND }, ignore = { .sa_handler = SIG_IGN };
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
}

/* Adds fd to an epoll set; events of it come with `data`. */
static inline int epoll_watch(int set, int operation, int fd, uint32_t events, void *data)
{
	struct epoll_event e = { .events = events, .data = { .ptr = data } };
	return epoll_ctl(set, operation, fd, &e);
}

/* A new epoll set that watches the stop, with &stop_pipe as its data. */
static inline int epoll_make(void)
{
	int set = epoll_create1(EPOLL_CLOEXEC);
	if (set < 0) die(errno, "epoll_create1");
	if (epoll_watch(set, EPOLL_CTL_ADD, stop_fd(), EPOLLIN, stop_pipe)) die(errno, "epoll_ctl");
	return set;
}

#endif
