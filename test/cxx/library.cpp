// The library's containers, algorithms and utilities.
#include <algorithm>
#include <any>
#include <bit>
#include <bitset>
#include <charconv>
#include <chrono>
#include <complex>
#include <deque>
#include <forward_list>
#include <functional>
#include <iostream>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <memory_resource>
#include <numbers>
#include <numeric>
#include <optional>
#include <queue>
#include <random>
#include <ranges>
#include <regex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <typeindex>
#include <unordered_map>
#include <unordered_set>
#include <valarray>
#include <variant>
#include <vector>

struct Node : std::enable_shared_from_this<Node> {
	std::weak_ptr<Node> up;
	std::vector<std::shared_ptr<Node>> down;
	~Node() { std::cout << "node gone\n"; }
};

int main()
{
	std::vector<std::string> words{"pear", "fig", "apple", "date", "fig"};
	std::ranges::sort(words, {}, [](const auto &w) { return std::pair(w.size(), w); });
	for (auto &w : words | std::views::filter([](auto &x) { return x != "date"; }) | std::views::take(3)) std::cout << w << ' ';
	std::cout << std::ranges::count(words, "fig") << '\n';
	std::map<std::string, int> counts;
	for (auto &w : words) counts[w]++;
	std::unordered_map<std::string, int> same(counts.begin(), counts.end());
	std::cout << counts.size() << same["fig"] << counts.contains("kiwi") << counts.lower_bound("b")->first << '\n';
	std::deque<int> deque{1, 2, 3};
	deque.push_front(0);
	std::list<int> list(deque.rbegin(), deque.rend());
	list.sort();
	std::priority_queue<int> queue(deque.begin(), deque.end());
	std::cout << list.back() << queue.top() << std::accumulate(deque.begin(), deque.end(), 0) << '\n';
	std::variant<int, std::string> variant = "text";
	std::cout << std::visit([](auto &v) { return sizeof v > 4; }, variant) << std::any_cast<int>(std::any(5))
			  << std::optional<int>().value_or(9) << '\n';
	auto root = std::make_shared<Node>();
	root->down.push_back(std::make_shared<Node>());
	root->down[0]->up = root->shared_from_this();
	std::cout << root.use_count() << root->down[0]->up.lock().use_count() << '\n';
	root.reset();
	std::mt19937 twister(5489);
	twister.discard(9999);
	std::cout << twister() << ' ' << std::minstd_rand0(1)() << '\n';
	std::regex date(R"((\d{4})-(\d\d)-(\d\d))");
	std::smatch match;
	std::string text = "on 2026-12-01, not 2027-01-02";
	std::regex_search(text, match, date);
	std::cout << match[1] << match[3] << ' ' << std::regex_replace(text, date, "$3.$2.$1") << '\n';
	int parsed = 0;
	std::string_view digits = "1234x";
	auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed);
	std::cout << parsed << *end << ' ' << std::stod("2.5e3") << ' ' << std::to_string(-7) << '\n';
	std::complex<double> z = std::polar(2.0, std::numbers::pi / 2);
	std::cout << std::abs(z * z + 4.0) << ' ' << std::bit_width(1000u) << std::popcount(255u) << std::gcd(12, 18) << '\n';
	std::bitset<12> bits("101100111000");
	std::valarray<double> values{1, 2, 3};
	std::cout << bits.count() << ' ' << (values * values).sum() << '\n';
	std::pmr::monotonic_buffer_resource arena;
	std::pmr::vector<int> pooled({1, 2, 3}, &arena);
	std::cout << pooled.size() << std::span(pooled).last(1)[0] << '\n';
	using namespace std::chrono;
	std::cout << sys_days(2024y / February / 29).time_since_epoch().count() << ' ' << (year(2023) / 2 / 29).ok() << ' '
			  << duration_cast<minutes>(90s + 1h).count() << '\n';
	std::function<int(int)> factorial = [&](int n) { return n < 2 ? 1 : n * factorial(n - 1); };
	std::cout << factorial(10) << ' ' << std::bind(std::minus<>(), std::placeholders::_2, 1)(0, 5) << '\n';
	std::vector<int> numbers(1000);
	std::iota(numbers.begin(), numbers.end(), 0);
	std::ranges::shuffle(numbers, std::mt19937(1));
	std::nth_element(numbers.begin(), numbers.begin() + 500, numbers.end());
	std::cout << numbers[500] << std::ranges::is_sorted(numbers) << '\n';
}
