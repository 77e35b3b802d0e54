/* Databases: keys and their values, and the commands for all kinds of them. */
#include "kv.h"

struct table databases[DATABASES];

void value_free(void *value)
{
	struct value *v = value;
	if (v->kind == STRING) memory_give(v->string);
	else if (v->kind == LIST) list_clear(&v->list);
	else table_clear(&v->table, v->kind == HASH ? memory_give : NULL);
	memory_give(v);
}

void database_remove(int database, struct slice key)
{
	void *value;
	if (!table_remove(&databases[database], key, &value)) return;
	keys_volatile[database] -= ((struct value *)value)->expires != 0;
	value_free(value);
}

void remove_key(struct client *c, struct slice key) { database_remove(c->database, key); }

struct value *find_value(struct client *c, struct slice key)
{
	struct entry *e = table_find(&databases[c->database], key);
	struct value *v = e ? e->value : NULL;
	if (!v || !v->expires || v->expires > now) return v;
	remove_key(c, key);
	keys_expired++;
	return NULL;
}

static void wrong_kind(struct client *c)
{
	reply_error(c, "WRONGTYPE Operation against a key holding the wrong kind of value");
}

struct value *value_of(struct client *c, struct slice key, enum kind kind, int *wrong)
{
	struct value *v = find_value(c, key);
	*wrong = v && v->kind != kind;
	if (*wrong) wrong_kind(c);
	return *wrong ? NULL : v;
}

struct value *value_for(struct client *c, struct slice key, enum kind kind)
{
	int wrong;
	struct value *v = value_of(c, key, kind, &wrong);
	if (v || wrong) return v;
	v = memset(memory_take(sizeof *v), 0, sizeof *v);
	v->kind = kind;
	if (kind == STRING) v->string = text_make((struct slice){ "", 0 });
	table_add(&databases[c->database], key)->value = v;
	return v;
}

void remove_if_empty(struct client *c, struct slice key, struct value *v)
{
	if ((v->kind == LIST ? v->list.count : v->table.count) == 0) remove_key(c, key);
}

/* ---- Commands ---- */

static void cmd_del(struct client *c)
{
	int count = 0;
	for (int i = 1; i < c->count; i++) {
		if (!find_value(c, argument(c, i))) continue;
		remove_key(c, argument(c, i));
		count++;
	}
	reply_number(c, count);
}

static void cmd_exists(struct client *c)
{
	int count = 0;
	for (int i = 1; i < c->count; i++) count += find_value(c, argument(c, i)) != NULL;
	reply_number(c, count);
}

static void cmd_type(struct client *c)
{
	static const char *const names[] = { "string", "list", "set", "hash" };
	const struct value *v = find_value(c, argument(c, 1));
	reply_status(c, v ? names[v->kind] : "none");
}

struct matches { struct slice pattern; struct client *client; size_t count; };

static void count_match(struct entry *e, void *argument)
{
	struct matches *m = argument;
	const struct value *v = e->value;
	if ((v->expires && v->expires <= now) || !slice_matches((struct slice){ e->key, e->length }, m->pattern)) return;
	if (m->client) reply_bulk(m->client, (struct slice){ e->key, e->length });
	m->count++;
}

static void cmd_keys(struct client *c)
{
	struct matches m = { .pattern = argument(c, 1) };
	table_each(&databases[c->database], count_match, &m);
	reply_array(c, m.count);
	m.client = c;
	table_each(&databases[c->database], count_match, &m);
}

static void cmd_scan(struct client *c) { scan_reply(c, &databases[c->database], 2, 2); }
static void cmd_dbsize(struct client *c) { reply_number(c, databases[c->database].count); }

static void cmd_randomkey(struct client *c)
{
	struct table *t = &databases[c->database];
	while (t->count) {
		struct entry *e = table_random(t);
		struct slice key = { e->key, e->length };
		const struct value *v = e->value;
		if (v->expires && v->expires <= now) {
			remove_key(c, key);
			continue;
		}
		reply_bulk(c, key);
		return;
	}
	reply_null(c);
}

static void rename_key(struct client *c, int only_new)
{
	struct slice from = argument(c, 1), to = argument(c, 2);
	struct value *v = find_value(c, from);
	int same = from.length == to.length && !memcmp(from.bytes, to.bytes, to.length);
	if (!v) {
		reply_error(c, "ERR no such key");
		return;
	}
	if (only_new && find_value(c, to)) {
		reply_number(c, 0);
		return;
	}
	if (!same) {
		table_remove(&databases[c->database], from, NULL);
		remove_key(c, to);
		table_add(&databases[c->database], to)->value = v;
	}
	if (only_new) reply_number(c, 1);
	else reply_ok(c);
}

static void cmd_rename(struct client *c) { rename_key(c, 0); }
static void cmd_renamenx(struct client *c) { rename_key(c, 1); }

static void flush(int database)
{
	table_clear(&databases[database], value_free);
	keys_volatile[database] = 0;
}

static void cmd_flushdb(struct client *c)
{
	flush(c->database);
	reply_ok(c);
}

static void cmd_flushall(struct client *c)
{
	for (int d = 0; d < DATABASES; d++) flush(d);
	reply_ok(c);
}

const struct command key_commands[] = {
	{ "del", -2, 0, 1, -1, 1, cmd_del },
	{ "unlink", -2, 0, 1, -1, 1, cmd_del },
	{ "exists", -2, 0, 1, -1, 1, cmd_exists },
	{ "type", 2, 0, 1, 1, 1, cmd_type },
	{ "keys", 2, 0, 0, 0, 0, cmd_keys },
	{ "scan", -2, 0, 0, 0, 0, cmd_scan },
	{ "dbsize", 1, 0, 0, 0, 0, cmd_dbsize },
	{ "randomkey", 1, 0, 0, 0, 0, cmd_randomkey },
	{ "rename", 3, 0, 1, 2, 1, cmd_rename },
	{ "renamenx", 3, 0, 1, 2, 1, cmd_renamenx },
	{ "flushdb", -1, 0, 0, 0, 0, cmd_flushdb },
	{ "flushall", -1, 0, 0, 0, 0, cmd_flushall },
	{ 0 },
};
