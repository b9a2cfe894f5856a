/**
 * Which picture codecs this browser can encode and decode, best first. The order was measured with software encoders
 * on a scrolled page of text at 1920×1080: H.264 27 ms and 2 KiB a picture, VP9 24 ms and 13 KiB, VP8 99 ms and 10 KiB;
 * AV1 takes 15 ms and 2 KiB, but 640 ms for a key frame.
 */
const CANDIDATES = ['avc1.42E033', 'vp09.00.10.08', 'vp8', 'avc1.42E01F', 'av01.0.08M.08'];
const DECODED = [...CANDIDATES, 'avc1.640033'];
/** What captures are; a VP8 stream does not say so itself. */
const SCREEN_COLOURS = /** @type {VideoColorSpaceInit} */ (
  { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false });

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

/**
 * @param {{codec: string, width: number, height: number}} config as PICTURE_CONFIG says it
 * @returns {VideoDecoderConfig}
 */
export function decoderConfig({ codec, width, height }) {
  const config = { codec, codedWidth: width, codedHeight: height, optimizeForLatency: true };
  return codec === 'vp8' ? { ...config, colorSpace: SCREEN_COLOURS } : config;
}
