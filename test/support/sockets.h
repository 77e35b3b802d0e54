/* What programs about sockets share: addresses of this isle, connected pairs, and waiting for what arrives later. */
#ifndef SOCKETS_H
#define SOCKETS_H

#include "check.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ADDRESS(a) (struct sockaddr *)&(a), sizeof(a)

/* 127.0.0.1 and a port. */
static inline struct sockaddr_in local(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	return a;
}

/* The port that a socket is bound to, or -1. */
static inline int port_of(int s)
{
	struct sockaddr_in a;
	socklen_t n = sizeof a;
	return getsockname(s, (struct sockaddr *)&a, &n) ? -1 : ntohs(a.sin_port);
}

/* What cannot be a subject of the test did not work: the rest would say nothing. */
#define MUST(call) must_(#call, (long long)(call))
static inline int must_(const char *text, long long r)
{
	if (r >= 0) return r;
	printf("%s: -1 %s, which is needed\n", text, error_name(errno));
	exit(99);
}

/* A socket bound to 127.0.0.1 and some port. */
static inline int bound(int type)
{
	struct sockaddr_in a = local(0);
	int s = MUST(socket(AF_INET, type, 0));
	MUST(bind(s, ADDRESS(a)));
	return s;
}

static inline int listening(int backlog)
{
	int s = bound(SOCK_STREAM);
	MUST(listen(s, backlog));
	return s;
}

/* A new socket that is connected to that port; -1 and an error. */
static inline int connected_to(int type, int port)
{
	struct sockaddr_in a = local(port);
	int s = MUST(socket(AF_INET, type, 0));
	if (!connect(s, ADDRESS(a))) return s;
	int e = errno;
	close(s);
	errno = e;
	return -1;
}

/* Two ends of a TCP connection: p[0] has connected, p[1] was accepted. */
static inline void tcp_pair(int p[2])
{
	int s = listening(1);
	p[0] = MUST(connected_to(SOCK_STREAM, port_of(s)));
	p[1] = MUST(accept(s, NULL, NULL));
	close(s);
}

/* Two UDP sockets that are connected to each other. */
static inline void udp_pair(int p[2])
{
	p[0] = bound(SOCK_DGRAM);
	p[1] = bound(SOCK_DGRAM);
	for (int i = 0; i < 2; i++) {
		struct sockaddr_in a = local(port_of(p[!i]));
		MUST(connect(p[i], ADDRESS(a)));
	}
}

static inline long now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000L + t.tv_nsec / 1000000;
}

static inline void sleep_ms(int ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

enum { PATIENCE = 10000 };

/* Waits until one of these events holds, as what was sent need not be there yet. The events that hold, 0 after PATIENCE ms. */
static inline int await(int s, int events)
{
	struct pollfd p = { s, events, 0 };
	return poll(&p, 1, PATIENCE) == 1 ? p.revents : 0;
}

/* Something that holds after a while. */
#define SOON(condition) do { \
	long until_ = now_ms() + PATIENCE; \
	while (!(condition) && now_ms() < until_) sleep_ms(2); \
	printf("soon %s: %s\n", #condition, (condition) ? "yes" : "NO"); \
} while (0)

/* What FIONREAD says. */
static inline int waiting(int s)
{
	int n = -1;
	return ioctl(s, FIONREAD, &n) ? -1 : n;
}

static inline int option(int s, int level, int name)
{
	int value = -1;
	socklen_t n = sizeof value;
	return getsockopt(s, level, name, &value, &n) ? -1 : value;
}

static inline int set_option(int s, int level, int name, int value)
{
	return setsockopt(s, level, name, &value, sizeof value);
}

/* The pending error of a socket, by name; asking takes it away. */
static inline const char *pending_error(int s)
{
	int e = option(s, SOL_SOCKET, SO_ERROR);
	return e == -1 ? "no answer" : error_name(e);
}

static inline void set_nonblocking(int s, int on)
{
	int flags = fcntl(s, F_GETFL);
	fcntl(s, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
}

/* "ADDRESS:PORT", the port as a word where it is the expected one, since ports vary. */
static inline void show_address(const char *what, const struct sockaddr_in *a, int expected)
{
	char text[INET_ADDRSTRLEN] = "?";
	inet_ntop(AF_INET, &a->sin_addr, text, sizeof text);
	printf("%s: family %s, %s, %s\n", what, a->sin_family == AF_INET ? "AF_INET" : "another", text,
	       ntohs(a->sin_port) == expected ? "the expected port" : a->sin_port ? "ANOTHER PORT" : "no port");
}

static inline void show_events(const char *what, int e)
{
	static const struct { int bit; const char *name; } names[] = {
		{ POLLIN, "in" }, { POLLPRI, "pri" }, { POLLOUT, "out" }, { POLLRDHUP, "rdhup" }, { POLLERR, "err" }, { POLLHUP, "hup" },
		{ POLLNVAL, "nval" },
	};
	printf("%s:", what);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) if (e & names[i].bit) printf(" %s", names[i].name);
	printf("\n");
}

/* The events that poll reports at once. */
static inline int events_of(int s)
{
	struct pollfd p = { s, POLLIN | POLLPRI | POLLOUT | POLLRDHUP, 0 };
	return poll(&p, 1, 0) < 0 ? -1 : p.revents;
}

/* Waits until poll reports these events and no others, and says what it reports. */
#define EVENTS_SOON(s, wanted) do { \
	long until_ = now_ms() + PATIENCE; \
	while (events_of(s) != (wanted) && now_ms() < until_) sleep_ms(2); \
	show_events("soon " #s, events_of(s)); \
} while (0)

/* Reads exactly n bytes unless the stream ends or fails before: how many. */
static inline ssize_t read_all(int s, void *to, size_t n)
{
	size_t got = 0;
	while (got < n) {
		ssize_t r = read(s, (char *)to + got, n - got);
		if (r <= 0) return got ? (ssize_t)got : r;
		got += r;
	}
	return got;
}

static inline ssize_t write_all(int s, const void *from, size_t n)
{
	size_t put = 0;
	while (put < n) {
		ssize_t r = write(s, (const char *)from + put, n - put);
		if (r < 0) return r;
		put += r;
	}
	return put;
}

/* The byte at a place of a stream whose bytes are known. */
static inline unsigned char byte_at(size_t i, unsigned seed)
{
	return (i * 2654435761u + seed) >> 13;
}

#endif
