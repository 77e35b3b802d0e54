/*
 * Authoritative DNS server: dns [-b ADDRESS] [-p PORT] [-v] ZONE…
 *
 * Answers from the zone files (dns-zone.h tells their form) over UDP and TCP until SIGINT or SIGTERM; anything that is not below
 * one of their origins is refused. -v says every query on standard output.
 */
#include "server.h"
#include "dns-zone.h"
#include "dns-answer.h"

const char *program = "dns";

enum { QUERY_MOST = 4096, CONNECTIONS = 256, EVENTS = 64, DATAGRAMS = 64, PATIENCE = 10000 };

struct connection {
	struct connection *next, *previous;
	int fd;
	long long since; /* milliseconds: of the last query */
	uint32_t events;
	size_t in, out_start, out_end;
	unsigned char query[2 + QUERY_MOST], out[2 + TCP_MOST];
};

static int set, listener, datagrams, verbose, count;
static struct connection *connections;
static unsigned long long answers;

static size_t answer(const unsigned char *query, size_t length, int tcp, unsigned char *to)
{
	size_t n = answer_query(query, length, tcp, to);
	if (verbose && n) {
		unsigned char name[NAME_MOST] = { 0 };
		int known = get16(to + 4) && read_question_name(to, n, HEADER, name);
		char text[NAME_MOST + 1] = "?", *p = text;
		if (known)
			for (const unsigned char *label = name; *label; label += *label + 1) p += sprintf(p, "%.*s.", *label, label + 1);
		for (p = text; *p; p++)
			if (*p < ' ' || *p > '~') *p = '?';
		printf("%s %s: code %d, %u records, %zu bytes\n", tcp ? "tcp" : "udp", text, to[3] & 15, get16(to + ANSWER), n);
	}
	answers += n > 0;
	return n;
}

static void serve_datagrams(void)
{
	static unsigned char query[QUERY_MOST], out[TCP_MOST];
	for (int i = 0; i < DATAGRAMS; i++) {
		struct sockaddr_storage from;
		socklen_t length = sizeof from;
		ssize_t n = recvfrom(datagrams, query, sizeof query, 0, (struct sockaddr *)&from, &length);
		if (n < 0) return;
		size_t size = answer(query, n, 0, out);
		if (size) sendto(datagrams, out, size, 0, (struct sockaddr *)&from, length);
	}
}

static void drop(struct connection *c)
{
	if (c->next) c->next->previous = c->previous;
	*(c->previous ? &c->previous->next : &connections) = c->next;
	close(c->fd);
	free(c);
	count--;
}

/* More connections than there may be: the one that has been silent for longest goes. */
static void make_room(void)
{
	struct connection *oldest = connections;
	for (struct connection *c = connections; c; c = c->next)
		if (c->since < oldest->since) oldest = c;
	if (oldest) drop(oldest);
}

static void take_connection(void)
{
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0 && errno != EMFILE && errno != ENFILE && errno != ENOMEM && errno != ENOBUFS) return;
	if (fd < 0 || count == CONNECTIONS) make_room();
	if (fd < 0) return;
	struct connection *c = malloc(sizeof *c);
	if (!c || epoll_watch(set, EPOLL_CTL_ADD, fd, EPOLLIN, c)) {
		free(c);
		close(fd);
		return;
	}
	memset(c, 0, offsetof(struct connection, query));
	c->fd = fd;
	c->events = EPOLLIN;
	c->since = milliseconds();
	c->next = connections;
	if (connections) connections->previous = c;
	connections = c;
	count++;
	set_nodelay(fd);
}

/* Answers a query that has come whole: 1; 0 if there is none, -1 if what has come is none. */
static int next_query(struct connection *c)
{
	size_t length = c->in < 2 ? 0 : get16(c->query);
	if (length > QUERY_MOST) return -1;
	if (c->in < 2 || c->in < 2 + length) return 0;
	size_t n = answer(c->query + 2, length, 1, c->out + 2);
	if (!n) return -1;
	put16(c->out, n);
	c->out_end = n + 2;
	c->in -= 2 + length;
	memmove(c->query, c->query + 2 + length, c->in);
	c->since = milliseconds();
	return 1;
}

/* Goes on until the connection has to wait: 0, or -1 when it is over. Nothing is read while an answer is not taken. */
static int serve(struct connection *c)
{
	for (;;) {
		while (c->out_start < c->out_end) {
			ssize_t n = send(c->fd, c->out + c->out_start, c->out_end - c->out_start, MSG_NOSIGNAL);
			if (n < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
			c->out_start += n;
		}
		c->out_start = c->out_end = 0;
		int some = next_query(c);
		if (some < 0) return -1;
		if (some) continue;
		ssize_t n = recv(c->fd, c->query + c->in, sizeof c->query - c->in, 0);
		if (n < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
		if (n == 0) return -1;
		c->in += n;
	}
}

static void serve_connection(struct connection *c)
{
	uint32_t wanted = EPOLLIN;
	if (serve(c)) {
		drop(c);
		return;
	}
	if (c->out_start < c->out_end) wanted = EPOLLOUT;
	if (wanted != c->events && epoll_watch(set, EPOLL_CTL_MOD, c->fd, c->events = wanted, c)) drop(c);
}

int main(int argc, char **argv)
{
	const char *address = NULL;
	int port = 53;
	for (int option; (option = getopt(argc, argv, "b:p:v")) != -1;) {
		if (option == 'b') address = optarg;
		else if (option == 'p') port = number_of("the port", optarg, 1, 65535);
		else if (option == 'v') verbose = 1;
		else optind = argc;
	}
	if (optind >= argc) {
		fprintf(stderr, "usage: dns [-b ADDRESS] [-p PORT] [-v] ZONE...\n");
		return 2;
	}
	for (int i = optind; i < argc; i++) read_zone(argv[i]);
	int zones = finish_zones();
	watch_signals();
	set = epoll_make();
	listener = serve_on(address, port, SOCK_STREAM);
	datagrams = serve_on(address, port, SOCK_DGRAM);
	if (epoll_watch(set, EPOLL_CTL_ADD, listener, EPOLLIN, &listener)) die(errno, "epoll_ctl");
	if (epoll_watch(set, EPOLL_CTL_ADD, datagrams, EPOLLIN, &datagrams)) die(errno, "epoll_ctl");
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	printf("dns: port %d, %d zones\n", port, zones);

	for (int stopped = 0; !stopped;) {
		struct epoll_event events[EVENTS];
		int n = epoll_wait(set, events, EVENTS, count ? 1000 : -1), accepts = 0;
		if (n < 0 && errno != EINTR) die(errno, "epoll_wait");
		for (int i = 0; i < n; i++) {
			void *what = events[i].data.ptr;
			if (what == stop_pipe) stopped = 1;
			else if (what == &listener) accepts = 1;
			else if (what == &datagrams) serve_datagrams();
			else serve_connection(what);
		}
		/* Last, because to make room a connection may be dropped that has an event above. */
		if (accepts) take_connection();
		long long now = milliseconds();
		for (struct connection *c = connections, *next; c; c = next) {
			next = c->next;
			if (now - c->since >= PATIENCE) drop(c);
		}
	}
	while (connections) drop(connections);
	printf("dns: %llu answers\n", answers);
	return 0;
}
