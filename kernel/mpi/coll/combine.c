/* A vector into which others are reduced, with as few copies as the order of the operands allows. */
#include "coll.h"

void combine_begin(struct combination *c, struct plan *p, const void *in, void *out, int count,
	datatype *t, operation *op)
{
	*c = (struct combination){ p, in, in, { out, 0 }, count, t, op };
}

void *combine_room(struct combination *c)
{
	void **room = &c->rooms[c->rooms[0] && c->value == c->rooms[0]];
	if (!*room) *room = plan_buffer(c->plan, c->count, c->type);
	return *room;
}

void combine(struct combination *c, void *received, int mine_left)
{
	int writable = c->value != c->in || c->in == c->rooms[0];
	if (c->op->commutes ? !writable : mine_left) {
		plan_apply(c->plan, c->op, c->value, received, c->count, c->type);
		c->value = received;
		return;
	}
	if (!writable) {
		/* `in` is the right operand, where the result would be: it moves to the room that is free. */
		c->value = received;
		void *moved = combine_room(c);
		plan_copy(c->plan, moved, c->count, c->type, c->in, c->count, c->type);
		c->value = moved;
	}
	plan_apply(c->plan, c->op, received, (void *)c->value, c->count, c->type);
}

void combine_end(struct combination *c, void *out)
{
	plan_copy(c->plan, out, c->count, c->type, c->value, c->count, c->type);
}
