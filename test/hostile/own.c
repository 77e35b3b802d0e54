// The calls served in the image with pointers to nowhere: each may fail or trap, from argument 1 on. Prints the number of each
// before it is made, so that the test can go on behind one that trapped.
// native: no
// driver: no
#include "check.h"
#include "calls.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { BAD = 6 };

static _Alignas(64) char good[65536];
static char path[] = "file";
static int file, set, events, pair[2];

static long value(int arg, unsigned bad)
{
	switch (arg) {
	case NONZERO: return bad ? (long)bad : (long)(intptr_t)good;
	case P: return bad;
	case GOOD: return (intptr_t)good;
	case FD: return file;
	case SET: return set;
	case EVENTS: return events;
	case SOCKET: return pair[0];
	case PATH: return (intptr_t)path;
	default: return arg;
	}
}

int main(int argc, char **argv)
{
	/* Last: NULL, which is memory of the stack here. */
	static const unsigned bad[BAD] = { 0xfffffff0, 0xffffffff, (256u << 20) - 1, 256u << 20, 0x1001, 0 };
	unsigned total = sizeof own / sizeof *own * BAD;
	file = open(path, O_RDWR | O_CREAT, 0644);
	set = epoll_create1(0);
	events = eventfd(1, EFD_NONBLOCK);
	socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
	for (unsigned n = argc > 1 ? atoi(argv[1]) : 0; n < total; n++) {
		const struct call *c = &own[n / BAD];
		long a[6];
		for (int i = 0; i < 6; i++) {
			a[i] = value(c->args[i], bad[n % BAD]);
		}
		memset(good, 0, sizeof good);
		dprintf(1, "%u %s %x\n", n, c->name, bad[n % BAD]);
		syscall(c->number, a[0], a[1], a[2], a[3], a[4], a[5]);
	}
	dprintf(1, "all\n");
	return 0;
}
