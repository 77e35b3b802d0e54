// native: no
// driver: no
/*
 * An image that does not go through its kernel: isle 0 fills request slots itself, with calls, numbers and pointers at random, changes
 * them while they are served, takes them back, and posts them twice. REQUESTS comes from the test, which makes it of kernel/syscalls.tbl.
 * Isle 1 does honest work meanwhile, and looks at every result. Arguments: seed, number of requests.
 */
#include <errno.h>
#include <fcntl.h>
#include <hermit.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "../../kernel/include/layout.h"
#include "random.h"

enum { WORD, POINTER, FILE_HANDLE, DIRECTORY, STRING, BUFFER, VECTORS, LENGTH, OFFSET_LOW, NOTHING };
struct call { int number; unsigned char kinds[6]; };
static const struct call calls[] = { REQUESTS };
enum { COUNT = sizeof calls / sizeof *calls, FIRST = 8, SLOTS = 24 };

/* By slot: which call was posted, -1 once it was changed. By call: how often it was answered. */
static int posted[FIRST + SLOTS], answered[COUNT];
/* Only its first megabyte is named; what is written behind that harms nobody. */
enum { ROOM = 1 << 20, BEHIND = 2 << 20 };
static char room[ROOM + BEHIND] __attribute__((aligned(4096)));
static const char *const paths[] = { "file", "other", "dir", "dir/inner", "dir/up", "loop", "away", "fifo", ".", "..", "../..", "/", "/tmp/t",
	"/tmp/d", "/dev/zero", "/dev/urandom", "/dev/full", "/dev/shm/s", "/proc/self/status", "/proc/self/fd/0", "/proc/self/cwd", "/etc/passwd",
	"/dev/fd/5", "dir/../dir/./inner/", "no/such", "constructor", "__proto__", "\xff\xfe", "", "/dev/stdin", "/usr/share/zoneinfo/UTC" };

static volatile int *slot(int core, int word)
{
	return (volatile int *)(CORE_SLOTS + core * CORE_SLOT_SIZE + word);
}

static void ring(void)
{
	__atomic_fetch_add((int *)DOORBELL, 1, __ATOMIC_SEQ_CST);
	__builtin_wasm_memory_atomic_notify((int *)DOORBELL, 1);
}

static unsigned limit(void)
{
	return *(volatile unsigned *)BOOT_MEMORY_LIMIT;
}

/*
 * An odd number that is no address of its own kernel's words, nor a length that reaches them from address 0 on: those are the test of the
 * boot page.
 */
static unsigned no_place(void)
{
	for (;;) {
		unsigned at = odd_number();
		if (at < 4096 || at > limit() + 1) return at;
	}
}

static unsigned address(void)
{
	switch (below(8)) {
	case 0: return 0;
	case 1: return limit() - below(64);
	case 2: return limit() + below(8);
	case 3: return no_place();
	default: return (unsigned)(uintptr_t)room + below(ROOM / 2);
	}
}

static unsigned string(void)
{
	if (one_in(8)) return address();
	char *at = room + ROOM / 2 + below(64) * 8192;
	if (one_in(16)) memset(at, "a/."[below(3)], 8191);
	else if (one_in(8)) for (int i = 0; i < 8190; i += 3) memcpy(at + i, "/..", 3);
	else strcpy(at, PICK(paths));
	return (unsigned)(uintptr_t)at;
}

static unsigned vectors(void)
{
	/*
	 * Beside the room, where no answer lands: bases made of an answer would be anywhere, its own kernel included. Behind them is
	 * room for as many as a call takes, all empty, because the count is as wrong as the rest.
	 */
	enum { SETS = 64, WORDS = 16, CALL_MAX = 1024 };
	static unsigned all[SETS * WORDS + 2 * CALL_MAX];
	unsigned *v = &all[below(SETS) * WORDS];
	for (int i = 0; i < WORDS; i++) v[i] = i % 2 ? below(300) : address();
	if (one_in(4)) v[below(WORDS)] = no_place();
	return one_in(6) ? limit() - below(200) : (unsigned)(uintptr_t)v;
}

static unsigned argument(int kind)
{
	static const unsigned commands[] = { 1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 36, 37, 38, 1032, 0x5401, 0x5402, 0x5413, 0x541b, 0x5421, 8, 0x1000,
		0x100, 0x200, 0x241, 0x242, 0102, 0x410000, 0x10000, 0x200000, 0100644, 0010644, 0020644, 0140644 };
	switch (kind) {
	case POINTER: case BUFFER: return address();
	case FILE_HANDLE: return one_in(6) ? odd_number() : below(24);
	case DIRECTORY: return one_in(2) ? (unsigned)AT_FDCWD : below(24);
	case STRING: return string();
	case VECTORS: return vectors();
	case LENGTH: {
		unsigned n = one_in(3) ? odd_number() : below(70000);
		return n > BEHIND && n <= limit() + 1 ? n % BEHIND : n;
	}
	case OFFSET_LOW: return one_in(3) ? odd_number() : below(70000);
	default: return one_in(3) ? PICK(commands) : odd_number();
	}
}

/* Structures behind pointers: times, locks, polled descriptors, headers of messages. */
static void scribble(void)
{
	unsigned *at = (unsigned *)(room + below(ROOM / 2 - 64) / 4 * 4);
	for (int i = 0; i < 12; i++) at[i] = one_in(2) ? below(24) : no_place();
}

/* A number that is no call. One that is another call would take words for pointers, and may write this isle's own kernel. */
static int no_call(void)
{
	for (;;) {
		int number = (int)odd_number(), known = 0;
		for (int i = 0; i < COUNT; i++) known |= calls[i].number == number;
		/* 94 and 504 end the process and the machine. */
		if (!known && number != 94 && number != 504) return number;
	}
}

static void post(int core)
{
	const struct call *c = &calls[posted[core] = below(COUNT)];
	if (one_in(4)) scribble();
	*slot(core, SLOT_NR) = one_in(50) ? no_call() : c->number;
	for (int i = 0; i < 6; i++) *slot(core, SLOT_ARGS + 4 * i) = argument(c->kinds[i]);
	*slot(core, SLOT_CANCEL) = one_in(8);
	__atomic_store_n(slot(core, SLOT_STATE), SLOT_POSTED, __ATOMIC_SEQ_CST);
	ring();
}

static void meddle(int core)
{
	posted[core] = -1;
	switch (below(6)) {
	case 0: *slot(core, SLOT_ARGS + 4 * below(6)) = one_in(2) ? 0x80000000 + below(1 << 30) : below(4096); break;
	case 1: *slot(core, SLOT_RESULT) = odd_number(); break;
	case 2: *slot(core, SLOT_SLEEPING) = odd_number(); break;
	case 3: *slot(core, SLOT_STATE) = odd_number(); break;
	case 4: *slot(core, SLOT_TID) = odd_number(), *slot(core, SLOT_HOST_TID) = odd_number(), *slot(core, SLOT_WAIT_ADDR) = odd_number(); break;
	default: *slot(core, SLOT_CANCEL) = 1;
	}
	if (one_in(4)) ring();
}

static int honest(int round)
{
	static char there[5000], back[5000];
	char name[32];
	sprintf(name, "honest%d", round % 4);
	memset(there, round, sizeof there);
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
	int wrong = fd < 0 || write(fd, there, sizeof there) != sizeof there || lseek(fd, 0, SEEK_SET) != 0 ||
		read(fd, back, sizeof back) != sizeof back || memcmp(there, back, sizeof there) || close(fd) || unlink(name);
	struct stat st;
	return wrong || stat(name, &st) != -1 || errno != ENOENT;
}

/* Rounds of the honest isle, which the other one waits for. */
enum { ENOUGH = 20 };

static int suffer(void)
{
	int rounds = 0;
	for (; !hermit_isles_ended(); rounds++) {
		if (honest(rounds)) return dprintf(1, "round %d was wrong: %s\n", rounds, strerror(errno)), 1;
		if (rounds == ENOUGH) close(open("enough", O_CREAT | O_WRONLY, 0600));
	}
	dprintf(1, "%s\n", rounds > ENOUGH ? "all right" : "hardly any rounds");
	return 0;
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	if (hermit_isle() == 1) return chdir("honest") ? 2 : suffer();
	char home[4096], enough[4200];
	chdir("hostile");
	getcwd(home, sizeof home);
	sprintf(enough, "%s/../honest/enough", home);
	mkdir("dir", 0755), mkdir("dir/inner", 0755), symlink("../..", "dir/up"), symlink("loop", "loop"), symlink("/etc/passwd", "away");
	close(open("file", O_CREAT | O_RDWR, 0644));
	close(1), close(2);
	for (int s = 1; s < 32; s++) signal(s, SIG_IGN);
	random_seed(atoi(argv[1]));
	*(volatile int *)CORES_UP = 200;
	for (int left = atoi(argv[2]); left > 0 || access(enough, 0);) {
		int core = FIRST + below(SLOTS), state = __atomic_load_n(slot(core, SLOT_STATE), __ATOMIC_SEQ_CST);
		if (state == SLOT_DONE && posted[core] >= 0) answered[posted[core]]++, left--;
		if (state != SLOT_POSTED) post(core);
		else if (one_in(12)) meddle(core);
		/* A real call: it waits until the proxy has come by. */
		else getppid(), access("file", 0);
		if (one_in(100)) chdir(home), umask(022), chmod(".", 0755), truncate("file", 0), truncate("other", 0);
	}
	/* All are to be answered when they are asked back. */
	double end = now() + 120;
	for (int core = FIRST; core < FIRST + SLOTS; core++) {
		while (__atomic_load_n(slot(core, SLOT_STATE), __ATOMIC_SEQ_CST) == SLOT_POSTED) {
			*slot(core, SLOT_CANCEL) = 1;
			ring();
			usleep(500);
			if (now() > end) return 3;
		}
	}
	for (int i = 0; i < COUNT; i++) if (!answered[i]) return 4;
	return 0;
}
