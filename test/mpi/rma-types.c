/*
 * One-sided access with datatypes made at random on both sides, against a plain model: a list of the bytes that a type has. Every constructor, nested;
 * every call; every kind of window that isles can have.
 */
// ranks: 1 2 3
// native: no
#include "show.h"

/* The same in every rank, so that each knows what all do. */
static unsigned state = 2024;
static int below(int n) { return (state = state * 1103515245 + 12345, (state >> 16) % n); }

enum { ROOM = 1 << 15, MIDDLE = ROOM / 2, MOST = 3000, TRIALS = 500 };

/* What a type is made of: where each byte of its data is, in order. */
struct made { MPI_Datatype type; int bytes, at[MOST]; };

enum { CHARS, SHORTS, INTS, LONGS, FLOATS, DOUBLES, MIXED, LEAVES };
static int width_of(int leaf) { return (int[]){ 1, 2, 4, 8, 4, 8, 0 }[leaf]; }
static MPI_Datatype basic_of(int leaf)
{
	return ((MPI_Datatype[]){ MPI_SIGNED_CHAR, MPI_SHORT, MPI_INT, MPI_LONG_LONG, MPI_FLOAT, MPI_DOUBLE })[leaf];
}

/* Elements of another type from a displacement on. */
static int add(struct made *m, int at, const struct made *old, int length, MPI_Aint extent)
{
	for (int i = 0; i < length; i++)
		for (int j = 0; j < old->bytes; j++) {
			if (m->bytes == MOST) return 0;
			m->at[m->bytes++] = at + i * extent + old->at[j];
		}
	return 1;
}

static void leaf_type(struct made *m, int leaf)
{
	m->bytes = 0;
	if (leaf != MIXED) {
		MPI_Type_dup(basic_of(leaf), &m->type);
		for (int i = 0; i < width_of(leaf); i++) m->at[m->bytes++] = i;
		return;
	}
	MPI_Datatype parts[] = { MPI_INT, MPI_DOUBLE, MPI_SHORT };
	MPI_Type_create_struct(3, (int[]){ 1, 1, 1 }, (MPI_Aint[]){ 0, 8, 16 }, parts, &m->type);
	for (int i = 0; i < 18; i++) if (i < 4 || i >= 8) m->at[m->bytes++] = i;
}

enum { BLOCKS = 9 };
static struct { int n, length[BLOCKS], offset[BLOCKS]; MPI_Aint place[BLOCKS]; } b;

/* Blocks at increasing places, then in any order. */
static void irregular(int equal)
{
	int next = below(3) - 1, length = 1 + below(3);
	b.n = 1 + below(BLOCKS);
	for (int i = 0; i < b.n; i++) {
		b.length[i] = equal ? length : below(4);
		b.offset[i] = next + below(3);
		next = b.offset[i] + b.length[i];
	}
	for (int i = b.n - 1; i > 0 && below(2); i--) {
		int j = below(i + 1), length = b.length[i], offset = b.offset[i];
		b.length[i] = b.length[j], b.offset[i] = b.offset[j];
		b.length[j] = length, b.offset[j] = offset;
	}
}

static int array(struct made *m, const struct made *old, MPI_Aint extent, int kind)
{
	int sizes[3], subs[3], starts[3], dims = 1 + below(3), total = 1, good = 1;
	int c_order = below(2), order = c_order ? MPI_ORDER_C : MPI_ORDER_FORTRAN;
	int how[3], arguments[3], grid[3];
	for (int i = 0; i < dims; i++) {
		sizes[i] = 1 + below(5);
		subs[i] = 1 + below(sizes[i]);
		starts[i] = below(sizes[i] - subs[i] + 1);
		total *= sizes[i];
		how[i] = MPI_DISTRIBUTE_CYCLIC, arguments[i] = 1 + below(2), grid[i] = 1 + below(2);
	}
	int process = 0, processes = 1, place[3];
	for (int i = 0; i < dims; i++) processes *= grid[i];
	process = below(processes);
	for (int i = dims - 1, left = process; i >= 0; left /= grid[i--]) place[i] = left % grid[i];
	if (kind) MPI_Type_create_subarray(dims, sizes, subs, starts, order, old->type, &m->type);
	else MPI_Type_create_darray(processes, process, dims, sizes, how, arguments, grid, order, old->type, &m->type);
	/* All elements in the order of memory; those that are chosen count. */
	for (int i = 0; i < total && good; i++) {
		int chosen = 1;
		for (int d = 0, left = i; d < dims; d++) {
			int dim = c_order ? dims - 1 - d : d, x = left % sizes[dim];
			left /= sizes[dim];
			chosen &= kind ? x >= starts[dim] && x < starts[dim] + subs[dim] : x / arguments[dim] % grid[dim] == place[dim];
		}
		if (chosen) good = add(m, i * extent, old, 1, extent);
	}
	return good;
}

/* Answers whether the type is one that the model can hold; it is to be freed anyway. */
static int make(struct made *m, int leaf, int depth)
{
	static struct made levels[6];
	if (!depth) {
		leaf_type(m, leaf);
		return 1;
	}
	struct made *old = &levels[depth];
	int good = make(old, leaf, depth - 1), n = 1 + below(5), length = 1 + below(3), step;
	MPI_Aint lb, extent, at;
	MPI_Type_get_extent(old->type, &lb, &extent);
	m->bytes = 0;
	switch (below(12)) {
	case 0:
		MPI_Type_contiguous(n, old->type, &m->type);
		good &= add(m, 0, old, n, extent);
		break;
	case 1:
		step = (length + below(3)) * (below(4) ? 1 : -1);
		MPI_Type_vector(n, length, step, old->type, &m->type);
		for (int i = 0; i < n; i++) good &= add(m, i * step * extent, old, length, extent);
		break;
	case 2:
		at = length * extent + below(3) * 8;
		MPI_Type_create_hvector(n, length, at, old->type, &m->type);
		for (int i = 0; i < n; i++) good &= add(m, i * at, old, length, extent);
		break;
	case 3:
	case 4:
	case 5:
	case 6:
	case 7: {
		int how = below(5);
		irregular(how > 1 || below(2));
		for (int i = 0; i < b.n; i++) {
			b.place[i] = b.offset[i] * extent;
			if (how != 0 && how != 2) b.place[i] += 16 * b.offset[i];
			good &= add(m, b.place[i], old, b.length[i], extent);
		}
		MPI_Datatype all[BLOCKS];
		for (int i = 0; i < b.n; i++) all[i] = old->type;
		if (how == 0) MPI_Type_indexed(b.n, b.length, b.offset, old->type, &m->type);
		else if (how == 1) MPI_Type_create_hindexed(b.n, b.length, b.place, old->type, &m->type);
		else if (how == 2) MPI_Type_create_indexed_block(b.n, b.length[0], b.offset, old->type, &m->type);
		else if (how == 3) MPI_Type_create_hindexed_block(b.n, b.length[0], b.place, old->type, &m->type);
		else MPI_Type_create_struct(b.n, b.length, b.place, all, &m->type);
		break;
	}
	case 8: {
		/* Different types in one structure. */
		struct made *plain = malloc(sizeof *plain);
		leaf_type(plain, leaf);
		MPI_Aint small, wide = extent > 0 ? extent : -extent;
		MPI_Type_get_extent(plain->type, &lb, &small);
		MPI_Datatype types[] = { plain->type, old->type, plain->type };
		int lengths[] = { below(3), length, below(3) };
		MPI_Aint places[] = { -2048 - 8 * below(3), 0, 1024 + 8 * below(9) + wide };
		MPI_Type_create_struct(3, lengths, places, types, &m->type);
		good &= add(m, places[0], plain, lengths[0], small) && add(m, 0, old, length, extent) && add(m, places[2], plain, lengths[2], small);
		MPI_Type_free(&plain->type);
		free(plain);
		break;
	}
	case 9:
	case 10:
		good &= array(m, old, extent, below(2));
		break;
	default:
		MPI_Type_create_resized(old->type, lb - 8 * below(2), extent + 8 * below(3), &m->type);
		good &= add(m, 0, old, 1, extent);
	}
	MPI_Type_free(&old->type);
	return good;
}

/* So many elements, as one list of bytes from the middle of the window on. 0: too many, outside, overlapping, or not aligned. */
struct spread { int bytes, at[MOST]; };
static int spread(struct spread *s, const struct made *m, int count, int width)
{
	static char taken[ROOM];
	MPI_Aint lb, extent;
	MPI_Type_get_extent(m->type, &lb, &extent);
	memset(taken, 0, ROOM);
	s->bytes = 0;
	for (int i = 0; i < count; i++)
		for (int j = 0; j < m->bytes; j++) {
			long at = MIDDLE + i * extent + m->at[j];
			if (s->bytes == MOST || at < 0 || at >= ROOM || taken[at]) return 0;
			if (width && s->bytes % width == 0 && at % width) return 0;
			taken[at] = 1;
			s->at[s->bytes++] = at;
		}
	return s->bytes > 0;
}

/* A type and a count of it that have so many bytes. */
struct side { struct made type; int count; struct spread bytes; };
static void fitting(struct side *s, int leaf, int bytes)
{
	for (;;) {
		int good = make(&s->type, leaf, 1 + below(4)), size;
		if (good && s->type.bytes) {
			int whole = bytes ? bytes % s->type.bytes == 0 : 1;
			s->count = bytes ? bytes / s->type.bytes : 1 + below(4);
			if (whole && spread(&s->bytes, &s->type, s->count, width_of(leaf))) {
				MPI_Type_size(s->type.type, &size);
				if (size != s->type.bytes) printf("a type of %d bytes has %d\n", s->type.bytes, size);
				MPI_Type_commit(&s->type.type);
				return;
			}
		}
		MPI_Type_free(&s->type.type);
	}
}

/* `back` is what MPI_Get_accumulate brings. */
static unsigned char *window, *origin, *back, *model[3], *model_back;
static struct side here, there, result;

static void combine(int leaf, MPI_Op op, unsigned char *to, const unsigned char *from)
{
#define COMBINE(T) do { \
	T x, y; \
	memcpy(&x, from, sizeof x), memcpy(&y, to, sizeof y); \
	y = op == MPI_SUM ? (T)(x + y) : op == MPI_MAX ? (x > y ? x : y) : op == MPI_MIN ? (x < y ? x : y) : x; \
	memcpy(to, &y, sizeof y); \
} while (0)
	switch (leaf) {
	case CHARS: COMBINE(signed char); break;
	case SHORTS: COMBINE(short); break;
	case INTS: COMBINE(int); break;
	case LONGS: COMBINE(long long); break;
	case FLOATS: COMBINE(float); break;
	case DOUBLES: COMBINE(double); break;
	}
}

/* Numbers that any type can add. */
static void fill(unsigned char *p, int leaf, int seed)
{
	for (int i = 0; i < ROOM; i++) p[i] = leaf == FLOATS || leaf == DOUBLES ? 0 : (i * 31 + (i >> 7) + seed) & 0x3f;
	if (leaf == FLOATS) for (int i = 0; i < ROOM / 4; i++) ((float *)p)[i] = (i * 7 + seed) % 1000;
	if (leaf == DOUBLES) for (int i = 0; i < ROOM / 8; i++) ((double *)p)[i] = (i * 7 + seed) % 1000;
}

enum { PUT, GET, RPUT, RGET, ACCUMULATE, RACCUMULATE, GET_ACCUMULATE, RGET_ACCUMULATE, FETCH, SWAP, CALLS };
static const char *const names[] = { "put", "get", "rput", "rget", "accumulate", "raccumulate", "get_accumulate", "rget_accumulate", "fetch_and_op", "compare_and_swap" };

/* What the call does, in the model. */
static void expect(int call, int leaf, MPI_Op op, unsigned char *target)
{
	int width = width_of(leaf), n = call == FETCH || call == SWAP ? width : here.bytes.bytes;
	unsigned char from[8], to[8];
	if (call == PUT || call == RPUT || call == GET || call == RGET) {
		for (int i = 0; i < n; i++)
			if (call == PUT || call == RPUT) target[there.bytes.at[i]] = origin[here.bytes.at[i]];
			else model_back[here.bytes.at[i]] = target[there.bytes.at[i]];
		return;
	}
	for (int i = 0; i < n; i += width) {
		for (int j = 0; j < width; j++) {
			int single = call == FETCH || call == SWAP;
			from[j] = origin[single ? MIDDLE + j : here.bytes.at[i + j]];
			to[j] = target[single ? MIDDLE + j : there.bytes.at[i + j]];
			if (single) model_back[MIDDLE + j] = to[j];
			else if (call >= GET_ACCUMULATE) model_back[result.bytes.at[i + j]] = to[j];
		}
		if (op == MPI_NO_OP) continue;
		combine(leaf, op, to, from);
		for (int j = 0; j < width; j++) target[call == FETCH || call == SWAP ? MIDDLE + j : there.bytes.at[i + j]] = to[j];
	}
}

static void perform(int call, MPI_Aint base, int leaf, MPI_Op op, int target, MPI_Win w)
{
	MPI_Request r = MPI_REQUEST_NULL;
	MPI_Datatype t = here.type.type, tt = there.type.type, basic = leaf == MIXED ? MPI_INT : basic_of(leaf);
	MPI_Aint at = base + MIDDLE;
	void *o = origin + MIDDLE, *result_ = back + MIDDLE;
	switch (call) {
	case PUT: MPI_Put(o, here.count, t, target, at, there.count, tt, w); break;
	case RPUT: MPI_Rput(o, here.count, t, target, at, there.count, tt, w, &r); break;
	case GET: MPI_Get(result_, here.count, t, target, at, there.count, tt, w); break;
	case RGET: MPI_Rget(result_, here.count, t, target, at, there.count, tt, w, &r); break;
	case ACCUMULATE: MPI_Accumulate(o, here.count, t, target, at, there.count, tt, op, w); break;
	case RACCUMULATE: MPI_Raccumulate(o, here.count, t, target, at, there.count, tt, op, w, &r); break;
	case GET_ACCUMULATE: MPI_Get_accumulate(o, here.count, t, result_, result.count, result.type.type, target, at, there.count, tt, op, w); break;
	case RGET_ACCUMULATE: MPI_Rget_accumulate(o, here.count, t, result_, result.count, result.type.type, target, at, there.count, tt, op, w, &r); break;
	case FETCH: MPI_Fetch_and_op(o, result_, basic, target, at, op, w); break;
	/* Compared with what is there: that the model knows. */
	case SWAP: MPI_Compare_and_swap(o, model_back + MIDDLE, result_, basic, target, at, w); break;
	}
	MPI_Wait(&r, MPI_STATUS_IGNORE);
}

static void trial(int number, MPI_Win w, MPI_Aint bases[])
{
	const MPI_Op ops[] = { MPI_SUM, MPI_MAX, MPI_MIN, MPI_REPLACE, MPI_NO_OP };
	int call = below(CALLS), leaf = below(call < ACCUMULATE ? LEAVES : MIXED), from = below(size), to = below(size);
	MPI_Op op = ops[below(call < GET_ACCUMULATE ? 4 : 5)];
	if (call == SWAP) leaf = below(FLOATS), op = MPI_REPLACE;
	fitting(&there, leaf, 0);
	fitting(&here, leaf, there.bytes.bytes);
	fitting(&result, leaf, there.bytes.bytes);
	for (int i = 0; i < size; i++) fill(model[i], leaf, number + 10 * i);
	fill(window, leaf, number + 10 * rank);
	fill(origin, leaf, number + 5);
	memset(back, 99, ROOM);
	memset(model_back, 99, ROOM);
	expect(call, leaf, op, model[to]);
	MPI_Barrier(MPI_COMM_WORLD);
	MPI_Win_lock_all(0, w);
	MPI_Win_sync(w);
	MPI_Barrier(MPI_COMM_WORLD);
	if (rank == from) {
		perform(call, bases[to], leaf, op, to, w);
		MPI_Win_flush(to, w);
		int bad = 0;
		for (int i = 0; i < ROOM; i++) bad += back[i] != model_back[i];
		if (bad) printf("%d: %s of %d bytes: %d bytes that came back are wrong\n", number, names[call], there.bytes.bytes, bad);
	}
	MPI_Barrier(MPI_COMM_WORLD);
	MPI_Win_sync(w);
	MPI_Win_unlock_all(w);
	int bad = 0;
	for (int i = 0; i < ROOM; i++) bad += window[i] != model[rank][i];
	if (bad) printf("%d: %s of %d bytes from %d to %d: %d wrong at %d\n", number, names[call], there.bytes.bytes, from, to, bad, rank);
	MPI_Type_free(&here.type.type);
	MPI_Type_free(&there.type.type);
	MPI_Type_free(&result.type.type);
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	MPI_Win windows[3];
	MPI_Aint bases[3][3] = { { 0 } };
	unsigned char *memory[3] = { malloc(ROOM), 0, malloc(ROOM) };
	MPI_Win_create(memory[0], ROOM, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &windows[0]);
	MPI_Win_allocate(ROOM, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &memory[1], &windows[1]);
	MPI_Win_create_dynamic(MPI_INFO_NULL, MPI_COMM_WORLD, &windows[2]);
	MPI_Win_attach(windows[2], memory[2], ROOM);
	MPI_Get_address(memory[2], &bases[2][rank]);
	MPI_Allgather(MPI_IN_PLACE, 0, MPI_AINT, bases[2], 1, MPI_AINT, MPI_COMM_WORLD);
	origin = malloc(ROOM), back = malloc(ROOM), model_back = malloc(ROOM);
	for (int i = 0; i < size; i++) model[i] = malloc(ROOM);
	for (int i = 0; i < TRIALS; i++) {
		window = memory[i % 3];
		trial(i, windows[i % 3], bases[i % 3]);
	}
	MPI_Win_detach(windows[2], memory[2]);
	for (int i = 0; i < 3; i++) MPI_Win_free(&windows[i]);
	if (!rank) printf("%d trials\n", TRIALS);
	MPI_Finalize();
	return 0;
}
