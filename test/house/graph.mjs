// Directed graphs of names: who needs whom.

/** A graph: each name with the names that it needs, and for each of those the reasons. */
export class Graph {
  /** @type {Map<string, Map<string, Set<string>>>} */
  edges = new Map();

  node(name) {
    let out = this.edges.get(name);
    if (!out) this.edges.set(name, (out = new Map()));
    return out;
  }

  add(from, to, reason) {
    const out = this.node(from);
    this.node(to);
    if (!out.has(to)) out.set(to, new Set());
    out.get(to).add(reason);
  }

  /** Strongly connected components (Tarjan), each after those that it needs. */
  components() {
    const index = new Map();
    const low = new Map();
    const stack = [];
    const found = [];
    const visit = (name) => {
      index.set(name, index.size);
      low.set(name, index.get(name));
      stack.push(name);
      for (const to of this.edges.get(name).keys()) {
        if (!index.has(to)) visit(to);
        if (stack.includes(to)) low.set(name, Math.min(low.get(name), low.get(to)));
      }
      if (low.get(name) !== index.get(name)) return;
      found.push(stack.splice(stack.indexOf(name)));
    };
    for (const name of this.edges.keys()) if (!index.has(name)) visit(name);
    return found;
  }

  /** Circles: components of more than one name, each with the edges between its names. */
  circles() {
    return this.components()
      .filter((names) => names.length > 1)
      .map((names) =>
        names.flatMap((from) =>
          [...this.edges.get(from)]
            .filter(([to]) => to !== from && names.includes(to))
            .map(([to, reasons]) => ({ from, to, reasons: [...reasons] })),
        ),
      );
  }

  /** Names by layers: those that need nothing first; names of one circle share a layer. */
  layers() {
    const depth = new Map();
    for (const names of this.components()) {
      const below = names.flatMap((name) => [...this.edges.get(name).keys()]).filter((to) => !names.includes(to));
      const layer = Math.max(-1, ...below.map((to) => depth.get(to))) + 1;
      for (const name of names) depth.set(name, layer);
    }
    const layers = [];
    for (const [name, layer] of depth) (layers[layer] ??= []).push(name);
    return layers.map((names) => names.sort());
  }
}

/**
 * For each folder, the graph of its parts: its folders, each as one, and its files. `fileOf` gives the part that stands for a loose
 * file of a folder. Edges are [file, file, reason].
 */
export function foldersOf(edges, fileOf = (file) => file) {
  const folders = new Map();
  for (const [from, to, reason] of edges) {
    const a = from.split('/');
    const b = to.split('/');
    let shared = 0;
    while (shared < a.length - 1 && shared < b.length - 1 && a[shared] === b[shared]) shared++;
    const part = (path) => {
      const name = path.slice(0, shared + 1).join('/');
      return path.length > shared + 1 ? `${name}/` : fileOf(name);
    };
    const folder = `${a.slice(0, shared).join('/')}/`;
    if (!folders.has(folder)) folders.set(folder, new Graph());
    const [x, y] = [part(a), part(b)];
    if (x !== y) folders.get(folder).add(x, y, reason);
  }
  return folders;
}
