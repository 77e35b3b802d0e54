// native: no
// driver: no
/*
 * An isle that means harm, in ways that its first argument names; the second is a seed. It does not end by itself unless a limit stops it:
 * then it returns what it got.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <hermit.h>
#include <hermit_channel.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <netinet/in.h>
#include <unistd.h>
#include "../../kernel/include/layout.h"
#include "random.h"

#define HV(name) __attribute__((import_module("hermit_3"), import_name(#name)))
HV(log) void raw_log(const char *text, unsigned length);
HV(bind) int raw_bind(int isle, int region);
HV(put) int raw_put(int capability, unsigned offset, const void *from, unsigned length, unsigned bell);

#define EXPORT(name) __attribute__((export_name(#name)))
EXPORT(add) int add(int a, int b) { return a + b; }
/* While it runs, the word that the loader waits on for its end does not hold still. */
EXPORT(restless) int restless(void)
{
	int board = *(volatile int *)CALLS;
	for (;;) __atomic_fetch_add((int *)(board + CALLS_DONE), 1, __ATOMIC_SEQ_CST);
}

static char room[8 << 20];

static volatile int *word(unsigned address)
{
	return (volatile int *)address;
}

static volatile int *slot(int core, int offset)
{
	return word(CORE_SLOTS + core * CORE_SLOT_SIZE + offset);
}

/* A call without the kernel: its result. */
static int request(int core, int nr, int a, int b, int c, int d)
{
	int args[6] = { a, b, c, d };
	*slot(core, SLOT_NR) = nr;
	for (int i = 0; i < 6; i++) *slot(core, SLOT_ARGS + 4 * i) = args[i];
	__atomic_store_n(slot(core, SLOT_STATE), SLOT_POSTED, __ATOMIC_SEQ_CST);
	__atomic_fetch_add((int *)DOORBELL, 1, __ATOMIC_SEQ_CST);
	__builtin_wasm_memory_atomic_notify((int *)DOORBELL, 1);
	while (__atomic_load_n(slot(core, SLOT_STATE), __ATOMIC_SEQ_CST) != SLOT_DONE) usleep(100);
	return *slot(core, SLOT_RESULT);
}

/* Its own kernel's words and tables, at random, from one thread while others use them. */
static void *use_kernel(void *unused)
{
	for (int i = 0;; i++) {
		int fd = open("/tmp/x", O_RDWR | O_CREAT, 0600);
		write(fd, room, i % 5000), close(fd), free(malloc(i % 9000)), usleep(1);
	}
}

static int scribble(void)
{
	pthread_t thread;
	pthread_create(&thread, 0, use_kernel, 0);
	usleep(3000);
	for (int i = 0;; i++) {
		unsigned at = BOOT_PAGE + below(0x40) * 4;
		switch (below(4)) {
		case 0: at = BOOT_PAGE + 0x80 + below(0x40) * 4; break;
		case 1: at = CORE_SLOTS + below(4) * CORE_SLOT_SIZE + below(CORE_SLOT_SIZE / 4) * 4; break;
		case 2: if (one_in(50)) at = IMAGE_BASE + below(0x8000) * 4; break;
		}
		*word(at) = odd_number();
		if (one_in(8)) __builtin_wasm_memory_atomic_notify((int *)DOORBELL, 1);
		if (one_in(30)) usleep(100);
	}
}

static int spin(void) { for (volatile unsigned i = 0;; i++); }
static int ring(void) { for (;;) __atomic_fetch_add((int *)DOORBELL, 1, __ATOMIC_SEQ_CST); }
static int trap(void) { __builtin_trap(); }

static int calls(void) { for (;;) access("/tmp", 0); }

static void *calling(void *unused) { calls(); return 0; }

static int many_calls(void)
{
	pthread_t thread;
	for (int i = 0; i < 7; i++) pthread_create(&thread, 0, calling, 0);
	return calls();
}

static int heavy(void)
{
	int zero = open("/dev/zero", O_RDONLY), random = open("/dev/urandom", O_RDONLY);
	struct iovec v[256];
	for (int i = 0; i < 256; i++) v[i] = (struct iovec){ room, sizeof room };
	for (;;) {
		preadv(random, v, 256, 0), readv(zero, v, 256);
		syscall(SYS_getrandom, room, sizeof room, 0), pread(random, room, sizeof room, 0);
	}
}

static int walk(void)
{
	static char path[4096];
	mkdir("/tmp/a", 0755), mkdir("a", 0755);
	for (int i = 0; i < 4000; i += 5) memcpy(path + i, "a/../", 5);
	path[4000] = 0;
	symlink(path, "link"), symlink(path, "/tmp/link");
	for (int i = 0; i + 10 < 4000; i += 10) memcpy(path + i, "link/a/../", 10);
	for (;;) access(path, 0), rename(path, path);
}

static int locks(void)
{
	int fd = open("/tmp/locked", O_RDWR | O_CREAT, 0600), n = 0;
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
	for (;; lock.l_start += 2, n++) if (fcntl(fd, F_OFD_SETLK, &lock)) return errno == ENOLCK ? n / 100 : 255;
}

static int names(void)
{
	char name[64];
	for (int n = 0;; n++) {
		sprintf(name, "/tmp/%d", n);
		if (n % 2 ? link("/tmp/0", name) : mknod(name, 0600, 0)) return errno == ENOSPC ? n / 100 : 255;
	}
}

static int memory(void)
{
	for (volatile char *p; (p = malloc(1 << 16)); ) for (int i = 0; i < 1 << 16; i += 4096) p[i] = 1;
	return 7;
}

static int threads(void)
{
	pthread_t thread;
	int n = 1;
	while (!pthread_create(&thread, 0, calling, 0)) n++;
	return n;
}

static int cores(void)
{
	for (int i = 0;; i++) {
		*word(CORES_WANTED) = i % 2 ? 256 : (int)odd_number();
		__atomic_fetch_add((int *)DOORBELL, 1, __ATOMIC_SEQ_CST);
		__builtin_wasm_memory_atomic_notify((int *)DOORBELL, 1);
		usleep(10);
	}
}

static int files(void)
{
	strcpy(room, "/dev/null");
	*word(CORES_UP) = 64;
	int n = 0;
	while (request(20, SYS_openat, -100, (int)(intptr_t)room, 0, 0) > 0) n++;
	return n;
}

static void count(int signal) { }

static int timers(void)
{
	struct itimerval every = { { 0, 1 }, { 0, 1 } };
	signal(SIGALRM, count);
	for (;;) setitimer(ITIMER_REAL, &every, 0);
}

static int output(void) { for (;;) if (write(1, room, 65536) < 0 && errno == EDQUOT) return 9; }
static int log_all(void) { for (;;) raw_log("\033[2Jnoise\r\n", 11); }

static int channels(void)
{
	for (;;) {
		for (int i = 0; i < 4; i++) hermit_disconnect(hermit_connect(i, 3, 0));
		hermit_disconnect(hermit_connect(256, 3, 0));
		for (int i = 0; i < 64; i++) {
			int c = raw_bind(i % 2 ? 256 : below(4), i % 4 ? CHANNEL_REGION : NET_REGION), value = odd_number();
			if (c < 0) continue;
			raw_put(c, below(BOARD_SIZE / 4) * 4, &value, 4, BOARD_ENDS + below(CHANNEL_ENDS) * END_SIZE + END_BELL);
			raw_put(c, BOARD_PORTS + below(64) * 4, &value, 4, BOARD_PORTS);
		}
	}
}

static int network(void)
{
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(7) };
	for (unsigned i = 0;; i++) {
		to.sin_addr.s_addr = htonl(NET_PREFIX + 1 + i % 6);
		sendto(s, room, 8000, MSG_DONTWAIT, (void *)&to, sizeof to);
	}
}

int main(int argc, char **argv)
{
	static const struct { const char *name; int (*run)(void); } all[] = { { "scribble", scribble }, { "spin", spin }, { "ring", ring },
		{ "trap", trap }, { "calls", many_calls }, { "heavy", heavy }, { "walk", walk }, { "locks", locks }, { "names", names },
		{ "memory", memory }, { "threads", threads }, { "cores", cores }, { "files", files }, { "timers", timers }, { "output", output },
		{ "log", log_all }, { "channels", channels }, { "network", network } };
	random_seed(argc > 2 ? atoi(argv[2]) : 1);
	for (unsigned i = 0; argc > 1 && i < sizeof all / sizeof *all; i++) if (!strcmp(all[i].name, argv[1])) return all[i].run();
	return 0;
}
