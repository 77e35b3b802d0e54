/* A table of descriptors: the program's own, or that of a thread between vfork and exec (fds.c). */
#ifndef HERMIT_FDS_H
#define HERMIT_FDS_H
#include "core.h"

struct fds {
	struct file *files[MAX_FDS];
	uint32_t on_exec[MAX_FDS / 32];
	int highest;
	struct fds *outer;
};
extern struct fds fds_own;
extern volatile int fds_lock;
/* How many threads have one of their own. */
extern volatile int fds_private;

static inline struct fds *fds_mine(void)
{
	struct fds *mine;
	return unlikely(fds_private) && (mine = thread_current()->fds) ? mine : &fds_own;
}

#endif
