/* Lists: a ring of texts that grows at both ends, and the commands on it. */
#include "kv.h"

enum { SMALLEST = 8 };

static struct text **item(const struct list *l, uint32_t i) { return &l->items[(l->head + i) & (l->room - 1)]; }

/* Room is a power of 2. */
static void resize(struct list *l, uint32_t room)
{
	struct text **items = memory_take(room * sizeof *items);
	for (uint32_t i = 0; i < l->count; i++) items[i] = *item(l, i);
	memory_give(l->items);
	l->items = items;
	l->head = 0;
	l->room = room;
}

static void push(struct list *l, int left, struct slice s)
{
	if (l->count == l->room) resize(l, l->room ? l->room * 2 : SMALLEST);
	if (left) l->head--;
	*item(l, left ? 0 : l->count) = text_make(s);
	l->count++;
}

/* The list must not be empty; the text is the caller's. */
static struct text *pop(struct list *l, int left)
{
	struct text *t = *item(l, left ? 0 : l->count - 1);
	if (left) l->head++;
	if (--l->count < l->room / 8 && l->room > SMALLEST) resize(l, l->room / 4);
	return t;
}

void list_clear(struct list *l)
{
	for (uint32_t i = 0; i < l->count; i++) memory_give(*item(l, i));
	memory_give(l->items);
	*l = (struct list){ 0 };
}

/* ---- Commands ---- */

static void push_all(struct client *c, int left, int only_old)
{
	int wrong;
	struct slice key = argument(c, 1);
	struct value *v = only_old ? value_of(c, key, LIST, &wrong) : value_for(c, key, LIST);
	if (!v) {
		if (only_old && !wrong) reply_number(c, 0);
		return;
	}
	for (int i = 2; i < c->count; i++) push(&v->list, left, argument(c, i));
	reply_number(c, v->list.count);
}

static void cmd_lpush(struct client *c) { push_all(c, 1, 0); }
static void cmd_rpush(struct client *c) { push_all(c, 0, 0); }
static void cmd_lpushx(struct client *c) { push_all(c, 1, 1); }
static void cmd_rpushx(struct client *c) { push_all(c, 0, 1); }

static void pop_some(struct client *c, int left)
{
	int wrong;
	struct slice key = argument(c, 1);
	long long count = 1;
	if (c->count > 3 || (c->count == 3 && (!slice_number(argument(c, 2), &count) || count < 0))) {
		reply_error(c, "ERR value is out of range, must be positive");
		return;
	}
	struct value *v = value_of(c, key, LIST, &wrong);
	if (wrong) return;
	if (!v) {
		if (c->count == 3) reply_bytes(c, "*-1\r\n", 5);
		else reply_null(c);
		return;
	}
	if (count > v->list.count) count = v->list.count;
	if (c->count == 3) reply_array(c, count);
	for (; count; count--) {
		struct text *t = pop(&v->list, left);
		reply_bulk(c, text_slice(t));
		memory_give(t);
	}
	remove_if_empty(c, key, v);
}

static void cmd_lpop(struct client *c) { pop_some(c, 1); }
static void cmd_rpop(struct client *c) { pop_some(c, 0); }

static void cmd_llen(struct client *c)
{
	int wrong;
	const struct value *v = value_of(c, argument(c, 1), LIST, &wrong);
	if (!wrong) reply_number(c, v ? v->list.count : 0);
}

/* Arguments 2 and 3 as a part of the list, [from, to); an empty one is [0, 0). 0: the client has been told that they are no numbers. */
static int range(struct client *c, const struct value *v, long long *from, long long *to)
{
	long long count = v ? v->list.count : 0;
	if (!number_argument(c, 2, from) || !number_argument(c, 3, to)) return 0;
	if (*from < 0) *from = *from < -count ? 0 : *from + count;
	if (*to < 0) *to = *to < -count ? -1 : *to + count;
	*to = *to >= count ? count : *to + 1;
	if (*from >= *to) *from = *to = 0;
	return 1;
}

static void cmd_lrange(struct client *c)
{
	int wrong;
	long long from, to;
	const struct value *v = value_of(c, argument(c, 1), LIST, &wrong);
	if (wrong || !range(c, v, &from, &to)) return;
	reply_array(c, to - from);
	for (; from < to; from++) reply_bulk(c, text_slice(*item(&v->list, from)));
}

static void cmd_ltrim(struct client *c)
{
	int wrong;
	long long from, to;
	struct value *v = value_of(c, argument(c, 1), LIST, &wrong);
	if (wrong || !range(c, v, &from, &to)) return;
	if (v) {
		while (v->list.count > to) memory_give(pop(&v->list, 0));
		for (; from && v->list.count; from--) memory_give(pop(&v->list, 1));
		remove_if_empty(c, argument(c, 1), v);
	}
	reply_ok(c);
}

/* Argument 2 as a place in the list; -1 if there is none, -2 if the client has been told. */
static long long place(struct client *c, const struct value *v)
{
	long long i;
	if (!number_argument(c, 2, &i)) return -2;
	if (i < 0) i += v->list.count;
	return i < 0 || i >= v->list.count ? -1 : i;
}

static void cmd_lindex(struct client *c)
{
	int wrong;
	const struct value *v = value_of(c, argument(c, 1), LIST, &wrong);
	if (wrong) return;
	long long i = v ? place(c, v) : -1;
	if (i >= 0) reply_bulk(c, text_slice(*item(&v->list, i)));
	else if (i == -1) reply_null(c);
}

static void cmd_lset(struct client *c)
{
	int wrong;
	struct value *v = value_of(c, argument(c, 1), LIST, &wrong);
	if (wrong) return;
	long long i = v ? place(c, v) : -1;
	if (!v) reply_error(c, "ERR no such key");
	else if (i == -1) reply_error(c, "ERR index out of range");
	else if (i >= 0) {
		memory_give(*item(&v->list, i));
		*item(&v->list, i) = text_make(argument(c, 3));
		reply_ok(c);
	}
}

const struct command list_commands[] = {
	{ "lpush", -3, 1, 1, 1, 1, cmd_lpush },
	{ "rpush", -3, 1, 1, 1, 1, cmd_rpush },
	{ "lpushx", -3, 1, 1, 1, 1, cmd_lpushx },
	{ "rpushx", -3, 1, 1, 1, 1, cmd_rpushx },
	{ "lpop", -2, 0, 1, 1, 1, cmd_lpop },
	{ "rpop", -2, 0, 1, 1, 1, cmd_rpop },
	{ "llen", 2, 0, 1, 1, 1, cmd_llen },
	{ "lrange", 4, 0, 1, 1, 1, cmd_lrange },
	{ "ltrim", 4, 0, 1, 1, 1, cmd_ltrim },
	{ "lindex", 3, 0, 1, 1, 1, cmd_lindex },
	{ "lset", 4, 1, 1, 1, 1, cmd_lset },
	{ 0 },
};
