/*
 * Echo: echo [-b ADDRESS] [-p PORT] [-u] [-q]
 *
 * Sends back what comes, over TCP (RFC 862), and with -u datagrams over UDP too, until SIGINT or SIGTERM. A peer that does not
 * read is not read from: a connection holds one buffer, whatever is sent to it. At the end it says how much it has echoed, unless -q.
 */
#include "server.h"

const char *program = "echo";

enum { BUFFER = 16384, EVENTS = 256, DATAGRAMS = 64, CONNECTIONS = 8192 };

struct connection {
	int fd;
	uint32_t events;
	unsigned start, end; /* [start, end) of the buffer is to be sent */
	char buffer[BUFFER];
};

static int set, listener, datagrams = -1, connections, accepting = 1;
static unsigned long long accepted, bytes, packets;

/* Where accept() has no room for more, the listener rests until a connection closes. */
static void listen_again(int on)
{
	if (accepting == on) return;
	accepting = on;
	epoll_watch(set, EPOLL_CTL_MOD, listener, on ? EPOLLIN : 0, &listener);
}

static void drop(struct connection *c)
{
	close(c->fd);
	free(c);
	connections--;
	listen_again(1);
}

static void take_connections(void)
{
	while (connections < CONNECTIONS) {
		int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0) {
			if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) break;
			return;
		}
		struct connection *c = malloc(sizeof *c);
		if (c) *c = (struct connection){ .fd = fd, .events = EPOLLIN };
		if (!c || epoll_watch(set, EPOLL_CTL_ADD, fd, EPOLLIN, c)) {
			close(fd);
			free(c);
			continue;
		}
		set_nodelay(fd);
		connections++;
		accepted++;
	}
	listen_again(0);
}

/* Reads and sends until one of both has to wait; -1 when the connection is over. */
static int echo(struct connection *c)
{
	for (int more = 1;;) {
		while (c->start < c->end) {
			ssize_t n = send(c->fd, c->buffer + c->start, c->end - c->start, MSG_NOSIGNAL);
			if (n < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
			c->start += n;
			bytes += n;
		}
		c->start = c->end = 0;
		if (!more) return 0;
		ssize_t n = recv(c->fd, c->buffer, BUFFER, 0);
		if (n < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
		if (n == 0) return -1;
		c->end = n;
		more = n == BUFFER;
	}
}

static void serve(struct connection *c)
{
	if (echo(c)) {
		drop(c);
		return;
	}
	uint32_t wanted = c->start < c->end ? EPOLLOUT : EPOLLIN;
	if (wanted != c->events && epoll_watch(set, EPOLL_CTL_MOD, c->fd, c->events = wanted, c)) drop(c);
}

/* Some datagrams, then the connections have their turn. What can't be sent back is lost, as datagrams may be. */
static void serve_datagrams(void)
{
	static char buffer[65536];
	for (int i = 0; i < DATAGRAMS; i++) {
		struct sockaddr_storage from;
		socklen_t length = sizeof from;
		ssize_t n = recvfrom(datagrams, buffer, sizeof buffer, 0, (struct sockaddr *)&from, &length);
		if (n < 0) return;
		if (sendto(datagrams, buffer, n, 0, (struct sockaddr *)&from, length) == n) packets++;
	}
}

int main(int argc, char **argv)
{
	const char *address = NULL;
	int port = 7, udp = 0, quiet = 0;
	for (int option; (option = getopt(argc, argv, "b:p:uq")) != -1;) {
		if (option == 'b') address = optarg;
		else if (option == 'p') port = number_of("the port", optarg, 1, 65535);
		else if (option == 'u') udp = 1;
		else if (option == 'q') quiet = 1;
		else optind = argc + 1;
	}
	if (optind != argc) {
		fprintf(stderr, "usage: echo [-b ADDRESS] [-p PORT] [-u] [-q]\n");
		return 2;
	}
	watch_signals();
	set = epoll_make();
	listener = serve_on(address, port, SOCK_STREAM);
	if (udp) datagrams = serve_on(address, port, SOCK_DGRAM);
	if (epoll_watch(set, EPOLL_CTL_ADD, listener, EPOLLIN, &listener)) die(errno, "epoll_ctl");
	if (udp && epoll_watch(set, EPOLL_CTL_ADD, datagrams, EPOLLIN, &datagrams)) die(errno, "epoll_ctl");
	if (!quiet) printf("echo: port %d\n", port), fflush(stdout);

	for (int stopped = 0; !stopped;) {
		struct epoll_event events[EVENTS];
		int n = epoll_wait(set, events, EVENTS, -1);
		if (n < 0 && errno != EINTR) die(errno, "epoll_wait");
		for (int i = 0; i < n; i++) {
			void *what = events[i].data.ptr;
			if (what == stop_pipe) stopped = 1;
			else if (what == &listener) take_connections();
			else if (what == &datagrams) serve_datagrams();
			else serve(what);
		}
	}
	if (!quiet) printf("echo: %llu connections, %llu bytes, %llu datagrams\n", accepted, bytes, packets);
	return 0;
}
