/* Paths, vectors and subscriptions that a second thread rewrites while calls read them. Twenty rounds for every argument. */
#include "wasi.h"
__attribute__((import_module("wasi"), import_name("thread-spawn"))) int spawn(void *);

static char stack[4096] __attribute__((aligned(16)));
static char path[4096], text[65536];
static iovec vectors[16];
static subscription subscriptions[4];

__attribute__((used)) void begin(void)
{
	for (u32 i = 0;; i++) {
		for (u32 at = 0; at < sizeof path; at++) path[at] = "a\xc3/\x80"[(i + (i & 4 ? at : 0)) & 3];
		for (int v = 0; v < 16; v++) {
			vectors[v].data = i & 1 ? text : (void *)-16;
			vectors[v].size = i & 2 ? 4096 : 0x7fffffff;
		}
		for (int s = 1; s < 4; s++) {
			subscriptions[s].tag = i & 7;
			subscriptions[s].clock.id = i & 3;
			subscriptions[s].clock.timeout = i & 8;
		}
		for (u32 at = 0; at < sizeof text; at++) text[at] = i + at;
	}
}
/* The stack's pointer must be set before any C code runs. */
__asm__(".globaltype __stack_pointer, i32\n.functype begin () -> ()\n"
	".globl wasi_thread_start\n.type wasi_thread_start,@function\nwasi_thread_start:\n.functype wasi_thread_start (i32, i32) -> ()\n"
	"local.get 1\nglobal.set __stack_pointer\ncall begin\nend_function\n"
	);

int main(void)
{
	u32 rounds = 0, size = 0, n, fd;
	u64 at;
	filestat status;
	event events[4];
	args_sizes_get(&rounds, &size);
	u32 tmp = preopened("/tmp");
	u32 file = opened(tmp, "file", CREAT, R_FILE, 0);
	/* This one ends every wait. */
	subscriptions[0].clock.id = 1;
	if (spawn(stack + sizeof stack) < 0) return 1;
	for (rounds *= 20; rounds; rounds--) {
		path_filestat_get(tmp, FOLLOW, path, 300, &status);
		if (!path_open(tmp, FOLLOW, path, rounds % 7, CREAT, R_FILE, R_ALL, 0, &fd)) fd_close(fd);
		path_symlink(path, 100, tmp, path + 100, 3);
		path_rename(tmp, path, 3, tmp, path + 64, 5);
		path_unlink_file(tmp, path, 5);
		fd_write(file, vectors, 3, &n);
		fd_pread(file, vectors + 4, 3, 0, &n);
		fd_seek(file, 0, 0, &at);
		poll_oneoff(subscriptions, events, 4, &n);
		if (rounds % 20 == 0) fd_filestat_set_size(file, 0);
	}
	iovec done = { P("done\n") };
	fd_write(1, &done, 1, &n);
	proc_exit(0);
}
