// Every node of a tree of Markdown, from the top.
export default function walk(node, see) {
  see(node);
  (node.children ?? []).forEach((child) => walk(child, see));
}
