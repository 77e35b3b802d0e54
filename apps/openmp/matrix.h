/*
 * Sparse matrices by rows, read from Matrix Market files (Boisvert, Pozo and Remington 1996): coordinate format; real, integer or
 * pattern (all ones); general or symmetric. Everything else ends the program with 1 and a message that names the line.
 */
#ifndef MATRIX_H
#define MATRIX_H

#include <ctype.h>
#include "app.h"

struct matrix { int order, *row, *column; double *value; };   /* row[i] to row[i + 1]: its entries */

static struct matrix matrix_of(int order, int entries)
{
	struct matrix m = { order, app_memory(order + 1, sizeof *m.row), app_memory(entries, sizeof *m.column), app_memory(entries, sizeof *m.value) };
	return m;
}

static void matrix_free(struct matrix *m)
{
	free(m->row);
	free(m->column);
	free(m->value);
}

struct reader { const char *program, *name; FILE *file; int line; char text[1100]; };

static _Noreturn void reader_fail(struct reader *r, const char *why)
{
	if (r->line) fprintf(stderr, "%s: %s, line %d: %s\n", r->program, r->name, r->line, why);
	else fprintf(stderr, "%s: %s: %s\n", r->program, r->name, why);
	exit(1);
}

/* The next line that is neither empty nor a comment; 0 at the end. */
static int reader_next(struct reader *r)
{
	while (fgets(r->text, sizeof r->text, r->file)) {
		r->line++;
		if (!strchr(r->text, '\n') && !feof(r->file)) reader_fail(r, "is longer than 1024 characters");
		const char *p = r->text;
		while (isspace((unsigned char)*p)) p++;
		if (*p && *p != '%') return 1;
	}
	if (ferror(r->file)) reader_fail(r, strerror(errno));
	return 0;
}

struct entry { int row, column; double value; };

static struct matrix matrix_read(const char *program, const char *name)
{
	struct reader r = { program, name, fopen(name, "r"), 0, "" };
	if (!r.file) reader_fail(&r, strerror(errno));
	char object[32], format[32], field[32], symmetry[32], rest[2];
	if (!fgets(r.text, sizeof r.text, r.file)) reader_fail(&r, "is empty");
	r.line = 1;
	if (sscanf(r.text, "%%%%MatrixMarket %31s %31s %31s %31s", object, format, field, symmetry) != 4)
		reader_fail(&r, "expected the header %%MatrixMarket matrix coordinate FIELD SYMMETRY");
	int pattern = !strcmp(field, "pattern"), symmetric = !strcmp(symmetry, "symmetric");
	if (strcmp(object, "matrix") || strcmp(format, "coordinate")) reader_fail(&r, "only `matrix coordinate` can be read");
	if (!pattern && strcmp(field, "real") && strcmp(field, "integer")) reader_fail(&r, "the field has to be real, integer or pattern");
	if (!symmetric && strcmp(symmetry, "general")) reader_fail(&r, "the symmetry has to be general or symmetric");

	int rows, columns, stored;
	if (!reader_next(&r) || sscanf(r.text, "%d %d %d %1s", &rows, &columns, &stored, rest) != 3)
		reader_fail(&r, "expected the numbers of rows, columns and entries");
	if (rows < 1 || rows != columns) reader_fail(&r, "the matrix has to be square");
	if (stored < 0 || stored > 100000000) reader_fail(&r, "that many entries cannot be");
	struct entry *entries = app_memory(stored ? stored : 1, sizeof *entries);
	int all = 0;
	for (int i = 0; i < stored; i++) {
		struct entry *e = &entries[i];
		if (!reader_next(&r)) {
			char why[80];
			snprintf(why, sizeof why, "the file ends after %d of %d entries", i, stored);
			reader_fail(&r, why);
		}
		e->value = 1;
		if (pattern ? sscanf(r.text, "%d %d %1s", &e->row, &e->column, rest) != 2
			: sscanf(r.text, "%d %d %lf %1s", &e->row, &e->column, &e->value, rest) != 3)
			reader_fail(&r, pattern ? "expected a row and a column" : "expected a row, a column and a value");
		if (e->row < 1 || e->row > rows || e->column < 1 || e->column > columns) reader_fail(&r, "the entry lies outside of the matrix");
		if (symmetric && e->column > e->row) reader_fail(&r, "a symmetric matrix is given by its lower half");
		all += symmetric && e->row != e->column ? 2 : 1;
	}
	if (reader_next(&r)) reader_fail(&r, "there are more entries than announced");
	fclose(r.file);

	struct matrix m = matrix_of(rows, all ? all : 1);
	for (int i = 0; i < stored; i++) {
		m.row[entries[i].row]++;
		if (symmetric && entries[i].row != entries[i].column) m.row[entries[i].column]++;
	}
	for (int i = 0; i < rows; i++) m.row[i + 1] += m.row[i];
	/* row[i] is where row i's entries go now; afterwards it is where those of row i + 1 begin. */
	for (int i = rows; i > 0; i--) m.row[i] = m.row[i - 1];
	for (int i = 0; i < stored; i++) {
		struct entry e = entries[i];
		int at = m.row[e.row]++;
		m.column[at] = e.column - 1;
		m.value[at] = e.value;
		if (!symmetric || e.row == e.column) continue;
		at = m.row[e.column]++;
		m.column[at] = e.row - 1;
		m.value[at] = e.value;
	}
	m.row[0] = 0;
	free(entries);
	return m;
}

#endif
