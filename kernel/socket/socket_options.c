/* setsockopt and getsockopt: what all families have in common, and the way to theirs. */
#include <string.h>
#include <sys/time.h>
#include "socket_calls.h"

/* Timeouts are said in words of 64 bits; programs that know only Linux's older form use 32. */
enum { TIMEOUT_RECEIVE_OLD = 20, TIMEOUT_SEND_OLD = 21, TIMEOUT_RECEIVE = 66, TIMEOUT_SEND = 67 };

static int64_t *timeout_of(struct socket *s, int option)
{
	return option == TIMEOUT_RECEIVE || option == TIMEOUT_RECEIVE_OLD ? &s->receive_timeout
		: option == TIMEOUT_SEND || option == TIMEOUT_SEND_OLD        ? &s->send_timeout
																	  : 0;
}

static long set_timeout(int64_t *timeout, int old, const void *value, socklen_t size)
{
	int64_t seconds, micros;
	if (size < (old ? 8 : 16)) return -EINVAL;
	if (old) seconds = ((const int32_t *)value)[0], micros = ((const int32_t *)value)[1];
	else seconds = ((const int64_t *)value)[0], micros = ((const int64_t *)value)[1];
	if (micros < 0 || micros >= 1000000) return -EDOM;
	/* Negative times have passed already; those too far to count are for ever. */
	*timeout = seconds < 0 ? -1 : seconds > 9000000000 ? 0 : seconds * 1000000000 + micros * 1000;
	return 0;
}

static socklen_t get_timeout(int64_t timeout, int old, void *value)
{
	int64_t ns = timeout < 0 ? 0 : timeout, seconds = ns / 1000000000, micros = ns / 1000 % 1000000;
	if (old) ((int32_t *)value)[0] = seconds, ((int32_t *)value)[1] = micros;
	else ((int64_t *)value)[0] = seconds, ((int64_t *)value)[1] = micros;
	return old ? 8 : 16;
}

static long set(struct socket *s, int level, int option, const void *value, socklen_t size)
{
	if (level == SOL_SOCKET) switch (option) {
		case SO_TYPE:
		case SO_DOMAIN:
		case SO_PROTOCOL:
		case SO_ERROR: return -ENOPROTOOPT;
		case TIMEOUT_RECEIVE:
		case TIMEOUT_SEND:
		case TIMEOUT_RECEIVE_OLD:
		case TIMEOUT_SEND_OLD:
			return set_timeout(timeout_of(s, option), option <= TIMEOUT_SEND_OLD, value, size);
		}
	return s->ops->set_option ? s->ops->set_option(s, level, option, value, size) : -ENOPROTOOPT;
}

static long get(struct socket *s, int level, int option, void *value, socklen_t *size)
{
	int number;
	if (level != SOL_SOCKET) goto family;
	switch (option) {
	case SO_TYPE: number = s->type; break;
	case SO_DOMAIN: number = s->family; break;
	case SO_PROTOCOL: number = s->protocol; break;
	case SO_ERROR: number = -socket_error(s); break;
	case TIMEOUT_RECEIVE:
	case TIMEOUT_SEND:
	case TIMEOUT_RECEIVE_OLD:
	case TIMEOUT_SEND_OLD:
		*size = get_timeout(*timeout_of(s, option), option <= TIMEOUT_SEND_OLD, value);
		return 0;
	default:
family:
		return s->ops->get_option ? s->ops->get_option(s, level, option, value, size)
								  : -ENOPROTOOPT;
	}
	memcpy(value, &number, sizeof number);
	*size = sizeof number;
	return 0;
}

SYSCALL(setsockopt)
{
	struct held h;
	if ((int)size < 0) return -EINVAL;
	if (FAULTS_setsockopt) return -EFAULT;
	long r = socket_get(fd, &h);
	if (r) return r;
	r = set(h.socket, level, option, value, size);
	file_put(h.file);
	return r;
}

SYSCALL(getsockopt)
{
	struct held h;
	_Alignas(8) char found[OPTION_ROOM];
	socklen_t all = *size;
	if ((int)all < 0) return -EINVAL;
	if (all && range_bad(value, all)) return -EFAULT;
	long r = socket_get(fd, &h);
	if (r) return r;
	r = get(h.socket, level, option, found, &all);
	file_put(h.file);
	if (r) return r;
	if (all > *size) all = *size;
	memcpy(value, found, all);
	*size = all;
	return 0;
}
