/*
 * Epoll sets. A watch ties a file to a set; it stands in the list of its file and of its set, and in the ready list of the set while
 * the file may have something to tell. Who waits takes watches off the ready list and asks their files, so that a wait costs what is
 * ready, not what is watched.
 *
 * epoll_lock guards all lists and all watches. It is never held while a file is asked or put.
 */
#ifndef HERMIT_EPOLL_H
#define HERMIT_EPOLL_H
#include <sys/epoll.h>
#include "pollers.h"

struct list_node {
	struct list_node *next, *before;
};

struct watch {
	struct list_node ready; /* in the set's ready list, or in that of a wait that has reported it */
	struct list_node of_set;
	struct watch *of_file; /* next one of the same file */
	struct watch *asked_next; /* of set->asked */
	struct epoll *set;
	struct file *file;
	uint64_t data;
	uint32_t events, serial; /* serial: another for each life of this memory */
	uint32_t round; /* the wait that has reported it last */
	int fd;
	uint32_t told; /* of a file of the proxy's: what it was last */
	uint8_t queued, disabled, asked;
};

struct epoll {
	struct file *file;
	struct list_node ready, watches;
	struct watch *
		asked; /* those whose files do not tell of all: they get ready with time, or are the proxy's */
	int64_t
		ask_at; /* when the proxy's files are to be asked again on behalf of others; with the lock */
	volatile int changed, sleepers; /* counted up with the ready list; and who waits for that */
};

extern volatile int epoll_lock;
extern const struct file_ops epoll_ops;

static inline void list_new(struct list_node *l) { l->next = l->before = l; }
static inline int list_alone(const struct list_node *l) { return l->next == l; }
static inline void list_remove(struct list_node *l)
{
	l->before->next = l->next;
	l->next->before = l->before;
	list_new(l);
}
static inline void list_insert_before(struct list_node *at, struct list_node *l)
{
	l->next = at;
	l->before = at->before;
	at->before->next = l;
	at->before = l;
}
static inline struct watch *watch_ready(struct list_node *l)
{
	return (struct watch *)((char *)l - offsetof(struct watch, ready));
}
static inline struct watch *watch_of_set(struct list_node *l)
{
	return (struct watch *)((char *)l - offsetof(struct watch, of_set));
}

/* With the lock: puts a watch on the ready list and wakes one who waits; all above it learn too. */
void epoll_queue(struct watch *);
/* With the lock: the set's waiters shall look at their clocks and at the proxy's files anew. */
void epoll_nudge(struct epoll *);
/* When something in the set gets ready by itself. */
int64_t epoll_next(struct file *);
int epoll_poll(struct file *);
/* 1 if this proxy's file can be watched. */
int epoll_hosted(int handle);

#endif
