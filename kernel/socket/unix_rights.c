/* Descriptors that are sent: SCM_RIGHTS. */
#define _GNU_SOURCE
#include "pool.h"
#include "unix.h"

static struct pool rights_pool = POOL_OF(struct rights);

static long add_files(struct rights **all, const int *fds, int n)
{
	if (!*all && !(*all = pool_take(&rights_pool))) return -ENOMEM;
	for (int i = 0; i < n; i++) {
		if ((*all)->count == RIGHTS_MAX) return -EINVAL;
		struct file *f = file_get(fds[i]);
		if (!f) return -EBADF;
		(*all)->files[(*all)->count++] = f;
	}
	return 0;
}

long unix_rights_make(const struct message *m, struct rights **all)
{
	*all = 0;
	const char *at = m->control, *end = at + m->control_size;
	long r = 0;
	while (at && !r && (uint32_t)(end - at) >= sizeof(struct cmsghdr)) {
		const struct cmsghdr *c = (const struct cmsghdr *)at;
		if (c->cmsg_len < sizeof *c || c->cmsg_len > (uint32_t)(end - at)) r = -EINVAL;
		else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
			r = add_files(all, (const int *)CMSG_DATA(c), (c->cmsg_len - sizeof *c) / sizeof(int));
		/* Whom credentials name is checked on Linux; here there is only one that they can name. */
		else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type != SCM_CREDENTIALS) r = -EINVAL;
		if (CMSG_ALIGN(c->cmsg_len) >= (uint32_t)(end - at)) break;
		at += CMSG_ALIGN(c->cmsg_len);
	}
	if (*all && (r || !(*all)->count)) {
		unix_rights_drop(*all);
		*all = 0;
	}
	return r;
}

void unix_rights_give(struct rights *all, struct message *m, int keep)
{
	int fds[RIGHTS_MAX], n = 0;
	int room = m->control && m->control_size > sizeof(struct cmsghdr)
		? (m->control_size - sizeof(struct cmsghdr)) / sizeof(int)
		: 0;
	for (; n < all->count && n < room; n++) {
		struct file *f = all->files[n];
		if (keep) file_hold(f);
		fds[n] = fd_install(f, 0, m->flags & MSG_CMSG_CLOEXEC);
		if (fds[n] >= 0) continue;
		if (keep) file_put(f);
		break;
	}
	if (n) message_control(m, SOL_SOCKET, SCM_RIGHTS, fds, n * sizeof(int));
	if (n < all->count) m->result |= MSG_CTRUNC;
	if (keep) return;
	for (int i = n; i < all->count; i++) file_put(all->files[i]);
	pool_give(&rights_pool, all);
}

void unix_rights_drop(struct rights *all)
{
	for (int i = 0; i < all->count; i++) file_put(all->files[i]);
	pool_give(&rights_pool, all);
}

void unix_rights_add(struct unix_socket *u, struct rights *all, uint32_t place, uint32_t size)
{
	all->place = place;
	all->size = size;
	all->next = 0;
	if (!u->rights) u->rights_end = &u->rights;
	*u->rights_end = all;
	u->rights_end = &all->next;
}
