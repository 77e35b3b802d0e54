// What clients send, checked: everything that is wrong with it is told in words, with status 400.

/** An answer that is the client's to change. */
export class Refused extends Error {
  constructor(statusCode, code, message) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
  }
}

const wrong = (message) => new Refused(400, 'BAD_INPUT', message);

/** Unknowns of a system of equations; pixels across and down of a picture that is asked for. */
export const UNKNOWNS_MOST = 400;
export const SIDE_MOST = 2048;

function numbers(what, list, length) {
  if (!Array.isArray(list) || list.length !== length)
    throw wrong(`${what}: expected ${length} numbers, got ${Array.isArray(list) ? list.length : typeof list}`);
  // JSON.parse makes Infinity of 1e999.
  const at = list.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw wrong(`${what}, number ${at + 1}: expected a number, got ${JSON.stringify(list[at])}`);
  return list;
}

/** `{ matrix: [[…], …], right: […] }` */
export function equations(body) {
  const { matrix, right } = body ?? {};
  if (!Array.isArray(matrix) || matrix.length < 1 || matrix.length > UNKNOWNS_MOST)
    throw wrong(`matrix: expected 1 to ${UNKNOWNS_MOST} rows, got ${matrix?.length ?? 'none'}`);
  const n = matrix.length;
  return {
    n,
    matrix: matrix.map((row, i) => numbers(`matrix, row ${i + 1}`, row, n)),
    right: numbers('right', right, n),
  };
}

/** The side of a picture, from the query. */
export function side(name, text) {
  const value = /^\d{1,5}$/.test(text ?? '') ? Number(text) : NaN;
  if (!(value >= 1 && value <= SIDE_MOST))
    throw wrong(`${name}: expected a number from 1 to ${SIDE_MOST}, got ${JSON.stringify(text ?? null)}`);
  return value;
}

/** A picture in format P6 of netpbm: a header as text, then red, green and blue of each pixel, a byte each. */
export function picture(body) {
  if (!Buffer.isBuffer(body)) throw wrong('body: expected a picture of type image/x-portable-pixmap');
  const header = /^P6\s+(\d{1,5})\s+(\d{1,5})\s+255\s/.exec(body.toString('latin1', 0, 64));
  if (!header) throw wrong('picture: expected a header "P6 WIDTH HEIGHT 255"');
  const [width, height] = [Number(header[1]), Number(header[2])];
  const pixels = body.subarray(header[0].length);
  if (width < 1 || height < 1) throw wrong(`picture: expected at least one pixel, got ${width} × ${height}`);
  if (pixels.length !== width * height * 3)
    throw wrong(`picture: expected ${width * height * 3} bytes for ${width} × ${height}, got ${pixels.length}`);
  return { width, height, pixels };
}

/** The same format. */
export const pictureBytes = (width, height, pixels) =>
  Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), pixels]);
