/** Which picture codecs this browser can encode and decode. The order is that of software speed with text on screen. */

const CANDIDATES = ['vp8', 'avc1.42E033', 'avc1.42E01F', 'vp09.00.10.08', 'av01.0.08M.08'];
const DECODED = [...CANDIDATES, 'avc1.640033', 'vp09.00.50.08'];

/**
 * The configuration of an encoder for a screen.
 * @param {string} codec @param {number} width @param {number} height @param {number} bitrate
 * @returns {VideoEncoderConfig}
 */
export function encoderConfig(codec, width, height, bitrate) {
  /** @type {VideoEncoderConfig & {contentHint?: string}} */
  const config = { codec, width, height, bitrate, framerate: 30, latencyMode: 'realtime', contentHint: 'text' };
  if (codec.startsWith('avc1')) config.avc = { format: 'annexb' };
  return config;
}

export async function encodable() {
  if (typeof VideoEncoder === 'undefined') return [];
  const able = CANDIDATES.map(async (codec) =>
    (await VideoEncoder.isConfigSupported(encoderConfig(codec, 640, 360, 1e6)).catch(() => null))?.supported);
  const results = await Promise.all(able);
  return CANDIDATES.filter((_, index) => results[index]);
}

export async function decodable() {
  if (typeof VideoDecoder === 'undefined') return [];
  const able = DECODED.map(async (codec) =>
    (await VideoDecoder.isConfigSupported({ codec }).catch(() => null))?.supported);
  const results = await Promise.all(able);
  return DECODED.filter((_, index) => results[index]);
}

/**
 * The largest even size, not above the given one, that the encoder takes.
 * @param {string} codec @param {number} width @param {number} height @param {number} bitrate
 */
export async function fitting(codec, width, height, bitrate) {
  for (let scale = 1; scale > 0.1; scale *= 0.75) {
    const config = encoderConfig(codec, even(width * scale), even(height * scale), bitrate);
    const answer = await VideoEncoder.isConfigSupported(config).catch(() => null);
    if (answer?.supported) return config;
  }
  throw new Error(`no size of ${codec} can be encoded`);
}

/** @param {number} size */
function even(size) {
  return Math.max(2, Math.floor(size / 2) * 2);
}
