// What browsers have and TypeScript's own library does not describe yet. Read by `make check` only, never served.

/** https://www.w3.org/TR/mediacapture-transform/ */
interface MediaStreamTrackProcessorInit {
  track: MediaStreamTrack;
  maxBufferSize?: number;
}

declare class MediaStreamTrackProcessor {
  constructor(init: MediaStreamTrackProcessorInit);
  readonly readable: ReadableStream<VideoFrame>;
}
