/* Groups: what they contain and in what order, and how they compare. */
// ranks: 1 4 6
#include "show.h"

static MPI_Group world;

static void print_group(const char *name, MPI_Group g)
{
	int n, me, ranks[16], in_world[16];
	MPI_Group_size(g, &n);
	MPI_Group_rank(g, &me);
	for (int i = 0; i < n; i++) ranks[i] = i;
	MPI_Group_translate_ranks(g, n, ranks, world, in_world);
	ONCE("%s:", name);
	for (int i = 0; i < n; i++) ONCE(" %d", in_world[i]);
	ONCE("%s\n", g == MPI_GROUP_EMPTY ? " (MPI_GROUP_EMPTY)" : "");
	show("%d", me == MPI_UNDEFINED ? -1 : me);
}

static const char *compared(MPI_Group a, MPI_Group b)
{
	int r;
	MPI_Group_compare(a, b, &r);
	return r == MPI_IDENT ? "ident" : r == MPI_SIMILAR ? "similar" : r == MPI_UNEQUAL ? "unequal" : "?";
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	MPI_Comm_group(MPI_COMM_WORLD, &world);
	int all[16], evens[8], odds[8], e = 0, o = 0;
	for (int i = 0; i < size; i++) {
		all[i] = size - 1 - i;
		if (i % 2) odds[o++] = i;
		else evens[e++] = i;
	}
	MPI_Group reverse, even, odd, g;
	MPI_Group_incl(world, size, all, &reverse);
	MPI_Group_incl(world, e, evens, &even);
	MPI_Group_incl(world, o, odds, &odd);
	print_group("world", world);
	print_group("reverse", reverse);
	print_group("even", even);
	print_group("odd", odd);
	MPI_Group_union(even, reverse, &g), print_group("even + reverse", g), MPI_Group_free(&g);
	MPI_Group_union(reverse, even, &g), print_group("reverse + even", g), MPI_Group_free(&g);
	MPI_Group_union(odd, even, &g), print_group("odd + even", g), MPI_Group_free(&g);
	MPI_Group_intersection(reverse, even, &g), print_group("reverse & even", g), MPI_Group_free(&g);
	MPI_Group_intersection(even, reverse, &g), print_group("even & reverse", g), MPI_Group_free(&g);
	MPI_Group_intersection(even, odd, &g), print_group("even & odd", g), MPI_Group_free(&g);
	MPI_Group_difference(reverse, even, &g), print_group("reverse - even", g), MPI_Group_free(&g);
	MPI_Group_difference(even, reverse, &g), print_group("even - reverse", g), MPI_Group_free(&g);
	MPI_Group_excl(reverse, e, evens, &g), print_group("reverse without places", g), MPI_Group_free(&g);
	MPI_Group_excl(world, 0, NULL, &g), print_group("without none", g), MPI_Group_free(&g);
	MPI_Group_incl(world, 0, NULL, &g), print_group("none", g);
	if (size > 3) {
		int ranges[3][3] = { { size - 1, 1, -2 }, { 0, 0, 1 }, { 2, 2, -5 } };
		MPI_Group_range_incl(world, 2, ranges, &g), print_group("ranges in", g), MPI_Group_free(&g);
		MPI_Group_range_excl(reverse, 3, ranges, &g), print_group("ranges out", g), MPI_Group_free(&g);
	}
	MPI_Group twin;
	MPI_Group_excl(world, 0, NULL, &twin);
	ONCE("%s %s %s %s %s\n", compared(world, twin), compared(world, world), compared(world, reverse), compared(even, odd), compared(world, MPI_GROUP_EMPTY));
	ONCE("%s\n", compared(MPI_GROUP_EMPTY, MPI_GROUP_EMPTY));
	int some[2] = { 0, MPI_PROC_NULL }, there[2];
	MPI_Group_translate_ranks(reverse, 2, some, even, there);
	ONCE("%d %d\n", there[0] == MPI_UNDEFINED ? -1 : there[0], there[1] == MPI_PROC_NULL);
	MPI_Group_free(&world);
	ONCE("%d\n", world == MPI_GROUP_NULL);
	MPI_Finalize();
	return 0;
}
