// Coroutines, one of which throws.
#include <coroutine>
#include <cstdio>
#include <stdexcept>

struct Numbers {
	struct promise_type {
		int value;
		Numbers get_return_object()
		{
			return {std::coroutine_handle<promise_type>::from_promise(*this)};
		}
		std::suspend_always initial_suspend() { return {}; }
		std::suspend_always final_suspend() noexcept { return {}; }
		std::suspend_always yield_value(int v)
		{
			value = v;
			return {};
		}
		void return_void() {}
		void unhandled_exception() { throw; }
	};
	std::coroutine_handle<promise_type> handle;
};

static Numbers count(int to)
{
	for (int i = 0; i < to; i++) co_yield i;
	throw std::runtime_error("of a coroutine");
}

int main()
{
	Numbers numbers = count(3);
	try {
		for (;;) {
			numbers.handle.resume();
			std::printf("%d\n", numbers.handle.promise().value);
		}
	} catch (const std::exception &e) {
		std::puts(e.what());
	}
	numbers.handle.destroy();
}
