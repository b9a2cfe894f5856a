/**
 * Where a file that the customer sends goes on this computer. Where the browser can, straight to the disk, into a file
 * that appears once it is whole; else into memory, so only up to a size.
 * @typedef {{write: (data: Uint8Array<ArrayBuffer>) => Promise<void>, finish: () => Promise<string>,
 *   drop: () => Promise<void>}} Place
 *   `finish` gives the address of what is only in memory, or an empty text
 */
export const MEMORY_MOST = 256 * 1024 * 1024;

/** @returns {boolean} whether a click is needed to say where it goes */
export const asks = () => 'showSaveFilePicker' in window;

/** @param {string} name @returns {Promise<Place | null>} null: nobody chose a place */
export async function choose(name) {
  try {
    const handle = await /** @type {any} */ (window).showSaveFilePicker({ suggestedName: name });
    const stream = await handle.createWritable();
    return {
      write: (data) => stream.write(data),
      finish: async () => (await stream.close(), ''),
      drop: () => stream.abort(),
    };
  } catch {
    return null;
  }
}

/** @returns {Place} */
export function memory() {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  let parts = [];
  return {
    write: async (data) => void parts.push(data),
    finish: async () => URL.createObjectURL(new Blob(parts)),
    drop: async () => void (parts = []),
  };
}
