/*
 * Dependences between the children of one task. A table, which only the parent's thread touches, knows for each address the last
 * writer and the sets since; edges between nodes are guarded by the predecessor's lock, because it may complete at any time.
 *
 * Tasks of a mutexinoutset are not ordered but take the address's mutex before they begin, several in the order of their addresses;
 * who finds one taken is queued at it, and the holder hands it on.
 */
#include <stdlib.h>
#include "task/dependences.h"
#include "team/mutex.h"

enum { IN = 1, INOUT = 3, MUTEX = 4, INOUT_SET = 8, ALL_MEMORY = 0x80 };
#define FIRST_BUCKETS 64

struct node_list {
	struct node *node;
	struct node_list *next;
};

struct mutex {
	volatile int lock;
	int held, references;
	struct node_list *first, **last;
};

struct node {
	volatile int lock, references;
	volatile int waiting; /* predecessors that are not complete, plus one until all are known */
	int complete;
	struct task *task; /* NULL: somebody waits for the predecessors */
	struct team *team;
	struct node_list *successors;
	int mutexes, taken;
	struct mutex *mutex[];
};

struct entry {
	struct entry *next;
	intptr_t address;
	struct node *writer;
	int kind; /* of the members of `since` */
	struct node_list *since,
		*before; /* the set after the writer that still grows, and the one that it follows */
	struct mutex *mutex;
};

/* Buckets are a power of two, as many as entries at least. */
struct table {
	struct entry **buckets;
	uint32_t size, entries;
	struct node *all;
};

static void *need(size_t size)
{
	void *p = calloc(1, size);
	if (!p) openmp_fail("no memory for the dependences of tasks");
	return p;
}

static struct node *hold(struct node *n)
{
	if (n) add(&n->references, 1);
	return n;
}

static void put_mutex(struct mutex *x)
{
	if (add(&x->references, -1) == 1) free(x);
}

static void put(struct node *n)
{
	if (!n || add(&n->references, -1) != 1) return;
	for (int i = 0; i < n->mutexes; i++) put_mutex(n->mutex[i]);
	free(n);
}

static void put_set(struct node_list **set)
{
	for (struct node_list *l = *set, *next; l; l = next) {
		next = l->next;
		put(l->node);
		free(l);
	}
	*set = 0;
}

/* A set of a table: on the thread of the table's task. Successors: with the lock of the node whose they are. */
static void add_to(struct node_list **set, struct node *n)
{
	struct node_list *l = need(sizeof *l);
	l->node = hold(n);
	l->next = *set;
	*set = l;
}

/* n waits for `before`, unless that is over. */
static void edge(struct node *before, struct node *n)
{
	if (!before || before == n) return;
	mutex_lock(&before->lock);
	if (!before->complete) {
		add_to(&before->successors, n);
		add(&n->waiting, 1);
	}
	mutex_unlock(&before->lock);
}

static void edges(struct node_list *set, struct node *n)
{
	for (; set; set = set->next) edge(set->node, n);
}

/* Multiplicative hashing (Knuth, The Art of Computer Programming 6.4): neighbours are told apart, multiples of powers of two too. */
static struct entry **bucket(struct table *t, intptr_t address)
{
	return &t->buckets[((uint32_t)address * 2654435769u) >> (32 - __builtin_ctz(t->size))];
}

static struct table *new_table(void)
{
	struct table *t = need(sizeof *t);
	t->size = FIRST_BUCKETS;
	t->buckets = need(t->size * sizeof *t->buckets);
	return t;
}

static void grow(struct table *t)
{
	struct entry **old = t->buckets;
	uint32_t size = t->size;
	t->size = 2 * size;
	t->buckets = need(t->size * sizeof *t->buckets);
	for (uint32_t i = 0; i < size; i++)
		for (struct entry *e = old[i], *next; e; e = next) {
			struct entry **at = bucket(t, e->address);
			next = e->next;
			e->next = *at;
			*at = e;
		}
	free(old);
}

static struct entry *find(struct table *t, intptr_t address)
{
	for (struct entry *e = *bucket(t, address); e; e = e->next)
		if (e->address == address) return e;
	if (t->entries++ == t->size) grow(t);
	struct entry **at = bucket(t, address), *e = need(sizeof *e);
	e->address = address;
	e->writer = hold(t->all);
	e->next = *at;
	return *at = e;
}

static void write_entry(struct entry *e, struct node *n)
{
	if (e->since) edges(e->since, n);
	else edge(e->writer, n);
	put_set(&e->since);
	put_set(&e->before);
	put(e->writer);
	e->writer = hold(n);
	e->kind = 0;
}

static void join_set(struct entry *e, struct node *n, int kind)
{
	if (e->since && e->kind != kind) {
		put_set(&e->before);
		e->before = e->since;
		e->since = 0;
	}
	e->kind = kind;
	if (e->before) edges(e->before, n);
	else edge(e->writer, n);
	if (!e->since || e->since->node != n) add_to(&e->since, n);
	if (kind != MUTEX || !n->task) return;
	if (!e->mutex) {
		e->mutex = need(sizeof *e->mutex);
		e->mutex->references = 1;
	}
	int at = n->mutexes;
	for (int i = 0; i < at; i++)
		if (n->mutex[i] == e->mutex) return;
	for (; at > 0 && n->mutex[at - 1] > e->mutex; at--) n->mutex[at] = n->mutex[at - 1];
	n->mutex[at] = e->mutex;
	n->mutexes++;
	add(&e->mutex->references, 1);
}

/* On the thread of the task that has the table, as everything that reads or changes one. */
static void enter(struct table *t, struct node *n, const struct dependence *d)
{
	if (d->kind & ALL_MEMORY || d->address == -1) {
		for (uint32_t i = 0; i < t->size; i++)
			for (struct entry *e = t->buckets[i]; e; e = e->next) write_entry(e, n);
		edge(t->all, n);
		put(t->all);
		t->all = hold(n);
	} else if (d->kind == IN || d->kind == INOUT_SET || (d->kind == MUTEX && n->task))
		join_set(find(t, d->address), n, d->kind);
	else if (d->kind) write_entry(find(t, d->address), n);
}

/* Takes the mutexes that n does not have yet. 0: it is queued at one. */
static int take_mutexes(struct node *n)
{
	while (n->taken < n->mutexes) {
		struct mutex *x = n->mutex[n->taken];
		mutex_lock(&x->lock);
		int free_ = !x->held;
		x->held = 1;
		if (!free_) {
			struct node_list *l = need(sizeof *l);
			l->node = n;
			if (!x->first) x->last = &x->first;
			*x->last = l;
			x->last = &l->next;
		}
		mutex_unlock(&x->lock);
		if (!free_) return 0;
		n->taken++;
	}
	return 1;
}

static void begin(struct member *m, struct node *n)
{
	if (n->task && take_mutexes(n)) submit(m, n->task);
	else if (!n->task && unlikely(load_sync(&n->team->sleepers)))
		wake_members(n->team, m, PARK_FOR_CHILDREN);
}

static void resolved(struct member *m, struct node *n)
{
	if (add(&n->waiting, -1) == 1) begin(m, n);
}

static void hand_on(struct member *m, struct mutex *x)
{
	mutex_lock(&x->lock);
	struct node_list *l = x->first;
	if (l) x->first = l->next;
	else x->held = 0;
	mutex_unlock(&x->lock);
	if (!l) return;
	struct node *n = l->node;
	free(l);
	n->taken++;
	if (take_mutexes(n)) submit(m, n->task);
}

static void over(struct member *m, struct node *n)
{
	mutex_lock(&n->lock);
	n->complete = 1;
	struct node_list *successors = n->successors;
	n->successors = 0;
	mutex_unlock(&n->lock);
	for (int i = 0; i < n->taken; i++) hand_on(m, n->mutex[i]);
	for (struct node_list *l = successors, *next; l; l = next) {
		next = l->next;
		resolved(m, l->node);
		put(l->node);
		free(l);
	}
	put(n);
}

static struct node *new_node(struct member *m, struct task *task, struct dependences *d)
{
	struct node *n = need(sizeof *n + (d->count[0] + d->count[1]) * sizeof *n->mutex);
	n->references = n->waiting = 1;
	n->task = task;
	n->team = m->team;
	struct task *up = m->task;
	if (!up->table) up->table = new_table();
	for (int k = 0; k < 2; k++)
		for (int i = 0; i < d->count[k]; i++) enter(up->table, n, &d->list[k][i]);
	return n;
}

void depend_and_submit(struct member *m, struct task *t, struct dependences *d)
{
	struct node *n = new_node(m, t, d);
	t->node = n;
	resolved(m, n);
}

static int no_predecessors(struct member *m, void *node)
{
	return load_sync(&((struct node *)node)->waiting) == 0;
}

void wait_for_predecessors(struct member *m, struct dependences *d)
{
	if (!m->task->table) return;
	struct node *n = new_node(m, 0, d);
	/* The last predecessor wakes who waits. */
	if (add(&n->waiting, -1) != 1) wait_until(m, no_predecessors, n, WAIT_FOR_CHILDREN);
	over(m, n);
}

void release_dependents(struct member *m, struct task *t)
{
	struct node *n = t->node;
	t->node = 0;
	over(m, n);
}

void free_table(struct table *t)
{
	for (uint32_t i = 0; i < t->size; i++)
		for (struct entry *e = t->buckets[i], *next; e; e = next) {
			next = e->next;
			put_set(&e->since);
			put_set(&e->before);
			put(e->writer);
			if (e->mutex) put_mutex(e->mutex);
			free(e);
		}
	put(t->all);
	free(t->buckets);
	free(t);
}

int __kmpc_omp_task_with_deps(struct ident *source, int gtid, void *task, int n,
	const struct dependence *list, int more, const struct dependence *others)
{
	struct dependences d = { { n, more }, { list, others } };
	make_task(self(), header(task), &d);
	return 0;
}

static int nothing(int gtid, void *task) { return 0; }

void __kmpc_omp_taskwait_deps_51(struct ident *source, int gtid, int n,
	const struct dependence *list, int more, const struct dependence *others, int nowait)
{
	struct member *m = self();
	struct dependences d = { { n, more }, { list, others } };
	if (nowait) {
		make_task(m,
			header(__kmpc_omp_task_alloc(
				source, gtid, TASK_TIED, sizeof(struct kmp_task), 0, nothing)),
			&d);
		return;
	}
	wait_for_predecessors(m, &d);
}

void __kmpc_omp_wait_deps(struct ident *source, int gtid, int n, const struct dependence *list,
	int more, const struct dependence *others)
{
	__kmpc_omp_taskwait_deps_51(source, gtid, n, list, more, others, 0);
}
