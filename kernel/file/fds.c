/* Descriptors of a thread between vfork and exec: a copy of the program's, which its other threads do not see. */
#include <string.h>
#include "fd.h"
#include "fds.h"
#include "pages.h"

#define PAGES ((sizeof(struct fds) + PAGE_SIZE_ - 1) / PAGE_SIZE_)

int fds_fork(void)
{
	struct thread *t = thread_current();
	struct fds *copy = pages_alloc(PAGES, 1, 0);
	if (!copy) return -ENOMEM;
	struct fds *from = fds_mine();
	lock(&fds_lock);
	memcpy(copy, from, sizeof *copy);
	for (int fd = 0; fd < copy->highest; fd++)
		if (copy->files[fd]) add(&copy->files[fd]->references, 1);
	unlock(&fds_lock);
	copy->outer = t->fds;
	t->fds = copy;
	add(&fds_private, 1);
	return 0;
}

void fds_leave(void)
{
	struct thread *t = thread_current();
	struct fds *copy = t->fds;
	t->fds = copy->outer;
	add(&fds_private, -1);
	for (int fd = 0; fd < copy->highest; fd++)
		if (copy->files[fd]) file_put(copy->files[fd]);
	pages_free(copy, PAGES);
}
