// A read that waits on a named pipe, which another core closes: the number of its descriptor is another file's when the read goes on.
// native: no
#include "check.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "../../kernel/include/layout.h"

static volatile int *slot(int core, int offset)
{
	return (volatile int *)(CORE_SLOTS + core * CORE_SLOT_SIZE + offset);
}

/* Past the kernel, which would not do that. */
static void prepare(int core, int nr, int a, int b, int c)
{
	int args[6] = { a, b, c };
	*slot(core, SLOT_NR) = nr;
	*slot(core, SLOT_CANCEL) = 0;
	for (int i = 0; i < 6; i++) *slot(core, SLOT_ARGS + 4 * i) = args[i];
	__atomic_store_n(slot(core, SLOT_STATE), SLOT_POSTED, __ATOMIC_SEQ_CST);
}

static void post(int core, int nr, int a, int b, int c)
{
	prepare(core, nr, a, b, c);
	__atomic_fetch_add((int *)DOORBELL, 1, __ATOMIC_SEQ_CST);
	__builtin_wasm_memory_atomic_notify((int *)DOORBELL, 1);
}

static int answer(int core)
{
	while (__atomic_load_n(slot(core, SLOT_STATE), __ATOMIC_SEQ_CST) != SLOT_DONE) usleep(100);
	return *slot(core, SLOT_RESULT);
}

int main(void)
{
	static char text[64];
	int file = open("other", O_RDWR | O_CREAT, 0600);
	write(file, "not for this reader", 19);
	SHOW(mkfifo("pipe", 0600));
	*(volatile int *)CORES_UP = 32;
	post(20, SYS_openat, AT_FDCWD, (int)(intptr_t)"pipe", O_RDWR);
	int pipe = answer(20);
	YES(pipe > 0);
	post(20, SYS_read, pipe, (int)(intptr_t)text, sizeof text);
	usleep(20000);
	YES(*slot(20, SLOT_STATE) == SLOT_POSTED);
	/* In one round: the proxy looks at the read again only after both. */
	prepare(21, SYS_close, pipe, 0, 0);
	post(22, SYS_openat, AT_FDCWD, (int)(intptr_t)"other", O_RDONLY);
	SHOW(answer(21));
	YES(answer(22) > 0);
	YES(answer(20) < 0);
	YES(text[0] == 0);
	return 0;
}
