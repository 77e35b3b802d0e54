// native: no
// driver: no
/*
 * An isle whose second thread writes all words that it shares with the loader, at random, while its other threads use them: boot page, master
 * channel, slots, the boards of calls and of channels, the rings of its device and of others'. It never ends by itself. Arguments: seed, which
 * words (a letter each: see areas), writes between two pauses.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <hermit.h>
#include <hermit_channel.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "../../kernel/include/layout.h"
#include "random.h"

#define HV(name) __attribute__((import_module("hermit_3"), import_name(#name)))
HV(bind) int raw_bind(int isle, int region);
HV(put) int raw_put(int capability, unsigned offset, const void *from, unsigned length, unsigned bell);

#define EXPORT(name) __attribute__((export_name(#name)))
EXPORT(add) int add(int a, int b) { return a + b; }
EXPORT(text) const char *text(void) { return (const char *)(uintptr_t)(random_word() % *(volatile unsigned *)BOOT_MEMORY_LIMIT); }

static unsigned host;
static char room[65536];

static void store_word(unsigned at, unsigned value)
{
	if (at + 4 <= *(volatile unsigned *)BOOT_MEMORY_LIMIT) *(volatile unsigned *)at = value;
}

static unsigned host_thread(void) { return one_in(2) ? host : host + below(40); }

static unsigned value(void)
{
	switch (below(6)) {
	case 0: return host_thread();
	case 1: return BOOT_PAGE + below(0x12100) / 4 * 4;
	default: return odd_number();
	}
}

static void boot_page(void) { store_word(BOOT_PAGE + below(0x10) * 4, value()); }
static void master(void) { store_word(BOOT_PAGE + 0x80 + below(0x40) * 4, value()); }
static void own_slots(void) { store_word(CORE_SLOTS + below(6) * CORE_SLOT_SIZE + below(CORE_SLOT_SIZE / 4) * 4, value()); }
static void all_slots(void) { store_word(CORE_SLOTS + below((IMAGE_BASE - CORE_SLOTS) / 4) * 4, value()); }

/* Says of every core that it runs a thread and waits. */
static void waits(void)
{
	for (unsigned core = 0; core <= NETWORK_CORE; core++) {
		store_word(CORE_SLOTS + core * CORE_SLOT_SIZE + SLOT_TID, host);
		store_word(CORE_SLOTS + core * CORE_SLOT_SIZE + SLOT_WAIT_ADDR, value());
		store_word(CORE_SLOTS + core * CORE_SLOT_SIZE + SLOT_INTERRUPT, 1);
	}
}

/* The host's threads as its own, wherever a slot might name one; then to one CPU with them. */
static void threads(void)
{
	static unsigned all[40];
	static cpu_set_t one;
	CPU_ZERO(&one), CPU_SET(below(2), &one);
	for (unsigned core = 0, thread = host_thread(); core < 6; core++)
		for (unsigned at = SLOT_IDLE + 4; at < CORE_SLOT_SIZE; at += 4) store_word(CORE_SLOTS + core * CORE_SLOT_SIZE + at, thread);
	for (int i = 0; i < 4; i++) syscall(SYS_sched_setaffinity, i % 2 ? 0 : getpid(), sizeof all, &one);
}

static void bells(void)
{
	unsigned bell = *(volatile unsigned *)DOORBELL, until = below(2000);
	for (unsigned i = 0; i < until; i++) *(volatile unsigned *)DOORBELL = bell, *(volatile unsigned *)PROXY_ASLEEP = 0;
}

static void board(void)
{
	unsigned at = *(volatile unsigned *)CALLS;
	if (at) store_word(at + (one_in(2) ? below(16) * 4 : below(CALL_SLOT_SIZE / 2) * 4), value());
}

/* Boards of channels and devices: its own, the loader's, Linux's, the other isles'. */
static void regions(void)
{
	int who = below(8), c = raw_bind(who < 4 ? who : who < 6 ? LOADER : LINUX_DEVICE, one_in(2) ? CHANNEL_REGION : NET_REGION);
	if (c < 0) return;
	for (int i = 0; i < 16; i++) {
		unsigned v = value(), at = one_in(2) ? below(DEVICE_RINGS / 4) * 4 : below(BOARD_SIZE / 4) * 4;
		/* The others' calls are theirs to make: what peers may do to each other is no matter of this test. */
		if (who < 4 && who != hermit_isle()) at = DEVICE_RINGS + below(1 << 18) / 4 * 4;
		raw_put(c, at, &v, 4, one_in(4) ? DEVICE_BELL : below(BOARD_SIZE / 8) * 8);
	}
}

static void (*const areas[])(void) = { boot_page, master, own_slots, all_slots, waits, threads, bells, board, regions };
static const char letters[] = "pmoawtbcr";

static void pass(unsigned microseconds)
{
	/* Not by the kernel, whose words may be nonsense. */
	static _Alignas(64) int never;
	__builtin_wasm_memory_atomic_wait32(&never, 0, microseconds * 1000ll);
}

static const char *which;
static unsigned writes;

static void *scribble(void *unused)
{
	for (;;) {
		for (unsigned i = 0; i < writes; i++) areas[strchr(letters, which[below(strlen(which))]) - letters]();
		__builtin_wasm_memory_atomic_notify((int *)DOORBELL, one_in(2) ? 1 : -1);
		pass(100);
	}
}

static void *use_files(void *unused)
{
	for (int i = 0;; i++) {
		int fd = open("/tmp/x", O_RDWR | O_CREAT, 0600);
		write(fd, room, i % 5000), write(1, room, i % 300), close(fd), free(malloc(i % 9000));
		struct timespec t;
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	}
}

static void *use_others(void *unused)
{
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(7) };
	for (int i = 0;; i++) {
		to.sin_addr.s_addr = htonl(NET_PREFIX + 1 + i % 4);
		sendto(s, room, 1000, MSG_DONTWAIT, (void *)&to, sizeof to);
		hermit_disconnect(hermit_connect(i % 2 ? LOADER : i % 3, 3, 0));
	}
}

static void *use_calls(void *unused)
{
	hermit_listen(4);
	for (;;) {
		int c = hermit_accept(4, 10000000);
		if (c < 0) continue;
		hermit_send(c, room, 100, 10000000), hermit_disconnect(c);
	}
}

int main(int argc, char **argv)
{
	random_seed(atoi(argv[1]));
	which = argv[2], writes = atoi(argv[3]);
	host = getpid() - hermit_isle();
	pthread_t thread;
	pthread_create(&thread, 0, use_files, 0);
	if (strchr(which, 'r')) pthread_create(&thread, 0, use_others, 0), pthread_create(&thread, 0, use_calls, 0);
	usleep(2000);
	pthread_create(&thread, 0, scribble, 0);
	if (argc > 4) return 0;
	for (;;) pass(1000), getppid();
}
