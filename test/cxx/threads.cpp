// Threads, and everything that they meet at.
#include <atomic>
#include <barrier>
#include <chrono>
#include <condition_variable>
#include <future>
#include <iostream>
#include <latch>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <stdexcept>
#include <stop_token>
#include <thread>
#include <vector>
using namespace std::chrono_literals;

struct Guarded {
	static std::atomic<int> made;
	Guarded()
	{
		std::this_thread::sleep_for(5ms);
		made++;
	}
};
std::atomic<int> Guarded::made;
static Guarded &guarded()
{
	static Guarded g;
	return g;
}

static int tries;
static int &flaky()
{
	static int value = [] {
		if (++tries < 3) throw 1;
		return tries;
	}();
	return value;
}

int main()
{
	std::barrier barrier(4);
	std::latch latch(4);
	std::counting_semaphore<8> semaphore(0);
	std::atomic<long long> sum{0};
	{
		std::vector<std::jthread> threads;
		for (int i = 0; i < 4; i++)
			threads.emplace_back([&, i] {
				for (int k = 0; k < 100; k++) {
					sum += i;
					barrier.arrive_and_wait();
				}
				latch.count_down();
				semaphore.release();
				guarded();
			});
		latch.wait();
		for (int i = 0; i < 4; i++) semaphore.acquire();
	}
	std::cout << sum << ' ' << Guarded::made << '\n';
	std::timed_mutex timed;
	timed.lock();
	std::thread([&] { std::cout << timed.try_lock_for(10ms) << '\n'; }).join();
	timed.unlock();
	std::mutex mutex;
	std::condition_variable condition;
	{
		std::unique_lock held(mutex);
		std::cout << (condition.wait_for(held, 10ms) == std::cv_status::timeout) << '\n';
	}
	std::promise<int> promise;
	auto future = promise.get_future();
	std::thread([&] {
		try {
			throw std::runtime_error("of a future");
		} catch (...) {
			promise.set_exception(std::current_exception());
		}
	}).join();
	try {
		future.get();
	} catch (std::exception &e) {
		std::cout << e.what() << '\n';
	}
	std::cout << std::async(std::launch::async, [] { return 1; }).get() << '\n';
	for (int i = 0; i < 3; i++) {
		try {
			std::cout << flaky() << '\n';
		} catch (int) {
			std::cout << "again\n";
		}
	}
	std::jthread stopped([](std::stop_token stop) {
		while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
		std::cout << "stopped\n";
	});
	stopped.request_stop();
	stopped.join();
	std::atomic<long long> wide{0};
	std::atomic<char> narrow{0};
	std::thread waiting([&] {
		wide.wait(0);
		narrow.wait(0);
		std::cout << "woken " << wide << '\n';
	});
	std::this_thread::sleep_for(5ms);
	wide = 1;
	wide.notify_all();
	narrow = 1;
	narrow.notify_one();
	waiting.join();
	std::shared_mutex shared;
	{
		std::shared_lock one(shared), two(shared);
		std::cout << shared.try_lock() << '\n';
	}
	std::once_flag once;
	for (int i = 0; i < 3; i++) std::call_once(once, [] { std::cout << "once\n"; });
	try {
		std::thread none;
		none.join();
	} catch (const std::system_error &e) {
		std::cout << e.code().value() << '\n';
	}
}
