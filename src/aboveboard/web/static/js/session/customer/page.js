/** The customer's session page: puts its parts together. What may happen is decided by the worker's gates. */
import { Marks } from '../marks.js';
import { Strip } from '../strip.js';
import { fillAll, find } from '../text.js';
import { newTicket } from '../ticket.js';
import { Capture } from './capture.js';
import { showCard } from './card.js';
import { Questions } from './questions.js';
import { checkForScam } from './scam.js';
import { Steps } from './steps.js';
import { chooseSystem } from './systems.js';

/**
 * @typedef {import('./card.js').Technician} Technician
 * @typedef {{grant: string, scope: string, to: number, since: number, confirmed: boolean}} Given
 * @typedef {{phase: string, since: number | null, peers: Technician[], grants: Given[]}} State
 */
const TAKEN = 4409;
const ENDED = 4410;
const page = find(document, '[data-session]');
const live = find(page, '[data-step="live"]');
const message = find(live, '[data-message]');
const steps = new Steps(page);
const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
const marks = new Marks(/** @type {HTMLCanvasElement} */ (find(live, '[data-marks]')));
const capture = new Capture(/** @type {HTMLVideoElement} */ (find(live, '[data-video]')), {
  stopped: () => {
    tell({ do: 'withdraw', scope: 'view' });
    notify('stopped');
  },
});
const strip = new Strip(find(document, '[data-strip]'), { end: () => endNow('ended'), withdraw });
const pauser = find(document, '[data-pause]');
const questions = new Questions(find(live, '[data-question]'), {
  yes: ({ scope, from, ask }) => give(scope, from, ask),
  no: ({ ask }) => tell({ do: 'deny', ask }),
});

/** @type {State} */
let state = { phase: 'gathering', since: null, peers: [], grants: [] };
/** @type {Set<string>} */
const acknowledged = new Set();
/** @type {Set<number>} */
const refused = new Set();
let decided = false;
let over = false;
let paused = false;
/** A yes to the picture is on its way to the worker: until it is there, what the worker says is older. */
let granting = false;
/** Whether somebody was let in. */
let met = false;

/** @param {object} command @param {Transferable[]} [transfer] */
const tell = (command, transfer = []) => worker.postMessage(command, transfer);
const admitted = () => state.peers.filter((peer) => peer.admitted);
const newcomer = () => state.peers.find((peer) =>
  peer.present && peer.phrase && !peer.admitted && !refused.has(peer.participant));
const first = () => admitted()[0];

/** @param {string} step */
function acknowledge(step) {
  acknowledged.add(step);
  tell({ do: 'shown', step });
  advance();
}

/** Show the next question that is not answered yet. */
function advance() {
  if (over) return;
  const joining = newcomer();
  if (joining && (!admitted().length || decided)) {
    showCard(steps.get('technician'), joining, decided);
    steps.show('technician');
    return;
  }
  const next = ['scam', 'disconnect', 'files'].find((step) => !acknowledged.has(step));
  if (!met || (!decided && !admitted().length)) steps.show('waiting');
  else if (next) steps.show(next);
  else if (!decided && state.phase !== 'open') steps.show('waiting');
  else steps.show(decided ? 'live' : 'share');
}

function render() {
  const name = first()?.name ?? '';
  if (name) for (const step of ['share', 'live']) fillAll(steps.get(step), { name });
  const nameOf = (/** @type {number} */ to) => state.peers.find((peer) => peer.participant === to)?.name ?? '';
  const rows = state.grants.map(({ grant, scope, to }) => ({ id: grant, scope, name: nameOf(to) }));
  strip.show({ names: admitted().map((peer) => peer.name), since: state.since, live: rows });
  const viewers = state.grants.filter(({ scope }) => scope === 'view');
  if (viewers.length) granting = false;
  if (!viewers.length && !granting) capture.stop();
  if (!state.grants.some(({ scope }) => scope === 'point')) marks.clear();
  find(live, '[data-mirror]').hidden = !capture.live || paused;
  pauser.hidden = !met;
  find(live, '[data-nothing]').hidden = capture.live || !name;
  const points = state.grants.some(({ scope }) => scope === 'point');
  find(live, '[data-offers]').hidden = !capture.live || points;
  questions.keep(({ scope, from }) => admitted().some((peer) => peer.participant === from && peer.present) &&
    !state.grants.some((given) => given.scope === scope && given.to === from));
  const away = admitted().find((peer) => !peer.present);
  if (away && !admitted().some((peer) => peer.present)) notify('away', away.name);
  else if (message.dataset.shown === 'away') notify('');
}

/** @param {string} which @param {string} [name] */
function notify(which, name = '') {
  message.hidden = !which;
  message.dataset.shown = which;
  message.textContent = (message.dataset[which] ?? '').replace('{name}', name);
}

/** A yes: for the screen the browser's own picker must be answered too, before anything is granted. */
/** @param {string} scope @param {number} to @param {string} [ask] */
async function give(scope, to, ask) {
  notify('');
  if (scope === 'view' && !capture.live) {
    const readable = await capture.start();
    if (!readable || over) {
      if (ask) tell({ do: 'deny', ask });
      capture.stop();
      notify('cancelled');
      return;
    }
    granting = true;
    tell({ do: 'grant', scope, to, readable }, [readable]);
  } else tell({ do: 'grant', scope, to });
}

/** @param {string} grant */
function withdraw(grant) {
  const given = state.grants.find((one) => one.grant === grant);
  const viewers = state.grants.filter(({ scope }) => scope === 'view');
  // The picture stops here and now, before anybody is told.
  if (given?.scope === 'view' && viewers.length === 1) capture.stop();
  tell({ do: 'revoke', grant });
}

/** Nothing is seen or drawn until the person goes on; what was allowed stays allowed. */
function pause() {
  paused = !paused;
  tell({ do: 'pause', paused });
  if (paused) marks.clear();
  pauser.dataset.pause = paused ? 'end' : 'begin';
  find(pauser, '[data-pause-begin]').hidden = paused;
  find(pauser, '[data-pause-end]').hidden = !paused;
  find(live, '[data-paused]').hidden = !paused;
  render();
}

/** @param {string} reason @param {string} [step] what is shown then */
function endNow(reason, step = 'ended') {
  capture.stop();
  tell({ do: 'end', reason });
  if (step === 'stop') finish('stop');
}

/** @param {string} step @param {string} [said] */
function finish(step, said = '') {
  if (over) return;
  over = true;
  capture.stop();
  marks.clear();
  strip.show({ names: [], since: null, live: [] });
  find(document, '[data-end]').hidden = pauser.hidden = true;
  if (said) {
    const text = find(steps.get('ended'), '[data-ended-by]');
    text.textContent = text.dataset[said] ?? text.dataset.server ?? '';
  }
  steps.show(step);
}

worker.addEventListener('message', ({ data }) => {
  if (data.say === 'state') {
    state = data;
    // After the end there is nothing more to show, whatever was still on its way.
    if (!over) {
      render();
      advance();
    }
  } else if (data.say === 'ask') {
    questions.add({ ...data, name: state.peers.find((peer) => peer.participant === data.from)?.name ?? '' });
  } else if (data.say === 'ungranted') {
    granting = false;
    if (!state.grants.some(({ scope }) => scope === 'view')) capture.stop();
    render();
    notify('refused');
  } else if (data.say === 'mark') {
    if (data.mark === 'point') marks.point(data.from, data.x, data.y);
    else if (data.mark === 'draw') marks.draw(data.from, data.stroke, data.points);
    else marks.wipe(data.from);
  } else if (data.say === 'ended') finish('ended', data.reason === 'keys' ? 'keys' : data.by);
  else if (data.say === 'lost') finish(data.code === TAKEN ? 'elsewhere' : data.code === ENDED ? 'ended' : 'lost', 'server');
});

worker.addEventListener('error', () => finish('lost'));

function answers() {
  pauser.addEventListener('click', pause);
  const technician = steps.get('technician');
  find(technician, '[value="yes"]').addEventListener('click', () => {
    const joining = newcomer();
    if (!joining) return;
    met = true;
    tell({ do: 'admit', participant: joining.participant, yes: true });
    acknowledge('technician');
  });
  find(technician, '[value="no"]').addEventListener('click', () => {
    const joining = newcomer();
    if (!joining) return;
    refused.add(joining.participant);
    tell({ do: 'admit', participant: joining.participant, yes: false });
    if (decided || admitted().length) advance();
    else endNow('not let in');
  });
  checkForScam(steps.get('scam'), {
    safe: () => acknowledge('scam'),
    danger: () => endNow('scam suspected', 'stop'),
  });
  chooseSystem(steps.get('files'));
  for (const step of ['disconnect', 'files']) {
    find(steps.get(step), '[data-forward]').addEventListener('click', () => acknowledge(step));
  }
  const share = steps.get('share');
  find(share, '[value="yes"]').addEventListener('click', () => decide(true));
  find(share, '[value="no"]').addEventListener('click', () => decide(false));
  find(live, '[data-offer-view]').addEventListener('click', () => giveFirst('view'));
  // Not there where the notice does not offer marks.
  live.querySelector('[data-offer-point]')?.addEventListener('click', () => giveFirst('point'));
  for (const button of page.querySelectorAll('[data-again-button]')) button.addEventListener('click', () => location.reload());
}

/** @param {string} scope */
function giveFirst(scope) {
  const to = (admitted().find((peer) => peer.present) ?? first())?.participant;
  if (to) void give(scope, to);
}

/** @param {boolean} yes */
function decide(yes) {
  decided = true;
  if (yes) giveFirst('view');
  advance();
}

async function begin() {
  answers();
  if (!Capture.possible) return steps.show('unsupported');
  const ticket = await newTicket(page).catch(() => undefined);
  if (ticket === null) return location.assign(page.dataset.receipt ?? '/');
  if (!ticket) return finish('lost');
  tell({ do: 'start', ...ticket });
}

addEventListener('pagehide', () => capture.stop());
void begin();
