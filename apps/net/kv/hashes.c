/* Commands on hashes: tables of texts. */
#include "kv.h"

/* 1 if the field is new. */
static int set_field(struct table *t, struct slice field, struct slice s)
{
	struct entry *e = table_find(t, field);
	int new = !e;
	if (new) e = table_add(t, field);
	else memory_give(e->value);
	e->value = text_make(s);
	return new;
}

static void set_fields(struct client *c, int says_ok)
{
	int added = 0;
	if (c->count % 2) {
		reply_error(c, "ERR wrong number of arguments for '%s' command", says_ok ? "hmset" : "hset");
		return;
	}
	struct value *v = value_for(c, argument(c, 1), HASH);
	if (!v) return;
	for (int i = 2; i < c->count; i += 2) added += set_field(&v->table, argument(c, i), argument(c, i + 1));
	if (says_ok) reply_ok(c);
	else reply_number(c, added);
}

static void cmd_hset(struct client *c) { set_fields(c, 0); }
static void cmd_hmset(struct client *c) { set_fields(c, 1); }

static void cmd_hsetnx(struct client *c)
{
	struct value *v = value_for(c, argument(c, 1), HASH);
	if (!v) return;
	int there = table_find(&v->table, argument(c, 2)) != NULL;
	if (!there) set_field(&v->table, argument(c, 2), argument(c, 3));
	reply_number(c, !there);
}

static void reply_field(struct client *c, struct value *v, struct slice field)
{
	const struct entry *e = v ? table_find(&v->table, field) : NULL;
	if (e) reply_bulk(c, text_slice(e->value));
	else reply_null(c);
}

static void cmd_hget(struct client *c)
{
	int wrong;
	struct value *v = value_of(c, argument(c, 1), HASH, &wrong);
	if (!wrong) reply_field(c, v, argument(c, 2));
}

static void cmd_hmget(struct client *c)
{
	int wrong;
	struct value *v = value_of(c, argument(c, 1), HASH, &wrong);
	if (wrong) return;
	reply_array(c, c->count - 2);
	for (int i = 2; i < c->count; i++) reply_field(c, v, argument(c, i));
}

static void reply_key(struct entry *e, void *client) { reply_bulk(client, (struct slice){ e->key, e->length }); }
static void reply_value(struct entry *e, void *client) { reply_bulk(client, text_slice(e->value)); }

static void reply_pair(struct entry *e, void *client)
{
	reply_key(e, client);
	reply_value(e, client);
}

static void reply_all(struct client *c, int each, void (*visit)(struct entry *, void *))
{
	int wrong;
	struct value *v = value_of(c, argument(c, 1), HASH, &wrong);
	if (wrong) return;
	reply_array(c, v ? (size_t)v->table.count * each : 0);
	if (v) table_each(&v->table, visit, c);
}

static void cmd_hgetall(struct client *c) { reply_all(c, 2, reply_pair); }
static void cmd_hkeys(struct client *c) { reply_all(c, 1, reply_key); }
static void cmd_hvals(struct client *c) { reply_all(c, 1, reply_value); }

static void cmd_hdel(struct client *c)
{
	int wrong, removed = 0;
	void *text;
	struct value *v = value_of(c, argument(c, 1), HASH, &wrong);
	if (wrong) return;
	for (int i = 2; v && i < c->count; i++) {
		if (!table_remove(&v->table, argument(c, i), &text)) continue;
		memory_give(text);
		removed++;
	}
	if (v) remove_if_empty(c, argument(c, 1), v);
	reply_number(c, removed);
}

static void cmd_hlen(struct client *c)
{
	int wrong;
	const struct value *v = value_of(c, argument(c, 1), HASH, &wrong);
	if (!wrong) reply_number(c, v ? v->table.count : 0);
}

static void cmd_hexists(struct client *c)
{
	int wrong;
	struct value *v = value_of(c, argument(c, 1), HASH, &wrong);
	if (!wrong) reply_number(c, v && table_find(&v->table, argument(c, 2)));
}

static void cmd_hincrby(struct client *c)
{
	int wrong;
	long long by, number = 0;
	char text[24];
	struct slice key = argument(c, 1), field = argument(c, 2);
	if (!number_argument(c, 3, &by)) return;
	struct value *v = value_of(c, key, HASH, &wrong);
	if (wrong) return;
	const struct entry *e = v ? table_find(&v->table, field) : NULL;
	if (e && !slice_number(text_slice(e->value), &number)) reply_error(c, "ERR hash value is not an integer");
	else if (__builtin_add_overflow(number, by, &number)) reply_error(c, "ERR increment or decrement would overflow");
	else {
		if (!v) v = value_for(c, key, HASH);
		set_field(&v->table, field, (struct slice){ text, (size_t)snprintf(text, sizeof text, "%lld", number) });
		reply_number(c, number);
	}
}

static void cmd_hscan(struct client *c)
{
	int wrong;
	struct table empty = { 0 };
	struct value *v = value_of(c, argument(c, 1), HASH, &wrong);
	if (!wrong) scan_reply(c, v ? &v->table : &empty, 3, 1);
}

const struct command hash_commands[] = {
	{ "hset", -4, 1, 1, 1, 1, cmd_hset },
	{ "hmset", -4, 1, 1, 1, 1, cmd_hmset },
	{ "hsetnx", 4, 1, 1, 1, 1, cmd_hsetnx },
	{ "hget", 3, 0, 1, 1, 1, cmd_hget },
	{ "hmget", -3, 0, 1, 1, 1, cmd_hmget },
	{ "hgetall", 2, 0, 1, 1, 1, cmd_hgetall },
	{ "hkeys", 2, 0, 1, 1, 1, cmd_hkeys },
	{ "hvals", 2, 0, 1, 1, 1, cmd_hvals },
	{ "hdel", -3, 0, 1, 1, 1, cmd_hdel },
	{ "hlen", 2, 0, 1, 1, 1, cmd_hlen },
	{ "hexists", 3, 0, 1, 1, 1, cmd_hexists },
	{ "hincrby", 4, 1, 1, 1, 1, cmd_hincrby },
	{ "hscan", -3, 0, 1, 1, 1, cmd_hscan },
	{ 0 },
};
