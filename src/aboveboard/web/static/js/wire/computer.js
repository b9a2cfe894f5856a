/**
 * The state of a computer: the one list of what may be shared of it, as strict as `ComputerReport` in Python, and the
 * live numbers.
 * @typedef {{os: string, os_version: string, tool_version: string, platform: string, kind: string, name: string,
 *   cpu: string, cores: number, memory: number, graphics: string[]}} Facts
 * @typedef {{rule: string, severity: string, subject: string, since: number, values: Record<string, number>,
 *   limits: Record<string, number>}} Finding
 * @typedef {{taken_at: number, facts: Facts, findings: Finding[], mended: Finding[], fine: number, unknown: number,
 *   recognise: string}} Report
 */
import { amount, amounts, count, identifier, list, oneOf, PLAIN, said, shape, text, whole } from './checks.js';

const fact = text(80, PLAIN);
const facts = shape({
  os: fact, os_version: fact, tool_version: fact, platform: fact, name: fact, cpu: fact,
  kind: oneOf('', 'desktop', 'laptop', 'convertible', 'tablet', 'handheld', 'all-in-one', 'server', 'virtual', 'container',
    'other'),
  cores: whole(0, 65_536), memory: count, graphics: list(fact, 4),
}, ['os', 'os_version', 'tool_version', 'platform', 'name', 'cpu', 'kind', 'cores', 'memory', 'graphics']);
const measured = amounts(/^[a-z][a-z0-9_]{0,39}$/, amount(-1e18, 1e18), 8);
const finding = shape({
  rule: text(60, /^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+$/, 3), severity: oneOf('info', 'warn', 'critical'),
  subject: text(24, /^([a-z]+(-[0-9a-f]{1,8})?)?$/), since: count, values: measured, limits: measured,
}, ['subject', 'since', 'values', 'limits']);
const checks = whole(0, 10_000);

/** @type {Record<string, import('./checks.js').Check>} by the name of the frame type */
export const COMPUTER = {
  DIAGNOSE_WISH: shape({ reason: said }),
  COMPUTER: shape({
    taken_at: count, facts, findings: list(finding, 64), mended: list(finding, 64), fine: checks, unknown: checks,
    recognise: (value) => value === '' || identifier(value),
  }, ['facts', 'findings', 'mended', 'fine', 'unknown', 'recognise']),
  VALUES: shape({ values: amounts(/^(cpu|memory|swap|disk|heat|battery|signal)$/, amount(-1_000, 1_000)) }),
};
