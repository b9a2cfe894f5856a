/** The technician's session page: puts its parts together. The page only asks; the customer's end decides. */
import { Marks } from '../marks.js';
import { Strip } from '../strip.js';
import { fill, find } from '../text.js';
import { TYPE } from '../../wire/gates.js';
import { Asking } from './asking.js';
import { Control } from './control.js';
import { Cursor } from './cursor.js';
import { answerKeys } from './keys.js';
import { forget, keep, recall } from './kept.js';
import { panelsOf } from './panels.js';
import { Connection } from './reconnect.js';
import { Sheet } from './sheet.js';
import { Stead } from './stead.js';
import { Tools } from './tools.js';
import { Zoom } from './zoom.js';

/**
 * @typedef {{participant: number, present: boolean, admitted: boolean, name: string}} Colleague
 * @typedef {{phase: string, present: boolean, paused: boolean, since: number | null, admitted: boolean,
 *   phrase: string[] | null, me: number, offers: string[] | null,
 *   grants: {grant: string, scope: string, to: number, since: number}[], colleagues: Colleague[]}} State
 */
const page = find(document, '[data-session]');
const session = page.dataset.session ?? '';
const customer = page.dataset.customer ?? '';
const stage = find(page, '[data-stage]');
const status = find(page, '[data-status]');
const sheet = new Sheet(/** @type {HTMLCanvasElement} */ (find(page, '[data-picture]')));
const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
const marks = new Marks(/** @type {HTMLCanvasElement} */ (find(page, '[data-marks]')));
const cursor = new Cursor(find(page, '[data-cursor]'), find(page, '[data-marks]'));
const zoomed = find(page, '[data-zoom]');
const zoom = new Zoom(find(page, '[data-scroller]'), stage, (percent, fitted) => {
  zoomed.textContent = `${percent} %`;
  find(page, '[data-do="fit"]').setAttribute('aria-pressed', String(fitted));
  cursor.zoom(zoom.scale);
});
/** @param {object} command @param {Transferable[]} [transfer] */
const tell = (command, transfer = []) => worker.postMessage(command, transfer);
const asking = new Asking(find(page, '[data-asking]'), (scope, reason) => tell({ do: 'ask', scope, reason }));
const panels = panelsOf(page, {
  customer,
  send: (type, payload, transfer) => tell({ do: 'send', type, payload }, transfer),
  tell,
});
const stead = new Stead(page);
const controls = page.querySelector('[data-control]');
const control = controls instanceof HTMLElement ? new Control(controls, find(page, '[data-marks]'), {
  customer,
  send: (type, payload) => tell({ do: 'send', type, payload }),
  leave: () => choose('hand'),
  changed: (mine) => cursor.follow(mine),
}) : null;
if (control) panels.push(control);
const strip = new Strip(find(document, '[data-strip]'), { end: () => tell({ do: 'end', reason: 'done' }) });
const tools = new Tools(find(page, '[data-marks]'), {
  point: (x, y) => {
    marks.point(0, x, y);
    tell({ do: 'point', x, y });
  },
  draw: (stroke, points, done) => {
    marks.draw(0, stroke, points);
    tell({ do: 'draw', stroke, points, done });
  },
  pan: (x, y) => zoom.pan(x, y),
});
/** @type {State | null} */
let state = null;
let pictured = false;
let paused = false;
/** Whether the customer has agreed to a list: until then nothing about the computer is seen. */
let told = false;
let over = false;

const connection = new Connection(page, {
  open: ({ url, ticket }) => {
    tell({ do: 'start', url, ticket, kept: recall(session) });
  },
  gone: (code) => finish(code === 4410 ? 'server' : code === 4409 ? 'taken' : 'lost'),
  trying: () => {
    state = null;
    render('reconnecting');
  },
});

/** What the technician waits for, in one line over the place of the picture. */
function waitingFor() {
  if (!state) return 'connecting';
  if (!state.present) return 'gathering';
  if (!state.admitted) return state.phrase ? 'comparing' : 'meeting';
  if (state.phase !== 'open') return 'reading';
  // Also where nothing is shown: whoever asks or waits meanwhile knows why nothing comes.
  if (state.paused) return 'paused';
  if (!state.grants.some((grant) => grant.scope === 'view' && grant.to === state?.me)) return 'nothing';
  if (paused) return 'paused';
  return pictured ? '' : 'soon';
}

/** Without a picture it is said what is shared instead. @param {string} which @param {string[]} held */
function words(which, held) {
  if (which !== 'nothing' || !held.length) return which;
  if (!held.includes('diagnostics')) return 'beside';
  return told ? 'watched' : 'looking';
}

/** @param {string} which */
function render(which = waitingFor()) {
  if (over) return;
  const mine = state?.grants.filter((grant) => grant.to === state?.me) ?? [];
  const held = mine.map(({ scope }) => scope);
  if (!held.includes('view')) {
    pictured = paused = false;
    cursor.clear();
  }
  if (!held.includes('diagnostics')) told = false;
  status.hidden = !which;
  find(status, '[data-status-text]').textContent = fill(status.dataset[words(which, held)] ?? '', { name: customer });
  stead.show(['nothing', 'paused'].includes(which) && held.includes('diagnostics') && !held.includes('view'));
  stage.classList.toggle('is-dark', which !== '');
  page.dataset.waiting = which;
  showPhrase(state?.phrase ?? null);
  const colleagues = (state?.colleagues ?? []).filter((one) => one.admitted);
  const nameOf = (/** @type {number} */ to) =>
    to === state?.me ? (page.dataset.me ?? '') : (colleagues.find((one) => one.participant === to)?.name ?? '');
  const live = (state?.grants ?? []).map(({ grant, scope, to }) => ({
    id: grant,
    scope,
    // Of a colleague nobody here knows what came.
    words: scope === 'diagnostics' && !(told && to === state?.me) ? 'diagnosticsDue' : scope,
    name: nameOf(to),
  }));
  const names = state?.present ? [customer, ...colleagues.map((one) => one.name)] : [];
  strip.show({ names, since: state?.since ?? null, live });
  const open = Boolean(state?.phase === 'open' && state.admitted);
  asking.show(open, held, state?.offers ?? null);
  for (const panel of panels) panel.show(open, held);
  const canMark = held.includes('point') && held.includes('view');
  for (const button of page.querySelectorAll('[data-marking]')) /** @type {HTMLButtonElement} */ (button).disabled = !canMark;
  const canControl = held.includes('control') && held.includes('view');
  const button = page.querySelector('button[data-tool="control"]');
  if (button instanceof HTMLButtonElement) button.disabled = !canControl;
  if (tools.tool === 'control' ? !canControl : !canMark && tools.tool !== 'hand') choose('hand');
  if (!canMark) marks.clear();
}

/** @param {string[] | null} phrase */
function showPhrase(phrase) {
  const list = find(page, '[data-phrase]');
  find(page, '[data-phrase-none]').hidden = Boolean(phrase);
  if (list.dataset.words === (phrase ?? []).join(' ')) return;
  list.dataset.words = (phrase ?? []).join(' ');
  list.replaceChildren(...(phrase ?? []).map((word) => Object.assign(document.createElement('li'), { textContent: word })));
}

/** @param {import('./tools.js').Tool} tool */
function choose(tool) {
  tools.use(tool);
  control?.use(tool === 'control');
  for (const button of page.querySelectorAll('button[data-tool]')) {
    button.setAttribute('aria-pressed', String(/** @type {HTMLElement} */ (button).dataset.tool === tool));
  }
}

/** What the customer's end says of its screen. @param {{width: number, height: number, masks: number,
 *   parts: {name: string}[], shown: number, paused?: boolean}} said */
function screen({ width, height, masks, parts, shown, paused: now = false }) {
  zoom.size(width, height);
  const hidden = find(page, '[data-masks]');
  hidden.hidden = !masks;
  hidden.title = fill(hidden.dataset.text ?? '', { count: masks });
  find(page, '[data-part]').textContent = parts[shown]?.name ?? '';
  find(hidden, '[data-masks-count]').textContent = String(masks);
  if (now) pictured = false;
  if (now === paused) return;
  paused = now;
  if (paused) cursor.clear();
  render();
}

/** @param {string} why */
function finish(why) {
  if (over) return;
  render(why);
  over = true;
  forget(session);
  strip.show({ names: [], since: null, live: [] });
  find(document, '[data-end]').hidden = true;
  asking.show(false, [], null);
  for (const panel of panels) panel.show(false, []);
  find(page, '[data-after]').hidden = false;
}

/** @type {Record<string, () => void>} */
const actions = {
  fit: () => zoom.fit(),
  actual: () => zoom.actual(),
  larger: () => zoom.larger(),
  smaller: () => zoom.smaller(),
  full: () => void (document.fullscreenElement ? document.exitFullscreen() : find(page, '[data-viewer]').requestFullscreen()),
  wipe: () => {
    marks.clear();
    tell({ do: 'wipe' });
  },
};
for (const button of page.querySelectorAll('[data-do]')) {
  button.addEventListener('click', () => actions[/** @type {HTMLElement} */ (button).dataset.do ?? '']?.());
}
for (const button of page.querySelectorAll('button[data-tool]')) {
  button.addEventListener('click', () => choose(/** @type {any} */ (button).dataset.tool));
}

worker.addEventListener('message', ({ data }) => {
  if (data.say === 'put') sheet.put(data.parts);
  else if (data.say === 'blank') sheet.blank(data.width, data.height);
  else if (data.say === 'painted') {
    tell({ do: 'seen', sequence: data.sequence });
    zoom.size(data.width, data.height);
    page.dataset.painted = String(data.sequence);
    if (!pictured) {
      pictured = true;
      render();
    }
  } else if (data.say === 'cursor') cursor.move(data);
  else if (data.say === 'shape') cursor.shape(data);
  else if (data.say === 'screen') screen(data);
  else if (data.say === 'state') {
    state = data;
    connection.held();
    render();
  } else if (data.say === 'keep') keep(session, data.kept);
  else if (data.say === 'asked') {
    asking.asked(data.ask, data.scope);
    render();
  } else if (data.say === 'denied') {
    asking.denied(data.ask);
    render();
  } else if (data.say === 'came') {
    for (const panel of panels) panel.came(data.type, data.payload);
    if (data.type === TYPE.COMPUTER && !told) {
      told = true;
      render();
    }
  }
  else if (data.say === 'unsent') for (const panel of panels) panel.unsent?.(data.type);
  else if (data.say === 'ended') finish(data.reason === 'keys' ? 'keys' : data.by);
  else if (data.say === 'lost') connection.lost(data.code);
});

choose('hand');
answerKeys(zoom);
render('connecting');
void connection.open();
