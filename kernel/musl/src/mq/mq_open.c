#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "pthread_impl.h"
#include "queues.h"

#define MOST 65536
#define LONGEST (16 << 20)

pthread_mutex_t __queues_lock = PTHREAD_MUTEX_INITIALIZER;
static struct queue *queues[QUEUES];
static struct queue_descriptor descriptors[DESCRIPTORS];

struct queue_descriptor *__queue_find(mqd_t mq)
{
	unsigned at = mq - FIRST_DESCRIPTOR;
	pthread_mutex_lock(&__queues_lock);
	if (at < DESCRIPTORS && descriptors[at].queue) return &descriptors[at];
	pthread_mutex_unlock(&__queues_lock);
	errno = EBADF;
	return 0;
}

void __queue_release(struct queue *q)
{
	if (--q->references) return;
	for (struct message *m = q->first, *next; m; m = next) {
		next = m->next;
		free(m);
	}
	free(q);
}

void __queue_changed(struct queue *q)
{
	a_inc(&q->changed);
	__wake(&q->changed, -1, 1);
}

int __queue_wait(struct queue *q, const struct timespec *until)
{
	int seen = q->changed, r;
	struct timespec now;
	long long left[2];
	if (until && (until->tv_nsec < 0 || until->tv_nsec > 999999999)) return EINVAL;
	if (until) {
		clock_gettime(CLOCK_REALTIME, &now);
		left[0] = until->tv_sec - now.tv_sec;
		left[1] = until->tv_nsec - now.tv_nsec;
		if (left[1] < 0) {
			left[1] += 1000000000;
			left[0]--;
		}
		if (left[0] < 0) return ETIMEDOUT;
	}
	pthread_mutex_unlock(&__queues_lock);
	r = -__syscall_cp(
		SYS_futex_time64, &q->changed, FUTEX_WAIT | FUTEX_PRIVATE, seen, until ? left : 0, 0, 0);
	pthread_mutex_lock(&__queues_lock);
	return r == EAGAIN ? 0 : r;
}

static int name_error(const char *name)
{
	if (*name != '/' || !name[1]) return name[0] == '/' ? ENOENT : EINVAL;
	if (strchr(name + 1, '/')) return EACCES;
	return strlen(name + 1) > NAME_MAX ? ENAMETOOLONG : 0;
}

/* With the lock. */
static struct queue **place_of(const char *name)
{
	for (int i = 0; i < QUEUES; i++)
		if (name ? queues[i] && !strcmp(queues[i]->name, name) : !queues[i]) return &queues[i];
	return 0;
}

/* With the lock: 0 or an error number. */
static int make(const char *name, const struct mq_attr *attr, struct queue **made)
{
	struct queue **place = place_of(0);
	if (attr &&
		(attr->mq_maxmsg <= 0 || attr->mq_msgsize <= 0 || attr->mq_maxmsg > MOST ||
			attr->mq_msgsize > LONGEST))
		return EINVAL;
	if (!place) return ENOSPC;
	struct queue *q = calloc(1, sizeof *q);
	if (!q || !(q->name = strdup(name))) {
		free(q);
		return ENOMEM;
	}
	q->most = attr ? attr->mq_maxmsg : 10;
	q->size = attr ? attr->mq_msgsize : 8192;
	/* Its name counts. */
	q->references = 1;
	*made = *place = q;
	return 0;
}

mqd_t mq_open(const char *name, int flags, ...)
{
	const struct mq_attr *attr = 0;
	if (flags & O_CREAT) {
		va_list more;
		va_start(more, flags);
		va_arg(more, mode_t);
		attr = va_arg(more, struct mq_attr *);
		va_end(more);
	}
	int error = name_error(name), at = 0;
	if (!error && (flags & O_ACCMODE) == O_ACCMODE) error = EINVAL;
	pthread_mutex_lock(&__queues_lock);
	struct queue **place = error ? 0 : place_of(name), *q = place ? *place : 0;
	while (at < DESCRIPTORS && descriptors[at].queue) at++;
	if (!error && at == DESCRIPTORS) error = EMFILE;
	if (!error && q && (flags & O_CREAT) && (flags & O_EXCL)) error = EEXIST;
	if (!error && !q) error = flags & O_CREAT ? make(name, attr, &q) : ENOENT;
	if (!error) {
		q->references++;
		descriptors[at] = (struct queue_descriptor){ q, flags & (O_ACCMODE | O_NONBLOCK) };
	}
	pthread_mutex_unlock(&__queues_lock);
	if (!error) return FIRST_DESCRIPTOR + at;
	errno = error;
	return -1;
}

int mq_unlink(const char *name)
{
	int error = name_error(name);
	pthread_mutex_lock(&__queues_lock);
	struct queue **place = error ? 0 : place_of(name);
	if (!error && !place) error = ENOENT;
	if (!error) {
		struct queue *q = *place;
		*place = 0;
		free(q->name);
		q->name = 0;
		__queue_release(q);
	}
	pthread_mutex_unlock(&__queues_lock);
	if (!error) return 0;
	errno = error;
	return -1;
}

int mq_close(mqd_t mq)
{
	struct queue_descriptor *d = __queue_find(mq);
	if (!d) return -1;
	struct queue *q = d->queue;
	if (q->notified == mq) q->notified = 0;
	d->queue = 0;
	__queue_release(q);
	pthread_mutex_unlock(&__queues_lock);
	return 0;
}

int mq_setattr(mqd_t mq, const struct mq_attr *restrict new, struct mq_attr *restrict old)
{
	struct queue_descriptor *d = __queue_find(mq);
	if (!d) return -1;
	struct queue *q = d->queue;
	if (new && new->mq_flags & ~O_NONBLOCK) {
		pthread_mutex_unlock(&__queues_lock);
		errno = EINVAL;
		return -1;
	}
	if (old)
		*old = (struct mq_attr){ .mq_flags = d->flags & O_NONBLOCK,
			.mq_maxmsg = q->most,
			.mq_msgsize = q->size,
			.mq_curmsgs = q->count };
	if (new) d->flags = (d->flags & ~O_NONBLOCK) | (new->mq_flags & O_NONBLOCK);
	pthread_mutex_unlock(&__queues_lock);
	return 0;
}

int mq_notify(mqd_t mq, const struct sigevent *event)
{
	int error = 0;
	if (event &&
		(event->sigev_notify < SIGEV_SIGNAL || event->sigev_notify > SIGEV_THREAD ||
			(event->sigev_notify == SIGEV_SIGNAL &&
				(event->sigev_signo < 1 || event->sigev_signo > 31)))) {
		errno = EINVAL;
		return -1;
	}
	struct queue_descriptor *d = __queue_find(mq);
	if (!d) return -1;
	struct queue *q = d->queue;
	if (!event) {
		if (q->notified == mq) q->notified = 0;
	} else if (q->notified) error = EBUSY;
	else {
		q->notified = mq;
		q->notify = *event;
	}
	pthread_mutex_unlock(&__queues_lock);
	if (!error) return 0;
	errno = error;
	return -1;
}
