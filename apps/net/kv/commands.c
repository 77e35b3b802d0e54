/* From a request to its command: looked up by name, its arguments counted, and refused if it writes while memory is short. */
#include "kv.h"
#include <ctype.h>

enum { NAME_MOST = 32 };

const struct command *const all_commands[] = { admin_commands, key_commands, expiry_commands, string_commands, list_commands, set_commands, hash_commands, NULL };
unsigned long long commands_done;
static struct table by_name;

void commands_begin(void)
{
	for (const struct command *const *group = all_commands; *group; group++)
		for (const struct command *k = *group; k->name; k++)
			table_add(&by_name, (struct slice){ k->name, strlen(k->name) })->value = (void *)k;
}

void run_request(struct client *c)
{
	struct slice name = argument(c, 0);
	char lower[NAME_MOST];
	const struct entry *e = NULL;
	if (name.length < NAME_MOST) {
		for (size_t i = 0; i < name.length; i++) lower[i] = tolower((unsigned char)name.bytes[i]);
		e = table_find(&by_name, (struct slice){ lower, name.length });
	}
	const struct command *k = e ? e->value : NULL;
	commands_done++;
	if (!k) reply_error(c, "ERR unknown command '%.*s'", name.length < 128 ? (int)name.length : 128, name.bytes);
	else if (k->count > 0 ? c->count != k->count : c->count < -k->count) reply_error(c, "ERR wrong number of arguments for '%s' command", k->name);
	else if (k->writes && memory_used > memory_limit) reply_error(c, "OOM command not allowed when used memory > 'maxmemory'.");
	else k->run(c);
}

int number_argument(struct client *c, int i, long long *value)
{
	if (slice_number(argument(c, i), value)) return 1;
	reply_error(c, "ERR value is not an integer or out of range");
	return 0;
}

/* ---- SCAN and its like: cursor, then MATCH, COUNT and TYPE ---- */

struct scan { struct entry **found; size_t count, room; };

static void gather(struct entry *e, void *argument)
{
	struct scan *s = argument;
	if (s->count == s->room) s->found = memory_resize(s->found, (s->room = s->room ? s->room * 2 : 64) * sizeof *s->found);
	s->found[s->count++] = e;
}

/* `values`: 0 keys alone, 1 with their texts, 2 keys of a database, whose kinds can be asked for and which may have expired. */
void scan_reply(struct client *c, struct table *t, int options, int values)
{
	static const char *const kinds[] = { "string", "list", "set", "hash" };
	struct slice pattern = { "*", 1 }, kind = { NULL, 0 };
	long long cursor, count = 10;
	if (!slice_number(argument(c, options - 1), &cursor) || cursor < 0 || cursor > UINT32_MAX) {
		reply_error(c, "ERR invalid cursor");
		return;
	}
	for (int i = options; i < c->count; i += 2) {
		struct slice option = argument(c, i);
		if (i + 1 == c->count) count = 0;
		else if (slice_is(option, "match")) pattern = argument(c, i + 1);
		else if (slice_is(option, "count")) { if (!number_argument(c, i + 1, &count)) return; }
		else if (values == 2 && slice_is(option, "type")) kind = argument(c, i + 1);
		else count = 0;
		if (count < 1) {
			reply_error(c, "ERR syntax error");
			return;
		}
	}
	struct scan s = { 0 };
	for (long long buckets = count < 1 << 20 ? count * 10 : 1 << 24; buckets > 0 && s.count < (size_t)count; buckets--)
		if (!(cursor = table_scan(t, cursor, gather, &s))) break;
	size_t kept = 0;
	for (size_t i = 0; i < s.count; i++) {
		struct entry *e = s.found[i];
		struct value *v = e->value;
		if (!slice_matches((struct slice){ e->key, e->length }, pattern)) continue;
		if (values == 2 && ((v->expires && v->expires <= now) || (kind.bytes && !slice_is(kind, kinds[v->kind])))) continue;
		s.found[kept++] = e;
	}
	char text[16];
	snprintf(text, sizeof text, "%u", (unsigned)cursor);
	reply_array(c, 2);
	reply_word(c, text);
	reply_array(c, values == 1 ? kept * 2 : kept);
	for (size_t i = 0; i < kept; i++) {
		reply_bulk(c, (struct slice){ s.found[i]->key, s.found[i]->length });
		if (values == 1) reply_bulk(c, text_slice(s.found[i]->value));
	}
	memory_give(s.found);
}
