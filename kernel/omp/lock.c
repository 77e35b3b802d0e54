/* The locks of omp.h. A nest lock belongs to a task. */
#include <string.h>
#include "team.h"

void omp_init_lock(omp_lock_t *l) { l->_word = 0; }
void omp_init_lock_with_hint(omp_lock_t *l, omp_sync_hint_t hint) { l->_word = 0; }
void omp_destroy_lock(omp_lock_t *l) { l->_word = 0; }
void omp_set_lock(omp_lock_t *l) { mutex_lock(&l->_word); }
void omp_unset_lock(omp_lock_t *l) { mutex_unlock(&l->_word); }
int omp_test_lock(omp_lock_t *l) { return load(&l->_word) == 0 && cas(&l->_word, 0, 1) == 0; }

void omp_init_nest_lock(omp_nest_lock_t *l) { memset(l, 0, sizeof *l); }
void omp_init_nest_lock_with_hint(omp_nest_lock_t *l, omp_sync_hint_t hint) { memset(l, 0, sizeof *l); }
void omp_destroy_nest_lock(omp_nest_lock_t *l) { memset(l, 0, sizeof *l); }

/* Only the owner finds itself there, so the word may be read without the lock. */
static int owned(omp_nest_lock_t *l, void *task)
{
	return __atomic_load_n(&l->_owner, __ATOMIC_RELAXED) == task;
}

static int enter(omp_nest_lock_t *l, void *task)
{
	__atomic_store_n(&l->_owner, task, __ATOMIC_RELAXED);
	return l->_count = 1;
}

void omp_set_nest_lock(omp_nest_lock_t *l)
{
	void *task = self()->task;
	if (owned(l, task)) l->_count++;
	else {
		mutex_lock(&l->_word);
		enter(l, task);
	}
}

int omp_test_nest_lock(omp_nest_lock_t *l)
{
	void *task = self()->task;
	if (owned(l, task)) return ++l->_count;
	return load(&l->_word) == 0 && cas(&l->_word, 0, 1) == 0 ? enter(l, task) : 0;
}

void omp_unset_nest_lock(omp_nest_lock_t *l)
{
	if (--l->_count) return;
	__atomic_store_n(&l->_owner, 0, __ATOMIC_RELAXED);
	mutex_unlock(&l->_word);
}
