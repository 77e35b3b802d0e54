/* Interoperability with foreign runtimes: none is there, so every object is omp_interop_none. */
#include <omp.h>
#include <stddef.h>

static const struct property {
	const char *name, *type;
} properties[] = {
	{ "fr_id", "int" },
	{ "fr_name", "const char *" },
	{ "vendor", "int" },
	{ "vendor_name", "const char *" },
	{ "device_num", "int" },
	{ "platform", "void *" },
	{ "device", "void *" },
	{ "device_context", "void *" },
	{ "targetsync", "void *" },
};

static const struct property *known(omp_interop_property_t id)
{
	return id < 0 && id >= omp_ipr_first ? &properties[-id - 1] : NULL;
}

static void answer(omp_interop_property_t id, int *code)
{
	if (code) *code = known(id) ? omp_irc_empty : omp_irc_out_of_range;
}

int omp_get_num_interop_properties(const omp_interop_t interop) { return 0; }

omp_intptr_t omp_get_interop_int(const omp_interop_t interop, omp_interop_property_t id, int *code)
{
	answer(id, code);
	return 0;
}

void *omp_get_interop_ptr(const omp_interop_t interop, omp_interop_property_t id, int *code)
{
	answer(id, code);
	return NULL;
}

const char *omp_get_interop_str(const omp_interop_t interop, omp_interop_property_t id, int *code)
{
	answer(id, code);
	return NULL;
}

const char *omp_get_interop_name(const omp_interop_t interop, omp_interop_property_t id)
{
	return known(id) ? known(id)->name : NULL;
}

const char *omp_get_interop_type_desc(const omp_interop_t interop, omp_interop_property_t id)
{
	return known(id) ? known(id)->type : NULL;
}

const char *omp_get_interop_rc_desc(const omp_interop_t interop, omp_interop_rc_t code)
{
	switch (code) {
	case omp_irc_no_value: return "the property has no value";
	case omp_irc_success: return "success";
	case omp_irc_empty: return "the object is omp_interop_none";
	case omp_irc_out_of_range: return "there is no such property";
	case omp_irc_type_int: return "the property is an integer";
	case omp_irc_type_ptr: return "the property is a pointer";
	case omp_irc_type_str: return "the property is a string";
	default: return "another error";
	}
}
