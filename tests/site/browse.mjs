// Serves a built site and looks at it with Chromium, as a reader would.
//
//     node browse.mjs SITE FIELD [FOLDER FOR SCREENSHOTS]
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

import { chromium } from 'playwright-core';

const [site, field, shots] = process.argv.slice(2);
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml' };
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

const [provider] = JSON.parse(fs.readFileSync(path.join(site, 'providers.json'), 'utf8'));
const service = provider.services.find(({ name }) => /^users?$/.test(name)) ?? provider.services[0];
const resource = service.items.find(({ name }) => name === 'users') ?? service.items[0];
const urls = {
  provider: provider.url,
  service: `${provider.url}${service.name}/`,
  resource: `${provider.url}${service.name}/${resource.name}/`,
};

function serve() {
  const root = path.join(site, 'build');
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = path.join(root, name, name.endsWith('/') ? 'index.html' : '');
    const found = fs.existsSync(file) && fs.statSync(file).isFile();
    response.writeHead(found ? 200 : 404, { 'content-type': `${TYPES[path.extname(file)] ?? 'text/plain'}; charset=utf-8` });
    response.end(found ? fs.readFileSync(file) : 'not found');
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const checks = {
  async 'the home page leads to the provider'({ page, open }) {
    await open('/');
    await page.locator('main a', { hasText: provider.title }).first().click();
    await page.waitForURL(`**${urls.provider}`);
  },
  async 'the page of the provider leads to each service'({ page, open }) {
    await open(urls.provider, 'provider');
    const links = await page.locator('main article a').evaluateAll((all) => all.map((a) => new URL(a.href).pathname));
    for (const { name } of provider.services) assert(links.includes(`${urls.provider}${name}/`), `no link to ${name}`);
  },
  async 'the page of a service leads to each resource'({ page, open }) {
    await open(urls.service, 'service');
    const links = await page.locator('main article a').evaluateAll((all) => all.map((a) => new URL(a.href).pathname));
    for (const { name } of service.items) assert(links.includes(`${urls.service}${name}/`), `no link to ${name}`);
  },
  async 'the page of a resource shows its fields, and the sidebar where it stands'({ page, open }) {
    await open(urls.resource, 'resource');
    assert.equal(await page.locator('h1').count(), 1);
    await page.locator('main table td', { hasText: field }).first().waitFor();
    assert.equal(await page.locator('.menu__link--active[aria-current=page]').innerText(), resource.name);
    await page.waitForTimeout(500);
    const place = await page.locator('.menu__link--active[aria-current=page]').boundingBox();
    assert(place.y > 0 && place.y < WIDE.height, 'the sidebar does not show where the page stands');
    await page.screenshot({ path: shot('resource-full'), fullPage: true });
  },
  async 'the copy button copies'({ page, open }) {
    await open(urls.resource);
    await page.locator('main .markdown button[aria-label^=Copy]').first().click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    // How a page breaks lines is its own affair.
    const words = (text) => text.split(/\s+/).filter(Boolean).join(' ');
    const code = await page.locator('main .markdown code').evaluateAll((all) => all.map((one) => one.innerText));
    assert(words(copied) !== '' && code.map(words).includes(words(copied)), `copied ${JSON.stringify(copied)}`);
    await page.screenshot({ path: shot('copied') });
  },
  async 'the search finds a field without a network'({ page, open }) {
    await open('/');
    await page.locator('.navbar__search-input').fill(field);
    const suggestions = page.locator('[class*=suggestion_]');
    await suggestions.first().waitFor({ timeout: 20_000 });
    await page.screenshot({ path: shot('search') });
    await suggestions.first().click();
    await page.waitForURL(`**${urls.provider}**`);
    await page.locator('main article', { hasText: field }).waitFor();
  },
  async 'there is a dark side'({ page, open }) {
    await open(urls.resource);
    const colour = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const toggle = page.locator('button[class*=toggleButton]');
    const light = await colour();
    for (let clicks = 0; clicks < 2 && (await colour()) === light; clicks += 1) await toggle.click();
    assert.notEqual(await colour(), light);
    await page.waitForTimeout(500);
    await page.screenshot({ path: shot('dark') });
  },
  async 'nothing is wider than a narrow screen'({ page, open }) {
    await page.setViewportSize(NARROW);
    for (const [name, url] of Object.entries({ home: '/', ...urls })) {
      await open(url, `narrow-${name}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert(width <= NARROW.width, `${url} is ${width} wide`);
    }
    await open(urls.resource);
    const tables = await page.locator('main .markdown table').evaluateAll((all) => all.map((one) => one.scrollWidth - one.clientWidth));
    assert(tables.length > 0 && tables.every((hidden) => hidden <= 0), `tables hide ${tables} pixels at their right`);
    const cell = page.locator('main .markdown table tr > td:nth-child(2)').first();
    const label = await cell.evaluate((td) => getComputedStyle(td, '::before').content);
    assert(/\w/.test(label) && label !== 'none' && label !== 'normal', `a cell says ${label} of its column`);
    await page.locator('.navbar__toggle').click();
    await page.locator('.navbar-sidebar--show').waitFor();
    await page.waitForTimeout(500);
    await page.screenshot({ path: shot('narrow-menu') });
  },
};

const shot = (name) => (shots ? path.join(shots, `${name}.png`) : undefined);

async function check(browser, base, name) {
  const context = await browser.newContext({ viewport: WIDE, permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  const trouble = [];
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
  page.on('request', (request) => /^(http:\/\/127\.0\.0\.1|data:|blob:)/.test(request.url()) || trouble.push(`asks ${request.url()}`));
  const open = async (url, screenshot) => {
    await page.goto(base + url, { waitUntil: 'load' });
    if (screenshot) await page.screenshot({ path: shot(screenshot) });
  };
  try {
    await checks[name]({ page, open });
    assert.deepEqual(trouble, []);
    console.log(`ok: ${name}`);
    return true;
  } catch (error) {
    console.error(`FAILED: ${name}: ${error.message}`);
    await page.screenshot({ path: shot('failed') });
    return false;
  } finally {
    await context.close();
  }
}

if (shots) fs.mkdirSync(shots, { recursive: true });
const server = await serve();
const browser = await chromium.launch({ executablePath, args });
let failed = 0;
for (const name of Object.keys(checks)) {
  failed += (await check(browser, `http://127.0.0.1:${server.address().port}`, name)) ? 0 : 1;
}
await browser.close();
server.close();
server.closeAllConnections();
process.exitCode = failed > 0 ? 1 : 0;
