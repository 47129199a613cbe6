// Compiles every page below the folders that are named with MDX 3, as Docusaurus does.
//
//     node compile.mjs FOLDER..
import fs from 'node:fs';
import path from 'node:path';

import { compile } from '@mdx-js/mdx';
import directive from 'remark-directive';
import frontmatter from 'remark-frontmatter';
import gfm from 'remark-gfm';

const options = { remarkPlugins: [frontmatter, directive, gfm] };

/** Docusaurus takes the ids of headings out before MDX sees them. */
const withoutIds = (text) => text.replace(/^(#+ .*?)\s*\{#[\w-]+\}$/gm, '$1');

const pages = process.argv.slice(2).flatMap((folder) =>
  fs
    .readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.md') && path.join(folder, name).includes(`${path.sep}docs${path.sep}`))
    .map((name) => path.join(folder, name)),
);
let failed = 0;
for (const page of pages) {
  try {
    const code = String(await compile(withoutIds(fs.readFileSync(page, 'utf8')), options));
    const globals = [...code.matchAll(/\bhostile_\w+/g)].filter(([name]) => code.includes(`{${name}}`));
    if (globals.length > 0) throw new Error(`text has become code: ${globals[0]}`);
  } catch (error) {
    failed += 1;
    console.error(`${page}: ${error.message}`);
  }
}
console.log(`${pages.length} pages, ${failed} do not compile`);
if (failed > 0 || pages.length === 0) process.exitCode = 1;
