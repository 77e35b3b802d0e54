/* Info objects: order of keys, replacement, cut values, copies, those of communicators. */
// ranks: 1
#include "show.h"

static void print(MPI_Info info)
{
	int n, length, flag;
	char key[MPI_MAX_INFO_KEY + 1], value[MPI_MAX_INFO_VAL + 1];
	MPI_Info_get_nkeys(info, &n);
	printf("%d:", n);
	for (int i = 0; i < n; i++) {
		MPI_Info_get_nthkey(info, i, key);
		MPI_Info_get_valuelen(info, key, &length, &flag);
		MPI_Info_get(info, key, MPI_MAX_INFO_VAL, value, &flag);
		printf(" %s=%s(%d)", key, value, length);
	}
	printf("\n");
}

static void print_keys(MPI_Info info, const char *key)
{
	int flag;
	char value[MPI_MAX_INFO_VAL + 1];
	MPI_Info_get(info, key, MPI_MAX_INFO_VAL, value, &flag);
	printf("%s: %s\n", key, flag ? value : "not there");
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	MPI_Info info, copy;
	MPI_Comm c, d;
	int flag, length = -7;
	char value[20] = "unchanged", longer[MPI_MAX_INFO_VAL + 8];
	MPI_Info_create(&info);
	print(info);
	MPI_Info_set(info, "file", "runfile.txt"), MPI_Info_set(info, "soft", "2:1000:4,3:1000:7"), MPI_Info_set(info, "host", "a");
	print(info);
	MPI_Info_set(info, "soft", "1");
	print(info);
	MPI_Info_dup(info, &copy);
	MPI_Info_delete(info, "file");
	MPI_Info_set(info, "arch", " wasm 32 ");
	print(info), print(copy);
	MPI_Info_get(copy, "file", 11, value, &flag), printf("%d '%s'\n", flag, value);
	MPI_Info_get(copy, "none", 4, value, &flag), printf("%d '%s'\n", flag, value);
	MPI_Info_get_valuelen(copy, "none", &length, &flag), printf("%d %d\n", flag, length);
	MPI_Info_free(&info), printf("%d\n", info == MPI_INFO_NULL);
	print(copy);
	memset(longer, 'k', sizeof longer), longer[MPI_MAX_INFO_KEY - 1] = 0;
	MPI_Info_set(copy, longer, "v"), MPI_Info_get(copy, longer, 4, value, &flag), printf("%d '%s'\n", flag, value);
	MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
	MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN);
	WRONG(MPI_Info_delete(copy, "none"));
	WRONG(MPI_Info_get_nthkey(copy, 9, value));
	WRONG(MPI_Info_get_nthkey(copy, -1, value));
	WRONG(MPI_Info_set(copy, "", "v"));
	WRONG(MPI_Info_set(copy, NULL, "v"));
	longer[MPI_MAX_INFO_KEY - 1] = 'k', longer[MPI_MAX_INFO_VAL + 7] = 0;
	WRONG(MPI_Info_set(copy, longer, "v"));
	WRONG(MPI_Info_set(copy, "k", longer));
	WRONG(MPI_Info_get(copy, longer, 4, value, &flag));
	MPI_Info_free(&copy);
	MPI_Info_create(&info), MPI_Info_set(info, "mpi_assert_no_any_tag", "true");
	MPI_Comm_dup_with_info(MPI_COMM_WORLD, info, &c);
	MPI_Comm_dup(c, &d);
	MPI_Comm_set_info(d, info);
	MPI_Comm_get_info(d, &copy), printf("%d\n", copy != MPI_INFO_NULL), MPI_Info_free(&copy);
	/* Hints that nobody knows are ignored; those not named stay. */
	MPI_Win w;
	MPI_Info hints;
	MPI_Info_create(&hints), MPI_Info_set(hints, "no_such_hint", "1"), MPI_Info_set(hints, "mpi_assert_exact_length", "true");
	MPI_Comm_set_info(d, hints), MPI_Comm_get_info(d, &copy);
	print_keys(copy, "mpi_assert_no_any_tag"), print_keys(copy, "mpi_assert_exact_length"), print_keys(copy, "no_such_hint");
	MPI_Info_free(&copy);
	MPI_Info_set(hints, "same_size", "true");
	MPI_Win_create(NULL, 0, 1, hints, MPI_COMM_WORLD, &w), MPI_Win_get_info(w, &copy);
	print_keys(copy, "same_size"), print_keys(copy, "no_locks"), print_keys(copy, "no_such_hint");
	MPI_Info_free(&copy), MPI_Info_free(&hints);
	MPI_Info_create(&hints), MPI_Info_set(hints, "another", "1"), MPI_Info_set(hints, "no_locks", "true");
	MPI_Win_set_info(w, hints), MPI_Win_get_info(w, &copy);
	print_keys(copy, "same_size"), print_keys(copy, "no_locks"), print_keys(copy, "another");
	MPI_Info_free(&copy), MPI_Info_free(&hints), MPI_Win_free(&w);
	MPI_Info_get(MPI_INFO_ENV, "no such key", 4, value, &flag), printf("%d\n", flag);
	MPI_Info_free(&info);
	MPI_Finalize();
	return 0;
}
