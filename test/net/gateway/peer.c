// One end of connections through the gateway, of which the test has the other: what it does is its first argument.
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char buffer[65536];

static int listening(int type, int port)
{
	int s = socket(AF_INET, type, 0), one = 1;
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
	if (s < 0 || bind(s, (void *)&a, sizeof a) || (type == SOCK_STREAM && listen(s, 64))) {
		perror("listen");
		exit(1);
	}
	printf("ready\n");
	fflush(stdout);
	return s;
}

static int accepted(int port) { return accept(listening(SOCK_STREAM, port), 0, 0); }

static void put(int s, const char *data, size_t n)
{
	for (ssize_t w; n; data += w, n -= w)
		if ((w = write(s, data, n)) < 0) {
			printf("write: %s\n", strerror(errno));
			exit(0);
		}
}

// Sends back what comes until the other end says its end, then some words more.
static void echo(int s)
{
	ssize_t n;
	while ((n = read(s, buffer, sizeof buffer)) > 0) put(s, buffer, n);
	if (n < 0) printf("read: %s\n", strerror(errno));
	else put(s, "all of it", 9);
	close(s);
}

// Echoes on all connections at once.
static void echo_many(int listener)
{
	static struct pollfd set[1024];
	int n = 1;
	set[0] = (struct pollfd){ listener, POLLIN };
	for (;;) {
		if (poll(set, n, -1) < 0) exit(1);
		for (int i = n - 1; i > 0; i--) {
			if (!set[i].revents) continue;
			ssize_t got = read(set[i].fd, buffer, sizeof buffer);
			if (got > 0) put(set[i].fd, buffer, got);
			else close(set[i].fd), set[i] = set[--n];
		}
		if (set[0].revents && n < 1024) set[n++] = (struct pollfd){ accept(listener, 0, 0), POLLIN };
	}
}

static char pattern(uint64_t at) { return at * 31 + (at >> 11); }

static void source(int s, uint64_t bytes)
{
	for (uint64_t at = 0; at < bytes; at += sizeof buffer) {
		for (unsigned i = 0; i < sizeof buffer; i++) buffer[i] = pattern(at + i);
		put(s, buffer, bytes - at < sizeof buffer ? bytes - at : sizeof buffer);
	}
}

// Reads to the end: how many bytes it were, and how many of them wrong.
static void sink(int s, char *report, size_t size)
{
	uint64_t at = 0, wrong = 0;
	for (ssize_t n; (n = read(s, buffer, sizeof buffer)) > 0; at += n)
		for (ssize_t i = 0; i < n; i++) wrong += buffer[i] != pattern(at + i);
	snprintf(report, size, "%llu bytes, %llu wrong\n", (unsigned long long)at, (unsigned long long)wrong);
}

static int connected(const char *host, const char *port, int type)
{
	struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = type }, *found;
	int failed = getaddrinfo(host, port, &hints, &found);
	if (failed) {
		printf("%s: %s\n", host, gai_strerror(failed));
		return -1;
	}
	int s = socket(AF_INET, type, 0);
	if (connect(s, found->ai_addr, found->ai_addrlen)) {
		printf("%s:%s: %s\n", host, port, strerror(errno));
		close(s);
		return -1;
	}
	return s;
}

// Says something, ends its half, prints the answer.
static void ask(const char *host, const char *port)
{
	int s = connected(host, port, SOCK_STREAM);
	if (s < 0) return;
	put(s, "question", 8);
	shutdown(s, SHUT_WR);
	ssize_t n, all = 0;
	while ((n = read(s, buffer + all, sizeof buffer - all)) > 0) all += n;
	printf("%s:%s: %.*s\n", host, port, (int)all, buffer);
	close(s);
}

static void ask_datagram(const char *host, const char *port, int milliseconds)
{
	int s = connected(host, port, SOCK_DGRAM);
	if (s < 0) return;
	struct pollfd p = { s, POLLIN };
	ssize_t n = -1;
	send(s, "question", 8, 0);
	if (poll(&p, 1, milliseconds) == 1) n = recv(s, buffer, sizeof buffer, 0);
	if (n >= 0) printf("%s:%s: %.*s\n", host, port, (int)n, buffer);
	else printf("%s:%s: no answer\n", host, port);
	close(s);
}

static void resolve(const char *name)
{
	struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM }, *found;
	int failed = getaddrinfo(name, 0, &hints, &found);
	if (failed) printf("%s: %s\n", name, gai_strerror(failed));
	else printf("%s: %s\n", name, inet_ntoa(((struct sockaddr_in *)found->ai_addr)->sin_addr));
}

int main(int argc, char **argv)
{
	const char *what = argv[1];
	char report[100];
	if (!strcmp(what, "echo"))
		for (int s = listening(SOCK_STREAM, 80);;) echo(accept(s, 0, 0));
	if (!strcmp(what, "echo-many")) echo_many(listening(SOCK_STREAM, 80));
	if (!strcmp(what, "echo-datagrams"))
		for (int s = listening(SOCK_DGRAM, 53);;) {
			struct sockaddr_in from;
			socklen_t size = sizeof from;
			ssize_t n = recvfrom(s, buffer, sizeof buffer, 0, (void *)&from, &size);
			sendto(s, buffer, n, 0, (void *)&from, size);
		}
	if (!strcmp(what, "slow")) {
		int listener = listening(SOCK_STREAM, 80), s = accept(listener, 0, 0);
		accept(listener, 0, 0);
		sink(s, report, sizeof report);
		put(s, report, strlen(report));
		close(s);
	}
	if (!strcmp(what, "source")) {
		int s = accepted(80);
		source(s, strtoull(argv[2], 0, 10));
		if (argc > 3) exit(0);
		shutdown(s, SHUT_WR);
		while (read(s, buffer, sizeof buffer) > 0) { }
		close(s);
	}
	if (!strcmp(what, "reset")) {
		int s = accepted(80);
		struct linger now = { 1, 0 };
		read(s, buffer, 1);
		setsockopt(s, SOL_SOCKET, SO_LINGER, &now, sizeof now);
		close(s);
		sleep(1);
	}
	if (!strcmp(what, "read")) {
		int s = accepted(80);
		ssize_t n;
		for (; (n = read(s, buffer, sizeof buffer)) > 0; fflush(stdout)) printf("read: %zd\n", n);
		printf("read: %s\n", n ? strerror(errno) : "end");
	}
	if (!strcmp(what, "trap")) {
		int s = accepted(80);
		read(s, buffer, 1);
		__builtin_trap();
	}
	if (!strcmp(what, "nothing")) {
		printf("ready\n");
		fflush(stdout);
		socket(AF_INET, SOCK_STREAM, 0);
		for (;;) pause();
	}
	if (!strcmp(what, "ask"))
		for (int i = 2; i + 1 < argc; i += 2) ask(argv[i], argv[i + 1]);
	if (!strcmp(what, "ask-datagram"))
		ask_datagram(argv[2], argv[3], atoi(argv[4]));
	if (!strcmp(what, "resolve"))
		for (int i = 2; i < argc; i++) resolve(argv[i]);
	return 0;
}
