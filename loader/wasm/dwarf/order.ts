// Searching in numbers that are in order.

/** The numbers from `start` up to `end` in a list that is in order. */
export function between(numbers: readonly number[], start: number, end: number): readonly number[] {
  const first = firstFrom(numbers, start);
  const last = firstFrom(numbers, end);
  return first < last ? numbers.slice(first, last) : [];
}

function firstFrom(numbers: readonly number[], least: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
