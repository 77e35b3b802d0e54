/* Commands on strings. */
#include "kv.h"

/* Gives the key this string, whatever it held. The time to expire goes unless `keep`. */
static struct value *store(struct client *c, struct slice key, struct slice s, int keep)
{
	struct value *v = find_value(c, key);
	if (v && v->kind != STRING) {
		long long expires = v->expires;
		remove_key(c, key);
		v = value_for(c, key, STRING);
		set_expiry(c, v, expires);
	}
	if (!v) v = value_for(c, key, STRING);
	if (v->string->room >= s.length && v->string->room <= s.length * 2 + 64) {
		memcpy(v->string->bytes, s.bytes, s.length);
		v->string->length = s.length;
	} else {
		memory_give(v->string);
		v->string = text_make(s);
	}
	if (!keep && v->expires) set_expiry(c, v, 0);
	return v;
}

static void reply_string(struct client *c, const struct value *v)
{
	if (v) reply_bulk(c, text_slice(v->string));
	else reply_null(c);
}

/* A time to live in units of milliseconds as the moment when it ends; 0 if the client has been told that it is none. */
static long long moment(struct client *c, int i, int unit, int from_now)
{
	long long time;
	if (!number_argument(c, i, &time)) return 0;
	if (time > 0 && time <= (INT64_MAX - now) / unit) return time * unit + (from_now ? now : 0);
	reply_error(c, "ERR invalid expire time in '%.*s' command", (int)argument(c, 0).length, argument(c, 0).bytes);
	return 0;
}

static void cmd_set(struct client *c)
{
	static const struct { const char *name; int unit, from_now; } times[] = { { "ex", 1000, 1 }, { "px", 1, 1 }, { "exat", 1000, 0 }, { "pxat", 1, 0 } };
	int only_new = 0, only_old = 0, keep = 0, get = 0, wrong = 0;
	long long when = 0;
	for (int i = 3; i < c->count; i++) {
		struct slice option = argument(c, i);
		size_t t = 0;
		if (slice_is(option, "nx") && !only_old) only_new = 1;
		else if (slice_is(option, "xx") && !only_new) only_old = 1;
		else if (slice_is(option, "get")) get = 1;
		else if (slice_is(option, "keepttl") && !when) keep = 1;
		else {
			while (t < 4 && !slice_is(option, times[t].name)) t++;
			if (t == 4 || when || keep || i + 1 == c->count) {
				reply_error(c, "ERR syntax error");
				return;
			}
			if (!(when = moment(c, ++i, times[t].unit, times[t].from_now))) return;
		}
	}
	struct slice key = argument(c, 1);
	const struct value *old = get ? value_of(c, key, STRING, &wrong) : only_new || only_old ? find_value(c, key) : NULL;
	if (wrong) return;
	int refused = (only_new && old) || (only_old && !old);
	if (get) reply_string(c, old);
	if (!refused) {
		struct value *v = store(c, key, argument(c, 2), keep);
		if (when) set_expiry(c, v, when);
	}
	if (!get && refused) reply_null(c);
	else if (!get) reply_ok(c);
}

static void cmd_get(struct client *c)
{
	int wrong;
	const struct value *v = value_of(c, argument(c, 1), STRING, &wrong);
	if (!wrong) reply_string(c, v);
}

static void cmd_getset(struct client *c)
{
	int wrong;
	const struct value *v = value_of(c, argument(c, 1), STRING, &wrong);
	if (wrong) return;
	reply_string(c, v);
	store(c, argument(c, 1), argument(c, 2), 0);
}

static void cmd_getdel(struct client *c)
{
	int wrong;
	const struct value *v = value_of(c, argument(c, 1), STRING, &wrong);
	if (wrong) return;
	reply_string(c, v);
	if (v) remove_key(c, argument(c, 1));
}

static void cmd_setnx(struct client *c)
{
	int there = find_value(c, argument(c, 1)) != NULL;
	if (!there) store(c, argument(c, 1), argument(c, 2), 0);
	reply_number(c, !there);
}

static void set_for(struct client *c, int unit)
{
	long long when = moment(c, 2, unit, 1);
	if (!when) return;
	set_expiry(c, store(c, argument(c, 1), argument(c, 3), 0), when);
	reply_ok(c);
}

static void cmd_setex(struct client *c) { set_for(c, 1000); }
static void cmd_psetex(struct client *c) { set_for(c, 1); }

static void cmd_mget(struct client *c)
{
	reply_array(c, c->count - 1);
	for (int i = 1; i < c->count; i++) {
		const struct value *v = find_value(c, argument(c, i));
		reply_string(c, v && v->kind == STRING ? v : NULL);
	}
}

static void set_many(struct client *c, int only_new)
{
	int there = 0;
	if (c->count % 2 == 0) {
		reply_error(c, "ERR wrong number of arguments for '%s' command", only_new ? "msetnx" : "mset");
		return;
	}
	for (int i = 1; only_new && i < c->count; i += 2) there |= find_value(c, argument(c, i)) != NULL;
	for (int i = 1; !there && i < c->count; i += 2) store(c, argument(c, i), argument(c, i + 1), 0);
	if (only_new) reply_number(c, !there);
	else reply_ok(c);
}

static void cmd_mset(struct client *c) { set_many(c, 0); }
static void cmd_msetnx(struct client *c) { set_many(c, 1); }

static void add(struct client *c, long long by)
{
	struct slice key = argument(c, 1);
	long long value = 0;
	char text[24];
	int wrong;
	const struct value *v = value_of(c, key, STRING, &wrong);
	if (wrong) return;
	if (v && !slice_number(text_slice(v->string), &value)) reply_error(c, "ERR value is not an integer or out of range");
	else if (__builtin_add_overflow(value, by, &value)) reply_error(c, "ERR increment or decrement would overflow");
	else {
		store(c, key, (struct slice){ text, (size_t)snprintf(text, sizeof text, "%lld", value) }, 1);
		reply_number(c, value);
	}
}

static void cmd_incr(struct client *c) { add(c, 1); }
static void cmd_decr(struct client *c) { add(c, -1); }

static void cmd_incrby(struct client *c)
{
	long long by;
	if (number_argument(c, 2, &by)) add(c, by);
}

static void cmd_decrby(struct client *c)
{
	long long by;
	if (!number_argument(c, 2, &by)) return;
	if (by == INT64_MIN) reply_error(c, "ERR decrement would overflow");
	else add(c, -by);
}

static void cmd_append(struct client *c)
{
	struct slice more = argument(c, 2);
	struct value *v = value_for(c, argument(c, 1), STRING);
	if (!v) return;
	if (v->string->length + more.length > BULK_MOST) {
		reply_error(c, "ERR string exceeds maximum allowed size (%d)", BULK_MOST);
		return;
	}
	v->string = text_append(v->string, more);
	reply_number(c, v->string->length);
}

static void cmd_strlen(struct client *c)
{
	int wrong;
	const struct value *v = value_of(c, argument(c, 1), STRING, &wrong);
	if (!wrong) reply_number(c, v ? v->string->length : 0);
}

static void cmd_getrange(struct client *c)
{
	long long from, to, length;
	int wrong;
	if (!number_argument(c, 2, &from) || !number_argument(c, 3, &to)) return;
	const struct value *v = value_of(c, argument(c, 1), STRING, &wrong);
	if (wrong) return;
	length = v ? v->string->length : 0;
	if (from < 0) from = from + length < 0 ? 0 : from + length;
	if (to < 0) to += length;
	if (to >= length) to = length - 1;
	if (from > to) reply_word(c, "");
	else reply_bulk(c, (struct slice){ v->string->bytes + from, to - from + 1 });
}

const struct command string_commands[] = {
	{ "set", -3, 1, 1, 1, 1, cmd_set },
	{ "get", 2, 0, 1, 1, 1, cmd_get },
	{ "getset", 3, 1, 1, 1, 1, cmd_getset },
	{ "getdel", 2, 0, 1, 1, 1, cmd_getdel },
	{ "setnx", 3, 1, 1, 1, 1, cmd_setnx },
	{ "setex", 4, 1, 1, 1, 1, cmd_setex },
	{ "psetex", 4, 1, 1, 1, 1, cmd_psetex },
	{ "mget", -2, 0, 1, -1, 1, cmd_mget },
	{ "mset", -3, 1, 1, -1, 2, cmd_mset },
	{ "msetnx", -3, 1, 1, -1, 2, cmd_msetnx },
	{ "incr", 2, 1, 1, 1, 1, cmd_incr },
	{ "decr", 2, 1, 1, 1, 1, cmd_decr },
	{ "incrby", 3, 1, 1, 1, 1, cmd_incrby },
	{ "decrby", 3, 1, 1, 1, 1, cmd_decrby },
	{ "append", 3, 1, 1, 1, 1, cmd_append },
	{ "strlen", 2, 0, 1, 1, 1, cmd_strlen },
	{ "getrange", 4, 0, 1, 1, 1, cmd_getrange },
	{ 0 },
};
