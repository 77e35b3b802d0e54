/** Languages of sources, told by their names as clang does. Apart, so that asking loads nothing else. */

const C = /\.c$/;
const CXX = /\.(cc|cp|cpp|cxx|c\+\+|C|CPP|ii)$/;

/** Whether `run` and the library compile it. */
export const isSource = (file: string): boolean => C.test(file) || isCxx(file);

export const isCxx = (file: string): boolean => CXX.test(file);
