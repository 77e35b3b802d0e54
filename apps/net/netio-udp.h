/* netio's tests over UDP. The connection that brought the order says when they begin and end, and what came; datagrams go beside it. */
#ifndef NETIO_UDP_H
#define NETIO_UDP_H

#include "netio-tcp.h"
#include <poll.h>

/* A datagram begins with its number, from 1 on; the pattern at that place follows. 0 only says where its sender can be reached. */
enum { NUMBER = 8 };
/* How long datagrams may be on their way after their sender has said that there are no more; milliseconds. */
enum { LATE = 200, TRIP_PATIENCE = 1000 };

static int udp_socket(const struct sockaddr *address, socklen_t length, int bound)
{
	int fd = socket(address->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0), room = 4 << 20;
	if (fd < 0) return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
	if (bound ? bind(fd, address, length) : connect(fd, address, length)) return close(fd), -1;
	return fd;
}

/* `to` is NULL where the socket is connected. */
static int send_datagrams(int fd, const struct sockaddr *to, socklen_t length, const struct order *o, struct result *sent)
{
	uint64_t begun = now_ns(), now = begun;
	*sent = (struct result){ 0 };
	while (o->bytes ? sent->bytes < o->bytes : now - begun < o->ns) {
		uint64_t number = sent->packets + 1;
		memcpy(buffer[1], &number, NUMBER);
		if (o->size > NUMBER) memcpy(buffer[1] + NUMBER, pattern + number % PERIOD, o->size - NUMBER);
		ssize_t n = sendto(fd, buffer[1], o->size, 0, to, length);
		now = now_ns();
		if (n < 0 && (errno == ENOBUFS || errno == ENOMEM || errno == EAGAIN || errno == EINTR)) continue;
		if (n < 0) return -1;
		sent->bytes += n;
		sent->packets++;
	}
	sent->seconds = (now_ns() - begun) * 1e-9;
	return 0;
}

/* Receives until the control connection says how many were sent and all of them, or no more, have come. */
static int receive_datagrams(int fd, int control, const struct order *o, struct result *sent, struct result *r)
{
	uint64_t begun = 0, last = 0;
	int told = 0;
	*r = (struct result){ 0 };
	for (;;) {
		struct pollfd fds[2] = { { .fd = fd, .events = POLLIN }, { .fd = told ? -1 : control, .events = POLLIN } };
		int n = poll(fds, 2, told ? LATE : -1);
		if (n < 0 && errno == EINTR) continue;
		if (n < 0) return -1;
		if (n == 0) break;
		for (int i = 0; fds[0].revents && i < 64; i++) {
			ssize_t size = recv(fd, buffer[0], SIZE_MOST, MSG_DONTWAIT);
			uint64_t number = 0;
			if (size < NUMBER) break;
			memcpy(&number, buffer[0], NUMBER);
			if (!number) continue;
			last = now_ns();
			if (!begun) begun = last;
			r->packets++;
			r->bytes += size;
			if (o->verify && ((size_t)size != o->size || differs(buffer[0] + NUMBER, pattern + number % PERIOD, size - NUMBER))) r->wrong++;
		}
		if (fds[1].revents) {
			if (receive_all(control, sent, sizeof *sent)) return -1;
			told = 1;
		}
		if (told && r->packets >= sent->packets) break;
	}
	r->seconds = (last - begun) * 1e-9;
	return 0;
}

/* Datagrams are sent back until the control connection ends. */
static int echo_datagrams(int fd, int control)
{
	for (;;) {
		struct pollfd fds[2] = { { .fd = fd, .events = POLLIN }, { .fd = control, .events = POLLIN } };
		if (poll(fds, 2, -1) < 0 && errno != EINTR) return -1;
		if (fds[1].revents) return 0;
		for (;;) {
			struct sockaddr_storage from;
			socklen_t length = sizeof from;
			ssize_t n = recvfrom(fd, buffer[0], SIZE_MOST, MSG_DONTWAIT, (struct sockaddr *)&from, &length);
			if (n < 0) break;
			sendto(fd, buffer[0], n, 0, (struct sockaddr *)&from, length);
		}
	}
}

/* `fd` is bound to the port; what earlier tests left in it is thrown away. The word 0 tells the client that datagrams may come. */
static int serve_udp(int fd, int control, const struct order *o)
{
	struct result sent, r;
	struct sockaddr_storage from;
	socklen_t length = sizeof from;
	while (recv(fd, buffer[0], SIZE_MOST, MSG_DONTWAIT) >= 0) continue;
	if (send_all(control, &(uint32_t){ 0 }, 4)) return -1;
	if (o->test == UDP_TO) return receive_datagrams(fd, control, o, &sent, &r) || send_all(control, &r, sizeof r) ? -1 : 0;
	if (o->test == UDP_TRIP) return echo_datagrams(fd, control);
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	if (poll(&ready, 1, TRIP_PATIENCE) < 1 || recvfrom(fd, buffer[0], SIZE_MOST, 0, (struct sockaddr *)&from, &length) < 0) return errno = ETIMEDOUT, -1;
	return send_datagrams(fd, (struct sockaddr *)&from, length, o, &sent) || send_all(control, &sent, sizeof sent) ? -1 : 0;
}

/* ---- The client ---- */

static int send_udp(int fd, int control, const struct order *o, struct result *sent, struct result *r)
{
	uint32_t ready;
	if (receive_all(control, &ready, 4) || send_datagrams(fd, NULL, 0, o, sent)) return -1;
	return send_all(control, sent, sizeof *sent) || receive_all(control, r, sizeof *r) ? -1 : 0;
}

static int receive_udp(int fd, int control, const struct order *o, struct result *sent, struct result *r)
{
	uint32_t ready;
	if (receive_all(control, &ready, 4) || send(fd, &(uint64_t){ 0 }, NUMBER, 0) < 0) return -1;
	return receive_datagrams(fd, control, o, sent, r);
}

static int trip_udp(int fd, int control, const struct order *o)
{
	uint32_t ready;
	if (receive_all(control, &ready, 4)) return -1;
	uint64_t begun = now_ns(), last = begun, number = 0;
	trips.count = trips.lost = 0;
	while (trips.count < TRIPS_MOST && last - begun < o->ns) {
		memcpy(buffer[1], &(uint64_t){ ++number }, NUMBER);
		if (send(fd, buffer[1], o->size, 0) < 0) return -1;
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		int come = poll(&wait, 1, TRIP_PATIENCE) > 0 && recv(fd, buffer[0], SIZE_MOST, MSG_DONTWAIT) == (ssize_t)o->size && !memcmp(buffer[0], buffer[1], NUMBER);
		uint64_t now = now_ns();
		if (come) trips.ns[trips.count++] = now - last;
		else trips.lost++;
		last = now;
	}
	finish_trips(begun);
	return 0;
}

#endif
