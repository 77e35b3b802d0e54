/* Telling each other: binomial trees of messages, since collectives stand above. */
#include <string.h>
#include "p2p/p2p.h"
#include "talk.h"

struct participants participants_of(struct comm *c)
{
	return (struct participants){ c, c->size, c->rank, collective_tag(c), 0 };
}

static int rank_of(const struct participants *among, int number)
{
	return among->rank ? among->rank[number] : number;
}

static int tell(const struct participants *among, int number, const void *data, int bytes)
{
	struct comm *c = among->comm;
	return p2p_send(data, bytes, MPI_BYTE, rank_of(among, number), among->tag, c, c->context + 1);
}

static int hear(const struct participants *among, int number, void *data, int bytes)
{
	struct comm *c = among->comm;
	return p2p_recv(data, bytes, MPI_BYTE, rank_of(among, number), among->tag, c, c->context + 1,
		MPI_STATUS_IGNORE);
}

int talk_all(const struct participants *among, int root, void *data, int bytes)
{
	int size = among->size, position = (among->number - root + size) % size, bit = 1;
	for (; bit < size; bit *= 2) {
		if (!(position & bit)) continue;
		int error = hear(among, (position - bit + root) % size, data, bytes);
		if (error) return error;
		break;
	}
	while (bit /= 2) {
		if (position + bit >= size) continue;
		int error = tell(among, (position + bit + root) % size, data, bytes);
		if (error) return error;
	}
	return MPI_SUCCESS;
}

int talk_gather(const struct participants *among, const void *mine, void *all, int bytes)
{
	memcpy((char *)all + among->number * bytes, mine, bytes);
	int error = MPI_SUCCESS;
	if (among->number) error = tell(among, 0, mine, bytes);
	else
		for (int i = 1; i < among->size && !error; i++)
			error = hear(among, i, (char *)all + i * bytes, bytes);
	return error ? error : talk_all(among, 0, all, among->size * bytes);
}

int talk_across(struct comm *inter, const void *mine, int bytes, void *theirs, int their_bytes)
{
	int tag = collective_tag(inter), error = MPI_SUCCESS;
	struct participants local = participants_of(inter->local);
	if (!inter->rank)
		error = p2p_sendrecv(mine, bytes, MPI_BYTE, 0, tag, theirs, their_bytes, MPI_BYTE, 0, tag,
			inter, inter->context + 1, MPI_STATUS_IGNORE);
	return error ? error : talk_all(&local, 0, theirs, their_bytes);
}
