/**
 * This end's own copy of the gates: what the generated table says, in the words that the modules use.
 * @typedef {{name: string, scope: string | null, senders: readonly string[], phases: readonly string[],
 *   max_bytes: number, per_second: number, way: string, json: boolean}} Gate
 */
import { CloseCode, FrameType, GATES } from './table.js';

export const CLOSE = CloseCode;
export const TYPE = FrameType;
/** @type {Map<number, Gate>} */
const rows = new Map(Object.entries(/** @type {Record<string, Gate>} */ (GATES)).map(([type, gate]) => [Number(type), gate]));

/**
 * @param {number} type
 * @returns {Gate | undefined} nothing: such a type does not exist
 */
export function gateOf(type) {
  return rows.get(type);
}

/**
 * Whether a role may send a type in a phase, grants aside.
 * @param {string} role
 * @param {string} phase
 * @param {number} type
 */
export function allows(role, phase, type) {
  const gate = gateOf(type);
  return Boolean(gate && gate.senders.includes(role) && gate.phases.includes(phase));
}
