// native: no
// flags: -std=c++23
// What the compilers of this machine may not have yet: format, print, expected, time zones, parallel algorithms.
#include <algorithm>
#include <chrono>
#include <execution>
#include <expected>
#include <format>
#include <mdspan>
#include <numeric>
#include <print>
#include <ranges>
#include <string>
#include <syncstream>
#include <iostream>
#include <vector>

static std::expected<int, std::string> half(int n)
{
	if (n % 2) return std::unexpected(std::format("{} is odd", n));
	return n / 2;
}

int main()
{
	std::print("{:>8.3f}|{:#x}|{:^7}|{}\n", 3.14159, 255, "mid", true);
	std::println("{} {}", half(8).value(), half(7).error());
	std::vector<double> v(10000, 0.5);
	std::for_each(std::execution::par, v.begin(), v.end(), [](double &x) { x *= 2; });
	std::sort(std::execution::par, v.begin(), v.end());
	std::println("{}", std::reduce(std::execution::par_unseq, v.begin(), v.end()));
	int grid[6] = {1, 2, 3, 4, 5, 6};
	std::mdspan rows(grid, 2, 3);
	std::println("{}", rows[1, 2]);
	std::osyncstream(std::cout) << "whole lines\n";
	auto chunks = v | std::views::take(3) | std::views::transform([](double x) { return int(x); });
	for (int x : chunks) std::print("{}", x);
	std::println("");
	using namespace std::chrono;
	try {
		locate_zone("No/Where");
	} catch (const std::runtime_error &) {
		std::println("no such zone");
	}
}
