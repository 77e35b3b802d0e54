/* Guests that do their worst to the process that hosts them: exported functions, each an attack. */
#include <errno.h>
#include <hermit_channel.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>
#include "../../kernel/include/layout.h"

#define EXPORT(name) __attribute__((export_name(#name)))
#define FOR_EVER for (;;)

static char room[8 << 20];

EXPORT(nothing) int nothing(void) { return 0; }

static void *spinning(void *unused) { FOR_EVER __asm__ volatile(""); }
static void *calling(void *unused) { FOR_EVER access("/tmp", 0); }

static int with_threads(int n, void *(*run)(void *))
{
	pthread_t thread;
	for (int i = 1; i < n; i++) pthread_create(&thread, 0, run, 0);
	run(0);
	return 0;
}

EXPORT(spin) int spin(void) { return with_threads(4, spinning); }
EXPORT(calls) int calls(void) { return with_threads(8, calling); }
EXPORT(tiny) int tiny(void) { FOR_EVER write(1, "x", 1), write(2, "y", 1); }
EXPORT(large) int large(void) { FOR_EVER write(1, room, sizeof room); }

EXPORT(vectors) int vectors(void)
{
	static struct iovec v[64];
	for (int i = 0; i < 64; i++) v[i] = (struct iovec){ room, sizeof room };
	FOR_EVER writev(1, v, 64);
}

/* The words that the loader waits on do not hold still. */
EXPORT(words) int words(void)
{
	int *done = (int *)(*(volatile int *)CALLS + CALLS_DONE);
	FOR_EVER {
		__atomic_fetch_add(done, 1, __ATOMIC_SEQ_CST), __builtin_wasm_memory_atomic_notify(done, 1);
		__atomic_fetch_add((int *)DOORBELL, 1, __ATOMIC_SEQ_CST), __builtin_wasm_memory_atomic_notify((int *)DOORBELL, 1);
	}
}

/* Deep enough that the trap has a long stack. */
EXPORT(trap) __attribute__((noinline)) int trap(int depth) { return depth ? trap(depth - 1) + 1 : (__builtin_trap(), 0); }

EXPORT(touch) int touch(int megabytes)
{
	char *p = malloc((size_t)megabytes << 20);
	if (p) memset(p, 1, (size_t)megabytes << 20);
	return !!p;
}

EXPORT(string) char *string(int bytes)
{
	static char *made;
	if (!made) made = memset(malloc(bytes + 1), 'a', bytes), made[bytes] = 0;
	return made;
}

static void *waiting(void *unused) { pause(); return 0; }

EXPORT(threads) int threads(int n)
{
	pthread_t thread;
	int made = 0;
	while (made < n && !pthread_create(&thread, 0, waiting, 0)) made++;
	return made;
}

static void taken(int signal) { }

/* Signals that come every millisecond, to threads that do not take them. */
EXPORT(signals) int signals(void)
{
	struct itimerval every = { { 0, 1000 }, { 0, 1000 } };
	signal(SIGALRM, taken), signal(SIGVTALRM, taken), signal(SIGPROF, taken);
	setitimer(ITIMER_REAL, &every, 0), setitimer(ITIMER_VIRTUAL, &every, 0), setitimer(ITIMER_PROF, &every, 0);
	threads(10);
	FOR_EVER for (int core = 0; core < 12; core++) {
		*(volatile int *)(CORE_SLOTS + core * CORE_SLOT_SIZE + SLOT_INTERRUPT) = 1;
		*(volatile int *)(CORE_SLOTS + core * CORE_SLOT_SIZE + SLOT_WAIT_ADDR) = DOORBELL;
	}
}

EXPORT(packets) int packets(void)
{
	int c = hermit_connect(LOADER, 1, -1);
	FOR_EVER if (hermit_send(c, room, 8, -1)) return errno;
}

int main(void) { return 0; }
