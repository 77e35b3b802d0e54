// driver: no
// A class behind functions that Node calls.
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

class Bank {
	std::vector<double> amounts;

public:
	void put(double amount)
	{
		if (amount < 0) throw std::invalid_argument("negative: " + std::to_string(int(amount)));
		amounts.push_back(amount);
	}
	double total() const { return std::accumulate(amounts.begin(), amounts.end(), 0.0); }
};
static Bank bank;

extern "C" {
void put(double amount) { bank.put(amount); }
double total() { return bank.total(); }
int other() { throw 42; }
void longest() { throw std::runtime_error(std::string(100000, 'x')); }
}
