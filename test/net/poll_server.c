// A server with poll whose writes never wait: what does not fit is kept until there is room. Some of its callers read slowly.
// cores: 2
#include "sockets.h"

enum { CALLERS = 8, REPLY = 1200000 };
static int port;

struct client {
	int socket;
	size_t sent, total;   /* of the reply that is under way */
};

static unsigned char reply_byte(size_t i) { return i * 7 % 253; }

/* Sends what fits now. 0: the client is gone. */
static int push(struct client *c)
{
	unsigned char part[5000];
	while (c->sent < c->total) {
		size_t n = c->total - c->sent < sizeof part ? c->total - c->sent : sizeof part;
		for (size_t i = 0; i < n; i++) part[i] = reply_byte(c->sent + i);
		ssize_t r = send(c->socket, part, n, MSG_NOSIGNAL);
		if (r < 0) return errno == EAGAIN;
		c->sent += r;
	}
	return 1;
}

/* A request is a line with the number of bytes that the caller wants. */
static int request(struct client *c)
{
	char line[32] = { 0 };
	ssize_t n = recv(c->socket, line, sizeof line - 1, 0);
	if (n <= 0) return n < 0 && errno == EAGAIN;
	c->total += atol(line);
	return push(c);
}

static void *serve(void *arg)
{
	int listener = *(int *)arg, n = 1, served = 0, pending = 0;
	struct pollfd f[CALLERS + 1] = { { listener, POLLIN, 0 } };
	struct client clients[CALLERS + 1] = { { 0 } };
	while (served < CALLERS) {
		if (poll(f, n, -1) < 0) return (void *)(intptr_t)-1;
		if (f[0].revents & POLLIN) {
			int s = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
			set_option(s, SOL_SOCKET, SO_SNDBUF, 32768);
			f[n] = (struct pollfd){ s, POLLIN, 0 };
			clients[n++] = (struct client){ s, 0, 0 };
		}
		for (int i = 1; i < n; i++) {
			struct client *c = &clients[i];
			int good = 1;
			if (f[i].fd < 0) continue;
			if (f[i].revents & POLLOUT) good = push(c);
			if (good && f[i].revents & (POLLIN | POLLHUP | POLLERR)) good = request(c);
			f[i].revents = 0;
			f[i].events = POLLIN | (c->sent < c->total ? POLLOUT : 0);
			pending += c->sent < c->total;
			if (good) continue;
			close(c->socket);
			f[i].fd = -1;
			served++;
		}
	}
	return (void *)(intptr_t)!!pending;
}

static void *call(void *arg)
{
	int own = (int)(intptr_t)arg, s = connected_to(SOCK_STREAM, port), slow = own % 2;
	static __thread unsigned char got[50000];
	size_t wanted = REPLY + own * 1000, have = 0;
	char line[32];
	int length = snprintf(line, sizeof line, "%zu\n", wanted);
	if (write(s, line, length) != length) return "not sent";
	if (slow) sleep_ms(150);
	while (have < wanted) {
		ssize_t n = read(s, got, slow ? 20000 : sizeof got);
		if (n <= 0) return "ended early";
		for (ssize_t i = 0; i < n; i++) if (got[i] != reply_byte(have + i)) return "different";
		have += n;
		if (slow) sleep_ms(1);
	}
	close(s);
	return have == wanted ? "all came" : "too much";
}

int main(void)
{
	pthread_t server, callers[CALLERS];
	void *result;
	int listener = listening(CALLERS);
	port = port_of(listener);
	pthread_create(&server, NULL, serve, &listener);
	for (int i = 0; i < CALLERS; i++) pthread_create(&callers[i], NULL, call, (void *)(intptr_t)i);
	for (int i = 0; i < CALLERS; i++) {
		pthread_join(callers[i], &result);
		printf("caller %d: %s\n", i, (char *)result);
	}
	pthread_join(server, &result);
	printf("replies that had to wait: %s\n", result ? "some" : "NONE");
	return 0;
}
