/* What a program can do that has limits: each step goes on until it fails, says how far it came, and exits with the error. */
#include "wasi.h"

static char block[1024];

static u32 filled(const char *directory)
{
	u32 n, dir = preopened(directory), fd = opened(dir, "file", CREAT, R_FILE, 0), error, all = 0;
	iovec v = {block, sizeof block};
	while ((error = fd_write(fd, &v, 1, &n)) == 0 && all < 1 << 22) all += n;
	number(all);
	return error;
}

int main(void)
{
	u32 n, error, all = 0;
	iovec v = {block, sizeof block};
	args_get(arguments, argument_text);
	switch (arguments[1][0]) {
	case 'f': {
		u32 dir = preopened("/tmp"), fd = opened(dir, "file", CREAT, R_FILE, 0);
		do all++; while ((error = path_open(dir, 0, P("file"), 0, R_READ, 0, 0, &fd)) == 0);
		number(fd);
		proc_exit(error);
	}
	case 'o':
		while ((error = fd_write(1, &v, 1, &n)) == 0) all += n;
		proc_exit(error);
	case 'w': proc_exit(filled("here"));
	case 't': proc_exit(filled("/tmp"));
	case 'm':
		while (__builtin_wasm_memory_grow(0, 1) != (unsigned long)-1);
		proc_exit(__builtin_wasm_memory_size(0));
	case 'c':
		while (v.size = sizeof block, fd_read(0, &v, 1, &n) == 0 && n) v.size = n, fd_write(1, &v, 1, &n);
		break;
	case 'e': {
		char *env[8], text[256];
		environ_get(env, text);
		v = (iovec){arguments[2], length(arguments[2])}; fd_write(1, &v, 1, &n);
		v = (iovec){env[0], length(env[0])}; fd_write(1, &v, 1, &n);
		say("words");
		proc_exit(200);
	}
	/* Until it is ended. */
	case 'l': for (volatile int i = 0;; i++);
	case 'r': fd_read(0, &v, 1, &n); break;
	case 's': { subscription s = {.tag = 0, .clock = {.id = 1, .timeout = ~0ull}}; event e; poll_oneoff(&s, &e, 1, &n); break; }
	case 'a': sock_accept(3, 0, &n); break;
	}
	return 0;
}
