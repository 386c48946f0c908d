// A few instances of the Go program. Starting one takes milliseconds, so they are
// kept; each answers one request at a time, because what it awaits belongs to
// that request.
import './wasm_exec.js';
import program from './edge.wasm';

const most = 4; // instances, of some 15 MB each
const uses = 500; // requests of one instance: what its library leaks goes with it
const limit = 15_000; // ms after which a busy instance counts as lost
const queue = 10_000; // ms that a request waits for an instance

const idle = [];
const busy = new Map(); // instance → when it was taken

// answer passes a request with its whole body (a Uint8Array, or null) to Go and
// returns the response, whole as well, or null where too much is asked at once.
// page is asked for index.html.
export async function answer(request, body, env, page) {
  const instance = await take(env);
  if (!instance) return null;
  instance.page = page;
  let good = false;
  try {
    const { method, url, headers } = request;
    const asked = new Request(url, { method, headers, ...(body ? { body } : {}) });
    const response = await Promise.race([instance.binding.handleRequest(asked), instance.ended, late()]);
    const whole = await response.arrayBuffer();
    good = true;
    const empty = method === 'HEAD' || response.status === 204;
    return new Response(empty ? null : whole, { status: response.status, headers: response.headers });
  } finally {
    const mine = busy.delete(instance); // or it was given up meanwhile
    if (good && mine && ++instance.used < uses) idle.push(instance);
  }
}

// take returns an instance for one request alone, or nothing after a long wait.
// A request that was cut off never gives its instance back.
async function take(env) {
  for (const start = Date.now(); ; await scheduler.wait(2)) {
    for (const [instance, since] of busy) if (Date.now() - since > limit) busy.delete(instance);
    const instance = idle.pop() ?? (busy.size < most ? begin(env) : null);
    if (instance) {
      busy.set(instance, Date.now());
      return instance;
    }
    if (Date.now() - start > queue) return null;
  }
}

// begin starts an instance. Go's library reads the global context while its
// packages initialise, which happens before run returns.
function begin(env) {
  const go = new Go();
  const instance = { binding: {}, used: 0, page: null };
  const before = globalThis.context;
  globalThis.context = { env, binding: instance.binding, page: () => instance.page() };
  const ready = { ready() {} };
  const ended = go.run(new WebAssembly.Instance(program, { ...go.importObject, workers: ready }));
  globalThis.context = before;
  instance.ended = ended.then(
    () => Promise.reject(new Error('the program ended')),
    (error) => Promise.reject(error),
  );
  instance.ended.catch(() => {});
  return instance;
}

async function late() {
  await scheduler.wait(limit);
  throw new Error('the program did not answer in time');
}
