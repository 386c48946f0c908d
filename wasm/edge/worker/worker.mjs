// The Cloudflare Worker. Files and what is in the cache are answered here, all
// else by a few instances of the Go program (see pool.mjs). What files are sent
// with comes from rules.json, which the Go program writes: both targets agree.
import { answer } from './pool.mjs';
import rules from './rules.json';

const maxBody = 128 * 1024; // of a post; see package api

export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    try {
      return computed(url.pathname) ? await compute(request, env, ctx, url) : await file(request, env, url);
    } catch (error) {
      console.error(`${request.method} ${url.pathname}: ${error?.stack || error}`);
      return plain(500, 'The server failed to answer.');
    }
  },
};

// The paths that api.Handles names.
const computed = (path) => path.startsWith('/api/') || path.startsWith('/r/') || path === '/oembed';

// compute answers from the cache, or from Go and then into the cache.
async function compute(request, env, ctx, url) {
  const reads = request.method === 'GET';
  const kept = reads && (await caches.default.match(url.href));
  if (kept) return kept;
  const body = request.method === 'POST' ? await read(request) : null;
  const answering = answer(request, body, env, () => page(env, url));
  // The instance is given back even if the client does not wait for its answer.
  ctx.waitUntil(answering.catch(() => {}));
  const response = await answering;
  if (!response) return plain(503, 'Too much is asked at once: try again in a moment.', { 'Retry-After': '2' });
  if (reads && response.status === 200) ctx.waitUntil(caches.default.put(url.href, response.clone()));
  return response;
}

// read reads a body, before an instance is kept busy with it: a slow client costs
// nobody else anything. Of one that is too long it keeps a byte more than a post
// may have, which is what the answer 413 needs, and lets the rest go by: a client
// that may not send it would take that for a broken connection.
async function read(request) {
  const kept = new Uint8Array(maxBody + 1);
  let size = 0;
  for await (const part of request.body ?? []) {
    const room = part.subarray(0, kept.length - size);
    kept.set(room, size);
    size += room.length;
  }
  return kept.slice(0, size);
}

async function page(env, url) {
  const response = await env.ASSETS.fetch(new URL('/index.html', url));
  if (!response.ok) throw new Error(`index.html: ${response.status}`);
  return response.text();
}

// file answers as package static does.
async function file(request, env, url) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return plain(405, 'This server only hands out files: use GET or HEAD.', { Allow: 'GET, HEAD' });
  }
  const name = fileName(url.pathname);
  if (name === null) return plain(404, 'There is no such page here.');
  const asked = new Headers();
  for (const field of ['If-None-Match', 'Range']) {
    if (request.headers.has(field)) asked.set(field, request.headers.get(field));
  }
  const fetchFile = (path) => env.ASSETS.fetch(new Request(new URL('/' + path, url), { method: request.method, headers: asked }));

  const sizes = await table(env, url);
  const size = sizes[name];
  // Byte ranges count bytes of the plain file.
  const small = !!size && size.brotli < size.raw && !asked.has('Range') && takesBrotli(request);
  const response = await fetchFile(small ? name + rules.twin : name);
  if (response.status === 404) return plain(404, 'There is no such page here.');

  const head = new Headers(rules.always);
  for (const field of ['ETag', 'Content-Range']) {
    if (response.headers.has(field)) head.set(field, response.headers.get(field));
  }
  head.set('Content-Type', rules.types[name.slice(name.lastIndexOf('.')).toLowerCase()] || 'application/octet-stream');
  const hash = url.searchParams.get('h');
  const fresh = size && hash === size.hash && size.hash.length === rules.hashLength;
  if (size && !fresh && hash?.length === rules.hashLength && !name.endsWith('.html')) {
    return plain(410, 'This file has been replaced: load the page again that asked for it.');
  }
  head.set('Cache-Control', fresh ? rules.immutable : 'no-cache');
  const policy = policyOf(name);
  if (policy) head.set('Content-Security-Policy', policy);
  if (rules.known.includes(name)) {
    const here = encodeURIComponent(url.origin + url.pathname + url.search);
    head.set('Link', `<${url.origin}/oembed?format=json&url=${here}>; rel="alternate"; type="application/json+oembed"`);
  }
  if (size && size.brotli < size.raw) head.set('Vary', 'Accept-Encoding');
  if (small) head.set('Content-Encoding', 'br');
  if (response.status === 200) head.set('Content-Length', String(!size ? response.headers.get('Content-Length') || 0 : small ? size.brotli : size.raw));
  const empty = request.method === 'HEAD' || response.status === 304;
  return new Response(empty ? null : response.body, { status: response.status, headers: head, encodeBody: small ? 'manual' : 'automatic' });
}

// policyOf is static.PolicyOf.
function policyOf(name) {
  if (name.endsWith('.html')) return rules.embeds.includes(name) ? rules.embed : rules.page;
  if (name.endsWith('.js') || name.endsWith('.mjs')) return rules.script;
  return name.endsWith('.svg') ? rules.picture : '';
}

// fileName turns a URL path into a file's name, or null where it cannot be one.
function fileName(path) {
  let name;
  try {
    name = decodeURIComponent(path.slice(1));
  } catch {
    return null;
  }
  if (name === '' || name.endsWith('/')) name += 'index.html';
  if (name.endsWith(rules.twin) || /[\\\0]/.test(name)) return null;
  return name.split('/').some((part) => part === '' || part.startsWith('.')) ? null : name;
}

// The table of the files' sizes and hashes, read once an isolate.
let sizes;
async function table(env, url) {
  if (!sizes) {
    const response = await env.ASSETS.fetch(new URL('/sizes.json', url));
    sizes = response.ok ? (await response.json()).files : {};
  }
  return sizes;
}

// What the client takes: in Cloudflare's network the header is no longer its own.
function takesBrotli(request) {
  const accept = request.cf?.clientAcceptEncoding ?? request.headers.get('Accept-Encoding') ?? '';
  return accept.split(',').some((part) => {
    const [coding, q] = part.trim().toLowerCase().split(/\s*;\s*q=/);
    return coding === 'br' && !(parseFloat(q) === 0);
  });
}

function plain(status, text, fields = {}) {
  return new Response(`${status}: ${text}\n`, {
    status,
    headers: {
      ...rules.always, ...fields,
      'Content-Security-Policy': rules.data, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store',
    },
  });
}
