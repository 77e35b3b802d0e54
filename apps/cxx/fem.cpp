/*
 * Finite elements: Poisson's equation on the unit square with linear triangles (Strang and Fix 1973), assembled and solved by
 * conjugate gradients with Jacobi's preconditioner, on all cores.
 * fem [--time] [elements a side]
 *
 * The solution is known, so its error is checked: it falls with the square of the elements' size.
 */
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace fem {

using std::numbers::pi;

struct Point {
	double x, y;
};

/* Triangles of an n x n grid of squares, each cut in two. */
class Mesh {
	std::vector<Point> points;
	std::vector<std::array<int, 3>> triangles;
	int side;

public:
	explicit Mesh(int n) : side(n + 1)
	{
		points.reserve(side * side);
		for (int row = 0; row < side; row++)
			for (int column = 0; column < side; column++)
				points.push_back({double(column) / n, double(row) / n});
		triangles.reserve(2 * n * n);
		for (int row = 0; row < n; row++)
			for (int column = 0; column < n; column++) {
				int corner = row * side + column;
				triangles.push_back({corner, corner + 1, corner + side});
				triangles.push_back({corner + 1, corner + side + 1, corner + side});
			}
	}
	int size() const { return points.size(); }
	int count() const { return triangles.size(); }
	const Point &point(int i) const { return points[i]; }
	const std::array<int, 3> &triangle(int i) const { return triangles[i]; }
	bool on_border(int i) const
	{
		int row = i / side, column = i % side;
		return row == 0 || column == 0 || row == side - 1 || column == side - 1;
	}
	/* The triangles that meet at each point. */
	std::vector<std::vector<int>> around() const
	{
		std::vector<std::vector<int>> found(points.size());
		for (int t = 0; t < count(); t++)
			for (int corner : triangles[t]) found[corner].push_back(t);
		return found;
	}
};

/* A sparse matrix by rows. */
template <typename T> class Matrix {
	std::vector<int> begin{0}, columns;
	std::vector<T> values;

public:
	using Row = std::vector<std::pair<int, T>>;

	explicit Matrix(const std::vector<Row> &rows)
	{
		for (const Row &row : rows) {
			for (auto [column, value] : row) {
				columns.push_back(column);
				values.push_back(value);
			}
			begin.push_back(columns.size());
		}
	}
	int size() const { return begin.size() - 1; }
	size_t entries() const { return values.size(); }
	T diagonal(int row) const
	{
		for (int k = begin[row]; k < begin[row + 1]; k++)
			if (columns[k] == row) return values[k];
		throw std::logic_error("a row without a diagonal");
	}
	void multiply(std::span<const T> x, std::span<T> to) const
	{
#pragma omp parallel for schedule(static)
		for (int row = 0; row < size(); row++) {
			T sum{};
			for (int k = begin[row]; k < begin[row + 1]; k++) sum += values[k] * x[columns[k]];
			to[row] = sum;
		}
	}
};

double exact(const Point &p) { return std::sin(pi * p.x) * std::sin(pi * p.y); }
double source(const Point &p) { return 2 * pi * pi * exact(p); }

struct System {
	Matrix<double> stiffness;
	std::vector<double> load;
};

/* Each row by one thread, so that the sums do not depend on how many there are. */
System assemble(const Mesh &mesh)
{
	auto around = mesh.around();
	std::vector<Matrix<double>::Row> rows(mesh.size());
	std::vector<double> load(mesh.size());
#pragma omp parallel for schedule(dynamic, 64)
	for (int i = 0; i < mesh.size(); i++) {
		auto &row = rows[i];
		if (mesh.on_border(i)) {
			row.emplace_back(i, 1.0);
			continue;
		}
		for (int t : around[i]) {
			const auto &corners = mesh.triangle(t);
			int own = std::find(corners.begin(), corners.end(), i) - corners.begin();
			const Point &a = mesh.point(corners[0]), &b = mesh.point(corners[1]), &c = mesh.point(corners[2]);
			double area = ((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)) / 2;
			std::array<Point, 3> gradient{
				{{b.y - c.y, c.x - b.x}, {c.y - a.y, a.x - c.x}, {a.y - b.y, b.x - a.x}}};
			Point middle{(a.x + b.x + c.x) / 3, (a.y + b.y + c.y) / 3};
			load[i] += source(middle) * area / 3;
			for (int k = 0; k < 3; k++) {
				if (mesh.on_border(corners[k])) continue;
				double value =
					(gradient[own].x * gradient[k].x + gradient[own].y * gradient[k].y) / (4 * area);
				auto at = std::find_if(
					row.begin(), row.end(), [&](const auto &entry) { return entry.first == corners[k]; });
				if (at == row.end()) row.emplace_back(corners[k], value);
				else at->second += value;
			}
		}
		std::sort(row.begin(), row.end());
	}
	return {Matrix<double>(rows), std::move(load)};
}

double dot(std::span<const double> a, std::span<const double> b)
{
	double sum = 0;
#pragma omp parallel for reduction(+ : sum) schedule(static)
	for (size_t i = 0; i < a.size(); i++) sum += a[i] * b[i];
	return sum;
}

/* Hestenes and Stiefel 1952. */
std::vector<double> solve(const System &system, double tolerance)
{
	const auto &matrix = system.stiffness;
	const int n = matrix.size();
	std::vector<double> x(n), r(system.load), z(n), p(n), product(n), scale(n);
	for (int i = 0; i < n; i++) scale[i] = 1 / matrix.diagonal(i);
	auto precondition = [&] {
#pragma omp parallel for schedule(static)
		for (int i = 0; i < n; i++) z[i] = scale[i] * r[i];
	};
	precondition();
	p = z;
	double rz = dot(r, z);
	const double goal = tolerance * tolerance * dot(r, r);
	for (int step = 0; step < 10 * n; step++) {
		if (dot(r, r) <= goal) return x;
		matrix.multiply(p, product);
		double alpha = rz / dot(p, product);
#pragma omp parallel for schedule(static)
		for (int i = 0; i < n; i++) {
			x[i] += alpha * p[i];
			r[i] -= alpha * product[i];
		}
		precondition();
		double next = dot(r, z), beta = next / rz;
		rz = next;
#pragma omp parallel for schedule(static)
		for (int i = 0; i < n; i++) p[i] = z[i] + beta * p[i];
	}
	throw std::runtime_error("conjugate gradients did not converge");
}

double error_of(const Mesh &mesh, std::span<const double> x)
{
	double most = 0;
	for (int i = 0; i < mesh.size(); i++) most = std::max(most, std::abs(x[i] - exact(mesh.point(i))));
	return most;
}

}

int main(int argc, char **argv)
{
	std::vector<std::string_view> arguments(argv + 1, argv + argc);
	bool timed = std::erase(arguments, "--time") > 0;
	int side = 200;
	if (!arguments.empty()) {
		auto text = arguments[0];
		auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), side);
		if (error != std::errc() || end != text.data() + text.size() || side < 2 || side > 2000 || arguments.size() > 1) {
			std::fprintf(stderr, "usage: %s [--time] [elements a side, 2 to 2000]\n", argv[0]);
			return 2;
		}
	}
	try {
		auto begin = std::chrono::steady_clock::now();
		fem::Mesh mesh(side);
		auto system = fem::assemble(mesh);
		auto solution = fem::solve(system, 1e-10);
		std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
		if (timed) std::printf("seconds %.6f\n", seconds.count());
		double error = fem::error_of(mesh, solution), bound = 4.0 / side / side;
		std::printf("%d triangles, %d points, %zu entries\n%s\n", mesh.count(), mesh.size(), system.stiffness.entries(),
			error < bound ? "right" : "wrong");
		return error < bound ? 0 : 1;
	} catch (const std::exception &e) {
		std::fprintf(stderr, "%s: %s\n", argv[0], e.what());
		return 1;
	}
}
