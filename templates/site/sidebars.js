// One sidebar for each provider: its services, and their resources below them.
import providers from './providers.json' with { type: 'json' };

const page = ({ name, id }) => ({ type: 'doc', id, key: id, label: name });
const entry = ({ items, ...rest }) => {
  if (items.length === 0) return page(rest);
  const { name, id } = rest;
  return { type: 'category', key: id, label: name, link: { type: 'doc', id }, items: items.map(entry) };
};
const sidebar = ({ name, title, id, services }) => [
  name,
  [page({ name: title, id }), ...services.map(entry)],
];

export default Object.fromEntries(providers.map(sidebar));
