// Runs the vectors through the browser's own modules; prints what went wrong, one a line.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [folder, vectors] = process.argv.slice(2);
const { readHeader, decode } = await import(pathToFileURL(`${folder}/codec.js`).href);
const bytes = (hex) => new Uint8Array(Buffer.from(hex, 'hex'));
let checked = 0;

for (const vector of JSON.parse(readFileSync(`${vectors}/frames.json`, 'utf8'))) {
  const frame = bytes(vector.hex);
  let close = null;
  let payload = null;
  try {
    payload = decode(readHeader(frame), frame);
  } catch (error) {
    close = error.code ?? String(error);
  }
  if (close !== vector.close) console.log(`${vector.name}: ${close} for ${vector.close}`);
  if (vector.json && JSON.stringify(payload) !== JSON.stringify(vector.json)) console.log(`${vector.name}: other content`);
  if (vector.bytes && Buffer.from(payload).toString('hex') !== vector.bytes) console.log(`${vector.name}: other bytes`);
  checked += 1;
}
console.error(checked);
