/* Commands on the connection and the server. */
#include "kv.h"

static void cmd_ping(struct client *c)
{
	if (c->count > 2) reply_error(c, "ERR wrong number of arguments for 'ping' command");
	else if (c->count == 2) reply_bulk(c, argument(c, 1));
	else reply_status(c, "PONG");
}

static void cmd_echo(struct client *c) { reply_bulk(c, argument(c, 1)); }

static void cmd_select(struct client *c)
{
	long long database;
	if (!number_argument(c, 1, &database)) return;
	if (database < 0 || database >= DATABASES) {
		reply_error(c, "ERR DB index is out of range");
		return;
	}
	c->database = database;
	reply_ok(c);
}

static void cmd_quit(struct client *c)
{
	reply_ok(c);
	c->ending = 1;
}

/* There is nothing to save: no answer, as Redis gives none. */
static void cmd_shutdown(struct client *c)
{
	(void)c;
	shutting_down = 1;
}

static void cmd_time(struct client *c)
{
	char text[24];
	reply_array(c, 2);
	snprintf(text, sizeof text, "%lld", now / 1000);
	reply_word(c, text);
	snprintf(text, sizeof text, "%lld", now % 1000 * 1000);
	reply_word(c, text);
}

/* Only the second version of the protocol is spoken. */
static void cmd_hello(struct client *c)
{
	if (c->count > 1 && !slice_is(argument(c, 1), "2")) {
		reply_error(c, "NOPROTO unsupported protocol version");
		return;
	}
	reply_array(c, 8);
	reply_word(c, "server");
	reply_word(c, "kv");
	reply_word(c, "version");
	reply_word(c, "7.0.0");
	reply_word(c, "proto");
	reply_number(c, 2);
	reply_word(c, "id");
	reply_number(c, c->id);
}

static void cmd_info(struct client *c)
{
	char text[2048];
	int n = snprintf(text, sizeof text,
		"# Server\r\nredis_version:7.0.0\r\nredis_mode:standalone\r\ntcp_port:%d\r\n"
		"# Clients\r\nconnected_clients:%d\r\nmaxclients:%d\r\n"
		"# Memory\r\nused_memory:%zu\r\nmaxmemory:%zu\r\nmaxmemory_policy:noeviction\r\n"
		"# Stats\r\ntotal_connections_received:%llu\r\ntotal_commands_processed:%llu\r\nexpired_keys:%llu\r\n"
		"# Keyspace\r\n",
		server_port, client_count, CLIENTS_MOST, memory_used, memory_limit, connections_accepted, commands_done, keys_expired);
	for (int d = 0; d < DATABASES; d++)
		if (databases[d].count) n += snprintf(text + n, sizeof text - n, "db%d:keys=%u,expires=%u,avg_ttl=0\r\n", d, databases[d].count, keys_volatile[d]);
	reply_bulk(c, (struct slice){ text, n });
}

/* COMMAND lists all, COMMAND COUNT counts them; there is no documentation to give. */
static void cmd_command(struct client *c)
{
	size_t count = 0;
	for (const struct command *const *group = all_commands; *group; group++)
		for (const struct command *k = *group; k->name; k++) count++;
	if (c->count > 1 && slice_is(argument(c, 1), "count")) {
		reply_number(c, count);
		return;
	}
	if (c->count > 1) {
		reply_array(c, 0);
		return;
	}
	reply_array(c, count);
	for (const struct command *const *group = all_commands; *group; group++) {
		for (const struct command *k = *group; k->name; k++) {
			reply_array(c, 6);
			reply_word(c, k->name);
			reply_number(c, k->count);
			reply_array(c, 1);
			reply_status(c, k->writes ? "denyoom" : "fast");
			reply_number(c, k->first);
			reply_number(c, k->last);
			reply_number(c, k->step);
		}
	}
}

/* CONFIG GET of what clients ask for before they begin. Nothing can be set. */
static void cmd_config(struct client *c)
{
	char limit[24], clients_most[12];
	snprintf(limit, sizeof limit, "%zu", memory_limit);
	snprintf(clients_most, sizeof clients_most, "%d", CLIENTS_MOST);
	const char *const settings[][2] = {
		{ "appendonly", "no" }, { "save", "" }, { "databases", "16" }, { "maxclients", clients_most }, { "maxmemory", limit },
	};
	int found[5], count = 0;
	if (c->count < 3 || !slice_is(argument(c, 1), "get")) {
		reply_error(c, "ERR only CONFIG GET is there");
		return;
	}
	for (int i = 0; i < 5; i++) {
		found[i] = 0;
		for (int k = 2; k < c->count; k++) found[i] |= slice_matches((struct slice){ settings[i][0], strlen(settings[i][0]) }, argument(c, k));
		count += found[i];
	}
	reply_array(c, count * 2);
	for (int i = 0; i < 5; i++)
		if (found[i]) reply_word(c, settings[i][0]), reply_word(c, settings[i][1]);
}

static void cmd_client(struct client *c)
{
	struct slice what = argument(c, 1);
	if (slice_is(what, "id")) {
		reply_number(c, c->id);
	} else if (slice_is(what, "getname")) {
		reply_null(c);
	} else if (slice_is(what, "setname") || slice_is(what, "setinfo") || slice_is(what, "reply") || slice_is(what, "no-evict")) {
		reply_ok(c);
	} else if (slice_is(what, "list")) {
		struct buffer text = { 0 };
		for (const struct client *other = clients; other && !buffer_room(&text, 128); other = other->next)
			text.end += snprintf(text.bytes + text.end, 128, "id=%llu fd=%d db=%d qbuf=%zu omem=%zu\n", other->id, other->fd, other->database,
				other->in.end - other->in.start, other->out.end - other->out.start);
		reply_bulk(c, (struct slice){ text.bytes, text.end });
		buffer_free(&text);
	} else {
		reply_error(c, "ERR unknown subcommand: CLIENT ID, LIST, GETNAME and SETNAME are there");
	}
}

const struct command admin_commands[] = {
	{ "ping", -1, 0, 0, 0, 0, cmd_ping },
	{ "echo", 2, 0, 0, 0, 0, cmd_echo },
	{ "select", 2, 0, 0, 0, 0, cmd_select },
	{ "quit", -1, 0, 0, 0, 0, cmd_quit },
	{ "shutdown", -1, 0, 0, 0, 0, cmd_shutdown },
	{ "time", 1, 0, 0, 0, 0, cmd_time },
	{ "hello", -1, 0, 0, 0, 0, cmd_hello },
	{ "info", -1, 0, 0, 0, 0, cmd_info },
	{ "command", -1, 0, 0, 0, 0, cmd_command },
	{ "config", -2, 0, 0, 0, 0, cmd_config },
	{ "client", -2, 0, 0, 0, 0, cmd_client },
	{ 0 },
};
