// Dates and times of day, with time zones given as rules.
#include "check.h"
#include <time.h>

static void show(const char *zone, time_t t)
{
	setenv("TZ", zone, 1);
	tzset();
	struct tm tm;
	char text[80];
	localtime_r(&t, &tm);
	strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %a %b %j %U %W %y %C %e %I %p %z", &tm);
	struct tm copy = tm;
	copy.tm_isdst = -1;
	printf("%s %lld: %s dst %d back %lld\n", zone, (long long)t, text, tm.tm_isdst, (long long)(mktime(&copy) - t));
}

static void normal(int year, int month, int day, int hour, int minute, int second)
{
	struct tm tm = { .tm_year = year, .tm_mon = month, .tm_mday = day, .tm_hour = hour, .tm_min = minute, .tm_sec = second };
	time_t t = timegm(&tm);
	printf("%lld %d-%02d-%02d %02d:%02d:%02d %d %d\n", (long long)t, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
	       tm.tm_min, tm.tm_sec, tm.tm_wday, tm.tm_yday);
}

int main(void)
{
	const char *zones[] = { "UTC0", "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0", "<+0530>-5:30", "NZST-12NZDT,M9.5.0,M4.1.0/3" };
	time_t times[] = { 0, 951782400, 1700000000, 1711846800, 1730000000, 4102444800, -86400 };
	for (int z = 0; z < 5; z++)
		for (int i = 0; i < 7; i++) show(zones[z], times[i]);
	normal(70, 0, 1, 0, 0, 0);
	normal(100, 1, 30, 25, 61, 61);
	normal(124, 14, -5, 0, 0, 0);
	normal(-100, 0, 1, 0, 0, 0);
	normal(200, 1, 29, 0, 0, 0);
	setenv("TZ", "UTC0", 1);
	tzset();
	struct tm tm = { 0 };
	char *end = strptime("2024-02-29 13:14:15", "%Y-%m-%d %H:%M:%S", &tm);
	YES(end && !*end && tm.tm_year == 124 && tm.tm_mon == 1 && tm.tm_mday == 29 && tm.tm_sec == 15);
	YES(!strptime("nonsense", "%Y", &tm));
	tm = (struct tm){ .tm_year = 124, .tm_mon = 1, .tm_mday = 29, .tm_hour = 1 };
	timegm(&tm);
	printf("%s", asctime(&tm));
	time_t t = 86399;
	printf("%s", ctime(&t));
	char text[100];
	SHOW(strftime(text, sizeof text, "%A %B %d %F %T %D %R %n %t %% %G %V %u %w %s", &tm));
	printf("%s\n", text);
	SHOW(strftime(text, 5, "%Y-%m-%d", &tm));
	printf("%g\n", difftime(10, 7));
	printf("%s %s %ld\n", tzname[0], "offset", (long)timezone);
	return 0;
}
