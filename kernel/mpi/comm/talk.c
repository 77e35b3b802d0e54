#include <string.h>
#include "talk.h"

struct circle circle_of(struct comm *c) { return (struct circle){ c, c->size, c->rank, collective_tag(c), 0 }; }

static int rank_of(const struct circle *circle, int number) { return circle->rank ? circle->rank[number] : number; }

static int tell(const struct circle *circle, int number, const void *data, int bytes)
{
	struct comm *c = circle->comm;
	return p2p_send(data, bytes, MPI_BYTE, rank_of(circle, number), circle->tag, c, c->context + 1);
}

static int hear(const struct circle *circle, int number, void *data, int bytes)
{
	struct comm *c = circle->comm;
	return p2p_recv(data, bytes, MPI_BYTE, rank_of(circle, number), circle->tag, c, c->context + 1, MPI_STATUS_IGNORE);
}

/* A binomial tree. */
int talk_all(const struct circle *circle, int root, void *data, int bytes)
{
	int size = circle->size, place = (circle->number - root + size) % size, bit = 1;
	for (; bit < size; bit *= 2) {
		if (!(place & bit)) continue;
		int error = hear(circle, (place - bit + root) % size, data, bytes);
		if (error) return error;
		break;
	}
	while (bit /= 2) {
		if (place + bit >= size) continue;
		int error = tell(circle, (place + bit + root) % size, data, bytes);
		if (error) return error;
	}
	return MPI_SUCCESS;
}

int talk_gather(const struct circle *circle, const void *mine, void *all, int bytes)
{
	memcpy((char *)all + circle->number * bytes, mine, bytes);
	int error = MPI_SUCCESS;
	if (circle->number) error = tell(circle, 0, mine, bytes);
	else for (int i = 1; i < circle->size && !error; i++) error = hear(circle, i, (char *)all + i * bytes, bytes);
	return error ? error : talk_all(circle, 0, all, circle->size * bytes);
}

int talk_across(struct comm *inter, const void *mine, int bytes, void *theirs, int their_bytes)
{
	int tag = collective_tag(inter), error = MPI_SUCCESS;
	struct circle local = circle_of(inter->local);
	if (!inter->rank) error = p2p_sendrecv(mine, bytes, MPI_BYTE, 0, tag, theirs, their_bytes, MPI_BYTE, 0, tag, inter, inter->context + 1, MPI_STATUS_IGNORE);
	return error ? error : talk_all(&local, 0, theirs, their_bytes);
}
