/* Finds the runs of a datatype: as few as describe it, so that a column of a matrix is one and not one for each row. */
#include <stdlib.h>
#include <string.h>
#include "constructor.h"
#include "run.h"

struct builder {
	struct run *run;
	int count, room;
	int failed;
};

enum {
	INLINED = 8
}; /* runs of a component that are copied into the list, where they may join others, rather than pointed to */

/* As one run: `count` copies of some runs, `bytes` of data each, `stride` apart. */
static struct run repeated(
	const struct run *runs, int n, size_t bytes, MPI_Aint at, size_t count, MPI_Aint stride)
{
	struct run r = runs[0];
	if (n == 1) {
		r.at += at;
		r.packed = 0;
		if (count == 1) return r;
		if (r.count == 1) {
			if (!r.body && stride == (MPI_Aint)r.length) {
				r.length *= count;
				return r;
			}
			r.count = count;
			r.stride = stride;
			return r;
		}
		if (!r.list && (MPI_Aint)r.count * r.stride == stride) {
			r.count *= count;
			return r;
		}
	}
	return (struct run){
		.at = at, .stride = stride, .count = count, .length = bytes, .body = runs, .body_count = n
	};
}

static int joins(const struct run *a, const struct run *b)
{
	return !a->body && !b->body && a->count == 1 && b->count == 1 &&
		a->at + (MPI_Aint)a->length == b->at;
}

static void append(struct builder *b, struct run r)
{
	struct run *last = b->count ? &b->run[b->count - 1] : 0;
	/* Blocks alike may be worth a list, even if a few of them adjoin: compress() decides. */
	if (last && last->length != r.length && joins(last, &r)) {
		last->length += r.length;
		return;
	}
	if (b->count == b->room) {
		int room = b->room ? 2 * b->room : 4;
		struct run *more = realloc(b->run, room * sizeof r);
		if (!more) {
			b->failed = 1;
			return;
		}
		b->run = more;
		b->room = room;
	}
	b->run[b->count++] = r;
}

enum {
	SERIES = 3, /* pieces alike and evenly apart that are worth a run of their own, */
	LONG_SERIES = 8, /* also if that divides a list; */
	LIST = 4 /* blocks alike that are worth a list */
};

/* How many pieces from here on are alike. Evenly apart, too: the same with `even`. Looks at no more than `most`. */
static int alike(const struct run *r, int left, int even, int most)
{
	if (r->count != 1) return 1;
	int n = 1;
	while (n < left && n < most && r[n].count == 1 && r[n].length == r->length &&
		r[n].body == r->body && (!even || n < 2 || r[n].at - r[n - 1].at == r[1].at - r->at))
		n++;
	return n;
}

/* Blocks alike up to where something that is better than a list begins. */
static int list_length(const struct run *r, int left)
{
	int n = 0, same = r->body ? 0 : alike(r, left, 0, left);
	while (n < same && alike(r + n, left - n, 1, LONG_SERIES) < LONG_SERIES) n++;
	return n;
}

/* Joins pieces that are alike, in the memory that is given back with the type's runs: the lists stand behind them. */
static int compress(struct builder *b, datatype *t)
{
	MPI_Aint *lists = malloc(b->count * sizeof *lists + 1);
	if (!lists) return MPI_ERR_NO_MEM;
	int kept = 0;
	size_t listed = 0, packed = 0;
	for (int i = 0; i < b->count;) {
		struct run r = b->run[i];
		int left = b->count - i, series = alike(&b->run[i], left, 1, left), list = 0, used = 1;
		if (series < LONG_SERIES) list = list_length(&b->run[i], left);
		if (list >= LIST && list > series) {
			for (int j = 0; j < list; j++) lists[listed++] = b->run[i + j].at;
			r.at = 0;
			r.list = lists; /* for now a mark */
			r.count = used = list;
		} else if (series >= SERIES) {
			r = repeated(&r, 1, r.length, 0, used = series, b->run[i + 1].at - r.at);
		}
		i += used;
		if (kept && joins(&b->run[kept - 1], &r)) {
			b->run[kept - 1].length += r.length;
			packed += r.length;
			continue;
		}
		r.packed = packed;
		packed += r.length * r.count;
		b->run[kept++] = r;
	}
	t->runs = realloc(b->run, kept * sizeof(struct run) + listed * sizeof *lists);
	t->run_count = kept;
	if (t->runs) {
		b->run = 0;
		MPI_Aint *next = memcpy(t->runs + kept, lists, listed * sizeof *lists);
		for (int i = 0; i < kept; i++) {
			if (!t->runs[i].list || t->runs[i].list != lists) continue;
			t->runs[i].list = next;
			next += t->runs[i].count;
		}
	}
	free(lists);
	return t->runs ? MPI_SUCCESS : MPI_ERR_NO_MEM;
}

static void append_block(struct builder *b, const struct type_block *block)
{
	const datatype *t = block->type;
	if (!block->length || !t->size) return;
	if (block->length > 1 || t->run_count == 1 || t->run_count > INLINED) {
		append(b, repeated(t->runs, t->run_count, t->size, block->at, block->length, t->extent));
		return;
	}
	for (int i = 0; i < t->run_count; i++) append(b, repeated(&t->runs[i], 1, 0, block->at, 1, 0));
}

/* Two runs of room: the blocks, of which the second describes one, if need be. */
static int find_vector(datatype *t, MPI_Aint stride)
{
	const struct type_block block = block_at(t->made, 0);
	struct run *run = calloc(2, sizeof *run);
	if (!run) return MPI_ERR_NO_MEM;
	run[1] = repeated(block.type->runs, block.type->run_count, block.type->size, 0, block.length,
		block.type->extent);
	run[0] = repeated(&run[1], 1, block.type->size * block.length, 0, block_count(t->made), stride);
	t->runs = run;
	t->run_count = 1;
	return MPI_SUCCESS;
}

int type_find_runs(datatype *t)
{
	if (t->runs || !t->size) return MPI_SUCCESS;
	const struct constructor *made = t->made;
	for (int i = 0; i < made->types; i++) {
		int error = type_find_runs(made->type[i]);
		if (error) return error;
	}
	int error = made->equal ? type_find_runs(made->equal) : MPI_SUCCESS;
	if (error) return error;
	MPI_Aint stride;
	if (blocks_stride(made, &stride)) return find_vector(t, stride);
	struct builder b = { 0 };
	for (int i = 0, count = block_count(made); i < count && !b.failed; i++) {
		struct type_block block = block_at(made, i);
		append_block(&b, &block);
	}
	error = b.failed ? MPI_ERR_NO_MEM : compress(&b, t);
	free(b.run);
	return error;
}
