/* When keys expire: their times, and the sweep through what nobody asks for. */
#include "kv.h"

unsigned keys_volatile[DATABASES];
unsigned long long keys_expired;
long long now;

void set_expiry(struct client *c, struct value *v, long long when)
{
	keys_volatile[c->database] += (when != 0) - (v->expires != 0);
	v->expires = when;
}

struct sweep { int database, count; struct slice dead[256]; };

static void gather_dead(struct entry *e, void *argument)
{
	struct sweep *s = argument;
	const struct value *v = e->value;
	if (v->expires && v->expires <= now && s->count < 256) s->dead[s->count++] = (struct slice){ e->key, e->length };
}

void expire_some(void)
{
	static uint32_t cursors[DATABASES];
	for (int d = 0; d < DATABASES; d++) {
		for (int buckets = 0; buckets < 256 && keys_volatile[d]; buckets++) {
			struct sweep s = { .database = d };
			cursors[d] = table_scan(&databases[d], cursors[d], gather_dead, &s);
			for (int i = 0; i < s.count; i++) database_remove(d, s.dead[i]);
			keys_expired += s.count;
			if (!cursors[d]) break;
		}
	}
}

/* ---- Commands ---- */

/* EXPIRE and PEXPIRE, EXPIREAT and PEXPIREAT, with NX XX GT LT. */
static void expire(struct client *c, int unit, int from_now)
{
	long long when;
	if (!number_argument(c, 2, &when)) return;
	if (when > INT64_MAX / unit - now || when < INT64_MIN / unit) {
		reply_error(c, "ERR invalid expire time in 'expire' command");
		return;
	}
	when = when * unit + (from_now ? now : 0);
	struct value *v = find_value(c, argument(c, 1));
	int wanted = v != NULL;
	for (int i = 3; i < c->count; i++) {
		struct slice option = argument(c, i);
		long long had = v ? v->expires : 0;
		if (slice_is(option, "nx")) wanted &= !had;
		else if (slice_is(option, "xx")) wanted &= had != 0;
		else if (slice_is(option, "gt")) wanted &= had && when > had;
		else if (slice_is(option, "lt")) wanted &= !had || when < had;
		else {
			reply_error(c, "ERR Unsupported option %.*s", (int)(option.length < 64 ? option.length : 64), option.bytes);
			return;
		}
	}
	if (wanted && when <= now) remove_key(c, argument(c, 1));
	else if (wanted) set_expiry(c, v, when);
	reply_number(c, wanted);
}

static void cmd_expire(struct client *c) { expire(c, 1000, 1); }
static void cmd_pexpire(struct client *c) { expire(c, 1, 1); }
static void cmd_expireat(struct client *c) { expire(c, 1000, 0); }
static void cmd_pexpireat(struct client *c) { expire(c, 1, 0); }

static void time_left(struct client *c, int unit)
{
	const struct value *v = find_value(c, argument(c, 1));
	reply_number(c, !v ? -2 : !v->expires ? -1 : (v->expires - now + unit / 2) / unit);
}

static void cmd_ttl(struct client *c) { time_left(c, 1000); }
static void cmd_pttl(struct client *c) { time_left(c, 1); }

static void cmd_persist(struct client *c)
{
	struct value *v = find_value(c, argument(c, 1));
	int had = v && v->expires;
	if (had) set_expiry(c, v, 0);
	reply_number(c, had);
}

const struct command expiry_commands[] = {
	{ "expire", -3, 0, 1, 1, 1, cmd_expire },
	{ "pexpire", -3, 0, 1, 1, 1, cmd_pexpire },
	{ "expireat", -3, 0, 1, 1, 1, cmd_expireat },
	{ "pexpireat", -3, 0, 1, 1, 1, cmd_pexpireat },
	{ "ttl", 2, 0, 1, 1, 1, cmd_ttl },
	{ "pttl", 2, 0, 1, 1, 1, cmd_pttl },
	{ "persist", 2, 0, 1, 1, 1, cmd_persist },
	{ 0 },
};
