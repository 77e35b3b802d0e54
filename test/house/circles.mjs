// Circles in the house: node test/house/circles.mjs prints the layers and what goes in circles.
//
// The parts of a folder are its folders and its files. In each folder of runtime and loader no part may need, by imports, another that
// needs it. In the kernel, whose folders' files may call each other, the same holds for folders, by calls.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { foldersOf, Graph } from './graph.mjs';
import { readImports } from './imports.mjs';
import { readCalls } from './objects.mjs';

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '../..');

/** Edges that are known and still to go: {"imports": ["from -> to"], "calls": […]}. */
export const exceptions = JSON.parse(readFileSync(join(here, 'circles.json'), 'utf8'));

function fileGraph(edges) {
  const graph = new Graph();
  for (const edge of edges) graph.add(...edge);
  return graph;
}

/** Loose files of a folder of the kernel are one part, which is named like the folder. */
const together = (file) => `${dirname(file)}/*`;

/** `imports` or `calls`: the graphs to look at, by name. */
export function graphs(kind) {
  if (kind === 'calls') return foldersOf(readCalls(root), together);
  const edges = readImports(root, ['runtime', 'loader']);
  return new Map([...foldersOf(edges), ['files', fileGraph(edges)]]);
}

/** Circles of a graph of graphs(). Those of loose files alone are circles of files too, and are not said twice. */
function circlesOf(graph, folder) {
  const isFolder = ({ from }) => /[/*]$/.test(from);
  return graph.circles().filter((circle) => folder === 'files' || circle.some(isFolder));
}

/** What is wrong: circles that are not known, and exceptions that are no longer needed. */
export function problems(kind) {
  const known = new Set(exceptions[kind]);
  const circular = new Set();
  const circles = [];
  for (const [folder, graph] of graphs(kind)) {
    for (const { from, to } of circlesOf(graph, folder).flat()) circular.add(`${from} -> ${to}`);
    for (const circle of circlesOf(graph.without(known), folder)) circles.push({ folder, circle });
  }
  return { circles, stale: [...known].filter((edge) => !circular.has(edge)) };
}

const SHOWN = 6;
const describe = ({ from, to, reasons }) =>
  [`  ${from} -> ${to} (${reasons.length})`, ...reasons.slice(0, SHOWN).map((reason) => `      ${reason}`)].join('\n');

export function report({ circles, stale }) {
  return [
    ...circles.map(({ folder, circle }) => `a circle in ${folder}:\n${circle.map(describe).join('\n')}`),
    ...stale.map((edge) => `no circle needs this exception any more, remove it from test/house/circles.json: ${edge}`),
  ].join('\n');
}

function print(kind) {
  console.log(`\n== ${kind}, lowest first`);
  for (const [folder, graph] of graphs(kind)) {
    if (folder === 'files' || graph.edges.size < 2) continue;
    console.log(`\n${folder}`);
    const strip = (name) => (name.startsWith(folder) ? name.slice(folder.length) : name);
    for (const names of graph.layers()) console.log(`  ${names.map(strip).join('  ')}`);
  }
  const text = report(problems(kind));
  console.log(`\n${text || `no circles in ${kind}`}`);
  return text === '';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const fine = ['imports', 'calls'].map(print);
  if (fine.includes(false)) process.exitCode = 1;
}
