/*
 * HERMIT_MPI_CHECK=1: before each collective all its processes tell each other what they called, and say so if it does not fit together. It is
 * part of the plan, so the non-blocking forms are compared too. In inter-communicators each group compares for itself, and the first processes
 * of both the function's name.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "coll.h"
#include "env/process.h"
#include "object/errhandler.h"
#include "p2p/progress.h"

/* Names, operations and types are told by their addresses, which are the same in all isles, as all run one image. */
struct told {
	const char *function;
	const void *operation;       /* predefined: itself; else the program's function */
	const datatype *predefined;
	int basic, root, count, varied;
	int fatal;                   /* its handler is MPI_ERRORS_ARE_FATAL */
	uint64_t bytes;
};

struct comparison {
	struct comm *party;
	struct told *all;
	uint64_t *expected;          /* bytes by rank; NULL: the same as this process has */
	struct told other;           /* of the other group's first process */
	struct wrong {
		int rank; /* the first of whom another number of bytes is expected, or -1 */
		uint64_t expected;
	} *wrong; /* by who expects it */
};

int coll_checking(void)
{
	static volatile int checking;
	if (!checking) {
		const char *value = getenv("HERMIT_MPI_CHECK");
		checking = value && *value && strcmp(value, "0") ? 1 : -1;
	}
	return checking > 0;
}

static int agree(const struct told *a, const struct told *b)
{
	if (a->function != b->function || a->root != b->root || a->operation != b->operation) return 0;
	if (a->varied) return 1;
	return a->bytes == b->bytes &&
		(a->basic == b->basic || a->basic == BASIC_NONE || b->basic == BASIC_NONE);
}

enum { TEXT_BYTES = 160 };

static void describe(char *text, const struct told *t)
{
	int n = snprintf(text, TEXT_BYTES, "%s", t->function);
	if (t->root != MPI_UNDEFINED) n += snprintf(text + n, TEXT_BYTES - n, ", root %d", t->root);
	if (t->operation)
		n += snprintf(text + n, TEXT_BYTES - n, ", %s",
			object_valid(t->operation, OBJECT_OP) ? ((const operation *)t->operation)->name
												  : "an operation of the program's");
	if (t->predefined)
		snprintf(text + n, TEXT_BYTES - n, ", %d of %s", t->count, t->predefined->name);
	else if (t->count >= 0)
		snprintf(text + n, TEXT_BYTES - n, ", %d of a derived datatype, %llu bytes", t->count,
			(unsigned long long)t->bytes);
}

static int never(void *argument) { return 0; }

/*
 * All processes know the same. Where errors are fatal, the first of those says it, and the others wait for the end, lest they say it too or go on. With
 * another handler it is an error of the call, of which nothing more is carried out: others do not answer.
 */
static int said(struct plan *p, const struct comparison *c)
{
	int first = 0;
	while (first < c->party->size && !c->all[first].fatal) first++;
	if (first == c->party->rank) fatal("%s", self()->noted);
	if (c->all[c->party->rank].fatal) p2p_progress_until(self(), never, 0);
	p->count = p->next + 1;
	return MPI_ERR_OTHER;
}

static void note_difference(
	const struct comparison *c, int rank, const struct told *theirs, const char *whose)
{
	char first[TEXT_BYTES], their[TEXT_BYTES];
	describe(first, &c->all[0]);
	describe(their, theirs);
	error_note(self(), MPI_ERR_OTHER,
		"the processes of a communicator (%s) do not call the same collective: rank 0 called %s; "
		"%s %d called %s",
		c->party->name[0] ? c->party->name : "unnamed", first, whose, rank, their);
}

static int compare(struct plan *p, void *argument)
{
	const struct comparison *c = argument;
	int differing = -1;
	for (int i = 0; i < c->party->size && differing < 0; i++)
		if (!agree(&c->all[0], &c->all[i])) differing = i;
	if (differing < 0) return MPI_SUCCESS;
	note_difference(c, differing, &c->all[differing], "rank");
	return said(p, c);
}

/* What each process expects of the others: whom it finds wrong, and of how many bytes, is told to all. */
static int find_wrong(struct plan *p, void *argument)
{
	struct comparison *c = argument;
	struct wrong *mine = &c->wrong[c->party->rank];
	*mine = (struct wrong){ -1, 0 };
	for (int i = c->party->size - 1; i >= 0 && c->expected; i--)
		if (c->expected[i] != c->all[i].bytes) *mine = (struct wrong){ i, c->expected[i] };
	return MPI_SUCCESS;
}

static int compare_counts(struct plan *p, void *argument)
{
	const struct comparison *c = argument;
	for (int by = 0; by < c->party->size; by++) {
		int i = c->wrong[by].rank;
		if (i < 0) continue;
		char text[TEXT_BYTES];
		describe(text, &c->all[i]);
		error_note(self(), MPI_ERR_OTHER,
			"counts do not agree: expected %llu bytes for rank %d, which called %s, %llu bytes",
			(unsigned long long)c->wrong[by].expected, i, text,
			(unsigned long long)c->all[i].bytes);
		return said(p, c);
	}
	return MPI_SUCCESS;
}

static int compare_groups(struct plan *p, void *argument)
{
	const struct comparison *c = argument;
	if (c->all[0].function == c->other.function) return MPI_SUCCESS;
	note_difference(c, 0, &c->other, "in the other group, rank");
	/* The rest of both groups does not know it. */
	fatal("%s", self()->noted);
}

void plan_compare(struct plan *p, int root, const operation *op, const datatype *t, int count,
	int varied, const struct blocks *expected)
{
	if (p->comm->remote) plan_inside(p);
	int size = p->party->size, rank = p->party->rank;
	struct comparison *c = plan_memory(p, sizeof *c);
	struct told *all = plan_memory(p, size * sizeof *all);
	if (!all) return;
	memset(all, 0, size * sizeof *all);
	all[rank] = (struct told){
		.function = self()->function,
		.operation = !op ? 0
			: op->user   ? (void *)op->user
						 : op,
		.predefined = t && t->flags & TYPE_PREDEFINED ? t : 0,
		.basic = t ? t->basic : BASIC_NONE,
		.root = p->comm->remote ? MPI_UNDEFINED : root,
		.count = count,
		.varied = varied || p->comm->remote,
		.fatal = p->comm->errors == &errors_are_fatal,
		.bytes = t ? type_bytes(t, count) : 0,
	};
	*c = (struct comparison){ p->party, all, 0, { 0 }, 0 };
	if (expected && !p->comm->remote) {
		c->expected = plan_memory(p, size * sizeof *c->expected);
		for (int i = 0; i < size && c->expected; i++) c->expected[i] = block_bytes(expected, i);
	}
	plan_share(p, all, sizeof *all);
	plan_call(p, compare, c);
	/* All have come through the comparison, so all take part in this, or none. */
	if (varied && !p->comm->remote && (c->wrong = plan_memory(p, size * sizeof *c->wrong))) {
		plan_call(p, find_wrong, c);
		plan_share(p, c->wrong, sizeof *c->wrong);
		plan_call(p, compare_counts, c);
	}
	if (!p->comm->remote) return;
	plan_across(p);
	if (rank) return;
	plan_send(p, &all[0], sizeof *all, MPI_BYTE, 0);
	plan_receive(p, &c->other, sizeof *all, MPI_BYTE, 0);
	plan_wait(p);
	plan_call(p, compare_groups, c);
}
