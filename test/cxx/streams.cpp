// Streams of every kind, and files.
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <locale>
#include <sstream>
#include <string>
namespace fs = std::filesystem;

int main()
{
	std::cout << std::hex << std::showbase << 255 << ' ' << std::dec << std::setw(6) << std::setfill('*') << 42 << ' '
			  << std::fixed << std::setprecision(3) << 3.14159 << ' ' << std::scientific << 1234.5 << ' ' << std::boolalpha
			  << true << '\n';
	std::istringstream in("12 3.5 word\nrest of the line\n0x1f");
	int i;
	double d;
	std::string word, line;
	in >> i >> d >> word;
	in.ignore();
	std::getline(in, line);
	in >> std::hex >> std::setbase(0) >> i;
	std::cout << std::defaultfloat << i << ' ' << d << ' ' << word << ' ' << line << ' ' << in.eof() << '\n';
	in >> i;
	std::cout << in.fail() << in.bad() << '\n';
	in.clear();
	in.exceptions(std::ios::failbit);
	try {
		in >> i;
	} catch (const std::ios_base::failure &) {
		std::cout << "failure\n";
	}
	std::wstringstream wide;
	wide << L"wide " << 7;
	std::cout << wide.str().size() << '\n';
	fs::path folder = fs::current_path() / "streams.folder";
	fs::remove_all(folder);
	fs::create_directories(folder / "a/b");
	{
		std::ofstream out(folder / "a/file.txt");
		out << "one\ntwo\nthree\n";
	}
	std::ifstream file(folder / "a/file.txt");
	int lines = 0;
	while (std::getline(file, line)) lines++;
	std::cout << lines << ' ' << fs::file_size(folder / "a/file.txt") << ' ' << fs::exists(folder / "none") << '\n';
	fs::copy_file(folder / "a/file.txt", folder / "copy");
	fs::rename(folder / "copy", folder / "a/b/moved");
	int entries = 0;
	for (const auto &entry : fs::recursive_directory_iterator(folder)) entries += !entry.path().empty();
	std::cout << entries << ' ' << (folder / "x/../y.tar.gz").lexically_normal().filename() << '\n';
	std::fstream both(folder / "a/file.txt", std::ios::in | std::ios::out | std::ios::binary);
	both.seekp(4);
	both << "TWO";
	both.seekg(0);
	std::getline(both, word);
	std::getline(both, line);
	std::cout << word << line << '\n';
	std::error_code error;
	fs::create_directory(folder / "no/such", error);
	std::cout << error.message() << '\n';
	try {
		fs::file_size(folder / "none");
	} catch (const fs::filesystem_error &e) {
		std::cout << e.code().value() << '\n';
	}
	std::cout << fs::remove_all(folder) << '\n';
}
