/* MPI_Dims_create against all products that there are: none has factors closer to each other, or as close with a smaller sum. */
// ranks: 1
// native: no
#include "show.h"

static int factors[8], spread;
static long sum;

static void all(int n, int left, int high, int at)
{
	if (left == 1) {
		if (n > high) return;
		factors[at] = n;
		int apart = factors[0] - n;
		long s = 0;
		for (int i = 0; i <= at; i++) s += factors[i];
		if (apart < spread || (apart == spread && s < sum)) spread = apart, sum = s;
		return;
	}
	for (int d = 1; d <= high && d <= n; d++)
		if (n % d == 0) factors[at] = d, all(n / d, left - 1, d, at + 1);
}

static void show_dims(int n, int dims)
{
	int made[32] = { 0 };
	MPI_Dims_create(n, dims, made);
	printf("%d:", n);
	for (int i = 0; i < dims; i++) printf(" %d", made[i]);
	printf("\n");
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	int wrong = 0;
	for (int n = 1; n <= 1500; n++)
		for (int dims = 1; dims <= 5; dims++) {
			int made[8] = { 0 }, product = 1, bad = 0;
			long s = 0;
			MPI_Dims_create(n, dims, made);
			for (int i = 0; i < dims; i++) product *= made[i], s += made[i], bad |= i && made[i] > made[i - 1];
			spread = n + 1, all(n, dims, n, 0);
			if ((bad || product != n || made[0] - made[dims - 1] != spread || s != sum) && wrong++ < 5) show_dims(n, dims);
		}
	printf("%d wrong\n", wrong);
	show_dims(7488, 3);
	show_dims(2095133040, 4);	/* no int has more divisors */
	show_dims(2147483647, 3);
	show_dims(2147483646, 3);
	show_dims(1 << 30, 32);
	int fixed[4] = { 0, 4, 0, 0 };
	MPI_Dims_create(4 * 7488, 4, fixed);
	printf("%d %d %d %d\n", fixed[0], fixed[1], fixed[2], fixed[3]);
	MPI_Finalize();
	return 0;
}
