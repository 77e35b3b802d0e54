/* multiply() for Node, by Node-API: multiply(a, b, c, n) with arrays of doubles. */
#include <node_api.h>

void multiply(const double *a, const double *b, double *c, int n);

static napi_value call(napi_env env, napi_callback_info info)
{
	napi_value args[4];
	size_t count = 4;
	double *matrix[3];
	int n;
	napi_get_cb_info(env, info, &count, args, 0, 0);
	for (int i = 0; i < 3; i++) {
		napi_typedarray_type type;
		if (napi_get_typedarray_info(env, args[i], &type, 0, (void **)&matrix[i], 0, 0) || type != napi_float64_array) {
			napi_throw_type_error(env, 0, "expected three Float64Arrays and their order");
			return 0;
		}
	}
	napi_get_value_int32(env, args[3], &n);
	multiply(matrix[0], matrix[1], matrix[2], n);
	return 0;
}

NAPI_MODULE_INIT()
{
	napi_value function;
	napi_create_function(env, "multiply", NAPI_AUTO_LENGTH, call, 0, &function);
	napi_set_named_property(env, exports, "multiply", function);
	return exports;
}
