/* Finds the runs of a datatype: as few as describe it, so that a column of a matrix is one and not one for each row. */
#include <stdlib.h>
#include "type_constructor.h"
#include "type_run.h"

struct builder {
	struct run *run;
	int count, room;
	int failed;
};

enum { INLINED = 8 };          /* runs of a component that are copied into the list, where they may join others, rather than pointed to */

/* As one run: `count` copies of some runs, `bytes` of data each, `stride` apart. */
static struct run repeated(const struct run *runs, int n, size_t bytes, MPI_Aint at, size_t count, MPI_Aint stride)
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
		if ((MPI_Aint)r.count * r.stride == stride) {
			r.count *= count;
			return r;
		}
	}
	return (struct run){ .at = at, .stride = stride, .count = count, .length = bytes, .body = runs, .body_count = n };
}

static void append(struct builder *b, struct run r)
{
	struct run *last = b->count ? &b->run[b->count - 1] : 0;
	if (last && !last->body && !r.body && last->count == 1 && r.count == 1 && last->at + (MPI_Aint)last->length == r.at) {
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

/* Pieces alike and evenly apart, three or more, become one run. Then counts what stands before each. */
static void compress(struct builder *b)
{
	int kept = 0;
	for (int i = 0; i < b->count;) {
		struct run r = b->run[i];
		int next = i + 1;
		if (r.count == 1 && i + 2 < b->count) {
			MPI_Aint stride = b->run[i + 1].at - r.at;
			while (next < b->count && b->run[next].count == 1 && b->run[next].length == r.length && b->run[next].body == r.body
				&& b->run[next].at - b->run[next - 1].at == stride) next++;
			if (next - i < 3) next = i + 1;
			else r.count = next - i, r.stride = stride;
		}
		i = next;
		b->run[kept++] = r;
	}
	b->count = kept;
	size_t packed = 0;
	for (int i = 0; i < kept; i++) {
		b->run[i].packed = packed;
		packed += b->run[i].length * b->run[i].count;
	}
}

static void append_block(struct builder *b, const struct block *block)
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
	const struct block block = block_at(t->made, 0);
	struct run *run = malloc(2 * sizeof *run);
	if (!run) return MPI_ERR_NO_MEM;
	run[1] = repeated(block.type->runs, block.type->run_count, block.type->size, 0, block.length, block.type->extent);
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
		struct block block = block_at(made, i);
		append_block(&b, &block);
	}
	if (b.failed) {
		free(b.run);
		return MPI_ERR_NO_MEM;
	}
	compress(&b);
	t->runs = b.run;
	t->run_count = b.count;
	return MPI_SUCCESS;
}
