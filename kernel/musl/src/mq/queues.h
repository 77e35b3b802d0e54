/* Message queues: names, queues and descriptors, guarded by one lock. They are the isle's own. */
#ifndef HERMIT_QUEUES_H
#define HERMIT_QUEUES_H
#include <mqueue.h>
#include <pthread.h>
#include <signal.h>

#define QUEUES 64
#define DESCRIPTORS 256
/* Descriptors are no files': they begin above those. */
#define FIRST_DESCRIPTOR 0x100000

struct message {
	struct message *next;
	size_t length;
	unsigned priority;
	char text[];
};
struct queue {
	char *name; /* NULL: unlinked */
	int references, receivers;
	long most, size, count;
	struct message *first; /* highest priority first, then the oldest */
	volatile int changed; /* a futex: counts what came and went */
	struct sigevent notify;
	mqd_t notified; /* whose registration it is; 0: nobody's */
};
struct queue_descriptor {
	struct queue *queue; /* NULL: free */
	int flags;
};
extern pthread_mutex_t __queues_lock;

/* With the lock; NULL with the lock free and errno set: no such descriptor. */
struct queue_descriptor *__queue_find(mqd_t);
/* With the lock: one use less. */
void __queue_release(struct queue *);
/* With the lock: who waits looks again. */
void __queue_changed(struct queue *);
/*
 * Leaves the lock, waits for a change until the time (NULL: for ever), takes the lock: 0 or an error number. A thread that is cancelled leaves
 * without the lock.
 */
int __queue_wait(struct queue *, const struct timespec *until);

#endif
