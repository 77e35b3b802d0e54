// A server with edge-triggered epoll: it reads until EAGAIN, writes until EAGAIN, and an edge that is lost would leave it asleep for ever.
// cores: 2
#include "sockets.h"
#include <sys/epoll.h>

enum { CALLERS = 12, ROUNDS = 60, ECHO = 1 << 16 };

struct client {
	int socket, ended;
	size_t from, to;   /* what waits to be sent back: a ring of ECHO bytes */
	unsigned char data[ECHO];
};

static int listener, port, bad;

/* Takes and gives whatever can be taken and given now. 0: it is over. */
static int serve_client(struct client *c)
{
	for (int moved = 1; moved;) {
		moved = 0;
		size_t room = ECHO - (c->to - c->from), at = c->to % ECHO, n = room < ECHO - at ? room : ECHO - at;
		if (n && !c->ended) {
			ssize_t r = recv(c->socket, c->data + at, n, 0);
			if (r > 0) c->to += r, moved = 1;
			else if (!r) c->ended = 1;
			else if (errno != EAGAIN) return 0;
		}
		at = c->from % ECHO;
		n = c->to - c->from < ECHO - at ? c->to - c->from : ECHO - at;
		if (n) {
			ssize_t r = send(c->socket, c->data + at, n, MSG_NOSIGNAL);
			if (r > 0) c->from += r, moved = 1;
			else if (errno != EAGAIN) return 0;
		}
	}
	return !(c->ended && c->from == c->to);
}

static void *serve(void *arg)
{
	int set = epoll_create1(0), left = CALLERS;
	struct epoll_event e = { .events = EPOLLIN | EPOLLET }, events[5];
	set_nonblocking(listener, 1);
	epoll_ctl(set, EPOLL_CTL_ADD, listener, &e);
	while (left) {
		int n = epoll_wait(set, events, 5, -1);
		for (int i = 0; i < n; i++) {
			struct client *c = events[i].data.ptr;
			if (!c) {
				/* One edge may stand for several calls. */
				for (int s; (s = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
					c = calloc(1, sizeof *c);
					c->socket = s;
					e = (struct epoll_event){ .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c };
					epoll_ctl(set, EPOLL_CTL_ADD, s, &e);
				}
			} else if (!serve_client(c)) {
				close(c->socket);
				free(c);
				left--;
			}
		}
	}
	return arg;
}

static void *call(void *arg)
{
	int own = (int)(intptr_t)arg, s = connected_to(SOCK_STREAM, port);
	unsigned char *out = malloc(50000), *in = malloc(50000);
	for (int k = 0; k < ROUNDS; k++) {
		int n = 1 + (own * 7919 + k * 4801) % 50000;
		for (int i = 0; i < n; i++) out[i] = byte_at(i, own * ROUNDS + k);
		/* In two parts, so that edges come close to each other. */
		int first = n / 3;
		if (write_all(s, out, first) != first || write_all(s, out + first, n - first) != n - first || read_all(s, in, n) != n || memcmp(in, out, n)) {
			__atomic_add_fetch(&bad, 1, __ATOMIC_SEQ_CST);
			break;
		}
	}
	shutdown(s, SHUT_WR);
	if (read(s, in, 1) != 0) __atomic_add_fetch(&bad, 1, __ATOMIC_SEQ_CST);
	close(s);
	free(out);
	free(in);
	return NULL;
}

int main(void)
{
	pthread_t server, callers[CALLERS];
	listener = listening(CALLERS);
	port = port_of(listener);
	pthread_create(&server, NULL, serve, NULL);
	for (int i = 0; i < CALLERS; i++) pthread_create(&callers[i], NULL, call, (void *)(intptr_t)i);
	for (int i = 0; i < CALLERS; i++) pthread_join(callers[i], NULL);
	pthread_join(server, NULL);
	SHOW(bad);
	return 0;
}
