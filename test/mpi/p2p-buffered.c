/*
 * Buffered sends have the room of what was delivered again, whatever its size and whichever call asks: the buffer holds just so many messages,
 * and many times as many go through it.
 */
// ranks: 2 3
#include "show.h"

enum { MOST = 200000, ROUNDS = 12 };
static char data[MOST], got[MOST];

/* The receives of one round, before the next begins. */
static void take(int from, int count, int size, int mark)
{
	for (int i = 0; i < count; i++) {
		memset(got, 0, size);
		MPI_Recv(got, size, MPI_CHAR, from, i, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
		for (int k = 0; k < size; k++)
			if (got[k] != (char)(mark + k)) { printf("round %d: byte %d of %d is wrong\n", mark, k, size); break; }
	}
}

static void rounds(int how, int size, int at_once, int to, int from)
{
	int room = at_once * (size + MPI_BSEND_OVERHEAD);
	void *buffer = malloc(room), *old;
	MPI_Request r[4];
	MPI_Buffer_attach(buffer, room);
	for (int i = 0; how == 2 && i < at_once; i++) MPI_Bsend_init(data, size, MPI_CHAR, to, i, MPI_COMM_WORLD, &r[i]);
	for (int round = 0; round < ROUNDS; round++) {
		for (int k = 0; k < size; k++) data[k] = round + k;
		for (int i = 0; i < at_once; i++) {
			int code = how == 0 ? MPI_Bsend(data, size, MPI_CHAR, to, i, MPI_COMM_WORLD)
				: how == 1      ? MPI_Ibsend(data, size, MPI_CHAR, to, i, MPI_COMM_WORLD, &r[i])
								: MPI_Start(&r[i]);
			if (code) {
				printf("way %d, %d bytes, %d at once, round %d: %s\n", how, size, at_once, round, class_name(code));
				MPI_Abort(MPI_COMM_WORLD, 1);
			}
			if (how) MPI_Wait(&r[i], MPI_STATUS_IGNORE);
		}
		take(from, at_once, size, round);
		/* Everyone has received what was sent; nothing but the barrier has made progress since. */
		MPI_Barrier(MPI_COMM_WORLD);
	}
	for (int i = 0; how == 2 && i < at_once; i++) MPI_Request_free(&r[i]);
	MPI_Buffer_detach(&old, &room);
	free(buffer);
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
	const int sizes[] = { 0, 1, 40, 41, 5000, 9000, 70000, MOST };
	for (int how = 0; how < 3; how++)
		for (int i = 0; i < 8; i++)
			for (int at_once = 1; at_once <= 4; at_once += 3) rounds(how, sizes[i], at_once, (rank + 1) % size, (rank + size - 1) % size);
	/* A message that never had room is an error. */
	char small[100];
	int room;
	void *old;
	MPI_Buffer_attach(small, sizeof small);
	WRONG(MPI_Bsend(data, 1000, MPI_CHAR, 0, 0, MPI_COMM_WORLD));
	MPI_Buffer_detach(&old, &room);
	MPI_Finalize();
	return 0;
}
