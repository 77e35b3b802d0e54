/* netio's tests over TCP: the server's part and the client's. All return -1 with errno when the connection fails. */
#ifndef NETIO_TCP_H
#define NETIO_TCP_H

#include "netio.h"
#include <pthread.h>

struct sender { int fd, error; const struct order *order; };

static void *send_beside(void *argument)
{
	struct sender *s = argument;
	s->error = send_pattern(s->fd, s->order) ? errno : 0;
	shutdown(s->fd, SHUT_WR);
	return NULL;
}

/* Both directions at once: a thread sends while this one receives. */
static int send_and_receive(int fd, const struct order *o, struct result *r)
{
	struct sender s = { .fd = fd, .order = o };
	pthread_t thread;
	int error = pthread_create(&thread, NULL, send_beside, &s);
	if (error) return errno = error, -1;
	int failed = receive_pattern(fd, o, r), why = errno;
	if (failed) shutdown(fd, SHUT_RDWR);
	pthread_join(thread, NULL);
	if (failed || s.error) return errno = failed ? why : s.error, -1;
	return 0;
}

/* What came is sent back, until the client ends. */
static int echo_trips(int fd, const struct order *o)
{
	while (!receive_all(fd, buffer[0], o->size))
		if (send_all(fd, buffer[0], o->size)) return -1;
	return errno == EPIPE ? 0 : -1;
}

static int serve_tcp(int fd, const struct order *o, struct result *r)
{
	switch (o->test) {
	case TCP_TO: return receive_pattern(fd, o, r) || send_all(fd, r, sizeof *r) ? -1 : 0;
	case TCP_FROM: return send_pattern(fd, o);
	case TCP_TRIP: return echo_trips(fd, o);
	default: return send_and_receive(fd, o, r);
	}
}

/* ---- The client ---- */

static int send_tcp(int fd, const struct order *o, struct result *r)
{
	uint64_t begun = now_ns();
	if (send_pattern(fd, o) || shutdown(fd, SHUT_WR) || receive_all(fd, r, sizeof *r)) return -1;
	r->seconds = (now_ns() - begun) * 1e-9;
	return 0;
}

static int by_size(const void *a, const void *b)
{
	const float *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

enum { TRIPS_MOST = 1 << 20 };
struct trips { float ns[TRIPS_MOST]; int count, lost; double mean; };
static struct trips trips;

static void finish_trips(uint64_t begun)
{
	trips.mean = trips.count ? (double)(now_ns() - begun) / trips.count : 0;
	qsort(trips.ns, trips.count, sizeof *trips.ns, by_size);
}

static int trip_tcp(int fd, const struct order *o)
{
	uint64_t begun = now_ns(), last = begun, sent = 0;
	trips.count = trips.lost = 0;
	while (trips.count < TRIPS_MOST && last - begun < o->ns) {
		const unsigned char *out = pattern + sent++ % PERIOD;
		if (send_all(fd, out, o->size) || receive_all(fd, buffer[0], o->size)) return -1;
		if (o->verify && differs(buffer[0], out, o->size)) trips.lost++;
		uint64_t now = now_ns();
		trips.ns[trips.count++] = now - last;
		last = now;
	}
	finish_trips(begun);
	return 0;
}

#endif
