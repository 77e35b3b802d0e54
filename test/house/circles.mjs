// Circles in the house: node test/house/circles.mjs prints the layers and what goes in circles.
//
// The parts of a folder are its folders and its files. In each folder of runtime and loader no part may need, by imports, another that
// needs it. In the kernel, whose folders' files may call each other, the same holds for folders, by calls.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { foldersOf, Graph } from './graph.mjs';
import { readImports } from './imports.mjs';
import { readCalls } from './objects.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

function fileGraph(edges) {
  const graph = new Graph();
  for (const edge of edges) graph.add(...edge);
  return graph;
}

/** Loose files of a folder of the kernel are one part, which is named like the folder. */
const together = (file) => `${dirname(file)}/*`;

/** `imports` or `calls`: the graphs to look at, by name. */
function graphs(kind) {
  if (kind === 'calls') return foldersOf(readCalls(root), together);
  const edges = readImports(root, ['runtime', 'loader']);
  return new Map([...foldersOf(edges), ['files', fileGraph(edges)]]);
}

/** Circles of a graph of graphs(). Those of loose files alone are circles of files too, and are not said twice. */
function circlesOf(graph, folder) {
  const isFolder = ({ from }) => /[/*]$/.test(from);
  return graph.circles().filter((circle) => folder === 'files' || circle.some(isFolder));
}

const SHOWN = 6;
const describe = ({ from, to, reasons }) =>
  [`  ${from} -> ${to} (${reasons.length})`, ...reasons.slice(0, SHOWN).map((reason) => `      ${reason}`)].join('\n');

/** The circles, with what makes them; '' when there are none. */
export function report(kind) {
  return [...graphs(kind)]
    .flatMap(([folder, graph]) => circlesOf(graph, folder).map((circle) => ({ folder, circle })))
    .map(({ folder, circle }) => `a circle in ${folder}:\n${circle.map(describe).join('\n')}`)
    .join('\n');
}

function print(kind) {
  console.log(`\n== ${kind}, lowest first`);
  for (const [folder, graph] of graphs(kind)) {
    if (folder === 'files' || graph.edges.size < 2) continue;
    console.log(`\n${folder}`);
    const strip = (name) => (name.startsWith(folder) ? name.slice(folder.length) : name);
    for (const names of graph.layers()) console.log(`  ${names.map(strip).join('  ')}`);
  }
  const text = report(kind);
  console.log(`\n${text || `no circles in ${kind}`}`);
  return text === '';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const fine = ['imports', 'calls'].map(print);
  if (fine.includes(false)) process.exitCode = 1;
}
