// SPDX-License-Identifier: GPL-3.0-or-later
// Collects every formula of the lessons and writes lessons/formulas.pack. See README.md.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mathjax } from 'mathjax-full/js/mathjax.js';
import { TeX } from 'mathjax-full/js/input/tex.js';
import { SVG } from 'mathjax-full/js/output/svg.js';
import { liteAdaptor } from 'mathjax-full/js/adaptors/liteAdaptor.js';
import { RegisterHTMLHandler } from 'mathjax-full/js/handlers/html.js';
import 'mathjax-full/js/input/tex/base/BaseConfiguration.js';
import 'mathjax-full/js/input/tex/ams/AmsConfiguration.js';
import 'mathjax-full/js/input/tex/boldsymbol/BoldsymbolConfiguration.js';
import 'mathjax-full/js/input/tex/newcommand/NewcommandConfiguration.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const lessons = join(root, 'lessons');
const packPath = join(lessons, 'formulas.pack');

// ---- what the lessons hold -------------------------------------------------------------------------------------------

function lessonFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return lessonFiles(path);
    return entry.name.endsWith('.md') && entry.name !== 'STYLE.md' ? [path] : [];
  });
}

// Inline: a code span between two dollar signs. Display: a fenced block ```math. Other fenced blocks hold no formulas.
// The rule is that of src/lesson: TeX is taken without white space at both ends.
function formulasOf(path) {
  const found = [];
  let fence = null;
  let tex = [];
  let prose = [];
  const flush = () => {
    for (const [, , code] of prose.join('\n').matchAll(/\$(`+)(?!`)([^]*?)(?<!`)\1(?!`)\$/g)) {
      found.push({ display: false, tex: code.replace(/\n/g, ' ').trim() });
    }
    prose = [];
  };
  readFileSync(path, 'utf8').split('\n').forEach((line, index) => {
    const mark = line.match(/^\s*(`{3,}|~{3,})\s*(.*?)\s*$/);
    if (!fence && mark && !(mark[1][0] === '`' && mark[2].includes('`'))) {
      flush();
      fence = { mark: mark[1], math: mark[2] === 'math', line: index + 1 };
      tex = [];
    } else if (fence && mark && mark[2] === '' && mark[1].startsWith(fence.mark)) {
      if (fence.math) found.push({ display: true, tex: tex.join('\n').trim() });
      fence = null;
    } else if (fence) {
      tex.push(line);
    } else if (line.trim() === '') {
      flush(); // a code span ends with its paragraph
    } else {
      prose.push(line);
    }
  });
  flush();
  if (fence) throw Error(`${relative(root, path)}:${fence.line}: the block is never closed`);
  return found.map((formula) => ({ ...formula, path }));
}

function idOf({ display, tex }) {
  return createHash('sha256').update((display ? 'D' : 'I') + tex, 'utf8').digest('hex').slice(0, 16);
}

function collect() {
  const byId = new Map();
  for (const path of lessonFiles(lessons).sort()) {
    for (const formula of formulasOf(path)) {
      const id = idOf(formula);
      if (!byId.has(id)) byId.set(id, { id, ...formula });
    }
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

// ---- TeX → glyph paths -----------------------------------------------------------------------------------------------

const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);
const page = mathjax.document('', {
  InputJax: new TeX({
    packages: ['base', 'ams', 'boldsymbol', 'newcommand'],
    formatError(jax, error) { throw error; },
  }),
  OutputJax: new SVG({ fontCache: 'none' }),
});

// Matrices are [a, b, c, d, e, f] as in SVG; MathJax only moves and scales, so b = c = 0 throughout.
const times = (m, n) => [m[0] * n[0], 0, 0, m[3] * n[3], m[0] * n[4] + m[4], m[3] * n[5] + m[5]];

function matrixOf(transform) {
  let m = [1, 0, 0, 1, 0, 0];
  for (const [, kind, list] of (transform || '').matchAll(/(\w+)\(([^)]*)\)/g)) {
    const [x, y] = list.split(/[ ,]+/).map(Number);
    if (kind === 'translate') m = times(m, [1, 0, 0, 1, x, y || 0]);
    else if (kind === 'scale') m = times(m, [x, 0, 0, y === undefined ? x : y, 0, 0]);
    else throw Error(`cannot draw the transformation "${kind}"`);
  }
  return m;
}

const length = (text) => (text == null ? 0 : parseFloat(text));
// "+ 0" turns −0 into 0.
const rounded = (x, digits = 1) => Number(x.toFixed(digits)) + 0;

function itemsOf(svg, glyphs) {
  const items = [];
  const visit = (node, outer, outerClip) => {
    const kind = adaptor.kind(node);
    if (kind.startsWith('#')) return;
    const get = (name) => adaptor.getAttribute(node, name);
    let m = times(outer, matrixOf(get('transform')));
    let clip = outerClip;
    if (kind === 'svg' && node !== svg) { // stretched delimiters: a window onto a long glyph
      const [left, top, boxWidth, boxHeight] = get('viewBox').split(' ').map(Number);
      const w = length(get('width')), h = length(get('height'));
      m = times(m, [1, 0, 0, 1, length(get('x')), length(get('y'))]);
      const x = Math.min(m[4], m[4] + m[0] * w), y = Math.min(m[5], m[5] + m[3] * h);
      clip = ` c ${[x, y, Math.abs(m[0] * w), Math.abs(m[3] * h)].map((v) => rounded(v)).join(' ')}`;
      m = times(times(m, [w / boxWidth, 0, 0, h / boxHeight, 0, 0]), [1, 0, 0, 1, -left, -top]);
    } else if (kind === 'path') {
      const path = (get('d') || '').trim();
      if (path) {
        if (!glyphs.has(path)) glyphs.set(path, glyphs.size);
        items.push(`g ${glyphs.get(path)} ${rounded(m[0], 4)} ${rounded(m[3], 4)} ${rounded(m[4])} ${rounded(m[5])}${clip}`);
      }
    } else if (kind === 'rect') {
      const x = m[0] * length(get('x')) + m[4], y = m[3] * length(get('y')) + m[5];
      const w = m[0] * length(get('width')), h = m[3] * length(get('height'));
      const box = [Math.min(x, x + w), Math.min(y, y + h), Math.abs(w), Math.abs(h)];
      items.push(`r ${box.map((v) => rounded(v)).join(' ')}`);
    } else if (kind === 'text') {
      const size = Math.abs(m[0]) * length(get('font-size'));
      items.push(`t ${rounded(m[4])} ${rounded(m[5])} ${rounded(size)} ${adaptor.textContent(node)}`);
      return;
    } else if (!['g', 'svg', 'defs', 'title'].includes(kind)) {
      throw Error(`cannot draw the element "${kind}"`);
    }
    for (const child of adaptor.childNodes(node) || []) visit(child, m, clip);
  };
  visit(svg, [1, 0, 0, 1, 0, 0], '');
  return items;
}

function linesOf(formula, glyphs) {
  try {
    const svg = adaptor.firstChild(page.convert(formula.tex,
      { display: formula.display, em: 16, ex: 8, containerWidth: 1280 }));
    const [, top, width, height] = adaptor.getAttribute(svg, 'viewBox').split(' ').map(Number);
    const items = itemsOf(svg, glyphs);
    const size = [width, -top, height + top].map((v) => rounded(v)).join(' ');
    return [`m ${formula.id} ${Number(formula.display)} ${size} ${items.length}`, ...items];
  } catch (error) {
    throw Error(`${relative(root, formula.path)}: ${formula.tex}: ${error.message}`);
  }
}

function packOf(formulas) {
  const glyphs = new Map();
  const lines = formulas.flatMap((formula) => linesOf(formula, glyphs));
  for (const path of glyphs.keys()) {
    if (/[^MLHVQTZ0-9 .-]/.test(path)) throw Error(`a glyph path holds an unknown command: ${path}`);
  }
  return [`glyphs ${glyphs.size}`, ...glyphs.keys(), ...lines].join('\n') + '\n';
}

// ---- main ------------------------------------------------------------------------------------------------------------

try {
  const formulas = collect();
  const pack = packOf(formulas);
  if (process.argv.includes('--list')) {
    for (const { id, display, tex } of formulas) console.log(`${id}\t${display ? 'display' : 'inline'}\t${tex}`);
  } else if (process.argv.includes('--check')) {
    if (readFileSync(packPath, 'utf8') !== pack) throw Error('lessons/formulas.pack is not what the lessons need: run "npm run generate"');
  } else {
    writeFileSync(packPath, pack);
    console.log(`${relative(root, packPath)}: ${formulas.length} formulas, ${pack.length} characters`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
