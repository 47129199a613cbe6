// Each cell of a table knows the heading of its column, so that a narrow screen can show it in the cell.
import walk from './walk.mjs';

const words = (node) => node.value ?? (node.children ?? []).map(words).join('');

function label(table) {
  const [head, ...rows] = table.children;
  const headings = head.children.map(words);
  for (const row of rows) {
    row.children.forEach((cell, column) => {
      cell.data = { ...cell.data, hProperties: { ...cell.data?.hProperties, dataLabel: headings[column] ?? '' } };
    });
  }
}

export default function labels() {
  return (tree) => walk(tree, (node) => node.type === 'table' && label(node));
}
