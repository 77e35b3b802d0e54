/*
 * transfer OUT IN: sends and receives so many megabytes at once with whoever connects to port 5001, and checks what arrives: byte i is
 * pattern[i % PERIOD].
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PORT = 5001, PERIOD = 64507, CHUNK = 65536 };

static unsigned char pattern[PERIOD + CHUNK];
static unsigned long long out, in;
static int s;

static void fail(const char *what, unsigned long long at)
{
	printf("%s after %llu bytes: %s\n", what, at, strerror(errno));
	exit(1);
}

static void *receive(void *unused)
{
	static unsigned char data[CHUNK];
	for (unsigned long long at = 0; at < in;) {
		ssize_t n = recv(s, data, sizeof data, 0);
		if (n <= 0) fail("recv", at);
		if (memcmp(data, pattern + at % PERIOD, n)) fail("other bytes", at);
		at += n;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	pthread_t thread;
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	out = atoi(argv[1]) * 1000000ULL;
	in = atoi(argv[2]) * 1000000ULL;
	for (unsigned i = 0; i < sizeof pattern; i++) pattern[i] = i % PERIOD * (i % PERIOD) * 7 >> 4;
	if (listener < 0 || bind(listener, (void *)&a, sizeof a) || listen(listener, 1)) fail("listen", 0);
	printf("ready\n");
	fflush(stdout);
	if ((s = accept(listener, NULL, NULL)) < 0) fail("accept", 0);
	pthread_create(&thread, NULL, receive, NULL);
	for (unsigned long long at = 0; at < out;) {
		size_t n = out - at < CHUNK ? out - at : CHUNK;
		ssize_t sent = send(s, pattern + at % PERIOD, n, 0);
		if (sent < 0) fail("send", at);
		at += sent;
	}
	pthread_join(thread, NULL);
	if (shutdown(s, SHUT_WR)) fail("shutdown", out);
	/* The other side closes when it has seen the end. */
	char byte;
	if (recv(s, &byte, 1, 0) != 0) fail("close", in);
	printf("done\n");
	return 0;
}
