/*
 * Key-value server that speaks the protocol of Redis: kv [-b ADDRESS] [-p PORT] [-m MIB] [-q]
 *
 * Strings, lists, sets and hashes in memory, 16 databases, keys that expire; one thread. -m bounds the memory that data may take
 * (512 MiB). Nothing is kept on a disk. SHUTDOWN, SIGINT and SIGTERM end it.
 */
#include "kv.h"

const char *program = "kv";

enum { EVENTS = 256, READ_LEAST = 16384, KEPT = 65536, TICK = 100 };

struct client *clients;
int client_count, shutting_down, server_port = 6379;
unsigned long long connections_accepted;
static int set, listener, deaf; /* deaf: the listener rests */

/* Where there is no room for more clients, the listener rests until one goes. */
static void listen_again(int on)
{
	if (deaf == !on) return;
	deaf = !on;
	epoll_watch(set, EPOLL_CTL_MOD, listener, on ? EPOLLIN : 0, &listener);
}

static void drop(struct client *c)
{
	if (c->next) c->next->previous = c->previous;
	*(c->previous ? &c->previous->next : &clients) = c->next;
	close(c->fd);
	buffer_free(&c->in);
	buffer_free(&c->out);
	memory_give(c->pieces);
	memory_give(c);
	client_count--;
	listen_again(1);
}

static void take_clients(void)
{
	while (client_count < CLIENTS_MOST) {
		int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0 && (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)) return;
		if (fd < 0) break;
		struct client *c = memset(memory_take(sizeof *c), 0, sizeof *c);
		c->fd = fd;
		c->id = ++connections_accepted;
		c->bulk = -1;
		c->events = EPOLLIN;
		c->next = clients;
		if (clients) clients->previous = c;
		clients = c;
		client_count++;
		set_nodelay(fd);
		if (epoll_watch(set, EPOLL_CTL_ADD, fd, EPOLLIN, c)) drop(c);
	}
	listen_again(0);
}

/* What has been answered; 0, or -1 when the connection is over. */
static int send_answers(struct client *c)
{
	while (c->out.start < c->out.end) {
		ssize_t n = send(c->fd, c->out.bytes + c->out.start, c->out.end - c->out.start, MSG_NOSIGNAL);
		if (n < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
		c->out.start += n;
	}
	c->out.start = c->out.end = 0;
	if (c->out.room > KEPT) buffer_free(&c->out);
	return 0;
}

/* Requests that have come, as long as their answers are taken; 0, or -1 when the connection is over. */
static int run_requests(struct client *c)
{
	while (!c->ending && !shutting_down) {
		if (c->out.end - c->out.start >= OUT_STOP) {
			if (send_answers(c)) return -1;
			if (c->out.end - c->out.start >= OUT_STOP) return 0;
		}
		if (read_request(c) <= 0) break;
		run_request(c);
		next_request(c);
	}
	if (c->ending == 2 || send_answers(c)) return -1;
	return c->ending && c->out.start == c->out.end ? -1 : 0;
}

/* Reads and answers until the client has to be waited for. */
static int serve(struct client *c)
{
	if (run_requests(c)) return -1;
	while (!c->ending && !shutting_down && c->out.end - c->out.start < OUT_STOP) {
		size_t rest = c->bulk >= 0 ? c->bulk + 2 - (c->in.end - c->in.start - c->read) : 0;
		if (buffer_room(&c->in, rest > READ_LEAST ? rest : READ_LEAST / 2)) {
			reply_error(c, "ERR out of memory for the request");
			c->ending = 1;
			return send_answers(c) || c->out.start == c->out.end ? -1 : 0;
		}
		size_t room = c->in.room - c->in.end;
		ssize_t n = recv(c->fd, c->in.bytes + c->in.end, room, 0);
		if (n < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
		if (n == 0) return -1;
		c->in.end += n;
		if (run_requests(c)) return -1;
		if (c->in.start == c->in.end && c->in.room > KEPT) buffer_free(&c->in);
		if ((size_t)n < room) return 0;
	}
	return 0;
}

static void serve_client(struct client *c)
{
	if (serve(c)) {
		drop(c);
		return;
	}
	/* Who does not take answers is not read from. */
	size_t left = c->out.end - c->out.start;
	uint32_t wanted = (left ? EPOLLOUT : 0) | (left < OUT_STOP && !c->ending ? EPOLLIN : 0);
	if (wanted != c->events && epoll_watch(set, EPOLL_CTL_MOD, c->fd, c->events = wanted, c)) drop(c);
}

static long long wall_clock(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static int any_volatile(void)
{
	unsigned all = 0;
	for (int d = 0; d < DATABASES; d++) all += keys_volatile[d];
	return all > 0;
}

int main(int argc, char **argv)
{
	const char *address = NULL;
	int quiet = 0;
	for (int option; (option = getopt(argc, argv, "b:p:m:q")) != -1;) {
		if (option == 'b') address = optarg;
		else if (option == 'p') server_port = number_of("the port", optarg, 1, 65535);
		else if (option == 'm') memory_limit = (size_t)number_of("the memory in MiB", optarg, 1, sizeof(size_t) > 4 ? 1 << 20 : 2048) << 20;
		else if (option == 'q') quiet = 1;
		else optind = argc + 1;
	}
	if (optind != argc) {
		fprintf(stderr, "usage: kv [-b ADDRESS] [-p PORT] [-m MIB] [-q]\n");
		return 2;
	}
	table_seed();
	commands_begin();
	watch_signals();
	set = epoll_make();
	listener = serve_on(address, server_port, SOCK_STREAM);
	if (epoll_watch(set, EPOLL_CTL_ADD, listener, EPOLLIN, &listener)) die(errno, "epoll_ctl");
	if (!quiet) printf("kv: port %d\n", server_port), fflush(stdout);

	for (long long expired = 0; !shutting_down;) {
		struct epoll_event events[EVENTS];
		int n = epoll_wait(set, events, EVENTS, any_volatile() ? TICK : deaf ? 1000 : -1);
		if (n < 0 && errno != EINTR) die(errno, "epoll_wait");
		now = wall_clock();
		if (n == 0) listen_again(1);
		for (int i = 0; i < n; i++) {
			void *what = events[i].data.ptr;
			if (what == stop_pipe) shutting_down = 1;
			else if (what == &listener) take_clients();
			else serve_client(what);
		}
		if (now - expired >= TICK) expire_some(), expired = now;
	}
	if (!quiet) printf("kv: %llu connections, %llu commands\n", connections_accepted, commands_done);
	return 0;
}
