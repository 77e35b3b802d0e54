#define _GNU_SOURCE
#include <string.h>
#include "unix.h"

/* Options that are on or off, remembered; only SO_PASSCRED has a meaning here. */
#define SWITCHES \
	(1u << SO_REUSEADDR | 1u << SO_DONTROUTE | 1u << SO_BROADCAST | 1u << SO_KEEPALIVE | \
		1u << SO_REUSEPORT | 1u << SO_PASSCRED)

long unix_set_option(struct socket *s, int level, int option, const void *value, socklen_t size)
{
	struct unix_socket *u = unix_of(s);
	if (level != SOL_SOCKET) return -EOPNOTSUPP;
	if (size < sizeof(int)) return -EINVAL;
	if ((uint32_t)option < 32 && SWITCHES >> option & 1) {
		uint32_t bit = 1u << option;
		if (*(const int *)value) __atomic_fetch_or(&u->options, bit, __ATOMIC_SEQ_CST);
		else __atomic_fetch_and(&u->options, ~bit, __ATOMIC_SEQ_CST);
		return 0;
	}
	/* Queues have one size. */
	return option == SO_SNDBUF || option == SO_RCVBUF ? 0 : -ENOPROTOOPT;
}

long unix_get_option(struct socket *s, int level, int option, void *value, socklen_t *size)
{
	struct unix_socket *u = unix_of(s);
	if (level != SOL_SOCKET) return -EOPNOTSUPP;
	if (option == SO_PEERCRED) {
		struct ucred peer = { 0, -1, -1 };
		if (u->state != UNIX_IDLE)
			peer = (struct ucred){ *word(BOOT_PID), *word(BOOT_EUID), *word(BOOT_EGID) };
		memcpy(value, &peer, *size = sizeof peer);
		return 0;
	}
	int number;
	if ((uint32_t)option < 32 && SWITCHES >> option & 1) number = u->options >> option & 1;
	else if (option == SO_SNDBUF || option == SO_RCVBUF) number = UNIX_QUEUE;
	else if (option == SO_ACCEPTCONN) number = u->state == UNIX_LISTENS;
	else return -ENOPROTOOPT;
	memcpy(value, &number, *size = sizeof number);
	return 0;
}
