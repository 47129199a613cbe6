// Writes a provider for each hostile text, with that text in every place that a description can reach.
//
//     node hostile.mjs FOLDER STYLE
import fs from 'node:fs';
import path from 'node:path';

const TEXTS = {
  unclosed_tag: 'an <b>unclosed tag and <Foo bar',
  closing_tag: 'a </p> that closes nothing </td></tr></table>',
  open_brace: 'an open { brace',
  expression: 'a {process.exit(1)} b {`x`} ${y}',
  import_line: "import x from 'y'",
  import_later: "text\n\nimport x from 'y'\nexport const z = 1",
  export_line: 'export default function f() {}',
  fence: '```\nunclosed {fence} <b>',
  fence_tildes: '~~~js\nlet a = {b: `<c>`}\n~~~\nafter {',
  pipes: '| a | b |\n|---|---|\n| c \\| d | e \\\\| f |',
  crlf: 'a\r\nb\r\n\r\nc\r',
  comment: 'a <!-- comment --> b',
  comment_open: '<!-- never closed',
  directive: ':::danger\ninside\n:::',
  directive_open: ':::info{a="b"} unclosed',
  directive_inline: ':name[label]{a=b} and ::leaf and 12:30:45',
  backtick: 'a lone ` backtick, then ``two',
  code_with_pipe: 'the code `a|b{c}<d>` and `\\`',
  right_to_left: 'a \u202eright to left\u202c \u2067mark\u2069 \u200f',
  long: 'a long word, <b>, {c} | d\n'.repeat(4000),
  math: '$$ x_{1} < y $$ and $a{b}$',
  percent: '%% mermaid {a} %%',
  autolink: '<https://a.example/{b}> https://b.example/<c> <d@e.example>',
  entities: '&lt;b&gt; &amp;amp; &#123;x&#125; &nosuch; &',
  setext: 'Title\n=====\nOther\n---',
  rule: '---\ntitle: taken over\n---',
  table: 'a | b\n--|--\n{c} | <d>',
  footnote: 'a[^1]\n\n[^1]: the {note}',
  fragment: '<>fragment</> <A.b c={d} {...e}/>',
  tabs: '\ttab {indented} <code>\n\t\tagain',
  zero_width: 'a\u200bb\u200d\ufeffc\u2028d\u2029e\u0085f',
  definition: '[a]: /nowhere\n[b][a] [c](#gone) ![d](e.png)',
  heading: '# Heading {#own-id}\n## Heading {#own-id}',
  heading_id: 'ends like an id {#id}',
  list: '- a\n  - {b}\n    1. <c>\n\n        code {d}',
  quote: '> quote\n> {a}\n\n> <b>',
  script: '<script>alert(1)</script><style>{}</style><img src=x onerror=alert(1)>',
  attribute: 'a" onclick="b" \' = {c} />',
  yaml: ': a\n- b: {c: [d\n"e\n#f',
  control: 'a\u0000b\u001b[31mc\u0008',
  astral: '\u{1f600}\u0301 \u{10ffff} \ufffd',
};

const [folder, style] = process.argv.slice(2);

const properties = (text) => ({
  id: { type: 'string', description: text, title: text, example: text, default: text, enum: [text, `${text} 2`] },
  state: { type: 'string', description: text, pattern: text, enum: Array.from({ length: 14 }, (_, n) => `${text}${n}`) },
  nested: {
    type: 'object',
    description: text,
    properties: { inner: { type: 'string', description: text, example: text, deprecated: true } },
  },
  tags: { type: 'array', description: text, items: { type: 'string', description: text } },
  [text.slice(0, 60)]: { type: 'string', description: text },
});

const parameter = (name, where, text) => ({
  name,
  in: where,
  required: where === 'path',
  description: text,
  schema: { type: 'string', description: text, default: text, enum: [text, 'b'], example: text },
  examples: { one: { summary: text, description: text, value: text } },
});

const operation = (id, text, more) => ({
  tags: ['things'],
  operationId: id,
  summary: text,
  description: text,
  externalDocs: { url: 'https://vendor.example/', description: text },
  security: [{ oauth: ['things.read'] }],
  responses: {
    200: {
      description: text,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' }, example: { id: text } } },
    },
  },
  ...more,
});

const body = (text) => ({
  description: text,
  required: true,
  content: {
    'application/json': {
      schema: { type: 'object', description: text, title: text, required: ['id'], properties: properties(text) },
      examples: { one: { summary: text, description: text, value: { id: text } } },
    },
  },
});

const spec = (text) => ({
  openapi: '3.0.3',
  info: { title: text, version: text, description: text, 'x-lifecycle': text },
  tags: [{ name: 'things', description: text, externalDocs: { url: 'https://vendor.example/', description: text } }],
  servers: [{ url: 'https://{region}.vendor.example/', description: text, variables: { region: { default: 'eu', description: text } } }],
  paths: {
    '/things': {
      summary: text,
      description: text,
      get: operation('listThings', text, { parameters: [parameter('filter', 'query', text)] }),
      post: operation('addThing', text, { requestBody: body(text) }),
    },
    '/things/{thing_id}': {
      get: operation('getThing', text, { parameters: [parameter('thing_id', 'path', text)] }),
      put: operation('replaceThing', text, { parameters: [parameter('thing_id', 'path', text)], requestBody: body(text) }),
      patch: operation('changeThing', text, { parameters: [parameter('thing_id', 'path', text)], requestBody: body(text) }),
      delete: operation('dropThing', text, { parameters: [parameter('thing_id', 'path', text)], deprecated: true }),
    },
    '/things/{thing_id}/run': {
      post: operation('runThing', text, { parameters: [parameter('thing_id', 'path', text)], requestBody: body(text) }),
    },
  },
  components: {
    schemas: { Thing: { type: 'object', title: text, description: text, example: { id: text }, properties: properties(text) } },
    securitySchemes: {
      oauth: {
        type: 'oauth2',
        description: text,
        flows: { implicit: { authorizationUrl: 'https://vendor.example/', scopes: { 'things.read': text } } },
      },
    },
  },
});

const config = (name, text) => ({
  provider: name,
  title: text,
  description: text,
  source: { file: 'openapi.json' },
  servers: [{ url: 'https://{region}.vendor.example/', variables: { region: { default: text, description: text } } }],
  config: { auth: { type: 'api_key', credentialsenvvar: 'A_TOKEN', valuePrefix: text } },
  services: { about: { things: { title: text, description: text } } },
  docs: { style, keywords: [text], meta_description: text, changes: 'changes.json' },
});

const change = (provider, service, resource, text) => ({
  id: 'column-removed',
  area: 'column',
  kind: 'removed',
  direction: 'reads',
  level: 'breaking',
  place: { provider, service, resource },
  text,
});

const changes = (provider, text) => ({
  semver: 'major',
  counts: { breaking: 2, risky: 0, compatible: 0, documentation: 0 },
  changes: [change(provider, 'things', 'things', text), change(provider, 'things', undefined, text)],
});

const MAPPING = [
  ['/things', 'get', 'listThings', 'list', 'select'],
  ['/things', 'post', 'addThing', 'add', 'insert'],
  ['/things/{thing_id}', 'get', 'getThing', 'get', 'select'],
  ['/things/{thing_id}', 'put', 'replaceThing', 'replace', 'replace'],
  ['/things/{thing_id}', 'patch', 'changeThing', 'change', 'update'],
  ['/things/{thing_id}', 'delete', 'dropThing', 'drop', 'delete'],
  ['/things/{thing_id}/run', 'post', 'runThing', 'run', 'exec'],
];

for (const [key, text] of Object.entries(TEXTS)) {
  const name = `${style}_${key}`;
  const at = path.join(folder, name);
  fs.mkdirSync(at, { recursive: true });
  const write = (file, value) => fs.writeFileSync(path.join(at, file), JSON.stringify(value, null, 1));
  write('openapi.json', spec(text));
  write('provgen.yaml', config(name, text));
  write('changes.json', changes(name, text));
  const rows = MAPPING.map(([url, verb, id, method, sql]) => `things.yaml,${url},${verb},${id},things,${method},${sql}`);
  const header = 'filename,path,verb,operationId,stackql_resource_name,stackql_method_name,stackql_verb';
  fs.writeFileSync(path.join(at, 'mapping.csv'), `${[header, ...rows].join('\n')}\n`);
}
console.log(`${Object.keys(TEXTS).length} providers`);
