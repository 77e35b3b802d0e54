/*
 * Goes on while the fuzzer throws packets at it. Isle 0 serves: UDP and TCP echo on port 7, TCP echo on port 8, where no flood of
 * half-open connections comes, and a datagram to port 9 ends it. Isle 1
 * streams to isle 0 and back over TCP all the time, and says how much was carried at the end; a byte that is not right ends with 1.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "hermit.h"

enum { ECHO = 7, QUIET = 8, STOP = 9, STREAM = 5001, CHUNK = 16384, PATIENCE = 30000 };

static _Noreturn void fail(const char *what)
{
	printf("isle %d: %s: %s\n", hermit_isle(), what, strerror(errno));
	fflush(stdout);
	hermit_end(1);
}

static struct sockaddr_in address(unsigned host, int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = { host ? htonl(0xc0a81c00 + host) : 0 } };
	return a;
}

static int bound(int type, int port)
{
	int s = socket(AF_INET, type, 0), on = 1;
	struct sockaddr_in a = address(0, port);
	if (s < 0) fail("socket");
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(s, (void *)&a, sizeof a)) fail("bind");
	if (type == SOCK_STREAM && listen(s, 16)) fail("listen");
	return s;
}

static void *echo_datagrams(void *unused)
{
	static char data[65536];
	int s = bound(SOCK_DGRAM, ECHO);
	for (;;) {
		struct sockaddr_in from;
		socklen_t size = sizeof from;
		ssize_t n = recvfrom(s, data, sizeof data, 0, (void *)&from, &size);
		if (n >= 0) sendto(s, data, n, 0, (void *)&from, size);
	}
}

/* Connections that the fuzzer opens are taken, echoed and given up after a while without words. */
static void *echo_streams(void *port)
{
	char data[CHUNK];
	enum { MANY = 32 };
	struct pollfd p[MANY] = { { bound(SOCK_STREAM, *(int *)port), POLLIN, 0 } };
	int n = 1;
	for (;;) {
		poll(p, n, -1);
		for (int i = n - 1; i > 0; i--) {
			if (!p[i].revents) continue;
			ssize_t got = recv(p[i].fd, data, sizeof data, MSG_DONTWAIT);
			if (got > 0) send(p[i].fd, data, got, MSG_DONTWAIT | MSG_NOSIGNAL);
			if (got > 0 || (got < 0 && errno == EAGAIN)) continue;
			close(p[i].fd);
			p[i] = p[--n];
		}
		if (!p[0].revents) continue;
		int s = accept(p[0].fd, NULL, NULL);
		if (s < 0) continue;
		if (n == MANY) {
			close(p[1].fd);
			p[1] = p[--n];
		}
		p[n++] = (struct pollfd){ s, POLLIN, 0 };
	}
}

static void *echo_stream(void *unused)
{
	static char data[CHUNK];
	int s = accept(bound(SOCK_STREAM, STREAM), NULL, NULL);
	ssize_t n;
	if (s < 0) fail("accept");
	while ((n = recv(s, data, sizeof data, 0)) > 0)
		if (send(s, data, n, 0) != n) fail("send");
	if (n) fail("recv");
	close(s);
	return NULL;
}

static void serve(void)
{
	static int ports[] = { ECHO, QUIET };
	pthread_t threads[4];
	int stop = bound(SOCK_DGRAM, STOP);
	struct sockaddr_in from;
	socklen_t size = sizeof from;
	char word[8] = "";
	pthread_create(&threads[0], NULL, echo_datagrams, NULL);
	for (int i = 0; i < 2; i++) pthread_create(&threads[1 + i], NULL, echo_streams, &ports[i]);
	pthread_create(&threads[3], NULL, echo_stream, NULL);
	printf("ready\n");
	fflush(stdout);
	while (strcmp(word, "stop")) {
		memset(word, 0, sizeof word);
		if (recvfrom(stop, word, sizeof word - 1, 0, (void *)&from, &size) < 0) fail("recvfrom");
	}
	/* Isle 1 stops too, and both say how it went. */
	struct sockaddr_in other = address(3, STOP);
	sendto(stop, "stop", 4, 0, (void *)&other, sizeof other);
	pthread_join(threads[3], NULL);
	printf("served\n");
	exit(0);
}

static volatile int stopped;

static void *wait_for_stop(void *unused)
{
	char word[8];
	if (recv(bound(SOCK_DGRAM, STOP), word, sizeof word, 0) < 0) fail("recv");
	stopped = 1;
	return NULL;
}

static void stream(void)
{
	static unsigned char out[CHUNK], in[CHUNK];
	pthread_t thread;
	unsigned long long bytes = 0;
	struct sockaddr_in a = address(2, STREAM);
	int s, tries = 0;
	pthread_create(&thread, NULL, wait_for_stop, NULL);
	while (s = socket(AF_INET, SOCK_STREAM, 0), connect(s, (void *)&a, sizeof a)) {
		if (errno != ECONNREFUSED || ++tries == 500) fail("connect");
		close(s);
		usleep(20000);
	}
	for (unsigned turn = 0; !stopped; turn++) {
		for (int i = 0; i < CHUNK; i++) out[i] = turn + i * 7;
		if (send(s, out, CHUNK, 0) != CHUNK) fail("send");
		for (int got = 0; got < CHUNK;) {
			struct pollfd p = { s, POLLIN, 0 };
			if (poll(&p, 1, PATIENCE) != 1) fail("the stream stalls");
			ssize_t n = recv(s, in + got, CHUNK - got, 0);
			if (n <= 0) fail("recv");
			got += n;
		}
		if (memcmp(in, out, CHUNK)) fail("bytes have changed");
		bytes += CHUNK;
	}
	close(s);
	printf("streamed %llu\n", bytes);
}

int main(void)
{
	if (hermit_isle() == 0) serve();
	else stream();
	return 0;
}
