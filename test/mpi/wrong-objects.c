/* What calls that make and ask objects say to wrong arguments. */
// ranks: 2
// native: no
#include "show.h"

static int v, w, x, flag, many[4] = { 1, 1, 1, 1 }, minus[2] = { 1, -1 };
static MPI_Aint a, at[2] = { 0, 8 };
static MPI_Datatype t, u, list[2] = { MPI_INT, MPI_DATATYPE_NULL };
static MPI_Comm c, cart, none = MPI_COMM_NULL;
static char buffer[64];

static void datatypes(void)
{
	MPI_Datatype uncommitted;
	int position = 0, beyond = 65;
	MPI_Type_contiguous(2, MPI_INT, &uncommitted);
	WRONG(MPI_Type_contiguous(-1, MPI_INT, &t));
	WRONG(MPI_Type_contiguous(1, MPI_DATATYPE_NULL, &t));
	WRONG(MPI_Type_contiguous(1, MPI_INT, NULL));
	WRONG(MPI_Type_vector(-2, 1, 1, MPI_INT, &t));
	WRONG(MPI_Type_vector(2, -1, 1, MPI_INT, &t));
	WRONG(MPI_Type_create_hvector(2, -1, 1, MPI_INT, &t));
	WRONG(MPI_Type_indexed(2, minus, many, MPI_INT, &t));
	WRONG(MPI_Type_indexed(2, NULL, many, MPI_INT, &t));
	WRONG(MPI_Type_indexed(2, many, NULL, MPI_INT, &t));
	WRONG(MPI_Type_create_hindexed(-1, many, at, MPI_INT, &t));
	WRONG(MPI_Type_create_indexed_block(2, -3, many, MPI_INT, &t));
	WRONG(MPI_Type_create_hindexed_block(2, 1, NULL, MPI_INT, &t));
	WRONG(MPI_Type_create_struct(2, many, at, list, &t));
	WRONG(MPI_Type_create_struct(2, many, NULL, list, &t));
	WRONG(MPI_Type_create_resized(MPI_DATATYPE_NULL, 0, 4, &t));
	WRONG(MPI_Type_dup(MPI_DATATYPE_NULL, &t));
	int sizes[2] = { 4, 4 }, subs[2] = { 2, 5 }, starts[2] = { 0, 0 }, late[2] = { 0, 3 }, ok[2] = { 2, 2 };
	WRONG(MPI_Type_create_subarray(0, sizes, ok, starts, MPI_ORDER_C, MPI_INT, &t));
	WRONG(MPI_Type_create_subarray(2, sizes, subs, starts, MPI_ORDER_C, MPI_INT, &t));
	WRONG(MPI_Type_create_subarray(2, sizes, ok, late, MPI_ORDER_C, MPI_INT, &t));
	WRONG(MPI_Type_create_subarray(2, sizes, ok, starts, -3, MPI_INT, &t));
	int ways[2] = { MPI_DISTRIBUTE_BLOCK, MPI_DISTRIBUTE_NONE }, with[2] = { 1, MPI_DISTRIBUTE_DFLT_DARG }, grid[2] = { 2, 1 }, two[2] = { 2, 2 };
	WRONG(MPI_Type_create_darray(2, 2, 2, sizes, ways, with, grid, MPI_ORDER_C, MPI_INT, &t));
	WRONG(MPI_Type_create_darray(2, 0, 2, sizes, ways, with, grid, MPI_ORDER_C, MPI_INT, &t));
	with[0] = MPI_DISTRIBUTE_DFLT_DARG;
	WRONG(MPI_Type_create_darray(3, 0, 2, sizes, ways, with, grid, MPI_ORDER_C, MPI_INT, &t));
	WRONG(MPI_Type_create_darray(4, 0, 2, sizes, ways, with, two, MPI_ORDER_C, MPI_INT, &t));
	t = MPI_DATATYPE_NULL, u = MPI_INT;
	WRONG(MPI_Type_commit(&t));
	WRONG(MPI_Type_free(&t));
	WRONG(MPI_Type_free(&u));
	WRONG(MPI_Type_size(MPI_DATATYPE_NULL, &v));
	WRONG(MPI_Type_size(MPI_INT, NULL));
	WRONG(MPI_Type_get_extent(MPI_DATATYPE_NULL, &a, &a));
	WRONG(MPI_Type_get_contents(MPI_INT, 0, 0, 0, NULL, NULL, NULL));
	WRONG(MPI_Type_get_contents(uncommitted, 0, 0, 1, many, at, list));
	WRONG(MPI_Type_match_size(MPI_TYPECLASS_REAL, 3, &t));
	WRONG(MPI_Type_match_size(77, 4, &t));
	WRONG(MPI_Type_create_f90_real(99, 9999, &t));
	WRONG(MPI_Type_create_f90_integer(99, &t));
	WRONG(MPI_Send(&v, 1, uncommitted, 0, 0, MPI_COMM_WORLD));
	WRONG(MPI_Pack(&v, 1, uncommitted, buffer, 64, &position, MPI_COMM_WORLD));
	WRONG(MPI_Pack(&v, -1, MPI_INT, buffer, 64, &position, MPI_COMM_WORLD));
	WRONG(MPI_Pack(&v, 1, MPI_INT, buffer, 3, &position, MPI_COMM_WORLD));
	WRONG(MPI_Pack(&v, 1, MPI_INT, buffer, 64, &beyond, MPI_COMM_WORLD));
	WRONG(MPI_Pack(&v, 1, MPI_INT, buffer, 64, &position, MPI_COMM_NULL));
	WRONG(MPI_Unpack(buffer, 3, &position, &v, 1, MPI_INT, MPI_COMM_WORLD));
	WRONG(MPI_Unpack(buffer, 64, &position, NULL, 1, MPI_INT, MPI_COMM_WORLD));
	WRONG(MPI_Pack_size(-1, MPI_INT, MPI_COMM_WORLD, &v));
	WRONG(MPI_Pack_external("internal", &v, 1, MPI_INT, buffer, 64, &a));
	MPI_Type_free(&uncommitted);
}

static void communicators(void)
{
	MPI_Group world, g, self;
	MPI_Comm self_dup = MPI_COMM_SELF, intercomm;
	MPI_Comm_group(MPI_COMM_WORLD, &world);
	MPI_Comm_group(MPI_COMM_SELF, &self);
	WRONG(MPI_Comm_rank(MPI_COMM_NULL, &v));
	WRONG(MPI_Comm_size(MPI_COMM_WORLD, NULL));
	WRONG(MPI_Comm_dup(MPI_COMM_NULL, &c));
	WRONG(MPI_Comm_dup(MPI_COMM_WORLD, NULL));
	WRONG(MPI_Comm_split(MPI_COMM_WORLD, -5, 0, &c));
	WRONG(MPI_Comm_split_type(MPI_COMM_WORLD, 99, 0, MPI_INFO_NULL, &c));
	WRONG(MPI_Comm_create(MPI_COMM_WORLD, MPI_GROUP_NULL, &c));
	WRONG(MPI_Comm_create(MPI_COMM_SELF, world, &c));
	WRONG(MPI_Comm_create_group(MPI_COMM_WORLD, self, -1, &c));
	WRONG(MPI_Comm_free(&none));
	WRONG(MPI_Comm_free(&self_dup));
	WRONG(MPI_Comm_remote_size(MPI_COMM_WORLD, &v));
	WRONG(MPI_Comm_remote_group(MPI_COMM_WORLD, &g));
	WRONG(MPI_Comm_compare(MPI_COMM_WORLD, MPI_COMM_NULL, &v));
	WRONG(MPI_Comm_set_name(MPI_COMM_WORLD, NULL));
	WRONG(MPI_Comm_get_name(MPI_COMM_NULL, buffer, &v));
	WRONG(MPI_Intercomm_create(MPI_COMM_SELF, 1, MPI_COMM_WORLD, 1 - rank, 0, &c));
	WRONG(MPI_Intercomm_create(MPI_COMM_SELF, 0, MPI_COMM_WORLD, 7, 0, &c));
	WRONG(MPI_Intercomm_create(MPI_COMM_SELF, 0, MPI_COMM_WORLD, rank, 0, &c));
	WRONG(MPI_Intercomm_create(MPI_COMM_SELF, 0, MPI_COMM_NULL, 1 - rank, 0, &c));
	WRONG(MPI_Intercomm_merge(MPI_COMM_WORLD, 0, &c));
	MPI_Intercomm_create(MPI_COMM_SELF, 0, MPI_COMM_WORLD, 1 - rank, 0, &intercomm);
	WRONG(MPI_Cart_create(intercomm, 1, many, many, 0, &c));
	MPI_Comm_free(&intercomm);
	/* A handle that was freed is none any more. */
	MPI_Comm old;
	MPI_Comm_dup(MPI_COMM_SELF, &c), old = c, MPI_Comm_free(&c);
	WRONG(MPI_Comm_rank(old, &v));
	int twice[2] = { 0, 0 }, beyond[1] = { size }, below[1] = { -1 };
	int zero[1][3] = { { 0, 0, 0 } }, outside[1][3] = { { 0, size, 1 } }, again[2][3] = { { 0, 0, 1 }, { 0, 0, 1 } }, astray[1][3] = { { 0, 1, -1 } };
	WRONG(MPI_Group_incl(world, 2, twice, &g));
	WRONG(MPI_Group_incl(world, 1, beyond, &g));
	WRONG(MPI_Group_incl(world, -1, twice, &g));
	WRONG(MPI_Group_incl(world, 1, NULL, &g));
	WRONG(MPI_Group_excl(world, 1, below, &g));
	WRONG(MPI_Group_excl(world, 2, twice, &g));
	WRONG(MPI_Group_range_incl(world, 1, zero, &g));
	WRONG(MPI_Group_range_incl(world, 1, outside, &g));
	WRONG(MPI_Group_range_incl(world, 1, astray, &g));
	WRONG(MPI_Group_range_excl(world, 2, again, &g));
	WRONG(MPI_Group_translate_ranks(world, 1, beyond, world, many));
	WRONG(MPI_Group_translate_ranks(world, -1, beyond, world, many));
	WRONG(MPI_Group_size(MPI_GROUP_NULL, &v));
	WRONG(MPI_Group_union(world, MPI_GROUP_NULL, &g));
	WRONG(MPI_Group_compare(MPI_GROUP_NULL, world, &v));
	g = MPI_GROUP_NULL;
	WRONG(MPI_Group_free(&g));
	MPI_Group_free(&world), MPI_Group_free(&self);
}

static void topologies(void)
{
	int sizes[2] = { 2, 1 }, negative[2] = { 2, -1 }, large[2] = { 2, 2 }, given[2] = { 3, 0 }, below[2] = { -1, 0 }, at[2] = { 2, 0 };
	int index[2] = { 1, 2 }, edges[2] = { 1, 0 }, falling[2] = { 2, 1 }, astray[2] = { 1, 5 }, room[2], degree[1] = { 1 }, weights[1] = { -1 };
	MPI_Comm graph, dist;
	MPI_Comm_dup(MPI_COMM_WORLD, &c);
	MPI_Cart_create(MPI_COMM_WORLD, 2, sizes, (int[]){ 0, 1 }, 0, &cart);
	MPI_Graph_create(MPI_COMM_WORLD, 2, index, edges, 0, &graph);
	MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, 1, many, MPI_UNWEIGHTED, 1, many, MPI_UNWEIGHTED, MPI_INFO_NULL, 0, &dist);
	WRONG(MPI_Dims_create(0, 2, below));
	WRONG(MPI_Dims_create(4, 2, given));
	WRONG(MPI_Dims_create(4, 2, below));
	WRONG(MPI_Dims_create(4, -1, given));
	given[1] = 1;
	WRONG(MPI_Dims_create(9, 2, given));
	WRONG(MPI_Cart_create(MPI_COMM_WORLD, -1, sizes, many, 0, &c));
	WRONG(MPI_Cart_create(MPI_COMM_WORLD, 2, negative, many, 0, &c));
	WRONG(MPI_Cart_create(MPI_COMM_WORLD, 2, large, many, 0, &c));
	WRONG(MPI_Cart_create(MPI_COMM_WORLD, 2, NULL, many, 0, &c));
	WRONG(MPI_Cart_create(MPI_COMM_NULL, 2, sizes, many, 0, &c));
	WRONG(MPI_Cart_rank(cart, at, &v));
	WRONG(MPI_Cart_rank(cart, NULL, &v));
	WRONG(MPI_Cart_coords(cart, 2, 2, room));
	WRONG(MPI_Cart_coords(cart, 0, 1, room));
	WRONG(MPI_Cart_coords(graph, 0, 2, room));
	WRONG(MPI_Cart_get(cart, 1, room, room, room));
	WRONG(MPI_Cart_shift(cart, 2, 1, &v, &w));
	WRONG(MPI_Cart_shift(cart, -1, 1, &v, &w));
	WRONG(MPI_Cart_shift(MPI_COMM_WORLD, 0, 1, &v, &w));
	WRONG(MPI_Cart_sub(graph, many, &c));
	WRONG(MPI_Cartdim_get(MPI_COMM_WORLD, &v));
	WRONG(MPI_Cart_map(MPI_COMM_WORLD, 2, large, many, &v));
	WRONG(MPI_Graph_create(MPI_COMM_WORLD, 3, index, edges, 0, &c));
	WRONG(MPI_Graph_create(MPI_COMM_WORLD, -1, index, edges, 0, &c));
	WRONG(MPI_Graph_create(MPI_COMM_WORLD, 2, falling, edges, 0, &c));
	WRONG(MPI_Graph_create(MPI_COMM_WORLD, 2, index, astray, 0, &c));
	WRONG(MPI_Graphdims_get(cart, &v, &w));
	WRONG(MPI_Graph_get(graph, 1, 2, room, room));
	WRONG(MPI_Graph_neighbors_count(graph, 5, &v));
	WRONG(MPI_Graph_neighbors(graph, 0, 0, room));
	WRONG(MPI_Graph_neighbors(dist, 0, 1, room));
	WRONG(MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, -1, many, MPI_UNWEIGHTED, 1, many, MPI_UNWEIGHTED, MPI_INFO_NULL, 0, &c));
	WRONG(MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, 1, astray + 1, MPI_UNWEIGHTED, 1, many, MPI_UNWEIGHTED, MPI_INFO_NULL, 0, &c));
	WRONG(MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, 1, many, weights, 1, many, many, MPI_INFO_NULL, 0, &c));
	WRONG(MPI_Dist_graph_create(MPI_COMM_WORLD, 1, astray + 1, degree, many, MPI_UNWEIGHTED, MPI_INFO_NULL, 0, &c));
	WRONG(MPI_Dist_graph_create(MPI_COMM_WORLD, 1, many, minus + 1, many, MPI_UNWEIGHTED, MPI_INFO_NULL, 0, &c));
	WRONG(MPI_Dist_graph_neighbors_count(graph, &v, &w, &x));
	WRONG(MPI_Dist_graph_neighbors(dist, -1, room, MPI_UNWEIGHTED, 1, room, MPI_UNWEIGHTED));
	WRONG(MPI_Topo_test(MPI_COMM_NULL, &v));
}

static void the_rest(void)
{
	int key, type_key, no_key = MPI_KEYVAL_INVALID, tag = MPI_TAG_UB;
	void *value;
	MPI_Op op = MPI_SUM, no_op = MPI_OP_NULL, own;
	MPI_Errhandler none = MPI_ERRHANDLER_NULL;
	MPI_Info info;
	MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, MPI_COMM_NULL_DELETE_FN, &key, NULL);
	MPI_Type_create_keyval(MPI_TYPE_NULL_COPY_FN, MPI_TYPE_NULL_DELETE_FN, &type_key, NULL);
	WRONG(MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, MPI_COMM_NULL_DELETE_FN, NULL, NULL));
	WRONG(MPI_Comm_set_attr(MPI_COMM_WORLD, MPI_KEYVAL_INVALID, NULL));
	WRONG(MPI_Comm_set_attr(MPI_COMM_WORLD, type_key, NULL));
	WRONG(MPI_Comm_set_attr(MPI_COMM_WORLD, MPI_TAG_UB, NULL));
	WRONG(MPI_Comm_set_attr(MPI_COMM_NULL, key, NULL));
	WRONG(MPI_Comm_get_attr(MPI_COMM_WORLD, 12345, &value, &flag));
	WRONG(MPI_Comm_get_attr(MPI_COMM_WORLD, key, NULL, &flag));
	WRONG(MPI_Comm_delete_attr(MPI_COMM_WORLD, MPI_UNIVERSE_SIZE));
	WRONG(MPI_Comm_free_keyval(&no_key));
	WRONG(MPI_Comm_free_keyval(&tag));
	WRONG(MPI_Comm_free_keyval(&type_key));
	WRONG(MPI_Type_set_attr(MPI_INT, key, NULL));
	WRONG(MPI_Type_get_attr(MPI_DATATYPE_NULL, type_key, &value, &flag));
	WRONG(MPI_Op_create(NULL, 1, &own));
	WRONG(MPI_Op_free(&op));
	WRONG(MPI_Op_free(&no_op));
	WRONG(MPI_Op_commutative(MPI_OP_NULL, &v));
	WRONG(MPI_Reduce_local(&v, &w, 1, MPI_INT, MPI_OP_NULL));
	WRONG(MPI_Reduce_local(&v, &w, 1, MPI_INT, MPI_MINLOC));
	WRONG(MPI_Reduce_local(&v, &w, 1, MPI_FLOAT, MPI_BAND));
	WRONG(MPI_Reduce_local(&v, &w, 1, MPI_BYTE, MPI_SUM));
	WRONG(MPI_Reduce_local(&v, &w, 1, MPI_C_FLOAT_COMPLEX, MPI_MAX));
	WRONG(MPI_Reduce_local(&v, &w, 1, MPI_2INT, MPI_SUM));
	WRONG(MPI_Reduce_local(&v, &w, -1, MPI_INT, MPI_SUM));
	WRONG(MPI_Reduce_local(&v, &v, 1, MPI_INT, MPI_SUM));
	WRONG(MPI_Reduce_local(NULL, &v, 1, MPI_INT, MPI_SUM));
	WRONG(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRHANDLER_NULL));
	WRONG(MPI_Comm_create_errhandler(NULL, &none));
	WRONG(MPI_Errhandler_free(&none));
	WRONG(MPI_Comm_call_errhandler(MPI_COMM_NULL, MPI_ERR_ARG));
	WRONG(MPI_Error_string(-4, buffer, &v));
	WRONG(MPI_Error_class(4000, &v));
	WRONG(MPI_Add_error_code(4000, &v));
	WRONG(MPI_Add_error_string(MPI_ERR_ARG, "mine"));
	WRONG(MPI_Add_error_class(NULL));
	MPI_Info_create(&info), MPI_Info_set(info, "file", "runfile.txt");
	WRONG(MPI_Info_set(info, "k", NULL));
	WRONG(MPI_Info_set(MPI_INFO_NULL, "k", "v"));
	WRONG(MPI_Info_get(info, "file", -1, buffer, &flag));
	WRONG(MPI_Info_free(NULL));
	WRONG(MPI_Info_set(MPI_INFO_ENV, "k", "v"));
	WRONG(MPI_Comm_set_info(MPI_COMM_WORLD, MPI_INFO_NULL));
	WRONG(MPI_Comm_dup_with_info(MPI_COMM_NULL, info, &c));
	/* What does not fit is cut. */
	MPI_Info_get(info, "file", 4, buffer, &flag);
	ONCE("%s\n", buffer);
	MPI_Info_free(&info);
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
	MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN);
	datatypes();
	communicators();
	topologies();
	the_rest();
	MPI_Finalize();
	return 0;
}
