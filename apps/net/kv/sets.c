/* Commands on sets: tables without values. */
#include "kv.h"

static struct slice member(const struct entry *e) { return (struct slice){ e->key, e->length }; }

static void cmd_sadd(struct client *c)
{
	int added = 0;
	struct value *v = value_for(c, argument(c, 1), SET);
	if (!v) return;
	for (int i = 2; i < c->count; i++) {
		if (table_find(&v->table, argument(c, i))) continue;
		table_add(&v->table, argument(c, i));
		added++;
	}
	reply_number(c, added);
}

static void cmd_srem(struct client *c)
{
	int wrong, removed = 0;
	struct value *v = value_of(c, argument(c, 1), SET, &wrong);
	if (wrong) return;
	for (int i = 2; v && i < c->count; i++) removed += table_remove(&v->table, argument(c, i), NULL);
	if (v) remove_if_empty(c, argument(c, 1), v);
	reply_number(c, removed);
}

static void reply_member(struct entry *e, void *client) { reply_bulk(client, member(e)); }

static void cmd_smembers(struct client *c)
{
	int wrong;
	struct value *v = value_of(c, argument(c, 1), SET, &wrong);
	if (wrong) return;
	reply_array(c, v ? v->table.count : 0);
	if (v) table_each(&v->table, reply_member, c);
}

static void cmd_scard(struct client *c)
{
	int wrong;
	const struct value *v = value_of(c, argument(c, 1), SET, &wrong);
	if (!wrong) reply_number(c, v ? v->table.count : 0);
}

static void cmd_sismember(struct client *c)
{
	int wrong;
	struct value *v = value_of(c, argument(c, 1), SET, &wrong);
	if (!wrong) reply_number(c, v && table_find(&v->table, argument(c, 2)));
}

static void cmd_spop(struct client *c)
{
	int wrong;
	long long count = 1;
	struct slice key = argument(c, 1);
	if (c->count > 3 || (c->count == 3 && (!slice_number(argument(c, 2), &count) || count < 0))) {
		reply_error(c, "ERR value is out of range, must be positive");
		return;
	}
	struct value *v = value_of(c, key, SET, &wrong);
	if (wrong) return;
	if (!v) {
		if (c->count == 3) reply_array(c, 0);
		else reply_null(c);
		return;
	}
	if (count > v->table.count) count = v->table.count;
	if (c->count == 3) reply_array(c, count);
	for (; count; count--) {
		struct slice m = member(table_random(&v->table));
		reply_bulk(c, m);
		table_remove(&v->table, m, NULL);
	}
	remove_if_empty(c, key, v);
}

static void cmd_srandmember(struct client *c)
{
	int wrong;
	struct value *v = value_of(c, argument(c, 1), SET, &wrong);
	if (wrong) return;
	if (v) reply_bulk(c, member(table_random(&v->table)));
	else reply_null(c);
}

static void cmd_sscan(struct client *c)
{
	int wrong;
	struct table empty = { 0 };
	struct value *v = value_of(c, argument(c, 1), SET, &wrong);
	if (!wrong) scan_reply(c, v ? &v->table : &empty, 3, 0);
}

const struct command set_commands[] = {
	{ "sadd", -3, 1, 1, 1, 1, cmd_sadd },
	{ "srem", -3, 0, 1, 1, 1, cmd_srem },
	{ "smembers", 2, 0, 1, 1, 1, cmd_smembers },
	{ "scard", 2, 0, 1, 1, 1, cmd_scard },
	{ "sismember", 3, 0, 1, 1, 1, cmd_sismember },
	{ "spop", -2, 0, 1, 1, 1, cmd_spop },
	{ "srandmember", 2, 0, 1, 1, 1, cmd_srandmember },
	{ "sscan", -3, 0, 1, 1, 1, cmd_sscan },
	{ 0 },
};
