// What the load test asks for, and which answers are right. Each request has a `share` of the whole and `make(random)`, which gives
// what is sent and `check(answer)`: what is wrong with an answer, or undefined.

const json = (value) => ({ type: 'application/json', body: JSON.stringify(value) });

/** A system of equations whose solution is known, with a diagonal that keeps it far from singular. */
function system(random, n) {
  const solution = Array.from({ length: n }, () => random(2001) - 1000);
  const matrix = Array.from({ length: n }, (_, i) => {
    const row = Array.from({ length: n }, () => random(201) - 100);
    row[i] += 200 * n;
    return row;
  });
  const right = matrix.map((row) => row.reduce((sum, a, j) => sum + a * solution[j], 0));
  return { matrix, right, solution };
}

function solve(random, n) {
  const { matrix, right, solution } = system(random, n);
  const check = ({ status, body }) => {
    if (status !== 200) return `${n} equations: status ${status}: ${body}`;
    const got = JSON.parse(body).solution;
    const far = solution.findIndex((x, i) => !(Math.abs(x - got[i]) < 1e-6));
    return far < 0 ? undefined : `${n} equations: unknown ${far} is ${solution[far]}, got ${got[far]}`;
  };
  return { path: '/solve', ...json({ matrix, right }), check };
}

/** The picture that kernel.c is to make, computed the slow way. */
function resized(from, width, height, toWidth, toHeight) {
  const to = Buffer.alloc(toWidth * toHeight * 3);
  const shared = (i, size, j, toSize) => Math.min((i + 1) * size, (j + 1) * toSize) - Math.max(i * size, j * toSize);
  const area = width * height;
  for (let y = 0; y < toHeight; y++)
    for (let x = 0; x < toWidth; x++)
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let v = Math.floor((y * height) / toHeight); v * toHeight < (y + 1) * height; v++)
          for (let u = Math.floor((x * width) / toWidth); u * toWidth < (x + 1) * width; u++)
            sum += shared(y, height, v, toHeight) * shared(x, width, u, toWidth) * from[(v * width + u) * 3 + c];
        to[(y * toWidth + x) * 3 + c] = Math.floor((sum + Math.floor(area / 2)) / area);
      }
  return to;
}

const picture = (width, height, pixels) => Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), pixels]);

function resize(random) {
  const [width, height, toWidth, toHeight] = [0, 0, 0, 0].map(() => 1 + random(120));
  const pixels = Buffer.from({ length: width * height * 3 }, () => random(256));
  const wanted = picture(toWidth, toHeight, resized(pixels, width, height, toWidth, toHeight));
  const check = ({ status, body }) => {
    if (status !== 200) return `picture: status ${status}: ${body}`;
    return body.equals(wanted) ? undefined : `${width} × ${height} to ${toWidth} × ${toHeight}: another picture`;
  };
  const path = `/resize?width=${toWidth}&height=${toHeight}`;
  return { path, type: 'image/x-portable-pixmap', body: picture(width, height, pixels), check };
}

/** The status, and words in the message. */
const expects = (wanted, words) => (answer) => {
  const message = answer.body.length > 0 ? JSON.parse(answer.body).message : '';
  if (answer.status === wanted && message.includes(words)) return undefined;
  return `expected ${wanted} "${words}", got ${answer.status} "${message}"`;
};

const pixmap = (query, text) => ({
  path: `/resize?${query}`,
  type: 'image/x-portable-pixmap',
  body: Buffer.from(text, 'latin1'),
});

const WRONG = [
  { path: '/solve', type: 'application/json', body: '{"matrix": [[', check: expects(400, 'JSON') },
  { path: '/solve', ...json({}), check: expects(400, 'matrix: expected 1 to') },
  { path: '/solve', ...json({ matrix: [[1, 2]], right: [1] }), check: expects(400, 'row 1: expected 1 numbers') },
  { path: '/solve', ...json({ matrix: [['1']], right: [1] }), check: expects(400, 'expected a number, got "1"') },
  {
    path: '/solve',
    type: 'application/json',
    body: '{"matrix":[[1e999]],"right":[1]}',
    check: expects(400, 'expected a number'),
  },
  { path: '/solve', ...json({ matrix: [[1, 2], [2, 4]], right: [1, 2] }), check: expects(422, 'equation 2 depends') }, // prettier-ignore
  { path: '/solve', type: 'text/csv', body: '1,2', check: expects(415, 'Unsupported') },
  { ...pixmap('width=1&height=1', 'P5\n1 1\n255\n...'), check: expects(400, 'P6') },
  { ...pixmap('width=1&height=1', 'P6\n2 2\n255\n...'), check: expects(400, 'expected 12 bytes') },
  { ...pixmap('width=0&height=1', 'P6\n1 1\n255\n...'), check: expects(400, 'width: expected') },
  { ...pixmap('width=1', 'P6\n1 1\n255\n...'), check: expects(400, 'height: expected') },
];

export const REQUESTS = [
  { name: 'solve', share: 35, make: (random) => solve(random, 1 + random(100)) },
  { name: 'resize', share: 35, make: resize },
  { name: 'wrong', share: 8, make: (random) => WRONG[random(WRONG.length)] },
];

/** What the killer does beside them: goes before the answer, lets the program trap, lets it run without end. */
export const KILLER = [
  { name: 'abort', share: 12, make: (random) => ({ ...solve(random, 150), patience: random(12) }) },
  { name: 'abort a loop', share: 3, make: (random) => ({ path: '/faults/spin', patience: 1 + random(30) }) },
  { name: 'trap', share: 6, make: () => ({ path: '/faults/trap', check: expects(500, 'the computation failed') }) },
  { name: 'time limit', share: 1, make: () => ({ path: '/faults/spin', check: expects(504, 'longer than') }) },
];
