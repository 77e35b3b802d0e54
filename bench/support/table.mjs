// Prints results as a table: what was measured, as an image and natively, the ratio, and the bar that it is held against.

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {number | null} image    in `unit`
 * @property {number | null} native   in `unit`
 * @property {string} unit
 * @property {number | null} value    what is compared with the bar
 * @property {{ least?: number, most?: number, text: string } | null} bar
 */

/** @param {number | null} value */
const number = (value) => (value === null ? '–' : value >= 1000 ? value.toFixed(0) : value.toPrecision(3));

/** Whether a row's value, as it is printed, reaches its bar; null where there is nothing to compare. */
export function reached({ value: measured, bar }) {
  if (!bar || measured === null) return null;
  const value = Number(number(measured));
  return (bar.least === undefined || value >= bar.least) && (bar.most === undefined || value <= bar.most);
}

/** @param {Row[]} rows */
export function printTable(title, rows) {
  const lines = rows.map((row) => {
    const { name, image, native, unit, value, bar } = row;
    const good = reached(row);
    return [
      name,
      number(image),
      number(native),
      unit,
      number(value),
      bar?.text ?? '',
      good === null ? '' : good ? 'yes' : 'NO',
    ];
  });
  const all = [['', 'image', 'native', '', 'value', 'bar', 'reached'], ...lines];
  const widths = all[0].map((_, column) => Math.max(...all.map((line) => line[column].length)));
  console.log(`\n${title}`);
  for (const line of all) {
    console.log(
      `  ${line.map((text, i) => (i === 0 || i === 3 || i > 4 ? text.padEnd(widths[i]) : text.padStart(widths[i]))).join('  ')}`.trimEnd(),
    );
  }
}
