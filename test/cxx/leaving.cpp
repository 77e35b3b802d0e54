// cores: 4
// pthread_exit runs the destructors of the frames that it leaves while the thread is whole: one of them joins another thread.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <pthread.h>
#include <thread>

struct Joins {
	std::thread other;
	~Joins()
	{
		other.join();
		std::puts("joined in a destructor");
	}
};

static void *leaves(void *)
{
	Joins joins{std::thread([] { std::this_thread::sleep_for(std::chrono::milliseconds(10)); })};
	pthread_exit(&joins);
}

struct Never {
	~Never() { std::puts("never"); }
};

int main()
{
	pthread_t thread;
	void *result = nullptr;
	pthread_create(&thread, nullptr, leaves, nullptr);
	pthread_join(thread, &result);
	std::printf("%d\n", result != nullptr);
	std::set_terminate([] { std::puts("terminate"); });
	/* exit leaves no frames: not from within one that is noexcept either. */
	Never never;
	[]() noexcept {
		Never inner;
		std::exit(3);
	}();
}
