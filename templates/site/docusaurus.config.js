// What differs from site to site stands in providers.json.
import path from 'node:path';

import { themes } from 'prism-react-renderer';

import providers from './providers.json' with { type: 'json' };
import labels from './src/remark/labels.mjs';
import links from './src/remark/links.mjs';

const docs = path.join(__dirname, 'docs');

export default {
  title: 'StackQL providers',
  tagline: 'Cloud APIs as tables: resources, fields and methods',
  url: 'https://example.com',
  baseUrl: '/',
  trailingSlash: true,
  favicon: 'img/favicon.svg',
  onBrokenLinks: 'throw',
  onBrokenAnchors: 'throw',
  onDuplicateRoutes: 'throw',
  markdown: {
    format: 'mdx',
    mdx1Compat: { comments: false, admonitions: true, headingIds: true },
    hooks: { onBrokenMarkdownLinks: 'throw', onBrokenMarkdownImages: 'throw' },
  },
  future: { v4: true, faster: true },
  clientModules: ['./src/sidebar.mjs'],
  customFields: { providers },
  presets: [
    [
      'classic',
      {
        // Every page is published as it is named, also `_well_known` and `2_factors`.
        docs: {
          routeBasePath: '/',
          sidebarPath: './sidebars.js',
          exclude: [],
          numberPrefixParser: false,
          beforeDefaultRemarkPlugins: [[links, { docs }], labels],
        },
        blog: false,
        theme: { customCss: './src/css/custom.css' },
      },
    ],
  ],
  themes: [
    [
      '@easyops-cn/docusaurus-search-local',
      {
        docsRouteBasePath: '/',
        indexBlog: false,
        indexPages: false,
        hashed: true,
        highlightSearchTermsOnTargetPage: false,
        explicitSearchResultPath: true,
        searchBarShortcutHint: false,
        searchResultLimits: 12,
        // Names such as `user_id` and `lastLogin` are found as they are spelled.
        removeDefaultStopWordFilter: true,
        removeDefaultStemmer: true,
      },
    ],
  ],
  themeConfig: {
    colorMode: { respectPrefersColorScheme: true },
    docs: { sidebar: { hideable: true, autoCollapseCategories: true } },
    navbar: {
      title: 'StackQL providers',
      items: providers.map(({ title, url }) => ({ label: title, to: url, position: 'left' })),
    },
    prism: { theme: themes.github, darkTheme: themes.dracula, additionalLanguages: ['bash', 'powershell', 'json'] },
    tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 3 },
  },
};
