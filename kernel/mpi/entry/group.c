/* Groups (MPI-3.1, 6.3). */
#include <string.h>
#include "arguments.h"

MPI_CALL(Group_size, (MPI_Group group, int *size))
{
	ENTER(Group_size);
	GROUP_ARGUMENT(g, group);
	EXPECT_PLACE(0, size, "the size");
	*size = g->size;
	return MPI_SUCCESS;
}

MPI_CALL(Group_rank, (MPI_Group group, int *rank))
{
	ENTER(Group_rank);
	GROUP_ARGUMENT(g, group);
	EXPECT_PLACE(0, rank, "the rank");
	*rank = g->rank;
	return MPI_SUCCESS;
}

MPI_CALL(
	Group_translate_ranks, (MPI_Group a, int n, const int ranks[], MPI_Group b, int translated[]))
{
	ENTER(Group_translate_ranks);
	GROUP_ARGUMENT(from, a);
	GROUP_ARGUMENT(to, b);
	EXPECT(0, n >= 0, MPI_ERR_ARG, "expected 0 ranks or more, got %d", n);
	EXPECT_ARRAY(0, ranks, n, "ranks");
	EXPECT_ARRAY(0, translated, n, "ranks to fill");
	for (int i = 0; i < n; i++) {
		int rank = ranks[i];
		EXPECT(0, (rank >= 0 && rank < from->size) || rank == MPI_PROC_NULL, MPI_ERR_RANK,
			"expected ranks from 0 to %d, got %d", from->size - 1, rank);
		translated[i] = rank == MPI_PROC_NULL ? MPI_PROC_NULL
											  : group_rank_of(to, from->process[rank]);
	}
	return MPI_SUCCESS;
}

MPI_CALL(Group_compare, (MPI_Group a, MPI_Group b, int *result))
{
	ENTER(Group_compare);
	GROUP_ARGUMENT(g, a);
	GROUP_ARGUMENT(h, b);
	EXPECT_PLACE(0, result, "the result");
	*result = group_compare(g, h);
	return MPI_SUCCESS;
}

MPI_CALL(Group_free, (MPI_Group * group))
{
	ENTER(Group_free);
	EXPECT_PLACE(0, group, "a group");
	GROUP_ARGUMENT(g, *group);
	group_release(g);
	*group = MPI_GROUP_NULL;
	return MPI_SUCCESS;
}

/* Gives the program a group of those `count` process numbers. */
static int give(int count, const int process[], MPI_Group *group)
{
	struct group *g = group_new(count);
	EXPECT(0, g, MPI_ERR_NO_MEM, "for a group");
	if (count) memcpy(g->process, process, count * sizeof(int));
	group_find_rank(g);
	*group = group_handle(g);
	return MPI_SUCCESS;
}

/* Those of `a` that are in `b`, or that are not, in a's order; how many. */
static int select_processes(const struct group *a, const struct group *b, int in, int process[])
{
	int count = 0;
	for (int i = 0; i < a->size; i++)
		if ((group_rank_of(b, a->process[i]) != MPI_UNDEFINED) == in)
			process[count++] = a->process[i];
	return count;
}

MPI_CALL(Group_union, (MPI_Group a, MPI_Group b, MPI_Group *group))
{
	ENTER(Group_union);
	GROUP_ARGUMENT(g, a);
	GROUP_ARGUMENT(h, b);
	EXPECT_PLACE(0, group, "the group");
	int process[MAX_PROCESSES];
	memcpy(process, g->process, g->size * sizeof(int));
	return give(g->size + select_processes(h, g, 0, process + g->size), process, group);
}

MPI_CALL(Group_intersection, (MPI_Group a, MPI_Group b, MPI_Group *group))
{
	ENTER(Group_intersection);
	GROUP_ARGUMENT(g, a);
	GROUP_ARGUMENT(h, b);
	EXPECT_PLACE(0, group, "the group");
	int process[MAX_PROCESSES];
	return give(select_processes(g, h, 1, process), process, group);
}

MPI_CALL(Group_difference, (MPI_Group a, MPI_Group b, MPI_Group *group))
{
	ENTER(Group_difference);
	GROUP_ARGUMENT(g, a);
	GROUP_ARGUMENT(h, b);
	EXPECT_PLACE(0, group, "the group");
	int process[MAX_PROCESSES];
	return give(select_processes(g, h, 0, process), process, group);
}

/* The group of those ranks, each of which may be there once, or of all others. */
static int choose(const struct group *g, int n, const int ranks[], int in, MPI_Group *group)
{
	int process[MAX_PROCESSES], count = 0;
	char chosen[MAX_PROCESSES] = { 0 };
	for (int i = 0; i < n; i++) {
		EXPECT(0, ranks[i] >= 0 && ranks[i] < g->size, MPI_ERR_RANK,
			"expected ranks from 0 to %d, got %d", g->size - 1, ranks[i]);
		EXPECT(
			0, !chosen[ranks[i]], MPI_ERR_RANK, "expected each rank once, got %d twice", ranks[i]);
		chosen[ranks[i]] = 1;
		if (in) process[count++] = g->process[ranks[i]];
	}
	if (!in)
		for (int rank = 0; rank < g->size; rank++)
			if (!chosen[rank]) process[count++] = g->process[rank];
	return give(count, process, group);
}

#define RANKS_ARGUMENTS \
	GROUP_ARGUMENT(g, old); \
	EXPECT(0, n >= 0, MPI_ERR_ARG, "expected 0 ranks or more, got %d", n); \
	EXPECT_ARRAY(0, ranks, n, "ranks"); \
	EXPECT_PLACE(0, group, "the group")

MPI_CALL(Group_incl, (MPI_Group old, int n, const int ranks[], MPI_Group *group))
{
	ENTER(Group_incl);
	RANKS_ARGUMENTS;
	return choose(g, n, ranks, 1, group);
}

MPI_CALL(Group_excl, (MPI_Group old, int n, const int ranks[], MPI_Group *group))
{
	ENTER(Group_excl);
	RANKS_ARGUMENTS;
	return choose(g, n, ranks, 0, group);
}

/* Ranges as ranks: first, last and step, either way. */
static int choose_ranges(const struct group *g, int n, int ranges[][3], int in, MPI_Group *group)
{
	int ranks[MAX_PROCESSES], count = 0;
	for (int i = 0; i < n; i++) {
		const int first = ranges[i][0], last = ranges[i][1], step = ranges[i][2];
		EXPECT(0, step, MPI_ERR_ARG, "expected a step other than 0 in range %d", i);
		EXPECT(0, first >= 0 && first < g->size && last >= 0 && last < g->size, MPI_ERR_ARG,
			"expected ranks from 0 to %d, got the range %d to %d", g->size - 1, first, last);
		EXPECT(0, first == last || (first < last) == (step > 0), MPI_ERR_ARG,
			"step %d does not lead from %d to %d", step, first, last);
		for (MPI_Count rank = first; step > 0 ? rank <= last : rank >= last; rank += step) {
			EXPECT(0, count < g->size, MPI_ERR_ARG,
				"expected each rank once, got more ranks than the group has");
			ranks[count++] = rank;
		}
	}
	return choose(g, count, ranks, in, group);
}

#define RANGES_ARGUMENTS \
	GROUP_ARGUMENT(g, old); \
	EXPECT(0, n >= 0, MPI_ERR_ARG, "expected 0 ranges or more, got %d", n); \
	EXPECT_ARRAY(0, ranges, n, "ranges"); \
	EXPECT_PLACE(0, group, "the group")

MPI_CALL(Group_range_incl, (MPI_Group old, int n, int ranges[][3], MPI_Group *group))
{
	ENTER(Group_range_incl);
	RANGES_ARGUMENTS;
	return choose_ranges(g, n, ranges, 1, group);
}

MPI_CALL(Group_range_excl, (MPI_Group old, int n, int ranges[][3], MPI_Group *group))
{
	ENTER(Group_range_excl);
	RANGES_ARGUMENTS;
	return choose_ranges(g, n, ranges, 0, group);
}
