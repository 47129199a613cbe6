// Pages link to each other as they lie in the folder that `provgen generate` wrote. One of them has
// moved: `index.md`, the page of the provider, which would be in the way of other providers here.
import path from 'node:path';

import walk from './walk.mjs';

export default function links({ docs }) {
  const index = path.join(docs, 'index.md');
  return (tree, file) =>
    walk(tree, (node) => {
      if (node.type !== 'link' && node.type !== 'definition') return;
      const [target, anchor] = node.url.split('#');
      if (!target.endsWith('.md') || path.resolve(path.dirname(file.path), target) !== index) return;
      const [, provider] = path.relative(docs, file.path).split(path.sep);
      node.url = `/providers/${provider}/${anchor === undefined ? '' : `#${anchor}`}`;
    });
}
