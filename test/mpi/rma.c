// ranks: 1 2 3 5 8
// native: no
/* One-sided communication: every kind of window, operation and synchronisation; results verified. */
#include "coll.h"

#define LEFT ((rank + size - 1) % size)
#define RIGHT ((rank + 1) % size)

static void fences(void)
{
	enum { N = 5000 };
	int *a = ints(N), *b = ints(N), bad = 0;
	MPI_Win w;
	MPI_Win_create(a, N * sizeof *a, sizeof *a, MPI_INFO_NULL, MPI_COMM_WORLD, &w);
	MPI_Win_fence(MPI_MODE_NOPRECEDE, w);
	for (int i = 0; i < N; i++) b[i] = value(rank, i);
	MPI_Put(b, N / 2, MPI_INT, RIGHT, N / 2, N / 2, MPI_INT, w);
	MPI_Put(b, 1, MPI_INT, MPI_PROC_NULL, 0, 1, MPI_INT, w);
	MPI_Win_fence(0, w);
	for (int i = 0; i < N; i++) bad += a[i] != (i < N / 2 ? 0 : value(LEFT, i - N / 2));
	CHECK(!bad, "put: %d wrong", bad);
	MPI_Win_fence(0, w);
	for (int i = 0; i < N; i++) a[i] = value(rank, 2 * i);
	MPI_Win_fence(0, w);
	MPI_Get(b, N, MPI_INT, LEFT, 0, N, MPI_INT, w);
	MPI_Win_fence(0, w);
	for (int i = 0; i < N; i++) bad += b[i] != value(LEFT, 2 * i);
	CHECK(!bad, "get: %d wrong", bad);
	/* Everyone adds to everyone. */
	for (int i = 0; i < N; i++) a[i] = 0, b[i] = rank + i;
	MPI_Win_fence(0, w);
	for (int r = 0; r < size; r++) MPI_Accumulate(b, N, MPI_INT, r, 0, N, MPI_INT, MPI_SUM, w);
	MPI_Win_fence(MPI_MODE_NOSUCCEED, w);
	for (int i = 0; i < N; i++) bad += a[i] != size * (size - 1) / 2 + size * i;
	CHECK(!bad, "accumulate: %d wrong", bad);
	MPI_Win_free(&w);
	CHECK(w == MPI_WIN_NULL, "the handle of a freed window is not MPI_WIN_NULL");
	free(a);
	free(b);
}

/* Columns of the target's matrix from rows, and pieces of bytes at odd places. */
static void types(void)
{
	enum { ROWS = 40, COLUMNS = 9 };
	double *m;
	MPI_Win w;
	MPI_Datatype column, every;
	MPI_Win_allocate(ROWS * COLUMNS * sizeof *m, sizeof *m, MPI_INFO_NULL, MPI_COMM_WORLD, &m, &w);
	MPI_Type_vector(ROWS, 1, COLUMNS, MPI_DOUBLE, &column);
	MPI_Type_commit(&column);
	MPI_Type_create_resized(column, 0, sizeof *m, &every);
	MPI_Type_commit(&every);
	for (int i = 0; i < ROWS * COLUMNS; i++) m[i] = -1;
	double row[2 * ROWS], back[2 * ROWS], wide[4 * ROWS];
	for (int i = 0; i < 2 * ROWS; i++) row[i] = rank * 1000 + i;
	MPI_Win_fence(0, w);
	MPI_Put(row, 2 * ROWS, MPI_DOUBLE, RIGHT, 3, 2, every, w);
	MPI_Win_fence(0, w);
	int bad = 0;
	for (int i = 0; i < ROWS; i++)
		for (int j = 0; j < COLUMNS; j++) bad += m[i * COLUMNS + j] != (j == 3 || j == 4 ? LEFT * 1000 + (j - 3) * ROWS + i : -1);
	CHECK(!bad, "put of columns: %d wrong", bad);
	MPI_Datatype spread;
	MPI_Type_vector(2 * ROWS, 1, 2, MPI_DOUBLE, &spread);
	MPI_Type_commit(&spread);
	for (int i = 0; i < 4 * ROWS; i++) wide[i] = -2;
	MPI_Get(wide, 1, spread, RIGHT, 3, 2, every, w);
	MPI_Win_fence(0, w);
	for (int i = 0; i < 2 * ROWS; i++) bad += wide[2 * i] != row[i] || (i < 2 * ROWS - 1 && wide[2 * i + 1] != -2);
	CHECK(!bad, "get of columns, spread: %d wrong", bad);
	MPI_Get_accumulate(row, 2 * ROWS, MPI_DOUBLE, back, 2 * ROWS, MPI_DOUBLE, RIGHT, 3, 2, every, MPI_PROD, w);
	MPI_Win_fence(0, w);
	for (int i = 0; i < 2 * ROWS; i++) bad += back[i] != row[i];
	for (int i = 0; i < ROWS; i++) for (int j = 3; j < 5; j++) {
		double x = LEFT * 1000 + (j - 3) * ROWS + i;
		bad += m[i * COLUMNS + j] != x * x;
	}
	CHECK(!bad, "get_accumulate of columns: %d wrong", bad);
	MPI_Type_free(&column);
	MPI_Type_free(&every);
	MPI_Type_free(&spread);
	MPI_Win_free(&w);
}

struct located { double x; int at; };

static void operations(void)
{
	struct { long long counter; int words[6]; struct located best; float f; short s; } *a;
	MPI_Win w;
	MPI_Win_allocate(sizeof *a, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &a, &w);
	memset(a, 0, sizeof *a);
	a->best = (struct located){ -1, -1 };
	a->words[1] = -1;
	MPI_Barrier(MPI_COMM_WORLD);
	enum { TIMES = 100 };
#define AT(member) ((char *)&a->member - (char *)a)
	long long one = 1, old, last = -1;
	MPI_Win_lock_all(0, w);
	/* A counter in rank 0 that only computes meanwhile; tickets are all different. */
	for (int i = 0; i < TIMES; i++) {
		MPI_Fetch_and_op(&one, &old, MPI_LONG_LONG, 0, AT(counter), MPI_SUM, w);
		MPI_Win_flush(0, w);
		CHECK(old > last && old < (long long)TIMES * size, "ticket %lld after %lld", old, last);
		last = old;
	}
	/* A lock made of compare-and-swap: words[1] is the holder or -1, words[2] is changed without atomicity. */
	for (int i = 0; i < 20; i++) {
		int free_ = -1, was, got, more;
		do {
			MPI_Compare_and_swap(&rank, &free_, &was, MPI_INT, 0, AT(words[1]), w);
			MPI_Win_flush(0, w);
		} while (was != -1);
		MPI_Get(&got, 1, MPI_INT, 0, AT(words[2]), 1, MPI_INT, w);
		MPI_Win_flush(0, w);
		more = got + 1;
		MPI_Put(&more, 1, MPI_INT, 0, AT(words[2]), 1, MPI_INT, w);
		MPI_Win_flush(0, w);
		MPI_Fetch_and_op(&free_, &was, MPI_INT, 0, AT(words[1]), MPI_REPLACE, w);
		MPI_Win_flush(0, w);
		CHECK(was == rank, "the lock was held by %d", was);
	}
	struct located mine = { (rank * 5) % size, rank };
	MPI_Accumulate(&mine, 1, MPI_DOUBLE_INT, 0, AT(best), 1, MPI_DOUBLE_INT, MPI_MAXLOC, w);
	float f = 0.5f;
	short s = 1 << rank % 15;
	MPI_Accumulate(&f, 1, MPI_FLOAT, 0, AT(f), 1, MPI_FLOAT, MPI_SUM, w);
	MPI_Accumulate(&s, 1, MPI_SHORT, 0, AT(s), 1, MPI_SHORT, MPI_BOR, w);
	MPI_Request q[4];
	int x = rank + 1, y = -1, z = -1;
	MPI_Rput(&x, 1, MPI_INT, RIGHT, AT(words[3]), 1, MPI_INT, w, &q[0]);
	MPI_Raccumulate(&x, 1, MPI_INT, 0, AT(words[4]), 1, MPI_INT, MPI_SUM, w, &q[1]);
	MPI_Waitall(2, q, MPI_STATUSES_IGNORE);
	MPI_Win_flush_all(w);
	MPI_Rget(&y, 1, MPI_INT, RIGHT, AT(words[3]), 1, MPI_INT, w, &q[2]);
	MPI_Rget_accumulate(&x, 1, MPI_INT, &z, 1, MPI_INT, RIGHT, AT(words[3]), 1, MPI_INT, MPI_NO_OP, w, &q[3]);
	MPI_Waitall(2, q + 2, MPI_STATUSES_IGNORE);
	CHECK(y == x && z == x, "rget %d, rget_accumulate %d, expected %d", y, z, x);
	MPI_Win_unlock_all(w);
	MPI_Barrier(MPI_COMM_WORLD);
	if (rank == 0) {
		int best = 0, bits = 0;
		for (int r = 0; r < size; r++) {
			if (r * 5 % size > best * 5 % size) best = r;
			bits |= 1 << r % 15;
		}
		MPI_Win_lock(MPI_LOCK_SHARED, 0, 0, w);
		CHECK(a->counter == (long long)TIMES * size, "counter %lld", a->counter);
		CHECK(a->words[2] == 20 * size, "protected by a lock: %d", a->words[2]);
		CHECK(a->best.at == best && a->best.x == best * 5 % size, "maxloc %g at %d", a->best.x, a->best.at);
		CHECK(a->f == 0.5f * size && a->s == (short)bits, "float %g, bits %x", a->f, a->s);
		CHECK(a->words[4] == size * (size + 1) / 2, "raccumulate %d", a->words[4]);
		MPI_Win_unlock(0, w);
	}
	MPI_Win_lock(MPI_LOCK_SHARED, rank, 0, w);
	CHECK(a->words[3] == LEFT + 1, "rput %d", a->words[3]);
	MPI_Win_unlock(rank, w);
	MPI_Barrier(MPI_COMM_WORLD);
	MPI_Win_free(&w);
}

/* Exclusive locks make changes of several words one; the target only computes until all are done. */
static void exclusive(void)
{
	enum { TIMES = 30, WORDS = 64 };
	int *a;
	MPI_Win w;
	MPI_Win_allocate(WORDS * sizeof(int), sizeof(int), MPI_INFO_NULL, MPI_COMM_WORLD, &a, &w);
	memset(a, 0, WORDS * sizeof(int));
	MPI_Barrier(MPI_COMM_WORLD);
	int b[WORDS], done = 0;
	for (int i = 0; i < TIMES; i++) {
		int target = i % 2 ? 0 : size - 1;
		MPI_Win_lock(MPI_LOCK_EXCLUSIVE, target, 0, w);
		MPI_Get(b, WORDS, MPI_INT, target, 0, WORDS, MPI_INT, w);
		MPI_Win_flush(target, w);
		for (int j = 0; j < WORDS; j++) CHECK(b[j] == b[0], "words under an exclusive lock differ: %d %d", b[j], b[0]);
		for (int j = 0; j < WORDS; j++) b[j]++;
		MPI_Put(b, WORDS, MPI_INT, target, 0, WORDS, MPI_INT, w);
		MPI_Win_unlock(target, w);
		MPI_Win_lock(MPI_LOCK_SHARED, target, 0, w);
		MPI_Get(b, WORDS, MPI_INT, target, 0, WORDS, MPI_INT, w);
		MPI_Win_unlock(target, w);
		for (int j = 0; j < WORDS; j++) CHECK(b[j] == b[0], "words under a shared lock differ: %d %d", b[j], b[0]);
	}
	MPI_Barrier(MPI_COMM_WORLD);
	MPI_Win_lock(MPI_LOCK_SHARED, rank, 0, w);
	int each = size == 1 ? TIMES : TIMES / 2;
	if (rank == 0 || rank == size - 1) CHECK(a[0] == each * size, "rank %d was changed %d times, expected %d", rank, a[0], each * size);
	MPI_Win_unlock(rank, w);
	MPI_Win_free(&w);
}

static void post_start(void)
{
	int *a = ints(2), out = value(rank, 5);
	MPI_Win w;
	MPI_Group all, to, from;
	MPI_Win_create(a, 2 * sizeof *a, sizeof *a, MPI_INFO_NULL, MPI_COMM_WORLD, &w);
	MPI_Win_get_group(w, &all);
	int left = LEFT, right = RIGHT;
	MPI_Group_incl(all, 1, &right, &to);
	MPI_Group_incl(all, 1, &left, &from);
	for (int i = 0; i < 30; i++) {
		out++;
		MPI_Win_post(from, 0, w);
		MPI_Win_start(to, 0, w);
		MPI_Put(&out, 1, MPI_INT, RIGHT, i % 2, 1, MPI_INT, w);
		MPI_Win_complete(w);
		if (i % 3) MPI_Win_wait(w);
		else for (int flag = 0; !flag;) MPI_Win_test(w, &flag);
		CHECK(a[i % 2] == value(LEFT, 6 + i), "post and start %d: %d", i, a[i % 2]);
	}
	MPI_Group_free(&all); MPI_Group_free(&to); MPI_Group_free(&from);
	MPI_Win_free(&w);
	free(a);
}

static void dynamic(void)
{
	enum { PARTS = 40 };
	int *parts[PARTS];
	MPI_Aint there[PARTS], *all = malloc(size * PARTS * sizeof *all);
	MPI_Win w;
	MPI_Win_create_dynamic(MPI_INFO_NULL, MPI_COMM_WORLD, &w);
	for (int i = 0; i < PARTS; i++) {
		parts[i] = ints(i);
		MPI_Win_attach(w, parts[i], (i + 1) * sizeof(int));
		MPI_Get_address(parts[i], &there[i]);
	}
	MPI_Allgather(there, PARTS, MPI_AINT, all, PARTS, MPI_AINT, MPI_COMM_WORLD);
	MPI_Win_lock_all(0, w);
	for (int i = 0; i < PARTS; i++) {
		int x = value(rank, i);
		MPI_Put(&x, 1, MPI_INT, RIGHT, MPI_Aint_add(all[RIGHT * PARTS + i], i * sizeof(int)), 1, MPI_INT, w);
		MPI_Win_flush(RIGHT, w);
	}
	MPI_Win_unlock_all(w);
	MPI_Barrier(MPI_COMM_WORLD);
	for (int i = 0; i < PARTS; i++) {
		CHECK(parts[i][i] == value(LEFT, i), "dynamic window, part %d: %d", i, parts[i][i]);
		MPI_Win_detach(w, parts[i]);
	}
	MPI_Win_free(&w);
	for (int i = 0; i < PARTS; i++) free(parts[i]);
	free(all);
}

static void asked(void)
{
	_Alignas(8) char memory[100];
	MPI_Win w;
	void *base;
	MPI_Aint *bytes;
	int *unit, *flavor, *model, flag, length;
	char name[MPI_MAX_OBJECT_NAME];
	MPI_Win_create(memory, 100 - rank, 4, MPI_INFO_NULL, MPI_COMM_WORLD, &w);
	MPI_Win_get_attr(w, MPI_WIN_BASE, &base, &flag);
	CHECK(flag && base == memory, "MPI_WIN_BASE");
	MPI_Win_get_attr(w, MPI_WIN_SIZE, &bytes, &flag);
	CHECK(flag && *bytes == 100 - rank, "MPI_WIN_SIZE");
	MPI_Win_get_attr(w, MPI_WIN_DISP_UNIT, &unit, &flag);
	CHECK(flag && *unit == 4, "MPI_WIN_DISP_UNIT");
	MPI_Win_get_attr(w, MPI_WIN_CREATE_FLAVOR, &flavor, &flag);
	CHECK(flag && *flavor == MPI_WIN_FLAVOR_CREATE, "MPI_WIN_CREATE_FLAVOR");
	MPI_Win_get_attr(w, MPI_WIN_MODEL, &model, &flag);
	CHECK(flag && *model == MPI_WIN_UNIFIED, "MPI_WIN_MODEL");
	MPI_Win_set_name(w, "a window");
	MPI_Win_get_name(w, name, &length);
	CHECK(!strcmp(name, "a window") && length == 8, "name %s", name);
	/* Errors are the window's. */
	int x = 0;
	MPI_Win_set_errhandler(w, MPI_ERRORS_RETURN);
#define ERROR(call, class_) do { \
	int c_ = MPI_SUCCESS, e_ = call; \
	if (e_) MPI_Error_class(e_, &c_); \
	CHECK(c_ == class_, #call ": class %d, expected " #class_, c_); } while (0)
#ifdef __hermit__
	ERROR(MPI_Put(&x, 1, MPI_INT, 0, 0, 1, MPI_INT, w), MPI_ERR_RMA_SYNC);
	ERROR(MPI_Win_unlock(0, w), MPI_ERR_RMA_SYNC);
	ERROR(MPI_Win_complete(w), MPI_ERR_RMA_SYNC);
	ERROR(MPI_Win_wait(w), MPI_ERR_RMA_SYNC);
	ERROR(MPI_Win_flush(0, w), MPI_ERR_RMA_SYNC);
#endif
	ERROR(MPI_Win_lock(99, 0, 0, w), MPI_ERR_LOCKTYPE);
	MPI_Win_fence(0, w);
	ERROR(MPI_Put(&x, 1, MPI_INT, size, 0, 1, MPI_INT, w), MPI_ERR_RANK);
	ERROR(MPI_Put(&x, -1, MPI_INT, 0, 0, 1, MPI_INT, w), MPI_ERR_COUNT);
#ifdef __hermit__
	ERROR(MPI_Put(&x, 1, MPI_INT, 0, 25, 1, MPI_INT, w), MPI_ERR_RMA_RANGE);
	ERROR(MPI_Put(&x, 1, MPI_INT, 0, -1, 1, MPI_INT, w), MPI_ERR_RMA_RANGE);
#endif
	MPI_Win_fence(0, w);
	MPI_Win_free(&w);
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	fences();
	types();
	operations();
	exclusive();
	post_start();
	dynamic();
	asked();
	return end("rma");
}
