/*
 * Programs of several isles. Natively the isles are processes, and isle i has 127.0.0.(i + 2) where it has 192.168.28.(i + 2) as an
 * isle, so that the same program says what should happen. Only isle 0 prints; the others tell what is wrong by their exit code.
 */
#ifndef PEERS_H
#define PEERS_H

#include "sockets.h"

#ifdef __hermit__
#include <hermit.h>
#define NETWORK 0xc0a81c00

static inline int peers(int n)
{
	if (hermit_isles() != n) printf("%d isles, and not %d\n", hermit_isles(), n), exit(98);
	return hermit_isle();
}
#else
#include <sys/wait.h>
#define NETWORK 0x7f000000

/* The run ends with its last isle; its code is the first that was not 0. */
static void await_peers(void)
{
	int status, code = 0;
	fflush(stdout);
	/* As the end of an isle: its connections end before the others do. */
	for (int fd = 3; fd < 2048; fd++) close(fd);
	while (wait(&status) > 0) if (!code && status) code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	if (code) _exit(code);
}

/* Makes the processes; which of them this one is. */
static inline int peers(int n)
{
	for (int i = 1; i < n; i++) if (!fork()) return i;
	atexit(await_peers);
	return 0;
}
#endif

/* The address of an isle and a port. */
static inline struct sockaddr_in at_isle(int isle, int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(NETWORK + isle + 2) };
	return a;
}

static inline int isle_of(const struct sockaddr_in *a)
{
	return (int)(ntohl(a->sin_addr.s_addr) - NETWORK) - 2;
}

/* A socket of this isle that is bound to its address and that port. */
static inline int bound_at(int type, int isle, int port)
{
	struct sockaddr_in a = at_isle(isle, port);
	int s = MUST(socket(AF_INET, type, 0));
	MUST(set_option(s, SOL_SOCKET, SO_REUSEADDR, 1));
	MUST(bind(s, ADDRESS(a)));
	return s;
}

static inline int listening_at(int isle, int port, int backlog)
{
	int s = bound_at(SOCK_STREAM, isle, port);
	MUST(listen(s, backlog));
	return s;
}

/* Calls another isle, which may not listen yet, from this one's address. */
static inline int call_isle(int own, int isle, int port)
{
	struct sockaddr_in a = at_isle(isle, port), self = at_isle(own, 0);
	for (long until = now_ms() + PATIENCE;; sleep_ms(5)) {
		int s = MUST(socket(AF_INET, SOCK_STREAM, 0));
		MUST(bind(s, ADDRESS(self)));
		if (!connect(s, ADDRESS(a))) return s;
		int e = errno;
		close(s);
		if (e != ECONNREFUSED || now_ms() > until) printf("calling isle %d: %s\n", isle, error_name(e)), exit(97);
	}
}

#endif
