/* Communicators: their groups and that messages stay within them; inter-communicators. */
// ranks: 1 2 4 5
// layouts: 1x4 2x2
#include "show.h"

/* World ranks as they come along a ring: tells the order of a communicator. */
static int ring(MPI_Comm c)
{
	int r, n, seen = 0, v = rank;
	if (c == MPI_COMM_NULL) return -1;
	MPI_Comm_rank(c, &r);
	MPI_Comm_size(c, &n);
	for (int i = 0; i < n; i++) {
		seen = seen * 10 + v;
		MPI_Sendrecv_replace(&v, 1, MPI_INT, (r + 1) % n, 5, (r + n - 1) % n, 5, c, MPI_STATUS_IGNORE);
	}
	return seen;
}

/* World ranks of the remote group, in order. */
static int across(MPI_Comm c)
{
	int n, seen = 0, x;
	MPI_Request sends[16];
	if (c == MPI_COMM_NULL) return -1;
	MPI_Comm_remote_size(c, &n);
	for (int i = 0; i < n; i++) MPI_Isend(&rank, 1, MPI_INT, i, 9, c, &sends[i]);
	for (int i = 0; i < n; i++) {
		MPI_Recv(&x, 1, MPI_INT, i, 9, c, MPI_STATUS_IGNORE);
		seen = seen * 10 + x;
	}
	MPI_Waitall(n, sends, MPI_STATUSES_IGNORE);
	return seen;
}

static const char *compared(MPI_Comm a, MPI_Comm b)
{
	int r;
	MPI_Comm_compare(a, b, &r);
	return r == MPI_IDENT ? "ident" : r == MPI_CONGRUENT ? "congruent" : r == MPI_SIMILAR ? "similar" : r == MPI_UNEQUAL ? "unequal" : "?";
}

static void free_comm(MPI_Comm *c) { if (*c != MPI_COMM_NULL) MPI_Comm_free(c); }

static void intra(void)
{
	MPI_Comm d, e, f, g;
	MPI_Request request;
	MPI_Comm_dup(MPI_COMM_WORLD, &d);
	show("dup %d", ring(d));
	ONCE("%s %s\n", compared(d, MPI_COMM_WORLD), compared(MPI_COMM_WORLD, MPI_COMM_WORLD));
	/* One under way while others are made. */
	MPI_Comm_idup(d, &e, &request);
	MPI_Comm_dup(MPI_COMM_SELF, &f);
	MPI_Comm_dup(d, &g);
	MPI_Wait(&request, MPI_STATUS_IGNORE);
	show("idup %d, self %d, dup %d", ring(e), ring(f), ring(g));
	free_comm(&e), free_comm(&f), free_comm(&g);
	/* In different orders on different ranks: idup of one, dup of another. */
	if (rank % 2) {
		MPI_Comm_idup(MPI_COMM_WORLD, &e, &request);
		MPI_Comm_dup(d, &f);
	} else {
		MPI_Comm_dup(d, &f);
		MPI_Comm_idup(MPI_COMM_WORLD, &e, &request);
	}
	MPI_Wait(&request, MPI_STATUS_IGNORE);
	show("crossed %d %d", ring(e), ring(f));
	free_comm(&e), free_comm(&f);

	MPI_Comm_split(d, rank % 2, -rank, &f), show("split %d", ring(f)), free_comm(&f);
	MPI_Comm_split(d, 0, rank / 2, &f), show("split with equal keys %d", ring(f)), free_comm(&f);
	MPI_Comm_split(d, rank % 3 ? 1 : MPI_UNDEFINED, 0, &f), show("split without some %d", ring(f)), free_comm(&f);
	MPI_Comm_split_type(d, MPI_UNDEFINED, 0, MPI_INFO_NULL, &f), show("split type %d", f == MPI_COMM_NULL);

	MPI_Group world, back, part;
	MPI_Comm_group(MPI_COMM_WORLD, &world);
	int range[1][3] = { { size - 1, 0, -1 } }, steps[1][3] = { { size - 1, 0, -2 } };
	MPI_Group_range_incl(world, 1, range, &back);
	MPI_Group_range_incl(world, 1, steps, &part);
	MPI_Comm_create(MPI_COMM_WORLD, back, &f), show("create %d %s", ring(f), compared(f, d)), free_comm(&f);
	MPI_Comm_create(MPI_COMM_WORLD, part, &f), show("create part %d", ring(f)), free_comm(&f);
	MPI_Comm_create(MPI_COMM_WORLD, MPI_GROUP_EMPTY, &f), show("create empty %d", f == MPI_COMM_NULL);
	f = MPI_COMM_NULL;
	int mine;
	MPI_Group_rank(part, &mine);
	if (mine != MPI_UNDEFINED) MPI_Comm_create_group(MPI_COMM_WORLD, part, 3, &f);
	show("create_group %d", ring(f)), free_comm(&f);
	/* Freed while a message is under way. */
	int v = rank, w = -1;
	MPI_Comm_dup(MPI_COMM_WORLD, &f);
	MPI_Irecv(&w, 1, MPI_INT, (rank + 1) % size, 1, f, &request);
	MPI_Send(&v, 1, MPI_INT, (rank + size - 1) % size, 1, f);
	MPI_Comm_free(&f);
	MPI_Wait(&request, MPI_STATUS_IGNORE);
	show("after free %d", w);
	MPI_Comm many[60];
	for (int i = 0; i < 60; i++) MPI_Comm_dup(i ? many[i - 1] : MPI_COMM_WORLD, &many[i]);
	show("many %d %d", ring(many[59]), ring(many[0]));
	for (int i = 0; i < 60; i++) MPI_Comm_free(&many[i]);
	MPI_Comm_free(&d);
}

static void inter(void)
{
	MPI_Comm half, inter, c;
	MPI_Request request;
	MPI_Group local, first;
	int flag, n, zero = 0, odd_leader = size % 2 ? size - 2 : size - 1;
	MPI_Comm_split(MPI_COMM_WORLD, rank % 2, -rank, &half);
	MPI_Intercomm_create(half, 0, MPI_COMM_WORLD, rank % 2 ? (size - 1) / 2 * 2 : odd_leader, 12, &inter);
	MPI_Comm_test_inter(inter, &flag);
	MPI_Comm_size(inter, &n);
	show("inter %d, %d here, there %d", flag, n, across(inter));
	MPI_Comm_dup(inter, &c), show("dup %d %s", across(c), compared(c, inter)), free_comm(&c);
	MPI_Comm_idup(inter, &c, &request), MPI_Wait(&request, MPI_STATUS_IGNORE), show("idup %d", across(c)), free_comm(&c);
	MPI_Intercomm_merge(inter, rank % 2 == 0, &c), show("merge, even high %d", ring(c)), free_comm(&c);
	MPI_Intercomm_merge(inter, rank % 2, &c), show("merge, odd high %d", ring(c)), free_comm(&c);
	MPI_Comm_split(inter, rank / 2 % 2, -rank, &c), show("split %d", across(c)), free_comm(&c);
	MPI_Comm_group(inter, &local);
	MPI_Group_incl(local, 1, &zero, &first);
	MPI_Comm_create(inter, first, &c), show("create %d", across(c)), free_comm(&c);
	MPI_Comm_create(inter, rank % 2 ? first : MPI_GROUP_EMPTY, &c), show("create with an empty side %d", c == MPI_COMM_NULL);
	ONCE("%s %s\n", compared(inter, half), compared(inter, MPI_COMM_WORLD));
	MPI_Comm_free(&inter);
	MPI_Comm_free(&half);
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	intra();
	if (size > 1) inter();
	char name[MPI_MAX_OBJECT_NAME], longer[2 * MPI_MAX_OBJECT_NAME];
	int length;
	MPI_Comm c;
	MPI_Comm_get_name(MPI_COMM_WORLD, name, &length); ONCE("%s %d\n", name, length);
	MPI_Comm_get_name(MPI_COMM_SELF, name, &length); ONCE("%s %d\n", name, length);
	MPI_Comm_dup(MPI_COMM_WORLD, &c);
	MPI_Comm_get_name(c, name, &length); ONCE("'%s' %d\n", name, length);
	MPI_Comm_set_name(c, "halo exchange");
	MPI_Comm_get_name(c, name, &length); ONCE("'%s' %d\n", name, length);
	memset(longer, 'x', sizeof longer), longer[sizeof longer - 1] = 0;
	MPI_Comm_set_name(c, longer);
	MPI_Comm_get_name(c, name, &length); ONCE("%d\n", length == MPI_MAX_OBJECT_NAME - 1);
	MPI_Comm_free(&c);
	MPI_Finalize();
	return 0;
}
