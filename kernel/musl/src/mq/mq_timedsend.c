#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "pthread_impl.h"
#include "queues.h"
#include "../time/timers.h"

/* With the lock: behind those of its priority. */
static void insert(struct queue *q, struct message *m)
{
	struct message **at = &q->first;
	while (*at && (*at)->priority >= m->priority) at = &(*at)->next;
	m->next = *at;
	*at = m;
	q->count++;
}

/* What a thread has that waits. */
struct waiting {
	struct queue *queue;
	struct message *message; /* that it sends */
	int receives;
};

/* It was cancelled. */
static void given_up(void *p)
{
	struct waiting *w = p;
	free(w->message);
	pthread_mutex_lock(&__queues_lock);
	w->queue->receivers -= w->receives;
	__queue_release(w->queue);
	pthread_mutex_unlock(&__queues_lock);
}

int mq_timedsend(
	mqd_t mq, const char *text, size_t length, unsigned priority, const struct timespec *until)
{
	int error = 0;
	struct sigevent notify = { .sigev_notify = SIGEV_NONE };
	struct queue_descriptor *d = __queue_find(mq);
	if (!d) return -1;
	struct queue *q = d->queue;
	struct message *m = 0;
	if ((d->flags & O_ACCMODE) == O_RDONLY) error = EBADF;
	else if (priority >= MQ_PRIO_MAX) error = EINVAL;
	else if (length > q->size) error = EMSGSIZE;
	else if (!(m = malloc(sizeof *m + length))) error = ENOMEM;
	q->references++;
	struct waiting waiting = { .queue = q, .message = m };
	pthread_cleanup_push(given_up, &waiting);
	while (!error && q->count >= q->most)
		error = d->flags & O_NONBLOCK ? EAGAIN : __queue_wait(q, until);
	pthread_cleanup_pop(0);
	if (error) free(m);
	else {
		m->length = length;
		m->priority = priority;
		memcpy(m->text, text, length);
		insert(q, m);
		if (q->notified && q->count == 1 && !q->receivers) {
			notify = q->notify;
			q->notified = 0;
		}
		__queue_changed(q);
	}
	__queue_release(q);
	pthread_mutex_unlock(&__queues_lock);
	if (notify.sigev_notify == SIGEV_SIGNAL) __notify_signal(&notify, SI_MESGQ);
	if (notify.sigev_notify == SIGEV_THREAD) __notify_thread(&notify);
	if (!error) return 0;
	errno = error;
	return -1;
}

ssize_t mq_timedreceive(mqd_t mq, char *restrict text, size_t room, unsigned *restrict priority,
	const struct timespec *restrict until)
{
	int error = 0;
	ssize_t length = -1;
	struct queue_descriptor *d = __queue_find(mq);
	if (!d) return -1;
	struct queue *q = d->queue;
	if ((d->flags & O_ACCMODE) == O_WRONLY) error = EBADF;
	else if (room < q->size) error = EMSGSIZE;
	q->references++;
	q->receivers++;
	struct waiting waiting = { .queue = q, .receives = 1 };
	pthread_cleanup_push(given_up, &waiting);
	while (!error && !q->count) error = d->flags & O_NONBLOCK ? EAGAIN : __queue_wait(q, until);
	pthread_cleanup_pop(0);
	q->receivers--;
	if (!error) {
		struct message *m = q->first;
		q->first = m->next;
		q->count--;
		length = m->length;
		memcpy(text, m->text, length);
		if (priority) *priority = m->priority;
		free(m);
		__queue_changed(q);
	}
	__queue_release(q);
	pthread_mutex_unlock(&__queues_lock);
	if (error) errno = error;
	return length;
}
